//! Lanes of `x86_64`: SSE2, which every such processor has, and AVX2 and AVX-512, which the
//! caller must have found.

use std::arch::x86_64::{
    __m128d, __m256d, __m512d, __mmask8, _CMP_EQ_OQ, _CMP_LE_OQ, _mm_add_pd, _mm_and_pd,
    _mm_andnot_pd, _mm_cmpeq_pd, _mm_cmple_pd, _mm_cvtsd_f64, _mm_loadu_pd, _mm_max_pd, _mm_max_sd,
    _mm_movemask_pd, _mm_mul_pd, _mm_or_pd, _mm_set1_pd, _mm_storeu_pd, _mm_sub_pd,
    _mm_unpackhi_pd, _mm256_add_epi64, _mm256_add_pd, _mm256_and_pd, _mm256_andnot_pd,
    _mm256_castpd_si256, _mm256_castpd256_pd128, _mm256_castsi256_pd, _mm256_cmp_pd,
    _mm256_extractf128_pd, _mm256_fmadd_pd, _mm256_fnmadd_pd, _mm256_loadu_pd, _mm256_max_pd,
    _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_pd, _mm256_set1_pd, _mm256_storeu_pd,
    _mm256_sub_pd, _mm512_add_epi64, _mm512_add_pd, _mm512_and_pd, _mm512_andnot_pd,
    _mm512_castpd_si512, _mm512_castsi512_pd, _mm512_cmp_pd_mask, _mm512_fmadd_pd,
    _mm512_fnmadd_pd, _mm512_loadu_pd, _mm512_max_pd, _mm512_movepi64_mask, _mm512_movm_epi64,
    _mm512_mul_pd, _mm512_or_pd, _mm512_reduce_max_pd, _mm512_set1_pd, _mm512_storeu_pd,
    _mm512_sub_pd,
};

use super::{Fused, FusedLanes, Lanes, Real};

/// Two lanes of SSE2.
#[derive(Clone, Copy)]
pub(in crate::fractal) struct F64x2(__m128d);

/// Four lanes of AVX, which fuse. Only code that has found AVX2 and FMA may touch one: its
/// methods run the instructions without asking again.
#[derive(Clone, Copy)]
pub(in crate::fractal) struct F64x4(__m256d);

/// Eight lanes of AVX-512, which fuse. Only code that has found it may touch one, likewise.
#[derive(Clone, Copy)]
pub(in crate::fractal) struct F64x8(__m512d);

/// The proof that AVX2 was found, and the instructions that came with it: FMA, and those
/// on bits.
#[derive(Clone, Copy, Debug)]
pub(in crate::fractal) struct Avx2(());

impl Avx2 {
    /// The proof, if this machine has it.
    pub(in crate::fractal) fn found() -> Option<Self> {
        let found = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        found.then_some(Self(()))
    }
}

/// The proof that AVX-512 was found: its foundation, what it has for the bits of `f64` and
/// their masks (DQ), and all 32 registers for shorter vectors too (VL); and what comes
/// [with AVX2](Avx2).
#[derive(Clone, Copy, Debug)]
pub(in crate::fractal) struct Avx512(());

impl Avx512 {
    /// The proof, if this machine has it.
    pub(in crate::fractal) fn found() -> Option<Self> {
        let found = Avx2::found().is_some()
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        found.then_some(Self(()))
    }
}

#[target_feature(enable = "avx")]
#[inline]
fn at_most_avx(left: __m256d, right: __m256d) -> __m256d {
    _mm256_cmp_pd::<_CMP_LE_OQ>(left, right)
}

#[target_feature(enable = "avx")]
#[inline]
fn equals_avx(left: __m256d, right: __m256d) -> __m256d {
    _mm256_cmp_pd::<_CMP_EQ_OQ>(left, right)
}

#[target_feature(enable = "sse2")]
#[inline]
fn largest_sse2(lanes: __m128d) -> f64 {
    _mm_cvtsd_f64(_mm_max_sd(_mm_unpackhi_pd(lanes, lanes), lanes))
}

#[target_feature(enable = "avx")]
#[inline]
fn largest_avx(lanes: __m256d) -> f64 {
    let upper = _mm256_extractf128_pd::<1>(lanes);
    largest_sse2(_mm_max_pd(upper, _mm256_castpd256_pd128(lanes)))
}

#[target_feature(enable = "avx512f,avx512dq")]
#[inline]
fn at_most_avx512(left: __m512d, right: __m512d) -> __m512d {
    lanes_of(_mm512_cmp_pd_mask::<_CMP_LE_OQ>(left, right))
}

#[target_feature(enable = "avx512f,avx512dq")]
#[inline]
fn equals_avx512(left: __m512d, right: __m512d) -> __m512d {
    lanes_of(_mm512_cmp_pd_mask::<_CMP_EQ_OQ>(left, right))
}

/// AVX-512 compares into bits; that masks are lanes all the same costs nothing: where this
/// meets [`bits_avx512`] the compiler leaves both out, and in the loops it always does.
#[target_feature(enable = "avx512f,avx512dq")]
#[inline]
fn lanes_of(bits: __mmask8) -> __m512d {
    _mm512_castsi512_pd(_mm512_movm_epi64(bits))
}

#[target_feature(enable = "avx512f,avx512dq")]
#[inline]
fn bits_avx512(mask: __m512d) -> i32 {
    i32::from(_mm512_movepi64_mask(_mm512_castpd_si512(mask)))
}

/// They differ in nothing but the intrinsics' names, and in that some fuse.
macro_rules! lanes {
    ($name:ident, $width:literal, $splat:ident, $load:ident, $store:ident, $plus:ident, $minus:ident,
     $times:ident, $at_most:ident, $equals:ident, $and:ident, $and_not:ident, $or:ident, $bits:ident,
     $larger:ident, $largest:ident, $number:ty $(, $plus_product:ident, $minus_product:ident)?) => {
        #[allow(
            unused_unsafe,
            reason = "SSE2 is always there, so that its intrinsics are safe"
        )]
        impl Real for $name {
            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                // SAFETY: the caller has found the instructions (see the type).
                Self(unsafe { $plus(self.0, other.0) })
            }

            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $minus(self.0, other.0) })
            }

            #[inline(always)]
            fn times(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $times(self.0, other.0) })
            }

            #[inline(always)]
            fn abs(self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $and_not($splat(-0.0), self.0) })
            }

            const IS_FUSED: bool = <$number as Real>::IS_FUSED;

            $(
                #[inline(always)]
                fn plus_product(self, a: Self, b: Self) -> Self {
                    // SAFETY: as above.
                    Self(unsafe { $plus_product(a.0, b.0, self.0) })
                }

                #[inline(always)]
                fn minus_product(self, a: Self, b: Self) -> Self {
                    // SAFETY: as above.
                    Self(unsafe { $minus_product(a.0, b.0, self.0) })
                }
            )?
        }

        #[allow(
            unused_unsafe,
            reason = "SSE2 is always there, so that its intrinsics are safe"
        )]
        impl Lanes for $name {
            const WIDTH: usize = $width;

            type Number = $number;

            #[inline(always)]
            fn splat(value: f64) -> Self {
                // SAFETY: the caller has found the instructions (see the type).
                Self(unsafe { $splat(value) })
            }

            #[inline(always)]
            fn load(from: &[f64]) -> Self {
                let from = &from[..$width];
                // SAFETY: as above; the slice is long enough, and any alignment will do.
                Self(unsafe { $load(from.as_ptr()) })
            }

            #[inline(always)]
            fn store(self, to: &mut [f64]) {
                let to = &mut to[..$width];
                // SAFETY: as above; the slice is long enough, and any alignment will do.
                unsafe { $store(to.as_mut_ptr(), self.0) }
            }

            #[inline(always)]
            fn at_most(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $at_most(self.0, other.0) })
            }

            #[inline(always)]
            fn equals(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $equals(self.0, other.0) })
            }

            #[inline(always)]
            fn and(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $and(self.0, other.0) })
            }

            #[inline(always)]
            fn and_not(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $and_not(other.0, self.0) })
            }

            #[inline(always)]
            fn replaced_where(self, mask: Self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $or($and(mask.0, other.0), $and_not(mask.0, self.0)) })
            }

            #[inline(always)]
            fn bits(self) -> u32 {
                // SAFETY: as above.
                unsafe { $bits(self.0) as u32 }
            }

            #[inline(always)]
            fn or_larger(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $larger(other.0, self.0) })
            }

            #[inline(always)]
            fn largest(self) -> f64 {
                // SAFETY: as above.
                unsafe { $largest(self.0) }
            }
        }
    };
}

lanes!(
    F64x2,
    2,
    _mm_set1_pd,
    _mm_loadu_pd,
    _mm_storeu_pd,
    _mm_add_pd,
    _mm_sub_pd,
    _mm_mul_pd,
    _mm_cmple_pd,
    _mm_cmpeq_pd,
    _mm_and_pd,
    _mm_andnot_pd,
    _mm_or_pd,
    _mm_movemask_pd,
    _mm_max_pd,
    largest_sse2,
    f64
);
lanes!(
    F64x4,
    4,
    _mm256_set1_pd,
    _mm256_loadu_pd,
    _mm256_storeu_pd,
    _mm256_add_pd,
    _mm256_sub_pd,
    _mm256_mul_pd,
    at_most_avx,
    equals_avx,
    _mm256_and_pd,
    _mm256_andnot_pd,
    _mm256_or_pd,
    _mm256_movemask_pd,
    _mm256_max_pd,
    largest_avx,
    Fused,
    _mm256_fmadd_pd,
    _mm256_fnmadd_pd
);
lanes!(
    F64x8,
    8,
    _mm512_set1_pd,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_add_pd,
    _mm512_sub_pd,
    _mm512_mul_pd,
    at_most_avx512,
    equals_avx512,
    _mm512_and_pd,
    _mm512_andnot_pd,
    _mm512_or_pd,
    bits_avx512,
    _mm512_max_pd,
    _mm512_reduce_max_pd,
    Fused,
    _mm512_fmadd_pd,
    _mm512_fnmadd_pd
);

impl FusedLanes for F64x4 {
    #[inline(always)]
    fn plus_bits(self, other: Self) -> Self {
        // SAFETY: the caller has found AVX2 (see the type).
        Self(unsafe {
            let [own, other] = [self, other].map(|lanes| _mm256_castpd_si256(lanes.0));
            _mm256_castsi256_pd(_mm256_add_epi64(own, other))
        })
    }
}

impl FusedLanes for F64x8 {
    #[inline(always)]
    fn plus_bits(self, other: Self) -> Self {
        // SAFETY: the caller has found AVX-512 (see the type).
        Self(unsafe {
            let [own, other] = [self, other].map(|lanes| _mm512_castpd_si512(lanes.0));
            _mm512_castsi512_pd(_mm512_add_epi64(own, other))
        })
    }
}
