//! What is iterated, and what a pixel stands for in it.

use super::Complex;
use super::deep::Law;
use super::map::{Cube, Folded, Fourth, Map as _, Square};

/// An orbit has escaped once it is farther than this from the origin; the
/// public contract counts so, and the distance is large enough for a fraction
/// that is smooth to the eye.
pub const ESCAPE_RADIUS: f64 = 256.0;

/// The square of [`ESCAPE_RADIUS`], which is what the kernels compare.
pub(super) const ESCAPE_NORM: f64 = ESCAPE_RADIUS * ESCAPE_RADIUS;

/// Stands for a count where the orbit does not escape within the limit.
pub const BOUNDED: u32 = u32::MAX;

/// The family of pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Formula {
    /// The pixel is `c`, and `z_0 = 0`.
    Mandelbrot,
    /// The pixel is `z_0`, and `c` is the same everywhere.
    Julia {
        /// The `c` of every pixel.
        constant: Complex,
    },
    /// As Mandelbrot, by `z³ + c`.
    Multibrot3,
    /// By `z⁴ + c`.
    Multibrot4,
    /// By `(|Re z| + i |Im z|)² + c`.
    BurningShip,
}

/// One orbit to follow: where it starts, and what each step adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Orbit {
    pub(super) z: Complex,
    pub(super) c: Complex,
}

impl Formula {
    /// The orbit of a pixel.
    pub(super) fn orbit(self, pixel: Complex) -> Orbit {
        match self {
            Self::Julia { constant } => Orbit {
                z: pixel,
                c: constant,
            },
            _ => Orbit {
                z: Complex::ZERO,
                c: pixel,
            },
        }
    }

    /// Whether orbits have a derivative by the pixel's place, and so pixels a [distance
    /// estimate](super::Estimate).
    #[must_use]
    pub fn has_derivatives(self) -> bool {
        match self {
            Self::Mandelbrot | Self::Julia { .. } => Square::IS_HOLOMORPHIC,
            Self::Multibrot3 => Cube::IS_HOLOMORPHIC,
            Self::Multibrot4 => Fourth::IS_HOLOMORPHIC,
            Self::BurningShip => Folded::IS_HOLOMORPHIC,
        }
    }

    /// By how much the logarithm of a large `|z|` grows in a step.
    pub(super) fn degree(self) -> u32 {
        match self {
            Self::Mandelbrot | Self::Julia { .. } => Square::DEGREE,
            Self::Multibrot3 => Cube::DEGREE,
            Self::Multibrot4 => Fourth::DEGREE,
            Self::BurningShip => Folded::DEGREE,
        }
    }

    /// The same for numbers of many digits.
    pub(crate) fn law(self) -> Law {
        Law {
            degree: self.degree(),
            is_folded: self == Self::BurningShip,
        }
    }

    /// The derivative of `z_0` by the pixel's place.
    pub(super) fn first_derivative(self) -> Complex {
        match self {
            Self::Julia { .. } => Complex::new(1.0, 0.0),
            _ => Complex::ZERO,
        }
    }

    /// What each step adds to the derivative: that of `c` by the pixel's place.
    pub(super) fn derivative_of_c(self) -> f64 {
        match self {
            Self::Julia { .. } => 0.0,
            _ => 1.0,
        }
    }

    /// Whether an orbit that has left the escape radius stays outside, step
    /// after step: then a kernel may look only now and again.
    ///
    /// `|z² + c| ≥ |z|² − |c| > |z|` for `|z| > 256` while `|c|` is below
    /// `256² − 256 = 65280`. The Mandelbrot set's own `c` is either that small
    /// or itself the first to escape, and from `z_1 = c` on
    /// `|z² + c| ≥ |c| (|c| − 1)` grows. Non-numbers count as far away.
    pub(super) fn escapes_for_good(self) -> bool {
        const FAR: f64 = 65_000.0;
        match self {
            // Higher powers grow faster, and what is folded is as far from the origin.
            Self::Mandelbrot | Self::Multibrot3 | Self::Multibrot4 | Self::BurningShip => true,
            Self::Julia { constant } => constant.norm_squared() < FAR * FAR,
        }
    }
}
