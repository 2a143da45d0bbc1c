//! Several `f64` side by side: one trait, and an instruction set each behind
//! it, thin.
//!
//! ```text
//! portable   arrays, for any target and as the naive twin in tests
//! x86        SSE2 (2 lanes, always there), and, asked for at run time, AVX2 with FMA (4) and
//!            AVX-512 (8)
//! wasm       simd128 (2 lanes), and with relaxed SIMD in another build
//! ```
//!
//! Every operation is the one IEEE operation of its name, lane by lane, and nothing is
//! reordered. Some lanes fuse: they add a product before it is rounded, which is one
//! rounding less and one instruction instead of two. So there are two kinds, and all of a
//! kind agree bit for bit: AVX2, AVX-512 and relaxed SIMD, and the baseline, which are all
//! others.
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
    /// For processors that all fuse, as those of ARM do: their browsers will.
    #[cfg(any(test, target_arch = "aarch64"))]
    PortableFused,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2(x86::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(x86::Avx512),
    #[cfg(target_arch = "wasm32")]
    Simd128,
}

impl Backend {
    /// The widest that this machine has.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn best() -> Self {
        let narrower = || x86::Avx2::found().map_or(Self::Sse2, Self::Avx2);
        x86::Avx512::found().map_or_else(narrower, Self::Avx512)
    }

    /// The widest that this machine has.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn best() -> Self {
        Self::Simd128
    }

    /// The widest that this machine has.
    #[cfg(target_arch = "aarch64")]
    pub(super) fn best() -> Self {
        Self::PortableFused
    }

    /// The widest that this machine has.
    #[cfg(not(any(
        target_arch = "x86_64",
        target_arch = "wasm32",
        target_arch = "aarch64"
    )))]
    pub(super) fn best() -> Self {
        Self::Portable
    }

    /// What every machine has, and does not fuse.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn baseline() -> Self {
        #[cfg(target_arch = "x86_64")]
        return Self::Sse2;
        #[cfg(not(target_arch = "x86_64"))]
        Self::Portable
    }

    /// Whether its lanes fuse.
    pub(super) fn is_fused(self) -> bool {
        match self {
            #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
            Self::Portable => false,
            #[cfg(any(test, target_arch = "aarch64"))]
            Self::PortableFused => true,
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => false,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) | Self::Avx512(_) => true,
            #[cfg(target_arch = "wasm32")]
            Self::Simd128 => cfg!(target_feature = "relaxed-simd"),
        }
    }

    /// All that this machine has.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        let mut all = vec![Self::Portable, Self::PortableFused];
        #[cfg(target_arch = "x86_64")]
        {
            all.push(Self::Sse2);
            all.extend(x86::Avx2::found().map(Self::Avx2));
            all.extend(x86::Avx512::found().map(Self::Avx512));
            if x86::Avx512::found().is_none() {
                static SAID: std::sync::Once = std::sync::Once::new();
                SAID.call_once(|| eprintln!("this machine has no AVX-512: it is not compared"));
            }
        }
        all
    }
}

/// A number, or several side by side: what formulas are written for.
pub(super) trait Real: Copy {
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn abs(self) -> Self;

    /// Whether [`plus_product`](Self::plus_product) and its like round once.
    const IS_FUSED: bool = false;

    /// `self + a b`.
    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        self.plus(a.times(b))
    }

    /// `self − a b`.
    #[inline(always)]
    fn minus_product(self, a: Self, b: Self) -> Self {
        self.minus(a.times(b))
    }
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

/// One number, by the rules that some lanes follow.
pub(super) trait Number: Real {
    fn of(number: f64) -> Self;
    fn get(self) -> f64;
}

impl Number for f64 {
    #[inline(always)]
    fn of(number: f64) -> Self {
        number
    }

    #[inline(always)]
    fn get(self) -> f64 {
        self
    }
}

/// A number by the rules of lanes that fuse.
#[derive(Clone, Copy)]
pub(super) struct Fused(f64);

impl Number for Fused {
    #[inline(always)]
    fn of(number: f64) -> Self {
        Self(number)
    }

    #[inline(always)]
    fn get(self) -> f64 {
        self.0
    }
}

impl Real for Fused {
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }

    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }

    const IS_FUSED: bool = true;

    #[inline(always)]
    fn plus_product(self, a: Self, b: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(wasm::plus_product(self.0, a.0, b.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        Self(a.0.mul_add(b.0, self.0))
    }

    #[inline(always)]
    fn minus_product(self, a: Self, b: Self) -> Self {
        self.plus_product(Self(-a.0), b)
    }
}

/// `WIDTH` numbers that are worked on at once. A mask is a `Lanes` too: all
/// bits of a lane, or none.
pub(super) trait Lanes: Real {
    /// How many.
    const WIDTH: usize;

    /// One of them.
    type Number: Number;

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
    /// `other` where it is larger, otherwise `self`.
    fn or_larger(self, other: Self) -> Self;
    /// The largest of numbers none of which is NaN.
    fn largest(self) -> f64;
    /// Its bits from that one on, of which there are 32 at most.
    #[inline(always)]
    fn largest_from_bit<const BIT: u32>(self) -> i32 {
        (self.largest().to_bits() >> BIT) as i32
    }
}

/// Lanes that fuse, and whose bits can be added up.
#[cfg(any(target_arch = "x86_64", target_feature = "relaxed-simd"))]
pub(super) trait FusedLanes: Lanes {
    /// The sums of the lanes' bits, as integers that wrap.
    fn plus_bits(self, other: Self) -> Self;
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f64; 8] = [1.0, -0.0, f64::INFINITY, 1e300, 0.1, -2.5, 3e-310, 7.0];
    const B: [f64; 8] = [1.0, 0.0, f64::NAN, -1e-300, 0.3, -2.5, -1.0, f64::INFINITY];

    /// Every operation of `L` against the same in plain numbers.
    fn check<L: Lanes>() {
        for first in (0..A.len()).step_by(L::WIDTH) {
            let (a, b) = (&A[first..first + L::WIDTH], &B[first..first + L::WIDTH]);
            let (left, right) = (L::load(a), L::load(b));
            let same = |got: L, plain: &dyn Fn(f64, f64) -> f64| {
                let mut values = [0.0; A.len()];
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
            let fused = |add: f64, a: f64, b: f64| {
                let number = L::Number::of(add);
                number
                    .plus_product(L::Number::of(a), L::Number::of(b))
                    .get()
            };
            same(left.plus_product(right, left), &|a, b| fused(a, b, a));
            same(left.minus_product(right, left), &|a, b| fused(a, -b, a));
            let near = L::splat(1.0 + f64::EPSILON);
            let error = L::splat(-1.0 - 2.0 * f64::EPSILON).plus_product(near, near);
            assert_eq!(error.largest() != 0.0, L::IS_FUSED);
            same(L::splat(7.0), &|_, _| 7.0);
            let largest = a.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert_eq!(left.largest(), largest);
            same(
                left.replaced_where(left.equals(right), L::splat(3.0)),
                &|a, b| if a == b { 3.0 } else { a },
            );
            same(left.or_larger(right), &|a, b| if b > a { b } else { a });
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
        check::<portable::Portable<1, f64>>();
        check::<portable::Portable<4, f64>>();
        check::<portable::Portable<4, Fused>>();
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn x86_lanes_are_plain_arithmetic() {
        #[target_feature(enable = "avx2,fma")]
        fn check_avx2() {
            check::<x86::F64x4>();
        }
        #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
        fn check_avx512() {
            check::<x86::F64x8>();
        }
        check::<x86::F64x2>();
        if x86::Avx2::found().is_some() {
            // SAFETY: they were just found.
            unsafe { check_avx2() };
        }
        if x86::Avx512::found().is_some() {
            // SAFETY: they were just found.
            unsafe { check_avx512() };
        } else {
            eprintln!("skipped: this machine has no AVX-512");
        }
    }
}
