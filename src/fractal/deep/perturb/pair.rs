//! Complex numbers side by side, one a lane.

use super::group::MOST;
use crate::fractal::Complex;
use crate::fractal::lanes::Lanes;

/// Complex numbers, one a lane.
#[derive(Clone, Copy)]
pub(super) struct Pair<L> {
    pub(super) re: L,
    pub(super) im: L,
}

impl<L: Lanes> Pair<L> {
    #[inline(always)]
    pub(super) fn splat(value: Complex) -> Self {
        Self {
            re: L::splat(value.re),
            im: L::splat(value.im),
        }
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            re: self.re.plus(other.re),
            im: self.im.plus(other.im),
        }
    }

    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        Self {
            re: self.re.times(other.re).minus_product(self.im, other.im),
            im: self.re.times(other.im).plus_product(self.im, other.re),
        }
    }

    /// `self + a b`.
    #[inline(always)]
    pub(super) fn plus_product(self, a: Self, b: Self) -> Self {
        if L::IS_FUSED {
            let re = self.re.plus_product(a.re, b.re);
            let im = self.im.plus_product(a.re, b.im);
            Self {
                re: re.minus_product(a.im, b.im),
                im: im.plus_product(a.im, b.re),
            }
        } else {
            self.plus(a.times(b))
        }
    }

    /// `self + a²`.
    #[inline(always)]
    pub(super) fn plus_square(self, a: Self) -> Self {
        if L::IS_FUSED {
            Self {
                re: self.re.plus_product(a.re, a.re).minus_product(a.im, a.im),
                im: self.im.plus_product(a.re.plus(a.re), a.im),
            }
        } else {
            self.plus(a.square())
        }
    }

    #[inline(always)]
    pub(super) fn square(self) -> Self {
        Self {
            re: self.re.times(self.re).minus_product(self.im, self.im),
            im: self.re.plus(self.re).times(self.im),
        }
    }

    #[inline(always)]
    pub(super) fn scaled(self, by: f64) -> Self {
        let by = L::splat(by);
        Self {
            re: self.re.times(by),
            im: self.im.times(by),
        }
    }

    /// With the imaginary part times that.
    #[inline(always)]
    pub(super) fn turned(self, turn: f64) -> Self {
        let im = self.im.times(L::splat(turn));
        Self { im, ..self }
    }

    /// With `|cross + im| − |cross|` for the imaginary part, which loses no digits: that is
    /// `im`, times the sign of `cross`, unless the sum has the other sign.
    #[inline(always)]
    pub(super) fn folded(self, cross: f64) -> Self {
        let im = self.im.times(L::splat(1.0_f64.copysign(cross)));
        let (zero, size) = (L::splat(0.0), L::splat(cross.abs()));
        let beyond = zero.minus(size).minus(size).minus(im);
        let stays = zero.minus(im).at_most(size);
        let im = beyond.replaced_where(stays, im);
        Self { im, ..self }
    }

    #[inline(always)]
    pub(super) fn norm_squared(self) -> L {
        self.re.times(self.re).plus_product(self.im, self.im)
    }
}

/// The largest square of them all.
#[inline(always)]
pub(super) fn largest<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> f64 {
    let mut largest = numbers[0].norm_squared();
    for number in &numbers[1..] {
        largest = largest.or_larger(number.norm_squared());
    }
    largest.largest()
}

#[inline(always)]
pub(super) fn load<L: Lanes, const N: usize>(numbers: &[Complex; MOST]) -> [Pair<L>; N] {
    let (re, im) = (
        numbers.map(|number| number.re),
        numbers.map(|number| number.im),
    );
    std::array::from_fn(|vector| Pair {
        re: L::load(&re[vector * L::WIDTH..]),
        im: L::load(&im[vector * L::WIDTH..]),
    })
}

#[inline(always)]
pub(super) fn store<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> [Complex; MOST] {
    let (mut re, mut im) = ([0.0; MOST], [0.0; MOST]);
    for (vector, number) in numbers.iter().enumerate() {
        number.re.store(&mut re[vector * L::WIDTH..]);
        number.im.store(&mut im[vector * L::WIDTH..]);
    }
    std::array::from_fn(|lane| Complex::new(re[lane], im[lane]))
}
