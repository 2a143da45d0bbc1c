//! What it costs to note frames and tiles for the profilers: the same views with
//! that switched on and off, in turn.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::parts::InBrowser;
use super::places::FRAME;
use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

/// A view, and by what share it may be later.
struct Subject {
    name: &'static str,
    link: &'static str,
    most: f64,
}

const SUBJECTS: [Subject; 2] = [
    Subject {
        // The fewest iterations a tile: what is noted of it weighs most.
        name: "home",
        link: "",
        most: 0.05,
    },
    Subject {
        name: "busy at 300",
        link: "re=-0.7453&im=0.1127&zoom=300",
        most: 0.02,
    },
];

/// Whether it is on, in the order of a round: what slows down evenly falls out.
const ORDER: [bool; 4] = [false, true, true, false];

/// Rounds that are thrown away.
const WARM_UP: u32 = 2;

/// Sets a view, from one that shares nothing with it, and calls back with how long it
/// took until it was complete. At rest the page computes what lies around the view, and
/// tells what was noted: that is over before.
const SETTLE: &str = r"
    const [link, profile, done] = arguments;
    const canvas = document.querySelector('deep-canvas');
    canvas.setAttribute('samples', 1);
    canvas.toggleAttribute('profile', profile);
    const settle = async (view) => {
        await canvas.setView(view);
        return canvas.settled();
    };
    const measure = async () => {
        window.benchLimit = (window.benchLimit ?? 64) % 1000 + 1;
        await settle(`re=0.3&im=0.5&zoom=50&iter=${64 + window.benchLimit}`);
        await new Promise((resolve) => setTimeout(resolve, 400));
        const begun = performance.now();
        await settle(link);
        return performance.now() - begun;
    };
    measure().then(
        (settled) => done({ settled }),
        (error) => done({ error: String(error) }),
    );
";

/// A browser with the page open.
pub(super) struct Profile {
    browser: Browser,
    session: Session,
    /// A view each: with it off, and with it on.
    timed: Vec<(Series, Series)>,
}

impl Profile {
    /// Opens the page.
    ///
    /// # Errors
    /// Where the browser does not start, or the page fails.
    pub(super) async fn start(browser: Browser, programs: &Programs, page: &str) -> Result<Self> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        let session = Session::start(browser, programs, window).await?;
        session.web().goto(page).await?;
        let mut profile = Self {
            browser,
            session,
            timed: SUBJECTS.map(|_| Default::default()).into(),
        };
        for _ in 0..WARM_UP {
            profile.round().await?;
        }
        profile.timed = SUBJECTS.map(|_| Default::default()).into();
        Ok(profile)
    }

    async fn settle(&self, subject: &Subject, is_on: bool) -> Result<f64> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Answer {
            Settled(f64),
            Error(String),
        }
        let browser = self.browser;
        let answer = self
            .session
            .web()
            .execute_async(SETTLE, vec![json!(subject.link), json!(is_on)])
            .await
            .with_context(|| format!("the page does not answer in {browser}"))?;
        match answer.convert()? {
            Answer::Settled(settled) => Ok(settled),
            Answer::Error(text) => bail!("the page fails in {browser}: {text}"),
        }
    }
}

impl InBrowser for Profile {
    /// Measures every view twice with it off and twice with it on.
    async fn round(&mut self) -> Result<()> {
        for (index, subject) in SUBJECTS.iter().enumerate() {
            let (mut off, mut on) = (0.0, 0.0);
            for is_on in ORDER {
                let of = if is_on { &mut on } else { &mut off };
                *of += self.settle(subject, is_on).await? / 2.0;
            }
            let timed = &mut self.timed[index];
            timed.0.add(off);
            timed.1.add(on);
        }
        Ok(())
    }

    fn section(&self) -> Section {
        let row =
            |name: String, series: &Series| Row::new(name, Unit::Milliseconds, series.clone());
        let rows = SUBJECTS
            .iter()
            .zip(&self.timed)
            .flat_map(|(subject, timed)| {
                [
                    row(format!("{}, not profiled", subject.name), &timed.0),
                    row(format!("{}, profiled", subject.name), &timed.1),
                ]
            });
        Section {
            title: format!(
                "{}, {}x{}, from setting a view to its completion",
                self.browser, FRAME.width, FRAME.height
            ),
            rows: rows.collect(),
        }
    }

    fn verdicts(&self) -> Verdicts {
        let figures = SUBJECTS.iter().zip(&self.timed).map(|(subject, timed)| {
            let ratios = timed.1.over(&timed.0);
            Figure {
                name: format!("{}, later by", subject.name),
                unit: Unit::Percent,
                series: ratios.all().iter().map(|ratio| ratio - 1.0).collect(),
                bound: Some(Bound::AtMost(subject.most)),
                remark: None,
                counts: Counts::Median,
            }
        });
        Verdicts {
            title: format!("profiling switched on, {}", self.browser),
            figures: figures.collect(),
        }
    }

    async fn quit(self) -> Result<()> {
        self.session.quit().await
    }
}
