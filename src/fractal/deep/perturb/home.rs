//! How a pixel's orbit is found to be on a cycle.

use super::super::extended::Extended;

use crate::fractal::Complex;

/// Brent's cycle finding, at the index 0 only: to come there with a difference that was
/// there before is to be bounded.
///
/// Differences are a number that is to be multiplied by a power of two: mostly the power is
/// the same, and they are compared as they are.
#[derive(Clone, Copy)]
pub(super) struct Home {
    saved: (Complex, i32),
    /// After how many steps.
    saved_at: u32,
    visits: u32,
}

/// A difference is about the same as another where they are no farther apart than this share.
const ALIKE: f64 = 1.0 / 32.0;

impl Home {
    pub(super) const NEW: Self = Self {
        saved: (Complex::ZERO, 0),
        saved_at: 0,
        visits: 0,
    };

    /// Whether it was there before; it comes after so many `steps`.
    #[inline]
    pub(super) fn knows(&mut self, z: (Complex, i32), steps: u32) -> bool {
        let is_same = if z.1 == self.saved.1 {
            z.0 == self.saved.0
        } else {
            extended(z) == extended(self.saved)
        };
        if is_same && self.visits > 0 {
            return true;
        }
        self.visits += 1;
        if self.visits.is_power_of_two() {
            (self.saved, self.saved_at) = (z, steps);
        }
        false
    }

    /// How many steps before `steps` it was about there, if it was.
    #[inline(never)]
    pub(super) fn seems_to_know(&self, z: (Complex, i32), steps: u32) -> Option<u32> {
        if self.visits == 0 {
            return None;
        }
        let (z, saved) = (extended(z), extended(self.saved));
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

fn extended((number, exponent): (Complex, i32)) -> Extended {
    Extended::new(number, exponent)
}
