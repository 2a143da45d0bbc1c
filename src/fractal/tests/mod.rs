//! Rendering, as its callers rely on it: small pictures, and what they are
//! compared with.

mod limits;
mod twins;

use super::formula::ESCAPE_NORM;
use super::lanes::Backend;
use super::walk::Walk;
use super::{BOUNDED, Complex, Formula, Grid, Outcome, Region, Target, Task, kernel};

/// Counts and fractions of a region.
type Picture = (Vec<u32>, Vec<f32>);

/// A square picture of `pixels` by `pixels`, `spacing` apart about `centre`.
fn square(formula: Formula, centre: (f64, f64), spacing: f64, pixels: u32, limit: u32) -> Task {
    let offset = |k: u32| (f64::from(k) - f64::from(pixels) / 2.0) * spacing;
    let grid = Grid {
        re_of_x: (0..pixels).map(|x| centre.0 + offset(x)).collect(),
        re_of_y: vec![0.0; pixels as usize],
        im_of_x: vec![0.0; pixels as usize],
        im_of_y: (0..pixels).map(|y| centre.1 - offset(y)).collect(),
    };
    Task {
        formula,
        limit,
        grid,
        reference: None,
    }
}

fn whole(task: &Task) -> Region {
    Region {
        x: 0,
        y: 0,
        width: task.grid.re_of_x.len() as u32,
        height: task.grid.im_of_y.len() as u32,
    }
}

fn blank(region: Region) -> Picture {
    (vec![7; region.pixels()], vec![7.0; region.pixels()])
}

fn scalar(task: &Task, region: Region) -> Picture {
    let (mut counts, mut fractions) = blank(region);
    let outcome = task.render_scalar(region, &mut counts, &mut fractions, &mut || false);
    assert!(outcome.finished);
    (counts, fractions)
}

/// Asserts that every kernel draws what the scalar one does.
fn assert_twins(task: &Task, region: Region) -> Picture {
    let expected = scalar(task, region);
    let check = |name: &str, outcome: Outcome, got: &Picture| {
        assert!(outcome.finished, "{name}");
        for (index, (count, fraction)) in got.0.iter().zip(&got.1).enumerate() {
            assert_eq!(
                (*count, fraction.to_bits()),
                (expected.0[index], expected.1[index].to_bits()),
                "{name}, pixel {index} of {region:?}, {:?}, limit {}",
                task.formula,
                task.limit,
            );
        }
    };
    let mut got = blank(region);
    let outcome = task.render(region, &mut got.0, &mut got.1, &mut || false);
    check("render", outcome, &got);
    if task.formula.escapes_for_good() {
        for backend in Backend::available() {
            let mut got = blank(region);
            let mut never = || false;
            let target = Target::of_all(region, &mut got.0, &mut got.1);
            let walk = Walk::new(task, region, target, &mut never);
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

fn assert_definition(task: &Task, counts: &[u32]) {
    let region = whole(task);
    for y in 0..region.height {
        for x in 0..region.width {
            let expected = count_by_definition(task.formula, task.grid.at(x, y), task.limit);
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
