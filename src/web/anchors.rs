//! The anchors of the deep views of late: the next view is told by one of them where
//! it serves it, and a motion to and fro finds them again.

use crate::view::{Anchor, Site, Size, Terms, View};
use std::collections::VecDeque;

/// On what terms they are made: the memory of the shared backend is 1 GiB, and two
/// pictures of 1080p with all their samples take a fifth of it.
pub(super) const TERMS: Terms = Terms {
    most_bytes: 384 << 20,
    exact: false,
};

/// The same where each worker has its own memory, and its own copy.
pub(super) const TERMS_APART: Terms = Terms {
    most_bytes: 128 << 20,
    exact: false,
};

/// Anchors that are kept: the view's, that of a picture ahead and that of an errand.
const MOST: usize = 3;

/// Bytes that they may take together; the last is kept whatever it takes.
const MOST_BYTES: u64 = 128 << 20;

/// See the module.
#[derive(Default)]
pub(super) struct Anchors {
    /// That which served last comes first.
    known: VecDeque<Anchor>,
}

impl Anchors {
    /// One that serves a view, if there is one.
    pub(super) fn serving(&mut self, view: &View, size: Size) -> Option<Anchor> {
        let serves = |anchor: &Anchor| anchor.serves(view, size);
        let index = self.known.iter().position(serves)?;
        let anchor = self.known.remove(index)?;
        self.known.push_front(anchor.clone());
        Some(anchor)
    }

    /// Where they are.
    pub(super) fn sites(&self) -> impl Iterator<Item = &Site> {
        self.known.iter().map(Anchor::site)
    }

    /// One that has the orbit of an anchor there, or its beginning.
    pub(super) fn begun(&self, site: &Site) -> Option<Anchor> {
        let known = self.known.iter();
        known.cloned().find(|known| site.goes_on_with(known.site()))
    }

    /// Keeps one; what was not used for longest goes.
    pub(super) fn keep(&mut self, anchor: Anchor) {
        self.known.push_front(anchor);
        keep_few(&mut self.known, |anchor| anchor.reference().bytes());
    }
}

/// Forgets those for which there is no room, of which the last comes first.
pub(super) fn keep_few<T>(known: &mut VecDeque<T>, bytes_of: impl Fn(&T) -> u64) {
    let mut bytes = 0;
    let mut count = 0;
    known.retain(|anchor| {
        bytes += bytes_of(anchor);
        count += 1;
        count == 1 || count <= MOST && bytes <= MOST_BYTES
    });
}
