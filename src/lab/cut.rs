//! A sheet of cells, cut into what workers claim.

use super::copies;
use crate::pool::Rect;
use std::ops::Range;

/// What one claim takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A single cell.
    Cell,
    /// A row of them.
    Row,
    /// A tile, as large as the kernel likes.
    Tile,
}

impl Claim {
    /// The claim of that name: `cell`, `row` or `tile`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "cell" => Some(Self::Cell),
            "row" => Some(Self::Row),
            "tile" => Some(Self::Tile),
            _ => None,
        }
    }
}

/// Where the claims of a sheet lie, on it and in memory: each claim's words lie
/// side by side, so that who holds it may have them as a slice.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    width: u32,
    height: u32,
    words: usize,
    /// A claim's size, but for those at the right and lower edge.
    across: u32,
    down: u32,
}

impl Cut {
    /// Cuts the sheet of a kernel.
    #[must_use]
    pub fn new(kernel: &dyn super::Kernel, claim: Claim) -> Self {
        let (width, height) = kernel.size();
        let (across, down) = match claim {
            Claim::Cell => (1, 1),
            Claim::Row => (width, 1),
            Claim::Tile => kernel.tile(),
        };
        Self {
            width,
            height,
            words: kernel.words(),
            across: across.clamp(1, width.max(1)),
            down: down.clamp(1, height.max(1)),
        }
    }

    fn columns(&self) -> u32 {
        self.width.div_ceil(self.across)
    }

    /// How many claims there are.
    #[must_use]
    pub fn claims(&self) -> u32 {
        self.columns() * self.height.div_ceil(self.down)
    }

    /// Words of all cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.width as usize * self.height as usize * self.words
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether claims lie in memory as the sheet's rows do.
    #[must_use]
    pub fn is_in_rows(&self) -> bool {
        self.down == 1 || self.across == self.width
    }

    /// The cells of a claim.
    #[must_use]
    pub fn region(&self, claim: u32) -> Rect {
        let (column, row) = (claim % self.columns(), claim / self.columns());
        let (x, y) = (column * self.across, row * self.down);
        Rect {
            x,
            y,
            width: self.across.min(self.width - x),
            height: self.down.min(self.height - y),
        }
    }

    /// Where a claim's words lie in memory. No two claims share one.
    #[must_use]
    pub fn range(&self, claim: u32) -> Range<usize> {
        let region = self.region(claim);
        // All rows of claims above it, and in its own the claims before it.
        let above = region.y as usize * self.width as usize;
        let before = region.x as usize * region.height as usize;
        let start = (above + before) * self.words;
        start..start + region.pixels() * self.words
    }

    /// All cells row after row, copied, from where they lie claim by claim.
    ///
    /// # Panics
    /// Where they are not all of the sheet's.
    #[must_use]
    pub fn rows(&self, cells: &[u32]) -> Vec<u32> {
        copies::note(cells.len());
        if self.is_in_rows() {
            return cells.to_vec();
        }
        let mut rows = vec![0; cells.len()];
        for claim in 0..self.claims() {
            self.put(claim, &cells[self.range(claim)], &mut rows);
        }
        rows
    }

    /// Copies a claim's words to where they belong row after row.
    fn put(&self, claim: u32, from: &[u32], rows: &mut [u32]) {
        let region = self.region(claim);
        let line = region.width as usize * self.words;
        for (y, from) in from.chunks_exact(line).enumerate() {
            let at = (region.y as usize + y) * self.width as usize + region.x as usize;
            rows[at * self.words..][..line].copy_from_slice(from);
        }
    }
}
