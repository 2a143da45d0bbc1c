//! Moves of groups by other laws than the square: apart from its own, which are fastest where
//! nothing else is in their loops. They are there once, for any law, near and far, and always
//! follow derivatives, which is no more than one instance of them.

use super::super::extended::{Extended, key_of_norm, key_of_power};
use super::super::law::Law;
use super::super::run::Parts;
use super::far::{LARGER, power};
use super::group::{Group, are_plain};
use super::pair::{Pair, largest};
use super::power::Factors;
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;
use crate::fractal::lanes::Lanes;

impl<L: Lanes, const N: usize, const DERIVATIVES: bool> Group<'_, L, N, DERIVATIVES> {
    /// Whether the law is another than the square: of a group without derivatives it is not, so
    /// that nothing here is compiled for such.
    #[inline(always)]
    pub(super) fn has_law(&self) -> bool {
        DERIVATIVES && self.reference.law != Law::SQUARE
    }

    /// As [`go_on`](Self::go_on).
    #[inline(always)]
    pub(super) fn go_on_by_law(&mut self, mut moves: u32) -> u32 {
        while moves > 0 {
            moves -= 1;
            let steps = self.take_longest();
            self.left -= steps;
            self.go_to(self.m + steps);
            if self.is_far {
                self.even_out_if_needed();
            }
            if !self.is_plain() || self.m == self.course.last() || self.left == 0 {
                break;
            }
        }
        moves
    }

    /// Whether nothing is to be settled where it is.
    #[inline(always)]
    fn is_plain(&self) -> bool {
        let table = &self.course.table;
        if self.is_far {
            let norm = table.point(self.at).norm_squared();
            return (LARGER * self.nearest..=ESCAPE_NORM).contains(&norm) && !self.is_large();
        }
        let largest = largest(&self.z);
        let twice = table.near.run(self.at, 0).a;
        largest >= self.nearest && are_plain(twice, &self.z, key_of_norm(largest))
    }

    /// Takes the longest run that is fit; how many steps.
    #[inline(always)]
    fn take_longest(&mut self) -> u32 {
        let table = &self.course.table;
        let key = key_of_norm(largest(&self.z)) + key_of_power(2 * self.exponent);
        let (doublings, parts) = if self.is_far {
            let (doublings, place) = table.longest_far(self.m, key, self.left);
            let step = || self.course.far_step(self.m, self.at).parts();
            (
                doublings,
                place.map_or_else(step, |place| table.far_parts(place)),
            )
        } else {
            let doublings = table.near.longest(self.at, key).min(self.left.ilog2());
            let place = self.at + doublings as usize;
            (doublings, table.near.parts(place, |number| (number, 0)))
        };
        self.exponent = if doublings == 0 {
            self.take_step(parts)
        } else {
            self.take_run(parts)
        };
        1 << doublings
    }

    /// Takes a step, whose `a` is twice the reference's point; the exponent that all have then.
    #[inline(always)]
    fn take_step(&mut self, Parts { a, b, .. }: Parts) -> i32 {
        let law = self.reference.law;
        let (twice, exponent) = a;
        // Point and difference are summed at the exponent of the larger one.
        let shared = exponent.max(self.exponent);
        let of_power = self.exponent + (law.degree as i32 - 1) * shared;
        let top = of_power.max(b.1);
        let point = Pair::splat(twice).scaled(0.5 * power(exponent - shared));
        let b = Pair::splat(b.0).scaled(power(b.1 - top));
        let b_derivative = b.scaled(self.derivative_of_offset);
        let (down, by) = (power(self.exponent - shared), power(of_power - top));
        let cross = Complex::new(0.5 * twice.re * twice.im, 0.0);
        let cross = Extended::new(cross, 2 * exponent - of_power)
            .to_complex()
            .re;
        for lane in 0..N {
            let z = self.z[lane];
            let factors = Factors::of(point, z.scaled(down), law.degree);
            let grown = factors.slope.times(self.derivative[lane]);
            self.derivative[lane] = b_derivative.plus(grown.scaled(by));
            let mut grown = factors.difference.times(z);
            if law.is_folded {
                grown = grown.folded(cross);
            }
            self.z[lane] = grown.scaled(by).plus_product(b, self.offset[lane]);
        }
        top
    }

    /// Takes a run; likewise.
    #[inline(always)]
    fn take_run(&mut self, Parts { a, b, e, turn }: Parts) -> i32 {
        let of_z = a.1 + self.exponent;
        let top = of_z.max(b.1).max(e.1);
        let [a, b, e] = [(a.0, of_z), b, e]
            .map(|(number, exponent)| Pair::splat(number).scaled(power(exponent - top)));
        let b_derivative = b.scaled(self.derivative_of_offset);
        for lane in 0..N {
            let offset = self.offset[lane];
            self.derivative[lane] = b_derivative.plus_product(a, self.derivative[lane]);
            let grown = a.times(self.z[lane].turned(turn)).plus_product(b, offset);
            self.z[lane] = grown.plus_product(e, offset.turned(-1.0));
        }
        top
    }
}
