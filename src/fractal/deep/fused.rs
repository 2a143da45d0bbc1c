//! Squares of big numbers where lanes of `f64` add a product before it is rounded.
//!
//! Such an instruction tells both halves of a product of two digits of 48 bits: added to
//! 2^100 it is rounded to a multiple of 2^48, which is the upper half; the product less
//! that is the lower one, exactly (N. Emmart, "Faster modular exponentiation using double
//! precision floating point arithmetic on the GPU", 2018). Halves are added up as the bits
//! of the `f64` that they are in, which are integers counted from those of a constant.
//!
//! A lane is a column: the products of two digits whose places add up to the same. Eight
//! columns are added up at once, in as many vectors as that takes: one digit for all lanes, by
//! those side by side that follow in the other's place.
#![allow(
    clippy::inline_always,
    reason = "must melt into the entry point that enables the instructions"
)]

use super::limb::Limb;
use crate::fractal::lanes::{self, Backend, FusedLanes};

/// Bits of a digit.
const BITS: u32 = 48;
const MASK: u64 = (1 << BITS) - 1;

/// A multiple of 2^48 is the least that is added to it.
const UPPER: f64 = (1_u128 << 100) as f64;
/// An integer from -2^47 to 2^47 added to it is exact.
const LOWER: f64 = (3_u64 << 51) as f64;

/// Columns of products that are computed below the one with the last bit that is kept, at
/// least: all below them add to the second of them less than the number of digits, and one.
const GUARD: usize = 2;

/// A column's sum is at most so many times 1.5 · 2^48 as there are digits, and is an `i64`.
/// A Julia set at 1e100000 has 63 % of these.
const MOST_DIGITS: usize = 21_845;

/// Bits from which on this way is the fastest. Natively a square by limbs of 64 bits takes as
/// long with 16 to 20 of them, 1.8 times as long with 60, 3.6 times with 400 and 4.3 times with
/// 1200 (AVX2 and AVX-512 are alike on Zen 4). In V8, by limbs of 32 bits, orbits of 400,000
/// steps took 0.90 of the time of these digits with 13 limbs, 1.02 times with 19 and 1.10 times
/// with 24, and those of 115 twice as long; that was when lanes were pairs of one column, and
/// the crossing was not looked for again.
#[cfg(target_arch = "x86_64")]
const LONG_FOR_X86: u32 = 1152;
#[cfg(target_feature = "relaxed-simd")]
const LONG_FOR_WASM: u32 = 640;

/// Columns that are added up at once.
const BLOCK: usize = 8;

/// The digits before the middle of a block's first column are the lesser ones of each pair;
/// from there on so many are in some columns alone.
const ABOUT_THE_MIDDLE: usize = BLOCK / 2;

/// Zeros before a number's digits, and after them [`BLOCK`]: lanes may look there.
const BEFORE: usize = ABOUT_THE_MIDDLE - 1;

/// Of those from the middle on the columns in which each is the lesser one of a pair, as masks
/// for lanes.
const LESSER: [[f64; BLOCK]; ABOUT_THE_MIDDLE] = {
    let mut masks = [[0.0; BLOCK]; ABOUT_THE_MIDDLE];
    let mut place = 0;
    while place < ABOUT_THE_MIDDLE {
        let mut column = 2 * place + 1;
        while column < BLOCK {
            masks[place][column] = f64::from_bits(u64::MAX);
            column += 1;
        }
        place += 1;
    }
    masks
};

/// A number in digits, to be squared.
#[derive(Clone, Debug)]
pub(crate) struct Digits {
    backend: Backend,
    count: usize,
    /// The least first, [`BEFORE`] zeros before them and [`BLOCK`] after them.
    given: Vec<f64>,
    /// The same, a zero after each.
    apart: Vec<f64>,
    /// Those of the square from a column on, and how many.
    square: Vec<u64>,
    squared: usize,
}

/// The products of two digits that count for one column, in halves.
#[derive(Clone, Copy, Default)]
struct Halves {
    lower: u64,
    upper: u64,
}

impl Default for Digits {
    fn default() -> Self {
        Self {
            backend: Backend::best(),
            count: 0,
            given: Vec::new(),
            apart: Vec::new(),
            square: Vec::new(),
            squared: 0,
        }
    }
}

impl Digits {
    /// The square of a magnitude below 2^32, whose last limb is the whole part, rounded down,
    /// if it is long enough that this way is the fastest; whether it is.
    pub(super) fn square_if_long<I: Limb>(&mut self, x: &[I], square: &mut [I]) -> bool {
        let bits = x.len() as u32 * I::BITS;
        match self.backend {
            #[cfg(target_arch = "x86_64")]
            Backend::Avx512(_found) if bits >= LONG_FOR_X86 => {
                // SAFETY: the token exists only where all of them were found.
                unsafe { square_by_avx512(self, x, square) };
            }
            #[cfg(target_arch = "x86_64")]
            Backend::Avx2(_found) if bits >= LONG_FOR_X86 => {
                // SAFETY: the token exists only where all of them were found.
                unsafe { square_by_avx2(self, x, square) };
            }
            #[cfg(target_feature = "relaxed-simd")]
            Backend::Simd128 if bits >= LONG_FOR_WASM => {
                self.square::<lanes::wasm::F64x2, 4, I>(x, square);
            }
            _ => return false,
        }
        true
    }

    /// The same whatever its length.
    #[inline(always)]
    fn square<L: FusedLanes, const N: usize, I: Limb>(&mut self, x: &[I], square: &mut [I]) {
        const { assert!(L::IS_FUSED && N * L::WIDTH == BLOCK) };
        self.split(x);
        let kept_from = I::BITS as usize * (x.len() - 1);
        let (guard, mut bit) = (kept_from / BITS as usize, kept_from % BITS as usize);
        let mut first = guard.saturating_sub(GUARD) & !1;
        loop {
            self.square_from::<L, N>(first);
            let below = self.square[..self.squared].get((guard - first).wrapping_sub(1));
            let most = MASK - 1 - self.count as u64;
            if first == 0 || below.is_none_or(|&digit| digit < most) {
                break;
            }
            // What was left out might have been carried this far.
            first = 0;
        }
        // A limb begins at a digit's bit 0, 16 or 32: no more than two have a part in it.
        let square_digits = &self.square[..self.squared];
        let mut digits = square_digits
            .get(guard - first..)
            .unwrap_or_default()
            .iter();
        let mut next = || digits.next().copied().unwrap_or(0);
        let (mut low, mut high) = (next(), next());
        for limb in square {
            *limb = I::of(low >> bit | high << (BITS as usize - bit));
            bit += I::BITS as usize;
            while bit >= BITS as usize {
                (low, high) = (high, next());
                bit -= BITS as usize;
            }
        }
    }

    #[inline(always)]
    fn split<I: Limb>(&mut self, x: &[I]) {
        // Three limbs are two digits, or four.
        let of_three = 3 * I::BITS as usize / BITS as usize;
        let most = x.len().div_ceil(3) * of_three;
        if self.given.len() < BEFORE + most + BLOCK {
            self.make_room(most);
        }
        let digits = self.given[BEFORE..].chunks_exact_mut(of_three);
        let apart = self.apart.chunks_exact_mut(2 * of_three);
        for ((limbs, digits), apart) in x.chunks(3).zip(digits).zip(apart) {
            let limb = |place: usize| limbs.get(place).map_or(0, |limb| limb.to_u64());
            let (low, middle, high) = (limb(0), limb(1), limb(2));
            let mut set = |place: usize, bits: u64| {
                let digit = (bits & MASK).cast_signed() as f64;
                (digits[place], apart[2 * place]) = (digit, digit);
            };
            if I::BITS == 32 {
                set(0, low | middle << 32);
                set(1, middle >> 16 | high << 16);
            } else {
                set(0, low);
                set(1, low >> 48 | middle << 16);
                set(2, middle >> 32 | high << 32);
                set(3, high >> 16);
            }
        }
        // What is left of a longer number.
        self.given[BEFORE + most..][..BLOCK].fill(0.0);
        self.apart[2 * most..][..BLOCK].fill(0.0);
        let digits = &self.given[BEFORE..BEFORE + most];
        let highest = digits.iter().rposition(|&digit| digit != 0.0);
        self.count = highest.map_or(1, |highest| highest + 1);
    }

    /// For numbers of so many digits.
    #[cold]
    fn make_room(&mut self, most: usize) {
        assert!(most < MOST_DIGITS, "the sums of columns overflow");
        self.given = vec![0.0; BEFORE + most + BLOCK];
        self.apart = vec![0.0; 2 * most + BLOCK];
        self.square = vec![0; 2 * most + BLOCK];
    }

    /// The square's digits without those of the columns before the `first`, which is even.
    #[inline(always)]
    fn square_from<L: FusedLanes, const N: usize>(&mut self, first: usize) {
        // What the column before has for this one, and what is carried.
        let (mut upper, mut carry) = (0_u64, 0_i64);
        let mut end = 0;
        for start in (first..2 * self.count).step_by(BLOCK) {
            let halves = self.columns::<L, N>(start);
            let digits = &mut self.square[end..end + BLOCK];
            for (digit, halves) in digits.iter_mut().zip(halves) {
                let sum = halves.lower.wrapping_add(upper).cast_signed() + carry;
                upper = halves.upper;
                carry = sum >> BITS;
                *digit = sum.cast_unsigned() & MASK;
            }
            end += BLOCK;
        }
        self.squared = end;
    }

    /// All products of two digits whose places add up to `start`, which is even, and the
    /// same for the columns after it.
    #[inline(always)]
    fn columns<L: FusedLanes, const N: usize>(&self, start: usize) -> [Halves; BLOCK] {
        let middle = start / 2;
        let from = (start + 1).saturating_sub(self.count);
        // Each pair of different digits once, by its lesser one.
        let mut pairs = Sums::<L, N>::new();
        let lesser = &self.given[BEFORE + from..BEFORE + middle];
        let larger = &self.given[BEFORE + middle + 1..BEFORE + start - from + BLOCK];
        for (&lesser, larger) in lesser.iter().zip(larger.windows(BLOCK).rev()) {
            pairs.add(&[L::splat(lesser); N], &load(larger));
        }
        for (place, lesser_in) in LESSER.iter().enumerate() {
            let lesser = self.given[BEFORE + middle + place];
            let larger = load::<L, N>(&self.given[BEFORE + middle - place..]);
            let masks = load::<L, N>(lesser_in);
            let larger = std::array::from_fn(|vector| larger[vector].and(masks[vector]));
            pairs.add(&[L::splat(lesser); N], &larger);
        }
        // Then all of them twice, and the squares.
        let mut products = pairs.twice();
        let apart = load::<L, N>(&self.apart[start..]);
        products.add(&apart, &apart);
        products.halves()
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,lzcnt,popcnt")]
fn square_by_avx2<I: Limb>(digits: &mut Digits, x: &[I], square: &mut [I]) {
    digits.square::<lanes::x86::F64x4, 2, I>(x, square);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,bmi1,lzcnt,popcnt")]
fn square_by_avx512<I: Limb>(digits: &mut Digits, x: &[I], square: &mut [I]) {
    digits.square::<lanes::x86::F64x8, 1, I>(x, square);
}

/// Those of eight columns.
#[inline(always)]
fn load<L: FusedLanes, const N: usize>(from: &[f64]) -> [L; N] {
    let from = &from[..BLOCK];
    std::array::from_fn(|vector| L::load(&from[vector * L::WIDTH..]))
}

/// Sums of the upper and of the lower halves of products, each as bits, and of how many.
#[derive(Clone, Copy)]
struct Sums<L, const N: usize> {
    lower: [L; N],
    upper: [L; N],
    count: u64,
}

impl<L: FusedLanes, const N: usize> Sums<L, N> {
    #[inline(always)]
    fn new() -> Self {
        let zero = [L::splat(0.0); N];
        Self {
            lower: zero,
            upper: zero,
            count: 0,
        }
    }

    /// Takes in the products of digits side by side.
    #[inline(always)]
    fn add(&mut self, a: &[L; N], b: &[L; N]) {
        for vector in 0..N {
            let (a, b) = (a[vector], b[vector]);
            let upper = L::splat(UPPER).plus_product(a, b);
            let rest = L::splat(UPPER + LOWER).minus(upper);
            let lower = rest.plus_product(a, b);
            self.upper[vector] = self.upper[vector].plus_bits(upper);
            self.lower[vector] = self.lower[vector].plus_bits(lower);
        }
        self.count += 1;
    }

    #[inline(always)]
    fn twice(self) -> Self {
        let twice = |sums: [L; N]| sums.map(|sum| sum.plus_bits(sum));
        Self {
            lower: twice(self.lower),
            upper: twice(self.upper),
            count: 2 * self.count,
        }
    }

    #[inline(always)]
    fn halves(self) -> [Halves; BLOCK] {
        let sums = |bits: [L; N], from: f64| {
            let mut sums = [0.0; BLOCK];
            for (vector, bits) in bits.into_iter().enumerate() {
                bits.store(&mut sums[vector * L::WIDTH..]);
            }
            let excess = self.count.wrapping_mul(from.to_bits());
            sums.map(|sum| sum.to_bits().wrapping_sub(excess))
        };
        let (lower, upper) = (sums(self.lower, LOWER), sums(self.upper, UPPER));
        std::array::from_fn(|column| Halves {
            lower: lower[column],
            upper: upper[column],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixed;
    use super::*;
    use crate::fractal::lanes::Fused;
    use crate::fractal::lanes::portable::Portable;
    use proptest::prelude::*;

    /// Limbs that are often at the ends of their range, where carries run far, and some zeros
    /// above them.
    fn limbs() -> impl Strategy<Value = Vec<u32>> {
        let limb = prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()];
        (prop::collection::vec(limb, 2..40), 0_usize..9).prop_map(|(mut limbs, zeros)| {
            limbs.extend(std::iter::repeat_n(0, zeros));
            limbs
        })
    }

    fn assert_square<I: Limb>(x: &[I]) {
        let mut expected = vec![I::ZERO; x.len()];
        fixed::square_by_limbs(x, &mut expected, &mut vec![I::ZERO; 2 * x.len()]);
        let mut got = vec![I::MAX; x.len()];
        let mut digits = Digits::default();
        digits.square::<Portable<2, Fused>, 4, I>(x, &mut got);
        assert_eq!(got, expected, "by two lanes: {x:?}");
        digits.square::<Portable<8, Fused>, 1, I>(x, &mut got);
        assert_eq!(got, expected, "by eight lanes: {x:?}");
        for backend in Backend::available() {
            digits.backend = backend;
            got.fill(I::MAX);
            if digits.square_if_long(x, &mut got) {
                assert_eq!(got, expected, "{backend:?}: {x:?}");
            }
        }
    }

    /// As limbs of 64 bits, the last of them the same whole part.
    fn in_pairs(x: &[u32]) -> Vec<u64> {
        let (&whole, fraction) = x.split_last().expect("there are two at least");
        let pairs = fraction.rchunks(2).rev();
        let mut limbs: Vec<_> = pairs
            .map(|pair| {
                pair.iter()
                    .rev()
                    .fold(0, |limb, &half| limb << 32 | u64::from(half))
            })
            .collect();
        limbs.push(u64::from(whole));
        limbs
    }

    proptest! {
        #[test]
        fn squares_are_those_of_limbs(x in limbs()) {
            assert_square(&x);
            assert_square(&in_pairs(&x));
        }
    }

    #[test]
    fn the_largest_of_each_length_is_squared() {
        for limbs in 2..150 {
            let x = vec![u32::MAX; limbs];
            assert_square(&x);
            assert_square(&in_pairs(&x));
        }
    }
}
