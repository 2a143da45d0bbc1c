//! How soon the widget is there: from the navigation to the first picture that is
//! computed and to the complete one, and where the time goes; and what is fetched for
//! it, as compressed as the site has it.
//!
//! The site is copied, and its worker's script given a beginning that notes times.
//! What that takes is far below a millisecond.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

const WINDOW: Window = Window {
    width: 640,
    height: 360,
    ratio: 1.0,
};

/// Loads that are thrown away: after them all that the browser keeps is kept, be it
/// files or what was compiled of them.
const WARM_UP: u32 = 3;

/// What is to be there in Chromium, in milliseconds after the navigation.
const FIRST_MS: f64 = 300.0;
const COMPLETE_MS: f64 = 500.0;

/// What a visitor fetches at most, in bytes, compressed.
const WASM: f64 = 250_000.0;
const SCRIPTS: f64 = 25_000.0;

/// Notes when the coordinator does what, in milliseconds since 1970, and tells it to
/// who asks.
const NOTES: &str = r"if (new URLSearchParams(location.search).get('role') === 'coordinator') {
  const marks = {};
  const mark = (name) => (marks[name] ??= performance.timeOrigin + performance.now());
  mark('script');
  const { fetch: get, postMessage: post, Worker: Hired } = self;
  self.fetch = async (...asked) => {
    const response = await get(...asked);
    mark('fetched');
    return response;
  };
  const compile = WebAssembly.compileStreaming;
  WebAssembly.compileStreaming = async (response) => {
    const module = await compile(response);
    mark('compiled');
    return module;
  };
  self.Worker = class extends Hired {
    constructor(...asked) {
      super(...asked);
      mark('hired');
      this.addEventListener('message', ({ data }) => data.type === 'ready' && mark('ready'));
    }
  };
  self.postMessage = (message, transfer) => {
    post(message, transfer);
    if (message.type !== 'frame') return;
    if (message.report.coverage === 1) mark('first');
    if (message.report.complete) mark('complete');
  };
  const asked = new BroadcastChannel('start');
  asked.onmessage = () => {
    const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
    asked.postMessage({ marks, fetched });
  };
}
";

/// Calls back with what the coordinator noted once the picture is complete, when the
/// navigation began, and the addresses of all that was fetched.
const ASK: &str = r"
    const [done] = arguments;
    const ask = async () => {
        const { threads, backend } = await document.querySelector('deep-canvas').settled();
        const channel = new BroadcastChannel('start');
        const answer = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(data)));
        channel.postMessage('tell');
        const { marks, fetched } = await answer;
        const entries = performance.getEntriesByType('resource').map(({ name }) => name);
        const begun = performance.timeOrigin;
        return { begun, marks, threads, backend, fetched: [...entries, ...fetched] };
    };
    ask().then((told) => done({ told }), (error) => done({ error: String(error) }));
";

/// When the coordinator did what, in milliseconds since 1970.
#[derive(Deserialize)]
struct Marks {
    /// Its script ran.
    script: f64,
    /// The wasm began to come.
    fetched: f64,
    /// It was compiled.
    compiled: f64,
    /// The first compute worker was asked for.
    hired: f64,
    /// The first one was ready.
    ready: f64,
    /// All of the canvas was covered.
    first: f64,
    /// The picture was complete.
    complete: f64,
}

#[derive(Deserialize)]
struct Told {
    begun: f64,
    marks: Marks,
    threads: u32,
    backend: String,
    fetched: Vec<String>,
}

/// The parts of a start, one after the other.
const PARTS: [&str; 7] = [
    "page, scripts, the coordinator's worker",
    "fetch of the wasm",
    "compilation",
    "program and canvas",
    "compute workers, without a warm-up",
    "first picture",
    "the rest of it",
];

impl Told {
    /// How long each of [`PARTS`] took.
    fn parts(&self) -> [f64; PARTS.len()] {
        let Marks {
            script,
            fetched,
            compiled,
            hired,
            ready,
            first,
            complete,
        } = self.marks;
        let times = [script, fetched, compiled, hired, ready, first, complete];
        let mut before = self.begun;
        times.map(|time| time - std::mem::replace(&mut before, time))
    }
}

/// A browser in which the widget is opened again and again.
pub(super) struct Start {
    browser: Browser,
    session: Session,
    threads: u32,
    parts: [Series; PARTS.len()],
    first: Series,
    complete: Series,
    /// Paths in the site of all that was fetched.
    fetched: BTreeSet<String>,
}

impl Start {
    /// Starts the browser, and opens `page` until nothing is new to it.
    ///
    /// # Errors
    /// Where the browser does not start, or the page fails.
    pub(super) async fn start(browser: Browser, programs: &Programs, page: &str) -> Result<Self> {
        let start = Self {
            browser,
            session: Session::start(browser, programs, WINDOW).await?,
            threads: 0,
            parts: Default::default(),
            first: Series::default(),
            complete: Series::default(),
            fetched: BTreeSet::new(),
        };
        for _ in 0..WARM_UP {
            start.load(page).await?;
        }
        Ok(start)
    }

    /// Opens `page` once.
    ///
    /// # Errors
    /// Where it fails.
    pub(super) async fn round(&mut self, page: &str) -> Result<()> {
        let told = self.load(page).await?;
        for (series, part) in self.parts.iter_mut().zip(told.parts()) {
            series.add(part);
        }
        self.first.add(told.marks.first - told.begun);
        self.complete.add(told.marks.complete - told.begun);
        self.threads = told.threads;
        let folder = page.rfind('/').map_or(0, |slash| slash + 1);
        for address in told.fetched {
            if let Some(path) = address.strip_prefix(&page[..folder]) {
                let (path, _) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
                self.fetched.insert(path.to_owned());
            }
        }
        Ok(())
    }

    async fn load(&self, page: &str) -> Result<Told> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Answer {
            Told(Told),
            Error(String),
        }
        let web = self.session.web();
        web.goto("about:blank").await?;
        // The workers of the page before leave meanwhile.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        web.goto(page).await?;
        let answer = web.execute_async(ASK, vec![]).await;
        let answer = answer.with_context(|| format!("no answer in {}", self.browser))?;
        match answer.convert()? {
            Answer::Told(told) => {
                let Told { backend, .. } = &told;
                ensure!(
                    backend == "shared",
                    "{}: the backend is {backend}, expected shared",
                    self.browser
                );
                Ok(told)
            }
            Answer::Error(why) => {
                anyhow::bail!("the widget fails in {}: {why}", self.browser)
            }
        }
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// Where it does not end.
    pub(super) async fn quit(self) -> Result<()> {
        self.session.quit().await
    }

    pub(super) fn section(&self) -> Section {
        let parts = PARTS.into_iter().zip(&self.parts);
        Section {
            title: format!(
                "{}, start of the widget at {}x{} with {} threads, from the browser's cache",
                self.browser, WINDOW.width, WINDOW.height, self.threads
            ),
            rows: parts
                .map(|(name, series)| Row::new(name, Unit::Milliseconds, series.clone()))
                .collect(),
        }
    }

    /// Whether it is soon enough; that is asked of Chromium alone.
    pub(super) fn verdicts(&self) -> Verdicts {
        let is_judged = self.browser == Browser::Chromium;
        let figure = |name: &str, series: &Series, most| Figure {
            name: name.to_owned(),
            unit: Unit::Milliseconds,
            series: series.clone(),
            bound: is_judged.then_some(Bound::AtMost(most)),
            remark: None,
            counts: Counts::Median,
        };
        Verdicts {
            title: format!("start, {}, after the navigation", self.browser),
            figures: vec![
                figure("first picture that is computed", &self.first, FIRST_MS),
                figure("complete picture", &self.complete, COMPLETE_MS),
            ],
        }
    }

    /// What of the `site` was fetched, in bytes.
    ///
    /// # Errors
    /// Where a file is not there.
    pub(super) fn sizes(&self, site: &Path) -> Result<Verdicts> {
        let sum = |ending: &str| -> Result<f64> {
            let paths = self.fetched.iter();
            let paths = paths.filter(|path| path.ends_with(ending));
            paths.map(|path| Ok(compressed(site, path)? as f64)).sum()
        };
        let figure = |name: &str, bytes: f64, most| Figure {
            name: name.to_owned(),
            unit: Unit::Bytes,
            series: Series::from_iter([bytes]),
            bound: Some(Bound::AtMost(most)),
            remark: None,
            counts: Counts::Worst,
        };
        Ok(Verdicts {
            title: "what the widget fetches, by brotli".to_owned(),
            figures: vec![
                figure("wasm", sum(".wasm")?, WASM),
                figure("JavaScript", sum(".js")?, SCRIPTS),
            ],
        })
    }
}

/// Bytes of a file of the site as it is sent.
fn compressed(site: &Path, path: &str) -> Result<u64> {
    let packed = site.join(format!("{path}.br"));
    let file = if packed.exists() {
        packed
    } else {
        site.join(path)
    };
    let known = fs::metadata(&file).with_context(|| format!("{path} was fetched"))?;
    Ok(known.len())
}

/// A copy of the site in `folder` whose coordinator notes times.
///
/// # Errors
/// Where it cannot be read or written.
pub(super) fn with_notes(site: &Path, folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder).context("the last copy of the site stays")?;
    }
    copy(site, &folder)
        .with_context(|| format!("the site cannot be copied to {}", folder.display()))?;
    let mut scripts = 0;
    for entry in fs::read_dir(folder.join("assets")).context("the site has assets")? {
        let script = entry?.path().join("worker.js");
        let text = fs::read_to_string(&script).context("the assets have the worker's script")?;
        fs::write(&script, format!("{NOTES}{text}"))?;
        for ending in ["br", "gz"] {
            let packed = script.with_extension(format!("js.{ending}"));
            if packed.exists() {
                fs::remove_file(packed)?;
            }
        }
        scripts += 1;
    }
    ensure!(scripts == 1, "{scripts} folders of assets, expected one");
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
