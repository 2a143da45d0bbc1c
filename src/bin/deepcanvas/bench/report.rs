//! What was measured, for people and for programs.

mod json;
mod tables;

use super::series::Series;

/// Of the JSON; it changes where what an earlier one says is read otherwise.
pub(super) const SCHEMA: u32 = 1;

/// What the machine's own pace is measured by.
pub(super) const PACE: &str = "plain scalar loop";

/// Everything that one run measured.
#[derive(Default)]
pub(super) struct Report {
    /// What was measured, and how often.
    pub(super) rounds: Vec<(&'static str, u32)>,
    pub(super) cores: usize,
    /// A plain scalar loop, once a round of everything: how fast the machine itself was.
    pub(super) pace: Series,
    pub(super) sections: Vec<Section>,
    pub(super) grids: Vec<Grid>,
    pub(super) verdicts: Vec<Verdicts>,
    /// What else has to be known about the numbers.
    pub(super) notes: Vec<String>,
    /// What could not be measured to its end.
    pub(super) failed: Vec<String>,
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

/// Rows of the same quantities.
pub(super) struct Grid {
    pub(super) title: String,
    pub(super) columns: Vec<(&'static str, Unit)>,
    /// A name, and a series a column; one that is empty was not measured.
    pub(super) rows: Vec<(String, Vec<Series>)>,
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
    /// A share, shown in hundredths.
    Percent,
    /// A number of things.
    Count,
    /// Bytes.
    Bytes,
    /// Intervals of the display.
    Intervals,
}

/// Figures with aims that belong together.
pub(super) struct Verdicts {
    pub(super) title: String,
    pub(super) figures: Vec<Figure>,
}

/// A number that an aim was set for, or that explains the one before it.
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) series: Series,
    /// None where it only explains.
    pub(super) bound: Option<Bound>,
    /// What it explains, where it only does that.
    pub(super) remark: Option<&'static str>,
    /// Which of several rounds counts.
    pub(super) counts: Counts,
}

/// Which of several rounds counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// The middle one: speed depends on what the machine does beside.
    Median,
    /// The worst, where not one is to fail.
    Worst,
}

/// What is to be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

impl Report {
    /// Notes where something could not be measured to its end: that is no reason to lose
    /// what else is.
    pub(super) fn note_failure(&mut self, what: impl Into<String>, done: anyhow::Result<()>) {
        if let Err(error) = done {
            let what = what.into();
            self.notes.push(format!("{what}: failed: {error:#}"));
            self.failed.push(what);
        }
    }
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
    const ALL: [Self; 7] = [
        Self::Rate,
        Self::Milliseconds,
        Self::Times,
        Self::Percent,
        Self::Count,
        Self::Bytes,
        Self::Intervals,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rate => "G iterations/s",
            Self::Milliseconds => "ms",
            Self::Times => "times",
            Self::Percent => "%",
            Self::Count => "",
            Self::Bytes => "bytes",
            Self::Intervals => "intervals",
        }
    }

    /// What programs are told: nothing is scaled for them.
    fn plain_name(self) -> &'static str {
        match self {
            Self::Rate => "iterations/s",
            Self::Percent => "share",
            Self::Count => "count",
            _ => self.name(),
        }
    }

    /// The one that programs are told by this name.
    pub(super) fn called(plain_name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|unit| unit.plain_name() == plain_name)
    }

    /// The share by which it changes where nothing does but the machine's pace, which
    /// became so many times what it was: at half the pace times are twice as long. 0 where
    /// the pace does not matter, or is not known.
    pub(super) fn drift(self, pace: f64) -> f64 {
        match self {
            _ if !pace.is_finite() => 0.0,
            Self::Rate => (pace - 1.0).abs(),
            Self::Milliseconds => (1.0 / pace - 1.0).abs(),
            _ => 0.0,
        }
    }

    pub(super) fn show(self, value: f64) -> String {
        match self {
            _ if value.is_nan() => "-".to_owned(),
            Self::Rate => format!("{:.3}", value / 1e9),
            Self::Milliseconds => format!("{value:.1}"),
            Self::Times => format!("{value:.3}"),
            Self::Percent => format!("{:.2}", value * 100.0),
            Self::Count | Self::Bytes => format!("{value:.0}"),
            Self::Intervals => format!("{value:.2}"),
        }
    }
}

impl Bound {
    /// By how much a value misses it; nothing or less where it is reached.
    fn shortfall(self, value: f64) -> f64 {
        match self {
            Self::AtLeast(least) => least - value,
            Self::AtMost(most) => value - most,
        }
    }

    fn words(self, unit: Unit) -> String {
        let (words, limit) = match self {
            Self::AtLeast(least) => ("at least", least),
            Self::AtMost(most) => ("at most", most),
        };
        let limit = if unit == Unit::Percent {
            limit * 100.0
        } else {
            limit
        };
        format!("{words} {limit} {}", unit.name())
            .trim_end()
            .to_owned()
    }
}

impl Figure {
    /// What counts of all rounds; not a number where nothing was measured.
    fn value(&self) -> f64 {
        match (self.counts, self.bound) {
            _ if self.series.all().is_empty() => f64::NAN,
            (Counts::Worst, Some(Bound::AtMost(_))) => self.series.spread().1,
            (Counts::Worst, Some(Bound::AtLeast(_))) => self.series.spread().0,
            _ => self.series.median(),
        }
    }

    /// By how much it misses its aim; none without one, or without a value.
    fn shortfall(&self) -> Option<f64> {
        let shortfall = self.bound?.shortfall(self.value());
        (!shortfall.is_nan()).then_some(shortfall)
    }

    /// Its aim.
    fn words(&self) -> String {
        self.bound
            .map_or_else(String::new, |bound| bound.words(self.unit))
    }

    fn is_reached(&self) -> bool {
        self.shortfall().is_some_and(|shortfall| shortfall <= 0.0)
    }

    fn verdict(&self) -> String {
        if self.value().is_nan() {
            return "not measured".to_owned();
        }
        let Some(shortfall) = self.shortfall() else {
            return self.remark.unwrap_or("not judged").to_owned();
        };
        if self.is_reached() {
            return "reached".to_owned();
        }
        let by = format!("{} {}", self.unit.show(shortfall), self.unit.name());
        format!("FALLS SHORT by {}", by.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn figure(name: &str, unit: Unit, bound: Option<Bound>, rounds: &[f64]) -> Figure {
        Figure {
            name: name.to_owned(),
            unit,
            bound,
            remark: None,
            counts: Counts::Median,
            series: rounds.iter().copied().collect(),
        }
    }

    fn report() -> Report {
        let series = |values: [f64; 3]| values.into_iter().collect();
        Report {
            rounds: vec![("speed", 3), ("motion", 2)],
            cores: 2,
            pace: series([4.4e8, 4.5e8, 4.6e8]),
            sections: vec![Section {
                title: "native".to_owned(),
                rows: vec![
                    Row::new("kernel", Unit::Rate, series([2.1e9, 2.3e9, 2.2e9])),
                    Row::new(
                        "a frame",
                        Unit::Milliseconds,
                        series([800.0, 900.0, 1000.25]),
                    ),
                    Row::new("another", Unit::Milliseconds, Series::default()),
                ],
            }],
            grids: vec![Grid {
                title: "sessions".to_owned(),
                columns: vec![("frames", Unit::Count), ("coverage 1", Unit::Percent)],
                rows: vec![(
                    "zoomIn".to_owned(),
                    vec![series([1.0, 2.0, 3.0]), Series::default()],
                )],
            }],
            verdicts: vec![Verdicts {
                title: "motion".to_owned(),
                figures: vec![
                    figure("gain", Unit::Times, Some(Bound::AtLeast(0.9)), &[0.95]),
                    figure(
                        "missed",
                        Unit::Percent,
                        Some(Bound::AtMost(0.01)),
                        &[0.5, 0.025, 0.0],
                    ),
                    figure("idle", Unit::Percent, None, &[0.5]),
                    Figure {
                        counts: Counts::Worst,
                        ..figure(
                            "long tasks",
                            Unit::Count,
                            Some(Bound::AtMost(0.0)),
                            &[0.0, 0.0, 2.0],
                        )
                    },
                    Figure {
                        counts: Counts::Worst,
                        ..figure(
                            "covered",
                            Unit::Percent,
                            Some(Bound::AtLeast(1.0)),
                            &[1.0, 0.5, 1.0],
                        )
                    },
                    figure("latency", Unit::Intervals, Some(Bound::AtMost(2.0)), &[]),
                ],
            }],
            notes: vec!["firefox is not measured: no geckodriver here".to_owned()],
            failed: Vec::new(),
        }
    }

    #[test]
    fn a_person_reads_aligned_columns_with_units() {
        let text = report().to_string();
        let head = text.lines().next().unwrap_or_default();
        assert!(head.ends_with(": 3 of speed, 2 of motion"), "{head}");
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "",
                "native",
                "  kernel       2.200 G iterations/s  2.100 to 2.300",
                "  a frame      900.0 ms              800.0 to 1000.2",
                "  another          - ms",
                "",
                "sessions",
                "              frames  coverage 1",
                "                               %",
                "  zoomIn  2 (1 to 3)           -",
                "",
                "motion",
                "  gain            0.950 times                       at least 0.9 times   reached",
                "  missed           2.50 %          0.00 to 50.00    at most 1 %          FALLS SHORT by 1.50 %",
                "  idle            50.00 %                                                not judged",
                "  long tasks          2            0 to 2           at most 0            FALLS SHORT by 2",
                "  covered         50.00 %          50.00 to 100.00  at least 100 %       FALLS SHORT by 50.00 %",
                "  latency             - intervals                   at most 2 intervals  not measured",
                "",
                "firefox is not measured: no geckodriver here",
            ]
        );
    }

    #[test]
    fn what_fails_is_noted_and_the_rest_is_kept() {
        let mut report = report();
        report.note_failure("rest, firefox", Ok(()));
        report.note_failure("motion, firefox", Err(anyhow::anyhow!("it is gone")));
        assert_eq!(report.failed, ["motion, firefox"]);
        let text = report.to_string();
        assert!(
            text.ends_with("\nmotion, firefox: failed: it is gone\n"),
            "{text}"
        );
        assert!(text.contains("  zoomIn  2"), "{text}");
    }

    #[test]
    fn every_unit_is_known_by_what_programs_are_told() {
        for unit in Unit::ALL {
            assert_eq!(Unit::called(unit.plain_name()), Some(unit));
        }
        assert_eq!(Unit::called(""), None);
    }

    #[test]
    fn a_program_reads_every_round() -> Result<(), serde_json::Error> {
        let value: Value = serde_json::from_str(&report().to_json())?;
        assert_eq!(value["schema"], SCHEMA);
        assert_eq!(value["rounds"], json!({ "speed": 3, "motion": 2 }));
        assert_eq!(value["pace"]["median"], 4.5e8);
        let row = &value["sections"][0]["rows"][0];
        assert_eq!(row["median"], 2.2e9);
        assert_eq!(row["rounds"], json!([2.1e9, 2.3e9, 2.2e9]));
        let figures = &value["verdicts"][0]["figures"];
        assert_eq!(figures[0]["reached"], true);
        assert_eq!(figures[1]["atMost"], 0.01);
        assert_eq!(figures[2].get("reached"), None);
        assert_eq!(figures[3]["rounds"], json!([0.0, 0.0, 2.0]));
        assert_eq!(figures[5]["value"], Value::Null);
        assert_eq!(figures[5]["reached"], false);
        Ok(())
    }
}
