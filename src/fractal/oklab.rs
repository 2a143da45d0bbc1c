//! `OKLab`, a colour space in which equal distances look about equal.
//!
//! Formulas and matrices: Björn Ottosson, "A perceptual color space for image
//! processing" (2020). Roots come from the `libm` crate, so that tables are the
//! same bytes on every target.

use super::srgb::{light_of, value_of};

/// A colour: lightness from 0 to 1, then green–red and blue–yellow, each
/// within about ±0.4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Oklab(pub(super) [f64; 3]);

/// An opaque colour as sRGB bytes: red, green, blue.
pub(super) type Srgb = [u8; 3];

const LMS_OF_RGB: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];

const LAB_OF_LMS: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];

const LMS_OF_LAB: [[f64; 3]; 3] = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];

const RGB_OF_LMS: [[f64; 3]; 3] = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

impl Oklab {
    /// From sRGB as people write it, `0xRRGGBB`.
    pub(super) fn from_hex(hex: u32) -> Self {
        let linear = [16, 8, 0].map(|shift| light_of(f64::from((hex >> shift) as u8) / 255.0));
        Self(times(
            &LAB_OF_LMS,
            times(&LMS_OF_RGB, linear).map(libm::cbrt),
        ))
    }

    /// To the nearest sRGB bytes; what lies outside sRGB is cut, channel by
    /// channel.
    pub(super) fn to_srgb(self) -> Srgb {
        let linear = times(
            &RGB_OF_LMS,
            times(&LMS_OF_LAB, self.0).map(|root| root * root * root),
        );
        linear.map(|light| (value_of(light.clamp(0.0, 1.0)) * 255.0 + 0.5) as u8)
    }

    /// How different two colours look: 0.02 or so can just be told apart side
    /// by side.
    pub(super) fn distance(self, other: Self) -> f64 {
        let [l, a, b] = [0, 1, 2].map(|k| self.0[k] - other.0[k]);
        libm::sqrt(l * l + a * a + b * b)
    }

    /// A point of the smooth curve that passes `from` at 0 and `to` at 1, where
    /// `before` and `after` are its neighbours (Catmull and Rom's cubic).
    pub(super) fn between(before: Self, from: Self, to: Self, after: Self, t: f64) -> Self {
        Self([0, 1, 2].map(|k| {
            let (p0, p1, p2, p3) = (before.0[k], from.0[k], to.0[k], after.0[k]);
            let cubic = (p3 - p0) + 3.0 * (p1 - p2);
            let square = 2.0 * p0 - 5.0 * p1 + 4.0 * p2 - p3;
            p1 + 0.5 * t * ((p2 - p0) + t * (square + t * cubic))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_comes_back_from_oklab() {
        for hex in (0..=0xff_ffff).step_by(4099) {
            let [_, red, green, blue] = u32::to_be_bytes(hex);
            assert_eq!(Oklab::from_hex(hex).to_srgb(), [red, green, blue]);
        }
    }

    #[test]
    fn white_is_light_and_has_no_hue() {
        let Oklab([lightness, a, b]) = Oklab::from_hex(0xff_ffff);
        assert!((lightness - 1.0).abs() < 1e-6 && a.abs() < 1e-6 && b.abs() < 1e-6);
    }
}
