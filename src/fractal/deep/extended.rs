//! Complex numbers far beyond the exponents of `f64`: a complex mantissa and a power of
//! two that both its parts share.

use crate::fractal::Complex;

/// `mantissa × 2^exponent`, normal: the larger part of the mantissa is from 1 up and
/// below 2, or it is [`Extended::ZERO`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extended {
    mantissa: Complex,
    exponent: i32,
}

/// A zero's exponent. What would have a lower one is zero, so that products and sums of a
/// few exponents do not overflow; none is above the same to the other side.
const ZEROS_EXPONENT: i32 = i32::MIN / 8;

/// A number whose exponent is lower by more than this is lost in a sum: what is left is one
/// part of it beside the other, by whose sign an orbit may fold.
const LOST: i32 = 1000;

impl Extended {
    pub(crate) const ZERO: Self = Self {
        mantissa: Complex::ZERO,
        exponent: ZEROS_EXPONENT,
    };

    pub(crate) const ONE: Self = Self {
        mantissa: Complex { re: 1.0, im: 0.0 },
        exponent: 0,
    };

    /// `mantissa × 2^exponent`, of a mantissa below 2^1000.
    pub(crate) fn new(mantissa: Complex, exponent: i32) -> Self {
        let largest = mantissa.re.abs().max(mantissa.im.abs());
        if largest == 0.0 {
            return Self::ZERO;
        }
        let by = exponent_of(largest);
        if by < -1022 {
            // Below what is normal in f64; once, as 2^100 times it is not.
            let up = Complex::new(
                mantissa.re * power_of_two(100),
                mantissa.im * power_of_two(100),
            );
            return Self::new(up, exponent - 100);
        }
        let exponent = exponent + by;
        if exponent < ZEROS_EXPONENT {
            return Self::ZERO;
        }
        Self {
            mantissa: times_power(mantissa, -by),
            exponent: exponent.min(-ZEROS_EXPONENT),
        }
    }

    /// The number of a real and an imaginary part, each a mantissa below 2^1000 and a power
    /// of two.
    pub(crate) fn of_parts((re, re_exponent): (f64, i32), (im, im_exponent): (f64, i32)) -> Self {
        let re = Self::new(Complex::new(re, 0.0), re_exponent);
        re.plus(Self::new(Complex::new(0.0, im), im_exponent))
    }

    /// The number of that value.
    pub(crate) fn of(value: Complex) -> Self {
        Self::new(value, 0)
    }

    /// The real number of that value.
    pub(crate) fn real(value: f64) -> Self {
        Self::of(Complex::new(value, 0.0))
    }

    /// The nearest number of `f64`: zero or infinite past its range.
    pub(crate) fn to_complex(self) -> Complex {
        // In two steps, since 2^exponent may be out of range where the number is not.
        let half = (self.exponent / 2).clamp(-1000, 1000);
        let rest = (self.exponent - half).clamp(-1000, 1000);
        times_power(times_power(self.mantissa, half), rest)
    }

    /// Mantissa and exponent, as [`Extended::new`] takes them.
    pub(crate) fn to_parts(self) -> (Complex, i32) {
        (self.mantissa, self.exponent)
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::new(
            self.mantissa.times(other.mantissa),
            self.exponent + other.exponent,
        )
    }

    /// The derivative of `z^degree` here, of a degree of 2 at least.
    pub(crate) fn slope(self, degree: u32) -> Self {
        (2..degree).fold(self.scaled(f64::from(degree)), |slope, _| slope.times(self))
    }

    /// Times a number of `f64`.
    pub(crate) fn scaled(self, by: f64) -> Self {
        let Complex { re, im } = self.mantissa;
        Self::new(Complex::new(re * by, im * by), self.exponent)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let (large, small) = if self.exponent >= other.exponent {
            (self, other)
        } else {
            (other, self)
        };
        let gap = large.exponent - small.exponent;
        if gap > LOST {
            return large;
        }
        let small = times_power(small.mantissa, -gap);
        Self::new(large.mantissa.plus(small), large.exponent)
    }

    /// The logarithm of its absolute value to base 2; of zero about that of the smallest.
    pub(crate) fn log2(self) -> f64 {
        f64::from(self.exponent) + libm::log2(self.mantissa.norm_squared().max(1.0)) / 2.0
    }

    /// Its absolute value, as a real number.
    pub(crate) fn magnitude(self) -> Self {
        let size = self.mantissa.norm_squared().sqrt();
        Self::new(Complex::new(size, 0.0), self.exponent)
    }

    /// `self / divisor`; zero where the divisor is.
    pub(crate) fn quotient(self, divisor: Self) -> Self {
        if divisor == Self::ZERO {
            return Self::ZERO;
        }
        let Complex { re, im } = divisor.mantissa;
        let turned = self.mantissa.times(Complex::new(re, -im));
        let norm = divisor.mantissa.norm_squared();
        Self::new(
            Complex::new(turned.re / norm, turned.im / norm),
            self.exponent - divisor.exponent,
        )
    }

    /// `self / divisor`, of real numbers; zero where the divisor is.
    pub(crate) fn real_quotient(self, divisor: Self) -> Self {
        if divisor == Self::ZERO {
            return Self::ZERO;
        }
        let quotient = self.mantissa.re / divisor.mantissa.re;
        Self::new(
            Complex::new(quotient, 0.0),
            self.exponent - divisor.exponent,
        )
    }

    /// `−self`.
    pub(crate) fn negated(self) -> Self {
        let Complex { re, im } = self.mantissa;
        Self {
            mantissa: Complex::new(-re, -im),
            ..self
        }
    }

    /// Its conjugate.
    pub(crate) fn conjugate(self) -> Self {
        let Complex { re, im } = self.mantissa;
        Self {
            mantissa: Complex::new(re, -im),
            ..self
        }
    }

    /// The imaginary part of its square, as a real number.
    pub(crate) fn cross(self) -> Self {
        let Complex { re, im } = self.mantissa;
        Self::new(Complex::new(2.0 * re * im, 0.0), 2 * self.exponent)
    }

    /// Whether its square lies below the axis, from where an orbit is folded up.
    pub(crate) fn is_folded(self) -> bool {
        self.mantissa.re * self.mantissa.im < 0.0
    }

    /// Whether the real part is above 0.
    pub(crate) fn is_to_the_right(self) -> bool {
        self.mantissa.re > 0.0
    }

    /// As [`key_of_norm`], of the square of its absolute value.
    #[inline]
    pub(super) fn norm_key(self) -> i32 {
        key_of_norm(self.mantissa.norm_squared()) + key_of_power(2 * self.exponent)
    }

    /// Whether its absolute value is the smaller one.
    pub(crate) fn is_smaller_than(self, other: Self) -> bool {
        // Mantissas are from 1 up and below 2√2.
        match self.exponent - other.exponent {
            ..=-2 => true,
            2.. => false,
            gap => {
                self.mantissa.norm_squared() * power_of_two(2 * gap) < other.mantissa.norm_squared()
            }
        }
    }
}

/// Binary digits of a number, after the first, that tell in its key.
const KEY_DIGITS: u32 = 10;

/// The bit of a square from which on they are its key.
pub(super) const KEY_BIT: u32 = 52 - KEY_DIGITS;

/// Exponents of squares past this have all the same key; the deepest views do with 2^20.
const MOST_OF_KEYS: i32 = 1 << 20;

/// What is larger for a larger square, but may be the same where they are within 2^-10 of
/// each other.
#[inline]
pub(super) fn key_of_norm(norm: f64) -> i32 {
    (norm.to_bits() >> KEY_BIT) as i32
}

/// What a square's key grows by with so many powers of two.
#[inline]
pub(super) fn key_of_power(exponent: i32) -> i32 {
    exponent.clamp(-MOST_OF_KEYS, MOST_OF_KEYS) << KEY_DIGITS
}

/// `2^exponent`, where that is normal in `f64`.
pub(super) fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
}

/// The power of two of a positive number's highest bit; less than −1022 where it is not
/// normal.
fn exponent_of(value: f64) -> i32 {
    (value.to_bits() >> 52) as i32 - 1023
}

fn times_power(value: Complex, exponent: i32) -> Complex {
    let power = power_of_two(exponent);
    Complex::new(value.re * power, value.im * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(re: f64, im: f64, exponent: i32) -> Extended {
        Extended::new(Complex::new(re, im), exponent)
    }

    #[test]
    fn numbers_beyond_f64_keep_their_digits() {
        let tiny = number(3.0, -1.0, -5000);
        assert_eq!(tiny.to_complex(), Complex::ZERO);
        let back = tiny.times(number(0.0, 1.0, 4990));
        assert_eq!(back.to_complex(), Complex::new(1.0 / 1024.0, 3.0 / 1024.0));
        assert_eq!(tiny.plus(Extended::ONE), Extended::ONE);
        assert_eq!(number(1.0, 0.0, 4000).to_complex().re, f64::INFINITY);
        assert_eq!(number(5e-324, 0.0, 0).to_complex().re, 5e-324);
        assert_eq!(
            number(5e-324, 0.0, 0).times(number(1.0, 0.0, 1074)),
            Extended::ONE
        );
    }

    #[test]
    fn exponents_end_where_they_would_overflow() {
        let mut tiny = number(1.0, 0.0, -400_000_000);
        let mut huge = number(1.0, 0.0, 400_000_000);
        for _ in 0..40 {
            (tiny, huge) = (tiny.times(tiny), huge.times(huge));
        }
        assert_eq!(tiny, Extended::ZERO);
        assert!(Extended::ONE.is_smaller_than(huge));
        assert!(tiny.is_smaller_than(huge.real_quotient(huge)));
        assert_eq!(Extended::ONE.real_quotient(huge).to_complex().re, 0.0);
    }

    #[test]
    fn zero_is_the_smallest() {
        let zero = number(0.0, 0.0, 7);
        assert_eq!(zero, Extended::ZERO);
        assert_eq!(
            zero.times(number(1.0, 1.0, 90_000)).to_complex(),
            Complex::ZERO
        );
        assert!(zero.is_smaller_than(number(1.0, 0.0, -90_000)));
        assert!(!zero.is_smaller_than(zero));
        assert_eq!(zero.plus(zero), Extended::ZERO);
    }

    proptest! {
        #[test]
        fn within_f64_it_is_as_f64(
            a in (-1e3..1e3, -1e3..1e3), b in (-1e3..1e3, -1e3..1e3),
            (up, down) in (-90_i32..90, -90_i32..90),
        ) {
            let (a, b) = (Complex::new(a.0, a.1), Complex::new(b.0, b.1));
            let near = |x: Complex, y: Complex, size: f64| {
                (x.re - y.re).abs() <= size * 1e-15 && (x.im - y.im).abs() <= size * 1e-15
            };
            let (large, small) = (Extended::new(a, up), Extended::new(b, down));
            let (x, y) = (times_power(a, up), times_power(b, down));
            let size = |z: Complex| z.norm_squared().sqrt();
            prop_assert!(near(large.times(small).to_complex(), x.times(y), size(x) * size(y)));
            prop_assert!(near(large.plus(small).to_complex(), x.plus(y), size(x) + size(y)));
            if b != Complex::ZERO {
                let back = large.quotient(small).times(small).to_complex();
                prop_assert!(near(back, x, 4.0 * size(x)));
            }
            prop_assert_eq!(large.is_smaller_than(small), x.norm_squared() < y.norm_squared());
            prop_assert!((large.magnitude().to_complex().re - size(x)).abs() <= 1e-15 * size(x));
        }
    }
}
