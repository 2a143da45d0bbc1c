//! How far a pixel is from the set, about.
//!
//! With `z_n` the first point of its orbit outside and `z_n'` the derivative of that by the
//! pixel's place, the exterior distance estimate (Milnor; Thurston) is
//!
//! ```text
//! d = |z_n| ln|z_n| / |z_n'|          half of it to twice it is the distance
//! ```
//!
//! As a complex number, `z_n ln|z_n| / z_n'`, it points away from the set, up the steepest
//! way of the potential: so it has what a relief is lit by.

use super::Complex;

/// A pixel's distance estimate in pixels, as a vector: to the right and up. Both are 0 where
/// the pixel is bounded.
pub type Estimate = [f32; 2];

/// Of what is farther away than so many pixels nothing more is told.
const FARTHEST: f64 = 1e30;

/// From a pixel to the next, for pixels whose distance estimates are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pitch {
    /// The way to the neighbour on the right, as the pixels' grid counts.
    pub step: Complex,
    /// Its length in the plane, as a power of two.
    pub octaves: f64,
}

/// Of an orbit that is outside at `z`, by its derivative there; `step` is the way from a
/// pixel to the next on the right. By nothing but the basic operations and `libm`, so that
/// all targets have the same.
pub(super) fn estimate(z: Complex, derivative: Complex, step: Complex) -> Estimate {
    let by = derivative.times(step);
    let size = 0.5 * libm::log(z.norm_squared());
    let norm = by.norm_squared();
    // Times the conjugate, by the square: that of a larger number is the distance of a point
    // that is nearer than any pixel could tell.
    let vector = z.times(Complex::new(by.re / norm, -by.im / norm));
    [vector.re, vector.im].map(|part| {
        let part = part * size;
        // What is no number comes of a derivative that is 0, or of one beyond all bounds.
        let known = match part.is_nan() {
            true if norm == 0.0 => FARTHEST,
            true => 0.0,
            false => part.clamp(-FARTHEST, FARTHEST),
        };
        known as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Complex = Complex { re: 0.01, im: 0.0 };

    #[test]
    fn of_a_disc_it_is_about_the_distance() {
        // z ← z² about 0: z_n = p^(2^n), and the set is the unit disc.
        for place in [1.001, 1.01, 1.1, 1.5] {
            let (mut z, mut derivative) = (Complex::new(place, 0.0), Complex::new(1.0, 0.0));
            while z.norm_squared() < 65_536.0 {
                derivative = z.plus(z).times(derivative);
                z = z.square_plus(Complex::ZERO);
            }
            let [right, up] = estimate(z, derivative, STEP);
            let distance = (place - 1.0) / 0.01;
            assert!(
                up == 0.0 && f64::from(right) > distance / 2.0,
                "{place}: {right}"
            );
            assert!(f64::from(right) < distance * 2.0, "{place}: {right}");
        }
    }

    #[test]
    fn it_turns_with_the_pixels() {
        let (z, derivative) = (Complex::new(300.0, 40.0), Complex::new(2.0, -7.0));
        let [right, up] = estimate(z, derivative, STEP);
        // Steps to the right that go up the imaginary axis: what was up is to the right.
        let turned = estimate(z, derivative, Complex::new(0.0, 0.01));
        assert_eq!(turned, [up, -right]);
    }

    #[test]
    fn what_overflows_is_near_and_what_does_not_move_is_far() {
        let z = Complex::new(300.0, 0.0);
        for huge in [1e200, f64::INFINITY, f64::NAN] {
            let [right, up] = estimate(z, Complex::new(huge, 1.0), STEP);
            assert!(right.is_finite() && up.is_finite(), "{huge}: {right}, {up}");
        }
        assert_eq!(estimate(z, Complex::new(1e200, 0.0), STEP), [0.0; 2]);
        assert!(estimate(z, Complex::ZERO, STEP)[0] >= FARTHEST as f32);
    }
}
