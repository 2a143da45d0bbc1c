//! What was measured, for people and for programs.

use std::fmt::{self, Write as _};

use serde_json::{Value, json};

use super::series::Series;

/// Everything that one run measured.
pub(super) struct Report {
    pub(super) rounds: u32,
    pub(super) cores: usize,
    pub(super) sections: Vec<Section>,
    pub(super) figures: Vec<Figure>,
    /// What else has to be known about the numbers.
    pub(super) notes: Vec<String>,
}

/// Rows that belong together.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
}

/// One quantity.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) series: Series,
}

/// How a quantity is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Iterations a second, shown in thousands of millions.
    Rate,
    /// Milliseconds.
    Milliseconds,
    /// A number without one.
    Times,
}

/// A number that an aim was set for.
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) at_least: f64,
}

impl Row {
    pub(super) fn new(name: impl Into<String>, unit: Unit, series: Series) -> Self {
        Self {
            name: name.into(),
            unit,
            series,
        }
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Rate => "G iterations/s",
            Self::Milliseconds => "ms",
            Self::Times => "times",
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Self::Rate => format!("{:.3}", value / 1e9),
            Self::Milliseconds => format!("{value:.1}"),
            Self::Times => format!("{value:.3}"),
        }
    }
}

impl Figure {
    fn is_reached(&self) -> bool {
        self.value >= self.at_least
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "deepcanvas {} on {} cores: medians of {} rounds in which everything took its turn\n\
             (the spread, from the smallest to the largest, is the machine's noise)",
            env!("CARGO_PKG_VERSION"),
            self.cores,
            self.rounds
        )?;
        let rows = self.sections.iter().flat_map(|section| &section.rows);
        let names = rows.map(|row| row.name.chars().count());
        let name_width = names.max().unwrap_or(0);
        for Section { title, rows } in &self.sections {
            writeln!(formatter, "\n{title}")?;
            for Row { name, unit, series } in rows {
                let median = unit.show(series.median());
                let (smallest, largest) = series.spread();
                let spread = format!("{} to {}", unit.show(smallest), unit.show(largest));
                writeln!(
                    formatter,
                    "  {name:name_width$}  {median:>9} {:14}  {spread}",
                    unit.name()
                )?;
            }
        }
        for figure in &self.figures {
            let verdict = if figure.is_reached() {
                "PASS"
            } else {
                "FALLS SHORT"
            };
            writeln!(
                formatter,
                "\n{}: {:.3}, at least {} asked for: {verdict}",
                figure.name, figure.value, figure.at_least
            )?;
        }
        for note in &self.notes {
            writeln!(formatter, "\n{note}")?;
        }
        Ok(())
    }
}

impl Report {
    /// The same for programs: rates in iterations a second, times in
    /// milliseconds, every round's measurement.
    pub(super) fn to_json(&self) -> String {
        let rows = |rows: &[Row]| -> Vec<Value> { rows.iter().map(row_to_json).collect() };
        let sections: Vec<Value> = self
            .sections
            .iter()
            .map(|section| json!({ "title": section.title, "rows": rows(&section.rows) }))
            .collect();
        let figures: Vec<Value> = self
            .figures
            .iter()
            .map(|figure| {
                json!({
                    "name": figure.name,
                    "value": figure.value,
                    "atLeast": figure.at_least,
                    "reached": figure.is_reached(),
                })
            })
            .collect();
        let whole = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "cores": self.cores,
            "rounds": self.rounds,
            "sections": sections,
            "figures": figures,
            "notes": self.notes,
        });
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{whole:#}");
        text
    }
}

fn row_to_json(row: &Row) -> Value {
    let (smallest, largest) = row.series.spread();
    let unit = match row.unit {
        Unit::Rate => "iterations/s",
        Unit::Milliseconds | Unit::Times => row.unit.name(),
    };
    json!({
        "name": row.name,
        "unit": unit,
        "median": row.series.median(),
        "smallest": smallest,
        "largest": largest,
        "rounds": row.series.all(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let series = |values: [f64; 3]| values.into_iter().collect();
        Report {
            rounds: 3,
            cores: 2,
            sections: vec![Section {
                title: "native".to_owned(),
                rows: vec![
                    Row::new("kernel", Unit::Rate, series([2.1e9, 2.3e9, 2.2e9])),
                    Row::new(
                        "a frame",
                        Unit::Milliseconds,
                        series([800.0, 900.0, 1000.25]),
                    ),
                ],
            }],
            figures: vec![Figure {
                name: "two against one".to_owned(),
                value: 0.95,
                at_least: 0.9,
            }],
            notes: vec!["firefox is not measured: no geckodriver here".to_owned()],
        }
    }

    #[test]
    fn a_person_reads_aligned_columns_with_units() {
        let text = report().to_string();
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "",
                "native",
                "  kernel       2.200 G iterations/s  2.100 to 2.300",
                "  a frame      900.0 ms              800.0 to 1000.2",
                "",
                "two against one: 0.950, at least 0.9 asked for: PASS",
                "",
                "firefox is not measured: no geckodriver here",
            ]
        );
    }

    #[test]
    fn a_program_reads_every_round() -> Result<(), serde_json::Error> {
        let value: Value = serde_json::from_str(&report().to_json())?;
        let row = &value["sections"][0]["rows"][0];
        assert_eq!(row["median"], 2.2e9);
        assert_eq!(row["rounds"], json!([2.1e9, 2.3e9, 2.2e9]));
        assert_eq!(value["figures"][0]["reached"], true);
        Ok(())
    }
}
