//! The plain kernel: one pixel at a time, one step at a time. It is the twin
//! that the SIMD kernel must equal to the bit, and renders what gains nothing
//! from lanes.

use super::formula::Orbit;
use super::lanes::Number;
use super::map::{Cube, Folded, Fourth, Map, Square};
use super::walk::{Start, Walk, has_escaped};
use super::{Formula, Outcome};

/// Steps between two reports to the walk: short beside its patience.
const REPORT: u32 = 1 << 12;

/// Renders all that the walk hands out.
pub(super) fn render<N: Number>(walk: Walk) -> Outcome {
    match walk.formula() {
        Formula::Mandelbrot | Formula::Julia { .. } => render_by::<Square, N>(walk),
        Formula::Multibrot3 => render_by::<Cube, N>(walk),
        Formula::Multibrot4 => render_by::<Fourth, N>(walk),
        Formula::BurningShip => render_by::<Folded, N>(walk),
    }
}

fn render_by<M: Map, N: Number>(mut walk: Walk) -> Outcome {
    while let Some(start) = walk.next() {
        follow::<M, N>(&mut walk, &start);
        if walk.is_stopped() {
            break;
        }
    }
    walk.finish()
}

/// Follows one orbit until it escapes, repeats, meets the limit, or is stale.
fn follow<M: Map, N: Number>(walk: &mut Walk, start: &Start) {
    let mut z = start.orbit.z;
    // Brent's cycle finding: `saved` is moved on at doubling distances. An
    // orbit that comes back to the very same numbers never leaves.
    let (mut saved, mut save_at) = (z, 1);
    let mut derivative = walk.formula().first_derivative();
    let of_c = walk.formula().derivative_of_c();
    let mut reported = 0;
    for n in 1..=walk.limit() {
        if walk.wants_derivatives() {
            derivative = z.derivative_by::<M, N>(derivative, of_c);
        }
        z = z.stepped_by::<M, N>(start.orbit.c);
        let escaped = has_escaped(z);
        if escaped || z == saved || n == walk.limit() {
            walk.add_work(u64::from(n - reported));
            walk.spend(u64::from(n - reported));
            if escaped {
                walk.put_escaped(start.index, n, z, derivative);
            } else if z == saved {
                let c = start.orbit.c;
                walk.put_cyclic(start.index, Orbit { z, c });
            } else {
                walk.put_bounded(start.index);
            }
            return;
        }
        if n == save_at {
            (saved, save_at) = (z, n.saturating_mul(2));
        }
        if n - reported == REPORT {
            walk.add_work(u64::from(REPORT));
            walk.spend(u64::from(REPORT));
            reported = n;
            if walk.is_stopped() {
                return;
            }
        }
    }
    // Only a limit of 0 comes here.
    walk.put_bounded(start.index);
}
