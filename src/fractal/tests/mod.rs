//! Rendering, as its callers rely on it: small pictures, and what they are
//! compared with.

mod limits;
mod twins;

use super::formula::ESCAPE_NORM;
use super::lanes::{Backend, Fused, Number};
use super::walk::Walk;
use super::{
    BOUNDED, Complex, Estimate, Formula, Grid, Outcome, Pitch, Region, Target, Task, kernel, scalar,
};

/// Counts, fractions and distance estimates of a region.
type Picture = (Vec<u32>, Vec<f32>, Vec<Estimate>);

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
        pitch: Some(Pitch {
            step: Complex::new(spacing, 0.0),
            octaves: spacing.log2(),
        }),
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
    let pixels = region.pixels();
    (vec![7; pixels], vec![7.0; pixels], vec![[7.0; 2]; pixels])
}

/// Where a picture goes, with or without its distance estimates.
fn target(region: Region, picture: &mut Picture, with_estimates: bool) -> Target<'_> {
    let target = Target::of_all(region, &mut picture.0, &mut picture.1);
    if with_estimates {
        target.with_estimates(&mut picture.2)
    } else {
        target
    }
}

fn scalar<N: Number>(task: &Task, region: Region) -> Picture {
    let mut picture = blank(region);
    let mut never = || false;
    let walk = Walk::new(task, region, target(region, &mut picture, true), &mut never);
    assert!(scalar::render::<N>(walk).finished);
    picture
}

/// What is drawn by the lanes that this machine has, or by one number where none are used.
fn best(task: &Task, region: Region) -> Picture {
    if Backend::best().is_fused() && task.formula.escapes_for_good() {
        scalar::<Fused>(task, region)
    } else {
        scalar::<f64>(task, region)
    }
}

/// Asserts that every kernel draws what the scalar one of its kind does. What those that
/// do not fuse draw.
fn assert_twins(task: &Task, region: Region) -> Picture {
    let baseline = scalar::<f64>(task, region);
    let fused = scalar::<Fused>(task, region);
    let twin_of = |is_fused: bool| if is_fused { &fused } else { &baseline };
    let check =
        |name: &str, is_fused: bool, outcome: Outcome, got: &Picture, has_estimates: bool| {
            let expected = twin_of(is_fused);
            assert!(outcome.finished, "{name}");
            let estimates = |picture: &Picture| {
                picture
                    .2
                    .as_flattened()
                    .iter()
                    .map(|part| part.to_bits())
                    .collect::<Vec<_>>()
            };
            if has_estimates {
                assert_eq!(estimates(got), estimates(expected), "{name}");
            }
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
    let escapes = task.formula.escapes_for_good();
    check(
        "render",
        escapes && Backend::best().is_fused(),
        outcome,
        &got,
        false,
    );
    if escapes {
        for backend in Backend::available() {
            for with_estimates in [false, true] {
                let mut got = blank(region);
                let mut never = || false;
                let target = target(region, &mut got, with_estimates);
                let walk = Walk::new(task, region, target, &mut never);
                let outcome = kernel::render(backend, walk);
                let name = format!("{backend:?}");
                check(&name, backend.is_fused(), outcome, &got, with_estimates);
            }
        }
    }
    baseline
}

/// The definition, with none of the short cuts.
fn count_by_definition(formula: Formula, pixel: Complex, limit: u32) -> u32 {
    let mut orbit = formula.orbit(pixel);
    for n in 0..=limit {
        if orbit.z.norm_squared() > ESCAPE_NORM || orbit.z.norm_squared().is_nan() {
            return n;
        }
        let (Complex { re: x, im: y }, c) = (orbit.z, orbit.c);
        let (square_re, square_im) = (x * x - y * y, (x + x) * y);
        let (re, im) = match formula {
            Formula::Mandelbrot | Formula::Julia { .. } => (square_re, square_im),
            Formula::Multibrot3 => (square_re * x - square_im * y, square_re * y + square_im * x),
            Formula::Multibrot4 => (
                square_re * square_re - square_im * square_im,
                (square_re + square_re) * square_im,
            ),
            Formula::BurningShip => (square_re, (x.abs() + x.abs()) * y.abs()),
        };
        orbit.z = Complex::new(re + c.re, im + c.im);
    }
    BOUNDED
}

/// Asserts that those are the counts; and that what fuses counts the same where orbits are
/// so short that rounding hardly ever decides.
fn assert_definition(task: &Task, counts: &[u32]) {
    let region = whole(task);
    let fused = scalar::<Fused>(task, region).0;
    let short = fused.iter().zip(counts).filter(|&(_, &count)| count < 20);
    let others = short.clone().filter(|(one, other)| one != other).count();
    let short = short.count();
    assert!(others * 100 <= short, "{others} of {short}");
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
