//! Magnification, far beyond the range of `f64`: up to 17 significant digits
//! and a power of ten. Its text is the number: writing and reading it again
//! changes nothing, and every operation rounds to the same 17 digits on every
//! target.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::decimal::Decimal;
use super::number::{self, Digits, NumberError};

/// Decimal places of a pixel step past the leading exponent of the zoom: one
/// for the zoom's first digit, four for the height of a picture, and 19 (2^64)
/// for what is left of the step of one 16384 pixels high.
const STEP_PLACES: i64 = 24;

/// `log2(10)`.
const LOG2_TEN: f64 = std::f64::consts::LOG2_10;

/// A magnification: the view is `4/zoom` high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zoom {
    /// From 1 to 10^17 − 1, not a multiple of ten.
    digits: u64,
    exponent: i32,
}

/// The size of a pixel: `units / 10^places` of the plane.
pub(super) struct Step {
    pub(super) units: u128,
    pub(super) places: u32,
}

impl Zoom {
    /// Digits that are kept.
    pub const DIGITS: u32 = 17;
    /// The largest power of ten: `1e100000`.
    pub const MAX_EXPONENT: i32 = 100_000;
    /// The smallest power of ten: `1e-6`, from where nothing is to be seen.
    pub const MIN_EXPONENT: i32 = -6;
    /// No magnification.
    pub const ONE: Self = Self::power_of_ten(0);
    /// The smallest magnification.
    pub const MIN: Self = Self::power_of_ten(Self::MIN_EXPONENT);
    /// The largest magnification.
    pub const MAX: Self = Self::power_of_ten(Self::MAX_EXPONENT);

    const fn power_of_ten(exponent: i32) -> Self {
        Self {
            digits: 1,
            exponent,
        }
    }

    /// The magnification next below `value` with `digits` significant digits,
    /// within the range; the smallest for what is no positive number.
    #[must_use]
    pub fn at_most(value: f64, digits: u32) -> Self {
        let text = format!("{:e}", value.clamp(0.0, f64::MAX));
        match Digits::read(&text) {
            Ok(mut number) if !number.negative && !number.significant.is_empty() => {
                let kept = number
                    .significant
                    .len()
                    .min(digits.clamp(1, Self::DIGITS) as usize);
                number.exponent += (number.significant.len() - kept) as i64;
                number.significant.truncate(kept);
                let whole = number.significant.iter().copied().fold(0, push_digit);
                Self::rounded(whole, false, number.exponent)
            }
            _ => Self::MIN,
        }
    }

    /// `units × 10^exponent`, and a little more if `more`, to the nearest 17
    /// digits (ties to even), within the range.
    fn rounded(units: u128, more: bool, exponent: i64) -> Self {
        Self::rounded_to(Self::DIGITS, units, more, exponent)
    }

    /// The same to the nearest `digits` digits.
    fn rounded_to(digits: u32, units: u128, more: bool, exponent: i64) -> Self {
        let mut units = units;
        let mut exponent = exponent;
        let excess = decimal_digits(units).saturating_sub(digits);
        if excess > 0 {
            let unit = 10_u128.pow(excess);
            let remainder = units % unit;
            units /= unit;
            exponent += i64::from(excess);
            units += match (remainder * 2).cmp(&unit) {
                Ordering::Less => 0,
                Ordering::Equal if !more => units % 2,
                _ => 1,
            };
        }
        while units != 0 && units.is_multiple_of(10) {
            units /= 10;
            exponent += 1;
        }
        let zoom = Self {
            digits: units as u64,
            exponent: exponent.clamp(-1_000_000, 1_000_000) as i32,
        };
        if units == 0 {
            Self::MIN
        } else {
            zoom.clamp(Self::MIN, Self::MAX)
        }
    }

    /// The decimal places of a length that pixels of deep views are counted in: between
    /// some thousands and some 10^-9 of them, whatever the size.
    #[must_use]
    pub(super) fn unit_places(self) -> u32 {
        let leading = self.leading_exponent().max(0) as u32;
        leading.next_multiple_of(Decimal::LIMB_PLACES)
    }

    /// `self × factor`, rounded to 17 digits and kept within the range. One
    /// call changes it by at most 1024 times; a factor that is no positive
    /// number changes nothing.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        if factor.is_nan() || factor <= 0.0 {
            return self;
        }
        let bits = factor.clamp(1.0 / 1024.0, 1024.0).to_bits();
        // A normal number: factor = mantissa / 2^shift, 42 ≤ shift ≤ 62.
        let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
        let shift = 1075 - (bits >> 52) as u32;
        // 17 digits and five more, times 53 bits: below 2^127.
        let missing = Self::DIGITS - decimal_digits(u128::from(self.digits)) + 5;
        let product = u128::from(self.digits) * 10_u128.pow(missing) * mantissa;
        let more = product & ((1 << shift) - 1) != 0;
        Self::rounded(
            product >> shift,
            more,
            i64::from(self.exponent) - i64::from(missing),
        )
    }

    /// `self × 2^doublings`, by any number of doublings, rounded to 17 digits
    /// and kept within the range. What is no number changes nothing.
    #[must_use]
    pub(super) fn magnified(self, doublings: f64) -> Self {
        // From one end of the range to the other, and back.
        const MOST: f64 = 1e6;
        if doublings.is_nan() {
            return self;
        }
        let doublings = doublings.clamp(-MOST, MOST);
        let tens = (doublings / LOG2_TEN).floor();
        let shifted = Self {
            digits: self.digits,
            exponent: self.exponent + tens as i32,
        };
        shifted.times(libm::exp2(doublings - tens * LOG2_TEN))
    }

    /// The nearest magnification with so many significant digits, 1 to 17: for
    /// people to read.
    #[must_use]
    pub fn nearest(self, digits: u32) -> Self {
        let digits = digits.clamp(1, Self::DIGITS);
        Self::rounded_to(
            digits,
            u128::from(self.digits),
            false,
            i64::from(self.exponent),
        )
    }

    /// The power of ten of the first digit.
    fn leading_exponent(self) -> i64 {
        i64::from(self.exponent) + i64::from(decimal_digits(u128::from(self.digits))) - 1
    }

    /// Its logarithm to base 2, the same on every target.
    #[must_use]
    pub fn log2(self) -> f64 {
        libm::log2(self.digits as f64) + f64::from(self.exponent) * LOG2_TEN
    }

    /// The nearest `f64`, infinite past its range.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.over(Self::ONE)
    }

    /// `self / other`, zero or infinite past the range of `f64`.
    #[must_use]
    pub fn over(self, other: Self) -> f64 {
        let exponent = i64::from(self.exponent) - i64::from(other.exponent);
        // The standard library reads a decimal text correctly rounded.
        let scaled: f64 = format!("{}e{exponent}", self.digits).parse().unwrap_or(0.0);
        scaled / other.digits as f64
    }

    /// Decimal places of the plane that a view at this zoom is laid out on:
    /// a pixel's step is a whole number of `10^-places`, and differs from
    /// `4 / zoom / height` by less than `2^-64` of it in pictures up to 16384
    /// pixels high.
    pub(super) fn places(self) -> u32 {
        (self.leading_exponent() + STEP_PLACES) as u32
    }

    /// The size of a pixel of a picture `height` pixels high:
    /// `4 / zoom / height`, to the nearest unit of the last place.
    pub(super) fn step(self, height: u32) -> Step {
        let places = self.places();
        // 4 × 10^n / divisor by long division: below 2^93 all along.
        let divisor = u128::from(self.digits) * u128::from(height.max(1));
        let mut units = 4 / divisor;
        let mut rest = 4 % divisor;
        for _ in 0..i64::from(places) - i64::from(self.exponent) {
            rest *= 10;
            units = units * 10 + rest / divisor;
            rest %= divisor;
        }
        units += u128::from(rest * 2 >= divisor);
        Step { units, places }
    }
}

fn decimal_digits(units: u128) -> u32 {
    units.checked_ilog10().map_or(0, |log| log + 1)
}

fn push_digit(sum: u128, digit: u8) -> u128 {
    sum * 10 + u128::from(digit - b'0')
}

impl FromStr for Zoom {
    type Err = NumberError;

    /// Reads a magnification; past 17 digits it is rounded.
    ///
    /// # Errors
    /// Texts that are no decimal number above zero, and those out of the range
    /// from [`Zoom::MIN`] to [`Zoom::MAX`].
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let number = Digits::read(text)?;
        let leading = number.leading_exponent();
        let range = i64::from(Self::MIN_EXPONENT)..=i64::from(Self::MAX_EXPONENT);
        let past_the_end = leading == i64::from(Self::MAX_EXPONENT) && number.significant != b"1";
        if number.negative
            || number.significant.is_empty()
            || !range.contains(&leading)
            || past_the_end
        {
            return Err(NumberError::OutOfRange);
        }
        let kept = number.significant.len().min(30);
        let (kept, rest) = number.significant.split_at(kept);
        Ok(Self::rounded(
            kept.iter().copied().fold(0, push_digit),
            !rest.is_empty(),
            number.exponent + rest.len() as i64,
        ))
    }
}

impl fmt::Display for Zoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        number::write(f, false, &self.digits.to_string(), i64::from(self.exponent))
    }
}

impl Ord for Zoom {
    fn cmp(&self, other: &Self) -> Ordering {
        let aligned = |zoom: &Self| {
            let digits = decimal_digits(u128::from(zoom.digits));
            zoom.digits * 10_u64.pow(Self::DIGITS.saturating_sub(digits))
        };
        self.leading_exponent()
            .cmp(&other.leading_exponent())
            .then_with(|| aligned(self).cmp(&aligned(other)))
    }
}

impl PartialOrd for Zoom {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Step {
    /// As an exact number.
    pub(super) fn to_decimal(&self) -> Decimal {
        Decimal::from_units(self.units, self.places)
    }
}

#[cfg(test)]
mod tests;
