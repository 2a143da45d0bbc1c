//! What profilers are told of the workers: the calls of User Timing, and in
//! Chromium a trace of them.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::drive::{Browser, Window};
use crate::fleet::in_both;
use crate::host::Host;
use crate::page::Page;
use crate::widget::LINK;

/// A site whose workers also tell the page what they tell the profilers.
fn watched(isolated: bool) -> Host {
    Host::start(move |path, served| {
        served.isolated = isolated;
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/worker.js" {
            served.begin_with(
                "const told = new BroadcastChannel('told');
                 const { measure } = performance;
                 performance.measure = function (name, options) {
                   told.postMessage({ role: new URL(location.href).searchParams.get('role'), name, ...options });
                   return measure.call(performance, name, options);
                 };\n",
            );
        }
    })
}

/// Those of an element of 320 × 200, of 64 × 64 pixels.
const TILES: usize = 5 * 4;

/// In a page: all that was told, and a promise of the first that a condition holds for.
const LISTEN: &str = "
    window.told = [];
    window.heard = new EventTarget();
    new BroadcastChannel('told').onmessage = ({ data }) => {
      told.push(data);
      heard.dispatchEvent(new Event('told'));
    };
    window.toldOf = (accept) => new Promise((resolve) => {
      const look = () => {
        const found = told.find(accept);
        if (!found) return;
        heard.removeEventListener('told', look);
        resolve(found);
      };
      heard.addEventListener('told', look);
      look();
    });";

/// Opens the explorer with nothing on the canvas' way, and gives what was told until
/// a picture of 320 × 200 was complete and every tile of it was told.
fn profile(page: &Page, host: &Host) -> Vec<Value> {
    page.open(&format!("{}/bare.html", host.address()));
    page.get::<()>(LISTEN);
    let told = page.eval(
        "window.element = put({ samples: 1, profile: '' });
         element.view = arguments[0];
         await element.settled();
         const tiles = new Set();
         await toldOf(({ name }) => {
           if (name.endsWith(' fine')) tiles.add(name);
           return tiles.size >= arguments[1];
         });
         await toldOf(({ name }) => name.startsWith('frame 0'));
         return told;",
        json!([LINK, TILES]),
    );
    serde_json::from_value(told).expect("a list")
}

fn devtools(told: &Value) -> &Value {
    &told["detail"]["devtools"]
}

fn begins_with<'a>(told: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    told.iter().filter(move |one| {
        one["name"]
            .as_str()
            .is_some_and(|full| full.starts_with(name))
    })
}

fn span(told: &Value) -> (f64, f64) {
    let time = |key: &str| told[key].as_f64().expect("a time");
    (time("start"), time("end"))
}

#[test]
fn frames_and_tiles_are_told_on_a_track_for_each_worker() {
    for (isolated, backend) in [(true, "shared"), (false, "transfer")] {
        let host = watched(isolated);
        in_both(|page| {
            let told = profile(page, &host);
            let found: String = page.get("return element.stats.backend;");
            assert_eq!(found, backend);
            for one in &told {
                let (begun, ended) = span(one);
                assert!(begun <= ended, "{one}");
                let tools = devtools(one);
                assert_eq!(tools["dataType"], "track-entry", "{one}");
                assert_eq!(tools["trackGroup"], "deepcanvas", "{one}");
                let role = one["role"].as_str().expect("a text");
                let track = role.replace('-', " ");
                assert_eq!(tools["track"], track.as_str(), "{one}");
                assert!(tools["tooltipText"].is_string() && tools["color"].is_string());
            }

            let frames: Vec<_> = begins_with(&told, "frame 0").collect();
            assert!(!frames.is_empty());
            assert!(begins_with(&told, "present").next().is_some());
            for present in begins_with(&told, "present") {
                let inside = frames.iter().any(|frame| {
                    let ((begun, ended), (from, to)) = (span(frame), span(present));
                    let number = |one: &Value| devtools(one)["properties"][0].clone();
                    number(frame) == number(present) && begun <= from && to <= ended
                });
                assert!(inside, "{present} in {frames:?}");
            }
            let keys: Vec<&str> = devtools(frames[0])["properties"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|pair| pair[0].as_str())
                .collect();
            assert_eq!(
                keys,
                [
                    "frame",
                    "reason",
                    "tier",
                    "tiles",
                    "iterations",
                    "scale",
                    "coverage",
                    "samples",
                    "budget"
                ]
            );
            assert!(begins_with(&told, "message").next().is_some());

            let mut works: HashMap<&str, (usize, u64)> = HashMap::new();
            for tile in begins_with(&told, "tile") {
                let role = tile["role"].as_str().expect("a text");
                assert!(role.starts_with("compute-"), "{tile}");
                let properties = &devtools(tile)["properties"];
                assert_eq!(properties[5], json!(["end", "done"]), "{tile}");
                let iterations = properties[3][1].as_str().expect("a text");
                let picture = properties[4][1].as_str().expect("a text");
                let (tiles, work) = works.entry(picture).or_default();
                *tiles += usize::from(properties[0][1] == "fine");
                *work += iterations.parse::<u64>().expect("a number");
            }
            let work: u64 = page.get("return element.stats.work;");
            let mut works = works.values();
            assert!(works.any(|&one| one == (TILES, work)), "{works:?}, {work}");
        });
    }
}

#[test]
fn off_nothing_is_told_and_it_can_be_switched() {
    let host = watched(true);
    in_both(|page| {
        page.open(&format!("{}/bare.html", host.address()));
        page.get::<()>(LISTEN);
        let [before, on, after]: [u64; 3] = page.get(
            "const element = put({ samples: 1 });
             await element.settled();
             const before = told.length;
             element.toggleAttribute('profile', true);
             await element.setView('zoom=2');
             await element.settled();
             await toldOf(({ name }) => name.startsWith('frame 0'));
             element.toggleAttribute('profile', false);
             await element.setView('zoom=3');
             await element.settled();
             const on = told.length;
             await element.setView('zoom=4');
             await element.settled();
             // What was told before is heard before this.
             const last = new BroadcastChannel('told');
             last.postMessage({ name: 'the last' });
             await toldOf(({ name }) => name === 'the last');
             return [before, on, told.length - 1];",
        );
        assert_eq!(before, 0);
        assert!(on > 0);
        assert_eq!(after, on);
    });
}

/// The entries of our tracks in a trace, each as its track, its name, and when it
/// began and ended, in microseconds.
fn tracked(trace: &[Value]) -> Vec<(String, String, f64, f64)> {
    let ours = trace
        .iter()
        .filter(|event| event["cat"] == "blink.user_timing");
    let end_of = |begin: &Value| {
        ours.clone().find(|end| {
            end["ph"] == "e"
                && ["id2", "pid", "name"]
                    .iter()
                    .all(|key| end[key] == begin[key])
        })
    };
    ours.clone()
        .filter(|event| event["ph"] == "b")
        .filter_map(|begin| {
            let detail: Value = serde_json::from_str(begin["args"]["detail"].as_str()?).ok()?;
            let track = detail["devtools"]["track"].as_str()?.to_owned();
            let name = begin["name"].as_str()?.to_owned();
            let ended = end_of(begin)?["ts"].as_f64()?;
            Some((track, name, begin["ts"].as_f64()?, ended))
        })
        .collect()
}

#[test]
fn chromiums_trace_has_a_track_for_each_worker_and_what_a_frame_did_within_it() {
    in_both(|page| {
        if page.browser != Browser::Chromium {
            return;
        }
        let window = Window {
            width: 640,
            height: 400,
            ratio: 1.0,
        };
        let categories = "blink.user_timing,disabled-by-default-devtools.timeline";
        let traced = page.traced(window, categories);
        traced.open(&format!("{}/?profile#{LINK}", traced.fleet.site()));
        traced.settled();
        traced.get::<()>(
            "await canvas.flyTo('re=-0.16&im=1.04&zoom=20', { duration: 500 });
             await canvas.settled();",
        );
        let shown: u64 = traced.get("return canvas.stats.frame;");
        let threads: usize = traced.get("return canvas.catalogue.threads;");
        let trace = traced.trace();
        let entries = tracked(&trace);
        let of = |kind: &'static str| {
            entries
                .iter()
                .filter(move |(_, name, ..)| name.starts_with(kind))
        };
        for seat in 0..threads {
            let track = format!("compute {seat}");
            let tiles = of("tile").filter(|(on, ..)| *on == track).count();
            assert!(tiles > 0, "{track}");
        }
        let frames = of("frame 0").filter(|(track, ..)| track == "coordinator");
        assert!(frames.clone().count() as u64 >= shown / 2, "{shown} frames");
        assert!(of("present").count() as u64 >= shown / 2, "{shown} frames");
        for (_, name, begun, ended) in of("present") {
            let is_inside = |(_, frame, from, to): &&(String, String, f64, f64)| {
                frame.get(6..12) == name.get(8..14) && from <= begun && ended <= to
            };
            assert!(frames.clone().any(|frame| is_inside(&frame)), "{name}");
        }
    });
}
