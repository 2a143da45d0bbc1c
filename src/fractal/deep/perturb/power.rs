//! A step by any power.

use super::pair::Pair;
use crate::fractal::lanes::Lanes;

/// What a difference `z` from a point `Z` and its derivative are multiplied by in a step of
/// `z^degree + c`, with `w = Z + z`:
///
/// ```text
/// difference   (w^d − Z^d) / z = w^(d−1) + w^(d−2) Z + … + Z^(d−1)
/// slope        d w^(d−1)
/// ```
///
/// The sum loses no more digits than the orbits' own points have: where `z` is small, all its
/// terms are alike.
pub(super) struct Factors<L> {
    pub(super) difference: Pair<L>,
    pub(super) slope: Pair<L>,
}

impl<L: Lanes> Factors<L> {
    #[inline(always)]
    pub(super) fn of(point: Pair<L>, z: Pair<L>, degree: u32) -> Self {
        let whole = point.plus(z);
        let (mut difference, mut slope, mut power) = (whole.plus(point), whole, point);
        for _ in 2..degree {
            power = power.times(point);
            difference = power.plus_product(difference, whole);
            slope = slope.times(whole);
        }
        Self {
            difference,
            slope: slope.scaled(f64::from(degree)),
        }
    }
}
