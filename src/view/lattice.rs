//! Where a view at a size lies in the plane.
//!
//! A pixel's step to the right and its step down are exact decimal numbers,
//! the same whatever the centre is. Everything that moves the centre by whole
//! pixels adds whole steps, so that pixels which two views share have the very
//! same coordinates.
//!
//! ```text
//!          (0, 0) ┌───────────────┐      pixel (i, j) covers i..i+1, j..j+1;
//!                 │       ▲ +im   │      its centre is (i + 0.5, j + 0.5)
//!                 │       └─▶ +re │      unturned: +re right, +im up
//!                 └───────────────┘ (width, height)
//! ```
//!
//! Turned by θ, the picture of the plane turns counter-clockwise on the
//! screen: a step to the right is `s (cos θ − i sin θ)`, a step down
//! `s (−sin θ − i cos θ)`.

use super::View;
use super::decimal::Decimal;
use super::point::Point;
use super::size::Size;
use super::zoom::Zoom;

/// Pixel positions are kept to 2^-32 of a pixel, which bounds the digits that
/// any of them brings into a centre.
const PER_PIXEL: f64 = 4_294_967_296.0;

/// No position is farther away, in pixels.
const FARTHEST_PIXEL: f64 = 1e6;

/// The plane steps of one pixel.
pub(super) struct Lattice {
    /// From a pixel to its right neighbour.
    pub(super) right: Point,
    /// From a pixel to the one below.
    pub(super) down: Point,
    /// Decimal places of both.
    places: u32,
}

impl Lattice {
    pub(super) fn of(zoom: Zoom, rotation_degrees: f64, size: Size) -> Self {
        let step = zoom.step(size.height).to_decimal();
        let places = zoom.places();
        let (cos, sin) = turn(rotation_degrees);
        let along = |part: f64| step.times(&Decimal::from_f64(part)).rounded_to(places);
        let (cos, sin) = (along(cos), along(sin));
        Self {
            right: Point {
                re: cos.clone(),
                im: sin.negated(),
            },
            down: Point {
                re: sin.negated(),
                im: cos.negated(),
            },
            places,
        }
    }

    /// The plane offset of so many pixels to the right and down, to the last
    /// place of the lattice: exact for whole and half pixels.
    pub(super) fn offset(&self, (x, y): (f64, f64)) -> Point {
        let (x, y) = (pixels(x), pixels(y));
        let sum = |right: &Decimal, down: &Decimal| {
            right
                .times(&x)
                .plus(&down.times(&y))
                .rounded_to(self.places())
        };
        Point {
            re: sum(&self.right.re, &self.down.re),
            im: sum(&self.right.im, &self.down.im),
        }
    }

    /// Decimal places that a position between pixels is rounded to: one more
    /// than the steps have, for the halves.
    pub(super) fn places(&self) -> u32 {
        self.places + 1
    }
}

fn pixels(count: f64) -> Decimal {
    if count.is_nan() {
        return Decimal::ZERO;
    }
    let count = count.clamp(-FARTHEST_PIXEL, FARTHEST_PIXEL);
    Decimal::from_f64((count * PER_PIXEL).round_ties_even() / PER_PIXEL)
}

/// Cosine and sine of an angle in degrees, exact at the quarter turns, and the
/// same on every target.
pub(super) fn turn(degrees: f64) -> (f64, f64) {
    let degrees = degrees % 360.0;
    let quarter = (degrees / 90.0).round_ties_even();
    let rest = (degrees - quarter * 90.0).to_radians();
    let (cos, sin) = (libm::cos(rest), libm::sin(rest));
    match (quarter as i32).rem_euclid(4) {
        0 => (cos, sin),
        1 => (-sin, cos),
        2 => (-cos, -sin),
        _ => (sin, -cos),
    }
}

impl View {
    /// The pixel steps of the view at a size; home is to be fitted before.
    pub(super) fn lattice(&self, size: Size) -> Lattice {
        Lattice::of(self.zoom, self.rotation_degrees, size)
    }

    /// The plane point under a pixel position, in pixels from the top left
    /// corner: exact to `2^-64` of a pixel.
    #[must_use]
    pub fn point_at(&self, pixel: (f64, f64), size: Size) -> Point {
        let view = self.fitted(size);
        let lattice = view.lattice(size);
        let (x, y) = size.middle();
        view.centre
            .plus(&lattice.offset((pixel.0 - x, pixel.1 - y)))
            .settled(lattice.places())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;

    fn point(link: &str, pixel: (f64, f64)) -> String {
        let size = Size {
            width: 640,
            height: 400,
        };
        let point = view(link).point_at(pixel, size);
        format!("{} {}", point.re, point.im)
    }

    #[test]
    fn pixels_are_square_and_imaginary_parts_grow_upwards() {
        assert_eq!(point("re=0&zoom=1", (320.0, 200.0)), "0 0");
        assert_eq!(point("re=0&zoom=1", (321.0, 199.0)), "0.01 0.01");
        assert_eq!(point("re=0&zoom=1", (0.5, 0.5)), "-3.195 1.995");
        assert_eq!(point("re=0&im=-1e-40&zoom=1e40", (320.0, 100.0)), "0 0");
    }

    #[test]
    fn the_picture_turns_counter_clockwise() {
        // At 90 degrees +re points up and +im points left.
        assert_eq!(point("re=0&zoom=1&rot=90", (320.0, 199.0)), "0.01 0");
        assert_eq!(point("re=0&zoom=1&rot=90", (319.0, 200.0)), "0 0.01");
        assert_eq!(point("re=0&zoom=1&rot=-90", (320.0, 201.0)), "0.01 0");
        assert_eq!(point("re=0&zoom=1&rot=540", (319.0, 201.0)), "0.01 0.01");
        // At 60 straight up is what was 30 degrees above +re.
        let up = point("re=0&zoom=1&rot=60", (320.0, 100.0));
        assert_eq!(up, "0.8660254037844387076106 0.4999999999999999444888");
    }

    #[test]
    fn a_quarter_turn_is_exact() {
        assert_eq!(turn(90.0), (0.0, 1.0));
        assert_eq!(turn(-180.0), (-1.0, 0.0));
        assert_eq!(turn(3600.0), (1.0, 0.0));
        assert_eq!(turn(-90.0), (0.0, -1.0));
    }

    #[test]
    fn positions_that_are_no_numbers_are_harmless() {
        assert_eq!(point("zoom=1", (f64::NAN, 200.0)), "-0.75 0");
        assert_eq!(
            point("zoom=1", (f64::INFINITY, f64::NEG_INFINITY)),
            "9999.25 10000"
        );
    }
}
