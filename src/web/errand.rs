//! Pictures beside the one on screen, computed while that one rests: the Julia
//! preview, files at other sizes, and what lies around the view.

use super::screen::Screen;
use crate::view::{Size, View};

/// What the picture is for.
pub(super) enum Purpose {
    /// The Julia preview.
    Preview,
    /// What lies around the view, coarsely: it is there when the view moves.
    Surroundings,
    /// A file of this type, for the page's question.
    File { id: f64, mime: String },
}

/// A picture to compute beside the one on screen.
pub(super) struct Errand {
    pub(super) view: View,
    pub(super) size: Size,
    pub(super) purpose: Purpose,
}

impl Errand {
    pub(super) fn is_preview(&self) -> bool {
        matches!(self.purpose, Purpose::Preview)
    }

    /// Whether it is of no use once the view has moved.
    pub(super) fn is_of_the_moment(&self) -> bool {
        matches!(self.purpose, Purpose::Surroundings)
    }
}

/// The small canvas of the Julia preview.
pub(super) struct Preview {
    pub(super) screen: Screen,
    pub(super) size: Size,
}
