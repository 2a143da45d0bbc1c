//! Lanes as an array, for targets without instructions of ours.

use super::{Lanes, Number, Real};
use std::marker::PhantomData;

/// `N` lanes, by the rules of `R`.
#[derive(Clone, Copy)]
pub(in crate::fractal) struct Portable<const N: usize, R>([f64; N], PhantomData<R>);

/// A mask's lane: all bits of an `f64`, or none.
fn lane_of(set: bool) -> f64 {
    f64::from_bits(if set { u64::MAX } else { 0 })
}

impl<const N: usize, R: Number> Portable<N, R> {
    #[inline(always)]
    fn zip(self, other: Self, mut each: impl FnMut(f64, f64) -> f64) -> Self {
        let mut result = self;
        for (left, right) in result.0.iter_mut().zip(other.0) {
            *left = each(*left, right);
        }
        result
    }

    #[inline(always)]
    fn with_product(self, a: Self, b: Self, each: impl Fn(R, R, R) -> R) -> Self {
        let lane = |lane: usize| {
            let [own, a, b] = [self, a, b].map(|lanes| R::of(lanes.0[lane]));
            each(own, a, b).get()
        };
        Self(std::array::from_fn(lane), PhantomData)
    }
}

impl<const N: usize, R: Number> Real for Portable<N, R> {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f64::abs), PhantomData)
    }

    const IS_FUSED: bool = R::IS_FUSED;

    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        self.with_product(a, b, R::plus_product)
    }

    #[inline(always)]
    fn minus_product(self, a: Self, b: Self) -> Self {
        self.with_product(a, b, R::minus_product)
    }
}

impl<const N: usize, R: Number> Lanes for Portable<N, R> {
    const WIDTH: usize = N;

    type Number = R;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self([value; N], PhantomData)
    }

    #[inline(always)]
    fn load(from: &[f64]) -> Self {
        Self(std::array::from_fn(|lane| from[lane]), PhantomData)
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        to[..N].copy_from_slice(&self.0);
    }

    #[inline(always)]
    fn at_most(self, other: Self) -> Self {
        self.zip(other, |a, b| lane_of(a <= b))
    }

    #[inline(always)]
    fn equals(self, other: Self) -> Self {
        self.zip(other, |a, b| lane_of(a == b))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| f64::from_bits(a.to_bits() & b.to_bits()))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        self.zip(other, |a, b| f64::from_bits(a.to_bits() & !b.to_bits()))
    }

    #[inline(always)]
    fn replaced_where(mut self, mask: Self, other: Self) -> Self {
        for lane in 0..N {
            if mask.0[lane].to_bits() != 0 {
                self.0[lane] = other.0[lane];
            }
        }
        self
    }

    #[inline(always)]
    fn bits(self) -> u32 {
        self.0
            .iter()
            .enumerate()
            .map(|(lane, value)| ((value.to_bits() >> 63) as u32) << lane)
            .sum()
    }

    #[inline(always)]
    fn or_larger(self, other: Self) -> Self {
        self.zip(other, |a, b| if b > a { b } else { a })
    }

    #[inline(always)]
    fn largest(self) -> f64 {
        self.0.into_iter().fold(f64::NEG_INFINITY, f64::max)
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
impl<const N: usize> super::FusedLanes for Portable<N, super::Fused> {
    fn plus_bits(self, other: Self) -> Self {
        self.zip(other, |a, b| {
            f64::from_bits(a.to_bits().wrapping_add(b.to_bits()))
        })
    }
}
