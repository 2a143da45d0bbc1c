//! A workload as a job of the pool: the explorer's own architecture with another
//! kernel in it.

use super::{Claim, Cut, Kernel};
use crate::pool::{Cells, Job, Rect};
use std::collections::TryReserveError;

/// See the module. Its items are its claims.
pub struct Task {
    kernel: Box<dyn Kernel>,
    cut: Cut,
    cells: Cells<u32>,
}

impl Task {
    /// A task of tiles.
    ///
    /// # Errors
    /// Where there is no memory for its cells.
    pub fn new(kernel: Box<dyn Kernel>) -> Result<Self, TryReserveError> {
        let cut = Cut::new(&*kernel, Claim::Tile);
        let mut cells = Cells::default();
        cells.resize(cut.len())?;
        Ok(Self { kernel, cut, cells })
    }

    /// Its items, for [`Publisher::publish`](crate::pool::Publisher::publish).
    #[must_use]
    pub fn items(&self) -> Vec<u32> {
        (0..self.cut.claims()).collect()
    }

    /// Which cells an item is.
    #[must_use]
    pub fn region(&self, item: u32) -> Rect {
        self.cut.region(item)
    }

    /// An item's cells, row after row.
    ///
    /// # Safety
    /// The item is finished.
    #[must_use]
    pub unsafe fn cells(&self, item: u32) -> &[u32] {
        // SAFETY: nobody writes an item that is finished.
        unsafe { self.cells.slice(self.cut.range(item)) }
    }

    /// All cells, row after row, and what becomes of them.
    ///
    /// # Safety
    /// All items are finished.
    #[must_use]
    pub unsafe fn result(&self) -> Vec<u32> {
        // SAFETY: nobody writes items that are finished, and these are all.
        let mut rows = self
            .cut
            .rows(unsafe { self.cells.slice(0..self.cut.len()) });
        self.kernel.finish(&mut rows);
        rows
    }
}

impl Job for Task {
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        // SAFETY: the pool hands an item to one worker at a time.
        let cells = unsafe { self.cells.slice_mut(self.cut.range(item)) };
        self.kernel.compute(self.cut.region(item), cells, stale)
    }
}
