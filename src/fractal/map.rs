//! What takes an orbit from one point to the next, written once for a number and for lanes
//! of them: the same operations in the same order, so that all give the same bits.
#![allow(
    clippy::inline_always,
    reason = "must melt into the caller that enables the instructions"
)]

use super::Complex;
use super::lanes::Real;

/// `z ← f(z) + c`.
pub(super) trait Map {
    /// The degree of `f`: by how much the logarithm of a large `|z|` grows in a step.
    const DEGREE: u32;

    /// Whether it has a complex derivative, `f'`.
    const IS_HOLOMORPHIC: bool = true;

    /// `f(z) + c`.
    fn step<R: Real>(z: (R, R), c: (R, R)) -> (R, R);

    /// `f'(z) d + k`: the derivative of [`step`](Self::step) where `d` is that of `z`, and
    /// `k`, which is real, that of `c`.
    fn derivative<R: Real>(z: (R, R), d: (R, R), k: R) -> (R, R);
}

impl Complex {
    /// [`Map::step`] from this point.
    pub(super) fn stepped_by<M: Map>(self, c: Self) -> Self {
        let (re, im) = M::step((self.re, self.im), (c.re, c.im));
        Self { re, im }
    }

    /// [`Map::derivative`] at this point.
    pub(super) fn derivative_by<M: Map>(self, derivative: Self, of_c: f64) -> Self {
        let (re, im) = M::derivative((self.re, self.im), (derivative.re, derivative.im), of_c);
        Self { re, im }
    }
}

/// `z²`.
pub(super) struct Square;

/// `z³`.
pub(super) struct Cube;

/// `z⁴`.
pub(super) struct Fourth;

/// `(|x| + i|y|)²`, which folds the plane: no derivative.
pub(super) struct Folded;

#[inline(always)]
fn squared<R: Real>((x, y): (R, R)) -> (R, R) {
    (x.times(x).minus(y.times(y)), x.plus(x).times(y))
}

#[inline(always)]
fn product<R: Real>((x, y): (R, R), (u, v): (R, R)) -> (R, R) {
    (x.times(u).minus(y.times(v)), x.times(v).plus(y.times(u)))
}

#[inline(always)]
fn sum<R: Real>((x, y): (R, R), (u, v): (R, R)) -> (R, R) {
    (x.plus(u), y.plus(v))
}

#[inline(always)]
fn with_real<R: Real>((x, y): (R, R), k: R) -> (R, R) {
    (x.plus(k), y)
}

impl Map for Square {
    const DEGREE: u32 = 2;

    #[inline(always)]
    fn step<R: Real>(z: (R, R), c: (R, R)) -> (R, R) {
        sum(squared(z), c)
    }

    #[inline(always)]
    fn derivative<R: Real>(z: (R, R), d: (R, R), k: R) -> (R, R) {
        with_real(product(sum(z, z), d), k)
    }
}

impl Map for Cube {
    const DEGREE: u32 = 3;

    #[inline(always)]
    fn step<R: Real>(z: (R, R), c: (R, R)) -> (R, R) {
        sum(product(squared(z), z), c)
    }

    #[inline(always)]
    fn derivative<R: Real>(z: (R, R), d: (R, R), k: R) -> (R, R) {
        let square = squared(z);
        with_real(product(sum(sum(square, square), square), d), k)
    }
}

impl Map for Fourth {
    const DEGREE: u32 = 4;

    #[inline(always)]
    fn step<R: Real>(z: (R, R), c: (R, R)) -> (R, R) {
        sum(squared(squared(z)), c)
    }

    #[inline(always)]
    fn derivative<R: Real>(z: (R, R), d: (R, R), k: R) -> (R, R) {
        let cube = product(squared(z), z);
        let twice = sum(cube, cube);
        with_real(product(sum(twice, twice), d), k)
    }
}

impl Map for Folded {
    const DEGREE: u32 = 2;
    const IS_HOLOMORPHIC: bool = false;

    #[inline(always)]
    fn step<R: Real>((x, y): (R, R), c: (R, R)) -> (R, R) {
        sum(squared((x.abs(), y.abs())), c)
    }

    #[inline(always)]
    fn derivative<R: Real>(_z: (R, R), d: (R, R), _k: R) -> (R, R) {
        d
    }
}
