//! The `f64` tier: every pixel iterated as it is, for views whose pixels lie
//! well above 2⁻⁵² of the centre apart.

use super::lanes::Backend;
use super::walk::Walk;
use super::{Formula, Grid, Region, Target, kernel, scalar};

/// A picture's counts as a task: which orbit each pixel stands for, and how far
/// it is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Direct {
    /// What is iterated.
    pub formula: Formula,
    /// The largest count: an orbit that escapes at `n ≤ limit` has the count
    /// `n`, any other is [`BOUNDED`](super::BOUNDED). `u32::MAX` acts as
    /// `u32::MAX - 1`.
    pub limit: u32,
    /// Where the pixels lie.
    pub grid: Grid,
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

impl Direct {
    /// Renders a region of the picture, by the widest lanes that the machine
    /// has; the picture does not depend on them.
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
        let walk = Walk::new(self, region, target, stale);
        if self.formula.escapes_for_good() {
            kernel::render(Backend::best(), walk)
        } else {
            scalar::render(walk)
        }
    }

    /// The same by plain code, one pixel at a time: the twin that
    /// [`render`](Self::render) equals bit for bit, but for `Outcome::work`.
    ///
    /// # Panics
    /// As [`render`](Self::render).
    pub fn render_scalar(
        &self,
        region: Region,
        counts: &mut [u32],
        fractions: &mut [f32],
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        let target = Target::of_all(region, counts, fractions);
        scalar::render(Walk::new(self, region, target, stale))
    }
}
