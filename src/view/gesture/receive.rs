//! What each kind of input does to the motion under way.

use super::super::View;
use super::super::size::Size;
use super::fling::Fling;
use super::glide::Drive;
use super::hand::Speed;
use super::hold::Hold;
use super::input::{Input, Key, Phase, PointerKind};
use super::keys::Keys;
use super::pointers::Moved;
use super::whole::Remainder;
use super::{Effect, FlightEnd, Gestures, PinchEnd, position};

/// Fingers of a pinch that lift within this time of each other let go at once.
const LIFTED_TOGETHER_MS: f64 = 150.0;

impl Gestures {
    /// Before an input that moves the view: what is under way goes on to its
    /// time, but a flight ends.
    pub(super) fn attend(&mut self, time: f64, view: &mut View, size: Size, effect: &mut Effect) {
        if self.flight.take().is_some() {
            effect.flight = Some(FlightEnd::Interrupted);
        }
        if self.is_moving() {
            let elapsed = self.clock.until_input(time);
            self.go_on(elapsed, view, size, effect);
        } else {
            self.remainder = Remainder::default();
            self.clock.begin(time);
        }
    }

    pub(super) fn point(&mut self, input: Input, view: &mut View, size: Size, effect: &mut Effect) {
        let Input::Pointer {
            phase,
            id,
            kind,
            x,
            y,
            buttons,
            time,
        } = input
        else {
            return;
        };
        let mouse = kind == PointerKind::Mouse;
        let gone = matches!(phase, Phase::Up | Phase::Cancel) || mouse && buttons == 0;
        if gone && self.hold.is_some_and(|hold| hold.id == id) {
            self.attend(time, view, size, effect);
            self.hold = None;
        }
        let known = self.pointers.contain(id);
        if phase == Phase::Down {
            // A hand on the picture holds it as it is seen.
            effect.flight = self.stop().flight;
        } else if known && self.flight.is_none() && self.is_moving() {
            self.attend(time, view, size, effect);
        }
        let (before, pinch) = (self.pointers.count(), self.pointers.pinch());
        let held = buttons & 1 != 0 || !mouse;
        let moved = self.pointers.take(phase, id, position(x, y, size), held);
        if moved != Moved::NOT {
            if self.flight.is_some() {
                self.attend(time, view, size, effect);
            }
            self.follow(moved, view, size, effect);
            self.hand.moved(time, moved.by, libm::log2(moved.factor));
        }
        let after = self.pointers.count();
        if before == 0 {
            self.remainder = Remainder::default();
        }
        match (before, after) {
            (2, 1) => {
                self.pinch_end = pinch.map(|about| PinchEnd {
                    time,
                    about,
                    speed: self.hand.speed(time),
                });
                self.hand.begin(time);
            }
            (1, 0) if phase == Phase::Up => self.let_go(time, position(x, y, size)),
            _ if before != after || phase == Phase::Down => self.hand.begin(time),
            _ => {}
        }
    }

    /// The last hand lets go, and what it moved goes on.
    fn let_go(&mut self, time: f64, at: (f64, f64)) {
        if self.reduced_motion || self.flight.is_some() {
            return;
        }
        let lifted = self
            .pinch_end
            .take()
            .filter(|pinch| time - pinch.time <= LIFTED_TOGETHER_MS);
        // The finger that stays a little longer after a pinch drags nothing.
        self.fling = match lifted {
            Some(pinch) => Fling::of(
                Speed {
                    pixels: (0.0, 0.0),
                    ..pinch.speed
                },
                pinch.about,
            ),
            None => Fling::of(
                Speed {
                    doublings: 0.0,
                    ..self.hand.speed(time)
                },
                at,
            ),
        };
        if !self.glide.is_under_way() {
            self.clock.begin_at(time);
        }
    }

    pub(super) fn take_hold(
        &mut self,
        (phase, id, about, out, time): (Phase, i32, (f64, f64), bool, f64),
        view: &mut View,
        size: Size,
        effect: &mut Effect,
    ) {
        if phase == Phase::Down {
            effect.flight = self.stop().flight;
            self.clock.begin(time);
            self.pointers.let_go(id);
            let hold = Hold::new(id, about, out);
            let head_start = hold.drive(self.hold_speed).times(Drive::HEAD_START_SECONDS);
            if !self.reduced_motion {
                self.glide.zoom(about, head_start.doublings);
            }
            self.hold = Some(hold);
        } else if self.hold.is_some_and(|hold| hold.id == id) {
            self.attend(time, view, size, effect);
            match &mut self.hold {
                Some(hold) if phase == Phase::Move => {
                    hold.turn_to(about, out);
                    self.glide.turn_to(about);
                }
                _ => self.hold = None,
            }
        }
    }

    pub(super) fn press(
        &mut self,
        phase: Phase,
        key: Key,
        time: f64,
        view: &mut View,
        size: Size,
        effect: &mut Effect,
    ) {
        match phase {
            Phase::Down => self.attend(time, view, size, effect),
            Phase::Up | Phase::Cancel if self.keys.contain(key) => {
                self.attend(time, view, size, effect);
            }
            _ => return,
        }
        let order = match phase {
            Phase::Down if key == Key::Home => {
                self.stop();
                *view = view.gone_home();
                None
            }
            Phase::Down if self.reduced_motion => Some(Keys::tap(key, size)),
            Phase::Down => self.keys.press(key, size),
            _ => self.keys.release(key),
        };
        if let Some(order) = order {
            self.order(order, size);
        }
    }
}
