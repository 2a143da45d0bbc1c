//! Cells in shared memory that workers claim by an atomic counter, and nothing
//! else: who knows when all are done is somebody else's concern.

use super::{Claim, Cut, Kernel};
use crate::pool::Cells;
use std::collections::TryReserveError;
use std::sync::atomic::{AtomicU32, Ordering};

/// See the module.
pub struct Sheet {
    kernel: Box<dyn Kernel>,
    cut: Cut,
    cells: Cells<u32>,
    next: AtomicU32,
}

impl Sheet {
    /// A sheet that nobody has worked on.
    ///
    /// # Errors
    /// Where there is no memory for its cells.
    pub fn new(kernel: Box<dyn Kernel>, claim: Claim) -> Result<Self, TryReserveError> {
        let cut = Cut::new(&*kernel, claim);
        let mut cells = Cells::default();
        cells.resize(cut.len())?;
        Ok(Self {
            kernel,
            cut,
            cells,
            next: AtomicU32::new(0),
        })
    }

    /// Claims and computes until nothing is left to claim. Any number of threads may
    /// do so at once.
    pub fn work(&self) {
        loop {
            // Relaxed: the counter alone decides who has which; what was written is
            // published by whatever tells that this call has returned.
            let claim = self.next.fetch_add(1, Ordering::Relaxed);
            if claim >= self.cut.claims() {
                return;
            }
            // SAFETY: `fetch_add` handed this claim to this thread alone.
            let cells = unsafe { self.cells.slice_mut(self.cut.range(claim)) };
            self.kernel
                .compute(self.cut.region(claim), cells, &mut || false);
        }
    }

    /// All cells, row after row, and what becomes of them.
    #[must_use]
    pub fn result(self) -> Vec<u32> {
        let mut cells = self.cells.into_values();
        if !self.cut.is_in_rows() {
            cells = self.cut.rows(&cells);
        }
        self.kernel.finish(&mut cells);
        cells
    }
}
