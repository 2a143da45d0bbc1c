//! One of a picture's resolutions: what is to be computed, the pixels, and which
//! of them are known.

use crate::fractal::{Estimate, Estimates, Painter, Region, Target, Task};
use crate::pool::{Frame, Rect, Samples, TILE, TileGrid};
use std::collections::TryReserveError;

/// What is known of a tile. Both are rectangles whatever happens: an item makes
/// known all that is seen, and a pan cuts off what is not seen any more.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The pixels whose counts and fractions are right.
    counted: Rect,
    /// The pixels, all counted, whose colours are right too: these or none.
    painted: Rect,
}

/// What a tile has cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// Iterations.
    pub(super) work: u64,
    /// Pixels that were computed.
    pub(super) pixels: u64,
    /// Whether the tile was finished; false when stale.
    pub(super) finished: bool,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Sheet {
    task: Task,
    frame: Frame,
    /// A slot each.
    known: Vec<Known>,
}

impl Sheet {
    /// With nothing known, in the memory of `spare` where that is enough.
    pub(super) fn new(task: Task, spare: Option<Frame>) -> Result<Self, TryReserveError> {
        let grid = TileGrid::new(
            task.grid.re_of_x.len() as u32,
            task.grid.im_of_y.len() as u32,
        );
        let frame = match spare {
            None => Frame::new(grid, task.pitch.is_some())?,
            Some(mut frame) => {
                frame.reshape(grid, task.pitch.is_some())?;
                frame
            }
        };
        Ok(Self {
            task,
            frame,
            known: vec![Known::default(); grid.slots() as usize],
        })
    }

    /// The pixels alone.
    pub(super) fn into_frame(self) -> Frame {
        self.frame
    }

    pub(super) fn task(&self) -> &Task {
        &self.task
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.frame
    }

    pub(super) fn grid(&self) -> TileGrid {
        self.frame.grid()
    }

    /// Whether all that is seen of a tile is known, colours and all.
    pub(super) fn is_complete(&self, slot: u32) -> bool {
        self.known[slot as usize].painted == self.grid().tile(slot).visible
    }

    /// Whether all that is seen of a tile is counted.
    pub(super) fn is_counted(&self, slot: u32) -> bool {
        self.known[slot as usize].counted == self.grid().tile(slot).visible
    }

    /// Computes and paints what is missing of a tile, and touches no other pixel.
    /// What is known afterwards is for [`Sheet::note_complete`] to say.
    ///
    /// # Safety
    /// Nobody else does so with this tile meanwhile, and nobody reads what is
    /// missing of it.
    pub(super) unsafe fn complete(
        &self,
        slot: u32,
        painter: &Painter,
        stale: &mut dyn FnMut() -> bool,
    ) -> Spent {
        let visible = self.grid().tile(slot).visible;
        let known = self.known[slot as usize];
        let mut spent = Spent {
            work: 0,
            pixels: 0,
            finished: true,
        };
        for missing in visible.without(known.counted) {
            // SAFETY: by the caller's promise the missing pixels are this caller's
            // alone, and rendering touches none beside them.
            let cells = unsafe { self.frame.cells(missing) };
            let Samples {
                counts,
                fractions,
                estimates,
            } = cells;
            let target = Target {
                counts,
                fractions,
                estimates,
                stride: TILE as usize,
                wanted: None,
            };
            let region = Region {
                x: missing.x,
                y: missing.y,
                width: missing.width,
                height: missing.height,
            };
            let outcome = self.task.render_into(region, target, stale);
            spent.work += outcome.work;
            spent.pixels += missing.pixels() as u64;
            if !outcome.finished {
                spent.finished = false;
                return spent;
            }
        }
        for missing in visible.without(known.painted) {
            // SAFETY: by the caller's promise nobody else reads or writes colours
            // that are missing, or writes counts.
            unsafe {
                self.frame.paint(missing, |row, rgba| {
                    let estimates = estimates_of(&self.task, row.estimates);
                    painter.paint(row.counts, row.fractions, estimates, rgba);
                });
            }
        }
        spent
    }

    /// Takes note that a tile's item is finished.
    pub(super) fn note_complete(&mut self, slot: u32) {
        let visible = self.grid().tile(slot).visible;
        self.known[slot as usize] = Known {
            counted: visible,
            painted: visible,
        };
    }

    /// Takes note that all colours are other ones now.
    pub(super) fn forget_colours(&mut self) {
        for known in &mut self.known {
            known.painted = Rect::EMPTY;
        }
    }

    /// Becomes another picture of the same size, of which nothing is known.
    pub(super) fn replace(&mut self, task: Task) {
        self.task = task;
        self.known.fill(Known::default());
    }

    /// Whether the pixels that this picture and that of `task` both show are the
    /// same, moved by `by` to the right and down.
    pub(super) fn has_pixels_of(&self, task: &Task, by: (i32, i32)) -> bool {
        self.task.is_like(task)
            && task.grid.re_of_x.len() == self.task.grid.re_of_x.len()
            && task.grid.im_of_y.len() == self.task.grid.im_of_y.len()
            && task.grid.is_moved(&self.task.grid, by)
    }

    /// Becomes the picture of `task`, which [has its pixels](Self::has_pixels_of)
    /// moved by `by`: those are known as they were. No pixel is copied.
    pub(super) fn pan(&mut self, task: Task, by: (i32, i32)) {
        self.task = task;
        self.frame.pan(by);
        let grid = self.grid();
        for known in &mut self.known {
            let moved = |rect: Rect| rect.moved(by, grid.width(), grid.height());
            *known = Known {
                counted: moved(known.counted),
                painted: moved(known.painted),
            };
        }
    }

    /// Its copy in memory of its own, with what is known and the tiles that are
    /// `finished`, though others may still be completing the rest.
    ///
    /// # Safety
    /// The items of the tiles in `finished` are finished.
    pub(super) unsafe fn rescued(
        &self,
        finished: impl Iterator<Item = u32>,
    ) -> Result<Self, TryReserveError> {
        let mut sheet = Self {
            task: self.task.clone(),
            frame: Frame::new(self.grid(), self.frame.has_estimates())?,
            known: self.known.clone(),
        };
        for slot in finished {
            sheet.note_complete(slot);
        }
        for known in &sheet.known {
            // SAFETY: who completes a tile writes neither the counts that are known
            // of it nor the colours that are; of a finished one, nothing.
            unsafe {
                sheet.frame.copy_samples(known.counted, &self.frame);
                sheet.frame.copy_colours(known.painted, &self.frame);
            }
        }
        Ok(sheet)
    }
}

/// The distance estimates of a task's pixels, where it has some.
pub(super) fn estimates_of<'a>(
    task: &Task,
    vectors: Option<&'a [Estimate]>,
) -> Option<Estimates<'a>> {
    let octaves = task.pitch?.octaves;
    vectors.map(|vectors| Estimates { vectors, octaves })
}
