//! Pointers, wheel and keys as motion of a view: a pure state machine.
//!
//! Dragging moves the view within the input itself, so that the picture stays
//! under the hand. Wheel, keys and double clicks ask for a motion that
//! [`Gestures::tick`] carries out over the next frames, as a share of what is
//! left that depends on time alone, not on the frame rate. Whatever comes in
//! (times that run backwards, positions that are no numbers, fingers that
//! vanish), the view stays finite and every motion ends.

mod glide;
mod input;
mod pointers;

pub use input::{Input, Key, Phase, PointerKind, WheelMode};

use super::View;
use super::size::Size;
use glide::{Glide, Step};
use pointers::{Moved, Pointers};

/// A key press or a double click magnifies by two to this.
const DOUBLINGS_A_PRESS: f64 = 1.0;

/// An arrow key moves the view by this share of its smaller side.
const SHARE_AN_ARROW: f64 = 0.125;

/// Significant digits of a magnification that a gesture leads to: two notches in
/// and two out are 1 again, and no pixel is a thousandth of one off.
const GESTURE_DIGITS: u32 = 9;

/// What an input or a tick did to the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The view changed.
    pub moved: bool,
    /// It would have been magnified further, past what `f64` resolves.
    pub stopped: bool,
}

/// The gestures under way.
#[derive(Clone, Debug, Default)]
pub struct Gestures {
    pointers: Pointers,
    glide: Glide,
    reduced_motion: bool,
    rotation: bool,
}

impl Gestures {
    /// No gesture yet; motion is eased, and pinching does not turn.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With reduced motion every change is a cut.
    pub fn set_reduced_motion(&mut self, reduced: bool) {
        self.reduced_motion = reduced;
    }

    /// Whether two fingers also turn the view.
    pub fn set_rotation(&mut self, enabled: bool) {
        self.rotation = enabled;
    }

    /// Whether [`Gestures::tick`] has something to do at the next frame.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.glide.is_under_way()
    }

    /// Whether nothing moves and no pointer holds the view.
    #[must_use]
    pub fn is_resting(&self) -> bool {
        !self.is_moving() && self.pointers.is_empty()
    }

    /// Drops what is under way, as when the view was replaced. Pointers that
    /// are down hold the new view.
    pub fn stop(&mut self) {
        self.glide = Glide::default();
    }

    /// Takes an input in the order of its time.
    pub fn input(&mut self, input: Input, view: &mut View, size: Size) -> Effect {
        let before = view.clone();
        let mut stopped = false;
        match input {
            Input::Pointer {
                phase,
                id,
                kind,
                x,
                y,
                buttons,
                time: _,
            } => {
                let held = buttons & 1 != 0 || kind != PointerKind::Mouse;
                let moved = self.pointers.take(phase, id, position(x, y, size), held);
                if phase == Phase::Down {
                    // A hand on the picture holds it.
                    self.stop();
                }
                stopped = self.follow(moved, view, size);
            }
            Input::Wheel {
                x,
                y,
                dy,
                mode,
                ctrl,
                time,
                ..
            } => {
                let doublings = input::wheel_doublings(dy, mode, ctrl);
                self.glide.zoom(position(x, y, size), doublings, time);
            }
            Input::DoubleClick { x, y, shift, time } => {
                let doublings = if shift {
                    -DOUBLINGS_A_PRESS
                } else {
                    DOUBLINGS_A_PRESS
                };
                self.glide.zoom(position(x, y, size), doublings, time);
            }
            Input::Key {
                phase: Phase::Down,
                key,
                time,
            } => self.press(key, time, view, size),
            Input::Key { .. } => {}
        }
        if self.reduced_motion {
            let step = self.glide.rest();
            stopped |= self.carry_out(step, view, size);
        }
        Effect {
            moved: *view != before,
            stopped,
        }
    }

    /// Goes on to the time of a frame.
    pub fn tick(&mut self, now: f64, view: &mut View, size: Size) -> Effect {
        if !self.is_moving() {
            return Effect::default();
        }
        let before = view.clone();
        let step = self.glide.advance(now);
        let stopped = self.carry_out(step, view, size);
        Effect {
            moved: *view != before,
            stopped,
        }
    }

    fn press(&mut self, key: Key, time: f64, view: &mut View, size: Size) {
        let arrow = (f64::from(size.width.min(size.height)) * SHARE_AN_ARROW).round_ties_even();
        // The picture moves the other way.
        match key {
            Key::Left => self.glide.pan((arrow, 0.0), time),
            Key::Right => self.glide.pan((-arrow, 0.0), time),
            Key::Up => self.glide.pan((0.0, arrow), time),
            Key::Down => self.glide.pan((0.0, -arrow), time),
            Key::Plus => self.glide.zoom(size.middle(), DOUBLINGS_A_PRESS, time),
            Key::Minus => self.glide.zoom(size.middle(), -DOUBLINGS_A_PRESS, time),
            Key::Home => {
                self.stop();
                *view = view.gone_home();
            }
        }
    }

    /// Moves the view with the pointers that hold it.
    fn follow(&mut self, moved: Moved, view: &mut View, size: Size) -> bool {
        view.pan(moved.by.0, moved.by.1, size);
        if self.rotation && moved.degrees != 0.0 {
            view.rotate_about(moved.about, moved.degrees, size);
        }
        magnify(view, moved.about, moved.factor, size)
    }

    fn carry_out(&mut self, step: Step, view: &mut View, size: Size) -> bool {
        view.pan(step.by.0, step.by.1, size);
        let stopped = magnify(view, step.about, libm::exp2(step.doublings), size);
        if stopped {
            self.glide.stop_zooming();
        }
        stopped
    }
}

/// Magnifies no deeper than `f64` resolves and no farther out than the set can
/// be seen, and tells whether it met the deep end. A view that is beyond an
/// end already is not pulled back.
fn magnify(view: &mut View, about: (f64, f64), factor: f64, size: Size) -> bool {
    if factor == 1.0 {
        return false;
    }
    let now = view.fitted(size).zoom();
    let wanted = now.times(factor).nearest(GESTURE_DIGITS);
    let deepest = view.deepest_direct(size).max(now);
    let farthest = view.farthest_out(size).min(now);
    view.zoom_to_about(about, wanted.clamp(farthest, deepest), size);
    wanted > deepest
}

/// A position on the canvas or near it; its middle for what is no position.
fn position(x: f64, y: f64, size: Size) -> (f64, f64) {
    let (middle_x, middle_y) = size.middle();
    let near = |at: f64, middle: f64| {
        if at.is_finite() {
            at.clamp(-1e6, 1e6)
        } else {
            middle
        }
    };
    (near(x, middle_x), near(y, middle_y))
}

#[cfg(test)]
mod tests;
