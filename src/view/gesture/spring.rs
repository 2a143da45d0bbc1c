//! A critically damped spring that draws a value to its target.
//!
//! The value has a speed, which no input makes jump: neither a target that
//! jumps (a notch of the wheel) nor one that begins to move evenly (a key that
//! is held). With `y` what is left and the target moving at speed `V`,
//!
//! ```text
//! y' = V − v        v' = ω² y − 2 ω v
//! ```
//!
//! whose solution about its steady state (`v = V`, `y = 2 V / ω`) is
//! `(a + b t) e^(−ω t)`: a step of any length is exact, so that it does not
//! matter how time is cut into frames.

/// The spring's rate ω, in 1/s: 90 % of a jump is done after 195 ms, 99 % after
/// 330 ms.
///
/// Computed at 60 Hz for a wheel that runs evenly, the fastest frame over the
/// slowest: 1.07 for a notch every 50 ms, 1.22 every 75 ms, 1.45 every 100 ms,
/// 1.00 for trackpads at 60 to 120 Hz. (At 16/s 1.27 every 100 ms, at 24/s 1.69.
/// A glide that does half of what is left in 36 ms has 1.9, 3.6, 5.0 and up to
/// 1.27; one of 200 ms has 1.34 every 100 ms, and is twice as late.) A frame
/// that follows its notch by 16 ms shows 8 % of it, with the clock's lead: of
/// half a doubling 29 pixels at the edge of 1920.
pub(super) const RATE: f64 = 20.0;

/// Something that follows a target.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spring {
    /// From the value to its target.
    left: f64,
    /// Of the value, a second.
    speed: f64,
}

impl Spring {
    pub(super) fn is_at_rest(self) -> bool {
        self == Self::default()
    }

    /// Where it is on its way to: positive, negative or at rest.
    pub(super) fn direction(self) -> f64 {
        if self.is_at_rest() {
            0.0
        } else {
            self.left + self.speed / RATE
        }
    }

    /// Moves the target, at most to `most` away.
    pub(super) fn pull(&mut self, by: f64, most: f64) {
        self.left = (self.left + by).clamp(-most, most);
    }

    /// How far the value goes in `elapsed` milliseconds while the target moves
    /// at `target_speed` a second. Once less than `rest` is left of a target
    /// that stands, it is there.
    pub(super) fn advance(&mut self, elapsed: f64, target_speed: f64, rest: f64) -> f64 {
        let seconds = elapsed / 1000.0;
        let lag = 2.0 * target_speed / RATE;
        let away = self.left - lag;
        let slope = target_speed - self.speed + RATE * away;
        let decay = libm::exp(-RATE * seconds);
        let left = lag + (away + slope * seconds) * decay;
        let moved = self.left + target_speed * seconds - left;
        self.left = left;
        self.speed = target_speed - (slope - RATE * (away + slope * seconds)) * decay;
        if target_speed == 0.0 && self.left.abs() <= rest && self.speed.abs() <= rest * RATE {
            return moved + self.finish();
        }
        moved
    }

    /// Goes to the target at once.
    pub(super) fn finish(&mut self) -> f64 {
        std::mem::take(self).left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The fastest frame over the slowest, at 60 Hz, once notches of 0.5 came
    /// every `interval` milliseconds for two seconds.
    fn unevenness(interval: f64, amount: f64) -> f64 {
        let mut spring = Spring::default();
        let (mut next, mut frames) = (0.0, Vec::new());
        for frame in 1..240 {
            let (mut time, end) = (f64::from(frame - 1) / 0.06, f64::from(frame) / 0.06);
            let mut moved = 0.0;
            while next < end {
                moved += spring.advance(next - time, 0.0, 0.0);
                spring.pull(amount, 6.0);
                time = next;
                next += interval;
            }
            moved += spring.advance(end - time, 0.0, 0.0);
            frames.push(moved);
        }
        let running = &frames[120..];
        let (least, most) = running
            .iter()
            .fold((f64::MAX, 0.0_f64), |(least, most), &moved| {
                (least.min(moved), most.max(moved))
            });
        most / least
    }

    #[test]
    fn a_stream_of_notches_gives_an_even_speed() {
        assert!(unevenness(50.0, 0.5) < 1.15, "{}", unevenness(50.0, 0.5));
        assert!(unevenness(100.0, 0.5) < 1.5, "{}", unevenness(100.0, 0.5));
        // Trackpads.
        for hertz in [60.0, 90.0, 120.0] {
            assert!(unevenness(1000.0 / hertz, 0.02) < 1.03);
        }
    }

    #[test]
    fn the_first_frame_after_a_notch_moves_visibly() {
        let mut spring = Spring::default();
        spring.pull(0.5, 6.0);
        let first = spring.advance(8.0 + 16.7, 0.0, 0.0);
        assert!((0.04..0.06).contains(&first), "{first}");
    }

    #[test]
    fn a_target_that_moves_is_followed_at_its_speed() {
        let mut spring = Spring::default();
        spring.pull(3.0 / RATE, 6.0);
        let mut slowest = 0.0;
        for _ in 0..60 {
            let moved = spring.advance(16.0, 3.0, 0.01);
            assert!(moved >= slowest - 1e-12, "it never overshoots");
            slowest = moved;
        }
        assert!((slowest - 0.048).abs() < 1e-6, "{slowest}");
    }

    proptest! {
        #[test]
        fn the_way_does_not_depend_on_how_time_is_cut(
            left in -5.0_f64..5.0, speed in -5.0_f64..5.0, target_speed in -3.0_f64..3.0,
            cuts in prop::collection::vec(0.1_f64..60.0, 1..30),
        ) {
            let mut whole = Spring { left, speed };
            let mut cut = whole;
            let at_once = whole.advance(cuts.iter().sum(), target_speed, 0.0);
            let in_steps: f64 = cuts.iter().map(|&ms| cut.advance(ms, target_speed, 0.0)).sum();
            prop_assert!((at_once - in_steps).abs() < 1e-9);
            prop_assert!((whole.left - cut.left).abs() < 1e-9 && (whole.speed - cut.speed).abs() < 1e-8);
        }

        #[test]
        fn it_ends_where_it_was_pulled(pulls in prop::collection::vec((-0.7_f64..0.7, 1.0_f64..50.0), 1..10)) {
            let (mut spring, mut sum, mut moved) = (Spring::default(), 0.0, 0.0);
            for (by, ms) in pulls {
                spring.pull(by, 1e9);
                sum += by;
                moved += spring.advance(ms, 0.0, 0.001);
            }
            for _ in 0..100 {
                moved += spring.advance(16.0, 0.0, 0.001);
            }
            prop_assert!(spring.is_at_rest());
            prop_assert!((moved - sum).abs() < 1e-9);
        }
    }
}
