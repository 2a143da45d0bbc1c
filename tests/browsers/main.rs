//! The page and the element in real browsers, over `WebDriver`.
//!
//! ```text
//! fleet       browsers and servers, shared by the tests of this process
//! page        a page that is open in one of them
//! hands       what a person does with mouse, fingers and keys
//! host        a web server of the tests' own, with one thing changed
//! widget      a page of another site that has the widget in
//! pictures    what the page drew against what the host draws
//! ledger      what the frame ledger says of motion
//! ```
//!
//! The other modules are the tests, by topic. Each runs in Chromium and in
//! Firefox. None sleeps: a test waits for a promise or an event of the page's.

#[path = "../../src/bin/deepcanvas/drive/mod.rs"]
mod drive;
#[allow(
    dead_code,
    reason = "the bench uses all of it, the tests what does not depend on speed"
)]
#[path = "../../src/bin/deepcanvas/bench/motion/ledger.rs"]
mod ledger;
#[allow(
    dead_code,
    reason = "the program computes the probes, the browsers' pages do here"
)]
#[path = "../../src/bin/deepcanvas/render/locations.rs"]
mod locations;
#[path = "../support/mod.rs"]
mod support;

mod fleet;
mod hands;
mod host;
mod page;
mod pictures;
mod widget;

mod bench;
mod builds;
mod client;
mod cores;
mod deep;
mod element;
mod embed;
mod embedding;
mod exact;
mod failures;
mod guest;
mod guide;
mod history;
mod hold;
mod hosts;
mod hud;
mod idle;
mod inbox;
mod input;
mod isolation;
mod julia;
mod lab;
mod lab_host;
mod lab_page;
mod lab_picture;
mod lab_search;
mod life;
mod losses;
mod matrix;
mod minibrot;
mod motion;
mod notes;
mod npm;
mod offline;
mod panel;
mod poster;
mod profile;
mod profile_capture;
mod profile_memory;
mod profile_trace;
mod requests;
mod screens;
mod sizes;
mod talk;
mod tour;
mod tour_files;
mod tour_lists;
mod transfer;
mod troubles;
mod trust;
#[cfg(target_os = "linux")]
mod webkit;
