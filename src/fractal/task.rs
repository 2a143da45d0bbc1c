//! A picture's counts as a task, for whichever arithmetic is right for it.

use super::deep::Reference;
use super::lanes::{Backend, Fused};
use super::walk::Walk;
use super::{Formula, Grid, Pitch, Region, Target, Tier, kernel, scalar};
use std::sync::Arc;

/// A picture's counts as a task: which orbit each pixel stands for, and how far
/// it is followed.
#[derive(Clone, Debug)]
pub struct Task {
    /// What is iterated.
    pub formula: Formula,
    /// The largest count: an orbit that escapes at `n ≤ limit` has the count
    /// `n`, any other is [`BOUNDED`](super::BOUNDED). `u32::MAX` acts as
    /// `u32::MAX - 1`.
    pub limit: u32,
    /// Where the pixels lie: in the plane, or, where there is a reference, about that and
    /// in units of its own.
    pub grid: Grid,
    /// From a pixel to the next, where their [distance estimates](super::Estimate) are
    /// wanted too.
    pub pitch: Option<Pitch>,
    /// What the pixels' orbits are told by, where `f64` does not hold their places.
    pub reference: Option<Arc<Reference>>,
}

/// What came of a rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Iterations done, those of the SIMD kernel's last block included that
    /// went past an escape or the limit; pixels known without iterating count
    /// nothing. Depends on the kernel, unlike the picture.
    pub work: u64,
    /// Whether every pixel of the region was written; false when stale.
    pub finished: bool,
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.is_like(other) && self.pitch == other.pitch && self.grid == other.grid
    }
}

impl Task {
    /// The arithmetic that it is done in.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.reference
            .as_ref()
            .map_or(Tier::F64, |reference| reference.tier())
    }

    /// Whether pixels at the same places of both grids have the same counts, and the distance
    /// estimates that the other one is to have.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let has_same_reference = match (&self.reference, &other.reference) {
            (None, None) => true,
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            _ => false,
        };
        let has_estimates = other.pitch.is_none() || self.pitch == other.pitch;
        has_same_reference
            && has_estimates
            && self.formula == other.formula
            && self.limit == other.limit
    }

    /// Renders a region of the picture, by the widest lanes that the machine
    /// has. Where rounding decides, the picture depends on them: by whether they fuse a
    /// product and a sum, and, if it is told by a reference, by how many pixels go side by
    /// side.
    ///
    /// Of pixel `(region.x + i, region.y + j)`, `counts[j * region.width + i]`
    /// becomes the first `n ≤ limit` with `|z_n| > 256`, where `z_0 = 0`
    /// (Julia: the pixel, so that `n` may be 0), or
    /// [`BOUNDED`](super::BOUNDED); `fractions` likewise its fraction in
    /// `[0, 1)`, by which the count is made smooth, 0 where bounded.
    ///
    /// `stale` is asked after every 65,536 iterations or so (some 20 to 150 µs),
    /// also within one pixel. Once it says true the rendering returns, and what
    /// the buffers hold is of no use. Nothing is allocated.
    ///
    /// # Panics
    /// When a buffer's length is not the region's number of pixels, or the
    /// region leaves the grid.
    pub fn render(
        &self,
        region: Region,
        counts: &mut [u32],
        fractions: &mut [f32],
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        self.render_into(region, Target::of_all(region, counts, fractions), stale)
    }

    /// The same into part of larger buffers, of which nothing but the region's
    /// pixels is read or written.
    ///
    /// # Panics
    /// When the target does not hold the region, or the region leaves the grid.
    pub fn render_into(
        &self,
        region: Region,
        target: Target<'_>,
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        self.render_by(Backend::best(), Walk::new(self, region, target, stale))
    }

    /// The same as [`render`](Self::render) by lanes that every machine has, which do not
    /// fuse: what a browser shows whose engine does not.
    ///
    /// # Panics
    /// As [`render`](Self::render).
    #[cfg(not(target_arch = "wasm32"))]
    pub fn render_baseline(
        &self,
        region: Region,
        counts: &mut [u32],
        fractions: &mut [f32],
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        let target = Target::of_all(region, counts, fractions);
        self.render_by(Backend::baseline(), Walk::new(self, region, target, stale))
    }

    fn render_by(&self, backend: Backend, walk: Walk<'_>) -> Outcome {
        if let Some(reference) = &self.reference {
            reference.render(backend, walk)
        } else if self.formula.escapes_for_good() {
            kernel::render(backend, walk)
        } else {
            scalar::render::<f64>(walk)
        }
    }

    /// The same by plain code, one pixel at a time: the twin that
    /// [`render`](Self::render) equals bit for bit, but for `Outcome::work`.
    ///
    /// # Panics
    /// As [`render`](Self::render), and where the picture is told by a reference.
    pub fn render_scalar(
        &self,
        region: Region,
        counts: &mut [u32],
        fractions: &mut [f32],
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        assert!(self.reference.is_none(), "render_scalar: a deep picture");
        let target = Target::of_all(region, counts, fractions);
        let walk = Walk::new(self, region, target, stale);
        if self.formula.escapes_for_good() && Backend::best().is_fused() {
            scalar::render::<Fused>(walk)
        } else {
            scalar::render::<f64>(walk)
        }
    }
}
