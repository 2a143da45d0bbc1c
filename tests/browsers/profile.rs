//! What profilers are told of the workers: the calls of User Timing.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::Host;
use crate::page::Page;
use crate::widget::LINK;

/// A site whose workers also tell the page what they tell the profilers.
pub(crate) fn watched(isolated: bool) -> Host {
    Host::start(move |path, served| {
        served.isolated = isolated;
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/worker.js" {
            served.begin_with(
                "const told = new BroadcastChannel('told');
                 const { measure } = performance;
                 performance.measure = function (name, options) {
                   told.postMessage({ role: new URL(location.href).searchParams.get('role'), name, timeOrigin: performance.timeOrigin, ...options });
                   return measure.call(performance, name, options);
                 };\n",
            );
        }
    })
}

/// Those of an element of 320 × 200, of 64 × 64 pixels.
const TILES: usize = 5 * 4;

/// In a page: all that was told, and a promise of the first that a condition holds for.
pub(crate) const LISTEN: &str = "
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
         // What a frame has drawn is told before the frame.
         const isWhole = ({ name }) =>
           !name.startsWith('present') ||
           told.some((frame) => frame.name.startsWith(`frame ${name.slice(8, 14)}`));
         await toldOf(() => told.every(isWhole));
         // As it is now: more may be told until the driver has read it.
         return [...told];",
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
        let [before, on, late]: [u64; 3] = page.get(
            "const element = put({ samples: 1, threads: '1' });
             await element.settled();
             const before = told.length;
             element.toggleAttribute('profile', true);
             await element.setView('zoom=2');
             await element.settled();
             await toldOf(({ name }) => name.startsWith('frame 0'));
             element.toggleAttribute('profile', false);
             await element.setView('zoom=3');
             await element.settled();
             // What was noted until it was switched off may still be told.
             const on = told.length;
             const now = () => performance.timeOrigin + performance.now();
             const begun = ({ timeOrigin, start }) => timeOrigin + start;
             const off = now();
             await element.setView('zoom=4');
             await element.settled();
             const again = now();
             element.toggleAttribute('profile', true);
             await element.setView('zoom=5');
             await element.settled();
             // A worker tells in the order in which things began.
             const isOf = (what) => (note) => what.test(note.name) && begun(note) > again;
             await toldOf(isOf(/^frame 0/));
             await toldOf(isOf(/ fine$/));
             const late = told.filter((note) => begun(note) > off && begun(note) < again);
             return [before, on, late.length];",
        );
        assert_eq!(before, 0);
        assert!(on > 0);
        assert_eq!(late, 0);
    });
}
