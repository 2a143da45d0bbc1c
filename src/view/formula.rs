//! What a view iterates, by name.

use crate::fractal::{Complex, Formula};

/// The formulas that a link may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormulaName {
    /// `z² + c`, the pixel is `c`.
    #[default]
    Mandelbrot,
    /// `z² + constant`, the pixel is the first `z`.
    Julia,
    /// `(|Re z| + i |Im z|)² + c`, the pixel is `c`.
    BurningShip,
    /// `z³ + c`, the pixel is `c`.
    Multibrot3,
    /// `z⁴ + c`, the pixel is `c`.
    Multibrot4,
}

impl FormulaName {
    /// Every formula.
    pub const ALL: [Self; 5] = [
        Self::Mandelbrot,
        Self::Julia,
        Self::BurningShip,
        Self::Multibrot3,
        Self::Multibrot4,
    ];

    /// Its name in a link.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mandelbrot => "mandelbrot",
            Self::Julia => "julia",
            Self::BurningShip => "burning-ship",
            Self::Multibrot3 => "multibrot3",
            Self::Multibrot4 => "multibrot4",
        }
    }

    /// What it stands for; the constant is that of the Julia set.
    pub(super) fn iterated(self, constant: Complex) -> Formula {
        match self {
            Self::Mandelbrot => Formula::Mandelbrot,
            Self::Julia => Formula::Julia { constant },
            Self::BurningShip => Formula::BurningShip,
            Self::Multibrot3 => Formula::Multibrot3,
            Self::Multibrot4 => Formula::Multibrot4,
        }
    }

    /// The formula of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|formula| formula.name() == name)
    }
}
