//! Motion that is asked for at once, or for as long as something is held, and
//! carried out over the next frames: a spring for the magnification and one
//! for each direction.

use super::spring::{RATE, Spring};

/// The rest of a zoom that is done at once, in doublings: under a pixel in
/// any picture.
const REST_DOUBLINGS: f64 = 1.0 / 2048.0;

/// The rest of a pan, in pixels.
const REST_PIXELS: f64 = 0.5;

/// What may be outstanding.
const MOST_DOUBLINGS: f64 = 6.0;
const MOST_PIXELS: f64 = 4096.0;

/// What is left of the motion that was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glide {
    doublings: Spring,
    about: (f64, f64),
    across: Spring,
    down: Spring,
}

/// A part of a motion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// Moves the picture by so many pixels,
    pub(super) by: (f64, f64),
    /// and about this position
    pub(super) about: (f64, f64),
    /// doubles it so many times.
    pub(super) doublings: f64,
}

/// How fast targets move, a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Drive {
    pub(super) doublings: f64,
    pub(super) pixels: (f64, f64),
}

impl Drive {
    /// What a drive orders when it begins, in seconds of its speed: as much as
    /// lets the spring gain speed fastest without overshooting.
    pub(super) const HEAD_START_SECONDS: f64 = 1.0 / RATE;

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            doublings: self.doublings + other.doublings,
            pixels: (
                self.pixels.0 + other.pixels.0,
                self.pixels.1 + other.pixels.1,
            ),
        }
    }

    /// What it orders in so many seconds.
    pub(super) fn times(self, seconds: f64) -> Self {
        Self {
            doublings: self.doublings * seconds,
            pixels: (self.pixels.0 * seconds, self.pixels.1 * seconds),
        }
    }
}

impl Glide {
    pub(super) fn is_under_way(&self) -> bool {
        !(self.doublings.is_at_rest() && self.across.is_at_rest() && self.down.is_at_rest())
    }

    /// The position about which it zooms, and whether in (positive) or out, if
    /// it does.
    pub(super) fn zooming(&self) -> Option<((f64, f64), f64)> {
        let direction = self.doublings.direction();
        (direction != 0.0).then_some((self.about, direction))
    }

    pub(super) fn zoom(&mut self, about: (f64, f64), doublings: f64) {
        self.about = about;
        self.doublings.pull(doublings, MOST_DOUBLINGS);
    }

    pub(super) fn pan(&mut self, pixels: (f64, f64)) {
        self.across.pull(pixels.0, MOST_PIXELS);
        self.down.pull(pixels.1, MOST_PIXELS);
    }

    /// What is left of a zoom goes on about another position.
    pub(super) fn turn_to(&mut self, about: (f64, f64)) {
        self.about = about;
    }

    pub(super) fn stop_zooming(&mut self) {
        self.doublings = Spring::default();
    }

    /// The step of so many milliseconds.
    pub(super) fn advance(&mut self, elapsed: f64, drive: Drive) -> Step {
        let across = self.across.advance(elapsed, drive.pixels.0, REST_PIXELS);
        let down = self.down.advance(elapsed, drive.pixels.1, REST_PIXELS);
        Step {
            by: (across, down),
            about: self.about,
            doublings: self
                .doublings
                .advance(elapsed, drive.doublings, REST_DOUBLINGS),
        }
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> Step {
        Step {
            by: (self.across.finish(), self.down.finish()),
            about: self.about,
            doublings: self.doublings.finish(),
        }
    }
}
