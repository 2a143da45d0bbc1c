//! Pixels of a deep view that are surely inside: those around one whose orbit is drawn to a
//! cycle.
//!
//! An orbit comes ever closer to such a cycle, but may take hundreds of turns until rounding
//! has it on the cycle, or meet the limit before. Newton's method is there in a few.

use super::extended::Extended;
use super::reference::{Course, Reference};
use crate::fractal::Complex;
use crate::fractal::interior::{Disc, Field, Jet};
use crate::fractal::walk::Walk;

/// Turns of Newton's method at most. From a point that a cycle draws it doubles the digits
/// with each.
const TURNS: u32 = 12;

/// Steps of a cycle at most, beyond which it is not looked for: natively some 150 ns each, and
/// nobody asks within a turn whether it is still wanted.
const LONGEST: u32 = 1 << 12;

/// A point is on the cycle where a step of Newton's method measures no more than this: the
/// multiplier changes by as small a share of what it differs from 1.
const ON_CYCLE: f64 = 1e-8;

/// An earlier point of the orbit that is nearer than the first of these, measured alike, is
/// the same one, and the cycle shorter; one that is farther than the second is another.
/// Between them nothing is sure.
const SAME: f64 = 1e-6;
const ANOTHER: f64 = 0.1;

/// Where the multiplier's square is beyond this, Newton's method does not begin near a cycle
/// that draws.
const FARTHEST: f64 = 64.0;

/// A step with all its derivatives takes about as long as so many moves of a group's pixel.
const COST: u64 = 64;

/// Points of the reference that are so many times as far from 0 as the nearest may be the
/// first of them.
const NEAR: f64 = 4.0;

/// Of the moves so far, one in so many may be spent in vain.
const SHARE: u64 = 8;

impl Field for Extended {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;

    // Out of line: a step with all derivatives takes 18 of the two, and each is a hundred
    // instructions.
    #[inline(never)]
    fn plus(self, other: Self) -> Self {
        self.plus(other)
    }

    #[inline(never)]
    fn times(self, other: Self) -> Self {
        self.times(other)
    }

    fn over(self, divisor: Self) -> Self {
        self.quotient(divisor)
    }

    fn negated(self) -> Self {
        self.negated()
    }

    fn to_complex(self) -> Complex {
        self.to_complex()
    }
}

/// A pixel whose orbit is about where it was `period` steps before.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    /// The pixel's place, in units.
    pub(super) place: Complex,
    /// Where its orbit is.
    pub(super) z: Extended,
    /// The steps of the cycle, or a multiple of them.
    pub(super) period: u32,
}

/// Looks for cycles, as long as that is little against what is done for the pixels.
#[derive(Default)]
pub(super) struct Search {
    /// Moves that pixels made, and what was done in vain beside them.
    moves: u64,
    in_vain: u64,
}

impl Search {
    /// Pixels made so many moves.
    pub(super) fn note(&mut self, moves: u64) {
        self.moves += moves;
    }

    /// Whether a cycle of so many steps may be looked for.
    pub(super) fn affords(&self, period: u32) -> bool {
        let turn = u64::from(period) * COST;
        period <= LONGEST && (self.in_vain + turn) * SHARE <= self.moves
    }

    /// The disc about a candidate's place, which the walk knows then too if it holds more
    /// than that; none where nothing is sure.
    #[inline(never)]
    pub(super) fn disc(
        &mut self,
        reference: &Reference,
        candidate: Candidate,
        walk: &mut Walk,
    ) -> Option<Disc> {
        let mut steps = 0;
        let (course, unit) = (&reference.first, reference.unit);
        let disc = disc_about(course, unit, candidate, &mut |more| {
            steps += u64::from(more);
            walk.spend(u64::from(more) * COST);
            walk.is_stopped()
        });
        walk.add_work(steps);
        if !disc.is_some_and(|disc| walk.add_disc(disc)) {
            self.in_vain += steps * COST;
        }
        disc
    }
}

/// The disc about a candidate's place; none where it is not surely drawn to a cycle, or
/// `stale`, which hears of the steps before each turn, said true.
pub(super) fn disc_about(
    course: &Course,
    unit: Extended,
    candidate: Candidate,
    stale: &mut dyn FnMut(u32) -> bool,
) -> Option<Disc> {
    let Candidate {
        place,
        mut z,
        mut period,
    } = candidate;
    let pixel = Pixel {
        course,
        unit,
        offset: Extended::of(place).times(unit),
    };
    for _ in 0..TURNS {
        if stale(period) {
            return None;
        }
        let turn = pixel.turn(z, period);
        if turn.jet.dz.to_complex().norm_squared() > FARTHEST {
            return None;
        }
        // Kantorovich's measure of a step: a cycle is near where it is small.
        let measure = |step: Extended| {
            let measure = step.times(turn.jet.dzdz).quotient(turn.jet.room());
            measure.to_complex().norm_squared().sqrt()
        };
        let step = turn.missed.quotient(turn.jet.room());
        z = z.plus(step);
        if measure(step) > ON_CYCLE {
            continue;
        }
        match turn.nearest.map(|(step, apart)| (step, measure(apart))) {
            Some((step, apart)) if apart < SAME => period = step,
            Some((_, apart)) if apart < ANOTHER => return None,
            _ => return turn.jet.radius().map(|radius| Disc::new(place, radius)),
        }
    }
    None
}

/// The disc about the reference itself; none where it is not known to be drawn to a cycle.
pub(super) fn disc_about_reference(
    course: &Course,
    unit: Extended,
    stale: &mut dyn FnMut() -> bool,
) -> Option<Disc> {
    let points = || (1..=course.last().min(LONGEST)).map(|m| (m, course.exact(m)));
    let (_, nearest) = points().reduce(|one, other| {
        if other.1.is_smaller_than(one.1) {
            other
        } else {
            one
        }
    })?;
    let near = nearest.scaled(NEAR);
    let (period, _) = points().find(|&(_, z)| !near.is_smaller_than(z))?;
    let turns = course.last() / period;
    if turns < 2 {
        return None;
    }
    let candidate = Candidate {
        place: Complex::ZERO,
        z: course.exact(turns * period),
        period,
    };
    disc_about(course, unit, candidate, &mut |_| stale())
}

/// A pixel of the Mandelbrot set's plane.
struct Pixel<'a> {
    course: &'a Course,
    unit: Extended,
    /// By how much its `c` differs from the reference's.
    offset: Extended,
}

/// A period's steps.
struct Turn {
    jet: Jet<Extended>,
    /// How far from the first point the last one is.
    missed: Extended,
    /// Which one before the last was nearest to the first, and how far.
    nearest: Option<(u32, Extended)>,
}

impl Pixel<'_> {
    /// So many steps of its orbit from `start` on.
    fn turn(&self, start: Extended, steps: u32) -> Turn {
        let mut jet = Jet::START;
        let mut nearest: Option<(u32, Extended)> = None;
        // As in `perturb`: the orbit is at `Z_m + z`.
        let (mut m, mut z, mut whole) = (0, start, start);
        let mut apart = Extended::ZERO;
        for step in 1..=steps {
            jet.step(whole, self.unit);
            z = whole.plus(self.course.exact(m)).times(z).plus(self.offset);
            m += 1;
            whole = self.course.exact(m).plus(z);
            if m == self.course.last() || whole.is_smaller_than(z) {
                (m, z) = (0, whole);
            }
            apart = whole.plus(start.negated());
            let is_nearer = |(_, least): (u32, Extended)| apart.is_smaller_than(least);
            if step < steps && nearest.is_none_or(is_nearer) {
                nearest = Some((step, apart));
            }
        }
        Turn {
            jet,
            missed: apart,
            nearest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fractal::{BOUNDED, Region, Task};
    use crate::picture::TERMS;
    use crate::view::testing::view;
    use crate::view::{Size, View};

    const SIZE: Size = Size {
        width: 96,
        height: 54,
    };

    /// The views that show two minibrots as home shows the set, of which the second is
    /// beyond the exponents of `f64`; and their periods.
    fn minibrots() -> [(View, u32); 2] {
        let near = "re=-1.624807512452703137023643310823760840\
                    &im=0.005718814846149834196049195979101287&zoom=4.3339e24&iter=20000";
        let far = format!("re=-1.{}&im=0&zoom=1e171&iter=20000", "9".repeat(170));
        [near, &far].map(|link| {
            let found = view(link).minibrot(SIZE, &mut |_| false);
            let found = found.unwrap_or_else(|why| panic!("{link}: {why}"));
            (found.view, found.period)
        })
    }

    /// Cycles within the minibrots that are looked for have so many turns, or a part of them.
    const TURNS: u32 = 12;

    /// The point of the Mandelbrot set's cardioid that has such a multiplier.
    fn point_of(multiplier: Complex) -> Complex {
        let root = Complex::new(1.0, 0.0).plus(multiplier.negated());
        let four = Complex::new(4.0, 0.0);
        Complex::new(1.0, 0.0)
            .plus(root.times(root).negated())
            .over(four)
    }

    #[test]
    fn discs_of_a_minibrot_are_those_of_the_set_itself_so_much_smaller() {
        for (view, period) in minibrots() {
            let anchor = view.anchor(SIZE, TERMS, &mut || false);
            let anchor = anchor.expect("it is short");
            let reference = anchor.reference();
            let grid = view.task(SIZE, Some(&anchor)).grid;
            let places: Vec<_> = (0..SIZE.height)
                .step_by(3)
                .flat_map(|y| (0..SIZE.width).step_by(2).map(move |x| (x, y)))
                .map(|(x, y)| grid.at(x, y))
                .collect();
            let pixel = |place: Complex| Pixel {
                course: &reference.first,
                unit: reference.unit,
                offset: Extended::of(place).times(reference.unit),
            };
            let drawn_to = |place| pixel(place).turn(Extended::ZERO, 8 * TURNS * period).missed;
            // The one nearest to its nucleus tells where the minibrot is, and how large:
            // 1 − √(1 − 4c) is the multiplier of the set's cardioid.
            let size = |jet: &Jet<Extended>| jet.dz.to_complex().norm_squared();
            let (place, jet) = places
                .iter()
                .filter_map(|&place| {
                    let z = drawn_to(place);
                    let turn = pixel(place).turn(z, period);
                    let is_back = turn.missed.is_smaller_than(z.scaled(1e-6));
                    is_back.then_some((place, turn.jet))
                })
                .min_by(|(_, a), (_, b)| size(a).total_cmp(&size(b)))
                .expect("some come back after one turn");
            let slope = jet.room().times(jet.multiplier_by_c()).to_complex();
            let scale = Complex::new(2.0, 0.0).over(slope);
            let nucleus = place.plus(scale.times(point_of(jet.dz.to_complex())).negated());
            let (mut compared, mut missed) = (0, 0);
            for &place in &places {
                let c = place.plus(nucleus.negated()).over(scale);
                let mut z = Complex::ZERO;
                for _ in 0..2000 {
                    z = z.square_plus(c);
                }
                let (Some(disc), steps) = Disc::of_cycle(c, z) else {
                    continue;
                };
                if !TURNS.is_multiple_of(steps) {
                    continue;
                }
                let expected = disc.radius() * scale.norm_squared().sqrt();
                // Of several turns, as where an orbit is compared with one long before.
                let candidate = Candidate {
                    place,
                    z: drawn_to(place),
                    period: TURNS * period,
                };
                let found = disc_about(&reference.first, reference.unit, candidate, &mut |_| false);
                let Some(got) = found.map(|disc| disc.radius()) else {
                    missed += 1;
                    continue;
                };
                assert!(
                    (got - expected).abs() < 0.01 * expected,
                    "period {period}, {c:?}: {got}, expected {expected}"
                );
                compared += 1;
            }
            assert!(
                compared > 20 && missed * 10 < compared,
                "{compared}, not {missed}"
            );
        }
    }

    /// The counts of a region, and the moves and steps that they took.
    fn rendered(task: &Task, region: Region) -> (Vec<u32>, u64) {
        let (mut counts, mut fractions) = (vec![0; region.pixels()], vec![0.0; region.pixels()]);
        let outcome = task.render(region, &mut counts, &mut fractions, &mut || false);
        (counts, outcome.work)
    }

    const WHOLE: Region = SIZE.whole();

    #[test]
    fn no_filament_is_lost_between_discs() {
        for (mut view, period) in minibrots() {
            // Where the cardioid and its largest disc touch, the outside ends between them
            // in two wedges that are thinner than any pixel.
            view.zoom_about(SIZE.middle(), 8.0, SIZE);
            view.set_limit(400 * period);
            let anchor = view.anchor(SIZE, TERMS, &mut || false);
            let task = view.task(SIZE, Some(&anchor.expect("it is short")));
            // One alone is known of no disc but its own.
            let alone = |index: usize| {
                let region = Region {
                    x: index as u32 % SIZE.width,
                    y: index as u32 / SIZE.width,
                    width: 1,
                    height: 1,
                };
                rendered(&task, region).0[0]
            };
            let (counts, _) = rendered(&task, WHOLE);
            let differ = (0..counts.len()).filter(|&index| counts[index] != alone(index));
            let differ = differ.count();
            assert!(differ * 1000 <= counts.len(), "{differ}");
        }
    }

    #[test]
    fn the_inside_takes_little() {
        let link = "re=-1.624807512452703137023643310823760840\
                    &im=0.005718814846149834196049195979101287&iter=60000";
        for (zoom, most_moves) in [("1.3e26", 500), ("1.3e27", 30)] {
            let view = view(&format!("{link}&zoom={zoom}"));
            let anchor = view.anchor(SIZE, TERMS, &mut || false);
            let task = view.task(SIZE, Some(&anchor.expect("it is short")));
            let (counts, work) = rendered(&task, WHOLE);
            let inside = counts.iter().filter(|&&count| count == BOUNDED).count();
            assert!(inside * 2 > counts.len(), "{zoom}: {inside}");
            // Without discs it was 681 and 117 a pixel; more pixels share them better.
            let moves = work / counts.len() as u64;
            assert!(moves < most_moves, "{zoom}: {moves}");
        }
    }
}
