//! What the workers do, for the browsers' profilers: noted while it happens, and
//! told by User Timing (contract, section 5) when a worker has nothing else to do.
//!
//! Off, a place that notes something costs a load and a branch. On, it costs two
//! looks at the clock and a record; telling is what is dear (some 10 µs each), and
//! comes when a worker has rested for a moment, with each frame of a view that moves,
//! or a few at a time when there are many.

mod what;

pub(super) use what::What;
use what::{Part, Tile};

use super::clock;
use super::crew::after;
use super::hud::busy;
use crate::fractal::Stage;
use crate::picture::{Item, Picture, Survey};
use crate::pool::Rect;
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use wasm_bindgen::prelude::*;

/// Whether anything is noted: one for all workers of a memory.
static ON: AtomicBool = AtomicBool::new(false);

/// Records that a worker keeps at most before it tells some of them.
const MANY: usize = 2048;

/// So many are told then, which takes half a millisecond: somebody may wait for the tile.
const SOME: usize = 64;

/// A worker that has heard nothing for so long has nothing to do. When there are no
/// more tiles to take the picture is not yet seen: to tell at once what some hundred
/// of them took kept the coordinator's last frame from its core, and made the home
/// view 8 % later.
const LULL_MS: i32 = 20;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn measure(name: &str, options: &JsValue);
    #[wasm_bindgen(js_namespace = performance, js_name = clearMeasures)]
    fn clear_measures();
}

/// Something that took a time, in milliseconds of this worker's clock.
struct Record {
    begun: f64,
    ended: f64,
    what: What,
}

/// What this worker has noted and not told.
#[derive(Default)]
struct Notes {
    /// The worker's, as profilers show it.
    track: String,
    records: Vec<Record>,
    /// Since when it has had nothing to do.
    resting: Option<f64>,
    /// Whether a timer runs that tells them.
    is_timed: bool,
}

thread_local! {
    static NOTES: RefCell<Notes> = RefCell::default();
}

/// Notes things from now on, or nothing any more.
pub(super) fn set(on: bool) {
    // Relaxed: a record too many or too few is none the less right.
    ON.store(on, Ordering::Relaxed);
}

/// Whether things are noted.
pub(super) fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Names this worker.
pub(super) fn name_track(track: String) {
    NOTES.with_borrow_mut(|notes| notes.track = track);
}

/// The track of the compute worker in a seat.
pub(super) fn compute_track(seat: usize) -> String {
    format!("compute {seat}")
}

/// Something begins that may be noted: when, if it is to be.
pub(super) fn begin() -> Option<f64> {
    is_on().then(clock::now)
}

/// What was begun has ended.
pub(super) fn end(begun: Option<f64>, what: impl FnOnce() -> What) {
    if let Some(begun) = begun {
        let ended = clock::now();
        NOTES.with_borrow_mut(|notes| notes.add(begun, ended, what()));
    }
}

/// Waits, and notes it.
pub(super) fn wait<T>(wait: impl FnOnce() -> T) -> T {
    let begun = begin();
    let waited = wait();
    end(begun, || What::Wait);
    waited
}

/// As [`begin`], of a worker that may have rested until now.
pub(super) fn begin_after_rest() -> Option<f64> {
    let begun = begin()?;
    NOTES.with_borrow_mut(|notes| {
        if let Some(since) = notes.resting.take() {
            notes.add(since, begun, What::Wait);
        }
    });
    Some(begun)
}

/// Runs a picture's item, as [`Picture::run_item`] does, and notes it.
///
/// # Safety
/// As there.
pub(super) unsafe fn run_item(
    picture: &Picture,
    number: u32,
    stale: &mut dyn FnMut() -> bool,
) -> (bool, u64) {
    let begun = begin_after_rest();
    let counted = busy::begin();
    // SAFETY: the caller's promise is the same.
    let (is_done, work) = unsafe { picture.run_item(number, stale) };
    busy::end(counted, work);
    end(begun, || {
        let Item { layer, slot } = Item::from_number(number);
        let Rect { x, y, .. } = picture.grid(layer).tile(slot).visible;
        What::Tile(Tile {
            layer,
            picture: picture.name,
            place: (x, y),
            samples: picture.samples(),
            work,
            is_done,
        })
    });
    (is_done, work)
}

/// Runs a survey, as [`Survey::run`] does, and notes its parts; `stale` hears of the
/// steps of its orbit.
pub(super) fn run_survey(survey: &Survey, stale: &mut dyn FnMut(u32) -> bool) -> bool {
    let begun = begin_after_rest();
    let counted = busy::begin();
    let mut tabled = None;
    let mut steps = 0;
    let is_done = survey.run(&mut |stage| {
        let (Stage::Orbit(so_far) | Stage::Table(so_far)) = stage;
        steps = so_far;
        if matches!(stage, Stage::Table(_)) && tabled.is_none() {
            let is_done = true;
            end(begun, || What::Orbit(Part { steps, is_done }));
            tabled = begin();
        }
        stale(steps)
    });
    busy::end(counted, 0);
    let part = Part { steps, is_done };
    if tabled.is_some() {
        end(tabled, || What::OrbitTable(part));
    } else {
        end(begun, || What::Orbit(part));
    }
    is_done
}

/// There is nothing to do: what was noted is told.
pub(super) fn rest() {
    NOTES.with_borrow_mut(|notes| {
        notes.tell();
        notes.resting = begin();
    });
}

/// There is nothing to do until something comes, which may be on its way. What was
/// noted is told if nothing comes for a while: how long is left of it, if there is
/// anything to tell then.
pub(super) fn rest_for_a_while() -> Option<Duration> {
    NOTES.with_borrow_mut(|notes| {
        notes.resting = begin().map(|now| notes.resting.unwrap_or(now));
        notes.left_of_lull()
    })
}

/// The same of a worker that hears of messages in its event loop.
pub(super) fn rest_until_message() {
    let left = rest_for_a_while();
    if left.is_some()
        && !NOTES.with_borrow_mut(|notes| std::mem::replace(&mut notes.is_timed, true))
    {
        after(LULL_MS, tell_in_a_lull);
    }
}

fn tell_in_a_lull() {
    NOTES.with_borrow_mut(|notes| {
        notes.is_timed = notes.left_of_lull().is_some();
        if notes.is_timed {
            after(LULL_MS, tell_in_a_lull);
        }
    });
}

/// This worker ends: what was noted is told, and that it had nothing to do until now.
pub(super) fn leave() {
    begin_after_rest();
    tell();
}

/// Tells what was noted.
pub(super) fn tell() {
    NOTES.with_borrow_mut(Notes::tell);
}

impl Notes {
    fn add(&mut self, begun: f64, ended: f64, what: What) {
        self.records.push(Record { begun, ended, what });
        if self.records.len() >= MANY {
            self.tell_oldest(SOME);
        }
    }

    /// How long it has to rest still until it tells what it noted: none where it has
    /// nothing to tell, or just told it.
    fn left_of_lull(&mut self) -> Option<Duration> {
        if self.records.is_empty() {
            return None;
        }
        let rested = self.resting.map(|since| clock::now() - since);
        let left = rested.map_or(0.0, |rested| f64::from(LULL_MS) - rested);
        if left > 0.0 {
            return Some(Duration::from_secs_f64(left / 1000.0));
        }
        self.tell();
        None
    }

    fn tell(&mut self) {
        self.tell_oldest(self.records.len());
    }

    fn tell_oldest(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        for Record { begun, ended, what } in self.records.drain(..count) {
            measure(&what.name(), &what.options(begun, ended, &self.track));
        }
        // Browsers keep them for ever; profilers have seen them.
        clear_measures();
    }
}
