//! Motion in whole pixels: what is known of a picture stays known bit for bit
//! when it moves by those.

/// The fraction of a pixel, at most half of one in size, that was asked for
/// and is not yet carried out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Remainder {
    left: (f64, f64),
}

impl Remainder {
    /// The whole pixels to move by now.
    pub(super) fn whole(&mut self, by: (f64, f64)) -> (f64, f64) {
        let (x, y) = (self.left.0 + by.0, self.left.1 + by.1);
        // From zero, so that no −0 comes of it.
        let whole = (0.0 + x.round_ties_even(), 0.0 + y.round_ties_even());
        self.left = (x - whole.0, y - whole.1);
        whole
    }

    /// All there is to move by, where fractions do not matter.
    pub(super) fn all(&mut self, by: (f64, f64)) -> (f64, f64) {
        let left = std::mem::take(&mut self.left);
        (left.0 + by.0, left.1 + by.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn steps_are_whole_and_their_sum_is_within_half_a_pixel(
            steps in prop::collection::vec((-30.0_f64..30.0, -3.0_f64..3.0), 1..200),
        ) {
            let mut remainder = Remainder::default();
            let (mut asked, mut done) = ((0.0, 0.0), (0.0, 0.0));
            for step in steps {
                let whole = remainder.whole(step);
                prop_assert_eq!((whole.0.fract(), whole.1.fract()), (0.0, 0.0));
                asked = (asked.0 + step.0, asked.1 + step.1);
                done = (done.0 + whole.0, done.1 + whole.1);
                prop_assert!((asked.0 - done.0).abs() < 0.5 + 1e-9 && (asked.1 - done.1).abs() < 0.5 + 1e-9);
            }
        }
    }
}
