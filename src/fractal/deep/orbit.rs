//! A reference orbit: one orbit of many digits, that those of all pixels are told by.

use super::extended::Extended;
use super::fixed::{Fixed, Walker};
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;

/// Points smaller than 2^-256 are kept with an exponent of their own as well: what a
/// pixel's difference is multiplied by must not lose digits, however small it is.
const SMALL: f64 = 1.0
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64;

/// Products of limbs between two questions whether anyone still wants an orbit: some
/// milliseconds.
const PATIENCE: u64 = 1 << 21;

/// Why an orbit ends where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is still being computed.
    Open,
    /// Its last point is outside the escape radius.
    Escaped,
    /// Its last point is as near to 0 as those of some of the pixels that it is for: all
    /// may go on from there.
    Returned,
    /// It is as long as was asked for.
    Limit,
}

/// What the pixels that are told by an orbit differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Their `c`: the plane of the Mandelbrot set. The orbit begins at 0.
    Parameter,
    /// Where they begin: the plane of a Julia set.
    Dynamic,
}

/// The orbit of a point under `z ← z² + c`, from `Z_0` on.
#[derive(Debug)]
pub(crate) struct Orbit {
    /// `Z_m`, rounded.
    points: Vec<Complex>,
    /// Those of them that are [`SMALL`], in the order of their indices.
    small: Vec<(u32, Extended)>,
    end: End,
    /// Where it is, in all digits.
    walker: Walker,
    /// By what pixels differ at `Z_m`, in what they differ by at first.
    derivative: Extended,
    /// What is added to that at each step.
    drift: Extended,
    /// By how much pixels differ at first, at most.
    radius: Extended,
}

impl Orbit {
    /// The orbit of `z` for pixels that differ from it by `radius` at most.
    pub(crate) fn new(kind: Kind, z: [Fixed; 2], c: [Fixed; 2], radius: Extended) -> Self {
        let (derivative, drift) = match kind {
            Kind::Parameter => (Extended::ZERO, Extended::ONE),
            Kind::Dynamic => (Extended::ONE, Extended::ZERO),
        };
        let mut orbit = Self {
            points: Vec::new(),
            small: Vec::new(),
            end: End::Open,
            walker: Walker::new(z, c),
            derivative,
            drift,
            radius,
        };
        orbit.note();
        orbit
    }

    /// Follows it until it ends, at `limit` steps at the latest. False where `stale`,
    /// which is asked now and again, said true.
    pub(crate) fn follow(&mut self, limit: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        let patience = self.walker.steps_of_work(PATIENCE);
        while self.end == End::Open {
            if self.last() >= limit {
                self.end = End::Limit;
            } else if self.last() % patience == patience - 1 && stale() {
                return false;
            } else {
                self.step();
            }
        }
        true
    }

    fn step(&mut self) {
        let before = self.at(self.last());
        let grown = before.scaled(2.0).times(self.derivative);
        self.derivative = grown.plus(self.drift);
        self.walker.step();
        let exact = self.note();
        let point = exact.to_complex();
        if point.norm_squared() > ESCAPE_NORM {
            self.end = End::Escaped;
        } else if exact.is_smaller_than(self.radius.times(self.derivative)) {
            self.end = End::Returned;
        }
    }

    /// Writes down where it is.
    fn note(&mut self) -> Extended {
        let (re, re_exponent) = self.walker.re().to_mantissa();
        let (im, im_exponent) = self.walker.im().to_mantissa();
        let re = Extended::new(Complex::new(re, 0.0), re_exponent);
        let im = Extended::new(Complex::new(0.0, im), im_exponent);
        let exact = re.plus(im);
        let point = exact.to_complex();
        self.points.push(point);
        if is_small(point) {
            self.small.push((self.last(), exact));
        }
        exact
    }

    /// The index of its last point.
    pub(crate) fn last(&self) -> u32 {
        self.points.len() as u32 - 1
    }

    /// Why that is its last.
    pub(crate) fn end(&self) -> End {
        self.end
    }

    /// Memory that a step takes at most, while its list grows.
    pub(crate) const BYTES_PER_STEP: u64 =
        2 * (size_of::<Complex>() + size_of::<(u32, Extended)>()) as u64;

    /// Memory that it takes.
    pub(crate) fn bytes(&self) -> u64 {
        let points = self.points.capacity() * size_of::<Complex>();
        let small = self.small.capacity() * size_of::<(u32, Extended)>();
        (points + small) as u64
    }

    /// Its points, rounded.
    pub(crate) fn points(&self) -> &[Complex] {
        &self.points
    }

    /// A point with all the exponent that it has.
    pub(crate) fn at(&self, index: u32) -> Extended {
        let point = self.points[index as usize];
        if !is_small(point) {
            return Extended::of(point);
        }
        let place = self.small.binary_search_by_key(&index, |&(index, _)| index);
        place.map_or(Extended::ZERO, |place| self.small[place].1)
    }
}

fn is_small(point: Complex) -> bool {
    point.re.abs().max(point.im.abs()) < SMALL
}
