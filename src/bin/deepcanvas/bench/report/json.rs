//! The same for programs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Bound, Figure, PACE, Report, Row, SCHEMA, Series, Unit};

impl Report {
    /// The same for programs: rates in iterations a second, times in
    /// milliseconds, shares of one, every round's measurement.
    pub(in super::super) fn to_json(&self) -> String {
        let list = |values: &mut dyn Iterator<Item = Value>| Value::Array(values.collect());
        let sections = list(&mut self.sections.iter().map(|section| {
            let rows = list(&mut section.rows.iter().map(row_to_json));
            json!({ "title": section.title, "rows": rows })
        }));
        let grids = list(&mut self.grids.iter().map(|grid| {
            let rows = list(&mut grid.rows.iter().map(|(name, row)| {
                let cells = grid.columns.iter().zip(row);
                let cells =
                    cells.map(|((column, unit), series)| series_to_json(column, *unit, series));
                json!({ "name": name, "columns": list(&mut cells.into_iter()) })
            }));
            json!({ "title": grid.title, "rows": rows })
        }));
        let verdicts = list(&mut self.verdicts.iter().map(|verdicts| {
            let figures = list(&mut verdicts.figures.iter().map(figure_to_json));
            json!({ "title": verdicts.title, "figures": figures })
        }));
        let rounds = self.rounds.iter();
        let rounds: Map<String, Value> = rounds
            .map(|&(of, rounds)| (of.to_owned(), json!(rounds)))
            .collect();
        let whole = json!({
            "schema": SCHEMA,
            "version": env!("CARGO_PKG_VERSION"),
            "cores": self.cores,
            "rounds": rounds,
            "pace": series_to_json(PACE, Unit::Rate, &self.pace),
            "sections": sections,
            "grids": grids,
            "verdicts": verdicts,
            "notes": self.notes,
        });
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{whole:#}");
        text
    }
}

fn figure_to_json(figure: &Figure) -> Value {
    let mut value = series_to_json(&figure.name, figure.unit, &figure.series);
    value["value"] = json!(figure.value());
    if let Some(bound) = figure.bound {
        let (key, limit) = match bound {
            Bound::AtLeast(least) => ("atLeast", least),
            Bound::AtMost(most) => ("atMost", most),
        };
        value[key] = json!(limit);
        value["reached"] = json!(figure.is_reached());
    }
    value
}

fn row_to_json(row: &Row) -> Value {
    series_to_json(&row.name, row.unit, &row.series)
}

fn series_to_json(name: &str, unit: Unit, series: &Series) -> Value {
    let (smallest, largest) = series.spread();
    json!({
        "name": name,
        "unit": unit.plain_name(),
        "median": series.median(),
        "smallest": smallest,
        "largest": largest,
        "rounds": series.all(),
    })
}
