//! A pixel's orbit as its difference from the reference.
//!
//! ```text
//! step:    z ← (2 Z_m + z) z + c,  m ← m + 1     the orbit is Z_m + z
//! rebase:  z ← Z_m + z,  m ← 0                   where that is smaller than z, or m the last
//! ```
//!
//! K. I. Martin's perturbation, with Zhuoran's rebasing: `Z_0 = 0` makes it right.

use super::extended::Extended;
use super::reference::{Course, Reference};
use super::table::NEAREST;
use crate::fractal::formula::ESCAPE_NORM;
use crate::fractal::walk::Walk;
use crate::fractal::{Complex, Outcome, Tier};

/// Moves (steps, or many at once) between two reports to the walk.
const REPORT: u32 = 1 << 10;

/// Iterations of the plain kernel that a move is worth.
const MOVE_COST: u64 = 8;

/// Renders all that the walk hands out.
pub(super) fn render(reference: &Reference, mut walk: Walk) -> Outcome {
    let limit = walk.limit();
    'pixels: while let Some((index, place)) = walk.next_place() {
        let mut path = Path::new(reference, place, limit);
        let first = path.norm();
        if first > ESCAPE_NORM {
            walk.put_escaped(index, 0, first);
            continue;
        }
        loop {
            let mut moves = REPORT;
            let fate = path.go(&mut moves);
            let done = u64::from(REPORT - moves);
            walk.add_work(done);
            walk.spend(done * MOVE_COST);
            match fate {
                Some(Fate::Escaped { n, norm }) => walk.put_escaped(index, n, norm),
                Some(Fate::Bounded) => walk.put_bounded(index),
                None if walk.is_stopped() => break 'pixels,
                None => continue,
            }
            break;
        }
    }
    walk.finish()
}

/// What comes of an orbit.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    /// Outside for the first time after `n` steps, at `|z|²`.
    Escaped { n: u32, norm: f64 },
    /// Not within the limit.
    Bounded,
}

/// A pixel's orbit on its way.
struct Path<'a> {
    reference: &'a Reference,
    course: &'a Course,
    /// By how much `c` differs from the reference's, in units.
    offset: Complex,
    /// The same in the plane.
    c: Complex,
    far_c: Extended,
    /// The difference, and where that is too small for `f64`.
    z: Complex,
    far_z: Option<Extended>,
    /// Whether differences of this view may be that small.
    has_far: bool,
    /// Steps done, and those that are left.
    n: u32,
    left: u32,
    /// The reference's index.
    m: u32,
    home: Home<Complex>,
    far_home: Home<Extended>,
}

/// Brent's cycle finding, at the index 0 only: to come there with a difference that was
/// there before is to be bounded.
struct Home<Z> {
    saved: Option<Z>,
    visits: u32,
}

impl<Z: Copy + PartialEq> Home<Z> {
    const NEW: Self = Self {
        saved: None,
        visits: 0,
    };

    /// Whether it was there before.
    fn knows(&mut self, z: Z) -> bool {
        if self.saved == Some(z) {
            return true;
        }
        self.visits += 1;
        if self.visits.is_power_of_two() {
            self.saved = Some(z);
        }
        false
    }
}

impl<'a> Path<'a> {
    fn new(reference: &'a Reference, place: Complex, limit: u32) -> Self {
        let apart = reference.unit.times(Extended::of(place));
        let (offset, c, z) = match reference.critical {
            None => (place, apart, Extended::ZERO),
            Some(_) => (Complex::ZERO, Extended::ZERO, apart),
        };
        let has_far = reference.tier() == Tier::PerturbExt;
        Self {
            reference,
            course: &reference.first,
            offset,
            c: c.to_complex(),
            far_c: c,
            z: z.to_complex(),
            far_z: has_far.then_some(z),
            has_far,
            n: 0,
            left: limit,
            m: 0,
            home: Home::NEW,
            far_home: Home::NEW,
        }
    }

    /// `|z|²` where it is now, to the precision of `f64`.
    fn norm(&self) -> f64 {
        let z = self.far_z.map_or(self.z, Extended::to_complex);
        let point = self.course.orbit.points()[self.m as usize];
        point.plus(z).norm_squared()
    }

    /// Goes on for so many moves; its fate, once that is known.
    fn go(&mut self, moves: &mut u32) -> Option<Fate> {
        let mut fate = None;
        while *moves > 0 && fate.is_none() {
            fate = match self.far_z.take() {
                Some(z) => self.go_far(z, moves),
                None => self.go_near(moves),
            };
        }
        fate
    }

    /// In extended numbers, one move at least, until the difference fits `f64`.
    fn go_far(&mut self, mut z: Extended, moves: &mut u32) -> Option<Fate> {
        let offset = Extended::of(self.offset);
        while *moves > 0 {
            let Course { orbit, table } = self.course;
            if self.left == 0 {
                return Some(Fate::Bounded);
            }
            *moves -= 1;
            let steps = if let Some((steps, run)) = table.far(self.m, z, self.left) {
                z = run.a.times(z).plus(run.b.times(offset));
                steps
            } else {
                let doubled = orbit.at(self.m).scaled(2.0);
                z = doubled.plus(z).times(z).plus(self.far_c);
                1
            };
            self.walk(steps);
            let whole = orbit.at(self.m).plus(z);
            let norm = whole.to_complex().norm_squared();
            if norm > ESCAPE_NORM {
                return Some(Fate::Escaped { n: self.n, norm });
            }
            if self.m == orbit.last() || whole.is_smaller_than(z) {
                z = whole;
                self.rebase();
                if self.far_home.knows(z) {
                    return Some(Fate::Bounded);
                }
            }
            if !z.is_smaller_than(Extended::real(NEAREST)) {
                self.z = z.to_complex();
                return None;
            }
        }
        self.far_z = Some(z);
        None
    }

    /// In `f64`, until the difference does not fit.
    fn go_near(&mut self, moves: &mut u32) -> Option<Fate> {
        let mut size = self.z.norm_squared();
        while *moves > 0 {
            let Course { orbit, table } = self.course;
            let points = orbit.points();
            if self.left == 0 {
                return Some(Fate::Bounded);
            }
            *moves -= 1;
            let before = self.z;
            let steps = if let Some((steps, run)) = table.near(self.m, size, self.left) {
                self.z = run.a.times(before).plus(run.b.times(self.offset));
                steps
            } else {
                let point = points[self.m as usize];
                self.z = point.plus(point).plus(before).times(before).plus(self.c);
                1
            };
            size = self.z.norm_squared();
            if size < NEAREST * NEAREST && self.has_far {
                // Digits may have been lost: once more, in extended numbers.
                self.far_z = Some(Extended::of(before));
                return None;
            }
            self.walk(steps);
            let whole = points[self.m as usize].plus(self.z);
            let norm = whole.norm_squared();
            if norm > ESCAPE_NORM {
                return Some(Fate::Escaped { n: self.n, norm });
            }
            if norm < size || self.m == orbit.last() {
                (self.z, size) = (whole, norm);
                self.rebase();
                if self.home.knows(whole) {
                    return Some(Fate::Bounded);
                }
                if size < NEAREST * NEAREST && self.has_far {
                    self.far_z = Some(Extended::of(whole));
                    return None;
                }
            }
        }
        None
    }

    /// Goes on from the orbit of 0.
    fn rebase(&mut self) {
        self.m = 0;
        if let Some(critical) = &self.reference.critical {
            self.course = critical;
        }
    }

    fn walk(&mut self, steps: u32) {
        self.n += steps;
        self.left -= steps;
        self.m += steps;
    }
}
