//! A browser of one's own: a fresh profile, no screen, a window of a known size.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::{
    BrowserCapabilitiesHelper, Capabilities, ChromiumLikeCapabilities, DesiredCapabilities,
    LoggingPrefsLogLevel, WebDriver,
};

use super::driver::Driver;
use super::{Browser, Programs};

/// How long a script may take to call back. A page that never does is broken;
/// this only has to be longer than the slowest machine's slowest picture, and shorter
/// than a driver is waited for, which is two minutes.
const SCRIPT: Duration = Duration::from_secs(100);

/// What root, a machine without a screen, and quiet measurements need.
const CHROMIUM: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// What has Firefox's profiler sample the scripts of workers from the start; the
/// buffer is some 30 MB a process, enough for a minute.
#[allow(dead_code, reason = "the tests' alone")]
const CAPTURE: [(&str, &str); 4] = [
    ("MOZ_PROFILER_STARTUP", "1"),
    ("MOZ_PROFILER_STARTUP_FEATURES", "js"),
    ("MOZ_PROFILER_STARTUP_FILTERS", "DOM Worker"),
    ("MOZ_PROFILER_STARTUP_ENTRIES", "4194304"),
];

/// The window of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    /// The page's size in CSS pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Device pixels a CSS pixel.
    pub(crate) ratio: f64,
}

/// A running browser. Dropping it ends browser and driver, though
/// [`quit`](Self::quit) says what went wrong in that.
pub(crate) struct Session {
    // Before the driver: it is the driver that ends the browser.
    web: WebDriver,
    driver: Driver,
}

impl Session {
    /// Starts a driver, and a browser with a fresh profile.
    ///
    /// # Errors
    /// Where one of the programs does not start.
    pub(crate) async fn start(
        browser: Browser,
        programs: &Programs,
        window: Window,
    ) -> Result<Self> {
        Self::start_traced(browser, programs, window, None).await
    }

    /// The same; Chromium traces these categories into its performance log.
    ///
    /// # Errors
    /// Where one of the programs does not start.
    pub(crate) async fn start_traced(
        browser: Browser,
        programs: &Programs,
        window: Window,
        categories: Option<&str>,
    ) -> Result<Self> {
        Self::launch(browser, programs, window, categories, &[]).await
    }

    /// A Firefox whose profiler runs from its start, and writes what it captured of
    /// workers into `file` when the session is [`quit`](Self::quit).
    ///
    /// # Errors
    /// Where one of the programs does not start.
    #[allow(dead_code, reason = "the tests' alone")]
    pub(crate) async fn start_captured(
        programs: &Programs,
        window: Window,
        file: &Path,
    ) -> Result<Self> {
        // Its driver gives it no variable that is in its options.
        let variables = CAPTURE.map(|(name, value)| (name, OsStr::new(value)));
        let to = ("MOZ_PROFILER_SHUTDOWN", file.as_os_str());
        let variables: Vec<_> = variables.into_iter().chain([to]).collect();
        Self::launch(Browser::Firefox, programs, window, None, &variables).await
    }

    async fn launch(
        browser: Browser,
        programs: &Programs,
        window: Window,
        categories: Option<&str>,
        variables: &[(&str, &OsStr)],
    ) -> Result<Self> {
        let driver = Driver::start(&programs.driver, variables).await?;
        let capabilities = match browser {
            Browser::Chromium => chromium(&programs.browser, window, categories),
            Browser::Firefox => firefox(&programs.browser, window),
        }?;
        let web = WebDriver::new(driver.address(), capabilities)
            .await
            .with_context(|| format!("{browser} does not start"))?;
        let session = Self { web, driver };
        session.web.set_script_timeout(SCRIPT).await?;
        session.resize(window.width, window.height).await?;
        Ok(session)
    }

    /// The browser, to be told what to do.
    pub(crate) fn web(&self) -> &WebDriver {
        &self.web
    }

    /// Makes the page's area so many CSS pixels large, whatever is around it.
    ///
    /// # Errors
    /// Where the browser does not do so.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let frame = "return [outerWidth - innerWidth, outerHeight - innerHeight];";
        let around: [u32; 2] = self.web.execute(frame, vec![]).await?.convert()?;
        self.web
            .set_window_rect(0, 0, width + around[0], height + around[1])
            .await
            .context("the window does not change its size")
    }

    /// Ends the browser, then its driver.
    ///
    /// # Errors
    /// Where one of them does not end.
    pub(crate) async fn quit(self) -> Result<()> {
        let ended = self.web.quit().await.context("the browser does not end");
        self.driver.end().await?;
        ended
    }
}

fn chromium(program: &Path, window: Window, categories: Option<&str>) -> Result<Capabilities> {
    // Its driver knows Chromium by this name alone.
    let mut capabilities = DesiredCapabilities::chrome();
    capabilities.set_binary(&program.display().to_string())?;
    for argument in CHROMIUM {
        capabilities.add_arg(argument)?;
    }
    capabilities.add_arg(&format!("--force-device-scale-factor={}", window.ratio))?;
    if let Some(categories) = categories {
        capabilities.set_logging_prefs("performance", LoggingPrefsLogLevel::All)?;
        let traced = json!({ "traceCategories": categories });
        capabilities.add_experimental_option("perfLoggingPrefs", traced)?;
    }
    Ok(capabilities.into())
}

fn firefox(program: &Path, window: Window) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.set_firefox_binary(&program.display().to_string())?;
    capabilities.set_headless()?;
    let preferences = json!({
        "layout.css.devPixelsPerPx": window.ratio.to_string(),
        // Pages that are asked to copy a link may.
        "dom.events.testing.asyncClipboard": true,
        // One browser is lent to many tests: the history of a tab does not end at 50.
        "browser.sessionhistory.max_entries": 1000,
    });
    capabilities.set_browser_option("prefs", preferences)?;
    Ok(capabilities.into())
}
