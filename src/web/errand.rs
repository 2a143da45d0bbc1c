//! Pictures beside the one on screen, computed while that one rests: the Julia
//! preview, files at other sizes, what lies around the view, and a warm-up.

use super::screen::Screen;
use crate::fractal::Tier;
use crate::view::{Size, View};

/// A file that the page asked for.
#[derive(Clone)]
pub(super) struct FileOrder {
    /// The page's question.
    pub(super) id: f64,
    /// Its type.
    pub(super) mime: String,
    /// Samples a pixel.
    pub(super) samples: u32,
}

/// What the picture is for.
pub(super) enum Purpose {
    /// The Julia preview.
    Preview,
    /// What lies around the view, coarsely: it is there when the view moves.
    Surroundings,
    /// Nothing is done with it: the browser's optimising compiler sees the arithmetic at work
    /// that a zoom is about to need.
    WarmUp(Tier),
    /// A file that the page asked for.
    File(FileOrder),
}

/// A picture to compute beside the one on screen.
pub(super) struct Errand {
    pub(super) view: View,
    pub(super) size: Size,
    pub(super) purpose: Purpose,
}

impl Errand {
    /// Samples a pixel.
    pub(super) fn samples(&self) -> u32 {
        match &self.purpose {
            Purpose::File(order) => order.samples,
            Purpose::Preview | Purpose::Surroundings | Purpose::WarmUp(_) => 1,
        }
    }

    pub(super) fn is_preview(&self) -> bool {
        matches!(self.purpose, Purpose::Preview)
    }

    /// Whether it is of no use once the view has moved.
    pub(super) fn is_of_the_moment(&self) -> bool {
        matches!(self.purpose, Purpose::Surroundings | Purpose::WarmUp(_))
    }
}

/// The errand under way.
pub(super) struct UnderWay {
    pub(super) errand: Errand,
    /// The name of its picture to the backend.
    pub(super) name: u64,
    /// The canvas of a file.
    pub(super) screen: Option<Screen>,
    /// Whether more samples than one are being made of it.
    pub(super) is_refined: bool,
}

/// The small canvas of the Julia preview.
pub(super) struct Preview {
    pub(super) screen: Screen,
    pub(super) size: Size,
}
