//! A page that is open in a browser.

use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use deepcanvas::view::Size;
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::WebDriver;
use thirtyfour::common::command::{Command, ExtensionCommand};
use thirtyfour::error::WebDriverResult;

use crate::drive::{Browser, Session, Window};
use crate::fleet::{Fleet, WINDOW};
use crate::pictures::Picture;

/// See the module.
pub(crate) struct Page {
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) browser: Browser,
    session: Option<Session>,
}

/// A Firefox with more history than this is not used again: each entry takes memory.
/// Far below where the history grows no more (see [`Session`]): tests count what they add.
const MOST_ENTRIES: u32 = 300;

impl Page {
    pub(crate) fn new(fleet: Arc<Fleet>, browser: Browser, session: Session) -> Self {
        Self {
            fleet,
            browser,
            session: Some(session),
        }
    }

    /// A page of the same browser with another window, on its own.
    pub(crate) fn sibling(&self, window: Window) -> Self {
        let session = self.fleet.start(self.browser, window);
        Self::new(Arc::clone(&self.fleet), self.browser, session)
    }

    /// A Chromium on its own that traces these categories.
    pub(crate) fn traced(&self, window: Window, categories: &str) -> Self {
        let session = self.fleet.start_traced(window, categories);
        Self::new(Arc::clone(&self.fleet), Browser::Chromium, session)
    }

    /// A Firefox on its own, whose profiler writes into `file` when the page is dropped.
    pub(crate) fn captured(&self, window: Window, file: &Path) -> Self {
        let session = self.fleet.start_captured(window, file);
        Self::new(Arc::clone(&self.fleet), Browser::Firefox, session)
    }

    /// The events that Chromium has traced since the last time.
    pub(crate) fn trace(&self) -> Vec<Value> {
        let log = self.fleet.block_on(self.web().get_log("performance"));
        let log = log.unwrap_or_else(|error| panic!("there is no log: {error}"));
        log.iter()
            .filter_map(|entry| serde_json::from_str::<Value>(&entry.message).ok())
            .filter(|entry| entry["message"]["method"] == "Tracing.dataCollected")
            .map(|mut entry| entry["message"]["params"].take())
            .collect()
    }

    fn session(&self) -> &Session {
        self.session.as_ref().expect("it is there until the end")
    }

    fn web(&self) -> &WebDriver {
        self.session().web()
    }

    /// Loads an address anew, also where only its fragment differs.
    pub(crate) fn open(&self, address: &str) {
        // Only where it must, in Chromium: see below. Firefox takes no longer.
        if self.browser == Browser::Firefox || self.is_at(address) {
            self.leave();
        }
        self.go(address);
    }

    /// Leaves the page for one where nothing runs. In Chromium it is one of the site's: at
    /// `about:blank` it ends the site's process, and the next one compiles all anew.
    fn leave(&self) {
        match self.browser {
            Browser::Chromium => self.go(&format!("{}/favicon.svg", self.fleet.site())),
            Browser::Firefox => self.go("about:blank"),
        }
    }

    /// Whether the page that is open differs from an address at most in its fragment.
    fn is_at(&self, address: &str) -> bool {
        let open = self.fleet.block_on(self.web().current_url());
        let open = open.unwrap_or_else(|error| panic!("the page has no address: {error}"));
        let page = |address: &str| address.split('#').next().map(str::to_owned);
        page(open.as_str()) == page(address)
    }

    /// Opens the explorer at a link and waits until its picture is complete, and the
    /// page takes input.
    pub(crate) fn explore(&self, link: &str) -> Value {
        let hash = if link.is_empty() { "" } else { "#" };
        self.open(&format!("{}/{hash}{link}", self.fleet.site()));
        // What is compared has one sample a pixel, unless a test wants more.
        self.get::<()>("canvas.setAttribute('samples', '1'); await painted();");
        self.settled()
    }

    /// Opens a page without an element, for the test to put some there.
    pub(crate) fn bare(&self) {
        self.open(&self.fleet.bare());
    }

    /// Goes to an address, as typing it does.
    pub(crate) fn go(&self, address: &str) {
        self.fleet
            .block_on(self.web().goto(address))
            .unwrap_or_else(|error| panic!("{address} does not load: {error}"));
        // ChromeDriver 148 was seen to be back before the page's modules had run.
        self.get::<()>("await pageThere();");
    }

    /// Loads the page again.
    pub(crate) fn reload(&self) {
        let done = self.fleet.block_on(self.web().refresh());
        done.unwrap_or_else(|error| panic!("the page does not load again: {error}"));
    }

    /// Goes back to the page before.
    pub(crate) fn back(&self) {
        let done = self.fleet.block_on(self.web().back());
        done.unwrap_or_else(|error| panic!("there is no way back: {error}"));
    }

    /// Runs the body of an async function with `arguments[…]`; what it returns.
    ///
    /// # Panics
    /// Where it throws, with what it threw.
    pub(crate) fn eval(&self, body: &str, arguments: Value) -> Value {
        let Value::Array(mut list) = arguments else {
            panic!("arguments are a list");
        };
        let count = list.len();
        let prelude = include_str!("page.js");
        let script = format!(
            "const done = arguments[{count}];
            (async function () {{ {prelude} {body} }}).apply(null, arguments).then(
              (value) => done({{ value: value ?? null }}),
              (error) => done({{ error: `${{error}} ${{error?.stack}}` }}));"
        );
        let run = self.web().execute_async(script, std::mem::take(&mut list));
        let answer = self
            .fleet
            .block_on(run)
            .unwrap_or_else(|error| panic!("the script gives no answer: {error}\n{body}"));
        let answer = answer.json();
        if let Some(error) = answer.get("error") {
            panic!("the script throws {error}\n{body}");
        }
        answer["value"].clone()
    }

    /// [`eval`](Self::eval) without arguments, as a type.
    pub(crate) fn get<T: DeserializeOwned>(&self, body: &str) -> T {
        let value = self.eval(body, json!([]));
        serde_json::from_value(value.clone())
            .unwrap_or_else(|error| panic!("{value} is no answer ({error})\n{body}"))
    }

    /// Does something within a frame of the page, as if that were the page.
    pub(crate) fn within<T>(&self, frame: u16, act: impl FnOnce() -> T) -> T {
        let done = self.fleet.block_on(self.web().enter_frame(frame));
        done.unwrap_or_else(|error| panic!("no frame {frame}: {error}"));
        let result = act();
        let done = self.fleet.block_on(self.web().enter_default_frame());
        done.unwrap_or_else(|error| panic!("no way out of frame {frame}: {error}"));
        result
    }

    /// Waits for the complete frame of the view, and gives its report.
    pub(crate) fn settled(&self) -> Value {
        self.get("return canvas.settled();")
    }

    /// The counts at these pixels of a view, once it is complete; -1 where none escapes.
    pub(crate) fn counts(&self, link: &str, pixels: &[[u32; 2]]) -> Vec<i64> {
        let counts = self.eval(
            "canvas.view = arguments[0];
             await canvas.settled();
             return canvas.countsAt(arguments[1]);",
            json!([link, pixels]),
        );
        serde_json::from_value(counts).expect("whole numbers")
    }

    /// The view on screen, as a link.
    pub(crate) fn link(&self) -> String {
        self.get(
            "return Object.entries(canvas.view).map(([key, value]) => `${key}=${value}`).join('&');",
        )
    }

    /// The complete picture.
    pub(crate) fn picture(&self) -> Picture {
        self.picture_of("canvas")
    }

    /// The complete picture of the element that an expression gives.
    pub(crate) fn picture_of(&self, element: &str) -> Picture {
        self.picture_at(element, "{}")
    }

    /// A picture at another size.
    pub(crate) fn picture_sized(&self, size: Size) -> Picture {
        let Size { width, height } = size;
        self.picture_at("canvas", &format!("{{ width: {width}, height: {height} }}"))
    }

    fn picture_at(&self, element: &str, options: &str) -> Picture {
        let text: String = self.get(&format!(
            "return base64(await ({element}).toBlob({options}));"
        ));
        Picture::from_text(&text)
    }

    /// Where this Chromium serves its own `DevTools`: a host and a port.
    pub(crate) fn debugger_address(&self) -> String {
        let capabilities = self.web().capabilities();
        let address = capabilities.get("goog:chromeOptions");
        let address = address.and_then(|options| options["debuggerAddress"].as_str());
        address.expect("its driver talks to it").to_owned()
    }

    /// Chooses a file for the input that a script returns.
    pub(crate) fn choose_file(&self, script: &str, file: &Path) {
        let done = self.fleet.block_on(async {
            let input = self.web().execute(script, vec![]).await?.element()?;
            input.send_keys(file.to_str().expect("a plain path")).await
        });
        done.unwrap_or_else(|error| panic!("the file cannot be chosen: {error}"));
    }

    /// Does what a person's hands would: lists of `WebDriver` actions.
    pub(crate) fn perform(&self, sources: &Value) {
        let done = self.command("/actions", json!({ "actions": sources }));
        done.unwrap_or_else(|error| panic!("the browser does not do {sources}: {error}"));
    }

    /// Makes the page's area so large, in CSS pixels.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        self.fleet
            .block_on(self.session().resize(width, height))
            .unwrap_or_else(|error| panic!("{error:#}"));
    }

    /// What is seen, once the page has been displayed as it is now. A worker's
    /// frame reaches the screen a moment after its report.
    pub(crate) fn seen(&self) -> Vec<u8> {
        self.get::<()>(
            "for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);",
        );
        let png = self.fleet.block_on(self.web().screenshot_as_png());
        png.unwrap_or_else(|error| panic!("no screenshot: {error}"))
    }

    /// Keeps what is seen as `target/screenshots/<browser>-<state>.png`.
    pub(crate) fn screenshot(&self, state: &str) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("the folder can be made");
        let file = folder.join(format!("{}-{state}.png", self.browser));
        fs::write(file, self.seen()).expect("the screenshot can be written");
    }

    /// Leaves this Chromium no page to go back to.
    fn forget_history(&self) {
        let reset = json!({ "cmd": "Page.resetNavigationHistory", "params": {} });
        let done = self.command("/goog/cdp/execute", reset);
        done.unwrap_or_else(|error| panic!("it keeps its history: {error}"));
    }

    fn command(&self, endpoint: &'static str, body: Value) -> WebDriverResult<()> {
        let command = Command::ExtensionCommand(Box::new(Posted { endpoint, body }));
        self.fleet.block_on(self.web().cmd(command)).map(drop)
    }

    /// Gives the browser back, for the next test.
    pub(crate) fn give_back(mut self) {
        self.leave();
        match self.browser {
            // Of 50 entries it drops those first that no click or key led to: then going
            // back leaves a test's page.
            Browser::Chromium => self.forget_history(),
            Browser::Firefox => {
                if self.get::<u32>("return history.length;") > MOST_ENTRIES {
                    return;
                }
            }
        }
        self.resize(WINDOW.width, WINDOW.height);
        if let Some(session) = self.session.take() {
            self.fleet.keep(self.browser, session);
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        if let Err(error) = self.fleet.block_on(session.quit()) {
            eprintln!("{}: {error:#}", self.browser);
        }
    }
}

impl fmt::Display for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.browser.fmt(formatter)
    }
}

/// What the crate has no words for: actions of several pointers, and Chromium's own.
#[derive(Debug)]
struct Posted {
    endpoint: &'static str,
    body: Value,
}

impl ExtensionCommand for Posted {
    fn parameters_json(&self) -> Option<Value> {
        Some(self.body.clone())
    }

    fn method(&self) -> Method {
        Method::POST
    }

    fn endpoint(&self) -> Arc<str> {
        self.endpoint.into()
    }
}
