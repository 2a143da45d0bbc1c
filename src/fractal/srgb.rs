//! The transfer function of sRGB, IEC 61966-2-1.
//!
//! Powers come from the `libm` crate, so that tables are the same bytes on every
//! target.

/// The light of a value, both from 0 to 1.
pub(super) fn light_of(value: f64) -> f64 {
    if value <= 0.040_45 {
        value / 12.92
    } else {
        libm::pow((value + 0.055) / 1.055, 2.4)
    }
}

/// The value of a light, both from 0 to 1.
pub(super) fn value_of(light: f64) -> f64 {
    if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * libm::pow(light, 1.0 / 2.4) - 0.055
    }
}
