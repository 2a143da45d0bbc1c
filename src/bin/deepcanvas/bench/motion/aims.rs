//! The figures of motion, and what each is to reach.

use std::collections::HashMap;

use super::ledger::{
    Frame, MISSED, Owed, Span, computed_since, disorder, fall_back, intervals, latencies, owed,
    percentile, share, shown, within,
};
use super::stage::Played;
use super::trace::Tasks;
use crate::bench::report::{Bound, Counts, Unit};

/// What one round in one browser recorded.
pub(super) struct Round {
    /// The display's interval, in milliseconds.
    pub(super) display: f64,
    pub(super) played: Vec<Played>,
    /// Sessions that were played once more, without a heartbeat.
    pub(super) calm: Vec<Played>,
    /// The tasks of the same, traced.
    pub(super) traced: HashMap<String, Tasks>,
}

/// A figure of the whole round; none where the browser does not tell.
pub(super) struct Aim {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    /// None where it explains the one before it.
    pub(super) bound: Option<Bound>,
    /// What it explains.
    pub(super) remark: Option<&'static str>,
    pub(super) counts: Counts,
    pub(super) measure: fn(&Round) -> Option<f64>,
}

/// A figure of one session.
pub(super) struct Detail {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) measure: fn(&Round, &Played) -> Option<f64>,
}

/// As in the page's script.
const IDLE: &str = "idle";

pub(super) const AIMS: [Aim; 22] = [
    Aim {
        name: "long tasks on the main thread",
        unit: Unit::Count,
        bound: Some(Bound::AtMost(0.0)),
        remark: None,
        counts: Counts::Worst,
        measure: long_tasks,
    },
    Aim {
        name: "longest task in a trace, above the idle page's",
        unit: Unit::Milliseconds,
        bound: Some(Bound::AtMost(4.0)),
        remark: None,
        counts: Counts::Median,
        measure: |round| above_idle(round, |tasks| tasks.longest),
    },
    Aim {
        name: "longest task by its own processor time, above the idle page's",
        unit: Unit::Milliseconds,
        bound: None,
        remark: Some("the rest it waited for a core"),
        counts: Counts::Median,
        measure: |round| above_idle(round, |tasks| tasks.longest_ran),
    },
    Aim {
        name: "heartbeat of the main thread late, p99, above the idle page's",
        unit: Unit::Milliseconds,
        bound: Some(Bound::AtMost(4.0)),
        remark: None,
        counts: Counts::Median,
        measure: heartbeat,
    },
    Aim {
        name: "main thread busy by its processor time, input at 60 Hz, of the sessions' time",
        unit: Unit::Percent,
        bound: Some(Bound::AtMost(0.03)),
        remark: None,
        counts: Counts::Median,
        measure: |round| busy(round.calm.iter().filter(|played| played.name != IDLE)),
    },
    Aim {
        name: "main thread busy by its processor time, the idle page",
        unit: Unit::Percent,
        bound: None,
        remark: Some("of which, by events to nobody"),
        counts: Counts::Median,
        measure: |round| busy(round.calm_one(IDLE)),
    },
    Aim {
        name: "the same with a heartbeat and 125 inputs a second, of the sessions' time",
        unit: Unit::Percent,
        bound: None,
        remark: Some("the measure itself included"),
        counts: Counts::Median,
        measure: |round| busy(round.watched()),
    },
    Aim {
        name: "the same with a heartbeat and 125 inputs to nobody, the idle page",
        unit: Unit::Percent,
        bound: None,
        remark: Some("of which, by the measure alone"),
        counts: Counts::Median,
        measure: |round| busy(round.session(IDLE)),
    },
    Aim {
        name: "main thread busy by its tasks in a trace, input at 60 Hz, of the sessions' time",
        unit: Unit::Percent,
        bound: Some(Bound::AtMost(0.03)),
        remark: None,
        counts: Counts::Median,
        measure: |round| busy_by_trace(round.traced_sessions()),
    },
    Aim {
        name: "main thread busy by its tasks in a trace, the idle page",
        unit: Unit::Percent,
        bound: None,
        remark: Some("of which, by events to nobody"),
        counts: Counts::Median,
        measure: |round| busy_by_trace(round.traced.get(IDLE)),
    },
    Aim {
        name: "frame intervals longer than 1.5 of the display's",
        unit: Unit::Percent,
        bound: Some(Bound::AtMost(0.01)),
        remark: None,
        counts: Counts::Median,
        measure: |round| known(missed(round, &all_intervals(round))),
    },
    Aim {
        name: "of those, ones before which the coordinator took less than half of one",
        unit: Unit::Percent,
        bound: None,
        remark: Some("the browser's, or waits for a core"),
        counts: Counts::Median,
        measure: missed_by_others,
    },
    Aim {
        name: "input to its first frame, p95",
        unit: Unit::Intervals,
        bound: Some(Bound::AtMost(2.0)),
        remark: None,
        counts: Counts::Median,
        measure: latency,
    },
    Aim {
        name: "frames while the main thread is blocked, of those while it is not",
        unit: Unit::Percent,
        bound: Some(Bound::AtLeast(0.97)),
        remark: None,
        counts: Counts::Median,
        measure: frozen,
    },
    Aim {
        name: "scale of 0.5 or more while zooming in",
        unit: Unit::Percent,
        bound: Some(Bound::AtLeast(0.95)),
        remark: None,
        counts: Counts::Median,
        measure: |round| of_frames(round.session("zoomIn")?, |frame| frame.scale >= 0.5),
    },
    Aim {
        name: "coverage of 1 while zooming in",
        unit: Unit::Percent,
        bound: Some(Bound::AtLeast(1.0)),
        remark: None,
        counts: Counts::Worst,
        measure: |round| of_frames(round.session("zoomIn")?, is_covered),
    },
    Aim {
        name: "coverage of 1 while zooming out again",
        unit: Unit::Percent,
        bound: Some(Bound::AtLeast(0.95)),
        remark: None,
        counts: Counts::Median,
        measure: |round| of_frames(round.session("zoomOut")?, is_covered),
    },
    Aim {
        name: "pixels computed for a pan of 100, over those that entered",
        unit: Unit::Times,
        bound: Some(Bound::AtMost(1.05)),
        remark: None,
        counts: Counts::Median,
        measure: panned,
    },
    Aim {
        name: "wasm pages that zoom cycles add after the first 50",
        unit: Unit::Count,
        bound: Some(Bound::AtMost(0.0)),
        remark: None,
        counts: Counts::Worst,
        measure: |round| growth(round, |memory| memory.pages).map(|(first, last)| last - first),
    },
    Aim {
        // What is flat to within a hundredth grows by nothing that matters.
        name: "live bytes that they add, of those in use",
        unit: Unit::Percent,
        bound: Some(Bound::AtMost(0.01)),
        remark: None,
        counts: Counts::Median,
        measure: |round| {
            growth(round, |memory| memory.live_bytes).map(|(first, last)| (last - first) / first)
        },
    },
    Aim {
        name: "sessions with a frame older or poorer than the one before it",
        unit: Unit::Count,
        bound: Some(Bound::AtMost(0.0)),
        remark: None,
        counts: Counts::Worst,
        measure: |round| {
            let mixed = |played: &&Played| disorder(&played.frames).is_some();
            Some(round.played.iter().filter(mixed).count() as f64)
        },
    },
    Aim {
        name: "zooms in which the magnification falls back",
        unit: Unit::Count,
        bound: Some(Bound::AtMost(0.0)),
        remark: None,
        counts: Counts::Worst,
        measure: |round| {
            let falls = |name, inwards| {
                let frames = &round.session(name)?.frames;
                Some(f64::from(u8::from(fall_back(frames, inwards).is_some())))
            };
            Some(falls("zoomIn", true)? + falls("zoomOut", false)?)
        },
    },
];

pub(super) const DETAILS: [Detail; 12] = [
    Detail {
        name: "frames",
        unit: Unit::Count,
        measure: |_, played| Some(played.frames.len() as f64),
    },
    Detail {
        name: "intervals missed",
        unit: Unit::Percent,
        measure: |round, played| known(missed(round, &intervals(&played.frames, &played.spans))),
    },
    Detail {
        name: "longest",
        unit: Unit::Milliseconds,
        measure: |_, played| known(percentile(&intervals(&played.frames, &played.spans), 1.0)),
    },
    Detail {
        name: "latency p95",
        unit: Unit::Milliseconds,
        measure: |_, played| known(percentile(&latencies(&played.frames), 0.95)),
    },
    Detail {
        name: "frame's work p95",
        unit: Unit::Milliseconds,
        measure: |_, played| {
            let work: Vec<f64> = played.frames.iter().map(|frame| frame.work_ms).collect();
            known(percentile(&work, 0.95))
        },
    },
    Detail {
        name: "scale 0.5",
        unit: Unit::Percent,
        measure: |_, played| of_frames(played, |frame| frame.scale >= 0.5),
    },
    Detail {
        name: "coverage 1",
        unit: Unit::Percent,
        measure: |_, played| of_frames(played, is_covered),
    },
    Detail {
        name: "heart p99",
        unit: Unit::Milliseconds,
        measure: |_, played| known(percentile(played.late.as_ref()?, 0.99)),
    },
    Detail {
        name: "calm: main busy",
        unit: Unit::Percent,
        measure: |round, played| busy(round.calm_one(&played.name)),
    },
    Detail {
        name: "main waiting",
        unit: Unit::Percent,
        measure: |round, played| {
            let played = round.calm_one(&played.name)?;
            Some(played.times?.waited / played.lasted())
        },
    },
    Detail {
        name: "longest task",
        unit: Unit::Milliseconds,
        measure: |round, played| Some(round.traced.get(&played.name)?.longest),
    },
    Detail {
        name: "it ran",
        unit: Unit::Milliseconds,
        measure: |round, played| Some(round.traced.get(&played.name)?.longest_ran),
    },
];

impl Round {
    fn session(&self, name: &str) -> Option<&Played> {
        self.played.iter().find(|played| played.name == name)
    }

    fn calm_one(&self, name: &str) -> Option<&Played> {
        self.calm.iter().find(|played| played.name == name)
    }

    /// The sessions beside which the main thread was watched, but the idle one.
    fn watched(&self) -> impl Iterator<Item = &Played> + Clone {
        self.played
            .iter()
            .filter(|played| played.late.is_some() && played.name != IDLE)
    }

    /// The tasks of those that were traced, but the idle one.
    fn traced_sessions(&self) -> impl Iterator<Item = &Tasks> {
        let sessions = self.traced.iter().filter(|(name, _)| *name != IDLE);
        sessions.map(|(_, tasks)| tasks)
    }
}

impl Played {
    fn lasted(&self) -> f64 {
        self.to - self.from
    }
}

fn known(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn is_covered(frame: &Frame) -> bool {
    frame.coverage >= 1.0
}

/// The share of a session's frames, while hands moved, that something holds for.
fn of_frames(played: &Played, holds: impl Fn(&Frame) -> bool) -> Option<f64> {
    known(share(within(&played.frames, &played.spans), holds))
}

fn long_tasks(round: &Round) -> Option<f64> {
    let counts = round
        .watched()
        .filter_map(|played| Some(played.long_tasks.as_ref()?.len() as f64));
    counts.reduce(|a, b| a + b)
}

/// The largest number of a traced session, less that of the idle page.
fn above_idle(round: &Round, number: impl Fn(&Tasks) -> f64) -> Option<f64> {
    let idle = number(round.traced.get(IDLE)?);
    let most = round.traced_sessions().map(number).reduce(f64::max)?;
    Some(most - idle)
}

fn busy_by_trace<'a>(sessions: impl IntoIterator<Item = &'a Tasks>) -> Option<f64> {
    let (mut took, mut lasted) = (0.0, 0.0);
    for tasks in sessions {
        took += tasks.took;
        lasted += tasks.lasted;
    }
    known(took / lasted)
}

fn heartbeat(round: &Round) -> Option<f64> {
    let idle = percentile(round.session(IDLE)?.late.as_ref()?, 0.99);
    let all: Vec<f64> = round
        .watched()
        .flat_map(|played| played.late.iter().flatten().copied())
        .collect();
    known(percentile(&all, 0.99) - idle)
}

fn busy<'a>(sessions: impl IntoIterator<Item = &'a Played>) -> Option<f64> {
    let (mut ran, mut lasted) = (0.0, 0.0);
    for played in sessions {
        ran += played.times?.ran;
        lasted += played.lasted();
    }
    known(ran / lasted)
}

fn all_intervals(round: &Round) -> Vec<f64> {
    let of_session = |played: &Played| intervals(&played.frames, &played.spans);
    round.watched().flat_map(of_session).collect()
}

fn missed(round: &Round, intervals: &[f64]) -> f64 {
    share(intervals, |&interval| interval > MISSED * round.display)
}

/// Of the intervals that are too long, those in which the coordinator was done soon,
/// by the clock: something else had the processors, or the browser held it up.
fn missed_by_others(round: &Round) -> Option<f64> {
    let of_session =
        |played: &'_ Played| -> Vec<Owed> { owed(&played.frames, &played.spans).collect() };
    let too_long = round
        .watched()
        .flat_map(of_session)
        .filter(|owed| owed.interval > MISSED * round.display);
    let too_long: Vec<Owed> = too_long.collect();
    known(share(&too_long, |owed| owed.work_ms < round.display / 2.0))
}

fn latency(round: &Round) -> Option<f64> {
    let of_session = |played: &Played| latencies(&played.frames);
    let all: Vec<f64> = round.watched().flat_map(of_session).collect();
    known(percentile(&all, 0.95) / round.display)
}

fn frozen(round: &Round) -> Option<f64> {
    let played = round.session("freeze")?;
    let count = |span: Option<Span>| Some(shown(&played.frames, span?) as f64);
    known(count(played.blocked)? / count(played.free)?)
}

fn panned(round: &Round) -> Option<f64> {
    let played = round.session("pan")?;
    Some(computed_since(&played.frames, played.before?)? / played.entered?)
}

/// A number of the memory after the first cycles, and the largest one since.
fn growth(round: &Round, number: impl Fn(&super::stage::Memory) -> f64) -> Option<(f64, f64)> {
    let mut numbers = round.session("cycles")?.memory.iter().map(number);
    Some((numbers.next()?, numbers.reduce(f64::max)?))
}
