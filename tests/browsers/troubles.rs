//! Troubles that are lived through: the picture is exact in the end, and a
//! warning says what happened.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;
use crate::page::Page;
use crate::pictures::ENDLESS;

const LINK: &str = "re=-0.7453&im=0.1127&zoom=30";

/// Takes longer than one frame, so that who dies in it leaves work behind.
const LONG: &str = "re=-0.7453&im=0.1127&zoom=300&iter=20000";

/// Starts an element with a failure to rehearse; it draws all the same, warns
/// once, by that code, and is left with so many compute workers.
#[track_caller]
fn assert_lives(page: &Page, rehearse: &str, threads: u64, left: u64, code: &str) {
    page.bare();
    // The workers of a new coordinator start anew.
    let replaced = code == "coordinator-died";
    let report = page.eval(
        "const [rehearse, threads, link, replaced] = arguments;
         const element = put({ rehearse, threads });
         element.view = link;
         const warned = next('warning', undefined, element);
         await element.settled();
         await warned;
         const isReady = () => {
           const types = element.seen.map(({ type }) => type);
           return types.includes('ready', replaced ? types.indexOf('warning') : 0);
         };
         while (!isReady()) await next('ready', undefined, element);
         return element.settled();",
        json!([rehearse, threads.to_string(), LONG, replaced]),
    );
    assert_eq!(report["complete"], true);
    page.picture().assert_is(LONG);
    // And goes on.
    let after: Value = page.get(
        "canvas.view = 're=-0.16&im=1.04&zoom=20';
         return canvas.settled();",
    );
    assert_eq!(after["threads"].as_u64(), Some(left));
    page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    let warnings: Vec<Value> = page.get("return canvas.of('warning');");
    let codes: Vec<&Value> = warnings.iter().map(|warning| &warning["code"]).collect();
    assert_eq!(codes, [code], "{warnings:?}");
    assert_eq!(page.get::<Value>("return canvas.of('error');"), json!([]));
    page.get::<()>("await canvas.destroy(); await noWorker();");
}

#[test]
fn a_compute_worker_that_does_not_start() {
    in_both(|page| assert_lives(page, "compute-start", 3, 2, "worker"));
}

#[test]
fn a_compute_worker_that_traps_in_the_middle_of_a_tile() {
    in_both(|page| assert_lives(page, "compute-trap", 3, 2, "worker"));
}

#[test]
fn the_only_compute_worker_traps() {
    in_both(|page| assert_lives(page, "compute-trap", 1, 1, "worker"));
}

#[test]
fn a_compute_worker_that_is_stopped_and_nothing_tells_of_it() {
    in_both(|page| assert_lives(page, "compute-silence", 3, 2, "worker"));
}

#[test]
fn a_canvas_whose_pixels_the_browser_lost_is_drawn_again() {
    in_both(|page| {
        page.bare();
        page.get::<()>(
            "const element = put({ rehearse: 'canvas-lost', threads: '2' });
             element.view = 're=-0.7453&im=0.1127&zoom=30';
             // The picture that is lost, and the one that takes its place.
             let frames = 0;
             element.addEventListener('frame', () => (frames += 1));
             await next('frame', undefined, element);
             const before = frames;
             await element.settled();
             while (frames === before) await next('frame', undefined, element);
             return void await element.settled();",
        );
        page.picture().assert_is(LINK);
    });
}

#[test]
fn a_coordinator_that_dies_once() {
    in_both(|page| {
        assert_lives(page, "coordinator-trap", 2, 2, "coordinator-died");
        let frames: Vec<u64> = page.get("return canvas.of('frame').map(({ frame }) => frame);");
        assert!(frames.is_sorted_by(|a, b| a < b), "{frames:?}");
    });
}

#[test]
fn what_is_asked_about_the_view_outlives_a_coordinator_and_other_questions_do_not() {
    in_both(|page| {
        page.bare();
        // Nothing of it is answered before the first coordinator dies.
        let [file, settled]: [String; 2] = serde_json::from_value(page.eval(
            "const [endless, link] = arguments;
             const element = put({ rehearse: 'coordinator-trap' }, 'width: 640px');
             element.view = endless;
             const settled = rejection(element.settled());
             const file = await rejection(element.toBlob());
             await next('frame', undefined, element);
             element.view = link;
             return [file, await settled];",
            json!([ENDLESS, LINK]),
        ))
        .expect("two messages");
        assert!(file.contains("before it answered"), "{file}");
        assert!(settled.contains("newer view"), "{settled}");
        page.settled();
        page.picture().assert_is(LINK);
    });
}

#[test]
fn memory_that_cannot_be_had_at_the_asked_maximum() {
    let host = Host::start(|path, served| {
        if path == "/worker.js" {
            // As a phone does that grants 128 MiB.
            served.begin_with(
                "WebAssembly.Memory = class extends WebAssembly.Memory {
                   constructor(limits) {
                     if (limits.maximum > 2048) throw new RangeError('too much');
                     super(limits);
                   }
                 };\n",
            );
        }
    });
    in_both(|page| {
        page.open(&host.page());
        let warnings: Vec<Value> = serde_json::from_value(page.eval(
            "const element = put();
             element.view = arguments[0];
             await element.settled();
             return element.of('warning');",
            json!([LINK]),
        ))
        .expect("a list");
        let [warning] = &warnings[..] else {
            panic!("one warning: {warnings:?}");
        };
        assert_eq!(warning["code"], "memory");
        let message = warning["message"].as_str().expect("a text");
        assert!(message.contains("128 MiB"), "{message}");
        page.picture().assert_is(LINK);
    });
}

#[test]
fn the_end_of_depth_is_told_and_the_view_stays_there() {
    in_both(|page| {
        page.explore("re=-2&zoom=9e99999&iter=1");
        assert_eq!(page.settled()["tier"], "perturb-ext");
        hands::rested(page, || hands::wheel(page, (320, 240), -240));
        let note: String = page.get(
            "const note = await until(() => document.querySelector('.note.warning'));
             return note.textContent;",
        );
        assert!(note.contains("as deep as"), "{note}");
        let zoom: String = page.get("return canvas.view.zoom;");
        assert_eq!(zoom, "1e100000");
        page.settled();

        // Zooming in ends there; zooming out and panning do not.
        let before = page.link();
        hands::wheel(page, (320, 240), -240);
        page.settled();
        assert_eq!(page.link(), before);
        // Twice as far: the turn before may be in it, where no frame came between.
        hands::rested(page, || hands::wheel(page, (320, 240), 480));
        let out: String = page.get("return canvas.view.zoom;");
        assert!(out.ends_with("e99999"), "{out}");
    });
}
