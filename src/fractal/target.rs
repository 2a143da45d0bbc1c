//! Where the counts, fractions and distance estimates of a region go.

use super::{Estimate, Region};
use std::cell::Cell;

/// Part of the rows of a larger buffer: that of pixel `(region.x + i,
/// region.y + j)` is at `j * stride + i`. Cells, for what lies beside the region
/// may be read by others meanwhile.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The counts, from the region's first pixel on.
    pub counts: &'a [Cell<u32>],
    /// The fractions, likewise.
    pub fractions: &'a [Cell<f32>],
    /// The [distance estimates](Estimate), likewise; wanted where the task has
    /// them.
    pub estimates: Option<&'a [Cell<Estimate>]>,
    /// Pixels from the beginning of a row to that of the next.
    pub stride: usize,
    /// Where not all pixels are wanted: an entry a row of the region, in which
    /// bit `i` stands for column `i`. What the others become is unspecified.
    pub wanted: Option<&'a [u64]>,
}

impl<'a> Target<'a> {
    /// Buffers of nothing but the region.
    ///
    /// # Panics
    /// When their lengths are not the region's.
    pub(super) fn of_all(region: Region, counts: &'a mut [u32], fractions: &'a mut [f32]) -> Self {
        let pixels = region.pixels();
        assert!(
            counts.len() == pixels && fractions.len() == pixels,
            "render: {} counts and {} fractions for a region of {pixels} pixels",
            counts.len(),
            fractions.len(),
        );
        Self {
            counts: Cell::from_mut(counts).as_slice_of_cells(),
            fractions: Cell::from_mut(fractions).as_slice_of_cells(),
            estimates: None,
            stride: region.width as usize,
            wanted: None,
        }
    }

    /// The same, and the distance estimates.
    ///
    /// # Panics
    /// When there are not as many.
    #[cfg(test)]
    pub(super) fn with_estimates(self, estimates: &'a mut [Estimate]) -> Self {
        assert!(
            estimates.len() == self.counts.len(),
            "render: {} distance estimates and {} counts",
            estimates.len(),
            self.counts.len(),
        );
        Self {
            estimates: Some(Cell::from_mut(estimates).as_slice_of_cells()),
            ..self
        }
    }

    /// Whether every pixel of the region has a place of its own.
    pub(super) fn holds(self, region: Region) -> bool {
        let (width, rows) = (region.width as usize, region.height as usize);
        let reach = rows.saturating_sub(1) * self.stride + width;
        let are_told = |wanted: &[u64]| width <= u64::BITS as usize && wanted.len() >= rows;
        self.wanted.is_none_or(are_told)
            && self.stride >= width
            && self.counts.len() >= reach
            && self.fractions.len() >= reach
            && self
                .estimates
                .is_none_or(|estimates| estimates.len() >= reach)
    }

    /// The first column from `column` on whose pixel is wanted; none where there
    /// is no more in this row.
    pub(super) fn next_wanted(self, region: Region, row: u32, column: u32) -> Option<u32> {
        let next = match self.wanted {
            None => column,
            Some(_) if column >= u64::BITS => return None,
            Some(wanted) => {
                let ahead = wanted[row as usize] >> column;
                column + ahead.trailing_zeros()
            }
        };
        (next < region.width).then_some(next)
    }

    /// The fractions of a row of the region.
    pub(super) fn fractions_of_row(self, region: Region, row: u32) -> &'a [Cell<f32>] {
        let start = row as usize * self.stride;
        &self.fractions[start..start + region.width as usize]
    }
}
