//! Decimal numbers to and from binary floating point.

use super::super::double::Double;
use super::{Decimal, LIMB_DIGITS, multiply_by_small};

/// `5^13`, the largest power of five below 2^32.
const FIVES: u32 = 1_220_703_125;
const FIVES_EXPONENT: u32 = 13;

impl Decimal {
    /// Exactly that number; zero for what is not finite.
    #[must_use]
    pub fn from_f64(value: f64) -> Self {
        if !value.is_finite() || value == 0.0 {
            return Self::ZERO;
        }
        let bits = value.to_bits();
        let biased = (bits >> 52 & 0x7ff) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mut mantissa, mut exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, biased - 1075),
        };
        // As few places as it really has.
        let zeros = mantissa
            .trailing_zeros()
            .min(exponent.min(0).unsigned_abs());
        mantissa >>= zeros;
        exponent += zeros as i32;
        let mut limbs = Self::from_units(u128::from(mantissa), 0).limbs;
        let mut scale = 0;
        if exponent < 0 {
            // 2^-n = 5^n / 10^n.
            let places = exponent.unsigned_abs();
            scale = places.div_ceil(LIMB_DIGITS);
            multiply_by_power(&mut limbs, places, FIVES, FIVES_EXPONENT, 5);
            multiply_by_small(&mut limbs, 10_u32.pow(scale * LIMB_DIGITS - places));
        } else {
            multiply_by_power(&mut limbs, exponent.unsigned_abs(), 1 << 31, 31, 2);
        }
        Self::from_parts(value < 0.0, limbs, scale)
    }

    /// The nearest `f64`, ties to even, the same on every target.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.times_power_of_ten_to_f64(0)
    }

    /// The nearest `f64` to `self × 10^exponent`, itself never out of range:
    /// for differences of deep coordinates, counted in pixels.
    #[must_use]
    pub fn times_power_of_ten_to_f64(&self, exponent: i64) -> f64 {
        let (digits, own) = self.significant();
        if digits.is_empty() {
            return 0.0;
        }
        // The standard library reads a decimal text correctly rounded.
        let size: f64 = format!("{digits}e{}", own + exponent)
            .parse()
            .unwrap_or(0.0);
        // From zero, so that an underflow is never −0.
        if self.negative { 0.0 - size } else { size }
    }

    /// The nearest `f64` and what remains, as the nearest `f64` to that: a
    /// pair that is right to about 2^-106 of the number.
    #[must_use]
    pub fn to_double(&self) -> Double {
        let hi = self.to_f64();
        let lo = self.minus(&Self::from_f64(hi)).to_f64();
        Double { hi, lo }
    }
}

/// Multiplies by `base^exponent`, `step_exponent` powers at a time.
fn multiply_by_power(
    limbs: &mut Vec<u32>,
    exponent: u32,
    step: u32,
    step_exponent: u32,
    base: u32,
) {
    for _ in 0..exponent / step_exponent {
        multiply_by_small(limbs, step);
    }
    multiply_by_small(limbs, base.pow(exponent % step_exponent));
}
