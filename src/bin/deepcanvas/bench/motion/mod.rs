//! Motion in real browsers: scripted sessions, and whether what they show
//! reaches what was set out.
//!
//! ```text
//! script     what is played, and for how long
//! stage      a browser in which it is played
//! ledger     what the displayed frames say
//! trace      what Chromium's trace says of the main thread
//! cpu        what the system says of it
//! aims       the figures, and what each is to reach
//! ```

mod aims;
mod cpu;
mod ledger;
mod script;
mod stage;
mod trace;

use std::collections::HashMap;
use std::iter;

use anyhow::Result;

use super::places::FRAME;
use super::report::{Counts, Figure, Grid, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs};
use aims::{AIMS, DETAILS, Round};
use script::{Act, acts, calm_acts, traced_acts};
use stage::{Played, Stage};
use trace::Tasks;

/// What is measured in a browser.
pub(super) struct Motion {
    browser: Browser,
    programs: Programs,
    quick: bool,
    display: Series,
    /// As [`AIMS`].
    figures: Vec<Series>,
    /// A row for each session, as [`DETAILS`].
    details: Vec<(&'static str, Vec<Series>)>,
    /// What could not be measured, and why.
    notes: Vec<String>,
}

impl Motion {
    pub(super) fn new(browser: Browser, programs: Programs, quick: bool) -> Self {
        let names = acts(quick).into_iter().map(|act| act.name);
        Self {
            browser,
            programs,
            quick,
            display: Series::default(),
            figures: vec![Series::default(); AIMS.len()],
            details: names
                .map(|name| (name, vec![Series::default(); DETAILS.len()]))
                .collect(),
            notes: Vec::new(),
        }
    }

    /// Plays everything once, then what the main thread is measured by once more without
    /// a heartbeat, and in Chromium a third time with a trace; each time in a browser
    /// of its own.
    ///
    /// # Errors
    /// Where the page fails.
    pub(super) async fn round(&mut self, page: &str) -> Result<()> {
        let stage = Stage::open(self.browser, &self.programs, page, false).await?;
        warm_up(&stage).await?;
        let display = stage.display().await?;
        let played = self.play(&stage, &acts(self.quick), "").await?;
        stage.quit().await?;
        let stage = Stage::open(self.browser, &self.programs, page, false).await?;
        warm_up(&stage).await?;
        let calm = self
            .play(&stage, &calm_acts(self.quick), ", calmly")
            .await?;
        stage.quit().await?;
        let traced = match self.browser {
            Browser::Chromium => self.trace(page).await?,
            Browser::Firefox => HashMap::new(),
        };
        let round = Round {
            display,
            played,
            calm,
            traced,
        };
        self.take(&round);
        Ok(())
    }

    async fn play(&self, stage: &Stage, acts: &[Act], how: &str) -> Result<Vec<Played>> {
        let mut played = Vec::new();
        for act in acts {
            eprintln!("deepcanvas: {}, {}{how}", self.browser, act.name);
            played.push(stage.play(act).await?);
        }
        Ok(played)
    }

    /// The tasks of all traced sessions, or none: what a trace lacks must not make
    /// a figure better.
    async fn trace(&mut self, page: &str) -> Result<HashMap<String, Tasks>> {
        let stage = Stage::open(self.browser, &self.programs, page, true).await?;
        warm_up(&stage).await?;
        let acts = traced_acts(self.quick);
        self.play(&stage, &acts, ", traced").await?;
        let mut tasks = stage.traced().await?;
        stage.quit().await?;
        tasks.retain(|name, _| acts.iter().any(|act| act.name == name));
        let lost: Vec<&str> = acts
            .iter()
            .map(|act| act.name)
            .filter(|&name| !tasks.contains_key(name))
            .collect();
        if lost.is_empty() {
            return Ok(tasks);
        }
        self.notes.push(format!(
            "a trace of {} lacks {}: its round has no figures by trace",
            self.browser,
            lost.join(", ")
        ));
        Ok(HashMap::new())
    }

    fn take(&mut self, round: &Round) {
        self.display.add(round.display);
        for (aim, series) in AIMS.iter().zip(&mut self.figures) {
            if let Some(value) = (aim.measure)(round) {
                series.add(value);
            }
        }
        for ((_, row), played) in self.details.iter_mut().zip(&round.played) {
            for (detail, series) in DETAILS.iter().zip(row) {
                if let Some(value) = (detail.measure)(round, played) {
                    series.add(value);
                }
            }
        }
    }

    /// The figures against their aims.
    pub(super) fn verdicts(&self) -> Verdicts {
        let display = Figure {
            name: "the display's interval".to_owned(),
            unit: Unit::Milliseconds,
            series: self.display.clone(),
            bound: None,
            remark: Some("the unit of intervals below"),
            counts: Counts::Median,
        };
        let figures = AIMS.iter().zip(&self.figures);
        let figures = figures.map(|(aim, series)| Figure {
            name: aim.name.to_owned(),
            unit: aim.unit,
            bound: aim.bound,
            remark: aim.remark,
            counts: aim.counts,
            series: series.clone(),
        });
        Verdicts {
            title: format!("motion, {}", self.title()),
            figures: iter::once(display).chain(figures).collect(),
        }
    }

    /// The same session by session: where a figure falls short, and why.
    pub(super) fn grid(&self) -> Grid {
        Grid {
            title: format!("sessions, {}", self.title()),
            columns: DETAILS
                .iter()
                .map(|detail| (detail.name, detail.unit))
                .collect(),
            rows: self
                .details
                .iter()
                .map(|(name, row)| ((*name).to_owned(), row.clone()))
                .collect(),
        }
    }

    /// What has to be known about the figures.
    pub(super) fn into_notes(self) -> Vec<String> {
        self.notes
    }

    fn title(&self) -> String {
        format!(
            "{}, {}x{}{}",
            self.browser,
            FRAME.width,
            FRAME.height,
            if self.quick { ", quick" } else { "" }
        )
    }
}

/// Browsers compile wasm twice, and the quick first version is slow.
async fn warm_up(stage: &Stage) -> Result<()> {
    let name = "warmUp";
    let options = serde_json::json!({ "heart": false });
    stage.play(&Act { name, options }).await?;
    Ok(())
}
