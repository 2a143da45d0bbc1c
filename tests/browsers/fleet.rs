//! Browsers and servers, shared by the tests that run at the same time. The
//! last of them to end takes all down, so that no process is left.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};
use std::thread;

use tokio::runtime::Runtime;

use crate::drive::{Browser, Programs, Session, Window};
use crate::host::Host;
use crate::page::Page;
use crate::support::{self, Server};

/// The window that a test finds. Small: the tests are about rightness.
pub(crate) const WINDOW: Window = Window {
    width: 640,
    height: 480,
    ratio: 1.0,
};

/// See the module.
pub(crate) struct Fleet {
    runtime: Runtime,
    programs: HashMap<String, PathBuf>,
    idle: Mutex<Vec<(Browser, Session)>>,
    /// Held while a browser starts.
    starting: Mutex<()>,
    /// Held by the test that runs in both browsers at once.
    at_once: Mutex<()>,
    site: OnceLock<Server>,
    plain: OnceLock<Server>,
    bare: OnceLock<Host>,
    foreign: OnceLock<Host>,
}

static FLEET: Mutex<Weak<Fleet>> = Mutex::new(Weak::new());

/// Held by all tests that run at the same time, or by one that is alone.
static TURN: RwLock<()> = RwLock::new(());

/// Runs a test in Chromium and in Firefox, and names those it fails in. One test at a
/// time does so in both at once: tests wait now and then, and two that wait leave the two
/// cores of a small machine idle. (All tests in both at once took longer.)
pub(crate) fn in_both(test: impl Fn(&Page) + Sync) {
    // Before its turn: while some test waits for its own, no browser is taken down.
    let fleet = Fleet::join();
    let _turn = TURN.read().unwrap_or_else(PoisonError::into_inner);
    let [first, second] = Browser::ALL;
    let passed = if let Ok(_at_once) = fleet.at_once.try_lock() {
        thread::scope(|scope| {
            let other = scope.spawn(|| passes(&fleet, second, &test));
            let passed = passes(&fleet, first, &test);
            [passed, other.join().expect("what a test throws is caught")]
        })
    } else {
        Browser::ALL.map(|browser| passes(&fleet, browser, &test))
    };
    assert_passed(passed);
}

/// The same while no other test runs: for what asks that something goes on within a
/// time, which a machine that is full cannot promise.
pub(crate) fn in_both_alone(test: impl Fn(&Page)) {
    let fleet = Fleet::join();
    let _turn = TURN.write().unwrap_or_else(PoisonError::into_inner);
    assert_passed(Browser::ALL.map(|browser| passes(&fleet, browser, &test)));
}

fn passes(fleet: &Arc<Fleet>, browser: Browser, test: &impl Fn(&Page)) -> bool {
    let page = fleet.page(browser);
    let done = catch_unwind(AssertUnwindSafe(|| test(&page)));
    if done.is_ok() {
        page.give_back();
    } else {
        eprintln!("(that was in {browser})");
    }
    done.is_ok()
}

fn assert_passed(passed: [bool; Browser::ALL.len()]) {
    let failed = Browser::ALL
        .iter()
        .zip(passed)
        .filter(|(_, passed)| !passed);
    let failed: Vec<String> = failed.map(|(browser, _)| browser.to_string()).collect();
    assert!(failed.is_empty(), "it fails in {}", failed.join(" and "));
}

impl Fleet {
    /// The fleet of the tests that run now, or a new one.
    fn join() -> Arc<Self> {
        let mut known = lock(&FLEET);
        if let Some(fleet) = known.upgrade() {
            return fleet;
        }
        let ready = support::run(&["ready", "--browsers"]);
        assert!(ready.status.success(), "{}", support::errors(&ready));
        let programs: HashMap<String, PathBuf> =
            serde_json::from_slice(&ready.stdout).expect("`ready` prints an object of paths");
        let fleet = Arc::new(Self {
            runtime: Runtime::new().expect("a runtime can be made"),
            programs,
            idle: Mutex::default(),
            starting: Mutex::default(),
            at_once: Mutex::default(),
            site: OnceLock::new(),
            plain: OnceLock::new(),
            bare: OnceLock::new(),
            foreign: OnceLock::new(),
        });
        *known = Arc::downgrade(&fleet);
        fleet
    }

    fn page(self: &Arc<Self>, browser: Browser) -> Page {
        let idle = {
            let mut idle = lock(&self.idle);
            let found = idle.iter().position(|(kind, _)| *kind == browser);
            found.map(|index| idle.swap_remove(index).1)
        };
        let session = idle.unwrap_or_else(|| self.start(browser, WINDOW));
        Page::new(Arc::clone(self), browser, session)
    }

    /// A browser of its own, with another window.
    pub(crate) fn start(&self, browser: Browser, window: Window) -> Session {
        self.launch(browser, window, None)
    }

    /// A Chromium of its own that traces these categories into its performance log.
    pub(crate) fn start_traced(&self, window: Window, categories: &str) -> Session {
        self.launch(Browser::Chromium, window, Some(categories))
    }

    /// One after the other: drivers look for a free port first and take it later.
    fn launch(&self, browser: Browser, window: Window, categories: Option<&str>) -> Session {
        let programs = self.programs(browser);
        let _alone = lock(&self.starting);
        let started = match categories {
            None => self.block_on(Session::start(browser, &programs, window)),
            traced => self.block_on(Session::start_traced(browser, &programs, window, traced)),
        };
        started.unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// A Firefox of its own whose profiler writes into `file` when it ends.
    pub(crate) fn start_captured(&self, window: Window, file: &Path) -> Session {
        let programs = self.programs(Browser::Firefox);
        let _alone = lock(&self.starting);
        self.block_on(Session::start_captured(&programs, window, file))
            .unwrap_or_else(|error| panic!("{error:#}"))
    }

    fn programs(&self, browser: Browser) -> Programs {
        let (program, driver) = browser.keys();
        Programs {
            browser: self.programs[program].clone(),
            driver: self.programs[driver].clone(),
        }
    }

    /// Keeps a browser for the next test.
    pub(crate) fn keep(&self, browser: Browser, session: Session) {
        lock(&self.idle).push((browser, session));
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The address of the site as it is served.
    pub(crate) fn site(&self) -> String {
        let server = self.site.get_or_init(|| Server::start(&[]));
        format!("http://localhost:{}", server.port)
    }

    /// The address of the site as a plain host serves it, without isolation.
    pub(crate) fn plain(&self) -> String {
        let server = self
            .plain
            .get_or_init(|| Server::start(&["--no-isolation"]));
        format!("http://localhost:{}", server.port)
    }

    /// The address of a page where a test puts elements itself.
    pub(crate) fn bare(&self) -> String {
        self.bare.get_or_init(|| Host::start(|_, _| {})).page()
    }

    /// Another site's host, which sends no header of ours.
    pub(crate) fn foreign(&self) -> &Host {
        self.foreign
            .get_or_init(|| Host::start(|_, served| served.isolated = false))
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *lock(&self.idle));
        for (browser, session) in idle {
            if let Err(error) = self.block_on(session.quit()) {
                eprintln!("{browser}: {error:#}");
            }
        }
    }
}

/// A test that failed while it held the lock left nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
