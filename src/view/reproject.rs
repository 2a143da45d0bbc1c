//! An older picture's place in a newer view.

use super::View;
use super::lattice::turn;
use super::size::Size;

/// An affine map of pixel positions, in the order of a canvas' `setTransform`:
/// `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// `x'` by `x`.
    pub a: f64,
    /// `y'` by `x`.
    pub b: f64,
    /// `x'` by `y`.
    pub c: f64,
    /// `y'` by `y`.
    pub d: f64,
    /// `x'` of the origin.
    pub e: f64,
    /// `y'` of the origin.
    pub f: f64,
}

impl Affine {
    /// The map that moves every position, to the right and down.
    #[must_use]
    pub fn moving((x, y): (f64, f64)) -> Self {
        Self {
            a: 1.0,
            b: 0.0,
            c: 0.0,
            d: 1.0,
            e: x,
            f: y,
        }
    }

    /// The position that it leaves where it is; none where there is none, or any.
    #[must_use]
    pub fn fixed_point(&self) -> Option<(f64, f64)> {
        let (a, d) = (1.0 - self.a, 1.0 - self.d);
        let determinant = a * d - self.b * self.c;
        let x = (d * self.e + self.c * self.f) / determinant;
        let y = (a * self.f + self.b * self.e) / determinant;
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }

    /// Where it takes a position.
    #[must_use]
    pub fn apply(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (
            self.a * x + self.c * y + self.e,
            self.b * x + self.d * y + self.f,
        )
    }

    /// The bounding box of where it takes a rectangle, both as left, top, right and
    /// bottom.
    #[must_use]
    pub fn bounds_of(
        &self,
        (left, top, right, bottom): (f64, f64, f64, f64),
    ) -> (f64, f64, f64, f64) {
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
            .map(|corner| self.apply(corner));
        corners.iter().fold(
            (
                f64::INFINITY,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NEG_INFINITY,
            ),
            |(left, top, right, bottom), &(x, y)| {
                (left.min(x), top.min(y), right.max(x), bottom.max(y))
            },
        )
    }

    /// Whether it moves every position by the same whole numbers.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        [self.a, self.b, self.c, self.d] == [1.0, 0.0, 0.0, 1.0]
            && self.e.fract() == 0.0
            && self.f.fract() == 0.0
    }

    /// Whether it leaves every position where it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f] == [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    }

    /// Whether every coefficient is a finite number: two views may be too far
    /// apart for any.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f]
            .iter()
            .all(|part| part.is_finite())
    }
}

impl View {
    /// The map that takes pixel positions of a picture of `older` at
    /// `older_size` to those of this view at `size`. It is computed from the
    /// difference of the exact centres, so depth costs no precision. Views
    /// too far apart for `f64` give coefficients that are not finite.
    #[must_use]
    pub fn transform_from(&self, size: Size, older: &Self, older_size: Size) -> Affine {
        let (new, old) = (self.fitted(size), older.fitted(older_size));
        let heights = f64::from(size.height.max(1)) / f64::from(older_size.height.max(1));
        let scale = new.zoom.over(old.zoom) * heights;
        let (cos, sin) = turn(new.rotation_degrees - old.rotation_degrees);
        // Counter-clockwise with y downwards.
        let (a, b, c, d) = (scale * cos, -scale * sin, scale * sin, scale * cos);

        // Both in units of the last place, which may be far below f64's range.
        let places = i64::from(new.zoom.places());
        let step = new.zoom.step(size.height).units as f64;
        let apart = old.centre.minus(&new.centre);
        let re = apart.re.times_power_of_ten_to_f64(places) / step;
        let im = apart.im.times_power_of_ten_to_f64(places) / step;
        let (cos, sin) = turn(new.rotation_degrees);
        let (right, down) = (re * cos - im * sin, -re * sin - im * cos);

        let (x, y) = size.middle();
        let (old_x, old_y) = older_size.middle();
        Affine {
            a,
            b,
            c,
            d,
            e: x + right - (a * old_x + c * old_y),
            f: y + down - (b * old_x + d * old_y),
        }
    }

    /// By how many pixels, to the right and down, the picture of `older` at that
    /// size has to be moved to be the part of this view's picture that both show.
    /// None where the pixels that both show are not the very same points, with the
    /// same counts and colours, or where there are none: whoever gets a move may
    /// keep all that is known.
    ///
    /// So both are at the same multiple of 90 degrees: otherwise the shared pixels'
    /// coordinates are rounded differently.
    #[must_use]
    pub fn whole_pixel_pan_from(&self, older: &Self, size: Size) -> Option<(i32, i32)> {
        let (new, old) = (self.fitted(size), older.fitted(size));
        let moved_old = Self {
            centre: new.centre.clone(),
            limit: new.limit,
            ..old.clone()
        };
        let differs = !moved_old.has_counts_of(&new)
            || old.limit(size) != new.limit(size)
            || old.colouring != new.colouring;
        if differs || new.rotation_degrees % 90.0 != 0.0 {
            return None;
        }
        let map = new.transform_from(size, &old, size);
        let whole = |pixels: f64, len: u32| {
            let nearest = pixels.round_ties_even();
            (nearest.abs() < f64::from(len)).then_some(nearest)
        };
        let by = (whole(map.e, size.width)?, whole(map.f, size.height)?);
        // The map is near; the lattice is exact.
        let moved = new.lattice(size).offset(by);
        (old.centre.minus(&moved) == new.centre).then_some((by.0 as i32, by.1 as i32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;
    use proptest::prelude::*;

    const SIZE: Size = Size {
        width: 640,
        height: 360,
    };

    #[test]
    fn a_pan_moves_the_older_picture_by_whole_pixels() {
        let old = view("re=-1.25&zoom=1e1000");
        let mut new = old.clone();
        new.pan(17.0, -4.0, SIZE);
        let map = new.transform_from(SIZE, &old, SIZE);
        assert_eq!(
            map,
            Affine {
                a: 1.0,
                b: 0.0,
                c: 0.0,
                d: 1.0,
                e: 17.0,
                f: -4.0
            }
        );
    }

    #[test]
    fn a_resize_keeps_the_middle_and_scales_by_the_height() {
        let old = view("re=0.3&zoom=1e50");
        let map = old.transform_from(
            Size {
                width: 1000,
                height: 720,
            },
            &old,
            SIZE,
        );
        assert_eq!(
            map,
            Affine {
                a: 2.0,
                b: 0.0,
                c: 0.0,
                d: 2.0,
                e: -140.0,
                f: 0.0
            }
        );
    }

    #[test]
    fn what_a_zoom_is_about_stays_where_it_is() {
        let old = view("re=0.3&im=0.1&zoom=1e50&rot=20");
        for (about, factor) in [((17.0, 300.0), 3.0), ((640.0, 0.0), 0.25)] {
            let mut new = old.clone();
            new.zoom_about(about, factor, SIZE);
            let (x, y) = new
                .transform_from(SIZE, &old, SIZE)
                .fixed_point()
                .expect("one");
            assert!(libm::hypot(x - about.0, y - about.1) < 1e-3, "{x} {y}");
        }
        let mut panned = old.clone();
        panned.pan(3.0, 0.0, SIZE);
        assert_eq!(panned.transform_from(SIZE, &old, SIZE).fixed_point(), None);
    }

    #[test]
    fn views_without_relation_do_not_panic() {
        let map = view("zoom=1e100000").transform_from(SIZE, &view("re=1&zoom=1"), SIZE);
        assert!(!map.is_finite());
        let map = view("zoom=1").transform_from(SIZE, &view("re=1&zoom=1e100000"), SIZE);
        assert_eq!(map.a, 0.0);
        assert!(map.is_finite());
    }

    #[test]
    fn other_views_are_no_whole_pixel_pan() {
        let link = "re=-1.25&im=0.1&zoom=1e9";
        let old = view(link);
        let pan = |dx: f64, dy: f64| {
            let mut new = old.clone();
            new.pan(dx, dy, SIZE);
            new.whole_pixel_pan_from(&old, SIZE)
        };
        assert_eq!(pan(0.0, 0.0), Some((0, 0)));
        assert_eq!(pan(-639.0, 359.0), Some((-639, 359)));
        assert_eq!(pan(640.0, 0.0), None);
        assert_eq!(pan(0.0, -360.0), None);
        assert_eq!(pan(17.5, 0.0), None);
        assert_eq!(pan(3.0, 1e-9), None);
        for other in [
            "re=-1.25&im=0.1&zoom=1.0000000001e9".to_owned(),
            format!("{link}&rot=90"),
            format!("{link}&iter=5000"),
            format!("{link}&palette=ember"),
            format!("{link}&formula=julia"),
            "re=1e4&im=0&zoom=1e9".to_owned(),
        ] {
            assert_eq!(
                view(&other).whole_pixel_pan_from(&old, SIZE),
                None,
                "{other}"
            );
        }
        let turned = |rot: &str| {
            let old = view(&format!("{link}&rot={rot}"));
            let mut new = old.clone();
            new.pan(5.0, -6.0, SIZE);
            new.whole_pixel_pan_from(&old, SIZE)
        };
        assert_eq!(turned("-270"), Some((5, -6)));
        assert_eq!(turned("45"), None);
    }

    #[test]
    fn a_pan_from_home_is_one_of_whole_pixels() {
        let old = view("");
        let mut new = old.clone();
        let phone = Size {
            width: 390,
            height: 844,
        };
        new.pan(-9.0, 30.0, phone);
        assert_eq!(new.whole_pixel_pan_from(&old, phone), Some((-9, 30)));
        // At another size home is another view.
        assert_eq!(new.whole_pixel_pan_from(&old, SIZE), None);
    }

    proptest! {
        #[test]
        fn a_whole_pixel_pan_is_found_at_any_depth(
            zoom in -2_i32..1000, quarter in -4_i32..4, digits in "[0-9]{1,60}",
            pans in prop::collection::vec((-100_i32..100, -50_i32..50), 1..4),
        ) {
            let old = view(&format!("re=-0.{digits}&im=0.{digits}1&zoom=3e{zoom}&rot={}", quarter * 90));
            let mut new = old.clone();
            let (mut dx, mut dy) = (0, 0);
            for (x, y) in pans {
                new.pan(f64::from(x), f64::from(y), SIZE);
                (dx, dy) = (dx + x, dy + y);
            }
            prop_assert_eq!(new.whole_pixel_pan_from(&old, SIZE), Some((dx, dy)));
            prop_assert_eq!(old.whole_pixel_pan_from(&new, SIZE), Some((-dx, -dy)));
        }

        #[test]
        fn the_map_takes_every_plane_point_to_its_new_pixel(
            zoom in -2_i32..1000, log in -4.0_f64..4.0, turn in -200.0_f64..200.0, start in -200.0_f64..200.0,
            px in 0.0_f64..640.0, py in 0.0_f64..360.0, dx in -500.0_f64..500.0, dy in -500.0_f64..500.0,
            ax in 0.0_f64..640.0, ay in 0.0_f64..360.0,
        ) {
            // About one pixel the plane point stays; a pan adds to that.
            let old = view(&format!("re=0.1234567891&im=-0.51234&zoom=3e{zoom}&rot={start}"));
            let mut new = old.clone();
            new.zoom_about((ax, ay), log.exp2(), SIZE);
            new.rotate_about((ax, ay), turn, SIZE);
            new.pan(dx, dy, SIZE);
            let map = new.transform_from(SIZE, &old, SIZE);
            let (x, y) = map.apply((ax, ay));
            prop_assert!((x - ax - dx).abs() < 1e-6 && (y - ay - dy).abs() < 1e-6);
            // And the reverse is the inverse.
            let back = old.transform_from(SIZE, &new, SIZE);
            let (x, y) = back.apply(map.apply((px, py)));
            prop_assert!((x - px).abs() < 1e-6 && (y - py).abs() < 1e-6);
        }
    }
}
