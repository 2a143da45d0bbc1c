//! A point of the complex plane.

/// A complex number in `f64`; as a point, `re` grows to the right and `im` upwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Complex {
    /// The origin.
    pub const ZERO: Self = Self { re: 0.0, im: 0.0 };

    /// `re + im·i`.
    #[must_use]
    pub const fn new(re: f64, im: f64) -> Self {
        Self { re, im }
    }

    /// `z + other`.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            re: self.re + other.re,
            im: self.im + other.im,
        }
    }

    /// `z × other`.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    /// `|z|²`, infinite where it overflows.
    #[must_use]
    pub fn norm_squared(self) -> f64 {
        self.re * self.re + self.im * self.im
    }

    /// `z² + c`, in the one order of operations that every kernel follows:
    /// pictures are compared bit for bit, and floating point is not
    /// associative.
    #[must_use]
    pub fn square_plus(self, c: Self) -> Self {
        Self {
            re: self.re * self.re - self.im * self.im + c.re,
            im: (self.re + self.re) * self.im + c.im,
        }
    }
}
