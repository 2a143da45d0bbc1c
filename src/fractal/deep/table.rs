//! Bilinear approximation: many steps of a difference from the reference at once.
//!
//! Over some steps from index `m` on, `z ← A z + B c`, as long as `|z| < R`: the square
//! of the difference would be lost in rounding. One step has `A = 2 Z_m`, `B = 1` and
//! `R = ε |A|`; two runs of steps, `x` and then `y`, make one of
//!
//! ```text
//! A = A_y A_x      B = A_y B_x + B_y      R = max(0, min(R_x, (R_y − |B_x| |c|max) / |A_x|))
//! ```
//!
//! A binary tree of runs of 2, 4, 8, … steps, which begin at index 1 (what begins at 0
//! has a radius of 0). See C. Heiland-Allen, "Deep zoom theory and practice (again)".
//!
//! `c` is counted in units of the order of a pixel, and `B` holds the unit, so that
//! neither underflows.
//!
//! The runs that begin at an index lie side by side, the shortest, the step itself, first,
//! and so do the keys that tell which of them is fit.

use super::extended::Extended;
use super::orbit::{End, Orbit};
use super::wire::{Numbers, Wire};
use crate::fractal::Complex;
use std::collections::TryReserveError;

/// Differences are near, and held in `f64`, from 2^-384 up: their squares are in range
/// there.
pub(super) const NEAREST: f64 = {
    let small = 1.0 / (1_u128 << 96) as f64;
    small * small * small * small
};

/// Steps between two questions whether anyone still wants a table.
const PATIENCE: u32 = 1 << 14;

/// Where the runs of index 2 begin: index 1 has those of any length.
const RUNS_OF_INDEX_2: u32 = 35;

/// The key of a run that no difference may take: below that of any.
const NO_KEY: i32 = i32::MIN;

/// A run of steps, in numbers for near differences or for any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<Z> {
    /// What a difference is multiplied by.
    pub(super) a: Z,
    /// What a pixel's place, in units from the reference, is multiplied by.
    pub(super) b: Z,
}

/// Whether differences of views whose pixels are counted in such units are not all near.
pub(super) fn has_far(unit: Extended) -> bool {
    unit.is_smaller_than(Extended::real(NEAREST))
}

/// The runs of an orbit, for differences of one kind.
#[derive(Debug)]
pub(super) struct Runs<Z> {
    /// By where they begin, then by length.
    runs: Vec<Run<Z>>,
    /// The [key](Extended::norm_key) of the square of each one's radius. One step
    /// may always be taken, and its place is left to tell that there is no longer run from
    /// the index before.
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
    /// Empty where all differences are near.
    pub(super) far: Runs<Extended>,
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
        runs: Vec::new(),
        keys: Vec::new(),
    };

    /// For an orbit of so many steps, all of them `blank` and for no difference.
    fn new(last: u32, blank: Run<Z>) -> Result<Self, TryReserveError> {
        let len = position(last + 1);
        let (mut runs, mut keys) = (Vec::new(), Vec::new());
        runs.try_reserve_exact(len)?;
        keys.try_reserve_exact(len + 1)?;
        runs.resize(len, blank);
        keys.resize(len + 1, NO_KEY);
        Ok(Self { runs, keys })
    }

    fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// The run of `2^doublings` steps from the index on whose runs lie `at` a place.
    #[inline]
    pub(super) fn run(&self, at: usize, doublings: u32) -> &Run<Z> {
        &self.runs[at + doublings as usize]
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

    /// Memory that it takes.
    fn bytes(&self) -> u64 {
        (self.runs.capacity() * size_of::<Run<Z>>() + self.keys.capacity() * size_of::<i32>())
            as u64
    }

    /// Memory for each step of the orbit.
    const BYTES_PER_STEP: u64 = 2 * (size_of::<Run<Z>>() + size_of::<i32>()) as u64;
}

impl Table {
    /// For pixels no more than `radius` units from the reference. A run's radius is
    /// `epsilon` of what it would be if nothing might be lost.
    ///
    /// # Errors
    /// Where `stale` said true, or there is no memory.
    pub(super) fn new(
        orbit: &Orbit,
        unit: Extended,
        radius: f64,
        epsilon: f64,
        stale: &mut dyn FnMut() -> bool,
    ) -> Result<Self, NoTable> {
        let last = orbit.last();
        let mut table = Self::blank(last, has_far(unit))?;
        let step = |m| {
            let a = orbit.at(m).scaled(2.0);
            Run { a, b: unit }
        };
        for m in 0..=last {
            table.set_step(m, step(m));
        }
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
            let run = step(m);
            let mut reach = Reach {
                radius: run.a.magnitude().scaled(epsilon),
                run,
            };
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

    /// For an orbit of so many steps, with nothing in it.
    fn blank(last: u32, has_far: bool) -> Result<Self, TryReserveError> {
        let (near, far) = (Complex::ZERO, Extended::ZERO);
        Ok(Self {
            near: Runs::new(last, Run { a: near, b: near })?,
            far: if has_far {
                Runs::new(last, Run { a: far, b: far })?
            } else {
                Runs::NONE
            },
        })
    }

    /// Sets the step from index `m` on.
    fn set_step(&mut self, m: u32, step: Run<Extended>) {
        self.near.runs[position(m)] = step.near();
        if !self.far.is_empty() {
            self.far.runs[position(m)] = step;
        }
    }

    /// Sets a run of `2^doublings` steps from index `m` on.
    fn set(&mut self, m: u32, doublings: u32, reach: &Reach) {
        let at = position(m) + doublings as usize;
        let key = reach.radius.norm_key();
        if !self.far.is_empty() {
            (self.far.runs[at], self.far.keys[at]) = (reach.run, key);
        }
        let run = reach.run.near();
        let is_near = !reach.radius.is_smaller_than(Extended::real(NEAREST))
            && run.a.norm_squared().is_finite()
            && run.b.norm_squared().is_finite();
        let key = if is_near { key } else { NO_KEY };
        (self.near.runs[at], self.near.keys[at]) = (run, key);
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

    /// Memory for each step of the orbit.
    pub(super) fn bytes_per_step(unit: Extended) -> u64 {
        let far = if has_far(unit) {
            Runs::<Extended>::BYTES_PER_STEP
        } else {
            0
        };
        Runs::<Complex>::BYTES_PER_STEP + far
    }
}

impl Run<Extended> {
    /// The same for near differences.
    fn near(&self) -> Run<Complex> {
        Run {
            a: self.a.to_complex(),
            b: self.b.to_complex(),
        }
    }
}

/// A run, and how far a difference may be that takes it.
#[derive(Clone, Copy)]
struct Reach {
    run: Run<Extended>,
    radius: Extended,
}

impl Reach {
    /// Both in sequence, `self` first.
    fn then(&self, next: &Self, radius: f64) -> Self {
        let (x, y) = (&self.run, &next.run);
        let lost = x.b.magnitude().scaled(radius);
        let left = next.radius.plus(lost.negated());
        let bound = left.real_quotient(x.a.magnitude());
        Self {
            run: Run {
                a: y.a.times(x.a),
                b: y.a.times(x.b).plus(y.b),
            },
            radius: if !bound.is_to_the_right() {
                Extended::ZERO
            } else if self.radius.is_smaller_than(bound) {
                self.radius
            } else {
                bound
            },
        }
    }
}

impl Wire for Table {
    fn write(&self, to: &mut Vec<f64>) {
        self.near.write(to);
        self.far.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            near: Wire::read(from)?,
            far: Wire::read(from)?,
        })
    }
}

impl<Z: Wire> Wire for Runs<Z> {
    fn write(&self, to: &mut Vec<f64>) {
        self.runs.write(to);
        self.keys.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        let (runs, keys): (Vec<Run<Z>>, Vec<i32>) = (Wire::read(from)?, Wire::read(from)?);
        let is_whole = runs.is_empty() || keys.len() == runs.len() + 1;
        is_whole.then_some(Self { runs, keys })
    }
}

impl<Z: Wire> Wire for Run<Z> {
    fn write(&self, to: &mut Vec<f64>) {
        self.a.write(to);
        self.b.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            a: Wire::read(from)?,
            b: Wire::read(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_longest_run_that_is_fit_is_found() {
        let mut runs = Runs::new(100, Run { a: 0, b: 0 }).expect("it is small");
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
