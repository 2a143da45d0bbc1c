//! The arithmetics that a picture may be done in.

/// How deep the numbers reach that are iterated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Every pixel as it is, for views whose pixels lie well above 2⁻⁵² of the
    /// centre apart.
    F64,
    /// Differences from a reference orbit, in `f64`.
    Perturb,
    /// The same with larger exponents, for views whose differences begin below those of
    /// `f64`.
    PerturbExt,
}

impl Tier {
    /// What people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F64 => "f64",
            Self::Perturb => "perturb",
            Self::PerturbExt => "perturb-ext",
        }
    }
}
