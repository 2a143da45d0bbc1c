//! What a view iterates, by name.

/// The formulas that a link may name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormulaName {
    /// `z² + c`, the pixel is `c`.
    #[default]
    Mandelbrot,
    /// `z² + constant`, the pixel is the first `z`.
    Julia,
}

impl FormulaName {
    /// Every formula.
    pub const ALL: [Self; 2] = [Self::Mandelbrot, Self::Julia];

    /// Its name in a link.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mandelbrot => "mandelbrot",
            Self::Julia => "julia",
        }
    }

    /// The formula of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|formula| formula.name() == name)
    }
}
