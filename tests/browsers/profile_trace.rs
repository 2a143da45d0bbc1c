//! What a trace of Chromium's says of a page that is profiled while hands move it: a
//! track a worker, each on its worker's thread; frames and what they did; the page's
//! main thread.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::drive::{Browser, Window};
use crate::fleet::in_both;
use crate::ledger::Frame;
use crate::page::Page;
use crate::widget::LINK;

const SESSIONS: &str = include_str!("../motion/sessions.js");

/// Measures and marks, tasks, and which script a worker runs.
const CATEGORIES: &str = "blink.user_timing,disabled-by-default-devtools.timeline";

/// A process and a thread in it.
type Thread = (u64, u64);

/// When a measure begins or ends, and its `detail`, which is told with its beginning.
type Moment<'a> = (f64, &'a Value);

/// An entry of one of our tracks; times are microseconds.
#[derive(Debug)]
struct Entry {
    name: String,
    begun: f64,
    ended: f64,
    thread: Thread,
    /// What `DevTools` is told of it.
    tools: Value,
}

impl Entry {
    fn is(&self, kind: &str) -> bool {
        self.name.starts_with(kind)
    }

    fn is_within(&self, other: &Self) -> bool {
        other.begun <= self.begun && self.ended <= other.ended
    }

    /// Whether they have no time in common.
    fn is_beside(&self, other: &Self) -> bool {
        self.ended <= other.begun || other.ended <= self.begun
    }

    fn property(&self, name: &str) -> Option<&str> {
        let pairs = self.tools["properties"].as_array()?;
        pairs.iter().find(|pair| pair[0] == name)?[1].as_str()
    }

    fn number(&self, name: &str) -> u64 {
        let text = self.property(name);
        text.and_then(|text| text.parse().ok())
            .unwrap_or_else(|| panic!("{name} of {self:?}"))
    }
}

fn thread_of(event: &Value) -> Option<Thread> {
    Some((event["pid"].as_u64()?, event["tid"].as_u64()?))
}

/// The entries of our tracks, track by track, in the order of their beginnings.
///
/// Of a thread's measures of one name none overlaps another, so that each begins and
/// ends as the next one does: what ties the two events of a measure together in a trace
/// is the same for all that a thread measures.
fn tracks_of(trace: &[Value]) -> BTreeMap<String, Vec<Entry>> {
    let mut named: BTreeMap<(Thread, &str), [Vec<Moment<'_>>; 2]> = BTreeMap::new();
    for event in trace
        .iter()
        .filter(|event| event["cat"] == "blink.user_timing")
    {
        let end = match event["ph"].as_str() {
            Some("b") => 0,
            Some("e") => 1,
            _ => continue,
        };
        let thread = thread_of(event).expect("it is on a thread");
        let (name, time) = (event["name"].as_str(), event["ts"].as_f64());
        let ends = named.entry((thread, name.expect("a name"))).or_default();
        ends[end].push((time.expect("a time"), &event["args"]["detail"]));
    }
    let mut tracks: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for ((thread, name), mut ends) in named {
        for times in &mut ends {
            times.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        let [begins, ends] = ends;
        assert_eq!(begins.len(), ends.len(), "{name}");
        for ((begun, detail), (ended, _)) in begins.into_iter().zip(ends) {
            let detail = detail.as_str().map(serde_json::from_str);
            let detail: Value = detail.transpose().expect("it is JSON").unwrap_or_default();
            let tools = detail["devtools"].clone();
            let Some(track) = tools["track"].as_str() else {
                continue;
            };
            tracks.entry(track.to_owned()).or_default().push(Entry {
                name: name.to_owned(),
                begun,
                ended,
                thread,
                tools,
            });
        }
    }
    for track in tracks.values_mut() {
        track.sort_by(|a, b| a.begun.total_cmp(&b.begun));
    }
    tracks
}

/// Plays a session of the motion script in a Chromium of its own that is traced, and
/// gives what the page says was displayed, and the trace.
fn play(page: &Page, name: &str, options: &Value) -> (Vec<Frame>, Vec<Value>) {
    let window = Window {
        width: 640,
        height: 400,
        ratio: 1.0,
    };
    let traced = page.traced(window, CATEGORIES);
    traced.open(&format!("{}/?profile#{LINK}", traced.fleet.site()));
    traced.get::<()>("canvas.setAttribute('samples', '1'); await painted();");
    traced.get::<()>(SESSIONS);
    let played = traced.eval(
        "const played = await window.motion.run(...arguments);
         // A worker that leaves tells what it has not told yet.
         await canvas.destroy();
         return played;",
        json!([name, options]),
    );
    let frames = serde_json::from_value(played["frames"].clone()).expect("the ledger's frames");
    (frames, traced.trace())
}

/// The page's main thread, and from when to when a session was played there.
fn session_of(trace: &[Value], name: &str) -> (Thread, f64, f64) {
    let mark = |ends: &str| {
        let name = format!("motion {name} {ends}");
        let found = trace.iter().find(|event| event["name"] == name.as_str());
        let event = found.unwrap_or_else(|| panic!("no mark {name}"));
        (thread_of(event), event["ts"].as_f64())
    };
    let ((thread, from), (_, to)) = (mark("begins"), mark("ends"));
    let time = |time: Option<f64>| time.expect("a mark has a time");
    (thread.expect("a mark has a thread"), time(from), time(to))
}

#[test]
fn a_trace_of_hands_at_work_has_every_frame_and_tile_in_its_place() {
    in_both(|page| {
        if page.browser != Browser::Chromium {
            return;
        }
        for (name, options) in [
            ("zoomIn", json!({ "seconds": 1.0 })),
            ("flings", json!({ "flings": 2 })),
        ] {
            let (frames, trace) = play(page, name, &options);
            let tracks = tracks_of(&trace);
            assert_tracks_are_workers(&trace, &tracks);
            assert_frames_are_whole(&frames, &tracks["coordinator"]);
            assert_tiles_are_those_shown(&tracks);
            assert_main_thread_is_free(&trace, name, &tracks);
        }
    });
}

/// Each track is one thread's, and that thread's script has the track's role in its
/// address; every worker has a track.
fn assert_tracks_are_workers(trace: &[Value], tracks: &BTreeMap<String, Vec<Entry>>) {
    let mut workers = BTreeMap::new();
    for event in trace {
        if event["name"] != "TracingSessionIdForWorker" {
            continue;
        }
        let address = event["args"]["data"]["url"].as_str().unwrap_or_default();
        let Some((_, role)) = address.split_once("role=") else {
            continue;
        };
        let role = role.split('&').next().unwrap_or_default();
        workers.insert(role.replace('-', " "), thread_of(event));
    }
    assert!(workers.contains_key("compute 0"), "{workers:?}");
    let of_tracks: BTreeMap<String, Option<Thread>> = tracks
        .iter()
        .map(|(track, entries)| {
            let threads: BTreeSet<Thread> = entries.iter().map(|entry| entry.thread).collect();
            assert_eq!(threads.len(), 1, "{track}");
            (track.clone(), threads.first().copied())
        })
        .collect();
    assert_eq!(of_tracks, workers);
    let colours = |kind: &str| {
        let of_kind = tracks.values().flatten().filter(|entry| entry.is(kind));
        let colours = of_kind.map(|entry| entry.tools["color"].as_str());
        colours.collect::<BTreeSet<_>>()
    };
    // One for what is idle, on all tracks, and none of what works.
    assert_eq!(colours("wait").len(), 1);
    assert!(colours("wait").is_disjoint(&colours("tile")));
    assert!(colours("wait").is_disjoint(&colours("frame 0")));
    assert!(colours("wait").is_disjoint(&colours("frame,")));
    // On a full machine one compute worker may never have nothing to do.
    let waiting = tracks
        .iter()
        .filter(|(_, entries)| entries.iter().any(|entry| entry.is("wait")));
    let waiting: Vec<&str> = waiting.map(|(track, _)| track.as_str()).collect();
    assert!(waiting.contains(&"coordinator"), "{waiting:?}");
    assert!(waiting.len() > 1, "{waiting:?}");
}

/// Every frame that was displayed is there once, with its one `present`, and whatever
/// else the coordinator did is wholly within a frame or beside all of them.
fn assert_frames_are_whole(displayed: &[Frame], coordinator: &[Entry]) {
    let frames: Vec<&Entry> = coordinator
        .iter()
        .filter(|entry| entry.is("frame"))
        .collect();
    for pair in frames.windows(2) {
        assert!(pair[0].is_beside(pair[1]), "{pair:?}");
    }
    let drawn: BTreeMap<u64, &Entry> = frames
        .iter()
        .filter(|entry| entry.is("frame 0"))
        .map(|entry| (entry.number("frame"), *entry))
        .collect();
    let numbers: Vec<u64> = drawn.keys().copied().collect();
    let last = numbers.len() as u64;
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    let names: BTreeSet<&str> = drawn.values().map(|frame| &*frame.name).collect();
    let by_name = drawn.values().map(|frame| &*frame.name);
    assert!(by_name.eq(names), "names sort as frames follow");
    for frame in displayed {
        assert!(drawn.contains_key(&(frame.number as u64)), "{frame:?}");
    }
    let presents: Vec<&Entry> = coordinator
        .iter()
        .filter(|entry| entry.is("present"))
        .collect();
    assert_eq!(presents.len(), drawn.len());
    for present in presents {
        let frame = drawn[&present.number("frame")];
        assert!(present.is_within(frame), "{present:?} in {frame:?}");
        assert_eq!(present.number("tiles"), frame.number("tiles"), "{frame:?}");
    }
    for entry in coordinator.iter().filter(|entry| !entry.is("frame")) {
        let is_whole = |frame: &&Entry| entry.is_within(frame) || entry.is_beside(frame);
        let cut = frames.iter().find(|frame| !is_whole(frame));
        assert!(cut.is_none(), "{entry:?} and {cut:?}");
    }
    assert!(coordinator.iter().any(|entry| entry.is("message")));
}

/// No worker does two things at a time, and no frame shows a tile that none is told of.
fn assert_tiles_are_those_shown(tracks: &BTreeMap<String, Vec<Entry>>) {
    let mut done: Vec<f64> = Vec::new();
    for (track, entries) in tracks.iter().filter(|(track, _)| *track != "coordinator") {
        for pair in entries.windows(2) {
            assert!(pair[0].is_beside(&pair[1]), "{track}: {pair:?}");
        }
        let tiles = entries.iter().filter(|entry| entry.is("tile"));
        for tile in tiles {
            let stale = tile.name.ends_with(", stale");
            let end = tile.property("end").expect("why it ended");
            assert_eq!(end, if stale { "stale" } else { "done" }, "{tile:?}");
            if !stale {
                done.push(tile.ended);
            }
        }
    }
    let mut shown = 0;
    for present in &tracks["coordinator"] {
        if !present.is("present") {
            continue;
        }
        shown += present.number("tiles");
        // A tile is marked before its end is noted: one a worker may be missing.
        let before = done.iter().filter(|&&ended| ended <= present.ended).count();
        let workers = tracks.len() - 1;
        assert!(
            shown <= (before + workers) as u64,
            "{shown} of {before}: {present:?}"
        );
    }
    assert!(shown > 0 && shown <= done.len() as u64, "{shown}");
}

/// The main thread has tasks while hands are at work, nothing of ours is on it, and it is
/// idle most of the time.
fn assert_main_thread_is_free(trace: &[Value], name: &str, tracks: &BTreeMap<String, Vec<Entry>>) {
    let (main, from, to) = session_of(trace, name);
    let is_on = |thread: Thread| thread == main;
    assert!(tracks.values().flatten().all(|entry| !is_on(entry.thread)));
    let tasks: Vec<f64> = trace
        .iter()
        .filter(|event| event["name"] == "RunTask" && thread_of(event) == Some(main))
        .filter(|event| {
            event["ts"]
                .as_f64()
                .is_some_and(|at| (from..to).contains(&at))
        })
        .filter_map(|event| event["tdur"].as_f64())
        .collect();
    assert!(!tasks.is_empty());
    // The time that it had a processor, which others do not lengthen.
    let took: f64 = tasks.iter().sum();
    assert!(took < (to - from) / 2.0, "{took} of {} µs", to - from);
}
