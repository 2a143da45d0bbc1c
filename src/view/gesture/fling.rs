//! A view that goes on when the hand lets go of it in motion.

use super::glide::Step;
use super::hand::Speed;

/// In this time friction takes the speed down to 1/e: what goes at 1000 pixels
/// a second goes on for 325 pixels (as in the scrolling of touch screens).
const FRICTION_MS: f64 = 325.0;

/// The same for a zoom: a pinch that is let go ends soon, within a doubling.
const ZOOM_FRICTION_MS: f64 = 150.0;

/// Pixels a second from which a hand throws, above the shaking of a finger
/// that lifts, and to which it is believed.
const LEAST_THROW: f64 = 60.0;
const MOST_THROW: f64 = 10_000.0;

/// The same in doublings a second.
const LEAST_ZOOM_THROW: f64 = 0.5;
const MOST_ZOOM_THROW: f64 = 5.0;

/// Where it ends, in pixels and doublings a second: the rest would be three
/// pixels and less than one.
const REST: f64 = 10.0;
const ZOOM_REST: f64 = 0.005;

/// What is left of a throw.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fling {
    speed: Speed,
    about: (f64, f64),
}

impl Fling {
    /// What a hand of that speed throws.
    pub(super) fn of(speed: Speed, about: (f64, f64)) -> Self {
        let (x, y) = speed.pixels;
        let size = libm::hypot(x, y);
        // Also nothing where it is no number.
        let pixels = if size >= LEAST_THROW {
            let share = (MOST_THROW / size).min(1.0);
            (x * share, y * share)
        } else {
            (0.0, 0.0)
        };
        let doublings = if speed.doublings.abs() >= LEAST_ZOOM_THROW {
            speed.doublings.clamp(-MOST_ZOOM_THROW, MOST_ZOOM_THROW)
        } else {
            0.0
        };
        Self {
            speed: Speed { pixels, doublings },
            about,
        }
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.speed != Speed::default()
    }

    /// The position about which it zooms, and whether in or out, if it does.
    pub(super) fn zooming(&self) -> Option<((f64, f64), f64)> {
        (self.speed.doublings != 0.0).then_some((self.about, self.speed.doublings))
    }

    pub(super) fn stop_zooming(&mut self) {
        self.speed.doublings = 0.0;
    }

    /// The step of so many milliseconds.
    pub(super) fn advance(&mut self, elapsed: f64) -> Step {
        let (x, y) = self.speed.pixels;
        let (seconds, left) = coast(libm::hypot(x, y), REST, FRICTION_MS, elapsed);
        let by = (x * seconds, y * seconds);
        self.speed.pixels = (x * left, y * left);
        let doublings = self.speed.doublings;
        let (seconds, left) = coast(doublings.abs(), ZOOM_REST, ZOOM_FRICTION_MS, elapsed);
        self.speed.doublings *= left;
        Step {
            by,
            about: self.about,
            doublings: doublings * seconds,
        }
    }
}

/// How many seconds of its speed a thing coasts in `elapsed` milliseconds, and
/// the share of its speed that is left then: nothing once it is down at
/// `rest`, whenever the frames come.
fn coast(speed: f64, rest: f64, friction: f64, elapsed: f64) -> (f64, f64) {
    if speed <= rest {
        return (0.0, 0.0);
    }
    let left = libm::exp(-elapsed / friction);
    if speed * left <= rest {
        return (friction / 1000.0 * (1.0 - rest / speed), 0.0);
    }
    (friction / 1000.0 * (1.0 - left), left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn play(speed: Speed, cuts: &[f64]) -> (Step, f64) {
        let mut fling = Fling::of(speed, (1.0, 2.0));
        let mut sum = fling.advance(0.0);
        let mut time = 0.0;
        for cut in cuts.iter().cycle() {
            if !fling.is_under_way() {
                break;
            }
            let step = fling.advance(*cut);
            sum.by = (sum.by.0 + step.by.0, sum.by.1 + step.by.1);
            sum.doublings += step.doublings;
            time += cut;
        }
        (sum, time)
    }

    proptest! {
        #[test]
        fn it_ends_in_one_place_however_time_is_cut(
            x in -3000.0_f64..3000.0, y in -3000.0_f64..3000.0, doublings in -9.0_f64..9.0,
            cuts in prop::collection::vec(1.0_f64..70.0, 1..9),
        ) {
            let speed = Speed { pixels: (x, y), doublings };
            let (even, time) = play(speed, &[16.0]);
            let (cut, _) = play(speed, &cuts);
            prop_assert!(time < 3000.0);
            prop_assert!((even.by.0 - cut.by.0).abs() < 1e-6 && (even.by.1 - cut.by.1).abs() < 1e-6);
            prop_assert!((even.doublings - cut.doublings).abs() < 1e-9);
            prop_assert!(even.doublings.abs() < 1.0);
        }
    }

    #[test]
    fn a_slow_hand_throws_nothing() {
        for speed in [f64::NAN, 0.0, 30.0] {
            let speed = Speed {
                pixels: (speed, 0.0),
                doublings: speed / 100.0,
            };
            assert!(!Fling::of(speed, (0.0, 0.0)).is_under_way());
        }
    }
}
