//! Motion that is asked for at once and carried out over the next frames.
//!
//! Each frame takes a share `1 − 2^(−Δt / HALF_LIFE)` of what is left, which
//! comes to the same however the time is cut into frames.

/// Half of what is left is done in so many milliseconds: a notch of the wheel
/// is 90 % done after 120.
const HALF_LIFE_MS: f64 = 36.0;

/// What a frame's time is taken to be at the least and at the most: a clock
/// that stands still must not keep a motion alive.
const FRAME_MS: (f64, f64) = (1.0, 100.0);

/// The rest of a zoom that is done at once, in doublings: under a pixel in
/// any picture.
const REST_DOUBLINGS: f64 = 1.0 / 2048.0;

/// What may be outstanding.
const MOST_DOUBLINGS: f64 = 6.0;
const MOST_PIXELS: f64 = 4096.0;

/// What is left of the motion that was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glide {
    doublings: f64,
    about: (f64, f64),
    /// Whole pixels, so that the view rests where its pixels are known.
    pixels: (f64, f64),
    time: f64,
}

/// The part of a motion that a frame carries out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// Moves the picture by so many whole pixels,
    pub(super) by: (f64, f64),
    /// and about this position
    pub(super) about: (f64, f64),
    /// doubles it so many times.
    pub(super) doublings: f64,
}

impl Glide {
    pub(super) fn is_under_way(&self) -> bool {
        self.doublings != 0.0 || self.pixels != (0.0, 0.0)
    }

    pub(super) fn zoom(&mut self, about: (f64, f64), doublings: f64, time: f64) {
        self.begin(time);
        self.about = about;
        self.doublings = (self.doublings + doublings).clamp(-MOST_DOUBLINGS, MOST_DOUBLINGS);
    }

    /// `pixels` are whole numbers.
    pub(super) fn pan(&mut self, pixels: (f64, f64), time: f64) {
        self.begin(time);
        let sum = |left: f64, more: f64| (left + more).clamp(-MOST_PIXELS, MOST_PIXELS);
        self.pixels = (sum(self.pixels.0, pixels.0), sum(self.pixels.1, pixels.1));
    }

    pub(super) fn stop_zooming(&mut self) {
        self.doublings = 0.0;
    }

    fn begin(&mut self, time: f64) {
        if !self.is_under_way() {
            self.time = time;
        }
    }

    /// The step up to the time `now`.
    pub(super) fn advance(&mut self, now: f64) -> Step {
        let elapsed = (now - self.time).clamp(FRAME_MS.0, FRAME_MS.1);
        // A time that is no number passes through `clamp`.
        let elapsed = if elapsed.is_nan() {
            FRAME_MS.0
        } else {
            elapsed
        };
        self.time = now;
        let share = 1.0 - libm::exp2(-elapsed / HALF_LIFE_MS);
        let doublings = if self.doublings.abs() <= REST_DOUBLINGS {
            self.doublings
        } else {
            self.doublings * share
        };
        // At least one pixel of what is left.
        let pixels = |left: f64| (left.abs() * share).ceil().copysign(left);
        self.take(Step {
            by: (pixels(self.pixels.0), pixels(self.pixels.1)),
            about: self.about,
            doublings,
        })
    }

    /// All that is left.
    pub(super) fn rest(&mut self) -> Step {
        self.take(Step {
            by: self.pixels,
            about: self.about,
            doublings: self.doublings,
        })
    }

    fn take(&mut self, step: Step) -> Step {
        self.doublings -= step.doublings;
        self.pixels.0 -= step.by.0;
        self.pixels.1 -= step.by.1;
        step
    }
}
