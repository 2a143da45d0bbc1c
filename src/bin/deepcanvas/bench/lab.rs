//! The laboratory: the same workloads by every architecture that people use for them,
//! as its page `lab.html` runs them.

use std::fmt;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::patience;
use super::places::FRAME;
use super::report::{Grid, Row, Section, Unit};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

/// The page, beside the explorer's.
const PAGE: &str = "lab.html";

/// What the page says of one workload by one architecture.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    architecture: String,
    workload: String,
    threads: u32,
    /// None of these where it could not run.
    ms: Option<f64>,
    stall_ms: Option<f64>,
    bytes_copied: Option<f64>,
    ok: bool,
    reason: Option<String>,
}

/// The laboratory in a browser.
pub(super) struct Lab {
    browser: Browser,
    programs: Programs,
    quick: bool,
    /// In the order in which the page runs them.
    rows: Vec<Measured>,
    /// What could not run, and why.
    notes: Vec<String>,
}

struct Measured {
    name: String,
    took: Series,
    stall: Series,
    copied: Series,
}

impl Lab {
    pub(super) fn new(browser: Browser, programs: Programs, quick: bool) -> Self {
        Self {
            browser,
            programs,
            quick,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Runs everything once, in a browser of its own: the page takes turns itself.
    ///
    /// # Errors
    /// Where the browser does not start, or the page fails as a whole.
    pub(super) async fn round(&mut self, site: &str) -> Result<()> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        let session = Session::start(self.browser, &self.programs, window).await?;
        session.web().goto(format!("{site}{PAGE}")).await?;
        let options = json!({ "quick": self.quick });
        let told: Vec<Told> = patience::call(session.web(), "lab.run", vec![options])
            .await
            .with_context(|| format!("{PAGE} fails in {}", self.browser))?;
        session.quit().await?;
        ensure!(
            !told.is_empty(),
            "{PAGE} measures nothing in {}",
            self.browser
        );
        for row in told {
            self.take(&row);
        }
        Ok(())
    }

    fn take(&mut self, told: &Told) {
        let threads = match told.threads {
            0 => String::new(),
            1 => ", 1 thread".to_owned(),
            threads => format!(", {threads} threads"),
        };
        let name = format!("{}, {}{threads}", told.workload, told.architecture);
        if !told.ok {
            let why = told.reason.as_deref().unwrap_or("it does not say why");
            let note = format!("{self}: {name} does not run: {why}");
            // Once, and not once a round.
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
            return;
        }
        let known = self.rows.iter().position(|row| row.name == name);
        let place = known.unwrap_or_else(|| {
            self.rows.push(Measured {
                name,
                took: Series::default(),
                stall: Series::default(),
                copied: Series::default(),
            });
            self.rows.len() - 1
        });
        let row = &mut self.rows[place];
        for (series, value) in [
            (&mut row.took, told.ms),
            (&mut row.stall, told.stall_ms),
            (&mut row.copied, told.bytes_copied),
        ] {
            if let Some(value) = value {
                series.add(value);
            }
        }
    }

    pub(super) fn section(&self) -> Section {
        let row = |row: &Measured| Row::new(&*row.name, Unit::Milliseconds, row.took.clone());
        Section {
            title: self.to_string(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    /// What it costs the page.
    pub(super) fn grid(&self) -> Grid {
        let row = |row: &Measured| {
            (
                row.name.clone(),
                vec![row.stall.clone(), row.copied.clone()],
            )
        };
        Grid {
            title: format!("{self}, what the page pays"),
            columns: vec![
                ("longest stall", Unit::Milliseconds),
                ("copied", Unit::Bytes),
            ],
            rows: self.rows.iter().map(row).collect(),
        }
    }

    /// What has to be known about the numbers.
    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }
}

impl fmt::Display for Lab {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quick = if self.quick { ", quick" } else { "" };
        write!(formatter, "laboratory, {}{quick}", self.browser)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn lab() -> Lab {
        let programs = Programs {
            browser: PathBuf::new(),
            driver: PathBuf::new(),
        };
        Lab::new(Browser::Firefox, programs, true)
    }

    fn told(architecture: &str, threads: u32, ms: Option<f64>) -> Told {
        let row = json!({
            "architecture": architecture, "workload": "blur", "threads": threads, "ms": ms,
            "stallMs": 4.5, "bytesCopied": 4096, "ok": ms.is_some(),
            "reason": ms.is_none().then_some("no shared memory here"),
        });
        serde_json::from_value(row).expect("as the page tells it")
    }

    #[test]
    fn rows_of_all_rounds_come_together_by_workload_architecture_and_threads() {
        let mut lab = lab();
        for ms in [30.0, 10.0, 20.0] {
            lab.take(&told("main thread", 0, Some(ms)));
            lab.take(&told("ours", 1, Some(2.0 * ms)));
            lab.take(&told("ours", 2, Some(ms)));
            lab.take(&told("rayon", 2, None));
        }
        let section = lab.section();
        let rows = section.rows.iter();
        let rows: Vec<_> = rows.map(|row| (&*row.name, row.series.median())).collect();
        assert_eq!(
            rows,
            [
                ("blur, main thread", 20.0),
                ("blur, ours, 1 thread", 40.0),
                ("blur, ours, 2 threads", 20.0),
            ]
        );
        assert_eq!(lab.grid().rows[0].1[1].all(), [4096.0; 3]);
        assert_eq!(
            lab.into_notes(),
            [
                "laboratory, firefox, quick: blur, rayon, 2 threads does not run: no shared memory here"
            ]
        );
    }
}
