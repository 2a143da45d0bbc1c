//! The fraction that makes escape counts smooth.
//!
//! Where `n` is the first index with `|z_n| > R`, the quantity
//! `n + 1 − log2(ln|z_n| / ln R)` hardly depends on `R`: it is the potential of
//! the set's exterior on a scale of doublings (Douady and Hubbard), known as
//! the renormalised or smooth iteration count. Since `|z_{n+1}| ≈ |z_n|²`, what
//! it adds to `n` runs from 1, where `z_n` has only just escaped, to 0, where
//! `z_{n−1}` just had not.

/// The fraction of an orbit that escapes to `|z_n|² = norm`: in `[0, 1)`.
///
/// `1 − log2(ln|z_n| / ln 256) = 5 − log2(log2 |z_n|²)`, from the `libm` crate on
/// every target. A pixel far outside, of which the doubling tells nothing, has
/// 0.
pub(super) fn fraction(norm: f64) -> f32 {
    const BELOW_ONE: f32 = 1.0 - f32::EPSILON / 2.0;
    let fraction = 5.0 - libm::log2f(libm::log2f(norm as f32));
    if fraction > 0.0 {
        fraction.min(BELOW_ONE)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_from_one_at_the_radius_to_nothing_at_its_square() {
        assert!(fraction(65_536.000_001) > 0.999_999);
        assert!(fraction(65_536.000_001) < 1.0);
        assert!((fraction(f64::from(1 << 24)) - (5.0 - libm::log2f(24.0))).abs() < 1e-6);
        assert!(fraction(f64::from(u32::MAX)) < 1e-6);
    }

    #[test]
    fn it_stays_in_its_range_for_any_escape() {
        for norm in [1e5, 1e10, 1e30, 1e200, f64::MAX, f64::INFINITY, f64::NAN] {
            let fraction = fraction(norm);
            assert!((0.0..1.0).contains(&fraction), "{norm:e} gave {fraction}");
        }
    }
}
