//! Decimal numbers from texts, and back.

use std::fmt::{self, Write};
use std::str::FromStr;

use super::super::number::{self, Digits, NumberError};
use super::{Decimal, LIMB_DIGITS};

/// Digits before the point: anything larger is no coordinate of a picture.
const MOST_WHOLE_DIGITS: i64 = 300;

/// Digits after the point: those of a coordinate at the deepest
/// magnification, and some.
const MOST_PLACES: i64 = 150_000;

impl FromStr for Decimal {
    type Err = NumberError;

    /// Reads a decimal text of any usable length, exactly.
    ///
    /// # Errors
    /// Texts that are no decimal number, that have more than 150 000 places,
    /// or 300 digits before the point. The work is linear in the length, and
    /// no exponent makes it more.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let Digits {
            negative,
            significant: mut digits,
            exponent,
        } = Digits::read(text)?;
        let whole = digits.len() as i64 + exponent;
        if whole > MOST_WHOLE_DIGITS || exponent < -MOST_PLACES {
            return Err(NumberError::OutOfRange);
        }
        let places = (-exponent).max(0) as u32;
        let scale = places.div_ceil(LIMB_DIGITS);
        let zeros = if exponent > 0 {
            exponent as usize
        } else {
            (scale * LIMB_DIGITS - places) as usize
        };
        digits.resize(digits.len() + zeros, b'0');
        let limbs = digits
            .rchunks(LIMB_DIGITS as usize)
            .map(|chunk| {
                chunk
                    .iter()
                    .fold(0, |sum, b| sum * 10 + u32::from(b - b'0'))
            })
            .collect();
        Ok(Self::from_parts(negative, limbs, scale))
    }
}

impl Decimal {
    /// The significant digits, without zeros at either end, and the power of
    /// ten of the last.
    pub(super) fn significant(&self) -> (String, i64) {
        let mut digits = String::with_capacity(self.limbs.len() * LIMB_DIGITS as usize);
        for limb in self.limbs.iter().rev() {
            // Leading zeros of the first limb are trimmed below.
            let _ = write!(digits, "{limb:09}");
        }
        let kept = digits.trim_end_matches('0').len();
        let exponent = (digits.len() - kept) as i64 - i64::from(self.scale * LIMB_DIGITS);
        digits.truncate(kept);
        (digits.trim_start_matches('0').to_owned(), exponent)
    }
}

impl fmt::Display for Decimal {
    /// The one shortest text of the number; reading it gives the number back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, exponent) = self.significant();
        number::write(f, self.negative, &digits, exponent)
    }
}
