//! Several `f64` side by side: one trait, and an instruction set each behind
//! it, thin.
//!
//! ```text
//! portable   arrays, for any target and as the naive twin in tests
//! x86        SSE2 (2 lanes, always there) and AVX2 (4, asked for at run time)
//! wasm       simd128 (2 lanes)
//! ```
//!
//! Every operation is the one IEEE operation of its name, lane by lane; nothing
//! is fused or reordered, so that all of them agree bit for bit.
//!
//! Everything here is always inlined: the methods stand for one instruction
//! each, and only inside the entry point that switches the instruction set on
//! may they be generated.
#![allow(
    clippy::inline_always,
    reason = "must melt into the caller that enables the instructions"
)]

#[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
pub(super) mod portable;
#[cfg(target_arch = "wasm32")]
pub(super) mod wasm;
#[cfg(target_arch = "x86_64")]
pub(super) mod x86;

/// The lanes to use, chosen once at run time.
#[derive(Clone, Copy, Debug)]
pub(super) enum Backend {
    #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "wasm32")]
    Simd128,
}

impl Backend {
    /// The widest that this machine has.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn best() -> Self {
        x86::Avx2::found().map_or(Self::Sse2, Self::Avx2)
    }

    /// The widest that this machine has.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn best() -> Self {
        Self::Simd128
    }

    /// The widest that this machine has.
    #[cfg(not(any(target_arch = "x86_64", target_arch = "wasm32")))]
    pub(super) fn best() -> Self {
        Self::Portable
    }

    /// All that this machine has.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        let mut all = vec![Self::Portable, Self::best()];
        #[cfg(target_arch = "x86_64")]
        all.push(Self::Sse2);
        all
    }
}

/// A number, or several side by side: what formulas are written for.
pub(super) trait Real: Copy {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn abs(self) -> Self;
}

impl Real for f64 {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self * other
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self::abs(self)
    }
}

/// `WIDTH` numbers that are worked on at once. A mask is a `Lanes` too: all
/// bits of a lane, or none.
pub(super) trait Lanes: Real {
    /// How many.
    const WIDTH: usize;

    /// The same number in every lane.
    fn splat(value: f64) -> Self;
    /// The first `WIDTH` of `from`, which must hold as many.
    fn load(from: &[f64]) -> Self;
    /// Writes the first `WIDTH` of `to`, which must hold as many.
    fn store(self, to: &mut [f64]);
    /// The mask of `self ≤ other`; false for NaN.
    fn at_most(self, other: Self) -> Self;
    /// The mask of `self = other`; false for NaN.
    fn equals(self, other: Self) -> Self;
    /// The mask of both.
    fn and(self, other: Self) -> Self;
    /// The mask of `self` without `other`.
    fn and_not(self, other: Self) -> Self;
    /// `self`, or `other` where `mask` is set.
    fn replaced_where(self, mask: Self, other: Self) -> Self;
    /// A mask as bits, lane 0 the lowest.
    fn bits(self) -> u32;

    /// The largest of numbers none of which is NaN.
    #[inline(always)]
    fn largest(self) -> f64 {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes);
        let mut largest = lanes[0];
        for &lane in &lanes[1..Self::WIDTH] {
            largest = if lane > largest { lane } else { largest };
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f64; 4] = [1.0, -0.0, f64::INFINITY, 1e300];
    const B: [f64; 4] = [1.0, 0.0, f64::NAN, -1e-300];

    /// Every operation of `L` against the same in plain numbers.
    fn check<L: Lanes>() {
        for first in (0..4).step_by(L::WIDTH) {
            let (a, b) = (&A[first..first + L::WIDTH], &B[first..first + L::WIDTH]);
            let (left, right) = (L::load(a), L::load(b));
            let same = |got: L, plain: &dyn Fn(f64, f64) -> f64| {
                let mut values = [0.0; 4];
                got.store(&mut values);
                for lane in 0..L::WIDTH {
                    let expected = plain(a[lane], b[lane]);
                    assert!(
                        values[lane].to_bits() == expected.to_bits()
                            || values[lane].is_nan() && expected.is_nan(),
                        "lane {lane}: {} and not {expected}",
                        values[lane]
                    );
                }
            };
            let mask = |got: L, plain: &dyn Fn(f64, f64) -> bool| {
                let expected = (0..L::WIDTH).map(|lane| u32::from(plain(a[lane], b[lane])) << lane);
                assert_eq!(got.bits(), expected.sum::<u32>());
            };
            same(left.plus(right), &|a, b| a + b);
            same(left.minus(right), &|a, b| a - b);
            same(left.times(right), &|a, b| a * b);
            same(left.abs(), &|a, _| a.abs());
            same(L::splat(7.0), &|_, _| 7.0);
            let largest = a.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(left.largest(), largest);
            same(
                left.replaced_where(left.equals(right), L::splat(3.0)),
                &|a, b| if a == b { 3.0 } else { a },
            );
            mask(left.at_most(right), &|a, b| a <= b);
            mask(left.equals(right), &|a, b| a == b);
            mask(left.at_most(right).and(left.equals(right)), &|a, b| a == b);
            mask(right.at_most(left).and_not(left.equals(right)), &|a, b| {
                b < a
            });
        }
    }

    #[test]
    fn portable_lanes_are_plain_arithmetic() {
        check::<portable::Portable<1>>();
        check::<portable::Portable<4>>();
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn x86_lanes_are_plain_arithmetic() {
        #[target_feature(enable = "avx2")]
        fn check_avx2() {
            check::<x86::F64x4>();
        }
        check::<x86::F64x2>();
        if is_x86_feature_detected!("avx2") {
            // SAFETY: AVX2 was just found.
            unsafe { check_avx2() };
        }
    }
}
