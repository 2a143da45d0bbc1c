//! Groups whose differences are too small for `f64`: all share a power of two, so that a
//! move takes hardly more than a near one.

use super::super::extended::{Extended, key_of_norm, key_of_power, power_of_two};
use super::super::table::NEAREST;
use super::group::{Group, MOST};
use super::pair::{Pair, Row, all_scaled, largest, load, store};
use super::wishes::Wishes;
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;
use crate::fractal::lanes::Lanes;

/// Squares of shared mantissas are kept within this and what it is of 1.
const MOST_SQUARE: f64 = (1_u128 << 120) as f64;

/// What is smaller by this power of two than what it is added to is nothing.
const LOST: i32 = 900;

/// A point of the reference whose square is above this is not near enough to 0 for a far
/// difference to rebase.
const LARGE: f64 = NEAREST;

/// A point of the reference whose square is so many times the largest of far differences is
/// not near enough to 0 for one of them to rebase.
pub(super) const LARGER: f64 = 256.0;

impl<L: Lanes, const N: usize, const DERIVATIVES: bool> Group<'_, L, N, DERIVATIVES> {
    #[inline(always)]
    pub(super) fn go_on_far(&mut self, mut moves: u32) -> u32 {
        let course = self.course;
        let table = &course.table;
        while moves > 0 {
            moves -= 1;
            let size = largest(&self.z);
            let key = key_of_norm(size) + key_of_power(2 * self.exponent);
            let (doublings, place) = table.longest_far(self.m, key, self.left);
            let run = match place {
                Some(place) => table.far_run(place),
                None => course.far_step(self.m, self.at),
            };
            let ((a, a_exponent), (b, b_exponent)) = (run.a.to_parts(), run.b.to_parts());
            let (of_z, of_square) = (a_exponent + self.exponent, 2 * self.exponent);
            // Of a step alone the square is not lost.
            let is_step = doublings == 0;
            let mut top = of_z.max(b_exponent);
            if is_step {
                top = top.max(of_square);
            }
            let a = Pair::splat(a).scaled(power(of_z - top));
            let b = Pair::splat(b).scaled(power(b_exponent - top));
            let square = power(of_square - top);
            if DERIVATIVES {
                let b = b.scaled(self.derivative_of_offset);
                for (derivative, z) in self.derivative.iter_mut().zip(self.z) {
                    let linear = b.plus_product(a, *derivative);
                    *derivative = if is_step {
                        linear.plus(z.plus(z).times(*derivative).scaled(square))
                    } else {
                        linear
                    };
                }
            }
            for (z, offset) in self.z.iter_mut().zip(self.offset) {
                let linear = b.times(offset).plus_product(a, *z);
                *z = if is_step {
                    linear.plus(z.square().scaled(square))
                } else {
                    linear
                };
            }
            self.exponent = top;
            self.left -= 1 << doublings;
            self.go_to(self.m + (1 << doublings));
            self.even_out_if_needed();
            let norm = table.point(self.at).norm_squared();
            let is_plain = (LARGE..=ESCAPE_NORM).contains(&norm);
            if !is_plain || self.m == course.last() || self.left == 0 || self.is_large() {
                break;
            }
        }
        moves
    }

    /// Keeps squares of mantissas in their range.
    #[inline(always)]
    pub(super) fn even_out_if_needed(&mut self) {
        let size = largest(&self.z);
        if !(1.0 / MOST_SQUARE..=MOST_SQUARE).contains(&size) {
            self.even_out(size);
        }
    }

    /// Brings the largest mantissa, whose square is `size`, to about 1.
    #[inline(always)]
    fn even_out(&mut self, size: f64) {
        let (_, exponent) = Extended::new(Complex::new(size.sqrt(), 0.0), 0).to_parts();
        if size > 0.0 {
            let by = power_of_two(-exponent);
            self.z = all_scaled(self.z, by);
            if DERIVATIVES {
                self.derivative = all_scaled(self.derivative, by);
            }
            self.exponent += exponent;
        }
    }

    /// Whether the largest difference is near.
    #[inline(always)]
    pub(super) fn is_large(&self) -> bool {
        let nearest = key_of_norm(self.nearest);
        key_of_norm(largest(&self.z)) + key_of_power(2 * self.exponent) > nearest
    }

    /// What is to be done of far differences, none of which [is large](Self::is_large): mostly
    /// nothing, since no point is so small, or it is 0 itself.
    #[inline(always)]
    pub(super) fn wishes_far(&self) -> Wishes {
        let norm = self.course.table.point(self.at).norm_squared();
        if (LARGER * self.nearest..=ESCAPE_NORM).contains(&norm) {
            return Wishes::NONE;
        }
        let point = self.course.point(self.m, self.at);
        if point == Extended::ZERO {
            return Wishes::NONE;
        }
        wishes(point, &store(&self.z), self.exponent)
    }

    /// The differences become those from 0.
    #[inline(always)]
    pub(super) fn add_point_far(&mut self) {
        self.set_far(self.course.point(self.m, self.at));
    }

    /// Differences are far from here on.
    #[inline(always)]
    pub(super) fn go_far(&mut self) {
        self.is_far = true;
        self.set_far(Extended::ZERO);
    }

    /// Adds a point, and has all of them share a power of two.
    #[inline(always)]
    fn set_far(&mut self, point: Extended) {
        let (z, exponent) = sums(point, &store(&self.z), self.exponent);
        if DERIVATIVES {
            self.derivative = load(&self.derivatives_by(exponent));
        }
        (self.z, self.exponent) = (load(&z), exponent);
    }

    /// Differences that are large enough are near from here on.
    #[inline(always)]
    pub(super) fn come_near_if_large(&mut self) {
        if self.is_large() {
            self.come_near();
        }
    }
}

// What follows is done seldom, and there once for all lanes.

/// What is to be done of far differences, which are to be multiplied by a power of two.
#[inline(never)]
fn wishes(point: Extended, z: &Row, exponent: i32) -> Wishes {
    let mut wishes = Wishes::default();
    for lane in 0..MOST {
        let z = Extended::new(z.at(lane), exponent);
        let whole = point.plus(z);
        let stays_by = |by: f64| !whole.scaled(by).is_smaller_than(z);
        let bit = |set: bool| u32::from(set) << lane;
        wishes.inside |= bit(whole.to_complex().norm_squared() <= ESCAPE_NORM);
        wishes.stays |= bit(stays_by(1.0));
        wishes.can_stay |= bit(stays_by(4.0));
        wishes.allows |= bit(!stays_by(0.25));
    }
    wishes
}

/// A point and each of some differences together, and the power of two by which all of them
/// are to be multiplied then, as these by theirs.
#[inline(never)]
fn sums(point: Extended, z: &Row, exponent: i32) -> (Row, i32) {
    let sum = |lane| point.plus(Extended::new(z.at(lane), exponent)).to_parts();
    let sums: [_; MOST] = std::array::from_fn(sum);
    let exponent = sums.iter().map(|sum| sum.1).max().unwrap_or(0);
    let mut shared = Row::ZERO;
    for (lane, (sum, own)) in sums.into_iter().enumerate() {
        let by = power(own - exponent);
        shared.set(lane, Complex::new(sum.re * by, sum.im * by));
    }
    (shared, exponent)
}

/// Some numbers times a power of two, which may be out of range where they are not then.
#[inline(never)]
pub(super) fn shifted(numbers: &Row, exponent: i32) -> Row {
    numbers.map(|number| Extended::new(number, exponent).to_complex())
}

/// `2^exponent`, which is at most 1; 0 where nothing would be left of it.
#[inline(always)]
pub(super) fn power(exponent: i32) -> f64 {
    if exponent < -LOST {
        0.0
    } else {
        power_of_two(exponent)
    }
}
