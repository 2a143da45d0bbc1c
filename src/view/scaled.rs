//! Sizes far below the range of `f64`, as mantissa and power of two.

use super::View;
use super::double::Double;
use super::lattice::turn;
use super::size::Size;
use super::zoom::Step;
use crate::fractal::{Complex, Pitch};

/// `mantissa × 2^exponent`, the mantissa from 1/2 up and below 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaled {
    /// From 0.5 up, below 1.
    pub mantissa: f64,
    /// The power of two.
    pub exponent: i64,
}

impl Scaled {
    /// The nearest `f64`: zero or infinite past its range.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        libm::ldexp(self.mantissa, self.exponent.clamp(-2000, 2000) as i32)
    }

    /// `10^-places`, right to two units of the mantissa's last place.
    pub(super) fn power_of_ten(places: u32) -> Self {
        Self::of(&Step { units: 1, places })
    }

    /// `step`, right to two units of the mantissa's last place.
    fn of(step: &Step) -> Self {
        let (power, power_exponent) = power_of_five(step.places);
        let (mantissa, exponent) = libm::frexp(step.units as f64 / power);
        Self {
            mantissa,
            exponent: i64::from(exponent) - power_exponent - i64::from(step.places),
        }
    }
}

/// `5^exponent` as a mantissa near 1 and a power of two, by squaring: in pairs
/// of doubles, since each squaring doubles the relative error.
fn power_of_five(exponent: u32) -> (f64, i64) {
    let one = Double { hi: 1.0, lo: 0.0 };
    let five = Double { hi: 5.0, lo: 0.0 };
    let (mut power, mut twos) = (one, 0_i64);
    for bit in (0..u32::BITS).rev() {
        power = power.times(power);
        twos *= 2;
        if exponent >> bit & 1 == 1 {
            power = power.times(five);
        }
        // By a power of two, so exactly.
        let (_, excess) = libm::frexp(power.hi);
        power = Double {
            hi: libm::ldexp(power.hi, -excess),
            lo: libm::ldexp(power.lo, -excess),
        };
        twos += i64::from(excess);
    }
    (power.hi, twos)
}

impl View {
    /// The size of a pixel in units of the plane: `4 / zoom / height`.
    #[must_use]
    pub fn spacing(&self, size: Size) -> Scaled {
        Scaled::of(&self.fitted(size).zoom.step(size.height))
    }

    /// From a pixel to the next, in units of `places` after the point.
    pub(super) fn pitch(&self, size: Size, places: u32) -> Pitch {
        let (step, unit) = (self.spacing(size), Scaled::power_of_ten(places));
        let length = Scaled {
            mantissa: step.mantissa / unit.mantissa,
            exponent: step.exponent - unit.exponent,
        };
        let (cos, sin) = turn(self.rotation_degrees);
        let length = length.to_f64();
        Pitch {
            step: Complex::new(cos * length, -sin * length),
            octaves: libm::log2(step.mantissa) + step.exponent as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;
    use proptest::prelude::*;

    #[test]
    fn a_pixel_has_a_size_at_any_depth() {
        let size = Size {
            width: 1,
            height: 1024,
        };
        let spacing = view("zoom=1").spacing(size);
        assert_eq!((spacing.mantissa, spacing.exponent), (0.5, -7));
        // log2(10^-100000 / 256) = −332200.8…
        let deepest = view("zoom=1e100000").spacing(size);
        assert_eq!(deepest.exponent, -332_200);
        assert!((0.5..1.0).contains(&deepest.mantissa));
        assert_eq!(deepest.to_f64(), 0.0);
    }

    proptest! {
        #[test]
        fn the_size_is_the_nearest_f64_or_its_neighbours(zoom in -6_i32..280, height in 1_u32..16384) {
            let link = format!("zoom=7e{}", zoom.max(-6));
            let size = Size { width: 1, height };
            let exact = view(&link).zoom().step(height).to_decimal().to_f64();
            let scaled = view(&link).spacing(size).to_f64();
            prop_assert!((scaled / exact - 1.0).abs() <= 2.0 * f64::EPSILON);
        }

        #[test]
        fn ten_times_the_magnification_is_a_tenth_of_the_size(zoom in -6_i32..99_999) {
            let size = Size { width: 1, height: 1080 };
            let (near, far) = (format!("zoom=1e{}", zoom + 1), format!("zoom=1e{zoom}"));
            let (near, far) = (view(&near).spacing(size), view(&far).spacing(size));
            let ratio = libm::ldexp(far.mantissa / near.mantissa, (far.exponent - near.exponent) as i32);
            prop_assert!((ratio - 10.0).abs() < 1e-14);
        }
    }
}
