//! What a trace of Chromium's says of the page's main thread: its tasks, from
//! the mark where a session begins to the mark where it ends.

use std::collections::HashMap;

use serde::Deserialize;

/// What is traced: tasks, and marks of the page's own.
pub(super) const CATEGORIES: &str = "disabled-by-default-devtools.timeline,blink.user_timing";

/// The tasks of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tasks {
    /// How long it was, in milliseconds.
    pub(super) lasted: f64,
    /// All of them together, in milliseconds.
    pub(super) took: f64,
    /// The longest, in milliseconds.
    pub(super) longest: f64,
    /// The longest by the time that it had a processor: what is longer by the
    /// clock was kept waiting.
    pub(super) longest_ran: f64,
}

#[derive(Deserialize)]
struct Entry {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    method: String,
    #[serde(default)]
    params: Event,
}

/// A trace event; times are microseconds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    name: String,
    pid: f64,
    tid: f64,
    ts: f64,
    dur: f64,
    tdur: f64,
}

/// The tasks of each session in the performance log of a browser; of those that
/// were played several times the last.
pub(super) fn read<'a>(log: impl IntoIterator<Item = &'a str>) -> HashMap<String, Tasks> {
    let events: Vec<Event> = log
        .into_iter()
        .filter_map(|text| serde_json::from_str::<Entry>(text).ok())
        .filter(|entry| entry.message.method == "Tracing.dataCollected")
        .map(|entry| entry.message.params)
        .collect();
    let by_time = |a: &&Event, b: &&Event| a.ts.total_cmp(&b.ts);
    let mut last = HashMap::new();
    for event in &events {
        let name = event.name.strip_prefix("motion ");
        if let Some(name) = name.and_then(|name| name.strip_suffix(" begins")) {
            let begin = last.entry(name).or_insert(event);
            *begin = std::cmp::max_by(*begin, event, by_time);
        }
    }
    last.into_iter()
        .filter_map(|(name, begin)| {
            let ends = format!("motion {name} ends");
            let end = events
                .iter()
                .filter(|event| event.name == ends && event.ts >= begin.ts)
                .min_by(by_time)?;
            Some((name.to_owned(), tasks(&events, begin, end)))
        })
        .collect()
}

fn tasks(events: &[Event], begin: &Event, end: &Event) -> Tasks {
    let inside = events.iter().filter(|event| {
        event.name == "RunTask"
            && (event.pid, event.tid) == (begin.pid, begin.tid)
            && event.ts >= begin.ts
            && event.ts + event.dur <= end.ts
    });
    let mut tasks = Tasks {
        lasted: (end.ts - begin.ts) / 1e3,
        ..Tasks::default()
    };
    for task in inside {
        tasks.took += task.dur / 1e3;
        tasks.longest = tasks.longest.max(task.dur / 1e3);
        tasks.longest_ran = tasks.longest_ran.max(task.tdur / 1e3);
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(name: &str, tid: u32, ts: u32, dur: u32) -> String {
        let params = json!({
            "name": name, "pid": 7, "tid": tid, "ts": ts, "dur": dur, "tdur": dur / 2,
        });
        json!({ "message": { "method": "Tracing.dataCollected", "params": params } }).to_string()
    }

    #[test]
    fn of_two_sessions_of_a_name_the_last_one_counts() {
        let first = [
            event("motion zoomIn begins", 7, 100_000, 0),
            event("RunTask", 7, 110_000, 50_000),
            event("motion zoomIn ends", 7, 200_000, 0),
        ];
        let last = [
            event("motion zoomIn begins", 7, 300_000, 0),
            event("RunTask", 7, 310_000, 2_000),
            event("motion zoomIn ends", 7, 350_000, 0),
        ];
        let longest = |log: &[&String]| {
            let tasks = read(log.iter().map(|text| text.as_str()));
            tasks
                .get("zoomIn")
                .map(|tasks| (tasks.lasted, tasks.longest))
        };
        let log: Vec<&String> = first.iter().chain(&last).collect();
        assert_eq!(longest(&log), Some((50.0, 2.0)));
        let reversed: Vec<&String> = log.iter().copied().rev().collect();
        assert_eq!(longest(&reversed), Some((50.0, 2.0)));
        assert_eq!(longest(&log[..5]), None, "it has no end");
    }

    #[test]
    fn tasks_are_those_of_the_marking_thread_between_the_marks() {
        let log = [
            event("RunTask", 7, 0, 90_000),
            event("motion flight begins", 7, 100_000, 0),
            event("RunTask", 7, 101_000, 2_000),
            event("RunTask", 8, 102_000, 50_000),
            event("RunTask", 7, 110_000, 6_000),
            event("motion flight ends", 7, 200_000, 0),
            event("RunTask", 7, 300_000, 90_000),
            "no entry".to_owned(),
            json!({ "message": { "method": "Page.loadEventFired" } }).to_string(),
        ];
        let read = read(log.iter().map(String::as_str));
        let expected = Tasks {
            lasted: 100.0,
            took: 8.0,
            longest: 6.0,
            longest_ran: 3.0,
        };
        assert_eq!(read, HashMap::from([("flight".to_owned(), expected)]));
    }
}
