//! A sort of numbers: runs, each sorted by itself, that one merges. Who is alone sorts
//! all at once.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// Runs at most: four for each of four cores.
const RUNS: usize = 16;

/// See the module. A cell is a run.
pub(super) struct Sort {
    items: Vec<u32>,
    /// Items of a run. The last may have fewer, and its cell ends with zeros.
    run: usize,
}

impl Sort {
    pub(super) fn new(items: u32) -> Self {
        let items = items as usize;
        Self {
            items: vec![0; items],
            run: items.div_ceil(RUNS),
        }
    }

    fn runs(&self) -> usize {
        self.items.len().div_ceil(self.run)
    }

    fn items_of(&self, run: usize) -> Range<usize> {
        run * self.run..((run + 1) * self.run).min(self.items.len())
    }
}

impl Kernel for Sort {
    fn size(&self) -> (u32, u32) {
        (1, self.runs() as u32)
    }

    fn words(&self) -> usize {
        self.run
    }

    fn tile(&self) -> (u32, u32) {
        (1, 1)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        by_rows(region, self.run, cells, stale, |y, _, cell| {
            let items = &self.items[self.items_of(y as usize)];
            let (run, rest) = cell.split_at_mut(items.len());
            run.copy_from_slice(items);
            run.sort_unstable();
            rest.fill(0);
        })
    }

    fn input(&mut self) -> &mut [u32] {
        &mut self.items
    }

    fn reads(&self, region: Rect) -> Range<usize> {
        let (first, last) = (region.y as usize, region.bottom() as usize);
        self.items_of(first).start..self.items_of(last - 1).end
    }

    fn alone(&self) -> Vec<u32> {
        let mut items = self.items.clone();
        items.sort_unstable();
        items
    }

    #[expect(
        clippy::stable_sort_primitive,
        reason = "std's stable sort finds runs and merges them, the unstable one does not"
    )]
    fn finish(&self, cells: &mut Vec<u32>) {
        cells.truncate(self.items.len());
        cells.sort();
    }
}
