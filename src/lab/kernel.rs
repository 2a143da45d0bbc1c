//! What a workload is to those who run it.

use crate::pool::Rect;
use std::ops::Range;

/// Work that falls into cells, each of which can be computed by anybody, in any
/// order: the pixels of a picture, the entries of a matrix, the blocks of a sum.
///
/// A kernel does not know who runs it, nor how many do. It may be one region that
/// holds all cells, by the page itself, or a million of one cell each, by workers
/// that share its memory.
pub trait Kernel: Send + Sync {
    /// How many cells lie beside and below each other.
    fn size(&self) -> (u32, u32);

    /// 32-bit words of a cell's result. A picture's cell is a pixel: one word, its
    /// bytes red, green, blue and alpha.
    fn words(&self) -> usize {
        1
    }

    /// Cells beside and below each other that make a claim which is neither too
    /// small to be worth a claim nor too large to be shared out evenly.
    fn tile(&self) -> (u32, u32) {
        (64, 64)
    }

    /// Computes the cells of `region` into `cells`, row after row, and asks `stale`
    /// before each row at least; returns false where that said yes and the rest was left.
    /// Allocates nothing. (Who wants work to be left at once asks about every 100 µs, as
    /// pictures of the sets do. A row of a filter may take longer, and a run of the sort
    /// does: nobody takes them back.)
    ///
    /// # Panics
    /// Where the region leaves the sheet, or `cells` is not its size.
    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool;

    /// What is worked on: nothing unless the workload has an input.
    fn input(&mut self) -> &mut [u32] {
        &mut []
    }

    /// Which words of the input a region needs.
    fn reads(&self, _region: Rect) -> Range<usize> {
        0..0
    }

    /// Makes the result of all cells, which lie row after row. One does it alone:
    /// what cannot be shared out belongs here.
    fn finish(&self, cells: &mut Vec<u32>) {
        let _ = cells;
    }

    /// The region of all cells.
    fn whole(&self) -> Rect {
        let (width, height) = self.size();
        Rect {
            x: 0,
            y: 0,
            width,
            height,
        }
    }

    /// The result, by one who shares nothing out. The same as of all cells, finished; a
    /// kernel that goes a way round for the sake of being shared out goes straight here,
    /// so that threads are compared with what they have to beat.
    fn alone(&self) -> Vec<u32> {
        let all = self.whole();
        let mut cells = vec![0; all.pixels() * self.words()];
        self.compute(all, &mut cells, &mut || false);
        self.finish(&mut cells);
        cells
    }
}
