//! The way through a region's pixels, the same for every kernel: it hands out
//! orbits to iterate, takes their counts, and asks now and again whether anyone
//! still wants them.

use super::distance::estimate;
use super::formula::ESCAPE_NORM;
use super::formula::Orbit;
use super::interior::{Disc, is_surely_inside};
use super::smooth::fractions_of_norms;
use super::{BOUNDED, Complex, Formula, Outcome, Region, Target, Task};

/// Iterations, or their worth, between two questions whether the job is stale:
/// some 20 µs of AVX2, 150 µs of plain code.
const PATIENCE: u64 = 1 << 16;

/// What a pixel costs beside its iterations, in iterations, for [`PATIENCE`]
/// alone: a region that lies in the cardioid must ask too.
const PIXEL_COST: u64 = 32;

/// Discs that are known to be inside; the oldest goes.
const DISCS: usize = 16;

/// Discs of no more than this many pixels in radius spare nothing.
const LEAST_RADIUS: f64 = 3.0;

/// A pixel to iterate.
pub(super) struct Start {
    /// Where its count goes.
    pub(super) index: usize,
    /// Its orbit; `z` is `z_0` and has not escaped.
    pub(super) orbit: Orbit,
}

/// A region on its way to being rendered.
pub(super) struct Walk<'a> {
    task: &'a Task,
    region: Region,
    /// Its fractions are, until the end, `|z_n|²` of the orbits that escaped.
    target: Target<'a>,
    stale: &'a mut dyn FnMut() -> bool,
    column: u32,
    row: u32,
    limit: u32,
    patience: u64,
    work: u64,
    stopped: bool,
    discs: [Disc; DISCS],
    /// How many there have been.
    found: usize,
    /// From a pixel to the next, about.
    spacing: f64,
}

impl<'a> Walk<'a> {
    /// Starts at the region's top left.
    ///
    /// # Panics
    /// When the target does not hold the region.
    pub(super) fn new(
        task: &'a Task,
        region: Region,
        target: Target<'a>,
        stale: &'a mut dyn FnMut() -> bool,
    ) -> Self {
        assert!(target.holds(region), "render: a target that ends too soon");
        let spacing = match &task.grid.re_of_x[..] {
            [first, .., last] => (last - first).abs() / (task.grid.re_of_x.len() - 1) as f64,
            _ => 0.0,
        };
        Self {
            task,
            region,
            target,
            stale,
            column: 0,
            row: 0,
            // The largest u32 stands for "bounded" and cannot be a count.
            limit: task.limit.min(BOUNDED - 1),
            patience: PATIENCE,
            work: 0,
            stopped: false,
            discs: [Disc::NONE; DISCS],
            found: 0,
            spacing,
        }
    }

    /// Whether the derivatives of orbits by the pixel's place are wanted, and not only
    /// their counts.
    pub(super) fn wants_derivatives(&self) -> bool {
        self.task.pitch.is_some() && self.target.estimates.is_some()
    }

    /// What is iterated.
    pub(super) fn formula(&self) -> Formula {
        self.task.formula
    }

    /// The largest count that is told from bounded.
    pub(super) fn limit(&self) -> u32 {
        self.limit
    }

    /// The next pixel whose count is wanted: where that goes, and where the pixel lies in
    /// the task's grid. `None` when the region is at its end, or the job went stale.
    pub(super) fn next_place(&mut self) -> Option<(usize, Complex)> {
        while self.row < self.region.height && !self.stopped {
            let Some(column) = self.target.next_wanted(self.region, self.row, self.column) else {
                self.column = 0;
                self.row += 1;
                continue;
            };
            self.column = column + 1;
            let (x, y) = (self.region.x + column, self.region.y + self.row);
            let index = self.row as usize * self.target.stride + column as usize;
            self.spend(PIXEL_COST);
            return Some((index, self.task.grid.at(x, y)));
        }
        None
    }

    /// The next pixel of the plane that has to be iterated; those before it that are
    /// known without are written.
    pub(super) fn next(&mut self) -> Option<Start> {
        while let Some((index, pixel)) = self.next_place() {
            if self.is_bounded_by_form(pixel) {
                self.put_bounded(index);
                continue;
            }
            let orbit = self.task.formula.orbit(pixel);
            if has_escaped(orbit.z) {
                self.put_escaped(index, 0, orbit.z, self.task.formula.first_derivative());
                continue;
            }
            return Some(Start { index, orbit });
        }
        None
    }

    fn is_bounded_by_form(&self, pixel: Complex) -> bool {
        self.task.formula == Formula::Mandelbrot
            && (is_surely_inside(pixel) || self.is_in_disc(pixel))
    }

    /// Whether a place in the task's grid is known to be inside.
    pub(super) fn is_in_disc(&self, pixel: Complex) -> bool {
        let known = &self.discs[..self.found.min(DISCS)];
        known.iter().any(|disc| disc.holds(pixel))
    }

    /// An orbit that came to be on a cycle, at `z`: it never escapes, and with its `c`
    /// those of the pixels around it do not, as far as is certain.
    pub(super) fn put_cyclic(&mut self, index: usize, orbit: Orbit) {
        self.put_bounded(index);
        if self.task.formula != Formula::Mandelbrot || self.is_in_disc(orbit.c) {
            return;
        }
        let (disc, steps) = Disc::of_cycle(orbit.c, orbit.z);
        self.add_work(u64::from(steps));
        self.spend(u64::from(steps));
        if let Some(disc) = disc {
            self.add_disc(disc);
        }
    }

    /// All of a disc is inside; whether it is so wide that this is worth knowing.
    pub(super) fn add_disc(&mut self, disc: Disc) -> bool {
        let is_wide = disc.is_wider_than(LEAST_RADIUS * self.spacing);
        if is_wide {
            self.discs[self.found % DISCS] = disc;
            self.found += 1;
        }
        is_wide
    }

    /// An orbit's first escape, at `z`, whose derivative by the pixel's place counts only
    /// where [that is wanted](Self::wants_derivatives); beyond the limit it counts as
    /// bounded.
    pub(super) fn put_escaped(&mut self, index: usize, n: u32, z: Complex, derivative: Complex) {
        if n > self.limit {
            self.put_bounded(index);
            return;
        }
        self.target.counts[index].set(n);
        self.target.fractions[index].set(z.norm_squared() as f32);
        if let (Some(estimates), Some(pitch)) = (self.target.estimates, self.task.pitch) {
            estimates[index].set(estimate(z, derivative, pitch.step));
        }
    }

    /// An orbit that does not escape within the limit.
    pub(super) fn put_bounded(&mut self, index: usize) {
        self.target.counts[index].set(BOUNDED);
        self.target.fractions[index].set(0.0);
        if let Some(estimates) = self.target.estimates {
            estimates[index].set([0.0; 2]);
        }
    }

    /// Counts iterations as done.
    pub(super) fn add_work(&mut self, iterations: u64) {
        self.work += iterations;
    }

    /// Uses up patience, and asks when it is at its end.
    pub(super) fn spend(&mut self, iterations: u64) {
        self.patience = self.patience.saturating_sub(iterations);
        if self.patience == 0 {
            self.patience = PATIENCE;
            self.stopped |= (self.stale)();
        }
    }

    /// Whether nobody wants the rest any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Makes fractions of what is left of the orbits; what came of it all.
    pub(super) fn finish(mut self) -> Outcome {
        for row in 0..self.region.height {
            self.spend(u64::from(self.region.width));
            if self.stopped {
                break;
            }
            // The region's pixels alone: those between its rows are fractions.
            let degree = self.task.formula.degree();
            fractions_of_norms(self.target.fractions_of_row(self.region, row), degree);
        }
        Outcome {
            work: self.work,
            finished: !self.stopped,
        }
    }
}

/// Whether `z` is outside the escape radius. What is not a number has
/// overflowed and is outside.
pub(super) fn has_escaped(z: Complex) -> bool {
    let within = z.norm_squared() <= ESCAPE_NORM;
    !within
}
