//! The two largest pieces of the Mandelbrot set, known without iterating.
//!
//! A test that rounds says "inside" only where it is sure: each inequality is
//! tightened by more than its own rounding error, so that no point outside is
//! ever called bounded. Points that close to the border are iterated.

use super::Complex;

/// Whether `c` lies in the main cardioid or the disc of period 2, and is
/// therefore bounded.
///
/// The cardioid is `q (q + (x − ¼)) ≤ ¼ y²` with `q = (x − ¼)² + y²`, and the
/// disc `(x + 1)² + y² ≤ 1/16`: the points whose cycle of period 1 or 2
/// attracts. Of the disc and near the set, `x − ¼` and `x + 1` are exact
/// (Sterbenz's lemma) or right to half an ulp.
pub(super) fn is_surely_inside(c: Complex) -> bool {
    // Each side of the cardioid's test errs by less than 13 half-ulps of 1,
    // times q: 1.5e-15 q. The disc's by 4 half-ulps of 1/16.
    const CARDIOID_MARGIN: f64 = 4e-15;
    const DISC_MARGIN: f64 = 1e-16;
    let y2 = c.im * c.im;
    let x = c.re - 0.25;
    let q = x * x + y2;
    // The cardioid lies within 1 of its cusp; farther away q may overflow.
    if q <= 1.0 && q * (q + x + CARDIOID_MARGIN) <= 0.25 * y2 {
        return true;
    }
    let x = c.re + 1.0;
    x * x + y2 <= 0.0625 - DISC_MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of the two borders: the image of the unit circle.
    fn border(angle: f64) -> [(Complex, Complex); 2] {
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let (sin2, cos2) = (libm::sin(2.0 * angle), libm::cos(2.0 * angle));
        // Each with its outward normal.
        [
            (
                Complex::new(cos / 2.0 - cos2 / 4.0, sin / 2.0 - sin2 / 4.0),
                Complex::new(cos - cos2, sin - sin2),
            ),
            (
                Complex::new(cos / 4.0 - 1.0, sin / 4.0),
                Complex::new(cos, sin),
            ),
        ]
    }

    #[test]
    fn points_off_the_border_are_told_apart() {
        for k in 1..1000 {
            let angle = f64::from(k) * 0.006_283;
            for (on, out) in border(angle) {
                let length = libm::sqrt(out.norm_squared());
                for distance in [1e-2, 1e-5, 1e-8, 1e-11] {
                    let step = distance / length;
                    let inner = Complex::new(on.re - step * out.re, on.im - step * out.im);
                    let outer = Complex::new(on.re + step * out.re, on.im + step * out.im);
                    // Where the two pieces touch, and at the cusp, out of one
                    // is not out of all.
                    let lonely = (0.5..3.0).contains(&angle) || (3.3..5.7).contains(&angle);
                    if lonely {
                        assert!(is_surely_inside(inner), "{inner:?} {distance:e}");
                        assert!(!is_surely_inside(outer), "{outer:?} {distance:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_far_and_the_absurd_are_not_inside() {
        for re in [
            1e300,
            -1e300,
            f64::INFINITY,
            f64::NAN,
            0.250_000_1,
            -1.25,
            2.0,
        ] {
            assert!(!is_surely_inside(Complex::new(re, 0.0)), "{re}");
        }
        assert!(is_surely_inside(Complex::ZERO));
        assert!(is_surely_inside(Complex::new(-1.0, 0.0)));
    }
}
