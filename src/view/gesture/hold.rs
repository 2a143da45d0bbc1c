//! A pointer that is held still on the view: it zooms about it until it goes.

use super::glide::Drive;

/// How fast a hold may be set to zoom, in doublings a second: slower is no
/// motion, faster than this no picture can follow.
const SPEEDS: (f64, f64) = (0.125, 8.0);

/// How fast it zooms unless told: a screen of detail every second.
const SPEED: f64 = 1.0;

/// A hold of which nothing was heard for a minute has lost its end.
const SILENCE_MS: f64 = 60_000.0;

/// With reduced motion a hold zooms by whole doublings, as often as its speed
/// asks, but not more often than once in this time.
const LEAST_CUT_MS: f64 = 1000.0;

/// The speed of holds, in doublings a second.
#[derive(Clone, Copy, Debug)]
pub(super) struct HoldSpeed(f64);

impl Default for HoldSpeed {
    fn default() -> Self {
        Self(SPEED)
    }
}

impl HoldSpeed {
    /// Within the range; the default for what is no number.
    pub(super) fn new(doublings_per_second: f64) -> Self {
        if doublings_per_second.is_nan() {
            return Self::default();
        }
        Self(doublings_per_second.clamp(SPEEDS.0, SPEEDS.1))
    }
}

/// A pointer that zooms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    pub(super) id: i32,
    pub(super) about: (f64, f64),
    out: bool,
    silent_ms: f64,
    next_cut_ms: f64,
}

impl Hold {
    pub(super) fn new(id: i32, about: (f64, f64), out: bool) -> Self {
        Self {
            id,
            about,
            out,
            silent_ms: 0.0,
            next_cut_ms: 0.0,
        }
    }

    pub(super) fn turn_to(&mut self, about: (f64, f64), out: bool) {
        self.about = about;
        self.out = out;
        self.silent_ms = 0.0;
    }

    /// 1 in, −1 out.
    pub(super) fn sign(&self) -> f64 {
        if self.out { -1.0 } else { 1.0 }
    }

    pub(super) fn drive(&self, speed: HoldSpeed) -> Drive {
        Drive {
            doublings: self.sign() * speed.0,
            pixels: (0.0, 0.0),
        }
    }

    /// Whether it goes on after so many milliseconds.
    pub(super) fn elapse(&mut self, elapsed: f64) -> bool {
        self.silent_ms += elapsed;
        self.next_cut_ms -= elapsed;
        self.silent_ms < SILENCE_MS
    }

    /// The doublings that are due with reduced motion.
    pub(super) fn cut(&mut self, speed: HoldSpeed) -> f64 {
        if self.next_cut_ms > 0.0 {
            return 0.0;
        }
        self.next_cut_ms = (1000.0 / speed.0).max(LEAST_CUT_MS);
        self.sign()
    }
}
