//! The overlay of figures: drawn by the coordinator onto a canvas of its own, which
//! the page has laid over a corner of the picture.
//!
//! It is drawn with the frames of a view that moves or is computed, twice a
//! second, and once more when frames end; then it stays as it is and costs nothing.
//!
//! ```text
//! busy    how long workers have been busy
//! draw    where ink goes
//! ```

pub(super) mod busy;
mod draw;

use super::backend::Labour;
use super::clock;
use super::report::Report;
use super::screen::Screen;
use crate::fractal::Tier;
use crate::hud::{Done, INTERVALS, Load, Recent};
use crate::view::Size;
use wasm_bindgen::JsValue;
use web_sys::OffscreenCanvas;

/// Between two drawings. Figures that change faster cannot be read, and most of what
/// one costs is the browser's part, to show another canvas that changed.
const PACE_MS: f64 = 500.0;

/// Latencies that the middle one is told of.
const LATENCIES: usize = 31;

/// The overlay's box on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// In device pixels.
    pub(super) size: Size,
    /// Device pixels to a CSS pixel.
    pub(super) ratio: f64,
}

/// What the coordinator knows when it is drawn.
pub(super) struct Now {
    /// The time of the animation frame.
    pub(super) time: f64,
    /// The display's interval, in milliseconds.
    pub(super) display_ms: f64,
    /// Whether more frames follow.
    pub(super) goes_on: bool,
    pub(super) threads: usize,
    pub(super) backend: &'static str,
}

/// See the module.
pub(super) struct Hud {
    screen: Screen,
    place: Place,
    shown: bool,
    /// Whether it has to be drawn though nothing else has.
    is_stale: bool,
    /// When it was drawn.
    drawn: f64,
    /// The time of the animation frame before, where this one follows from it.
    last: Option<f64>,
    intervals: Recent,
    latencies: Recent,
    scale: Option<f64>,
    tier: Tier,
    load: Load,
    /// Bytes of memory, and whether all of it was told.
    memory: (u64, bool),
}

impl Hud {
    /// One on a canvas of the page's.
    pub(super) fn new(canvas: OffscreenCanvas, place: Place) -> Result<Self, JsValue> {
        let mut hud = Self {
            screen: Screen::above(canvas)?,
            place,
            shown: false,
            is_stale: false,
            drawn: 0.0,
            last: None,
            intervals: Recent::new(INTERVALS),
            latencies: Recent::new(LATENCIES),
            scale: None,
            tier: Tier::F64,
            load: Load::default(),
            memory: (0, false),
        };
        hud.screen.resize(place.size);
        Ok(hud)
    }

    /// Shows or hides it, in a box of the page's.
    pub(super) fn set(&mut self, shown: bool, place: Place) {
        if shown != self.shown {
            busy::set(shown);
            // What was not counted meanwhile was not idle.
            self.last = None;
        }
        self.shown = shown;
        self.place = place;
        self.is_stale = shown;
    }

    /// Whether it is seen.
    pub(super) fn is_shown(&self) -> bool {
        self.shown
    }

    /// Whether a frame is wanted for its sake.
    pub(super) fn wants_frame(&self) -> bool {
        self.is_stale
    }

    /// A frame was displayed.
    pub(super) fn note(&mut self, report: &Report) {
        self.note_quality(report);
        if let Some(latency) = report.latency_ms {
            self.latencies.add(latency);
        }
    }

    /// What is on screen is as good as that.
    pub(super) fn note_quality(&mut self, report: &Report) {
        self.scale = (report.coverage > 0.0).then_some(report.scale);
        self.tier = report.tier;
    }

    /// An animation frame is over: counts it, and draws where that is due. `labour`
    /// tells what the workers have done.
    pub(super) fn frame(
        &mut self,
        now: &Now,
        labour: impl FnOnce() -> Labour,
    ) -> Result<(), JsValue> {
        let before = self.last.take();
        self.last = now.goes_on.then_some(now.time);
        if let Some(before) = before {
            self.intervals.add(now.time - before);
        }
        let begun = clock::now();
        let (follows, is_last) = (before.is_some(), !now.goes_on);
        let is_time = follows && begun - self.drawn >= PACE_MS;
        let is_due = self.is_stale || is_last || is_time;
        if follows && !is_due {
            return Ok(());
        }
        let done = self.done(begun, labour());
        if follows {
            self.load.add(done);
        } else {
            // The first after a rest has nothing to tell of yet.
            self.load.begin(done);
        }
        self.drawn = begun;
        if !is_due {
            return Ok(());
        }
        self.is_stale = false;
        draw::draw(self, now)
    }

    fn done(&mut self, time: f64, labour: Labour) -> Done {
        let Labour {
            workers,
            iterations,
            bytes,
            is_whole,
        } = labour;
        self.memory = (bytes, is_whole);
        Done {
            time,
            coordinator_ms: busy::of_coordinator(),
            workers,
            iterations,
        }
    }
}
