//! How counts become colours, as a person chooses it.

use super::PaletteName;

/// What the colour of an escaped pixel follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The count with its fraction: no steps.
    #[default]
    Smooth,
    /// The distance from the set, thin filaments dark.
    Distance,
    /// As smooth, and lit as a relief that falls off from the set.
    Slopes,
    /// The count alone: a band of one colour for each.
    Bands,
}

impl Mode {
    /// Every mode, in the order to offer them.
    pub const ALL: [Self; 4] = [Self::Smooth, Self::Distance, Self::Slopes, Self::Bands];

    /// The name in links: one lower-case word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Distance => "distance",
            Self::Slopes => "slopes",
            Self::Bands => "bands",
        }
    }

    /// Whether pixels are painted by their [distance estimates](super::Estimate) too.
    #[must_use]
    pub fn needs_estimates(self) -> bool {
        matches!(self, Self::Distance | Self::Slopes)
    }

    /// The mode of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// A choice of colours.
#[derive(Clone, Debug, PartialEq)]
pub struct Colouring {
    /// The cycle of colours.
    pub palette: PaletteName,
    /// Colour cycles, relative to what suits most views; above 0 and finite.
    pub density: f64,
    /// Where in the cycle to begin, in cycles; only its fractional part counts.
    pub offset: f64,
    /// What the colour follows.
    pub mode: Mode,
}

impl Default for Colouring {
    fn default() -> Self {
        Self {
            palette: PaletteName::default(),
            density: 1.0,
            offset: 0.0,
            mode: Mode::default(),
        }
    }
}
