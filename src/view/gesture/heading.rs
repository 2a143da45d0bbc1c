//! Where the motion under way is heading.

use super::super::View;
use super::super::size::Size;
use super::super::zoom::Zoom;
use super::Gestures;

/// Speeds are averages over about this time, the recent counting more: longer
/// than notches of a wheel are apart, so that a stream of them has one speed.
const SMOOTHING_MS: f64 = 250.0;

/// What frames are apart, as far as their speed goes, in milliseconds.
const FRAME_MS: (f64, f64) = (1.0, 100.0);

/// Frames that are farther apart than this have missed something: the speed
/// sinks.
const SILENCE_MS: f64 = 50.0;

/// Fingers that spread more slowly, in doublings a second, do not zoom.
const LEAST_PINCH: f64 = 0.05;

/// What the motion under way will do next, as far as it can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heading {
    /// Doublings of the magnification a second, negative outwards.
    pub doublings_per_second: f64,
    /// Pixels a second that the picture's middle moves to the right and down.
    pub pixels_per_second: (f64, f64),
}

impl Heading {
    fn times(self, factor: f64) -> Self {
        Self {
            doublings_per_second: self.doublings_per_second * factor,
            pixels_per_second: (
                self.pixels_per_second.0 * factor,
                self.pixels_per_second.1 * factor,
            ),
        }
    }
}

/// The speed of the view, averaged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    average: Heading,
    /// Since the last frame.
    doublings: f64,
    pixels: (f64, f64),
    last: Option<f64>,
}

impl Pace {
    pub(super) fn zoomed(&mut self, doublings: f64) {
        self.doublings += doublings;
    }

    pub(super) fn panned(&mut self, pixels: (f64, f64)) {
        self.pixels.0 += pixels.0;
        self.pixels.1 += pixels.1;
    }

    /// A flight went from one view to another.
    pub(super) fn flown(&mut self, before: &View, after: &View, size: Size) {
        let doublings = after.fitted(size).zoom().log2() - before.fitted(size).zoom().log2();
        self.zoomed(doublings);
        let middle = size.middle();
        let (x, y) = after.transform_from(size, before, size).apply(middle);
        let by = (x - middle.0, y - middle.1);
        // A flight that ends early cuts to anywhere.
        if by.0.is_finite() && by.1.is_finite() {
            self.panned(by);
        }
    }

    /// A frame at `now`.
    pub(super) fn fold(&mut self, now: f64) {
        let last = self.last.unwrap_or(f64::NEG_INFINITY);
        let elapsed = (now - last).clamp(FRAME_MS.0, FRAME_MS.1);
        // A time that is no number passes through `clamp`.
        let elapsed = if elapsed.is_nan() {
            FRAME_MS.1
        } else {
            elapsed
        };
        let kept = libm::exp(-elapsed / SMOOTHING_MS);
        // What was done counts in full, also where its time is cut short.
        let per_second = (1.0 - kept) * 1000.0 / elapsed;
        let Heading {
            doublings_per_second,
            pixels_per_second: (x, y),
        } = self.average;
        self.average = Heading {
            doublings_per_second: doublings_per_second * kept + self.doublings * per_second,
            pixels_per_second: (
                x * kept + self.pixels.0 * per_second,
                y * kept + self.pixels.1 * per_second,
            ),
        };
        self.doublings = 0.0;
        self.pixels = (0.0, 0.0);
        self.last = Some(now);
    }

    fn at(&self, now: f64) -> Heading {
        let silence = now - self.last.unwrap_or(now);
        if silence > SILENCE_MS {
            self.average.times(libm::exp(-silence / SMOOTHING_MS))
        } else {
            self.average
        }
    }
}

impl Gestures {
    /// How the view moves: the mean of about the last quarter of a second, and
    /// nothing at rest.
    #[must_use]
    pub fn heading(&self, now: f64) -> Heading {
        if self.is_resting() {
            return Heading::default();
        }
        self.pace.at(now)
    }

    /// The view at which the motion under way will come to be magnified
    /// `zoom`, if it goes on as it does: for a zoom about a point the view
    /// about that point, for a flight the view on its path, the next time that
    /// it passes that magnification. None where it will not.
    #[must_use]
    pub fn forecast(&self, zoom: Zoom, view: &View, size: Size) -> Option<View> {
        if let Some(flight) = &self.flight {
            return flight.forecast(zoom);
        }
        let (about, direction) = self.zooming(size)?;
        let now = view.fitted(size).zoom();
        let ahead = if direction > 0.0 {
            now <= zoom && zoom <= Zoom::MAX
        } else {
            now >= zoom && zoom >= view.farthest_out(size)
        };
        ahead.then(|| {
            let mut then = view.clone();
            then.zoom_to_about(about, zoom, size);
            then
        })
    }

    /// About which position the view is zoomed, and whether in (positive) or
    /// out.
    fn zooming(&self, size: Size) -> Option<((f64, f64), f64)> {
        if let Some(hold) = &self.hold {
            return Some((hold.about, hold.sign()));
        }
        let driven = self.keys.drive().doublings;
        if driven != 0.0 {
            return Some((size.middle(), driven));
        }
        let pinched = || {
            let about = self.pointers.pinch()?;
            let speed = self.pace.average.doublings_per_second;
            (speed.abs() > LEAST_PINCH).then_some((about, speed))
        };
        self.glide
            .zooming()
            .or_else(|| self.fling.zooming())
            .or_else(pinched)
    }
}
