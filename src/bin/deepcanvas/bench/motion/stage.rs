//! A browser in which sessions are played.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::cpu::{MainThread, Times};
use super::ledger::{Frame, Span, percentile};
use super::script::Act;
use super::trace::{self, Tasks};
use crate::bench::patience;
use crate::bench::places::FRAME;
use crate::drive::{Browser, Programs, Session, Window};

/// What makes `window.motion`.
const SESSIONS: &str = include_str!("../../../../../tests/motion/sessions.js");

/// A browser with the page open.
pub(super) struct Stage {
    browser: Browser,
    session: Session,
    thread: Option<MainThread>,
}

/// What a session left behind.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Played {
    pub(super) name: String,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) spans: Vec<Span>,
    /// How late each beat of the main thread's heart was, in milliseconds.
    pub(super) late: Option<Vec<f64>>,
    /// The lengths of long tasks; none where the browser tells of none.
    pub(super) long_tasks: Option<Vec<f64>>,
    pub(super) frames: Vec<Frame>,
    /// Of the flight with the main thread free, and of the one without.
    pub(super) free: Option<Span>,
    pub(super) blocked: Option<Span>,
    /// Of the pan: pixels computed before it, and pixels that entered.
    pub(super) before: Option<f64>,
    pub(super) entered: Option<f64>,
    /// Of the cycles.
    #[serde(default)]
    pub(super) memory: Vec<Memory>,
    /// What the main thread took of the processors.
    #[serde(skip)]
    pub(super) times: Option<Times>,
}

/// Memory in use.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Memory {
    pub(super) pages: f64,
    pub(super) live_bytes: f64,
}

impl Stage {
    /// Opens the page in a fresh browser, traced or not.
    ///
    /// # Errors
    /// Where a program does not start, or the page fails.
    pub(super) async fn open(
        browser: Browser,
        programs: &Programs,
        page: &str,
        traced: bool,
    ) -> Result<Self> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        let categories = traced.then_some(trace::CATEGORIES);
        let session = Session::start_traced(browser, programs, window, categories).await?;
        session.web().goto(page).await?;
        session.web().execute(SESSIONS, vec![]).await?;
        let mut stage = Self {
            browser,
            session,
            thread: None,
        };
        stage.call::<Value>("settle", vec![]).await?;
        stage.thread = MainThread::find();
        Ok(stage)
    }

    /// The display's interval, in milliseconds.
    ///
    /// # Errors
    /// Where the page fails.
    pub(super) async fn display(&self) -> Result<f64> {
        let intervals: Vec<f64> = self.call("display", vec![]).await?;
        Ok(percentile(&intervals, 0.5))
    }

    /// Plays a session.
    ///
    /// # Errors
    /// Where the page fails.
    pub(super) async fn play(&self, act: &Act) -> Result<Played> {
        let named = || format!("{} in {}", act.name, self.browser);
        let prepared = vec![json!(act.name), act.options.clone()];
        self.call::<Value>("prepare", prepared)
            .await
            .with_context(named)?;
        let times = || self.thread.as_ref()?.times();
        let before = times();
        self.call::<Value>("play", vec![])
            .await
            .with_context(named)?;
        let after = times();
        let mut played: Played = self.call("result", vec![]).await.with_context(named)?;
        played.times = before.and_then(|before| Some(after?.since(before)));
        Ok(played)
    }

    /// The tasks of the sessions that were played, in a browser that traces.
    ///
    /// # Errors
    /// Where the browser does not hand its log out.
    pub(super) async fn traced(&self) -> Result<HashMap<String, Tasks>> {
        let log = self.session.web().get_log("performance").await?;
        Ok(trace::read(log.iter().map(|entry| entry.message.as_str())))
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// Where it does not end.
    pub(super) async fn quit(self) -> Result<()> {
        self.session.quit().await
    }

    /// Calls a function of `window.motion` and waits for what it promises.
    async fn call<T: DeserializeOwned>(&self, verb: &str, rest: Vec<Value>) -> Result<T> {
        let path = format!("motion.{verb}");
        patience::call(self.session.web(), &path, rest)
            .await
            .with_context(|| format!("the page fails in {}", self.browser))
    }
}
