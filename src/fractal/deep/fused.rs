//! Squares of big numbers where lanes of `f64` add a product before it is rounded.
//!
//! Such an instruction tells both halves of a product of two digits of 48 bits: added to
//! 2^100 it is rounded to a multiple of 2^48, which is the upper half; the product less
//! that is the lower one, exactly (N. Emmart, "Faster modular exponentiation using double
//! precision floating point arithmetic on the GPU", 2018). Halves are added up as the bits
//! of the `f64` that they are in, which are integers counted from those of a constant.
//!
//! WebAssembly multiplies 32 bits at once: by limbs of those the orbit of a view at 1e1086
//! and its table took 2.15 s in V8, and 1.04 s by these (115 limbs, 77 digits).

use crate::fractal::lanes::FusedLanes;

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

/// Columns that are added up at once: what is loaded for one serves the others.
const TOGETHER: usize = 4;

/// The digits of a number, for squares of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digits {
    count: usize,
    /// The least first, one 0 before them and [`TOGETHER`] after them.
    rising: Vec<f64>,
    /// The least last, [`TOGETHER`] zeros before them.
    falling: Vec<f64>,
}

/// The products of two digits that count for one column, in halves.
#[derive(Clone, Copy, Default)]
struct Halves {
    lower: u64,
    upper: u64,
}

impl Digits {
    /// The square of a magnitude below 2^32, whose last limb is the whole part, rounded down.
    pub(super) fn square<L: FusedLanes>(&mut self, x: &[u32], square: &mut [u32]) {
        self.split(x);
        let kept_from = 32 * (x.len() - 1);
        // Columns that are added up together begin with an even one.
        let first = (kept_from / BITS as usize).saturating_sub(GUARD) & !1;
        if !self.square_from::<L>(first, kept_from, square) {
            self.square_from::<L>(0, kept_from, square);
        }
    }

    fn split(&mut self, x: &[u32]) {
        self.rising.clear();
        self.rising.push(0.0);
        // Three limbs are two digits.
        let mut triples = x.chunks_exact(3);
        let mut push = |[low, middle, high]: [u32; 3]| {
            let (low, middle, high) = (u64::from(low), u64::from(middle), u64::from(high));
            self.rising.push((low | (middle & 0xFFFF) << 32) as f64);
            self.rising.push((middle >> 16 | high << 16) as f64);
        };
        for triple in triples.by_ref() {
            push([triple[0], triple[1], triple[2]]);
        }
        match *triples.remainder() {
            [low] => push([low, 0, 0]),
            [low, middle] => push([low, middle, 0]),
            _ => {}
        }
        self.count = self.rising.len() - 1;
        debug_assert!(self.count < MOST_DIGITS, "the sums of columns overflow");
        self.falling.clear();
        self.falling.extend([0.0; TOGETHER]);
        self.falling.extend(self.rising[1..].iter().rev());
        self.rising.extend([0.0; TOGETHER]);
    }

    /// The same without the columns before the `first`, which is even; whether that is right.
    fn square_from<L: FusedLanes>(
        &self,
        first: usize,
        kept_from: usize,
        square: &mut [u32],
    ) -> bool {
        let guard = kept_from / BITS as usize;
        let mut is_right = true;
        let mut limbs = square.iter_mut();
        // What the column before has for this one, and what is carried.
        let (mut upper, mut carry) = (0_u64, 0_i64);
        let (mut held, mut bits) = (0_u64, 0_u32);
        for start in (first..2 * self.count).step_by(TOGETHER) {
            for (column, halves) in (start..).zip(self.columns::<L>(start)) {
                let sum = halves.lower.wrapping_add(upper).cast_signed() + carry;
                upper = halves.upper;
                carry = sum >> BITS;
                let digit = sum.cast_unsigned() & MASK;
                if first > 0 && column + 1 == guard {
                    // What was left out might have been carried this far.
                    is_right = digit < MASK - 1 - self.count as u64;
                }
                if column < guard {
                    continue;
                }
                let below = if column == guard {
                    (kept_from % BITS as usize) as u32
                } else {
                    0
                };
                held |= digit >> below << bits;
                bits += BITS - below;
                while bits >= 32 {
                    let Some(limb) = limbs.next() else {
                        return is_right;
                    };
                    *limb = held as u32;
                    held >>= 32;
                    bits -= 32;
                }
            }
        }
        debug_assert!(
            limbs.next().is_none(),
            "digits from the guard on have more bits"
        );
        is_right
    }

    /// All products of two digits whose places add up to `start`, which is even, and the
    /// same for the columns after it.
    #[inline]
    fn columns<L: FusedLanes>(&self, start: usize) -> [Halves; TOGETHER] {
        let middle = start / 2;
        if middle >= self.count {
            return [Halves::default(); TOGETHER];
        }
        // Each pair of different digits once, those first whose lesser one is below the
        // middle; its place is counted from the 0 before all.
        let from = (start + 1).saturating_sub(self.count) + 1;
        let from = from - (middle + 1 - from) % L::WIDTH;
        let lesser = self.rising[from..=middle].chunks_exact(L::WIDTH);
        let larger = &self.falling[self.count - 1 + from - start..];
        let larger = larger.windows(TOGETHER + L::WIDTH - 1).step_by(L::WIDTH);
        let mut sums = [Sums::<L>::new(); TOGETHER];
        for (lesser, larger) in lesser.zip(larger) {
            let lesser = L::load(lesser);
            for (column, sums) in sums.iter_mut().enumerate() {
                sums.add(lesser, L::load(&larger[TOGETHER - 1 - column..]));
            }
        }
        // Then those of the middle and what follows it.
        let digit = |place: usize| L::first_of(self.rising[1 + middle + place]);
        let [zeroth, next, second, third] = [0, 1, 2, 3].map(digit);
        sums[1].add(zeroth, next);
        sums[2].add(zeroth, second);
        sums[3].add(zeroth, third);
        sums[3].add(next, second);
        let mut halves = sums.map(|sums| sums.halves().twice());
        let square = |digit: L| {
            let mut sums = Sums::<L>::new();
            sums.add(digit, digit);
            sums.halves()
        };
        halves[0] = halves[0].plus(square(zeroth));
        halves[2] = halves[2].plus(square(next));
        halves
    }
}

impl Halves {
    fn twice(self) -> Self {
        Self {
            lower: self.lower << 1,
            upper: self.upper << 1,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            lower: self.lower.wrapping_add(other.lower),
            upper: self.upper + other.upper,
        }
    }
}

/// Sums of the upper and of the lower halves of products, each as bits, and how many.
#[derive(Clone, Copy)]
struct Sums<L> {
    lower: L,
    upper: L,
    count: u64,
}

impl<L: FusedLanes> Sums<L> {
    #[inline]
    fn new() -> Self {
        let zero = L::splat(0.0);
        Self {
            lower: zero,
            upper: zero,
            count: 0,
        }
    }

    /// Takes in the products of digits side by side.
    #[inline]
    fn add(&mut self, a: L, b: L) {
        let upper = L::splat(UPPER).plus_product(a, b);
        let rest = L::splat(UPPER + LOWER).minus(upper);
        let lower = rest.plus_product(a, b);
        self.upper = self.upper.plus_bits(upper);
        self.lower = self.lower.plus_bits(lower);
        self.count += L::WIDTH as u64;
    }

    #[inline]
    fn halves(self) -> Halves {
        let sum = |bits: L, from: f64| {
            let excess = self.count.wrapping_mul(from.to_bits());
            bits.sum_of_bits().wrapping_sub(excess)
        };
        Halves {
            lower: sum(self.lower, LOWER),
            upper: sum(self.upper, UPPER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixed;
    use super::*;
    use proptest::prelude::*;

    /// Two lanes whose products are added before they are rounded.
    #[derive(Clone, Copy)]
    struct Twin([f64; 2]);

    impl FusedLanes for Twin {
        const WIDTH: usize = 2;

        fn splat(value: f64) -> Self {
            Self([value; 2])
        }

        fn first_of(value: f64) -> Self {
            Self([value, 0.0])
        }

        fn load(from: &[f64]) -> Self {
            Self([from[0], from[1]])
        }

        fn minus(self, other: Self) -> Self {
            Self([self.0[0] - other.0[0], self.0[1] - other.0[1]])
        }

        fn plus_product(self, a: Self, b: Self) -> Self {
            Self([0, 1].map(|lane| a.0[lane].mul_add(b.0[lane], self.0[lane])))
        }

        fn plus_bits(self, other: Self) -> Self {
            Self([0, 1].map(|lane| {
                let sum = self.0[lane].to_bits().wrapping_add(other.0[lane].to_bits());
                f64::from_bits(sum)
            }))
        }

        fn sum_of_bits(self) -> u64 {
            self.0[0].to_bits().wrapping_add(self.0[1].to_bits())
        }
    }

    /// Limbs that are often at the ends of their range, where carries run far.
    fn limbs() -> impl Strategy<Value = Vec<u32>> {
        let limb = prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()];
        prop::collection::vec(limb, 2..40)
    }

    fn assert_square(x: &[u32]) {
        let (mut expected, mut got) = (vec![0; x.len()], vec![1; x.len()]);
        fixed::square_by_limbs(x, &mut expected, &mut vec![0; 2 * x.len()]);
        Digits::default().square::<Twin>(x, &mut got);
        assert_eq!(got, expected, "{x:?}");
    }

    proptest! {
        #[test]
        fn squares_are_those_of_limbs(x in limbs()) {
            assert_square(&x);
        }
    }

    #[test]
    fn the_largest_of_each_length_is_squared() {
        for limbs in 2..130 {
            assert_square(&vec![u32::MAX; limbs]);
        }
    }
}
