//! All [runs](super::run) of steps of a reference orbit.
//!
//! A binary tree of runs of 2, 4, 8, … steps, which begin at index 1 (what begins at 0
//! has a radius of 0).
//!
//! The runs that begin at an index lie side by side, the shortest, the step itself, first,
//! and so do the keys that tell which of them is fit. Of the step `2 Z_m` is written down,
//! whatever the degree: it is taken whole, from the point.
//!
//! Far differences are few moves on their way to be near ones, but their runs are the larger
//! part of a table. Where memory is short only long ones are there.

use super::extended::{Extended, key_of_norm, power_of_two};
use super::law::Law;
use super::orbit::{End, Orbit};
use super::run::{Fold, Parts, Reach, Run};
use super::wire::{Numbers, Wire, Writer};
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;
use std::collections::TryReserveError;

/// Differences are near, and held in `f64`, from 2^-384 up: their squares are in range
/// there. Of a higher power than that they are near from [`nearest`] up.
pub(super) const NEAREST: f64 = {
    let small = 1.0 / (1_u128 << 96) as f64;
    small * small * small * small
};

/// From where up differences of orbits by `z^degree` are near, if any are not: the power of
/// one that is smaller by 2^190, of pixels that go together, is in range.
pub(super) fn nearest(degree: u32) -> f64 {
    match degree {
        2 => NEAREST,
        3 => power_of_two(-128),
        _ => power_of_two(-64),
    }
}

/// Steps between two questions whether anyone still wants a table.
const PATIENCE: u32 = 1 << 14;

/// Where the runs of index 2 begin: index 1 has those of any length.
const RUNS_OF_INDEX_2: u32 = 35;

/// The key of a run that no difference may take: below that of any.
const NO_KEY: i32 = i32::MIN;

/// More than any key of a near difference's square.
const PLAIN: i32 = 1 << 22;

/// Whether differences of views whose pixels are counted in such units are not all near.
pub(super) fn has_far(unit: Extended) -> bool {
    unit.is_smaller_than(Extended::real(NEAREST))
}

/// The runs of an orbit, for differences of one kind.
#[derive(Debug)]
pub(super) struct Runs<Z> {
    /// By where they begin, then by length.
    linear: Vec<Run<Z>>,
    /// What they have besides where the orbit is folded; otherwise empty.
    folds: Vec<Fold<Z>>,
    /// The [key](Extended::norm_key) of the square of each one's radius. One step may always be
    /// taken: in its place stands, below any key so that it ends the runs of the index before,
    /// of what size near differences are [surely plain](Self::are_surely_plain_twice).
    keys: Vec<i32>,
}

/// Why there is no table.
#[derive(Debug)]
pub(super) enum NoTable {
    /// Nobody wanted it any more.
    Stale,
    /// There is not so much memory.
    Memory,
}

impl From<TryReserveError> for NoTable {
    fn from(_: TryReserveError) -> Self {
        Self::Memory
    }
}

/// All runs of an orbit.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) near: Runs<Complex>,
    /// Empty where all differences are near. Its indices are `2^shortest` steps apart, and its
    /// runs as many times as long.
    far: Runs<Extended>,
    shortest: u32,
}

/// What a table is for.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// What the orbit goes by.
    pub(super) law: Law,
    /// Of the plane, what 1 is in the pixels' places.
    pub(super) unit: Extended,
    /// How far a pixel is from the reference at most, in units.
    pub(super) radius: f64,
    /// A run's radius is this of what it would be if nothing might be lost.
    pub(super) epsilon: f64,
    /// Far runs have more doublings than that, unless it is 0, when they have any.
    pub(super) shortest: u32,
}

/// Where the runs that begin at index `m` lie, that of one step first.
///
/// From index 2 on there is one of every length whose power of two divides `m − 1`, and
/// the powers of two in the numbers below `n` are `n − 1` less its binary digits. That of
/// index 0, which has one, and those of index 1 come before; the same formula finds them.
#[inline]
pub(super) fn position(m: u32) -> usize {
    let past = m.wrapping_sub(2);
    let before = past.wrapping_mul(2).wrapping_sub(past.count_ones());
    RUNS_OF_INDEX_2.wrapping_add(before) as usize
}

impl<Z: Copy> Runs<Z> {
    const NONE: Self = Self {
        linear: Vec::new(),
        folds: Vec::new(),
        keys: Vec::new(),
    };

    /// For an orbit of so many steps, all of them `zero` and for no difference.
    fn new(law: Law, last: u32, zero: Z) -> Result<Self, TryReserveError> {
        let len = position(last + 1);
        let (mut linear, mut folds, mut keys) = (Vec::new(), Vec::new(), Vec::new());
        if law.is_folded {
            let blank = Fold { e: zero, turn: 1.0 };
            folds.try_reserve_exact(len)?;
            folds.resize(len, blank);
        }
        let blank = Run { a: zero, b: zero };
        linear.try_reserve_exact(len)?;
        keys.try_reserve_exact(len + 1)?;
        linear.resize(len, blank);
        keys.resize(len + 1, NO_KEY);
        Ok(Self {
            linear,
            folds,
            keys,
        })
    }

    fn is_empty(&self) -> bool {
        self.linear.is_empty()
    }

    /// The run of `2^doublings` steps from the index on whose runs lie `at` a place.
    #[inline]
    pub(super) fn run(&self, at: usize, doublings: u32) -> &Run<Z> {
        &self.linear[at + doublings as usize]
    }

    /// All numbers of the run at a place, each by `of`, whatever the law.
    #[inline]
    pub(super) fn parts(&self, place: usize, of: impl Fn(Z) -> (Complex, i32)) -> Parts {
        let Run { a, b } = self.linear[place];
        let fold = self.folds.get(place);
        let zero = Extended::ZERO.to_parts();
        Parts {
            a: of(a),
            b: of(b),
            e: fold.map_or(zero, |fold| of(fold.e)),
            turn: fold.map_or(1.0, |fold| fold.turn),
        }
    }

    /// How many doublings the longest run has that a difference may take, of those that lie
    /// `at` a place; `key` is that of the difference's square.
    ///
    /// One key after the other: neighbours go the same way, so that the processor guesses
    /// it, and goes on with the run that it takes them to before their keys are compared. To
    /// compare eight at once without a branch took half as long again.
    #[inline]
    pub(super) fn longest(&self, at: usize, key: i32) -> u32 {
        let longer = self.keys[at + 1..].iter();
        longer.take_while(|own| **own > key).count() as u32
    }

    /// Whether differences, the largest of whose squares has that key, are so small against the
    /// point whose runs lie `at` a place, and will be after a step from there, that they neither
    /// have to rebase nor are outside: mostly they are. Not told of even indices, from where no
    /// run is to be had, nor of orbits by other powers than the square.
    #[inline]
    pub(super) fn are_surely_plain_twice(&self, at: usize, key: i32) -> bool {
        key - PLAIN < self.keys[at]
    }

    /// Memory that it takes.
    fn bytes(&self) -> u64 {
        (self.linear.capacity() * size_of::<Run<Z>>()
            + self.folds.capacity() * size_of::<Fold<Z>>()
            + self.keys.capacity() * size_of::<i32>()) as u64
    }

    /// Memory for each step of the orbit.
    fn bytes_per_step(law: Law) -> u64 {
        let folds = if law.is_folded {
            size_of::<Fold<Z>>()
        } else {
            0
        };
        2 * (size_of::<Run<Z>>() + folds + size_of::<i32>()) as u64
    }
}

impl Table {
    /// On those terms, by one thread: of the frames of nine known views, which two threads
    /// computed, it took 0.2 to 4.3 %, so that two would have saved half of that.
    ///
    /// # Errors
    /// Where `stale` said true, or there is no memory.
    pub(super) fn new(
        orbit: &Orbit,
        terms: Terms,
        stale: &mut dyn FnMut() -> bool,
    ) -> Result<Self, NoTable> {
        let Terms {
            law,
            unit,
            radius,
            epsilon,
            shortest,
        } = terms;
        let last = orbit.last();
        let mut table = Self::blank(law, last, has_far(unit).then_some(shortest))?;
        let most_c = unit.scaled(radius).to_complex().re;
        for m in 0..=last {
            let a = orbit.at(m).scaled(2.0);
            table.set_step(m, Run { a, b: unit });
            if law == Law::SQUARE && m % 2 == 1 && m < last {
                let next = orbit.at(m + 1).scaled(2.0);
                table.set_plain(m, a.to_complex(), next.to_complex(), most_c);
            }
        }
        let share = 2.0 * epsilon / f64::from(law.degree - 1);
        // A pixel may escape a step before the reference does: no run hides that.
        let end = match orbit.end() {
            End::Escaped => last.saturating_sub(1),
            _ => last,
        };
        // The left halves, by their length, that wait for the right ones.
        let mut waiting: Vec<Reach> = Vec::new();
        for m in 1..end {
            if m % PATIENCE == PATIENCE - 1 && stale() {
                return Err(NoTable::Stale);
            }
            let point = orbit.at(m);
            let mut reach = Reach {
                run: Run {
                    a: point.slope(law.degree),
                    b: unit,
                },
                fold: None,
                radius: point.magnitude().scaled(share),
            };
            if law.is_folded {
                reach = reach.folded_at(point);
            }
            // The place in the tree: as many of its lowest bits are set as runs end here.
            for doublings in 1..=(m - 1).trailing_ones() {
                let Some(left) = waiting.pop() else { break };
                reach = left.then(&reach, radius);
                table.set(m + 1 - (1 << doublings), doublings, &reach);
            }
            waiting.push(reach);
        }
        Ok(table)
    }

    /// For an orbit of so many steps, with nothing in it; `far` is the `shortest` of its far
    /// runs, if it has any.
    fn blank(law: Law, last: u32, far: Option<u32>) -> Result<Self, TryReserveError> {
        let shortest = far.unwrap_or(0);
        // Rounded up.
        let far_last = (last >> shortest) + u32::from(shortest > 0);
        Ok(Self {
            near: Runs::new(law, last, Complex::ZERO)?,
            far: if far.is_some() {
                Runs::new(law, far_last, Extended::ZERO)?
            } else {
                Runs::NONE
            },
            shortest,
        })
    }

    /// Where the far runs from index `m` on lie, if there are any.
    #[inline]
    fn far_place(&self, m: u32) -> Option<usize> {
        let past = m.wrapping_sub(1);
        let is_there = past & ((1 << self.shortest) - 1) == 0;
        is_there.then(|| position((past >> self.shortest).wrapping_add(1)))
    }

    /// The longest run from index `m` on that a far difference may take, of `left` steps at
    /// most: its doublings and its place, which a step has not where only long runs are there.
    /// `key` is that of the difference's square.
    #[inline]
    pub(super) fn longest_far(&self, m: u32, key: i32, left: u32) -> (u32, Option<usize>) {
        let Some(at) = self.far_place(m) else {
            return (0, None);
        };
        let longer = self.far.longest(at, key);
        let longer = longer.min(left.ilog2().saturating_sub(self.shortest));
        if longer == 0 && self.shortest > 0 {
            return (0, None);
        }
        (self.shortest + longer, Some(at + longer as usize))
    }

    /// The numbers of a far run at a place.
    #[inline]
    pub(super) fn far_run(&self, place: usize) -> Run<Extended> {
        self.far.linear[place]
    }

    /// The same, whatever the law.
    #[inline]
    pub(super) fn far_parts(&self, place: usize) -> Parts {
        self.far.parts(place, Extended::to_parts)
    }

    /// The numbers of a step from `point` on.
    pub(super) fn far_step(&self, point: Extended) -> Run<Extended> {
        Run {
            a: point.scaled(2.0),
            b: self.far.linear[0].b,
        }
    }

    /// Sets the step from index `m` on.
    fn set_step(&mut self, m: u32, step: Run<Extended>) {
        let at = position(m);
        self.near.linear[at] = step.near();
        if !self.far.is_empty() && (self.shortest == 0 || m == 0) {
            self.far.linear[at] = step;
        }
    }

    /// Sets of what size differences are surely plain at index `m`, and after a step from there,
    /// too, by `(2 Z + z) z + c` of which no `c` is larger than `most_c`. `twice` is `2 Z`, and
    /// `next` that of the index after it.
    ///
    /// Plain is what has a square of less than a fifth of the point's.
    fn set_plain(&mut self, m: u32, twice: Complex, next: Complex, most_c: f64) {
        let (here, there) = (twice.norm_squared(), next.norm_squared());
        let room = (there / 20.0).sqrt() - most_c;
        if here > ESCAPE_NORM || there > ESCAPE_NORM || room <= 0.0 {
            return;
        }
        // The z of which (|2 Z| + z) z is as much as there is room for.
        let after = 2.0 * room / (here.sqrt() + (here + 4.0 * room).sqrt());
        let most = (here / 20.0).min(after * after);
        self.near.keys[position(m)] = key_of_norm(most) - PLAIN;
    }

    /// Sets a run of `2^doublings` steps from index `m` on.
    fn set(&mut self, m: u32, doublings: u32, reach: &Reach) {
        let key = reach.radius.norm_key();
        if !self.far.is_empty()
            && doublings > self.shortest
            && let Some(at) = self.far_place(m)
        {
            let at = at + (doublings - self.shortest) as usize;
            (self.far.linear[at], self.far.keys[at]) = (reach.run, key);
            if let Some(fold) = reach.fold {
                self.far.folds[at] = fold;
            }
        }
        let at = position(m) + doublings as usize;
        let run = reach.run.near();
        let mut is_near = !reach.radius.is_smaller_than(Extended::real(NEAREST))
            && run.a.norm_squared().is_finite()
            && run.b.norm_squared().is_finite();
        if let Some(fold) = reach.fold {
            let e = fold.e.to_complex();
            is_near &= e.norm_squared().is_finite();
            self.near.folds[at] = Fold { e, turn: fold.turn };
        }
        let key = if is_near { key } else { NO_KEY };
        (self.near.linear[at], self.near.keys[at]) = (run, key);
    }

    /// A point of the orbit, rounded; its runs lie `at` a place.
    #[inline]
    pub(super) fn point(&self, at: usize) -> Complex {
        let Complex { re, im } = self.near.run(at, 0).a;
        Complex::new(re * 0.5, im * 0.5)
    }

    /// Memory that it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.near.bytes() + self.far.bytes()
    }

    /// Whether only long far runs are there.
    pub(super) fn is_lowered(&self) -> bool {
        self.shortest > 0
    }

    /// Memory for each step of the orbit, with far runs of more than so many doublings.
    pub(super) fn bytes_per_step(law: Law, unit: Extended, shortest: u32) -> u64 {
        let far = if has_far(unit) {
            Runs::<Extended>::bytes_per_step(law).div_ceil(1 << shortest)
        } else {
            0
        };
        Runs::<Complex>::bytes_per_step(law) + far
    }
}

impl Wire for Table {
    fn write(&self, to: &mut Writer) {
        self.near.write(to);
        self.far.write(to);
        to.push(f64::from(self.shortest));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            near: Wire::read(from)?,
            far: Wire::read(from)?,
            shortest: from.next()? as u32,
        })
    }
}

impl<Z: Wire> Wire for Runs<Z> {
    fn write(&self, to: &mut Writer) {
        self.linear.write(to);
        self.folds.write(to);
        self.keys.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        let (linear, folds): (Vec<Run<Z>>, Vec<Fold<Z>>) = (Wire::read(from)?, Wire::read(from)?);
        let keys: Vec<i32> = Wire::read(from)?;
        let is_whole = (linear.is_empty() || keys.len() == linear.len() + 1)
            && (folds.is_empty() || folds.len() == linear.len());
        is_whole.then_some(Self {
            linear,
            folds,
            keys,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::extended::KEY_BIT;
    use super::*;
    use proptest::prelude::*;
    use std::f64::consts::TAU;

    #[test]
    fn every_run_has_a_place_of_its_own() {
        let mut next = 0;
        for m in 0..5000_u32 {
            assert_eq!(position(m), next, "{m}");
            let runs = match m {
                0 => 1,
                1 => 34,
                _ => (m - 1).trailing_zeros() as usize + 1,
            };
            next += runs;
        }
    }

    proptest! {
        #[test]
        fn what_is_surely_plain_is_so_after_a_step_too(
            c in (-2.0..1.0, -1.5..1.5),
            steps in 0..6,
            share in 0.5..1.0_f64,
            turn in (0.0..TAU, 0.0..TAU),
            most_c in prop_oneof![Just(0.0), 1e-20..1e-1],
        ) {
            let polar = |size: f64, turn: f64| Complex::new(size * turn.cos(), size * turn.sin());
            let c = Complex::new(c.0, c.1);
            let here = (0..steps).fold(c, |z, _| z.square_plus(c));
            let there = here.square_plus(c);
            let mut table = Table::blank(Law::SQUARE, 9, None).expect("it is small");
            table.set_plain(3, here.plus(here), there.plus(there), most_c);
            let (at, runs) = (position(3), &table.near);
            let told = runs.keys[at];
            prop_assume!(told != NO_KEY);
            // The largest of which it is told, and smaller ones.
            let norm = f64::from_bits(((told + PLAIN) as u64) << KEY_BIT) * share;
            prop_assert!(runs.are_surely_plain_twice(at, key_of_norm(norm)));
            let z = polar(norm.sqrt(), turn.0);
            let after = here.plus(z).square_plus(c.plus(polar(most_c, turn.1)));
            for (point, whole) in [(here, here.plus(z)), (there, after)] {
                let z = Complex::new(whole.re - point.re, whole.im - point.im);
                prop_assert!(whole.norm_squared() >= z.norm_squared());
                prop_assert!(whole.norm_squared() <= ESCAPE_NORM);
            }
        }
    }

    #[test]
    fn the_longest_run_that_is_fit_is_found() {
        let mut runs = Runs::new(Law::SQUARE, 100, 0).expect("it is small");
        let set = |runs: &mut Runs<i32>, m, doublings, key| {
            runs.keys[position(m) + doublings] = key;
        };
        for doublings in 1..=20 {
            set(&mut runs, 1, doublings, 100 - doublings as i32);
        }
        // Those of the next index are not of this.
        set(&mut runs, 3, 1, i32::MAX);
        assert_eq!(runs.longest(position(2), 0), 0);
        let at = position(1);
        for key in 70..110 {
            let fit = (100 - key - 1).clamp(0, 20);
            assert_eq!(runs.longest(at, key), fit as u32, "{key}");
        }
    }
}
