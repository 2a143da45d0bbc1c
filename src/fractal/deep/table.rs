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

use super::extended::Extended;
use super::orbit::{End, Orbit};
use crate::fractal::Complex;

/// Differences are near, and held in `f64`, from 2^-384 up: their squares are in range
/// there.
pub(super) const NEAREST: f64 = {
    let small = 1.0 / (1_u128 << 96) as f64;
    small * small * small * small
};

/// A run of steps, for near differences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// What a difference is multiplied by.
    pub(super) a: Complex,
    /// What a pixel's place, in units from the reference, is multiplied by.
    pub(super) b: Complex,
    /// `R²`; 0 where it is for no near difference.
    pub(super) radius_squared: f64,
}

/// A run of steps, for differences of any size.
#[derive(Clone, Copy, Debug)]
pub(super) struct FarRun {
    pub(super) a: Extended,
    pub(super) b: Extended,
    pub(super) radius: Extended,
}

/// Whether differences of views whose pixels are counted in such units are not all near.
pub(super) fn has_far(unit: Extended) -> bool {
    unit.is_smaller_than(Extended::real(NEAREST))
}

/// All runs of an orbit.
#[derive(Debug)]
pub(super) struct Table {
    /// By length: those of 2 steps, of 4, …; each by where they begin.
    near: Vec<Vec<Run>>,
    /// Likewise; empty where all differences are near.
    far: Vec<Vec<FarRun>>,
}

impl Table {
    /// For pixels no more than `radius` units from the reference. A run's radius is
    /// `epsilon` of what it would be if nothing might be lost.
    /// None where `stale` said true.
    pub(super) fn new(
        orbit: &Orbit,
        unit: Extended,
        radius: f64,
        epsilon: f64,
        stale: &mut dyn FnMut() -> bool,
    ) -> Option<Self> {
        let has_far = has_far(unit);
        // A pixel may escape a step before the reference does: no run hides that.
        let end = match orbit.end() {
            End::Escaped => orbit.last().saturating_sub(1),
            _ => orbit.last(),
        };
        let mut runs: Vec<FarRun> = (1..end)
            .map(|m| {
                let a = orbit.at(m).scaled(2.0);
                FarRun {
                    a,
                    b: unit,
                    radius: a.magnitude().scaled(epsilon),
                }
            })
            .collect();
        let mut table = Self {
            near: Vec::new(),
            far: Vec::new(),
        };
        while runs.len() > 1 {
            if stale() {
                return None;
            }
            let pairs = runs.chunks_exact(2);
            runs = pairs.map(|pair| pair[0].then(&pair[1], radius)).collect();
            table.near.push(runs.iter().map(FarRun::near).collect());
            if has_far {
                table.far.push(runs.clone());
            }
        }
        Some(table)
    }

    /// Memory that it takes.
    pub(super) fn bytes(&self) -> u64 {
        let near: usize = self.near.iter().map(Vec::len).sum();
        let far: usize = self.far.iter().map(Vec::len).sum();
        (near * size_of::<Run>() + far * size_of::<FarRun>()) as u64
    }

    /// Memory for each step of the orbit while the table is made: all levels together,
    /// and the two that are at hand.
    pub(super) fn bytes_per_step(unit: Extended) -> u64 {
        let far = if has_far(unit) { 3 } else { 2 };
        (size_of::<Run>() + far * size_of::<FarRun>()) as u64
    }

    /// The longest run from index `m` on that a near difference of `|z|² = size` may take,
    /// of `most` steps at most, and its length.
    #[inline]
    pub(super) fn near(&self, m: u32, size: f64, most: u32) -> Option<(u32, &Run)> {
        longest(&self.near, m, most, |run| size < run.radius_squared)
    }

    /// The same for any difference.
    pub(super) fn far(&self, m: u32, z: Extended, most: u32) -> Option<(u32, &FarRun)> {
        longest(&self.far, m, most, |run| z.is_smaller_than(run.radius))
    }
}

/// The longest run from index `m` on that is fit, and its length. Where one is not fit, no
/// longer one is.
#[inline]
fn longest<T>(
    levels: &[Vec<T>],
    m: u32,
    most: u32,
    is_fit: impl Fn(&T) -> bool,
) -> Option<(u32, &T)> {
    let mut found = None;
    // Nothing begins at 0: there the subtraction leaves a bit set that fits no level.
    let start = m.wrapping_sub(1);
    for (level, runs) in levels.iter().enumerate() {
        let steps = 2_u32 << level;
        if start & (steps - 1) != 0 || steps > most {
            break;
        }
        match runs.get(start as usize >> (level + 1)) {
            Some(run) if is_fit(run) => found = Some((steps, run)),
            _ => break,
        }
    }
    found
}

impl FarRun {
    /// Both in sequence, `self` first.
    fn then(&self, next: &Self, radius: f64) -> Self {
        let lost = self.b.magnitude().scaled(radius);
        let left = next.radius.plus(lost.negated());
        let bound = left.real_quotient(self.a.magnitude());
        let radius = if !bound.is_to_the_right() {
            Extended::ZERO
        } else if self.radius.is_smaller_than(bound) {
            self.radius
        } else {
            bound
        };
        Self {
            a: next.a.times(self.a),
            b: next.a.times(self.b).plus(next.b),
            radius,
        }
    }

    fn near(&self) -> Run {
        let (a, b) = (self.a.to_complex(), self.b.to_complex());
        let is_near = !self.radius.is_smaller_than(Extended::real(NEAREST))
            && a.norm_squared().is_finite()
            && b.norm_squared().is_finite();
        let radius = self.radius.to_complex().re;
        Run {
            a,
            b,
            radius_squared: if is_near { radius * radius } else { 0.0 },
        }
    }
}
