//! Carrying motion out on the view: whole pixels, and the ends of the zoom.

use super::super::View;
use super::super::size::Size;
use super::super::zoom::Zoom;
use super::fling::Fling;
use super::glide::{Drive, Step};
use super::keys::Keys;
use super::pointers::Moved;
use super::{Effect, Gestures};

/// Significant digits of a magnification that a gesture leads to: two notches in
/// and two out are 1 again, and no pixel is a thousandth of one off.
const GESTURE_DIGITS: u32 = 9;

/// No step is longer: after a pause of the frames the view goes on from where
/// it was.
const LONGEST_STEP_MS: f64 = 100.0;

impl Gestures {
    /// What is under way goes on for so many milliseconds.
    pub(super) fn go_on(&mut self, elapsed: f64, view: &mut View, size: Size, effect: &mut Effect) {
        let elapsed = elapsed.min(LONGEST_STEP_MS);
        let held = self.hold.as_mut().is_none_or(|hold| hold.elapse(elapsed));
        if self.reduced_motion {
            self.cut(view, size, effect);
        } else {
            let drive = self.keys.drive().plus(
                self.hold
                    .as_ref()
                    .map_or_else(Drive::default, |hold| hold.drive(self.hold_speed)),
            );
            let step = self.glide.advance(elapsed, drive);
            self.carry_out(step, view, size, effect);
            let step = self.fling.advance(elapsed);
            self.carry_out(step, view, size, effect);
            if let Some(missing) = self.keys.elapse(elapsed) {
                self.order(missing, size);
            }
        }
        if !held {
            self.hold = None;
        }
    }

    /// Motion by cuts: what was asked for happens at once.
    pub(super) fn cut(&mut self, view: &mut View, size: Size, effect: &mut Effect) {
        self.fling = Fling::default();
        self.keys = Keys::default();
        let step = self.glide.rest();
        self.carry_out(step, view, size, effect);
        if let Some(hold) = &mut self.hold {
            let step = Step {
                by: (0.0, 0.0),
                about: hold.about,
                doublings: hold.cut(self.hold_speed),
            };
            self.carry_out(step, view, size, effect);
        }
    }

    /// Keys ask for so much.
    pub(super) fn order(&mut self, order: Drive, size: Size) {
        self.glide.pan(order.pixels);
        if order.doublings != 0.0 {
            self.glide.zoom(size.middle(), order.doublings);
        }
    }

    /// Moves the view with the pointers that hold it.
    pub(super) fn follow(
        &mut self,
        moved: Moved,
        view: &mut View,
        size: Size,
        effect: &mut Effect,
    ) {
        let pinched = self.pointers.pinch().is_some();
        let by = if pinched {
            self.remainder.all(moved.by)
        } else {
            self.remainder.whole(moved.by)
        };
        self.shift(by, view, size);
        if self.rotation && moved.degrees != 0.0 {
            view.rotate_about(moved.about, moved.degrees, size);
        }
        self.magnify(moved.about, moved.factor, view, size, effect);
    }

    fn carry_out(&mut self, step: Step, view: &mut View, size: Size, effect: &mut Effect) {
        let by = self.remainder.whole(step.by);
        self.shift(by, view, size);
        let factor = libm::exp2(step.doublings);
        if self.magnify(step.about, factor, view, size, effect) {
            self.glide.stop_zooming();
            self.fling.stop_zooming();
            self.keys.stop_zooming();
            self.hold = None;
        }
    }

    fn shift(&mut self, by: (f64, f64), view: &mut View, size: Size) {
        view.pan(by.0, by.1, size);
        self.pace.panned(by);
    }

    /// Magnifies as deep as there is and no farther out than the set can be seen,
    /// and tells whether it met an end. A view that is beyond an
    /// end already is not pulled back.
    fn magnify(
        &mut self,
        about: (f64, f64),
        factor: f64,
        view: &mut View,
        size: Size,
        effect: &mut Effect,
    ) -> bool {
        if factor == 1.0 {
            return false;
        }
        let now = view.fitted(size).zoom();
        let exact = now.times(factor * libm::exp2(self.unzoomed));
        let wanted = exact.nearest(GESTURE_DIGITS);
        let farthest = view.farthest_out(size).min(now);
        let zoom = wanted.max(farthest).min(Zoom::MAX);
        self.unzoomed = if wanted == zoom {
            libm::log2(exact.over(wanted))
        } else {
            0.0
        };
        view.zoom_to_about(about, zoom, size);
        self.pace.zoomed(zoom.log2() - now.log2());
        let is_deepest = factor > 1.0 && zoom == Zoom::MAX;
        effect.stopped |= is_deepest;
        is_deepest || wanted != zoom
    }
}
