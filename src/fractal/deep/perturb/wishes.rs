//! What the pixels of a group are to do about the reference; a bit a lane.

/// See the module.
#[derive(Default)]
pub(super) struct Wishes {
    /// Those that have not escaped. What is no number has overflowed.
    pub(super) inside: u32,
    /// Those that are not to rebase, and those that do not have to.
    pub(super) stays: u32,
    pub(super) can_stay: u32,
    /// Those that may.
    pub(super) allows: u32,
}

impl Wishes {
    /// All go on as they do.
    pub(super) const NONE: Self = Self {
        inside: u32::MAX,
        stays: u32::MAX,
        can_stay: u32::MAX,
        allows: 0,
    };
}
