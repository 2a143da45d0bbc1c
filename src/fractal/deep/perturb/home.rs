//! How pixels' orbits are found to be on cycles.

use super::super::extended::Extended;
use super::group::MOST;
use super::pair::{Pair, Row, store};
use crate::fractal::lanes::Lanes;

/// Differences are about the same where they are no farther apart than this share, squared.
const ALIKE: f64 = 1.0 / 1024.0;

/// Brent's cycle finding, at the index 0 only: to come there with a difference that was
/// there before is to be bounded. Pixels that go together come there together.
#[derive(Clone, Copy)]
pub(super) struct Home<L, const N: usize> {
    /// Differences that are to be multiplied by a power of two: mostly it is the same, and they
    /// are compared as they are.
    pub(super) saved: [Pair<L>; N],
    exponent: i32,
    /// After how many steps.
    saved_at: u32,
    visits: u32,
}

impl<L: Lanes, const N: usize> Home<L, N> {
    /// Nobody was there; `zero` is one of each.
    pub(super) fn new(zero: [Pair<L>; N]) -> Self {
        Self {
            saved: zero,
            exponent: 0,
            saved_at: 0,
            visits: 0,
        }
    }

    /// The lanes of those that were there before; they come after so many `steps`.
    #[inline(always)]
    pub(super) fn knows(&mut self, z: &[Pair<L>; N], exponent: i32, steps: u32) -> u32 {
        let mut known = 0;
        if self.visits > 0 && exponent == self.exponent {
            for (vector, (saved, z)) in self.saved.iter().zip(z).enumerate() {
                let is_same = saved.re.equals(z.re).and(saved.im.equals(z.im));
                known |= is_same.bits() << (vector * L::WIDTH);
            }
        } else if self.visits > 0 {
            known = equal(&store(&self.saved), self.exponent, &store(z), exponent);
        }
        self.visits += 1;
        if self.visits.is_power_of_two() {
            (self.saved, self.exponent, self.saved_at) = (*z, exponent, steps);
        }
        known
    }

    /// How many steps before `steps` they were there, and the lanes of those that were about
    /// where they are.
    #[inline(always)]
    pub(super) fn seems_to_know(&self, z: &[Pair<L>; N], exponent: i32, steps: u32) -> (u32, u32) {
        let mut lanes = 0;
        if self.visits > 0 && exponent == self.exponent {
            for (vector, (saved, z)) in self.saved.iter().zip(z).enumerate() {
                let apart = saved.minus(*z).norm_squared();
                let is_near = apart.at_most(z.norm_squared().times(L::splat(ALIKE)));
                lanes |= is_near.bits() << (vector * L::WIDTH);
            }
        }
        (steps - self.saved_at, lanes)
    }
}

/// The lanes in which numbers that are to be multiplied by powers of two are the same.
#[inline(never)]
fn equal(left: &Row, left_exponent: i32, right: &Row, right_exponent: i32) -> u32 {
    let is_equal = |lane: usize| {
        Extended::new(left.at(lane), left_exponent) == Extended::new(right.at(lane), right_exponent)
    };
    (0..MOST).fold(0, |lanes, lane| lanes | u32::from(is_equal(lane)) << lane)
}
