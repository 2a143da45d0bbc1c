//! What the frame ledger says about motion: pure functions over its frames, for
//! the bench, and for the tests, which include this file by its path.

use deepcanvas::view::{Zoom, permalink};
use serde::Deserialize;

/// A displayed frame, as the element's `ledger()` tells of it. Times are
/// milliseconds since 1970.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Frame {
    #[serde(rename = "frame")]
    pub(crate) number: f64,
    /// Of the view, and of the canvas' size.
    pub(crate) generation: f64,
    pub(crate) t: f64,
    /// The oldest input whose effect it is the first to show.
    pub(crate) input_t: Option<f64>,
    /// A permalink.
    pub(crate) view: String,
    pub(crate) scale: f64,
    pub(crate) coverage: f64,
    pub(crate) complete: bool,
    pub(crate) work_ms: f64,
    /// Pixels computed so far.
    pub(crate) computed: f64,
}

/// A time in which something changed at every moment, so that every interval of
/// the display was owed a frame.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub(crate) struct Span {
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// An interval this many times the display's has missed a frame.
pub(crate) const MISSED: f64 = 1.5;

impl Span {
    fn has(self, t: f64) -> bool {
        (self.from..=self.to).contains(&t)
    }
}

/// The intervals between frames while frames were owed: within a span, and where
/// the view went on by itself (it glides). Outside of spans a motion that begins
/// after a rest owes its first frame from its input on.
pub(crate) fn intervals(frames: &[Frame], spans: &[Span]) -> Vec<f64> {
    owed(frames, spans).map(|owed| owed.interval).collect()
}

/// An interval at whose end a frame was owed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Owed {
    /// In milliseconds.
    pub(crate) interval: f64,
    /// How long the coordinator took for the frame at its begin; that at its end began
    /// when it was over.
    pub(crate) work_ms: f64,
}

/// The same as [`intervals`], with what was done for them.
pub(crate) fn owed<'a>(
    frames: &'a [Frame],
    spans: &'a [Span],
) -> impl Iterator<Item = Owed> + use<'a> {
    let mut rests = true;
    frames.windows(2).filter_map(move |pair| {
        let [before, after] = pair else { return None };
        let within = spans
            .iter()
            .any(|span| span.has(before.t) && span.has(after.t));
        let moves = before.view != after.view;
        let begins = std::mem::replace(&mut rests, !moves) || before.complete;
        let owed_since = match after.input_t {
            Some(input) if begins && !within => input.max(before.t).min(after.t),
            _ => before.t,
        };
        (within || moves).then_some(Owed {
            interval: after.t - owed_since,
            work_ms: before.work_ms,
        })
    })
}

/// How long the frames that show new input took to show it.
pub(crate) fn latencies(frames: &[Frame]) -> Vec<f64> {
    frames
        .iter()
        .filter_map(|frame| Some((frame.t - frame.input_t?).max(0.0)))
        .collect()
}

/// The frames of some spans.
pub(crate) fn within<'a>(
    frames: &'a [Frame],
    spans: &'a [Span],
) -> impl Iterator<Item = &'a Frame> + Clone {
    frames
        .iter()
        .filter(move |frame| spans.iter().any(|span| span.has(frame.t)))
}

/// How many frames were displayed in a span.
pub(crate) fn shown(frames: &[Frame], span: Span) -> usize {
    within(frames, &[span]).count()
}

/// The first frame that is older than the one before it, or shows less of the same
/// view, in words.
pub(crate) fn disorder(frames: &[Frame]) -> Option<String> {
    frames.windows(2).find_map(|pair| {
        let [before, after] = pair else { return None };
        let is_newer = after.number > before.number
            && after.t > before.t
            && after.generation >= before.generation;
        let shows_no_less = after.generation > before.generation
            || after.view == before.view
                && (after.coverage, after.scale) >= (before.coverage, before.scale);
        (!is_newer || !shows_no_less).then(|| format!("{after:?} follows {before:?}"))
    })
}

/// The first frame of a zoom in (`inwards`) or out that falls back, in words.
pub(crate) fn fall_back(frames: &[Frame], inwards: bool) -> Option<String> {
    frames.windows(2).find_map(|pair| {
        let [before, after] = pair else { return None };
        let (old, new) = (zoom_of(before), zoom_of(after));
        let falls = if inwards { new < old } else { new > old };
        falls.then(|| {
            format!(
                "frame {} shows {}, and frame {} before it {}",
                after.number, after.view, before.number, before.view
            )
        })
    })
}

/// Pixels computed from a count on to the first complete frame of the last view.
/// What is computed after that makes a picture better that is there already.
pub(crate) fn computed_since(frames: &[Frame], before: f64) -> Option<f64> {
    let last = frames.last()?;
    let done = frames
        .iter()
        .find(|frame| frame.complete && frame.view == last.view)?;
    Some(done.computed - before)
}

/// The share of some things that something holds for; not a number of none.
pub(crate) fn share<T>(things: impl IntoIterator<Item = T>, holds: impl Fn(T) -> bool) -> f64 {
    let (mut all, mut held) = (0.0, 0.0);
    for thing in things {
        all += 1.0;
        held += f64::from(u8::from(holds(thing)));
    }
    held / all
}

/// The value that so large a share of them does not exceed; not a number of none.
pub(crate) fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.max(1) - 1)
        .or(sorted.last())
        .copied()
        .unwrap_or(f64::NAN)
}

fn zoom_of(frame: &Frame) -> Zoom {
    permalink::parse(&frame.view, None).0.zoom()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ledger of frames at some times, each at a view of its own.
    fn frames(times: &[f64]) -> Vec<Frame> {
        let frame = |(n, &t): (usize, &f64)| Frame {
            number: n as f64,
            generation: n as f64,
            t,
            input_t: None,
            view: format!("zoom={}", n + 1),
            scale: 1.0,
            coverage: 1.0,
            complete: false,
            work_ms: 1.0,
            computed: 100.0 * n as f64,
        };
        times.iter().enumerate().map(frame).collect()
    }

    #[test]
    fn a_view_that_moves_owes_a_frame_every_interval() {
        let mut moving = frames(&[0.0, 16.0, 32.0, 80.0]);
        assert_eq!(intervals(&moving, &[]), [16.0, 16.0, 48.0]);
        moving[2].work_ms = 30.0;
        let work: Vec<f64> = owed(&moving, &[]).map(|owed| owed.work_ms).collect();
        assert_eq!(work, [1.0, 1.0, 30.0], "that of the frame before");
    }

    #[test]
    fn a_view_that_rests_owes_none() {
        let mut resting = frames(&[0.0, 100.0, 116.0]);
        resting[1].view = resting[0].view.clone();
        assert_eq!(intervals(&resting, &[]), [16.0]);
        // A hand that is on it may move it at any moment.
        let held = Span {
            from: 0.0,
            to: 100.0,
        };
        assert_eq!(intervals(&resting, &[held]), [100.0, 16.0]);
    }

    #[test]
    fn a_motion_that_begins_owes_a_frame_from_its_input_on() {
        let mut begun = frames(&[0.0, 1000.0]);
        begun[1].input_t = Some(990.0);
        assert_eq!(intervals(&begun, &[]), [10.0]);
        // Input that piled up while no frame came is no beginning.
        begun[1].input_t = Some(-3.0);
        assert_eq!(intervals(&begun, &[]), [1000.0]);
    }

    #[test]
    fn input_that_comes_while_frames_are_owed_is_no_beginning() {
        let mut moving = frames(&[0.0, 33.0, 66.0]);
        for frame in &mut moving {
            frame.input_t = Some(frame.t - 24.0);
        }
        let span = Span {
            from: 0.0,
            to: 66.0,
        };
        assert_eq!(intervals(&moving, &[span]), [33.0, 33.0]);
        // A glide that is pushed on: the first frame may follow a rest.
        assert_eq!(intervals(&moving, &[]), [24.0, 33.0]);
    }

    #[test]
    fn latency_is_told_by_frames_that_show_input() {
        let mut shown = frames(&[0.0, 16.0, 32.0]);
        shown[1].input_t = Some(4.0);
        shown[2].input_t = Some(33.0);
        assert_eq!(latencies(&shown), [12.0, 0.0]);
    }

    #[test]
    fn frames_are_counted_in_spans() {
        let all = frames(&[0.0, 16.0, 32.0, 48.0]);
        let span = Span {
            from: 10.0,
            to: 40.0,
        };
        assert_eq!(shown(&all, span), 2);
    }

    #[test]
    fn disorder_is_named() {
        let mut mixed = frames(&[0.0, 16.0, 32.0]);
        assert_eq!(disorder(&mixed), None);
        mixed[2].t = 16.0;
        assert!(disorder(&mixed).is_some_and(|why| why.contains("follows")));
        mixed[2].t = 32.0;
        mixed[2].generation = 0.0;
        assert!(disorder(&mixed).is_some());
    }

    #[test]
    fn a_view_that_is_shown_worse_than_before_is_disorder() {
        let mut grown = frames(&[0.0, 16.0]);
        grown[1].generation = grown[0].generation;
        assert!(disorder(&grown).is_some(), "another view has another one");
        grown[1].view = grown[0].view.clone();
        grown[0].coverage = 0.5;
        // What is new may be coarser than what was there.
        grown[1].scale = 0.125;
        assert_eq!(disorder(&grown), None);
        grown[0].coverage = 1.0;
        assert!(disorder(&grown).is_some());
        grown[1].scale = 1.0;
        grown[1].coverage = 0.9;
        assert!(disorder(&grown).is_some());
    }

    #[test]
    fn falling_back_is_named_also_where_doubles_end() {
        let mut zoom = frames(&[0.0, 16.0, 32.0]);
        zoom[2].view = "zoom=1e400".to_owned();
        assert_eq!(fall_back(&zoom, true), None);
        zoom[1].view = "zoom=1.1e400".to_owned();
        assert!(fall_back(&zoom, true).is_some_and(|why| why.contains("1.1e400")));
        zoom.reverse();
        assert!(fall_back(&zoom, false).is_some());
    }

    #[test]
    fn pixels_are_counted_up_to_the_first_complete_frame() {
        let mut pan = frames(&[0.0, 16.0, 32.0, 48.0]);
        for frame in &mut pan[1..] {
            frame.view = "re=1".to_owned();
        }
        assert_eq!(computed_since(&pan, 20.0), None);
        pan[2].complete = true;
        pan[3].complete = true;
        assert_eq!(computed_since(&pan, 20.0), Some(180.0));
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&values, 0.99), 99.0);
        assert_eq!(percentile(&values, 1.0), 100.0);
        assert_eq!(percentile(&[7.0], 0.0), 7.0);
        assert!(percentile(&[], 0.5).is_nan());
        assert_eq!(share([1, 2, 3, 4], |n| n > 1), 0.75);
    }
}
