//! What it costs where no memory can be shared: the same views in pages that are
//! cross-origin isolated and in pages that are not, in turn.

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::json;

use super::parts::InBrowser;
use super::places::{FRAME, PLACES};
use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

/// By how much a picture may be later than with shared memory.
const MOST: f64 = 1.25;

/// The transfer backend has no more workers.
const MOST_TRANSFER: u32 = 8;

/// Rounds that are thrown away.
const WARM_UP: u32 = 2;

/// Sets a view, from one that shares nothing with it, and calls back with how long it
/// took until it was complete: once the page is back there and rests. For at rest it
/// computes what lies around the view, which of a deep one took a third of the time of what
/// was next in turn.
const SETTLE: &str = r"
    const [link, done] = arguments;
    const canvas = document.querySelector('deep-canvas');
    canvas.setAttribute('samples', 1);
    const settle = async (view) => {
        await canvas.setView(view);
        return canvas.settled();
    };
    const leave = async () => {
        window.benchLimit = (window.benchLimit ?? 64) % 1000 + 1;
        await settle(`re=-0.16&im=1.0405&zoom=30&iter=${64 + window.benchLimit}`);
        await new Promise((resolve) => setTimeout(resolve, 600));
    };
    const measure = async () => {
        if (!window.benchLimit) await leave();
        const begun = performance.now();
        const { backend, threads } = await settle(link);
        const ms = performance.now() - begun;
        await leave();
        return { ms, backend, threads };
    };
    measure().then(
        (settled) => done({ settled }),
        (error) => done({ error: String(error) }),
    );
";

/// What came of a view.
#[derive(Deserialize)]
pub(super) struct Settled {
    /// Milliseconds until it was complete.
    pub(super) ms: f64,
    backend: String,
    pub(super) threads: u32,
}

/// A browser with both pages, each in a window of its own.
pub(super) struct Backends {
    browser: Browser,
    shared: Session,
    transfer: Session,
    /// A view each: with shared memory, and without.
    timed: Vec<(Series, Series)>,
}

impl Backends {
    /// Opens the page at `isolated` and the one at `plain`.
    ///
    /// # Errors
    /// Where a browser does not start, or a page fails.
    pub(super) async fn start(
        browser: Browser,
        programs: &Programs,
        isolated: &str,
        plain: &str,
    ) -> Result<Self> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        let open = async |page: &str| -> Result<Session> {
            let session = Session::start(browser, programs, window).await?;
            session.web().goto(page).await?;
            Ok(session)
        };
        let mut backends = Self {
            browser,
            shared: open(isolated).await?,
            transfer: open(plain).await?,
            timed: untimed(),
        };
        for _ in 0..WARM_UP {
            backends.round().await?;
        }
        backends.timed = untimed();
        Ok(backends)
    }
}

impl InBrowser for Backends {
    /// Measures every view once with each.
    async fn round(&mut self) -> Result<()> {
        for (view, timed) in PLACES.views.iter().zip(&mut self.timed) {
            let shared = settle(&self.shared, self.browser, &view.link, "shared").await?;
            let transfer = settle(&self.transfer, self.browser, &view.link, "transfer").await?;
            ensure!(
                transfer.threads == shared.threads.min(MOST_TRANSFER),
                "{} threads share memory and {} do not: expected as many, {MOST_TRANSFER} at most",
                shared.threads,
                transfer.threads
            );
            timed.0.add(shared.ms);
            timed.1.add(transfer.ms);
        }
        Ok(())
    }

    fn section(&self) -> Section {
        let row =
            |name: String, series: &Series| Row::new(name, Unit::Milliseconds, series.clone());
        let rows = PLACES
            .views
            .iter()
            .zip(&self.timed)
            .flat_map(|(view, timed)| {
                [
                    row(format!("{}, shared memory", view.name), &timed.0),
                    row(format!("{}, transferred tiles", view.name), &timed.1),
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
        let figures = PLACES
            .views
            .iter()
            .zip(&self.timed)
            .map(|(view, timed)| Figure {
                name: format!("{} by transferred tiles, over shared memory", view.name),
                unit: Unit::Times,
                series: timed.1.over(&timed.0),
                bound: Some(Bound::AtMost(MOST)),
                remark: None,
                counts: Counts::Median,
            });
        Verdicts {
            title: format!("backends, {}", self.browser),
            figures: figures.collect(),
        }
    }

    async fn quit(self) -> Result<()> {
        self.shared.quit().await?;
        self.transfer.quit().await
    }
}

fn untimed() -> Vec<(Series, Series)> {
    PLACES.views.iter().map(|_| Default::default()).collect()
}

/// Sets a view in a page, which is to use that backend.
///
/// # Errors
/// Where the page fails, or uses another.
pub(super) async fn settle(
    session: &Session,
    browser: Browser,
    link: &str,
    backend: &str,
) -> Result<Settled> {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Answer {
        Settled(Settled),
        Error(String),
    }
    let answer = session
        .web()
        .execute_async(SETTLE, vec![json!(link)])
        .await
        .with_context(|| format!("the page does not answer in {browser}"))?;
    let settled = match answer.convert()? {
        Answer::Settled(settled) => settled,
        Answer::Error(text) => bail!("the page fails in {browser}: {text}"),
    };
    ensure!(
        settled.backend == backend,
        "{browser}: a picture by the {} backend; expected {backend}",
        settled.backend
    );
    Ok(settled)
}
