//! Fixed-point numbers of as many bits as a view needs.
//!
//! Sign and magnitude; the limbs least first, the last of them the whole part:
//!
//! ```text
//! value = ± (limbs[0] + limbs[1] B + … + limbs[n-1] Bⁿ⁻¹) / Bⁿ⁻¹       B = 2^BITS
//! ```
//!
//! Squares are rounded down, exactly, so that an orbit's bits depend neither on the
//! limbs' size nor on how much of a square was left out: its lower half is not computed
//! but where it decides.

use super::law::Law;
use super::limb::{Limb, Native};

/// Limbs of a product that are computed below those which are kept. What is left out is
/// less than `n` units of the second of them: one product in 2^20 needs the rest.
const GUARD: usize = 2;

/// A number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixed<L = Native> {
    negative: bool,
    limbs: Vec<L>,
}

impl<L: Limb> Fixed<L> {
    /// The number with these 32-bit digits, those of the whole part first. All but that
    /// are `bits / 32`, missing ones are 0, and those after them are left out.
    ///
    /// # Panics
    /// Unless `bits` is a multiple of 64.
    pub(crate) fn from_digits(
        negative: bool,
        whole: u32,
        fraction: impl Iterator<Item = u32>,
        bits: u32,
    ) -> Self {
        assert_eq!(bits % 64, 0, "bits come by 64");
        let per_limb = (L::BITS / 32) as usize;
        let mut digits = fraction.chain(std::iter::repeat(0));
        let count = (bits / L::BITS) as usize;
        let mut limbs = vec![L::ZERO; count + 1];
        limbs[count] = L::of(u64::from(whole));
        for limb in limbs[..count].iter_mut().rev() {
            let digits = digits.by_ref().take(per_limb);
            *limb = L::of(digits.fold(0, |limb, digit| limb << 32 | u64::from(digit)));
        }
        Self { negative, limbs }
    }

    /// Its bits after the point.
    pub(super) fn bits(&self) -> u32 {
        (self.limbs.len() as u32 - 1) * L::BITS
    }

    /// Zero of as many bits.
    pub(crate) fn zero(&self) -> Self {
        Self {
            negative: false,
            limbs: vec![L::ZERO; self.limbs.len()],
        }
    }

    /// The number as a mantissa, of its 64 highest bits the nearest `f64`, and a power
    /// of two.
    pub(crate) fn to_mantissa(&self) -> (f64, i32) {
        let Some(top) = self.limbs.iter().rposition(|&limb| limb != L::ZERO) else {
            return (0.0, 0);
        };
        let zeros = self.limbs[top].zeros_above();
        let (mut bits, mut held) = (0, 0);
        for limb in self.limbs[..=top].iter().rev() {
            bits = bits << L::BITS | u128::from(limb.to_u64());
            held += L::BITS;
            if held >= 64 + zeros {
                break;
            }
        }
        let excess = (held - zeros) as i32 - 64;
        let highest = if excess > 0 {
            bits >> excess
        } else {
            bits << -excess
        };
        let size = highest as u64 as f64;
        let above_point = (top as i32 + 2 - self.limbs.len() as i32) * L::BITS as i32;
        let exponent = above_point - zeros as i32 - 64;
        (if self.negative { -size } else { size }, exponent)
    }

    /// Becomes `self + other`.
    fn add(&mut self, other: &Self) {
        if self.negative == other.negative {
            add(&mut self.limbs, &other.limbs);
        } else {
            self.negative ^= subtract_either(&mut self.limbs, &other.limbs);
        }
    }
}

/// An orbit, and the memory that its steps need.
#[derive(Clone, Debug)]
pub(crate) struct Walker<L = Native> {
    law: Law,
    re: Fixed<L>,
    im: Fixed<L>,
    c_re: Fixed<L>,
    c_im: Fixed<L>,
    /// `re²`, `im²`, `(|re| + |im|)²` and what is added up to them; of a cube what comes of
    /// them.
    squares: [Vec<L>; 3],
    sum: Vec<L>,
    scratch: Scratch<L>,
}

/// What squaring needs.
#[derive(Clone, Debug)]
struct Scratch<L> {
    /// Twice as many limbs as the number has.
    products: Vec<L>,
    #[cfg(any(target_arch = "x86_64", target_feature = "relaxed-simd"))]
    digits: super::fused::Digits,
}

impl<L: Limb> Walker<L> {
    /// At `z`.
    ///
    /// # Panics
    /// Unless all numbers have as many bits.
    pub(crate) fn new(law: Law, [re, im]: [Fixed<L>; 2], [c_re, c_im]: [Fixed<L>; 2]) -> Self {
        let limbs = re.limbs.len();
        let are_alike = [&im, &c_re, &c_im]
            .iter()
            .all(|number| number.limbs.len() == limbs);
        assert!(are_alike, "numbers of several lengths");
        Self {
            law,
            re,
            im,
            c_re,
            c_im,
            squares: std::array::from_fn(|_| vec![L::ZERO; limbs]),
            sum: vec![L::ZERO; limbs],
            scratch: Scratch::for_limbs(limbs),
        }
    }

    pub(crate) fn re(&self) -> &Fixed<L> {
        &self.re
    }

    pub(crate) fn im(&self) -> &Fixed<L> {
        &self.im
    }

    /// How many steps take so many products of limbs, one at least.
    pub(crate) fn steps_of_work(&self, products: u64) -> u32 {
        let limbs = self.sum.len() as u64;
        (products / (limbs * limbs)).clamp(1, 1 << 16) as u32
    }

    /// One step. While `|z|` is at most 2^15, or 2^4 where the degree is above 2.
    pub(crate) fn step(&mut self) {
        match self.law.degree {
            2 => self.square(),
            3 => self.cube(),
            _ => {
                self.square();
                self.square();
            }
        }
        self.im.negative &= !self.law.is_folded;
        self.re.add(&self.c_re);
        self.im.add(&self.c_im);
    }

    /// `z ← z²`. By three squares, each half the work of a product:
    /// `2 |re| |im| = (|re| + |im|)² − re² − im²`, which rounding never brings below 0.
    fn square(&mut self) {
        let [re2, im2, both] = &mut self.squares;
        square(&self.re.limbs, re2, &mut self.scratch);
        square(&self.im.limbs, im2, &mut self.scratch);
        self.sum.copy_from_slice(&self.re.limbs);
        add(&mut self.sum, &self.im.limbs);
        square(&self.sum, both, &mut self.scratch);
        subtract(both, re2);
        subtract(both, im2);
        let is_below_axis = self.re.negative != self.im.negative;
        self.im.limbs.copy_from_slice(both);
        self.im.negative = is_below_axis;
        self.re.negative = subtract_either(re2, im2);
        self.re.limbs.copy_from_slice(re2);
    }

    /// `z ← z³`, whose parts are `re (re² − 3 im²)` and `im (3 re² − im²)`.
    fn cube(&mut self) {
        let [re2, im2, thrice] = &mut self.squares;
        square(&self.re.limbs, re2, &mut self.scratch);
        square(&self.im.limbs, im2, &mut self.scratch);
        thrice.copy_from_slice(re2);
        self.sum.copy_from_slice(im2);
        for _ in 0..2 {
            add(thrice, re2);
            add(&mut self.sum, im2);
        }
        self.im.negative ^= subtract_either(thrice, im2);
        self.re.negative ^= subtract_either(re2, &self.sum);
        let (sum, scratch) = (&mut self.sum, &mut self.scratch);
        multiply(&mut self.re.limbs, re2, [sum, im2], scratch);
        multiply(&mut self.im.limbs, thrice, [sum, im2], scratch);
    }
}

/// `a ← a + b`.
fn add<L: Limb>(a: &mut [L], b: &[L]) {
    let mut carry = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, carry) = a.add(b, carry);
    }
}

/// `a ← a − b`, where `a` is not below `b`.
fn subtract<L: Limb>(a: &mut [L], b: &[L]) {
    let mut borrow = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, borrow) = a.subtract(b, borrow);
    }
}

/// `a ← b − a`, where `b` is not below `a`.
fn subtract_from<L: Limb>(a: &mut [L], b: &[L]) {
    let mut borrow = false;
    for (a, &b) in a.iter_mut().zip(b) {
        (*a, borrow) = b.subtract(*a, borrow);
    }
}

/// `a ← |a − b|`; whether `a` was below `b`.
fn subtract_either<L: Limb>(a: &mut [L], b: &[L]) -> bool {
    let is_below = a.iter().rev().lt(b.iter().rev());
    if is_below {
        subtract_from(a, b);
    } else {
        subtract(a, b);
    }
    is_below
}

/// `x ← x y` of magnitudes, to a unit of the lowest limb: `4 x y = (x + y)² − (x − y)²`, two
/// squares as they are made the fastest. What was in `y` and the other two is lost.
fn multiply<L: Limb>(
    x: &mut [L],
    y: &mut [L],
    [sum, product]: [&mut [L]; 2],
    scratch: &mut Scratch<L>,
) {
    sum.copy_from_slice(x);
    add(sum, y);
    square(sum, product, scratch);
    subtract_either(y, x);
    square(y, sum, scratch);
    subtract(product, sum);
    let mut above = 0;
    for (x, limb) in x.iter_mut().zip(product.iter()).rev() {
        *x = L::of(above << (L::BITS - 2) | limb.to_u64() >> 2);
        above = limb.to_u64();
    }
}

impl<L: Limb> Scratch<L> {
    fn for_limbs(limbs: usize) -> Self {
        Self {
            products: vec![L::ZERO; 2 * limbs],
            #[cfg(any(target_arch = "x86_64", target_feature = "relaxed-simd"))]
            digits: super::fused::Digits::default(),
        }
    }
}

/// The square of a magnitude, rounded down, by the way that is the fastest.
fn square<L: Limb>(x: &[L], square: &mut [L], scratch: &mut Scratch<L>) {
    #[cfg(any(target_arch = "x86_64", target_feature = "relaxed-simd"))]
    if scratch.digits.square_if_long(x, square) {
        return;
    }
    square_by_limbs(x, square, &mut scratch.products);
}

/// The square of a magnitude, rounded down.
pub(super) fn square_by_limbs<L: Limb>(x: &[L], square: &mut [L], scratch: &mut [L]) {
    let dropped = (x.len() - 1).saturating_sub(GUARD);
    if !square_above(x, dropped, square, scratch) {
        square_above(x, 0, square, scratch);
    }
}

/// The same without the lowest `dropped` limbs of the products; whether that is right.
fn square_above<L: Limb>(x: &[L], dropped: usize, square: &mut [L], scratch: &mut [L]) -> bool {
    let n = x.len();
    let sum = &mut scratch[..2 * n - dropped];
    sum.fill(L::ZERO);
    // Each pair of different limbs once.
    for i in 0..n - 1 {
        let first = (i + 1).max(dropped.saturating_sub(i));
        let (row, after) = sum[i + first - dropped..].split_at_mut(n - first);
        let mut carry = L::ZERO;
        for (place, &limb) in row.iter_mut().zip(&x[first..]) {
            (*place, carry) = x[i].multiply_add(limb, *place, carry);
        }
        after[0] = carry;
    }
    let mut carry = false;
    for place in sum.iter_mut() {
        (*place, carry) = place.add(*place, carry);
    }
    let first = dropped.div_ceil(2);
    let mut carry = false;
    for (pair, &limb) in sum[2 * first - dropped..]
        .chunks_exact_mut(2)
        .zip(&x[first..])
    {
        let (low, high) = limb.multiply_add(limb, L::ZERO, L::ZERO);
        (pair[0], carry) = pair[0].add(low, carry);
        (pair[1], carry) = pair[1].add(high, carry);
    }
    let kept = n - 1 - dropped;
    square.copy_from_slice(&sum[kept..kept + n]);
    // What was left out might have been carried this far.
    dropped == 0 || sum[GUARD - 1].to_u64() < L::MAX.to_u64() - 2 * n as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A number below 1 of these digits, in both sizes of limbs.
    fn both(digits: &[u32]) -> (Fixed<u32>, Fixed<u64>) {
        let bits = digits.len() as u32 * 32;
        (
            Fixed::from_digits(false, 0, digits.iter().copied(), bits),
            Fixed::from_digits(false, 0, digits.iter().copied(), bits),
        )
    }

    fn words<L: Limb>(limbs: &[L]) -> Vec<u32> {
        let per_limb = L::BITS / 32;
        let words = limbs
            .iter()
            .flat_map(|limb| (0..per_limb).map(move |part| (limb.to_u64() >> (32 * part)) as u32));
        words.collect()
    }

    /// The orbit of 0 with a `c` of these digits.
    fn walker<L: Limb>(law: Law, [re, im]: [&[u32]; 2], is_left: bool, bits: u32) -> Walker<L> {
        let number = |negative, digits: &[u32]| {
            Fixed::from_digits(negative, 0, digits.iter().copied(), bits)
        };
        let zero = || number(false, &[]);
        let c = [number(is_left, re), number(false, im)];
        Walker::new(law, [zero(), zero()], c)
    }

    /// Digits that are often at the ends of their range, where carries run far.
    fn digits() -> impl Strategy<Value = Vec<u32>> {
        let digit = prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()];
        prop::collection::vec(digit, 1..12).prop_map(|digits| {
            digits
                .iter()
                .flat_map(|&digit| [digit, digit.rotate_left(7)])
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_square_is_rounded_down_whatever_was_left_out(digits in digits()) {
            let (small, large) = both(&digits);
            let n = small.limbs.len();
            // By the school's way.
            let mut product = vec![0_u32; 2 * n];
            for (i, &a) in small.limbs.iter().enumerate() {
                let mut carry = 0;
                for (j, &b) in small.limbs.iter().enumerate() {
                    (product[i + j], carry) = a.multiply_add(b, product[i + j], carry);
                }
                product[i + n] = carry;
            }
            let expected = &product[n - 1..2 * n - 1];
            let mut got = vec![0; n];
            square_by_limbs(&small.limbs, &mut got, &mut vec![0; 2 * n]);
            prop_assert_eq!(&got, expected);
            let n = large.limbs.len();
            let mut got = vec![0; n];
            square_by_limbs(&large.limbs, &mut got, &mut vec![0; 2 * n]);
            prop_assert_eq!(&words(&got)[..expected.len()], expected);
        }

        #[test]
        fn an_orbit_is_the_same_in_both_sizes_of_limbs(
            (degree, is_folded) in (2_u32..5, any::<bool>()), re in digits(), im in digits(), is_left in any::<bool>(),
        ) {
            let bits = re.len().min(im.len()) as u32 * 32;
            let law = Law { degree, is_folded };
            let mut small = walker::<u32>(law, [&re, &im], is_left, bits);
            let mut large = walker::<u64>(law, [&re, &im], is_left, bits);
            for _ in 0..4 {
                small.step();
                large.step();
                prop_assert_eq!(small.re.to_mantissa(), large.re.to_mantissa());
                prop_assert_eq!(small.im.to_mantissa(), large.im.to_mantissa());
                prop_assert_eq!(small.re.negative, large.re.negative);
                let count = small.re.limbs.len();
                prop_assert_eq!(&words(&large.re.limbs)[..count], &small.re.limbs[..]);
                prop_assert_eq!(&words(&large.im.limbs)[..count], &small.im.limbs[..]);
                let whole = small.re.limbs[count - 1].max(small.im.limbs[count - 1]);
                if degree > 2 && whole > 10 {
                    break;
                }
            }
        }
    }

    #[test]
    fn a_number_is_read_by_its_highest_bits() {
        let number = |whole, digits: &[u32]| {
            let (mantissa, exponent) =
                Fixed::<u64>::from_digits(true, whole, digits.iter().copied(), 256).to_mantissa();
            mantissa * libm::ldexp(1.0, exponent)
        };
        assert_eq!(number(0, &[]), 0.0);
        assert_eq!(number(3, &[1 << 31]), -3.5);
        assert_eq!(number(0, &[0, 0, 0, 5]), -5.0 * libm::ldexp(1.0, -128));
        assert_eq!(
            number(0, &[0, 0, 0, 0, 0, 0, 0, 3]),
            -3.0 * libm::ldexp(1.0, -256)
        );
        assert_eq!(number(255, &[u32::MAX; 8]), -256.0);
    }
}
