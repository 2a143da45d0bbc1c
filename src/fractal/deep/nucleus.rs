//! Nuclei of the Mandelbrot set: points whose orbit of 0 comes back to 0, each in the
//! middle of a component of the set.
//!
//! With `D` the derivative of `Z_n` by `c`, points within `r` of `c` have one of period
//! `n` among them, to first order, where `|Z_n| < r |D_n|`; Newton's method then goes there
//! by `c ← c − Z_n / D_n`. How large the component is follows from the same orbit: it is
//! `1 / (β λ²)` times the set, turned by that number's angle, with `λ_i` the product of
//! `2 Z_1` to `2 Z_i`, `λ` the last, and `β` the sum of 1 and all `1 / λ_i`, `i` up to
//! `n − 1` (R. Munafo, "Size"; C. Heiland-Allen, "Deriving the size estimate", 2016).

use super::extended::Extended;
use super::fixed::Fixed;
use super::law::Law;
use super::tracer::{Kind, Tracer};
use crate::fractal::formula::ESCAPE_NORM;

/// Products of limbs between two questions whether anyone still wants an answer.
const PATIENCE: u64 = 1 << 18;

/// Nobody wants the answer any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stale;

/// The orbit of 0, on the way to periods that points around its `c` have.
pub(crate) struct Periods {
    tracer: Tracer,
    radius: Extended,
    steps: u32,
    /// A point of the orbit, at a power of two of steps (R. P. Brent, 1980): digits are
    /// finite, so that an orbit which is drawn to a cycle comes to one.
    mark: [Fixed; 2],
}

impl Periods {
    /// Of points within `radius` of `c`.
    pub(crate) fn new(c: [Fixed; 2], radius: Extended) -> Self {
        Self {
            mark: [c[0].zero(), c[1].zero()],
            tracer: start(c),
            radius,
            steps: 0,
        }
    }

    /// How many steps there are so far.
    pub(crate) fn steps(&self) -> u32 {
        self.steps
    }

    /// The next of them, up to `limit`; none once the orbit has escaped or come to a cycle,
    /// which it does with a derivative that grows no more. `stale` is asked
    /// now and again, and hears of how many steps there are more.
    pub(crate) fn next(
        &mut self,
        limit: u32,
        stale: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Option<u32>, Stale> {
        let patience = self.tracer.walker().steps_of_work(PATIENCE);
        while self.steps < limit && !has_escaped(&self.tracer) {
            self.tracer.step();
            self.steps += 1;
            let reach = self.radius.times(self.tracer.derivative());
            if self.tracer.z().is_smaller_than(reach) {
                return Ok(Some(self.steps));
            }
            let walker = self.tracer.walker();
            if [walker.re(), walker.im()] == [&self.mark[0], &self.mark[1]] {
                break;
            }
            if self.steps.is_power_of_two() {
                self.mark = [walker.re().clone(), walker.im().clone()];
            }
            if self.steps.is_multiple_of(patience) && stale(patience) {
                return Err(Stale);
            }
        }
        Ok(None)
    }
}

/// What the orbit of a point near a nucleus tells of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Approach {
    /// From the point to the nucleus, to first order.
    pub(crate) step: Extended,
    /// How large its component is, and how it is turned, with the whole set as 1.
    pub(crate) size: Extended,
    /// The shorter period with a nucleus that is nearest to the point, and how far away
    /// that is, to first order.
    pub(crate) nearest: Option<(u32, Extended)>,
}

/// A step of Newton's method from `c` toward a nucleus of that period; none where the orbit
/// escapes before. `stale` hears of how many steps there are more.
pub(crate) fn approach(
    c: [Fixed; 2],
    period: u32,
    stale: &mut dyn FnMut(u32) -> bool,
) -> Result<Option<Approach>, Stale> {
    let mut tracer = start(c);
    let patience = tracer.walker().steps_of_work(PATIENCE);
    let (mut product, mut sum) = (Extended::ONE, Extended::ONE);
    let mut nearest: Option<(u32, Extended)> = None;
    tracer.step();
    for step in 1..period {
        if has_escaped(&tracer) {
            return Ok(None);
        }
        let (z, derivative) = (tracer.z(), tracer.derivative());
        let away = z.quotient(derivative);
        let is_nearer = |(_, least): (u32, Extended)| away.is_smaller_than(least);
        if derivative != Extended::ZERO && nearest.is_none_or(is_nearer) {
            nearest = Some((step, away));
        }
        product = z.scaled(2.0).times(product);
        sum = sum.plus(Extended::ONE.quotient(product));
        tracer.step();
        if step.is_multiple_of(patience) && stale(patience) {
            return Err(Stale);
        }
    }
    if stale(period % patience) {
        return Err(Stale);
    }
    Ok(Some(Approach {
        step: tracer.z().quotient(tracer.derivative()).negated(),
        size: Extended::ONE.quotient(sum.times(product).times(product)),
        nearest,
    }))
}

/// Whether the component with a nucleus of that period is shaped like the whole set, with a
/// cusp, and not like a disc, as those are that touch a larger one. `stale` hears of how
/// many steps there are more.
///
/// What tells is how the map of `n` steps deviates from `z² + c` in second order, as 0 for the
/// one and 1 for the other (V. Dolotin, A. Morozov, "On the shapes of elementary domains",
/// 2008; C. Heiland-Allen, "Deciding between cardioid and circle", 2016), with `D` the
/// derivative by `c`, `λ` that by the first point, and those of the second order.
pub(crate) fn has_cusp(
    c: [Fixed; 2],
    period: u32,
    stale: &mut dyn FnMut(u32) -> bool,
) -> Result<bool, Stale> {
    let mut tracer = start(c);
    let patience = tracer.walker().steps_of_work(PATIENCE);
    // `λ`, and the derivatives of `D` by the first point and by `c`.
    let (mut product, mut mixed, mut second) = (Extended::ONE, Extended::ZERO, Extended::ZERO);
    tracer.step();
    for step in 1..period {
        let (z, derivative) = (tracer.z(), tracer.derivative());
        second = z
            .times(second)
            .plus(derivative.times(derivative))
            .scaled(2.0);
        mixed = z.times(mixed).plus(derivative.times(product)).scaled(2.0);
        product = z.times(product).scaled(2.0);
        tracer.step();
        if step.is_multiple_of(patience) && stale(patience) {
            return Err(Stale);
        }
    }
    if stale(period % patience) {
        return Err(Stale);
    }
    let derivative = tracer.derivative();
    let bent = second.quotient(derivative).scaled(0.5);
    let deviation = bent.plus(mixed.quotient(product));
    let share = deviation.quotient(derivative.times(product)).negated();
    Ok(share.to_complex().re < 0.5)
}

/// The orbit of 0, with its derivative by `c`.
fn start(c: [Fixed; 2]) -> Tracer {
    let zero = c[0].zero();
    Tracer::new(Kind::Parameter, Law::SQUARE, [zero.clone(), zero], c)
}

fn has_escaped(tracer: &Tracer) -> bool {
    tracer.z().to_complex().norm_squared() > ESCAPE_NORM
}
