//! The service worker: on a host that sends no header it isolates what can be
//! isolated, and keeps the site for when there is no network.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::host::{Host, Served, of_site};
use crate::page::Page;
use crate::support::{assets, ending};
use crate::widget::{LINK, picture};

/// In the explorer's page: tells the host how the page was loaded and whether it
/// is isolated, once its picture is complete. A script of the driver's would not
/// live through a page that is loaded again.
const TELL: &str = "<script type=\"module\">
    await customElements.whenDefined('deep-canvas');
    await document.querySelector('deep-canvas').settled();
    const [{ type }] = performance.getEntriesByType('navigation');
    await fetch(`/told/${type}/${crossOriginIsolated}`);
    </script>";

/// A host that sends none of our headers, and what it was asked for.
pub(crate) struct Plain {
    pub(crate) host: Host,
    asked: Receiver<String>,
}

impl Plain {
    pub(crate) fn start(change: impl Fn(&str, &mut Served) + Send + Sync + 'static) -> Self {
        let (ask, asked) = channel();
        let host = Host::start(move |path, served| {
            served.isolated = false;
            if path == "/" {
                served.body.extend(TELL.bytes());
            }
            change(path, served);
            // Nobody listens any more once the test is over.
            let _ = ask.send(path.to_owned());
        });
        Self { host, asked }
    }

    /// What it is asked for until a page tells this.
    #[track_caller]
    pub(crate) fn until_told(&self, what: &str) -> Vec<String> {
        let wanted = format!("/told/{what}");
        let mut paths = Vec::new();
        while paths.last() != Some(&wanted) {
            let next = self.asked.recv_timeout(Duration::from_secs(60));
            paths.push(next.unwrap_or_else(|_| panic!("no {wanted} after {paths:?}")));
        }
        paths
    }

    /// Opens the explorer, and gives how often its page was loaded until it told this.
    #[track_caller]
    fn explore(&self, page: &Page, told: &str) -> usize {
        page.open(&format!("{}/#{LINK}", self.host.address()));
        count(&self.until_told(told), "/")
    }
}

pub(crate) fn count(paths: &[String], wanted: &str) -> usize {
    paths.iter().filter(|path| *path == wanted).count()
}

/// Asserts that the open page is isolated, or is not, and has drawn the picture.
#[track_caller]
fn assert_drawn(page: &Page, isolated: bool) {
    page.get::<()>("canvas.setAttribute('samples', '1');");
    let backend = page.settled()["backend"].clone();
    assert_eq!(backend, if isolated { "shared" } else { "transfer" });
    assert_eq!(page.get::<bool>("return crossOriginIsolated;"), isolated);
    page.picture().assert_is(LINK);
}

/// Waits until all files are kept.
fn kept(page: &Page) {
    page.get::<()>("await navigator.locks.request('deepcanvas keep', () => {});");
}

#[test]
fn where_the_host_sends_no_header_a_page_is_isolated_after_one_reload_and_works_offline() {
    in_both(|page| {
        let plain = Plain::start(|_, _| {});
        assert_eq!(plain.explore(page, "reload/true"), 2);
        assert_drawn(page, true);
        assert_eq!(plain.explore(page, "navigate/true"), 1);
        assert_drawn(page, true);
        kept(page);

        let address = plain.host.address();
        drop(plain);
        for path in ["/", "/index.html", "/embed.html"] {
            page.open(&format!("{address}{path}#{LINK}"));
            assert_drawn(page, true);
        }
        // What the worker does not answer for fails as it does without one.
        let failed: String = page.get("return rejection(fetch('preview.png'));");
        assert!(!failed.is_empty());
    });
}

#[test]
fn where_isolation_does_not_help_a_page_is_loaded_again_once() {
    in_both(|page| {
        let plain = Plain::start(|path, served| {
            if path == "/service-worker.js" {
                let script = String::from_utf8_lossy(&served.body);
                served.body = script.replace("-Policy\"", "-Nothing\"").into_bytes();
            }
        });
        assert_eq!(plain.explore(page, "reload/false"), 2);
        // It has given up by the time it says so.
        page.get::<()>(
            "const notes = document.querySelector('#notes');
             await until(() => notes.textContent.includes('not cross-origin isolated'));",
        );
        assert_drawn(page, false);
        let later: Vec<String> = plain.asked.try_iter().collect();
        assert_eq!(count(&later, "/"), 0, "{later:?}");
        assert_eq!(plain.explore(page, "navigate/false"), 1);
    });
}

#[test]
fn a_site_that_has_no_service_worker_gets_none() {
    in_both(|page| {
        page.open(&format!("{}/#{LINK}", page.fleet.plain()));
        page.get::<()>(
            "const notes = document.querySelector('#notes');
             await until(() => notes.textContent.includes('not cross-origin isolated'));",
        );
        let found: Value = page.get(
            "return [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length];",
        );
        assert_eq!(found, json!([0, 0]));
        assert_drawn(page, false);
    });
}

/// Asserts that a worker whose script's address gets another answer ends, and leaves
/// nothing behind.
fn assert_goes(gone_is: fn(&mut Served)) {
    in_both(|page| {
        let is_gone = Arc::new(AtomicBool::new(false));
        let gone = Arc::clone(&is_gone);
        let plain = Plain::start(move |path, served| {
            if path == "/service-worker.js" && gone.load(Ordering::Relaxed) {
                gone_is(served);
            }
        });
        assert_eq!(plain.explore(page, "reload/true"), 2);
        kept(page);
        is_gone.store(true, Ordering::Relaxed);
        // As `serve --no-isolation` at the same address would find it.
        for _ in 0..2 {
            assert_eq!(plain.explore(page, "navigate/false"), 1);
            assert_drawn(page, false);
        }
        let left: Value =
            page.get("return [navigator.serviceWorker.controller, (await caches.keys()).length];");
        assert_eq!(left, json!([null, 0]));
    });
}

#[test]
fn a_service_worker_goes_at_once_when_its_site_has_it_no_more() {
    assert_goes(Served::be_missing);
}

#[test]
fn it_goes_too_where_a_host_has_a_page_for_whatever_is_not_there() {
    assert_goes(|served| {
        "text/html".clone_into(&mut served.kind);
        served.body = b"<!doctype html><p>Welcome.".to_vec();
    });
}

/// A name of assets that no build has.
const NEWER: &str = "assets/bbbbbbbbbbbb";

/// In a worker: tells the host when it takes over.
const TELL_START: &str = "
    addEventListener('activate', (event) => event.waitUntil(fetch('told/active')));";

/// Makes an answer one of a build whose assets have another name.
fn renew(path: &str, served: &mut Served) {
    let begins = |folder: &str| {
        path.strip_prefix('/')
            .is_some_and(|path| path.starts_with(folder))
    };
    if begins(NEWER) {
        *served = of_site(&path.replacen(NEWER, assets(), 1)[1..]);
        served.isolated = false;
    } else if path == "/" || ["html", "js"].contains(&ending(path)) {
        let text = String::from_utf8_lossy(&served.body);
        let newer = text
            .replace(assets(), NEWER)
            .replace("\"build\":\"", "\"build\":\"b");
        served.body = newer.into_bytes();
        if path == "/service-worker.js" {
            served.body.extend(TELL_START.bytes());
        }
    }
}

#[test]
fn another_build_takes_over_whole_and_the_files_of_two_never_meet() {
    in_both(|page| {
        let is_newer = Arc::new(AtomicBool::new(false));
        let newer = Arc::clone(&is_newer);
        let plain = Plain::start(move |path, served| {
            if newer.load(Ordering::Relaxed) {
                renew(path, served);
            }
        });
        assert_eq!(plain.explore(page, "reload/true"), 2);
        kept(page);
        let loaded = "return [...new Set(performance.getEntriesByType('resource')
               .map(({ name }) => /assets\\/[0-9a-f]{12}/.exec(name)?.[0]).filter(Boolean))];";
        assert_eq!(page.get::<Vec<String>>(loaded), [assets()]);

        // The page of the newer build is there at once, as the older worker's guest.
        is_newer.store(true, Ordering::Relaxed);
        assert_eq!(plain.explore(page, "navigate/true"), 1);
        assert_drawn(page, true);
        assert_eq!(page.get::<Vec<String>>(loaded), [NEWER]);
        page.get::<()>(
            "const registration = await navigator.serviceWorker.getRegistration();
             if (!registration.waiting && !registration.installing) await registration.update();
             const coming = registration.installing;
             if (coming) await new Promise((resolve) => { coming.onstatechange = resolve; });
             if (!registration.waiting) throw new Error(`${coming?.state}: it was not installed`);",
        );

        // Its own worker takes over when that page is gone, and cleans up.
        page.go("about:blank");
        plain.until_told("active");
        let address = plain.host.address();
        drop(plain);
        page.open(&format!("{address}/#{LINK}"));
        assert_drawn(page, true);
        assert_eq!(page.get::<Vec<String>>(loaded), [NEWER]);
        let caches: Vec<String> = page.get("return caches.keys();");
        assert_eq!(caches.len(), 1, "{caches:?}");
    });
}

#[test]
fn a_frame_is_isolated_in_chromium_and_its_client_waits_for_that() {
    in_both(|page| {
        let plain = Plain::start(|_, _| {});
        let foreign = page.fleet.foreign().elsewhere();
        let address = format!("{}/embed.html#{LINK}", plain.host.address());
        let embed = "
            const frame = document.createElement('iframe');
            frame.allow = 'cross-origin-isolated';
            frame.src = arguments[0];
            document.body.append(frame);
            window.widget = () => frame;
            const w = await connect(frame);
            return w.settled();";
        for first in [true, false] {
            page.open(&format!("{foreign}/hosting.html"));
            let report = page.eval(embed, json!([address]));
            let (backend, load) = match page.browser {
                Browser::Chromium if first => ("shared", "reload"),
                Browser::Chromium => ("shared", "navigate"),
                Browser::Firefox => ("transfer", "navigate"),
            };
            assert_eq!(report["backend"], backend);
            assert!(!page.get::<bool>("return crossOriginIsolated;"));
            picture(page).assert_is(LINK);
            let found: String = page.within(0, || {
                page.get("return performance.getEntriesByType('navigation')[0].type;")
            });
            assert_eq!(found, load);
        }
        let asked: Vec<String> = plain.asked.try_iter().collect();
        let is_tried = count(&asked, "/service-worker.js") > 0;
        assert_eq!(is_tried, page.browser == Browser::Chromium, "{asked:?}");
    });
}
