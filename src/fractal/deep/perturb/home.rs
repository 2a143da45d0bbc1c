//! How a pixel's orbit is found to be on a cycle.

use super::super::extended::Extended;

/// Brent's cycle finding, at the index 0 only: to come there with a difference that was
/// there before is to be bounded.
#[derive(Clone, Copy)]
pub(super) struct Home {
    saved: Option<Extended>,
    /// After how many steps.
    saved_at: u32,
    visits: u32,
}

/// A difference is about the same as another where they are no farther apart than this share.
const ALIKE: f64 = 1.0 / 32.0;

impl Home {
    pub(super) const NEW: Self = Self {
        saved: None,
        saved_at: 0,
        visits: 0,
    };

    /// Whether it was there before; it comes after so many `steps`.
    pub(super) fn knows(&mut self, z: Extended, steps: u32) -> bool {
        if self.saved == Some(z) {
            return true;
        }
        self.visits += 1;
        if self.visits.is_power_of_two() {
            (self.saved, self.saved_at) = (Some(z), steps);
        }
        false
    }

    /// How many steps before `steps` it was about there, if it was.
    #[inline]
    pub(super) fn seems_to_know(&self, z: Extended, steps: u32) -> Option<u32> {
        let saved = self.saved?;
        // Mostly not even this is so.
        if saved.to_parts().1.abs_diff(z.to_parts().1) > 1 {
            return None;
        }
        let apart = saved.plus(z.negated());
        apart
            .is_smaller_than(z.scaled(ALIKE))
            .then(|| steps - self.saved_at)
    }
}
