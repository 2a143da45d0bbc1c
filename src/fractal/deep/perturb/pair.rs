//! Complex numbers side by side, one a lane.

use super::super::extended::KEY_BIT;
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
    pub(super) fn minus(self, other: Self) -> Self {
        Self {
            re: self.re.minus(other.re),
            im: self.im.minus(other.im),
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

// Not by closures: those do not have the instructions of where they are written, and call each
// as a function unless they melt into it.

/// All of them times a number.
#[inline(always)]
pub(super) fn all_scaled<L: Lanes, const N: usize>(
    mut numbers: [Pair<L>; N],
    by: f64,
) -> [Pair<L>; N] {
    for number in &mut numbers {
        *number = number.scaled(by);
    }
    numbers
}

/// The largest square of them all.
#[inline(always)]
pub(super) fn largest<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> f64 {
    largest_of_lanes(numbers).largest()
}

/// Its key.
#[inline(always)]
pub(super) fn largest_key<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> i32 {
    largest_of_lanes(numbers).largest_from_bit::<KEY_BIT>()
}

#[inline(always)]
fn largest_of_lanes<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> L {
    let mut largest = numbers[0].norm_squared();
    for number in &numbers[1..] {
        largest = largest.or_larger(number.norm_squared());
    }
    largest
}

/// The complex numbers of a group's lanes, to be seen one by one.
#[derive(Clone, Copy)]
pub(super) struct Row {
    re: [f64; MOST],
    im: [f64; MOST],
}

impl Row {
    pub(super) const ZERO: Self = Self {
        re: [0.0; MOST],
        im: [0.0; MOST],
    };

    #[inline(always)]
    pub(super) fn at(&self, lane: usize) -> Complex {
        Complex::new(self.re[lane], self.im[lane])
    }

    #[inline(always)]
    pub(super) fn set(&mut self, lane: usize, number: Complex) {
        (self.re[lane], self.im[lane]) = (number.re, number.im);
    }

    /// The numbers of those lanes.
    #[inline(never)]
    pub(super) fn of_lanes(&self, lanes: &[usize; MOST]) -> Self {
        let mut row = Self::ZERO;
        for (lane, from) in lanes.iter().enumerate() {
            row.set(lane, self.at(*from));
        }
        row
    }

    /// What a function makes of each lane's number.
    #[inline(always)]
    pub(super) fn map(mut self, of: impl Fn(Complex) -> Complex) -> Self {
        for lane in 0..MOST {
            self.set(lane, of(self.at(lane)));
        }
        self
    }
}

#[inline(always)]
pub(super) fn load<L: Lanes, const N: usize>(row: &Row) -> [Pair<L>; N] {
    let mut numbers = [Pair::splat(Complex::ZERO); N];
    for (vector, number) in numbers.iter_mut().enumerate() {
        *number = Pair {
            re: L::load(&row.re[vector * L::WIDTH..]),
            im: L::load(&row.im[vector * L::WIDTH..]),
        };
    }
    numbers
}

#[inline(always)]
pub(super) fn store<L: Lanes, const N: usize>(numbers: &[Pair<L>; N]) -> Row {
    let mut row = Row::ZERO;
    for (vector, number) in numbers.iter().enumerate() {
        number.re.store(&mut row.re[vector * L::WIDTH..]);
        number.im.store(&mut row.im[vector * L::WIDTH..]);
    }
    row
}
