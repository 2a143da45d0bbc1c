//! What the pixels of a group are to do about the reference.

use super::group::MOST;
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;

/// See the module; a bit a lane.
pub(super) struct Wishes {
    /// Those that are outside.
    pub(super) escaped: u32,
    /// Those that are to rebase, and those that have to.
    pub(super) wants: u32,
    pub(super) urges: u32,
    /// Those that may.
    pub(super) allows: u32,
    /// `Z_m + z`.
    pub(super) points: [Complex; MOST],
}

impl Wishes {
    pub(super) const NONE: Self = Self {
        escaped: 0,
        wants: 0,
        urges: 0,
        allows: 0,
        points: [Complex::ZERO; MOST],
    };

    /// Those of a lane at `point`: whether it wants to rebase, urges, and allows it.
    #[inline(always)]
    pub(super) fn add(&mut self, lane: usize, point: Complex, [wants, urges, allows]: [bool; 3]) {
        let norm = point.norm_squared();
        let bit = |set: bool| u32::from(set) << lane;
        // What is no number has overflowed.
        self.escaped |= bit(norm > ESCAPE_NORM || norm.is_nan());
        self.wants |= bit(wants);
        self.urges |= bit(urges);
        self.allows |= bit(allows);
        self.points[lane] = point;
    }
}
