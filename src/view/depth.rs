//! How deep and how far out a view goes.

use super::View;
use super::size::Size;
use super::zoom::Zoom;

/// Coordinates near zero have ever smaller ulps, but what they are iterated
/// with has not: none counts as smaller than this.
const SMALLEST_COORDINATE: f64 = 0.25;

/// A pixel's step must be this many ulps of the largest coordinate in view. What `f64` rounds
/// at each iteration is as large as that, so that in dense places the counts of a few ulps a
/// pixel are noise: of such a view of 640 × 360 more than half the pixels were others than
/// in numbers of many digits with 3 ulps, an eighth with 24. With a reference it takes twelve
/// times as long there.
const ULPS_PER_PIXEL: f64 = 32.0;

/// Digits of the deepest magnification.
const DEEPEST_DIGITS: u32 = 3;

/// A gesture zooms out to this share of the home view's magnification.
const FARTHEST_OUT: f64 = 0.125;

impl View {
    /// The deepest magnification at this centre that the `f64` tier resolves:
    /// the step from pixel to pixel is 32 ulps of the largest coordinate in
    /// view, or more.
    #[must_use]
    pub fn deepest_direct(&self, size: Size) -> Zoom {
        let height = f64::from(size.height.max(1));
        let centre = self.centre.to_complex();
        let largest = centre
            .re
            .abs()
            .max(centre.im.abs())
            .max(SMALLEST_COORDINATE);
        let resolved = |largest: f64| ULPS_PER_PIXEL * ulp(largest);
        let step = resolved(largest);
        // The corners lie further out, perhaps past the next power of two.
        let corner = largest + step * (height + f64::from(size.width));
        Zoom::at_most(4.0 / height / resolved(corner), DEEPEST_DIGITS)
    }

    /// The smallest magnification that a gesture reaches: the set is small in
    /// the middle of nothing.
    #[must_use]
    pub fn farthest_out(&self, size: Size) -> Zoom {
        self.gone_home().fitted(size).zoom.times(FARTHEST_OUT)
    }
}

/// The distance to the next larger number, of a normal number.
fn ulp(value: f64) -> f64 {
    f64::from_bits(value.to_bits() + 1) - value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;

    const SIZE: Size = Size {
        width: 1920,
        height: 1080,
    };

    #[test]
    fn the_deepest_view_still_has_its_ulps_a_pixel() {
        for link in [
            "re=-1.75",
            "re=-0.1&im=0.65",
            "re=0&im=0",
            "re=0.99999999999999999",
        ] {
            let deepest = view(link).deepest_direct(SIZE);
            let deep = view(&format!("{link}&zoom={deepest}"));
            assert!(!deep.is_deep(SIZE));
            let grid = deep.grid(SIZE);
            for axis in [grid.re_of_x, grid.im_of_y] {
                assert!(axis.windows(2).all(|pair| pair[0] != pair[1]), "{link}");
                let ends = axis[0].abs().max(axis[axis.len() - 1].abs()).max(0.25);
                let steps = (axis.len() - 1) as f64;
                assert!(
                    (axis[0] - axis[axis.len() - 1]).abs() / steps
                        >= 0.95 * ULPS_PER_PIXEL * ulp(ends),
                    "{link}"
                );
            }
            assert!(view(&format!("{link}&zoom={}", deepest.times(1.01))).is_deep(SIZE));
        }
        assert_eq!(view("re=-1.75").deepest_direct(SIZE).to_string(), "5.21e11");
        assert_eq!(view("re=0.3").deepest_direct(SIZE).to_string(), "2.08e12");
    }

    #[test]
    fn zooming_out_ends_while_the_set_can_be_seen() {
        assert_eq!(view("zoom=7").farthest_out(SIZE).to_string(), "0.125");
    }
}
