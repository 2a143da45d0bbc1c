//! The sum of an array of `f32`, in blocks whose sums one adds up.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// Items of a block.
const BLOCK: usize = 4096;

/// See the module. A cell is a block's sum, as the two halves of an `f64`.
pub(super) struct Sum {
    /// As bits.
    items: Vec<u32>,
}

impl Sum {
    pub(super) fn new(items: u32) -> Self {
        Self {
            items: vec![0; items as usize],
        }
    }

    fn blocks(&self) -> usize {
        self.items.len().div_ceil(BLOCK)
    }
}

fn halves(sum: f64) -> [u32; 2] {
    let bits = sum.to_bits();
    [bits as u32, (bits >> 32) as u32]
}

fn whole(halves: &[u32]) -> f64 {
    f64::from_bits(u64::from(halves[0]) | u64::from(halves[1]) << 32)
}

impl Kernel for Sum {
    fn size(&self) -> (u32, u32) {
        (1, self.blocks() as u32)
    }

    fn words(&self) -> usize {
        2
    }

    fn tile(&self) -> (u32, u32) {
        (1, 16)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        by_rows(region, 2, cells, stale, |y, _, cell| {
            let start = y as usize * BLOCK;
            let end = (start + BLOCK).min(self.items.len());
            // Eight sums side by side: one alone would wait for itself.
            let mut sums = [0.0; 8];
            for items in self.items[start..end].chunks(sums.len()) {
                for (sum, item) in sums.iter_mut().zip(items) {
                    *sum += f64::from(f32::from_bits(*item));
                }
            }
            cell.copy_from_slice(&halves(sums.iter().sum()));
        })
    }

    fn input(&mut self) -> &mut [u32] {
        &mut self.items
    }

    fn reads(&self, region: Rect) -> Range<usize> {
        let end = (region.bottom() as usize * BLOCK).min(self.items.len());
        region.y as usize * BLOCK..end
    }

    fn finish(&self, cells: &mut Vec<u32>) {
        let sum: f64 = cells.chunks_exact(2).map(whole).sum();
        *cells = halves(sum).to_vec();
    }
}
