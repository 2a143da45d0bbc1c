//! Groups that others parted with, and that go on when those are over.

use super::group::MOST;

/// The last one that was laid aside is the first to go on. All have a place from the
/// beginning: who renders allocates nothing.
pub(super) struct Aside<G> {
    /// As many as there are, and then none. Each has a pixel at least of as many as there
    /// are lanes, and another one goes on.
    groups: [Option<G>; MOST - 1],
    len: usize,
}

impl<G> Aside<G> {
    pub(super) const NONE: Self = Self {
        groups: [const { None }; MOST - 1],
        len: 0,
    };

    /// # Panics
    /// Where there are more than pixels.
    pub(super) fn lay(&mut self, group: G) {
        self.groups[self.len] = Some(group);
        self.len += 1;
    }

    pub(super) fn take(&mut self) -> Option<G> {
        self.len = self.len.checked_sub(1)?;
        self.groups[self.len].take()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut G> {
        self.groups[..self.len].iter_mut().flatten()
    }
}
