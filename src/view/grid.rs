//! The coordinates of a picture's pixels in `f64`.
//!
//! Every one is the exact coordinate, correctly rounded. A pair of doubles
//! gives it nearly always: where its error might change the rounding (near a
//! tie, or where centre and offset cancel) the exact sum decides. So a pixel's
//! coordinate depends on nothing but the point, and a view panned by whole
//! pixels has the same ones, bit for bit, where both see the same. (A turned
//! view's coordinate is the sum of two rounded parts, of its row and its
//! column: bit for bit only at multiples of 90 degrees.)

use super::View;
use super::decimal::Decimal;
use super::point::Point;
use super::size::Size;
use crate::fractal::Grid;

/// More than the relative error of [`Double`](super::Double) sums.
const DOUBLE_ERROR: f64 = 1.0 / (1_u128 << 98) as f64;

/// More than what products lose where they underflow.
const UNDERFLOW_ERROR: f64 = 1e-280;

impl View {
    /// The coordinates of the pixel centres of a picture of that size.
    #[cfg(test)]
    pub(super) fn grid(&self, size: Size) -> Grid {
        self.grid_beside(size, (0.0, 0.0))
    }

    /// The coordinates of the points that lie beside the pixel centres of a
    /// picture of that size, by so much of a pixel to the right and down: as
    /// exact where that is a multiple of `2^-32`.
    #[must_use]
    pub fn grid_beside(&self, size: Size, beside: (f64, f64)) -> Grid {
        self.grid_about(size, beside, &Point::default(), 0)
    }

    /// The same as seen from `origin`, in units of `places` after the point.
    pub(super) fn grid_about(
        &self,
        size: Size,
        (right, down): (f64, f64),
        origin: &Point,
        places: u32,
    ) -> Grid {
        let view = self.fitted(size);
        let lattice = view.lattice(size);
        let centre = view.centre.seen_from(origin, places);
        let in_units = |step: &Decimal| step.times_power_of_ten(places);
        // The centre goes with the larger of the two parts of each sum, so
        // that at quarter turns the other is zero.
        let zero = Decimal::ZERO;
        let upright = lattice.right.re.magnitude() >= lattice.right.im.magnitude();
        let (re_x, re_y) = if upright {
            (&centre.re, &zero)
        } else {
            (&zero, &centre.re)
        };
        let (im_x, im_y) = if upright {
            (&zero, &centre.im)
        } else {
            (&centre.im, &zero)
        };
        Grid {
            re_of_x: axis(re_x, &in_units(&lattice.right.re), size.width, right),
            re_of_y: axis(re_y, &in_units(&lattice.down.re), size.height, down),
            im_of_y: axis(im_y, &in_units(&lattice.down.im), size.height, down),
            im_of_x: axis(im_x, &in_units(&lattice.right.im), size.width, right),
        }
    }
}

/// The nearest `f64` to `centre + step × (i + 0.5 − count / 2 + beside)`, i from 0.
fn axis(centre: &Decimal, step: &Decimal, count: u32, beside: f64) -> Vec<f64> {
    if step.is_zero() {
        return vec![centre.to_f64(); count as usize];
    }
    let (centre_pair, step_pair) = (centre.to_double(), step.to_double());
    (0..count)
        .map(|i| {
            let offset = f64::from(i) + 0.5 - f64::from(count) / 2.0 + beside;
            let sum = centre_pair.plus_scaled(step_pair, offset);
            let sizes = centre_pair.hi.abs() + (step_pair.hi * offset).abs();
            let error = sizes * DOUBLE_ERROR + UNDERFLOW_ERROR;
            let certain =
                sum.hi + (sum.lo + error) == sum.hi && sum.hi + (sum.lo - error) == sum.hi;
            if certain {
                sum.hi
            } else {
                centre
                    .plus(&step.times(&Decimal::from_f64(offset)))
                    .to_f64()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_those_of_the_pixel_centres() {
        let size = Size {
            width: 4,
            height: 2,
        };
        let grid = view("re=-0.5&im=0.25&zoom=1").grid(size);
        assert_eq!(grid.re_of_x, [-3.5, -1.5, 0.5, 2.5]);
        assert_eq!(grid.im_of_y, [1.25, -0.75]);
        assert_eq!((grid.re_of_y, grid.im_of_x), (vec![0.0; 2], vec![0.0; 4]));
        // A quarter turn: +re up, +im to the left.
        let grid = view("re=-0.5&im=0.25&zoom=1&rot=90").grid(size);
        assert_eq!(grid.re_of_y, [0.5, -1.5]);
        assert_eq!(grid.im_of_x, [3.25, 1.25, -0.75, -2.75]);
        assert_eq!((grid.re_of_x, grid.im_of_y), (vec![0.0; 4], vec![0.0; 2]));
    }

    #[test]
    fn a_picture_without_pixels_has_no_coordinates() {
        let grid = view("").grid(Size {
            width: 0,
            height: 0,
        });
        assert!(grid.re_of_x.is_empty() && grid.im_of_y.is_empty());
    }

    #[test]
    fn the_axes_of_the_plane_are_exactly_zero() {
        let size = Size {
            width: 1000,
            height: 767,
        };
        let mut view = view("zoom=1");
        for _ in 0..100 {
            view.pan(-3.0, 1.0, size);
            let zeros = view
                .grid(size)
                .im_of_y
                .iter()
                .filter(|im| **im == 0.0)
                .count();
            assert_eq!(zeros, 1);
        }
    }

    /// Centres with long and short texts, at zooms that `f64` resolves and where
    /// no pan of the tests meets the end of the plane.
    fn places() -> impl Strategy<Value = String> {
        (
            "-?[01]\\.[0-9]{1,60}",
            "(-?0\\.[0-9]{1,40}|0)",
            "[1-9](\\.[0-9]{1,17})?",
            0_i32..14,
        )
            .prop_map(|(re, im, zoom, exponent)| format!("re={re}&im={im}&zoom={zoom}e{exponent}"))
    }

    #[test]
    fn points_beside_the_centres_go_with_the_pixels_also_when_those_are_turned() {
        let size = Size {
            width: 4,
            height: 2,
        };
        let grid = view("re=-0.5&im=0.25&zoom=1").grid_beside(size, (0.25, -0.125));
        assert_eq!(grid.re_of_x, [-3.0, -1.0, 1.0, 3.0]);
        assert_eq!(grid.im_of_y, [1.5, -0.5]);
        let grid = view("re=-0.5&im=0.25&zoom=1&rot=90").grid_beside(size, (0.25, -0.125));
        assert_eq!(grid.re_of_y, [0.75, -1.25]);
        assert_eq!(grid.im_of_x, [2.75, 0.75, -1.25, -3.25]);
        // Pixel (3, 0) is (1.75, -0.625) pixels of 2 from the middle.
        let grid = view("re=-0.5&im=0.25&zoom=1&rot=30").grid_beside(size, (0.25, -0.125));
        let there = grid.at(3, 0);
        let (cos, sin) = (0.75_f64.sqrt(), 0.5);
        let re = -0.5 + 2.0 * (1.75 * cos + 0.625 * sin);
        let im = 0.25 + 2.0 * (-1.75 * sin + 0.625 * cos);
        assert!((there.re - re).abs() < 1e-15 && (there.im - im).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn every_coordinate_is_correctly_rounded(link in places(), width in 1_u32..40, height in 1_u32..40) {
            let size = Size { width, height };
            let view = view(&link);
            let grid = view.grid(size);
            for (x, re) in grid.re_of_x.iter().enumerate() {
                let exact = view.point_at((x as f64 + 0.5, 0.0), size).re;
                prop_assert!((exact.minus(&Decimal::from_f64(*re))).to_f64().abs() <= re.abs() * f64::EPSILON / 2.0 + 1e-38);
                let offset = x as f64 + 0.5 - f64::from(width) / 2.0;
                let exact = view.centre.re.plus(&view.lattice(size).right.re.times(&Decimal::from_f64(offset)));
                prop_assert_eq!(re.to_bits(), exact.to_string().parse::<f64>().unwrap().to_bits());
            }
        }

        #[test]
        fn a_whole_pixel_pan_gives_the_same_numbers_bit_for_bit(
            link in places(), width in 1_u32..400, height in 1_u32..400,
            steps in prop::collection::vec((-50_i32..50, -50_i32..50), 1..8),
            quarter in 0_u32..4,
        ) {
            let size = Size { width, height };
            let old = view(&format!("{link}&rot={}", quarter * 90));
            let mut new = old.clone();
            for (dx, dy) in &steps {
                new.pan(f64::from(*dx), f64::from(*dy), size);
            }
            let dx: i32 = steps.iter().map(|step| step.0).sum();
            let dy: i32 = steps.iter().map(|step| step.1).sum();
            let (before, after) = (old.grid(size), new.grid(size));
            // The content moved right by dx: what was at x is at x + dx.
            let same = |before: &[f64], after: &[f64], moved: i32| {
                before.iter().enumerate().all(|(i, value)| {
                    usize::try_from(i as i32 + moved)
                        .ok()
                        .and_then(|at| after.get(at))
                        .is_none_or(|there| there.to_bits() == value.to_bits())
                })
            };
            prop_assert!(same(&before.re_of_x, &after.re_of_x, dx));
            prop_assert!(same(&before.im_of_x, &after.im_of_x, dx));
            prop_assert!(same(&before.re_of_y, &after.re_of_y, dy));
            prop_assert!(same(&before.im_of_y, &after.im_of_y, dy));
        }
    }
}
