//! Pan, zoom and turn: changes of the exact view, given in pixels.
//!
//! A thousand steps leave no drift: each is exact on the lattice of the view's
//! magnification, whose last place is `2^-64` of a pixel.

use super::View;
use super::size::Size;
use super::zoom::Zoom;

impl View {
    /// Moves the picture by so many pixels to the right and down; exactly for
    /// whole pixels.
    pub fn pan(&mut self, dx: f64, dy: f64, size: Size) {
        if dx == 0.0 && dy == 0.0 {
            return;
        }
        *self = self.fitted(size);
        let moved = self.lattice(size).offset((dx, dy));
        self.centre = self.centre.minus(&moved).within_bounds();
    }

    /// Magnifies by `factor`; the plane point under `pixel` (in pixels from
    /// the top left corner) stays there.
    pub fn zoom_about(&mut self, pixel: (f64, f64), factor: f64, size: Size) {
        self.zoom_to_about(pixel, self.fitted(size).zoom.times(factor), size);
    }

    /// Magnifies to `zoom`; the plane point under `pixel` stays there.
    pub fn zoom_to_about(&mut self, pixel: (f64, f64), zoom: Zoom, size: Size) {
        self.reframe_about(pixel, zoom, self.rotation_degrees, size);
    }

    /// Turns the picture counter-clockwise; the plane point under `pixel`
    /// stays there.
    pub fn rotate_about(&mut self, pixel: (f64, f64), degrees: f64, size: Size) {
        if !degrees.is_finite() {
            return;
        }
        let turned = (self.rotation_degrees + degrees) % 360.0 + 0.0;
        self.reframe_about(pixel, self.fitted(size).zoom, turned, size);
    }

    fn reframe_about(&mut self, pixel: (f64, f64), zoom: Zoom, degrees: f64, size: Size) {
        let old = self.fitted(size);
        if zoom == old.zoom && degrees == old.rotation_degrees {
            return;
        }
        let mut new = Self {
            zoom,
            rotation_degrees: degrees,
            ..old.clone()
        };
        let (x, y) = size.middle();
        let from_middle = (pixel.0 - x, pixel.1 - y);
        let lattice = new.lattice(size);
        let before = old.lattice(size).offset(from_middle);
        let after = lattice.offset(from_middle);
        // About the middle the centre keeps all its digits: who pastes a long
        // coordinate can zoom in on it.
        if before != after {
            new.centre = old
                .centre
                .plus(&before)
                .minus(&after)
                .settled(lattice.places());
        }
        *self = new;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;
    use crate::view::{Point, permalink};
    use proptest::prelude::*;

    const SIZE: Size = Size {
        width: 1920,
        height: 1080,
    };

    /// How far two points are apart, in pixels of the view.
    fn pixels_apart(view: &View, a: &Point, b: &Point) -> f64 {
        let places = i64::from(view.zoom.places());
        let step = view
            .zoom
            .step(SIZE.height)
            .to_decimal()
            .times_power_of_ten_to_f64(places);
        let apart =
            |part: &crate::view::Decimal| part.times_power_of_ten_to_f64(places).abs() / step;
        apart(&a.minus(b).re).max(apart(&a.minus(b).im))
    }

    #[test]
    fn panning_moves_the_picture_with_the_hand() {
        let mut panned = view("re=0&zoom=1");
        panned.pan(270.0, 0.0, SIZE);
        assert_eq!(panned.centre.re.to_string(), "-1.00000000000000000000008");
        panned.pan(-270.0, 270.0, SIZE);
        assert_eq!(panned.centre.re.to_string(), "0");
        assert_eq!(panned.centre.im.to_string(), "1.00000000000000000000008");
    }

    #[test]
    fn a_thousand_steps_there_and_back_leave_no_drift() {
        let start = view(
            "re=-0.743643887037158704752191506114774&im=0.131825904205311970493132056385139&zoom=1e30",
        );
        let mut moved = start.clone();
        for i in 0..1000 {
            moved.pan(f64::from(i % 17), f64::from(i % 5), SIZE);
        }
        for i in 0..1000 {
            moved.pan(-f64::from(i % 17), -f64::from(i % 5), SIZE);
        }
        assert_eq!(moved, start);
    }

    #[test]
    fn a_long_coordinate_survives_zooming_about_the_middle() {
        let mut view = view(
            "re=-0.743643887037158704752191506114774&im=0.131825904205311970493132056385139&zoom=1",
        );
        let centre = view.centre.clone();
        for _ in 0..100 {
            view.zoom_about(SIZE.middle(), 2.0, SIZE);
        }
        assert_eq!(view.centre, centre);
        assert!((view.zoom.log2() - 100.0).abs() < 1e-12);
    }

    #[test]
    fn moving_from_home_starts_where_it_is_drawn() {
        let phone = Size {
            width: 390,
            height: 844,
        };
        let mut view = View::home(crate::view::FormulaName::Mandelbrot);
        view.zoom_about(phone.middle(), 2.0, phone);
        assert_eq!(view.zoom.to_string(), "1.36");
        assert!(!view.is_home());
    }

    #[test]
    fn no_motion_leaves_the_plane() {
        let mut view = view("zoom=1e-6");
        for _ in 0..100 {
            view.pan(1e300, f64::NEG_INFINITY, SIZE);
            view.zoom_about((f64::NAN, 1e300), 1e-300, SIZE);
            view.rotate_about((0.0, 0.0), 1e300, SIZE);
        }
        assert_eq!(view.zoom, Zoom::MIN);
        assert_eq!(
            permalink::parse(&permalink::write(&view), None),
            (view, vec![])
        );
    }

    proptest! {
        #[test]
        fn the_point_under_the_pointer_stays_there(
            x in 0.0_f64..1920.0, y in 0.0_f64..1080.0, zoom in -2_i32..1000,
            log in -3.0_f64..3.0, turn in -400.0_f64..400.0, start in -720.0_f64..720.0,
        ) {
            let start = view(&format!("re=-0.7436438870&im=0.1318259042053&zoom=1e{zoom}&rot={start}"));
            let mut zoomed = start.clone();
            zoomed.zoom_about((x, y), log.exp2(), SIZE);
            let apart = pixels_apart(&start, &start.point_at((x, y), SIZE), &zoomed.point_at((x, y), SIZE));
            prop_assert!(apart < 1e-15, "{apart}");
            let mut turned = start.clone();
            turned.rotate_about((x, y), turn, SIZE);
            let apart = pixels_apart(&start, &start.point_at((x, y), SIZE), &turned.point_at((x, y), SIZE));
            prop_assert!(apart < 1e-15, "{apart}");
            let mut panned = start.clone();
            panned.pan(100.25, -33.0, SIZE);
            let apart = pixels_apart(&start, &start.point_at((x, y), SIZE), &panned.point_at((x + 100.25, y - 33.0), SIZE));
            prop_assert!(apart < 1e-9, "{apart}");
        }
    }
}
