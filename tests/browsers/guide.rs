//! The pictures of `guide/profiling.html`: a page that freezes, recorded and looked at
//! in the `DevTools` that Chromium brings along. They are written to `target/screenshots`.

use serde_json::{Value, json};
use std::fs;

use crate::drive::{Browser, Window};
use crate::fleet::in_both;
use crate::page::Page;
use crate::support::scratch;

/// What the Performance panel records.
const CATEGORIES: &str = "devtools.timeline,disabled-by-default-devtools.timeline,\
    disabled-by-default-devtools.timeline.frame,disabled-by-default-v8.cpu_profiler,\
    blink.user_timing,loading,v8.execute";

/// What the demonstration blocks its page for, in microseconds.
const BLOCKED_US: f64 = 2e6;

/// Functions for `DevTools`, whose nodes are in shadow trees of each other.
const DEEP: &str = "
    function* all(root) {
      for (const node of root.querySelectorAll('*')) {
        yield node;
        if (node.shadowRoot) yield* all(node.shadowRoot);
      }
    }
    const named = (accept) => [...all(document)].find((node) => accept(node.getAttribute('aria-label') ?? node.title ?? ''));
    const seen = async (find) => {
      for (;;) {
        const found = find();
        if (found) return found;
        await new Promise(requestAnimationFrame);
      }
    };";

fn time(event: &Value, key: &str) -> f64 {
    event[key].as_f64().unwrap_or(0.0)
}

/// Records the demonstration of a page that freezes.
fn record(page: &Page) -> Vec<Value> {
    let window = Window {
        width: 900,
        height: 600,
        ratio: 1.0,
    };
    let traced = page.traced(window, CATEGORIES);
    let seen = "re=-0.7453&im=0.1127&zoom=30";
    let site = traced.fleet.site();
    traced.open(&format!("{site}/?profile&demo=freeze#{seen}"));
    traced.get::<()>(
        "await canvas.settled();
         await next('viewchange', ({ detail }) => !detail.resting);
         await rest();
         await canvas.settled();",
    );
    of_page(traced.trace(), &site)
}

/// The trace as the Performance panel records it: of one page, which it names. One over
/// `WebDriver` is of the whole browser, and names none. Whether something is animated
/// meanwhile would change where the tracks are.
fn of_page(mut trace: Vec<Value>, site: &str) -> Vec<Value> {
    const STARTED: &str = "TracingStartedInBrowser";
    let is_of_site = |event: &&Value| {
        let address = event["args"]["data"]["url"].as_str();
        event["name"] == "CommitLoad" && address.is_some_and(|address| address.starts_with(site))
    };
    let load = trace.iter().rfind(is_of_site).expect("the page was loaded");
    let frame = json!({
        "frame": load["args"]["data"]["frame"],
        "url": load["args"]["data"]["url"],
        "name": "",
        "processId": load["pid"],
        "isInPrimaryMainFrame": true,
        "isOutermostMainFrame": true,
    });
    let started = trace.iter().find(|event| event["name"] == STARTED);
    let mut started = started.expect("a trace begins").clone();
    started["args"] =
        json!({ "data": { "frameTreeNodeId": 1, "persistentIds": true, "frames": [frame] } });
    trace.retain(|event| event["name"] != STARTED && event["name"] != "Animation");
    trace.insert(0, started);
    trace
}

/// Loads a trace into `DevTools`, from one time to another, with our tracks open.
fn show(page: &Page, trace: &[Value], (from, to): (f64, f64), state: &str) {
    let window = json!({ "min": from, "max": to, "range": to - from });
    let modifications = json!({
        "entriesModifications": { "hiddenEntries": [], "expandableEntries": [] },
        "initialBreadcrumb": { "window": window, "child": null },
        "annotations": { "entryLabels": [], "labelledTimeRanges": [], "linksBetweenEntries": [] },
    });
    let file = scratch(state).join("trace.json");
    let metadata = json!({ "source": "DevTools", "modifications": modifications });
    let text = json!({ "traceEvents": trace, "metadata": metadata }).to_string();
    fs::write(&file, text).expect("the trace can be written");

    let own = page.sibling(Window {
        width: 1000,
        height: 640,
        ratio: 1.0,
    });
    let tools = own.debugger_address();
    own.open(&format!(
        "http://{tools}/devtools/devtools_app.html?panel=timeline"
    ));
    own.get::<()>(&format!(
        "{DEEP} await seen(() => named((label) => label.startsWith('Load trace')));"
    ));
    own.choose_file(
        &format!("{DEEP} return [...all(document)].find(({{ type }}) => type === 'file');"),
        &file,
    );
    // Once it is read, what is no part of the picture is put away.
    own.get::<()>(&format!(
        "{DEEP}
         await seen(() => named((label) => label.startsWith('Current session: localhost')));
         (await seen(() => named((label) => label === 'Hide sidebar'))).click();
         (await seen(() => [...all(document)].find(({{ localName, open }}) => localName === 'dialog' && open))).close();
         await seen(() => named((label) => label === 'Show sidebar'));"
    ));
    // Our tracks are one line until it is clicked.
    let at = |kind: &str| json!({ "type": kind, "x": 10, "y": 180, "origin": "viewport" });
    own.perform(&json!([{
        "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
        "actions": [at("pointerMove"), { "type": "pointerDown", "button": 0 }, { "type": "pointerUp", "button": 0 }],
    }]));
    own.screenshot(state);
}

#[test]
#[ignore = "makes the guide's pictures, in a front end that changes with Chromium: run it with `--ignored guide` and look at them"]
fn devtools_shows_which_thread_stalls_and_which_go_on() {
    in_both(|page| {
        if page.browser != Browser::Chromium {
            return;
        }
        let trace = record(page);
        let main = trace.iter().rfind(|event| event["name"] == "CommitLoad");
        let main = main.expect("the page was loaded");
        let is_of_main = |event: &&Value| {
            let is_there = |key: &str| event[key] == main[key];
            event["name"] == "RunTask" && is_there("pid") && is_there("tid")
        };
        // The last: on a busy machine a task of the start may take as long.
        let stall = trace
            .iter()
            .filter(is_of_main)
            .filter(|event| time(event, "dur") >= BLOCKED_US)
            .max_by(|a, b| time(a, "ts").total_cmp(&time(b, "ts")))
            .expect("a task stands still");
        let (begun, took) = (time(stall, "ts"), time(stall, "dur"));
        let is_meanwhile = |event: &&Value| {
            let is_frame = event["name"]
                .as_str()
                .is_some_and(|name| name.starts_with("frame 0"));
            let half = begun + took / 2.0;
            is_frame && event["ph"] == "b" && (half..begun + took).contains(&time(event, "ts"))
        };
        let frame = trace.iter().find(is_meanwhile);
        let frame = frame.expect("frames go on while the page stands still");
        assert_ne!(frame["tid"], stall["tid"]);

        let around = (begun - 0.15 * took, begun + 1.15 * took);
        show(page, &trace, around, "guide-stall");
        let middle = time(frame, "ts");
        show(page, &trace, (middle - 5e3, middle + 45e3), "guide-frames");
    });
}
