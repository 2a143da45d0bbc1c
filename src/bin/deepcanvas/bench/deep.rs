//! Views that `f64` does not resolve: whole frames natively and in browsers, the reference
//! orbit and its table included.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use deepcanvas::picture;
use deepcanvas::view::{Limit, View, permalink};

use super::backends;
use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};
use crate::fault::Fault;
use crate::render::locations::{self, SIZE};

/// Threads, here and there.
const THREADS: usize = 2;

/// What the plain scalar loop did where the times of other programs were taken.
const THEIR_PACE: f64 = 0.45e9;

/// How many times as long a frame may take whose derivatives are followed, too.
const MOST_WITH_DERIVATIVES: f64 = 1.5;

/// Memory that a page's program may have at 1080p with [`THREADS`].
const MOST_BYTES: f64 = 600e6;

/// The window in which that is asked.
const FULL_HD: Window = Window {
    width: 1920,
    height: 1080,
    ratio: 1.0,
};

/// Bytes of the memory that the workers share: it grows and never shrinks.
const WEIGH: &str = "
    const [done] = arguments;
    document.querySelector('deep-canvas').ledger().then(({ pages }) => done(pages * 65536));
";

/// How many times as long as natively a browser may take.
fn most(browser: Browser) -> f64 {
    match browser {
        Browser::Chromium => 1.6,
        Browser::Firefox => 2.5,
    }
}

/// A view, and how long it takes.
struct Deep {
    name: String,
    view: View,
    native: Series,
    /// The same on a machine of [`THEIR_PACE`].
    scaled: Series,
    /// With derivatives.
    lit: Series,
    /// Of a browser's page, in bytes.
    memory: Series,
}

/// A browser with the page open.
struct Subject {
    browser: Browser,
    session: Session,
    /// A view each.
    timed: Vec<Series>,
}

/// See the module.
pub(super) struct DeepViews {
    views: Vec<Deep>,
    subjects: Vec<Subject>,
    rounds: u32,
}

impl DeepViews {
    /// Of the views of a locations file, or of the tests' own, those that are deep.
    ///
    /// # Errors
    /// A fault with what is wrong with the file, or that no view of it is.
    pub(super) fn new(file: Option<&Path>) -> Result<Self> {
        let text = match file {
            None => include_str!("../../../../tests/data/locations-own.toml").to_owned(),
            Some(path) => std::fs::read_to_string(path).map_err(|why| {
                let path = path.display();
                Fault::error(format!(
                    "--locations {path}: {why}; expected a locations file"
                ))
            })?,
        };
        Self::read(&text)
    }

    fn read(text: &str) -> Result<Self> {
        let refuse = |why: String| Fault::error(format!("--locations: {why}"));
        let all = locations::read(text).map_err(refuse)?;
        let mut views = Vec::new();
        for location in all {
            let view = location.view().map_err(refuse)?;
            if view.is_deep(SIZE) {
                views.push(Deep {
                    name: location.name,
                    view,
                    native: Series::default(),
                    scaled: Series::default(),
                    lit: Series::default(),
                    memory: Series::default(),
                });
            }
        }
        if views.is_empty() {
            return Err(Fault::error(
                "--locations: no view of it is deeper than f64 resolves; expected one at least",
            ));
        }
        Ok(Self {
            views,
            subjects: Vec::new(),
            rounds: 0,
        })
    }

    /// Opens the page in a browser.
    ///
    /// # Errors
    /// Where that fails.
    pub(super) async fn open(
        &mut self,
        browser: Browser,
        programs: &Programs,
        page: &str,
    ) -> Result<()> {
        let window = Window {
            width: SIZE.width,
            height: SIZE.height,
            ratio: 1.0,
        };
        let session = Session::start(browser, programs, window).await?;
        session.web().goto(page).await?;
        // Compiled to the end before anything is timed.
        for view in ["re=-2&zoom=1e20&iter=900", "re=-2&zoom=1e200&iter=900"] {
            settle(&session, browser, view).await?;
        }
        self.subjects.push(Subject {
            browser,
            session,
            timed: vec![Series::default(); self.views.len()],
        });
        Ok(())
    }

    /// Measures every view once, natively and in each browser; `pace` is the machine's.
    ///
    /// # Errors
    /// Where there is no memory, or a page fails.
    pub(super) async fn round(&mut self, pace: f64) -> Result<()> {
        self.rounds += 1;
        for (index, deep) in self.views.iter_mut().enumerate() {
            eprintln!("deepcanvas: {}", deep.name);
            // Another limit each time, so that no orbit of an earlier round serves.
            let mut view = deep.view.clone();
            let limit = view
                .limit(SIZE)
                .saturating_add(self.rounds)
                .min(Limit::MOST);
            view.set_limit(limit);
            let link = permalink::write(&view);
            let ms = native(&view)?;
            deep.native.add(ms);
            deep.scaled.add(ms * pace / THEIR_PACE);
            let (lit, _) = permalink::parse("mode=distance", Some(&view));
            deep.lit.add(native(&lit)?);
            for subject in &mut self.subjects {
                let ms = settle(&subject.session, subject.browser, &link).await?;
                subject.timed[index].add(ms);
            }
        }
        Ok(())
    }

    /// Asks each view's memory at 1080p in a browser, in a page of its own.
    ///
    /// # Errors
    /// Where that fails.
    pub(super) async fn weigh(
        &mut self,
        browser: Browser,
        programs: &Programs,
        page: &str,
    ) -> Result<()> {
        let session = Session::start(browser, programs, FULL_HD).await?;
        for deep in &mut self.views {
            eprintln!("deepcanvas: {}, memory at 1080p", deep.name);
            session.web().goto("about:blank").await?;
            session.web().goto(page).await?;
            settle(&session, browser, &permalink::write(&deep.view)).await?;
            let bytes = session.web().execute_async(WEIGH, vec![]).await?;
            deep.memory.add(bytes.convert()?);
        }
        session.quit().await
    }

    /// How long each takes.
    pub(super) fn sections(&self) -> Vec<Section> {
        let rows = |series: &dyn Fn(usize, &Deep) -> Series| {
            let rows = self.views.iter().enumerate();
            rows.map(|(index, deep)| Row::new(&*deep.name, Unit::Milliseconds, series(index, deep)))
                .collect()
        };
        let mut sections = vec![
            Section {
                title: "deep views, 640 × 360, native, two threads".to_owned(),
                rows: rows(&|_, deep| deep.native.clone()),
            },
            Section {
                title: "the same where the plain scalar loop does 0.45 G iterations/s".to_owned(),
                rows: rows(&|_, deep| deep.scaled.clone()),
            },
        ];
        sections.extend(self.subjects.iter().map(|subject| Section {
            title: format!("deep views, 640 × 360, {}, two threads", subject.browser),
            rows: rows(&|index, _| subject.timed[index].clone()),
        }));
        sections
    }

    /// How many times as long each takes as natively.
    pub(super) fn verdicts(&self) -> Vec<Verdicts> {
        let of = |subject: &Subject| {
            let figures = self.views.iter().zip(&subject.timed);
            Verdicts {
                title: format!("deep views, {} against native", subject.browser),
                figures: figures
                    .map(|(deep, timed)| Figure {
                        name: deep.name.clone(),
                        unit: Unit::Times,
                        series: timed.over(&deep.native),
                        bound: Some(Bound::AtMost(most(subject.browser))),
                        remark: None,
                        counts: Counts::Median,
                    })
                    .collect(),
            }
        };
        let native = |title: &str, unit: Unit, bound: f64, series: &dyn Fn(&Deep) -> Series| {
            let figure = |deep: &Deep| Figure {
                name: deep.name.clone(),
                unit,
                series: series(deep),
                bound: Some(Bound::AtMost(bound)),
                remark: None,
                counts: Counts::Median,
            };
            Verdicts {
                title: title.to_owned(),
                figures: self.views.iter().map(figure).collect(),
            }
        };
        let mut verdicts: Vec<_> = self.subjects.iter().map(of).collect();
        verdicts.push(native(
            "deep views, native, with derivatives against counts only",
            Unit::Times,
            MOST_WITH_DERIVATIVES,
            &|deep| deep.lit.over(&deep.native),
        ));
        if self.views.iter().any(|deep| !deep.memory.all().is_empty()) {
            verdicts.push(native(
                "memory of a page, 1920 × 1080, two threads",
                Unit::Bytes,
                MOST_BYTES,
                &|deep| deep.memory.clone(),
            ));
        }
        verdicts
    }

    /// Ends the browsers.
    ///
    /// # Errors
    /// Where one does not end.
    pub(super) async fn quit(self) -> Result<()> {
        for subject in self.subjects {
            subject.session.quit().await?;
        }
        Ok(())
    }
}

/// Milliseconds that a native frame takes.
fn native(view: &View) -> Result<f64> {
    let begun = Instant::now();
    let rendered = picture::render(view, SIZE, THREADS).context("no memory for a frame")?;
    black_box(rendered.work());
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// Milliseconds from setting a view to its complete frame.
async fn settle(session: &Session, browser: Browser, link: &str) -> Result<f64> {
    let settled = backends::settle(session, browser, link, "shared").await?;
    ensure!(
        settled.threads as usize == THREADS,
        "{browser}: {} compute workers; expected {THREADS}, as many as natively",
        settled.threads
    );
    Ok(settled.ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_own_deep_views_are_measured_unless_told() -> Result<()> {
        let views = DeepViews::new(None)?;
        assert!(views.views.len() >= 8);
        assert!(views.views.iter().all(|deep| deep.view.is_deep(SIZE)));
        Ok(())
    }

    #[test]
    fn a_file_without_a_deep_view_is_refused() {
        let all = include_str!("../../../../tests/data/locations-shallow.toml");
        let head = "[[location]]";
        let first = all.split(head).nth(1).expect("a location");
        let refused = DeepViews::read(&format!("{head}{first}")).err();
        let message = refused.expect("none is deep").to_string();
        assert!(message.contains("deeper than f64"), "{message}");
    }

    #[test]
    fn a_file_that_is_not_there_is_the_calls_fault() {
        let refused = DeepViews::new(Some(Path::new("nope"))).err();
        let error = refused.expect("it is not there");
        assert!(error.is::<Fault>());
        let message = error.to_string();
        assert!(message.starts_with("--locations nope: "), "{message}");
    }
}
