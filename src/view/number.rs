//! The grammar of decimal numbers in links: read once here, for coordinates,
//! magnifications and plain numbers, and written back by one rule.
//!
//! `[+-] digits [. digits] [e [+-] digits]`, with a digit on at least one
//! side of the point. Blanks around a pasted number do not matter.

use std::fmt;

/// The longest text that is read, in bytes: room for a coordinate at the
/// deepest magnification (`Zoom::MAX_EXPONENT`).
const LONGEST: usize = 200_000;

/// Exponents saturate here, far beyond all that is accepted.
const FAR: i64 = 1_000_000_000;

/// Why a text is not a usable number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is not a decimal number.
    Malformed,
    /// It has more digits than anyone can use.
    TooLong,
    /// It is too large or too small.
    OutOfRange,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a decimal number",
            Self::TooLong => "too many digits",
            Self::OutOfRange => "out of range",
        })
    }
}

impl std::error::Error for NumberError {}

/// A number as its significant digits: `± significant × 10^exponent`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) negative: bool,
    /// ASCII, without zeros at either end; empty for zero.
    pub(super) significant: Vec<u8>,
    /// Of the last digit; 0 for zero.
    pub(super) exponent: i64,
}

impl Digits {
    /// Reads a number in time linear in its length.
    pub(super) fn read(text: &str) -> Result<Self, NumberError> {
        if text.len() > LONGEST {
            return Err(NumberError::TooLong);
        }
        let bytes = text.trim_ascii().as_bytes();
        let (negative, unsigned) = sign(bytes);
        let (significand, exponent) = match unsigned.iter().position(|b| matches!(b, b'e' | b'E')) {
            Some(at) => (&unsigned[..at], read_exponent(&unsigned[at + 1..])?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match significand.iter().position(|&b| b == b'.') {
            Some(at) => (&significand[..at], &significand[at + 1..]),
            None => (significand, &[][..]),
        };
        let mut digits = [whole, fraction].concat();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(NumberError::Malformed);
        }
        let written = digits.len();
        let kept = written - digits.iter().rev().take_while(|&&b| b == b'0').count();
        digits.truncate(kept);
        digits.drain(..digits.iter().take_while(|&&b| b == b'0').count());
        if digits.is_empty() {
            return Ok(Self {
                negative: false,
                significant: digits,
                exponent: 0,
            });
        }
        let exponent = exponent - fraction.len() as i64 + (written - kept) as i64;
        Ok(Self {
            negative,
            significant: digits,
            exponent,
        })
    }

    /// The power of ten of the first digit.
    pub(super) fn leading_exponent(&self) -> i64 {
        self.exponent + self.significant.len() as i64 - 1
    }
}

fn sign(bytes: &[u8]) -> (bool, &[u8]) {
    match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    }
}

fn read_exponent(bytes: &[u8]) -> Result<i64, NumberError> {
    let (negative, digits) = sign(bytes);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Malformed);
    }
    let size = digits
        .iter()
        .fold(0, |sum: i64, b| (sum * 10 + i64::from(b - b'0')).min(FAR));
    Ok(if negative { -size } else { size })
}

/// Writes `± digits × 10^exponent`, `digits` without zeros at either end:
/// plainly between 1e-6 and 1e7, with an exponent outside.
pub(super) fn write(
    f: &mut fmt::Formatter<'_>,
    negative: bool,
    digits: &str,
    exponent: i64,
) -> fmt::Result {
    if negative {
        f.write_str("-")?;
    }
    if digits.is_empty() {
        return f.write_str("0");
    }
    let leading = exponent + digits.len() as i64 - 1;
    match leading {
        0..7 if exponent >= 0 => write!(f, "{digits}{:0<1$}", "", exponent as usize),
        0..7 => {
            let (whole, fraction) = digits.split_at(leading as usize + 1);
            write!(f, "{whole}.{fraction}")
        }
        -6..0 => write!(f, "0.{:0<1$}{digits}", "", (-leading - 1) as usize),
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            write!(f, "{first}{point}{rest}e{leading}")
        }
    }
}

/// A plain number of a link, written by the same rule as the exact ones.
pub(super) struct Plain(pub(super) f64);

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rust's `{:e}` gives the shortest digits that read back the same.
        match Digits::read(&format!("{:e}", self.0)) {
            Ok(number) => write(
                f,
                number.negative,
                &String::from_utf8_lossy(&number.significant),
                number.exponent,
            ),
            Err(_) => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<(bool, String, i64), NumberError> {
        Digits::read(text).map(|n| {
            (
                n.negative,
                String::from_utf8(n.significant).unwrap(),
                n.exponent,
            )
        })
    }

    #[test]
    fn a_number_is_read_as_its_significant_digits() {
        assert_eq!(read("-0.750"), Ok((true, "75".into(), -2)));
        assert_eq!(read("+1e+30"), Ok((false, "1".into(), 30)));
        assert_eq!(read("1200"), Ok((false, "12".into(), 2)));
        assert_eq!(read(".5"), Ok((false, "5".into(), -1)));
        assert_eq!(read("5."), Ok((false, "5".into(), 0)));
        assert_eq!(
            read("-0.0e999999999999999999999"),
            Ok((false, String::new(), 0))
        );
        assert_eq!(read(" 2\n"), Ok((false, "2".into(), 0)));
    }

    #[test]
    fn what_is_no_number_is_malformed() {
        for text in [
            "", "+", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "inf", "NaN", "1_000", "1,5", "--1",
            "1e5e5", "１",
        ] {
            assert_eq!(read(text), Err(NumberError::Malformed), "{text}");
        }
        assert_eq!(read(&"9".repeat(LONGEST + 1)), Err(NumberError::TooLong));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[-+.eE0-9]{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn a_plain_number_reads_back_the_same(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(Plain(value).to_string().parse::<f64>().unwrap(), value);
        }
    }
}
