//! The kernels against each other and against plain iteration: every lane
//! width must give the same bits.

use proptest::prelude::*;

use super::formula::ESCAPE_NORM;
use super::lanes::Backend;
use super::walk::Walk;
use super::{BOUNDED, Complex, Direct, Formula, Grid, Outcome, Region, kernel};

/// Counts and fractions of a region.
type Picture = (Vec<u32>, Vec<f32>);

/// A square picture of `pixels` by `pixels`, `spacing` apart about `centre`.
fn square(formula: Formula, centre: (f64, f64), spacing: f64, pixels: u32, limit: u32) -> Direct {
    let offset = |k: u32| (f64::from(k) - f64::from(pixels) / 2.0) * spacing;
    let grid = Grid {
        re_of_x: (0..pixels).map(|x| centre.0 + offset(x)).collect(),
        re_of_y: vec![0.0; pixels as usize],
        im_of_x: vec![0.0; pixels as usize],
        im_of_y: (0..pixels).map(|y| centre.1 - offset(y)).collect(),
    };
    Direct {
        formula,
        limit,
        grid,
    }
}

fn whole(direct: &Direct) -> Region {
    Region {
        x: 0,
        y: 0,
        width: direct.grid.re_of_x.len() as u32,
        height: direct.grid.im_of_y.len() as u32,
    }
}

fn blank(region: Region) -> Picture {
    (vec![7; region.pixels()], vec![7.0; region.pixels()])
}

fn scalar(direct: &Direct, region: Region) -> Picture {
    let (mut counts, mut fractions) = blank(region);
    let outcome = direct.render_scalar(region, &mut counts, &mut fractions, &mut || false);
    assert!(outcome.finished);
    (counts, fractions)
}

/// Asserts that every kernel draws what the scalar one does.
fn assert_twins(direct: &Direct, region: Region) -> Picture {
    let expected = scalar(direct, region);
    let check = |name: &str, outcome: Outcome, got: &Picture| {
        assert!(outcome.finished, "{name}");
        for (index, (count, fraction)) in got.0.iter().zip(&got.1).enumerate() {
            assert_eq!(
                (*count, fraction.to_bits()),
                (expected.0[index], expected.1[index].to_bits()),
                "{name}, pixel {index} of {region:?}, {:?}, limit {}",
                direct.formula,
                direct.limit,
            );
        }
    };
    let mut got = blank(region);
    let outcome = direct.render(region, &mut got.0, &mut got.1, &mut || false);
    check("render", outcome, &got);
    if direct.formula.escapes_for_good() {
        for backend in Backend::available() {
            let mut got = blank(region);
            let mut never = || false;
            let walk = Walk::new(direct, region, &mut got.0, &mut got.1, &mut never);
            let outcome = kernel::render(backend, walk);
            check(&format!("{backend:?}"), outcome, &got);
        }
    }
    expected
}

/// The definition, with none of the short cuts.
fn count_by_definition(formula: Formula, pixel: Complex, limit: u32) -> u32 {
    let mut orbit = formula.orbit(pixel);
    for n in 0..=limit {
        if orbit.z.norm_squared() > ESCAPE_NORM || orbit.z.norm_squared().is_nan() {
            return n;
        }
        orbit.z = orbit.z.square_plus(orbit.c);
    }
    BOUNDED
}

fn assert_definition(direct: &Direct, counts: &[u32]) {
    let region = whole(direct);
    for y in 0..region.height {
        for x in 0..region.width {
            let expected = count_by_definition(direct.formula, direct.grid.at(x, y), direct.limit);
            assert_eq!(
                counts[(y * region.width + x) as usize],
                expected,
                "({x}, {y})"
            );
        }
    }
}

fn julia(re: f64, im: f64) -> Formula {
    Formula::Julia {
        constant: Complex::new(re, im),
    }
}

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
        let (counts, _) = assert_twins(&direct, whole(&direct));
        if limit <= 5000 {
            assert_definition(&direct, &counts);
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
            let (counts, _) = assert_twins(&direct, whole(&direct));
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
    let (counts, _) = assert_twins(&direct, whole(&direct));
    assert!(counts.iter().all(|&n| n == 1));
}

#[test]
fn limits_about_the_block_are_met_exactly() {
    for limit in [
        0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 128, 129,
    ] {
        for (formula, centre) in [
            (Formula::Mandelbrot, (-0.75, 0.1)),
            (Formula::Mandelbrot, (0.26, 0.0)),
            (julia(-0.8, 0.156), (0.0, 0.0)),
        ] {
            let direct = square(formula, centre, 0.05, 40, limit);
            let (counts, _) = assert_twins(&direct, whole(&direct));
            assert_definition(&direct, &counts);
        }
    }
}

#[test]
fn the_limit_itself_is_still_a_count() {
    // c = 1: 0, 1, 2, 5, 26, 677.
    for (limit, expected) in [(4, BOUNDED), (5, 5), (6, 5)] {
        let direct = square(Formula::Mandelbrot, (1.0, 0.0), 0.0, 1, limit);
        assert_eq!(assert_twins(&direct, whole(&direct)).0, [expected]);
    }
    // c = 300 escapes at once, Julia's pixel even before the first step.
    let direct = square(Formula::Mandelbrot, (300.0, 0.0), 0.0, 1, 1);
    assert_eq!(assert_twins(&direct, whole(&direct)).0, [1]);
    let direct = square(julia(0.0, 0.0), (256.1, 0.0), 0.0, 1, 0);
    assert_eq!(assert_twins(&direct, whole(&direct)).0, [0]);
    let direct = square(julia(0.0, 0.0), (256.0, 0.0), 0.0, 1, u32::MAX);
    assert_eq!(assert_twins(&direct, whole(&direct)).0, [1]);
}

#[test]
fn regions_are_parts_of_the_picture() {
    let direct = square(Formula::Mandelbrot, (-0.7, 0.3), 0.01, 50, 300);
    let (counts, fractions) = scalar(&direct, whole(&direct));
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
fn rotated_grids_add_both_parts() {
    let mut direct = square(Formula::Mandelbrot, (-0.5, 0.0), 0.06, 40, 200);
    for k in 0..40 {
        direct.grid.re_of_y[k] = 0.02 * k as f64 - 0.4;
        direct.grid.im_of_x[k] = 0.4 - 0.02 * k as f64;
    }
    let (counts, _) = assert_twins(&direct, whole(&direct));
    assert_definition(&direct, &counts);
}

#[test]
fn a_stale_job_is_left_within_bounded_work_in_one_pixel_too() {
    // The tip of the cusp's valley takes its four thousand million steps.
    let slow = Direct {
        limit: u32::MAX,
        ..square(Formula::Mandelbrot, (0.25, 0.0), 0.0, 1, 0)
    };
    let slow = Direct {
        grid: Grid {
            re_of_x: vec![0.25 + 1e-15],
            ..slow.grid.clone()
        },
        ..slow
    };
    // And a large picture that takes no step at all.
    let inside = square(Formula::Mandelbrot, (-0.1, 0.0), 1e-9, 1000, 1000);
    for direct in [slow, inside] {
        let region = whole(&direct);
        for plain in [false, true] {
            let (mut counts, mut fractions) = blank(region);
            let mut asked = 0;
            let mut stale = || {
                asked += 1;
                asked == 10
            };
            let outcome = if plain {
                direct.render_scalar(region, &mut counts, &mut fractions, &mut stale)
            } else {
                direct.render(region, &mut counts, &mut fractions, &mut stale)
            };
            assert!(!outcome.finished);
            assert!(outcome.work <= 10 * (1 << 17), "{}", outcome.work);
            assert_eq!(asked, 10, "asked again after it said stale");
        }
    }
}

#[test]
fn pixels_known_without_iterating_cost_no_work() {
    let direct = square(Formula::Mandelbrot, (-0.1, 0.0), 1e-3, 30, 1_000_000);
    let (mut counts, mut fractions) = blank(whole(&direct));
    let outcome = direct.render(whole(&direct), &mut counts, &mut fractions, &mut || false);
    assert_eq!(
        outcome,
        Outcome {
            work: 0,
            finished: true
        }
    );
    assert!(counts.iter().all(|&n| n == BOUNDED));
}

#[test]
#[should_panic(expected = "3 counts and 4 fractions for a region of 4 pixels")]
fn buffers_of_the_wrong_length_are_refused() {
    let direct = square(Formula::Mandelbrot, (0.0, 0.0), 1.0, 2, 1);
    direct.render(whole(&direct), &mut [0; 3], &mut [0.0; 4], &mut || false);
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
