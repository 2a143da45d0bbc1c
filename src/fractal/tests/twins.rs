//! The kernels against each other and against plain iteration: every lane
//! width must give the same bits.

use proptest::prelude::*;

use super::*;
use crate::fractal::formula::Orbit;
use crate::fractal::map::{Cube, Fourth, Map, Square};
use std::cell::Cell;

#[test]
fn hard_places_are_the_same_by_any_lanes_and_by_definition() {
    for (centre, spacing, limit) in [
        ((-0.75, 0.0), 0.1, 500),                                       // home
        ((-0.743_643_887, 0.131_825_904), 1e-7, 3000),                  // seahorses
        ((-0.743_643_887_037_151, 0.131_825_904_205_330), 1e-13, 3000), // pixels at f64's end
        ((-1.768_778_833, 0.001_738_996), 2e-4, 5000), // the period-3 minibrot's edge
        ((-1.755, 0.0), 2e-4, 20_000),                 // and its interior
        ((0.25, 0.0), 1e-4, 2000),                     // the cusp
        ((-0.75, 0.0), 1e-4, 2000),                    // where cardioid and disc touch
        ((-0.1, 0.0), 1e-3, 1_000_000_000),            // nothing but interior
        ((-0.122_561, 0.744_861), 1e-3, 50_000),       // the period-3 bulb
        ((3.0, 300.0), 30.0, 100),                     // nothing but outside
        ((0.0, 0.0), 1e300, 100),                      // overflow at the first step
    ] {
        let direct = square(Formula::Mandelbrot, centre, spacing, 24, limit);
        let (counts, ..) = assert_twins(&direct, whole(&direct));
        if limit <= 5000 {
            assert_definition(&direct, &counts);
        }
    }
}

#[test]
fn other_formulas_are_the_same_by_any_lanes_and_by_definition() {
    for (formula, centre, spacing) in [
        (Formula::Multibrot3, (0.0, 0.0), 0.1),
        (Formula::Multibrot3, (0.42, 0.51), 1e-4),
        (Formula::Multibrot4, (0.0, 0.0), 0.1),
        (Formula::Multibrot4, (0.45, 0.36), 1e-3),
        (Formula::BurningShip, (-0.45, -0.55), 0.12),
        (Formula::BurningShip, (-1.762, -0.028), 1e-3),
        (Formula::BurningShip, (0.0, 0.0), 1e300),
    ] {
        let direct = square(formula, centre, spacing, 30, 900);
        let (counts, ..) = assert_twins(&direct, whole(&direct));
        assert_definition(&direct, &counts);
    }
}

/// Where an orbit is after a few steps, and the derivative.
fn followed<N: Number>(formula: Formula, c: Complex) -> (Complex, Complex) {
    fn step<M: Map, N: Number>(
        z: Complex,
        c: Complex,
        derivative: (Complex, f64),
    ) -> (Complex, Complex) {
        let (derivative, of_c) = derivative;
        (
            z.stepped_by::<M, N>(c),
            z.derivative_by::<M, N>(derivative, of_c),
        )
    }
    let Orbit { mut z, c } = formula.orbit(c);
    let (mut derivative, of_c) = (formula.first_derivative(), formula.derivative_of_c());
    for _ in 0..6 {
        let step = match formula {
            Formula::Multibrot3 => step::<Cube, N>,
            Formula::Multibrot4 => step::<Fourth, N>,
            _ => step::<Square, N>,
        };
        (z, derivative) = step(z, c, (derivative, of_c));
    }
    (z, derivative)
}

/// A derivative is what a difference comes to: of orbits that escape after some steps.
#[test]
fn derivatives_are_those_of_their_formulas() {
    for formula in [
        Formula::Mandelbrot,
        julia(-0.8, 0.156),
        Formula::Multibrot3,
        Formula::Multibrot4,
    ] {
        let (h, c) = (1e-7, Complex::new(0.31, 0.52));
        for following in [followed::<f64>, followed::<Fused>] {
            let (here, derivative) = following(formula, c);
            let (beside, _) = following(formula, Complex::new(c.re + h, c.im));
            let difference = [(beside.re - here.re) / h, (beside.im - here.im) / h];
            let apart = libm::hypot(difference[0] - derivative.re, difference[1] - derivative.im);
            assert!(
                apart < 1e-4 * derivative.norm_squared().sqrt(),
                "{formula:?}: {derivative:?}, {difference:?}"
            );
        }
    }
}

#[test]
fn julia_sets_are_the_same_by_any_lanes_and_by_definition() {
    for formula in [
        julia(-0.8, 0.156),
        julia(0.0, 0.0),
        julia(-1.0, 0.0),
        julia(0.285, 0.01),
        julia(300.0, -7.0),
        julia(-64_000.0, 3.0),
        julia(-65_278.0, 0.0),
        julia(-65_536.0, 0.0),
        julia(-66_000.0, 100.0),
        julia(1e200, -1e200),
        julia(f64::INFINITY, 0.0),
        julia(f64::NAN, 1.0),
    ] {
        for spacing in [0.15, 30.0, 1e-9, 1e305] {
            let direct = square(formula, (0.01, 0.0), spacing, 21, 700);
            let (counts, ..) = assert_twins(&direct, whole(&direct));
            assert_definition(&direct, &counts);
        }
    }
}

#[test]
fn a_huge_constant_can_bring_an_orbit_back_and_the_first_escape_counts() {
    // z_0 = 256 (1 - 1e-9) and c near -z_0² return; z_1 = 256.5 must be seen.
    let z0 = 255.999;
    let direct = square(julia(256.5 - z0 * z0, 0.0), (z0, 0.0), 1e-9, 2, 100);
    assert!(
        assert_twins(&direct, whole(&direct))
            .0
            .iter()
            .all(|&n| n == 1)
    );
    // Once outside, z² + c = (256.5)² - 65792.25 = 0 falls back to the centre.
    let direct = square(julia(-65_792.25, 0.0), (0.5, 0.0), 1e-9, 2, 100);
    let (counts, ..) = assert_twins(&direct, whole(&direct));
    assert!(counts.iter().all(|&n| n == 1));
}

#[test]
fn regions_are_parts_of_the_picture() {
    let direct = square(Formula::Mandelbrot, (-0.7, 0.3), 0.01, 50, 300);
    let (counts, fractions, _) = scalar::<f64>(&direct, whole(&direct));
    for (x, y, width, height) in [
        (0, 0, 1, 1),
        (49, 49, 1, 1),
        (3, 5, 47, 1),
        (11, 2, 1, 40),
        (13, 17, 19, 23),
    ] {
        let part = assert_twins(
            &direct,
            Region {
                x,
                y,
                width,
                height,
            },
        );
        for j in 0..height {
            for i in 0..width {
                let (here, there) = ((j * width + i) as usize, ((y + j) * 50 + x + i) as usize);
                assert_eq!(
                    (part.0[here], part.1[here]),
                    (counts[there], fractions[there])
                );
            }
        }
    }
}

#[test]
fn nothing_is_touched_beside_a_region() {
    const STRIDE: usize = 31;
    // Vectors of lanes, and one at a time.
    for formula in [Formula::Mandelbrot, julia(-66_000.0, 100.0)] {
        let direct = square(formula, (-0.7, 0.3), 0.01, 50, 300);
        for (width, height) in [(1, 1), (31, 3), (1, 20), (17, 13)] {
            let region = Region {
                x: 19,
                y: 7,
                width,
                height,
            };
            let expected = best(&direct, region);
            let counts = vec![Cell::new(12_345); STRIDE * 20];
            let fractions = vec![Cell::new(-7.0); STRIDE * 20];
            let target = Target {
                counts: &counts,
                fractions: &fractions,
                estimates: None,
                stride: STRIDE,
                wanted: None,
            };
            let outcome = direct.render_into(region, target, &mut || false);
            assert!(outcome.finished);
            for (index, (count, fraction)) in counts.iter().zip(&fractions).enumerate() {
                let (i, j) = (index % STRIDE, index / STRIDE);
                let pixel = j * width as usize + i;
                let got = (count.get(), fraction.get());
                if i < width as usize && j < height as usize {
                    assert_eq!(got, (expected.0[pixel], expected.1[pixel]));
                } else {
                    assert_eq!(got, (12_345, -7.0), "({i}, {j}) beside {region:?}");
                }
            }
        }
    }
}

#[test]
fn pixels_that_are_wanted_are_as_in_the_whole_region() {
    const STRIDE: usize = 64;
    for formula in [Formula::Mandelbrot, julia(-66_000.0, 100.0)] {
        let direct = square(formula, (-0.7, 0.3), 0.01, 80, 300);
        for (width, height) in [(64, 9), (17, 13), (1, 1)] {
            let region = Region {
                x: 11,
                y: 7,
                width,
                height,
            };
            let expected = best(&direct, region);
            for wanted in [
                vec![0; 13],
                vec![u64::MAX; 13],
                (0..13)
                    .map(|row| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(row))
                    .collect(),
            ] {
                let counts = vec![Cell::new(12_345); STRIDE * 13];
                let fractions = vec![Cell::new(0.0); STRIDE * 13];
                let target = Target {
                    counts: &counts,
                    fractions: &fractions,
                    estimates: None,
                    stride: STRIDE,
                    wanted: Some(&wanted),
                };
                let outcome = direct.render_into(region, target, &mut || false);
                assert!(outcome.finished);
                for (j, row) in wanted.iter().enumerate().take(height as usize) {
                    for i in 0..width as usize {
                        let (here, there) = (j * STRIDE + i, j * width as usize + i);
                        let got = (counts[here].get(), fractions[here].get());
                        if row >> i & 1 == 1 {
                            assert_eq!(got, (expected.0[there], expected.1[there]));
                        } else {
                            assert_eq!(got.0, 12_345, "nobody wants ({i}, {j})");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn rotated_grids_add_both_parts() {
    let mut direct = square(Formula::Mandelbrot, (-0.5, 0.0), 0.06, 40, 200);
    for k in 0..40 {
        direct.grid.re_of_y[k] = 0.02 * k as f64 - 0.4;
        direct.grid.im_of_x[k] = 0.4 - 0.02 * k as f64;
    }
    let (counts, ..) = assert_twins(&direct, whole(&direct));
    assert_definition(&direct, &counts);
}

proptest! {
    #[test]
    fn any_region_is_the_same_by_any_lanes(
        julia_constant in proptest::option::of((-1.5..1.0, -1.2..1.2)),
        centre in (-2.2..1.2, -1.4..1.4),
        log_spacing in -14.0..0.0,
        (x, y, width, height) in (0..15u32, 0..15u32, 1..16u32, 1..16u32),
        limit in 0..3000u32,
    ) {
        let formula = julia_constant.map_or(Formula::Mandelbrot, |(re, im)| julia(re, im));
        let direct = square(formula, centre, libm::exp10(log_spacing), 30, limit);
        assert_twins(&direct, Region { x, y, width, height });
    }
}
