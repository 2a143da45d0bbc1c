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

/// Bits after the point that an orbit's points have at least, whatever is not wanted of them.
const LEAST_BITS: u32 = 128;

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

    /// Becomes `self + other`, without the lowest limbs of both.
    fn add(&mut self, other: &Self, lowest: usize) {
        let (own, others) = (&mut self.limbs[lowest..], &other.limbs[lowest..]);
        if self.negative == other.negative {
            add(own, others);
        } else {
            self.negative ^= subtract_either(own, others);
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
    /// Limbs of its place, the lowest, that are 0 since they are not wanted.
    lowest: usize,
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
            lowest: 0,
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
    ///
    /// So many of its last bits may be left 0 where it comes to, and it is the faster for it:
    /// they are by the 64, and some are always there.
    pub(crate) fn step(&mut self, unwanted_bits: u32) {
        self.leave_out(unwanted_bits);
        match self.law.degree {
            2 => self.square(),
            3 => self.cube(),
            _ => {
                self.square();
                self.square();
            }
        }
        self.im.negative &= !self.law.is_folded;
        self.re.add(&self.c_re, self.lowest);
        self.im.add(&self.c_im, self.lowest);
    }

    /// Makes the lowest limbs of where it is 0, as far as they are not wanted.
    fn leave_out(&mut self, unwanted_bits: u32) {
        let most = self.re.bits().saturating_sub(LEAST_BITS);
        let lowest = (unwanted_bits.min(most) / 64 * (64 / L::BITS)) as usize;
        if lowest > self.lowest {
            for part in [&mut self.re, &mut self.im] {
                part.limbs[self.lowest..lowest].fill(L::ZERO);
            }
        }
        self.lowest = lowest;
    }

    /// `z ← z²`. By three squares, each half the work of a product:
    /// `2 |re| |im| = (|re| + |im|)² − re² − im²`, which rounding never brings below 0.
    fn square(&mut self) {
        let lowest = self.lowest;
        let [re2, im2, both] = self.squares.each_mut().map(|limbs| &mut limbs[lowest..]);
        let (re, im) = (&mut self.re.limbs[lowest..], &mut self.im.limbs[lowest..]);
        let sum = &mut self.sum[lowest..];
        square(re, re2, &mut self.scratch);
        square(im, im2, &mut self.scratch);
        sum.copy_from_slice(re);
        add(sum, im);
        square(sum, both, &mut self.scratch);
        subtract(both, re2);
        subtract(both, im2);
        let is_below_axis = self.re.negative != self.im.negative;
        im.copy_from_slice(both);
        self.im.negative = is_below_axis;
        self.re.negative = subtract_either(re2, im2);
        re.copy_from_slice(re2);
    }

    /// `z ← z³`, whose parts are `re (re² − 3 im²)` and `im (3 re² − im²)`.
    fn cube(&mut self) {
        let lowest = self.lowest;
        let [re2, im2, thrice] = self.squares.each_mut().map(|limbs| &mut limbs[lowest..]);
        let (re, im) = (&mut self.re.limbs[lowest..], &mut self.im.limbs[lowest..]);
        let (sum, scratch) = (&mut self.sum[lowest..], &mut self.scratch);
        square(re, re2, scratch);
        square(im, im2, scratch);
        thrice.copy_from_slice(re2);
        sum.copy_from_slice(im2);
        for _ in 0..2 {
            add(thrice, re2);
            add(sum, im2);
        }
        self.im.negative ^= subtract_either(thrice, im2);
        self.re.negative ^= subtract_either(re2, sum);
        multiply(re, re2, [sum, im2], scratch);
        multiply(im, thrice, [sum, im2], scratch);
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
mod tests;
