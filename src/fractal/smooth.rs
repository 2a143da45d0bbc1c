//! The fraction that makes escape counts smooth.
//!
//! Where `n` is the first index with `|z_n| > R`, the quantity
//! `n + 1 − log2(ln|z_n| / ln R)` hardly depends on `R`: it is the potential of
//! the set's exterior on a scale of doublings (Douady and Hubbard), known as
//! the renormalised or smooth iteration count. Since `|z_{n+1}| ≈ |z_n|²`, what
//! it adds to `n` runs from 1, where `z_n` has only just escaped, to 0, where
//! `z_{n−1}` just had not.

use std::cell::Cell;

/// Turns, in place, `|z_n|²` of orbits that escaped into their fractions: in
/// `[0, 1)`, and right to 5e-7. Where an orbit is bounded, 0 stands for 0.
///
/// `1 − log_d(ln|z_n| / ln 256) = 1 − log_d(log2(|z_n|²) / 16)` of a formula of degree `d`,
/// by which the logarithm grows in a step. A pixel so far outside that it starts
/// beyond `256²`, of which that tells nothing, has 0.
///
/// Done for many at once, without branches, so that the compiler makes vectors
/// of it: orbit by orbit it took half of a quick view's time.
pub(super) fn fractions_of_norms(norms: &[Cell<f32>], degree: u32) {
    const BELOW_ONE: f32 = 1.0 - f32::EPSILON / 2.0;
    // 1 for a degree of 2, to the bit.
    let steps_per_doubling = 1.0 / log2(degree as f32);
    for cell in norms {
        let norm = cell.get();
        let fraction = 1.0 - log2(log2(norm) / 16.0) * steps_per_doubling;
        let below_one = if fraction < BELOW_ONE {
            fraction
        } else {
            BELOW_ONE
        };
        // NaN is not above 0 either.
        let is_smooth = norm > 0.0 && below_one > 0.0;
        cell.set(if is_smooth { below_one } else { 0.0 });
    }
}

/// `log2 x`, right to 2e-7 and half an ulp, of a normal number above 0;
/// infinity gives 128, and anything else some number or other.
///
/// By nothing but the basic operations, whose results are the same bits on
/// every target: with `x = 2^e m`, `m` within `√½` and `√2`, the series of
/// `artanh` in `s = (m − 1) / (m + 1)`.
pub(super) fn log2(x: f32) -> f32 {
    const MANTISSA_BITS: u32 = f32::MANTISSA_DIGITS - 1;
    /// The bits of √½: whole exponents counted from there leave `m` in its range.
    const ROOT_HALF: i32 = std::f32::consts::FRAC_1_SQRT_2.to_bits() as i32;
    let from_root_half = (x.to_bits() as i32).wrapping_sub(ROOT_HALF);
    let exponent = from_root_half >> MANTISSA_BITS;
    let mantissa = f32::from_bits(
        (from_root_half & ((1 << MANTISSA_BITS) - 1)).wrapping_add(ROOT_HALF) as u32,
    );
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let s2 = s * s;
    let series = 1.0 + s2 * (1.0 / 3.0 + s2 * (1.0 / 5.0 + s2 * (1.0 / 7.0 + s2 * (1.0 / 9.0))));
    exponent as f32 + s * series * (2.0 * std::f32::consts::LOG2_E)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(norm: f32) -> f32 {
        let norms = [Cell::new(norm)];
        fractions_of_norms(&norms, 2);
        norms[0].get()
    }

    #[test]
    fn it_runs_from_one_at_the_radius_to_nothing_at_its_square() {
        assert!(fraction(65_536.0) > 0.999_999);
        assert!(fraction(65_536.0) < 1.0);
        assert!(fraction(f32::exp2(32.0)) < 1e-6);
    }

    #[test]
    fn it_is_the_formula() {
        let mut norm = 65_537.0_f32;
        while f64::from(norm) < f64::from(u32::MAX) {
            let distance = libm::sqrt(f64::from(norm));
            let formula = 1.0 - libm::log2(libm::log(distance) / libm::log(256.0));
            let got = f64::from(fraction(norm));
            assert!(
                (got - formula).abs() < 5e-7,
                "{norm}: {got} and not {formula}"
            );
            norm *= 1.000_1;
        }
    }

    #[test]
    fn of_higher_degrees_it_runs_to_nothing_at_their_powers() {
        for degree in [3, 4] {
            let fraction = |doublings: f32| {
                let norms = [Cell::new(f32::exp2(16.0 * doublings))];
                fractions_of_norms(&norms, degree);
                norms[0].get()
            };
            assert!(fraction(1.000_01) > 0.999);
            assert!(fraction(degree as f32) < 1e-6, "{degree}");
            assert!((fraction((degree as f32).sqrt()) - 0.5).abs() < 1e-6);
        }
    }

    #[test]
    fn the_logarithm_is_one() {
        for x in [
            1e-30, 0.1, 0.707, 0.708, 1.0, 1.414, 1.415, 3.0, 16.0, 65_537.0, 1e30,
        ] {
            let exact = libm::log2(f64::from(x));
            let bound = 2e-7 + exact.abs() * f64::from(f32::EPSILON);
            assert!(
                (f64::from(log2(x)) - exact).abs() <= bound,
                "{x}: {}",
                log2(x)
            );
        }
    }

    #[test]
    fn it_stays_in_its_range_for_any_escape() {
        for norm in [
            1e5,
            1e10,
            1e30,
            f32::MAX,
            f32::INFINITY,
            f32::NAN,
            -f32::NAN,
            0.0,
        ] {
            let fraction = fraction(norm);
            assert!((0.0..1.0).contains(&fraction), "{norm:e} gave {fraction}");
        }
        for norm in [0.0, f32::INFINITY, f32::NAN] {
            assert_eq!(fraction(norm), 0.0);
        }
    }
}
