//! What takes an orbit from one point to the next, written once for a number and for lanes
//! of them: the same operations in the same order, so that all that fuse give the same
//! bits, and all that do not.
#![allow(
    clippy::inline_always,
    reason = "must melt into the caller that enables the instructions"
)]

use super::Complex;
use super::lanes::{Number, Real};

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
    #[inline(always)]
    pub(super) fn stepped_by<M: Map, N: Number>(self, c: Self) -> Self {
        Self::of(M::step(self.numbers::<N>(), c.numbers()))
    }

    /// [`Map::derivative`] at this point.
    #[inline(always)]
    pub(super) fn derivative_by<M: Map, N: Number>(self, derivative: Self, of_c: f64) -> Self {
        let of_c = N::of(of_c);
        Self::of(M::derivative(
            self.numbers::<N>(),
            derivative.numbers(),
            of_c,
        ))
    }

    #[inline(always)]
    fn numbers<N: Number>(self) -> (N, N) {
        (N::of(self.re), N::of(self.im))
    }

    #[inline(always)]
    fn of<N: Number>((re, im): (N, N)) -> Self {
        Self::new(re.get(), im.get())
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
    (x.times(x).minus_product(y, y), x.plus(x).times(y))
}

/// `z² + c`, in as few roundings as there can be.
#[inline(always)]
fn square_plus<R: Real>((x, y): (R, R), c: (R, R)) -> (R, R) {
    if R::IS_FUSED {
        let re = c.0.plus_product(x, x).minus_product(y, y);
        (re, c.1.plus_product(x.plus(x), y))
    } else {
        sum(squared((x, y)), c)
    }
}

#[inline(always)]
fn product<R: Real>((x, y): (R, R), (u, v): (R, R)) -> (R, R) {
    (
        x.times(u).minus_product(y, v),
        x.times(v).plus_product(y, u),
    )
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
        square_plus(z, c)
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
        square_plus(squared(z), c)
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
        square_plus((x.abs(), y.abs()), c)
    }

    #[inline(always)]
    fn derivative<R: Real>(_z: (R, R), d: (R, R), _k: R) -> (R, R) {
        d
    }
}
