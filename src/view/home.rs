//! The home view: the whole set, in any aspect ratio.

use super::View;
use super::decimal::Decimal;
use super::formula::FormulaName;
use super::lattice::turn;
use super::limit::Limit;
use super::point::Point;
use super::size::Size;
use super::zoom::Zoom;
use crate::fractal::Colouring;

/// Half the extent of the Mandelbrot set around −0.75: it spans −2 to 0.4711
/// and ±1.1229.
const MANDELBROT_HALF_EXTENT: (f64, f64) = (1.25, 1.125);

/// Of the Burning Ship around −0.45 − 0.55i, of `z³ + c` and of `z⁴ + c` around 0, likewise.
const SHIP_HALF_EXTENT: (f64, f64) = (1.75, 1.35);
const MULTIBROT3_HALF_EXTENT: (f64, f64) = (0.9, 1.35);
const MULTIBROT4_HALF_EXTENT: (f64, f64) = (1.3, 1.2);

/// What is left around the set, as a factor on its extent.
const MARGIN: f64 = 1.08;

/// Digits of a fitted magnification: people read them.
const FITTED_DIGITS: u32 = 2;

impl View {
    /// The whole set of a formula, in the default colours.
    #[must_use]
    pub fn home(formula: FormulaName) -> Self {
        Self {
            formula,
            constant: Point {
                re: Decimal::from_units(8, 1).negated(),
                im: Decimal::from_units(156, 3),
            },
            centre: home_centre(formula),
            zoom: Zoom::ONE,
            rotation_degrees: 0.0,
            limit: Limit::Auto,
            colouring: Colouring::default(),
            home: true,
        }
    }

    /// The same formula, limit and colours at home, upright.
    #[must_use]
    pub fn gone_home(&self) -> Self {
        self.at_home_of(self.formula, self.constant.clone())
            .upright()
    }

    /// The whole Julia set of the point under a pixel position (in pixels from
    /// the top left corner), in the same colours.
    #[must_use]
    pub fn julia_at(&self, pixel: (f64, f64), size: Size) -> Self {
        self.at_home_of(FormulaName::Julia, self.point_at(pixel, size))
            .upright()
    }

    fn upright(self) -> Self {
        Self {
            rotation_degrees: 0.0,
            ..self
        }
    }

    /// The whole set of another formula, all else as it is.
    pub(super) fn at_home_of(&self, formula: FormulaName, constant: Point) -> Self {
        Self {
            formula,
            constant,
            centre: home_centre(formula),
            zoom: Zoom::ONE,
            home: true,
            ..self.clone()
        }
    }

    /// The view as it is drawn at a size: home becomes the largest view, up to
    /// zoom 1, that shows the whole set with a margin. Others stay as they are.
    #[must_use]
    pub fn fitted(&self, size: Size) -> Self {
        if !self.home {
            return self.clone();
        }
        let (half_width, half_height) = self.half_extent();
        let widest = 2.0 * size.aspect() / (half_width * MARGIN);
        let highest = 2.0 / (half_height * MARGIN);
        Self {
            zoom: Zoom::at_most(widest.min(highest), FITTED_DIGITS).min(Zoom::ONE),
            home: false,
            ..self.clone()
        }
    }

    /// Half the width and height of the whole set on the screen, in units of
    /// the plane.
    fn half_extent(&self) -> (f64, f64) {
        let (width, height) = match self.formula {
            FormulaName::Mandelbrot => MANDELBROT_HALF_EXTENT,
            FormulaName::BurningShip => SHIP_HALF_EXTENT,
            FormulaName::Multibrot3 => MULTIBROT3_HALF_EXTENT,
            FormulaName::Multibrot4 => MULTIBROT4_HALF_EXTENT,
            FormulaName::Julia => {
                // From |z| > (1 + √(1 + 4|c|)) / 2 on, |z² + c| > |z|.
                let c = self.constant.to_complex();
                let size = (c.re * c.re + c.im * c.im).sqrt();
                let radius = f64::midpoint(1.0, (1.0 + 4.0 * size).sqrt());
                return (radius, radius);
            }
        };
        let (cos, sin) = turn(self.rotation_degrees);
        let (cos, sin) = (cos.abs(), sin.abs());
        (width * cos + height * sin, width * sin + height * cos)
    }
}

fn home_centre(formula: FormulaName) -> Point {
    match formula {
        FormulaName::Mandelbrot => Point {
            re: Decimal::from_units(75, 2).negated(),
            im: Decimal::ZERO,
        },
        FormulaName::BurningShip => Point {
            re: Decimal::from_units(45, 2).negated(),
            im: Decimal::from_units(55, 2).negated(),
        },
        FormulaName::Julia | FormulaName::Multibrot3 | FormulaName::Multibrot4 => Point::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fractal::{PaletteName, Region};
    use crate::view::testing::view;

    fn zoom_of(link: &str, width: u32, height: u32) -> String {
        view(link).fitted(Size { width, height }).zoom().to_string()
    }

    #[test]
    fn home_is_at_zoom_1_in_landscape_and_smaller_on_an_upright_phone() {
        assert_eq!(zoom_of("", 1920, 1080), "1");
        assert_eq!(zoom_of("", 1, 1), "1");
        assert_eq!(zoom_of("", 390, 844), "0.68");
        assert_eq!(zoom_of("rot=90", 390, 844), "0.76");
        assert_eq!(zoom_of("formula=julia", 1920, 1080), "1");
        assert_eq!(zoom_of("formula=julia", 390, 844), "0.55");
        assert_eq!(zoom_of("formula=julia&cre=6&cim=0", 1920, 1080), "0.61");
        assert_eq!(zoom_of("", 0, 0), "1");
    }

    #[test]
    fn the_whole_set_is_in_view_in_any_aspect_ratio() {
        let home = View::home(FormulaName::Mandelbrot);
        for (width, height) in [
            (1920, 1080),
            (390, 844),
            (100, 1000),
            (4000, 100),
            (800, 600),
        ] {
            let size = Size { width, height };
            let (x, y) = size.middle();
            let corner = home.point_at((2.0 * x, 0.0), size).to_complex();
            assert!(corner.re > 0.48 && corner.im > 1.13, "{width}x{height}");
            let corner = home.point_at((0.0, 2.0 * y), size).to_complex();
            assert!(corner.re < -2.0 && corner.im < -1.13, "{width}x{height}");
        }
    }

    #[test]
    fn nothing_of_any_set_lies_on_the_edge_of_its_home_view() {
        for formula in FormulaName::ALL {
            for (width, height) in [(300, 300), (120, 700), (900, 90)] {
                let size = Size { width, height };
                let home = View::home(formula);
                let task = home.direct(size);
                let pixels = width as usize * height as usize;
                let (mut counts, mut fractions) = (vec![0; pixels], vec![0.0; pixels]);
                let whole = Region {
                    x: 0,
                    y: 0,
                    width,
                    height,
                };
                task.render(whole, &mut counts, &mut fractions, &mut || false);
                let is_inside = |x: u32, y: u32| counts[(y * width + x) as usize] > 100;
                let edge = (0..width)
                    .map(|x| (x, 0))
                    .chain((0..width).map(|x| (x, height - 1)));
                let sides = (0..height).flat_map(|y| [(0, y), (width - 1, y)]);
                let what = format!("{formula:?} at {width} × {height}");
                assert!(!edge.chain(sides).any(|(x, y)| is_inside(x, y)), "{what}");
                assert!(counts.iter().any(|&count| count > 100), "{what}");
            }
        }
    }

    #[test]
    fn a_set_view_is_drawn_as_it_is_set() {
        let view = view("zoom=3");
        assert_eq!(
            view.fitted(Size {
                width: 10,
                height: 90
            }),
            view
        );
    }

    #[test]
    fn the_julia_set_of_a_point_is_shown_whole() {
        let size = Size {
            width: 800,
            height: 800,
        };
        let palette = PaletteName::ALL[1].name();
        let view = view(&format!("re=-0.5&im=0.25&zoom=1&rot=30&palette={palette}"));
        let julia = view.julia_at((400.0, 400.0), size);
        assert!(julia.is_home());
        assert_eq!(julia.constant(), view.centre());
        assert_eq!(julia.colouring(), view.colouring());
        assert_eq!(julia.rotation_degrees(), 0.0);
        assert_eq!(julia.centre(), &Point::default());
    }
}
