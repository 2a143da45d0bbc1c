//! How fast a hand moves the view, at the moment when it lets go.

use std::collections::VecDeque;

/// The last moves that count.
const WINDOW_MS: f64 = 80.0;

/// A hand that did not move for so long before it let go had come to rest: at
/// 60 Hz, two moves and a half are missing.
const REST_MS: f64 = 40.0;

/// What moves are spread over at the least: coarse clocks tell several at one
/// time.
const SHORTEST_MS: f64 = 8.0;

/// More moves than this in the window are not looked at.
const MOST_MOVES: usize = 256;

/// The recent moves of what holds the view.
#[derive(Clone, Debug, Default)]
pub(super) struct Hand {
    moves: VecDeque<Move>,
}

#[derive(Clone, Copy, Debug)]
struct Move {
    time: f64,
    pixels: (f64, f64),
    doublings: f64,
}

/// Speeds, a second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Speed {
    pub(super) pixels: (f64, f64),
    pub(super) doublings: f64,
}

impl Hand {
    /// It takes hold.
    pub(super) fn begin(&mut self, time: f64) {
        self.moves.clear();
        self.moved(time, (0.0, 0.0), 0.0);
    }

    pub(super) fn moved(&mut self, time: f64, pixels: (f64, f64), doublings: f64) {
        if self
            .moves
            .back()
            .is_some_and(|last| time.is_nan() || time < last.time)
        {
            // A clock that was set back tells no speed.
            self.moves.clear();
        }
        if self.moves.len() == MOST_MOVES {
            self.moves.pop_front();
        }
        if time.is_finite() {
            self.moves.push_back(Move {
                time,
                pixels,
                doublings,
            });
        }
    }

    /// Its mean speed over the last moves before `time`.
    pub(super) fn speed(&self, time: f64) -> Speed {
        let none = Speed::default();
        let rested = |last: &Move| time.is_nan() || time - last.time > REST_MS;
        if self.moves.back().is_none_or(rested) {
            return none;
        }
        let Some(first) = self
            .moves
            .iter()
            .position(|a_move| time - a_move.time <= WINDOW_MS)
        else {
            return none;
        };
        // A move began with the one before it, unless the hand rested between.
        let begun = match first.checked_sub(1) {
            Some(before) => self.moves[before]
                .time
                .max(self.moves[first].time - REST_MS),
            None => self.moves[first].time,
        };
        let per_second = 1000.0 / (time - begun).max(SHORTEST_MS);
        self.moves.range(first..).fold(none, |sum, a_move| Speed {
            pixels: (
                sum.pixels.0 + a_move.pixels.0 * per_second,
                sum.pixels.1 + a_move.pixels.1 * per_second,
            ),
            doublings: sum.doublings + a_move.doublings * per_second,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(interval: f64, count: u32) -> Hand {
        let mut hand = Hand::default();
        hand.begin(1000.0);
        for i in 1..=count {
            hand.moved(
                1000.0 + f64::from(i) * interval,
                (interval, -2.0 * interval),
                0.0,
            );
        }
        hand
    }

    #[test]
    fn an_even_hand_has_its_speed() {
        for (interval, count) in [(8.0, 40), (16.0, 20), (16.0, 2), (5.0, 2)] {
            let end = 1000.0 + interval * f64::from(count);
            let speed = even(interval, count).speed(end);
            assert!((speed.pixels.0 - 1000.0).abs() < 30.0, "{speed:?}");
            assert!((speed.pixels.1 + 2000.0).abs() < 60.0, "{speed:?}");
        }
    }

    #[test]
    fn a_hand_that_rested_has_none() {
        assert_eq!(even(8.0, 10).speed(1080.0 + 41.0), Speed::default());
        assert_eq!(even(8.0, 10).speed(f64::NAN), Speed::default());
        let mut back = even(8.0, 10);
        back.moved(0.0, (50.0, 0.0), 0.0);
        assert_eq!(back.speed(1081.0), Speed::default());
        assert_eq!(Hand::default().speed(0.0), Speed::default());
    }
}
