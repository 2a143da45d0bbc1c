//! The keys of a link.

/// A key of a link, in the order in which links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Formula,
    Re,
    Im,
    Zoom,
    Rot,
    Iter,
    Cre,
    Cim,
    Palette,
    Density,
    Offset,
    Mode,
}

impl Key {
    pub(super) const ALL: [Self; 12] = [
        Self::Formula,
        Self::Re,
        Self::Im,
        Self::Zoom,
        Self::Rot,
        Self::Iter,
        Self::Cre,
        Self::Cim,
        Self::Palette,
        Self::Density,
        Self::Offset,
        Self::Mode,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::Re => "re",
            Self::Im => "im",
            Self::Zoom => "zoom",
            Self::Rot => "rot",
            Self::Iter => "iter",
            Self::Cre => "cre",
            Self::Cim => "cim",
            Self::Palette => "palette",
            Self::Density => "density",
            Self::Offset => "offset",
            Self::Mode => "mode",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Whether it says where the view is: without any of these it is home.
    pub(super) fn is_place(self) -> bool {
        matches!(self, Self::Re | Self::Im | Self::Zoom)
    }
}
