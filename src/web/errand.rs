//! Pictures beside the one on screen, computed while that one rests: the Julia
//! preview, and files at other sizes.

use super::screen::Screen;
use crate::view::{Size, View};

/// What the picture is for.
pub(super) enum Purpose {
    /// The Julia preview.
    Preview,
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
}

/// The small canvas of the Julia preview.
pub(super) struct Preview {
    pub(super) screen: Screen,
    pub(super) size: Size,
}
