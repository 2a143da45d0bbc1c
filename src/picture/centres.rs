//! The colours of a picture's centres, for whoever has no more of it: where each
//! worker computes a part of a picture in memory of its own, somebody has to know
//! what lies on both sides of a border.

use super::contrast::{Wanted, worth_refining};
use crate::pool::{Frame, TileGrid};
use std::collections::TryReserveError;

/// See the module.
#[derive(Debug)]
pub struct Centres {
    grid: TileGrid,
    /// A slot after the other, as in [`Frame::rgba`].
    rgba: Vec<u8>,
}

impl Centres {
    /// Of a picture that is cut like `grid`, none of them known, in the memory of
    /// `spare` where that is enough.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn new(grid: TileGrid, spare: Option<Self>) -> Result<Self, TryReserveError> {
        let mut rgba = spare.map(|spare| spare.rgba).unwrap_or_default();
        let bytes = grid.slots() as usize * Frame::SLOT_RGBA_BYTES;
        rgba.try_reserve_exact(bytes.saturating_sub(rgba.len()))?;
        rgba.resize(bytes, 0);
        Ok(Self { grid, rgba })
    }

    /// Where the colours of a slot are kept, [`Frame::SLOT_RGBA_BYTES`].
    ///
    /// # Panics
    /// Where there is no such slot.
    pub fn slot_mut(&mut self, slot: u32) -> &mut [u8] {
        let start = slot as usize * Frame::SLOT_RGBA_BYTES;
        &mut self.rgba[start..start + Frame::SLOT_RGBA_BYTES]
    }

    /// Moves the picture over the pixels, as [`Frame::pan`].
    pub fn pan(&mut self, by: (i32, i32)) {
        self.grid = self.grid.panned(by);
    }

    /// The colours of a slot, as they were put.
    ///
    /// # Panics
    /// Where there is no such slot.
    #[must_use]
    pub fn rgba(&self, slot: u32) -> &[u8] {
        let start = slot as usize * Frame::SLOT_RGBA_BYTES;
        &self.rgba[start..start + Frame::SLOT_RGBA_BYTES]
    }

    /// The pixels of a slot's tile that are worth refining, or none where more
    /// samples would change nothing. All colours of the picture must be there.
    #[must_use]
    pub fn worth_refining(&self, slot: u32) -> Option<Wanted> {
        let visible = self.grid.tile(slot).visible;
        let wanted = worth_refining(self.grid, visible, |x, y, to| {
            let mut to = to.as_flattened_mut();
            for run in self.grid.runs(x, y, to.len() / 4) {
                let (now, later) = to.split_at_mut(run.pixels * 4);
                now.copy_from_slice(&self.rgba(run.slot)[run.index * 4..][..now.len()]);
                to = later;
            }
        });
        wanted.iter().any(|&row| row != 0).then_some(wanted)
    }
}
