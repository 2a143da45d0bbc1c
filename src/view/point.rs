//! A point of the plane, exact.

use super::decimal::Decimal;
use crate::fractal::Complex;

/// Coordinates stay within this of zero: further out there is nothing, and a
/// view that went there could not find its way back.
const FARTHEST: u128 = 10_000;

/// A point of the complex plane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Point {
    /// Real part.
    pub re: Decimal,
    /// Imaginary part.
    pub im: Decimal,
}

impl Point {
    /// The sum, exactly.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            re: self.re.plus(&other.re),
            im: self.im.plus(&other.im),
        }
    }

    /// The difference, exactly.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self {
            re: self.re.minus(&other.re),
            im: self.im.minus(&other.im),
        }
    }

    /// Whether it is on each axis that the other is on.
    pub(super) fn is_on_axes_of(&self, other: &Self) -> bool {
        (self.re.is_zero() || !other.re.is_zero()) && (self.im.is_zero() || !other.im.is_zero())
    }

    /// Both parts to the nearest multiple of `10^-places`, within bounds.
    pub(super) fn settled(self, places: u32) -> Self {
        Self {
            re: self.re.rounded_to(places),
            im: self.im.rounded_to(places),
        }
        .within_bounds()
    }

    /// Both parts within ±10 000.
    pub(super) fn within_bounds(self) -> Self {
        let bound = Self::bound();
        Self {
            re: self.re.clamped_to(&bound),
            im: self.im.clamped_to(&bound),
        }
    }

    /// The size that no coordinate exceeds.
    pub(super) fn bound() -> Decimal {
        Decimal::from_units(FARTHEST, 0)
    }

    /// The natural logarithm of its distance from zero, and its direction (of
    /// size 1, real and imaginary); none of zero.
    pub(super) fn polar(&self) -> Option<(f64, (f64, f64))> {
        let leading = [&self.re, &self.im].map(Decimal::leading_exponent);
        let leading = leading.into_iter().flatten().max()?;
        let re = self.re.times_power_of_ten_to_f64(-leading);
        let im = self.im.times_power_of_ten_to_f64(-leading);
        let size = libm::hypot(re, im);
        let ln = libm::log(size) + leading as f64 * std::f64::consts::LN_10;
        Some((ln, (re / size, im / size)))
    }

    /// The nearest numbers of `f64`.
    #[must_use]
    pub fn to_complex(&self) -> Complex {
        Complex {
            re: self.re.to_f64(),
            im: self.im.to_f64(),
        }
    }
}
