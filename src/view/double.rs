//! Pairs of doubles: a sum `hi + lo` of which `hi` is the nearest `f64`.
//!
//! The classical error-free transformations (T. J. Dekker, "A floating-point
//! technique for extending the available precision", 1971; D. E. Knuth, TAOCP
//! vol. 2, 4.2.2). Only + − ×, so that every target gives the same bits.

/// An unevaluated sum `hi + lo`, `|lo|` at most half an ulp of `hi`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Double {
    /// The nearest `f64`.
    pub hi: f64,
    /// What remains.
    pub lo: f64,
}

impl Double {
    /// `self + factor × step`, wrong by less than `2^-100` of the sum of the
    /// two terms' sizes while nothing underflows.
    #[must_use]
    pub fn plus_scaled(self, step: Self, factor: f64) -> Self {
        let (product, product_error) = two_product(step.hi, factor);
        let (sum, sum_error) = two_sum(self.hi, product);
        let low = sum_error + (self.lo + (product_error + step.lo * factor));
        let hi = sum + low;
        Self {
            hi,
            lo: low - (hi - sum),
        }
    }

    /// `self × other`, wrong by less than `2^-100` of itself.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let (product, error) = two_product(self.hi, other.hi);
        let low = error + (self.hi * other.lo + self.lo * other.hi);
        let hi = product + low;
        Self {
            hi,
            lo: low - (hi - product),
        }
    }
}

/// `a + b` rounded, and the rounding error, exactly.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

/// `a × b` rounded, and the rounding error, exactly while nothing underflows.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let (a_high, a_low) = split(a);
    let (b_high, b_low) = split(b);
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}

/// Two halves of 26 bits whose products are exact.
fn split(a: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * a; // 2^27 + 1
    let high = scaled - (scaled - a);
    (high, a - high)
}
