//! What the page does in a real browser: the frame, from setting its view to
//! its completion, as the page's own reports tell.

use anyhow::{Context, Result, bail, ensure};
use deepcanvas::view::Size;
use serde::Deserialize;
use serde_json::json;

use super::places::{FRAME, PLACES};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};
use crate::package::Package;
use crate::ready;

/// Rounds that are thrown away: browsers compile wasm twice, and the quick
/// first version is slow. Each computes the frame with one thread and with two.
const WARM_UP: u32 = 2;

/// Sets the frame's view, from another one, once as many workers are there as
/// were asked for, and calls back with the report of its completion.
///
/// A view that is there already is not computed again, so each is left for the
/// whole set at a limit that differs every time.
const COMPUTE_FRAME: &str = r"
    const [threads, link, done] = arguments;
    const canvas = document.querySelector('deep-canvas');
    const deadline = performance.now() + 20_000;
    const settle = async (view) => {
        await canvas.setView(view);
        return canvas.settled();
    };
    const compute = async () => {
        canvas.setAttribute('threads', threads);
        // More samples would be added while the next in turn is measured.
        canvas.setAttribute('samples', 1);
        for (;;) {
            window.benchLimit = (window.benchLimit ?? 64) % 1000 + 1;
            const { threads: there } = await settle(`iter=${64 + window.benchLimit}`);
            if (there === threads) return settle(link);
            if (performance.now() > deadline) throw new Error(`${there} compute workers instead of ${threads}`);
        }
    };
    // At rest the page computes what lies around the view: not while the next in
    // turn is measured.
    compute().then(
        (report) => setTimeout(() => done({ report }), 600),
        (error) => done({ error: String(error) }),
    );
";

/// A browser with the page open.
pub(super) struct Subject {
    pub(super) browser: Browser,
    session: Session,
    pub(super) timed: Timed,
}

/// What is measured in a browser.
#[derive(Default)]
pub(super) struct Timed {
    /// The frame with one compute worker, in milliseconds.
    pub(super) one_thread: Series,
    /// The frame with two.
    pub(super) two_threads: Series,
    /// Iterations a second with one.
    pub(super) rate: Series,
}

/// The parts of a frame's report that are looked at (contract, section 3).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    pixels: u64,
    threads: u32,
    work: f64,
    compute_ms: f64,
    complete: bool,
}

/// The browser and its driver, where both are there.
///
/// # Errors
/// What is missing, for the table.
pub(super) fn programs(package: &Package, browser: Browser) -> Result<Programs, String> {
    let (name, driver) = browser.keys();
    let find = |key| {
        ready::found(package, key)
            .ok_or_else(|| format!("no {key} here; `deepcanvas ready --browsers` installs it"))
    };
    Ok(Programs {
        browser: find(name)?,
        driver: find(driver)?,
    })
}

impl Subject {
    /// Starts the browser and opens the page.
    ///
    /// # Errors
    /// Where either fails, or the canvas has another size than the frame.
    pub(super) async fn start(browser: Browser, programs: &Programs, page: &str) -> Result<Self> {
        let Size { width, height } = FRAME;
        let window = Window {
            width,
            height,
            ratio: 1.0,
        };
        let session = Session::start(browser, programs, window).await?;
        session.web().goto(page).await?;
        let subject = Self {
            browser,
            session,
            timed: Timed::default(),
        };
        for _ in 0..WARM_UP {
            subject.frame(1).await?;
            subject.frame(2).await?;
        }
        Ok(subject)
    }

    /// Measures everything once.
    ///
    /// # Errors
    /// Where the page fails.
    pub(super) async fn round(&mut self) -> Result<()> {
        let one = self.frame(1).await?;
        let two = self.frame(2).await?;
        self.timed.one_thread.add(one.compute_ms);
        self.timed.two_threads.add(two.compute_ms);
        self.timed.rate.add(one.work / one.compute_ms * 1e3);
        Ok(())
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// Where it does not end.
    pub(super) async fn quit(self) -> Result<()> {
        self.session.quit().await
    }

    async fn frame(&self, threads: u32) -> Result<Report> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Answer {
            Report(Report),
            Error(String),
        }
        let answer = self
            .session
            .web()
            .execute_async(
                COMPUTE_FRAME,
                vec![json!(threads), json!(PLACES.threads.link)],
            )
            .await
            .with_context(|| format!("the page does not answer in {}", self.browser))?;
        let report = match answer.convert()? {
            Answer::Report(report) => report,
            Answer::Error(text) => bail!("the page fails in {}: {text}", self.browser),
        };
        let expected = u64::from(FRAME.width) * u64::from(FRAME.height);
        ensure!(
            report.pixels == expected && report.threads == threads && report.complete,
            "{}: a frame of {} pixels by {} threads, complete: {}; expected {expected} pixels by \
             {threads}, complete",
            self.browser,
            report.pixels,
            report.threads,
            report.complete
        );
        Ok(report)
    }
}
