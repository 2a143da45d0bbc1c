//! Pointers, wheel and keys as motion of a view: a pure state machine.
//!
//! Dragging moves the view within the input itself, so that the picture stays
//! under the hand. All else asks for a motion that [`Gestures::tick`] carries
//! out over the next frames, where it is at each frame depending on time alone,
//! not on the frame rate. Whatever comes in (times that run backwards, positions
//! that are no numbers, fingers that vanish), the view stays finite and every
//! motion ends.
//!
//! ```text
//! pointers, hand     what holds the view, and how fast it moves it
//! fling              the motion that it leaves behind
//! spring, glide      motion that is asked for: wheel, clicks, keys, holds
//! keys, hold         what asks for it for as long as it is down
//! flight             to a given view, along a path
//! clock, whole       time between frames; pixels between steps
//! receive            what each input does to these
//! carry              all of it, carried out on the view
//! heading            where it leads
//! ```

mod carry;
mod clock;
mod flight;
mod fling;
mod glide;
mod hand;
mod heading;
mod hold;
mod input;
mod keys;
mod pointers;
mod receive;
mod spring;
mod whole;

pub use flight::FlightEnd;
pub use heading::Heading;
pub use input::{Input, Key, Phase, PointerKind, WheelMode};

use super::View;
use super::size::Size;
use clock::Clock;
use flight::Flight;
use fling::Fling;
use glide::Glide;
use hand::{Hand, Speed};
use heading::Pace;
use hold::{Hold, HoldSpeed};
use keys::Keys;
use pointers::Pointers;
use whole::Remainder;

/// A double click magnifies by two to this, in some 350 ms: the way of the
/// spring begins and ends gently.
const DOUBLINGS_A_CLICK: f64 = 1.0;

/// What an input or a tick did to the view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The view changed.
    pub moved: bool,
    /// It would have been magnified further, past what `f64` resolves.
    pub stopped: bool,
    /// A flight ended, and how.
    pub flight: Option<FlightEnd>,
}

/// The gestures under way.
#[derive(Clone, Debug, Default)]
pub struct Gestures {
    pointers: Pointers,
    hand: Hand,
    pinch_end: Option<PinchEnd>,
    remainder: Remainder,
    /// What the rounding of magnifications left undone, in doublings.
    unzoomed: f64,
    clock: Clock,
    glide: Glide,
    keys: Keys,
    hold: Option<Hold>,
    hold_speed: HoldSpeed,
    fling: Fling,
    flight: Option<Flight>,
    pace: Pace,
    reduced_motion: bool,
    rotation: bool,
}

/// One finger of a pinch lifted.
#[derive(Clone, Copy, Debug)]
struct PinchEnd {
    time: f64,
    about: (f64, f64),
    speed: Speed,
}

impl Gestures {
    /// No gesture yet; motion is eased, and pinching does not turn.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With reduced motion every change is a cut: nothing is eased, thrown or
    /// flown, keys step with each repetition, and a hold zooms by one doubling
    /// a second at most.
    pub fn set_reduced_motion(&mut self, reduced: bool) {
        self.reduced_motion = reduced;
    }

    /// Whether two fingers also turn the view.
    pub fn set_rotation(&mut self, enabled: bool) {
        self.rotation = enabled;
    }

    /// How fast a hold zooms, from 0.125 to 8 doublings a second; 1 unless
    /// told.
    pub fn set_hold_speed(&mut self, doublings_per_second: f64) {
        self.hold_speed = HoldSpeed::new(doublings_per_second);
    }

    /// Whether [`Gestures::tick`] has something to do at the next frame.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.glide.is_under_way()
            || self.fling.is_under_way()
            || self.hold.is_some()
            || self.flight.is_some()
            || !self.keys.is_empty()
    }

    /// Whether nothing moves and no pointer holds the view.
    #[must_use]
    pub fn is_resting(&self) -> bool {
        !self.is_moving() && self.pointers.is_empty()
    }

    /// Drops what is under way, as when the view was replaced; the effect tells
    /// of a flight that this interrupts. Pointers that are down hold the new
    /// view.
    pub fn stop(&mut self) -> Effect {
        self.glide = Glide::default();
        self.fling = Fling::default();
        self.keys = Keys::default();
        self.hold = None;
        self.pinch_end = None;
        self.unzoomed = 0.0;
        Effect {
            flight: self.flight.take().map(|_| FlightEnd::Interrupted),
            ..Effect::default()
        }
    }

    /// Flies to a view along a smooth path, and sets exactly that view at its
    /// end: an effect tells [`FlightEnd::Arrived`]. At once (as this effect
    /// tells) to another formula or Julia constant, to where the view is, with
    /// reduced motion, and in no time.
    ///
    /// It takes `duration_ms`, up to ten minutes; a time that suits the path, from
    /// 1.2 to 30 s, where none is given. All that moves the view interrupts it,
    /// and the view stays where it is. A flight under way is dropped untold:
    /// [`Gestures::stop`] it before, if someone waits for it. `now` is on the
    /// clock of [`Gestures::tick`].
    pub fn fly_to(
        &mut self,
        target: &View,
        duration_ms: Option<f64>,
        now: f64,
        view: &mut View,
        size: Size,
    ) -> Effect {
        self.stop();
        let flight = Flight::new(view, target, duration_ms, size);
        if let (Some(flight), false) = (flight, self.reduced_motion) {
            self.flight = Some(flight);
            self.clock.begin_at(now);
            return Effect::default();
        }
        let moved = view != target;
        view.clone_from(target);
        Effect {
            moved,
            flight: Some(FlightEnd::Arrived),
            ..Effect::default()
        }
    }

    /// Goes on from where it is at `now`: the time since the last frame passed
    /// while nobody saw the view, and moves nothing.
    pub fn resume(&mut self, now: f64) {
        self.clock.begin_at(now);
    }

    /// Takes an input in the order of its time.
    pub fn input(&mut self, input: Input, view: &mut View, size: Size) -> Effect {
        let before = view.clone();
        let mut effect = Effect::default();
        match input {
            Input::Pointer { .. } => self.point(input, view, size, &mut effect),
            Input::Wheel {
                x,
                y,
                dy,
                mode,
                ctrl,
                time,
            } => {
                let doublings = input::wheel_doublings(dy, mode, ctrl);
                if doublings != 0.0 {
                    self.attend(time, view, size, &mut effect);
                    self.glide.zoom(position(x, y, size), doublings);
                }
            }
            Input::DoubleClick { x, y, shift, time } => {
                let sign = if shift { -1.0 } else { 1.0 };
                self.attend(time, view, size, &mut effect);
                self.glide
                    .zoom(position(x, y, size), sign * DOUBLINGS_A_CLICK);
            }
            Input::Hold {
                phase,
                id,
                x,
                y,
                out,
                time,
            } => {
                let about = position(x, y, size);
                self.take_hold((phase, id, about, out, time), view, size, &mut effect);
            }
            Input::Key { phase, key, time } => {
                self.press(phase, key, time, view, size, &mut effect);
            }
        }
        if self.reduced_motion && self.flight.is_none() {
            self.cut(view, size, &mut effect);
        }
        effect.moved = *view != before;
        effect
    }

    /// Goes on to the time of a frame; called for every frame, also while
    /// nothing moves by itself.
    pub fn tick(&mut self, now: f64, view: &mut View, size: Size) -> Effect {
        let mut effect = Effect::default();
        if self.is_moving() {
            let before = view.clone();
            let elapsed = self.clock.until_frame(now);
            if self.flight.is_some() {
                self.fly(elapsed, view, size, &mut effect);
                self.pace.flown(&before, view, size);
            } else {
                self.go_on(elapsed, view, size, &mut effect);
            }
            effect.moved = *view != before;
        }
        if self.is_resting() {
            self.pace = Pace::default();
        } else {
            self.pace.fold(now);
        }
        effect
    }

    fn fly(&mut self, elapsed: f64, view: &mut View, size: Size, effect: &mut Effect) {
        let Some(flight) = &mut self.flight else {
            return;
        };
        let has_arrived = if self.reduced_motion {
            flight.finish(view);
            true
        } else {
            flight.advance(elapsed, view, size)
        };
        if has_arrived {
            self.flight = None;
            effect.flight = Some(FlightEnd::Arrived);
        }
    }
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
