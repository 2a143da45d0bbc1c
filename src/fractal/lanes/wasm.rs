//! Lanes of WebAssembly's simd128.

use std::arch::wasm32::{
    f64x2_abs, f64x2_add, f64x2_eq, f64x2_extract_lane, f64x2_le, f64x2_mul, f64x2_pmax,
    f64x2_splat, f64x2_sub, i32x4_extract_lane, i64x2_bitmask, i64x2_shuffle, u64x2_shr, v128,
    v128_and, v128_andnot, v128_bitselect, v128_load, v128_store,
};

#[cfg(target_feature = "relaxed-simd")]
use std::arch::wasm32::{f64x2_relaxed_madd, f64x2_relaxed_nmadd, i64x2_add};

use super::{Lanes, Real};

/// Two lanes.
#[derive(Clone, Copy)]
pub(in crate::fractal) struct F64x2(v128);

/// `number + a b`, rounded once: there is no such instruction for one number.
#[cfg(target_feature = "relaxed-simd")]
#[inline(always)]
pub(super) fn plus_product(number: f64, a: f64, b: f64) -> f64 {
    let sum = f64x2_relaxed_madd(f64x2_splat(a), f64x2_splat(b), f64x2_splat(number));
    f64x2_extract_lane::<0>(sum)
}

impl F64x2 {
    /// The larger in each lane.
    #[inline(always)]
    fn largest_in_all(self) -> v128 {
        let other = i64x2_shuffle::<1, 0>(self.0, self.0);
        f64x2_pmax(self.0, other)
    }
}

impl Real for F64x2 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(f64x2_add(self.0, other.0))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(f64x2_sub(self.0, other.0))
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Self(f64x2_mul(self.0, other.0))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(f64x2_abs(self.0))
    }

    #[cfg(target_feature = "relaxed-simd")]
    const IS_FUSED: bool = true;

    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        Self(f64x2_relaxed_madd(a.0, b.0, self.0))
    }

    #[cfg(target_feature = "relaxed-simd")]
    #[inline(always)]
    fn minus_product(self, a: Self, b: Self) -> Self {
        Self(f64x2_relaxed_nmadd(a.0, b.0, self.0))
    }
}

impl Lanes for F64x2 {
    const WIDTH: usize = 2;

    #[cfg(target_feature = "relaxed-simd")]
    type Number = super::Fused;
    #[cfg(not(target_feature = "relaxed-simd"))]
    type Number = f64;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self(f64x2_splat(value))
    }

    #[inline(always)]
    fn load(from: &[f64]) -> Self {
        let from = &from[..2];
        // SAFETY: the slice holds 2 numbers, and any alignment will do.
        Self(unsafe { v128_load(from.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..2];
        // SAFETY: the slice holds 2 numbers, and any alignment will do.
        unsafe { v128_store(to.as_mut_ptr().cast(), self.0) };
    }

    #[inline(always)]
    fn at_most(self, other: Self) -> Self {
        Self(f64x2_le(self.0, other.0))
    }

    #[inline(always)]
    fn equals(self, other: Self) -> Self {
        Self(f64x2_eq(self.0, other.0))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    fn and_not(self, other: Self) -> Self {
        Self(v128_andnot(self.0, other.0))
    }

    #[inline(always)]
    fn replaced_where(self, mask: Self, other: Self) -> Self {
        Self(v128_bitselect(other.0, self.0, mask.0))
    }

    #[inline(always)]
    fn bits(self) -> u32 {
        u32::from(i64x2_bitmask(self.0))
    }

    #[inline(always)]
    fn or_larger(self, other: Self) -> Self {
        Self(f64x2_pmax(self.0, other.0))
    }

    /// By one operation of lanes: of a choice between two numbers an engine may make a branch.
    #[inline(always)]
    fn largest(self) -> f64 {
        f64x2_extract_lane::<0>(self.largest_in_all())
    }

    /// V8 moves 32 bits out of lanes by one operation, and 64 by two.
    #[inline(always)]
    fn largest_from_bit<const BIT: u32>(self) -> i32 {
        i32x4_extract_lane::<0>(u64x2_shr(self.largest_in_all(), BIT))
    }
}

#[cfg(target_feature = "relaxed-simd")]
impl super::FusedLanes for F64x2 {
    #[inline(always)]
    fn plus_bits(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }
}
