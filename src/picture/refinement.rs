//! Anti-aliasing: more samples a pixel of a complete picture, added up in linear
//! light.
//!
//! An item brings a tile to so many samples. It renders each at its place in the
//! pixels into scratch of its own, and adds it up only when all of the tile is
//! there: so a stale item leaves the tile with fewer samples, all of them whole,
//! and goes on from there in the next job. The counts and colours of the pixels'
//! centres stay beside, as they were; nobody writes them any more, so that every
//! item may read its neighbours'.
//!
//! A pixel takes 8 bytes for its sum and 4 for its colour.

use super::contrast::{Wanted, worth_refining};
use super::item::Layer;
use super::jitter::beside_centre;
use super::layers::{Picture, number};
use super::sheet::{Sheet, estimates_of};
use crate::fractal::{Light, LightSum, Outcome, Painter, Region, Target, Task};
use crate::pool::{Cells, Frame, Rect, TILE, TileGrid};
use crate::view::Size;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::TryReserveError;
use std::sync::atomic::{AtomicU32, Ordering};

/// How far a tile is.
#[derive(Clone, Copy)]
struct Progress {
    /// Samples that its pixels have; 0 where the first is not taken over yet.
    samples: u32,
    /// By how many levels its last sample changed its colours, all together.
    change: u32,
    /// The pixels that are refined at all.
    wanted: Wanted,
    /// Whether they were told, and are not for the picture itself to find.
    is_told: bool,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            samples: 0,
            change: u32::MAX,
            wanted: [0; TILE as usize],
            is_told: false,
        }
    }
}

impl Progress {
    /// Whether more samples would change nothing.
    fn is_smooth(&self) -> bool {
        self.samples > 0 && self.wanted == [0; TILE as usize]
    }

    /// Whether a job for `aim` samples has something to do.
    fn needs_work(&self, aim: u32) -> bool {
        self.samples < aim && !self.is_smooth()
    }
}

/// Pictures of more pixels give the memory of their samples back: up to three of
/// them are held, and 24 bytes a pixel are too many for the largest.
const KEPT_PIXELS: u64 = 1 << 22;

/// What is known of a picture beyond its pixels' centres.
pub(super) struct Refinement {
    light: Light,
    /// The second sample of all pixels as a task, and those after it.
    tasks: Vec<Task>,
    /// Samples that every pixel had before the job.
    before: u32,
    /// Samples that every pixel has after it.
    aim: u32,
    /// Items of the job that are not finished.
    left: AtomicU32,
    /// A slot each.
    tiles: Cells<Progress>,
    /// A pixel each, in the frame's order; of those that are refined.
    sums: Cells<LightSum>,
    /// A pixel each, likewise.
    colours: Cells<[u8; 4]>,
}

impl Refinement {
    /// Of a picture that has its first sample everywhere; `memory` is one that is
    /// over.
    fn new(grid: TileGrid, memory: Option<Box<Self>>) -> Result<Self, TryReserveError> {
        let slots = grid.slots() as usize;
        let (tiles, sums, colours) = memory
            .map(|memory| (memory.tiles, memory.sums, memory.colours))
            .unwrap_or_default();
        let mut refinement = Self {
            light: Light::new(),
            tasks: Vec::new(),
            before: 1,
            aim: 1,
            left: AtomicU32::new(0),
            tiles,
            sums,
            colours,
        };
        refinement.sums.renew(slots * Frame::SLOT_PIXELS)?;
        refinement.tiles.renew(slots)?;
        refinement.colours.renew(slots * Frame::SLOT_PIXELS)?;
        Ok(refinement)
    }

    fn bytes(grid: TileGrid) -> u64 {
        const PIXEL: usize = size_of::<LightSum>() + size_of::<[u8; 4]>();
        let slot = Frame::SLOT_PIXELS * PIXEL + size_of::<Progress>();
        // Two coordinates a column and a row of each further sample.
        let coordinates = (u64::from(grid.width()) + u64::from(grid.height())) * 2;
        u64::from(grid.slots()) * slot as u64
            + coordinates * u64::from(Light::MOST_SAMPLES - 1) * size_of::<f64>() as u64
    }

    fn samples(&self) -> u32 {
        // Relaxed: whoever learns that the last item is finished learns this too.
        if self.left.load(Ordering::Relaxed) == 0 {
            self.aim
        } else {
            self.before
        }
    }

    /// Makes ready for `aim` samples, by the tasks of points beside the centres. The slots
    /// of `order` that need work, those first whose colours still change most.
    fn take_aim(
        &mut self,
        aim: u32,
        order: Vec<u32>,
        task_beside: impl Fn((f64, f64)) -> Task,
    ) -> Vec<u32> {
        self.before = self.samples();
        self.aim = aim.max(self.before);
        for sample in self.tasks.len() as u32 + 2..=self.aim {
            self.tasks.push(task_beside(beside_centre(sample)));
        }
        // SAFETY: exclusively borrowed.
        let tiles = unsafe { self.tiles.slice(0..self.tiles.len()) };
        let mut slots = order;
        slots.retain(|&slot| tiles[slot as usize].needs_work(self.aim));
        slots.sort_by_key(|&slot| Reverse(tiles[slot as usize].change));
        self.left = AtomicU32::new(slots.len() as u32);
        slots
    }

    /// The colours of a slot, where its tile has been begun.
    ///
    /// # Safety
    /// Nobody [advances](Self::advance) it meanwhile.
    pub(super) unsafe fn rgba(&self, slot: u32) -> Option<&[u8]> {
        let slot = slot as usize;
        let start = slot * Frame::SLOT_PIXELS;
        // SAFETY: by the caller's promise there is no writer.
        unsafe {
            if self.tiles.slice(slot..slot + 1)[0].samples == 0 {
                return None;
            }
            let colours = self.colours.slice(start..start + Frame::SLOT_PIXELS);
            Some(colours.as_flattened())
        }
    }

    /// Brings a tile to as many samples as the job is for; whether it did, which is false
    /// when stale, and after how many iterations. A tile that needs no work costs nothing,
    /// also where it is no item of the job.
    ///
    /// # Safety
    /// Nobody else does so with this tile meanwhile, nobody reads its colours, and
    /// nobody writes the sheet.
    pub(super) unsafe fn advance(
        &self,
        slot: u32,
        sheet: &Sheet,
        painter: &Painter,
        stale: &mut dyn FnMut() -> bool,
    ) -> (bool, u64) {
        let visible = sheet.grid().tile(slot).visible;
        let index = slot as usize;
        // SAFETY: by the caller's promise the tile is this caller's alone.
        let tile = unsafe { &mut self.tiles.slice_mut(index..index + 1)[0] };
        let mut work = 0;
        if !tile.needs_work(self.aim) {
            return (true, work);
        }
        if tile.samples == 0 {
            // SAFETY: by the caller's promise.
            unsafe { self.begin(tile, sheet.frame(), visible) };
        }
        while tile.needs_work(self.aim) {
            // A sample of few pixels may end before it would ask.
            if stale() {
                return (false, work);
            }
            // SAFETY: by the caller's promise.
            let outcome = unsafe { self.add_sample(tile, sheet.frame(), visible, painter, stale) };
            work += outcome.work;
            if !outcome.finished {
                return (false, work);
            }
        }
        tile.samples = self.aim;
        // Relaxed: published with the item.
        self.left.fetch_sub(1, Ordering::Relaxed);
        (true, work)
    }

    /// Takes a tile's first sample over.
    ///
    /// # Safety
    /// The tile is the caller's alone, and nobody writes the frame.
    unsafe fn begin(&self, tile: &mut Progress, frame: &Frame, visible: Rect) {
        // SAFETY: by the caller's promise.
        unsafe {
            if !tile.is_told {
                tile.wanted = worth_refining(frame.grid(), visible, |x, y, to| {
                    frame.read_colours(x, y, to);
                });
            }
            let rows = frame.rows_of(visible).zip(frame.rows(visible));
            for (pixels, row) in rows {
                let sums = self.sums.slice_mut(pixels.clone());
                let colours = self.colours.slice_mut(pixels);
                colours.as_flattened_mut().copy_from_slice(row.rgba);
                for (sum, &colour) in sums.iter_mut().zip(colours.iter()) {
                    *sum = self.light.of(colour);
                }
            }
        }
        tile.samples = 1;
    }

    /// Adds a tile's next sample, all of it or, when stale, nothing; what came of it.
    ///
    /// # Safety
    /// The tile is the caller's alone, and nobody writes the frame's cut.
    #[expect(clippy::large_stack_arrays, reason = "a tile must not allocate")]
    unsafe fn add_sample(
        &self,
        tile: &mut Progress,
        frame: &Frame,
        visible: Rect,
        painter: &Painter,
        stale: &mut dyn FnMut() -> bool,
    ) -> Outcome {
        const ROW: usize = TILE as usize;
        let mut counts = [0; Frame::SLOT_PIXELS];
        let mut fractions = [0.0; Frame::SLOT_PIXELS];
        let mut estimates = [[0.0; 2]; Frame::SLOT_PIXELS];
        let target = Target {
            counts: Cell::from_mut(&mut counts[..]).as_slice_of_cells(),
            fractions: Cell::from_mut(&mut fractions[..]).as_slice_of_cells(),
            estimates: Some(Cell::from_mut(&mut estimates[..]).as_slice_of_cells()),
            stride: ROW,
            wanted: Some(&tile.wanted),
        };
        let region = Region {
            x: visible.x,
            y: visible.y,
            width: visible.width,
            height: visible.height,
        };
        // Sample 2 is the first here.
        let task = &self.tasks[tile.samples as usize - 1];
        let outcome = task.render_into(region, target, stale);
        if !outcome.finished {
            return outcome;
        }
        let samples = tile.samples + 1;
        tile.change = 0;
        for (row, pixels) in frame.rows_of(visible).enumerate() {
            let mut wanted = tile.wanted[row];
            if wanted == 0 {
                continue;
            }
            let cells = row * ROW..row * ROW + pixels.len();
            let mut painted = [[0; 4]; ROW];
            let painted = &mut painted[..pixels.len()];
            painter.paint(
                &counts[cells.clone()],
                &fractions[cells.clone()],
                estimates_of(task, Some(&estimates[cells])),
                painted.as_flattened_mut(),
            );
            // SAFETY: by the caller's promise the tile is this caller's alone.
            let (sums, colours) = unsafe {
                (
                    self.sums.slice_mut(pixels.clone()),
                    self.colours.slice_mut(pixels),
                )
            };
            while wanted != 0 {
                let column = wanted.trailing_zeros() as usize;
                wanted &= wanted - 1;
                let sum = sums[column].plus(self.light.of(painted[column]));
                let colour = self.light.mean(sum, samples);
                let levels = colour.iter().zip(colours[column]);
                tile.change += levels
                    .map(|(new, old)| u32::from(new.abs_diff(old)))
                    .sum::<u32>();
                sums[column] = sum;
                colours[column] = colour;
            }
        }
        tile.samples = samples;
        outcome
    }
}

impl Picture {
    /// The most samples of a pixel.
    pub const MOST_SAMPLES: u32 = Light::MOST_SAMPLES;

    /// Bytes of memory that refining a picture of `size` takes beside its own.
    #[must_use]
    pub fn refinement_bytes(size: Size) -> u64 {
        Refinement::bytes(TileGrid::new(size.width, size.height))
    }

    /// Samples that every pixel of the complete picture has: 1, its centre, until
    /// all items of a [refinement](Self::refined) are finished. Pixels in smooth
    /// surroundings, which more would not change, count as if they had as many.
    #[must_use]
    pub fn samples(&self) -> u32 {
        self.refinement
            .as_ref()
            .map_or(1, |refinement| refinement.samples())
    }

    /// Lets go of all samples but the first. The memory of a small picture's is kept
    /// for those of the next: given back and taken again over and over, it comes to
    /// lie in pieces among what is smaller and stays, and the whole grows.
    pub fn forget_samples(&mut self) {
        let size = self.fine.grid();
        let is_small = u64::from(size.width()) * u64::from(size.height()) <= KEPT_PIXELS;
        let memory = self.refinement.take().or_else(|| self.memory.take());
        self.memory = memory.filter(|_| is_small);
    }

    /// The same picture in the same memory, and the items that bring every pixel to
    /// `samples` samples, [`Picture::MOST_SAMPLES`] at most: in the first such job
    /// from the pixel `focus` outwards, later those first whose colours still change
    /// most. Without items there is nothing to do: it has as many.
    ///
    /// `finished` are the items of this picture's job that are finished. Where the
    /// picture is not complete with them, the items complete it, nothing is refined,
    /// and the next call goes on from there. Items of a refinement may be finished or
    /// not: each tile goes on from the samples that it has.
    ///
    /// Counts and fractions remain those of the pixels' centres. What is made of
    /// this picture by [`panned`](Self::panned), [`recoloured`](Self::recoloured)
    /// and [`rescued`](Self::rescued) has one sample again, with exactly the colours
    /// of that, and costs no more than if it had not been refined.
    ///
    /// # Errors
    /// The picture as it was, where the memory cannot be had.
    #[expect(clippy::result_large_err, reason = "it is the picture, back")]
    pub fn refined(
        mut self,
        name: u64,
        samples: u32,
        focus: (f64, f64),
        finished: &[u32],
    ) -> Result<(Self, Vec<u32>), (Self, TryReserveError)> {
        self.note_finished(finished);
        let order = self.fine.grid().from_focus(focus);
        let is_missing = |&slot: &u32| !self.fine.is_complete(slot);
        let slots = if order.iter().any(is_missing) {
            order.into_iter().filter(is_missing).collect()
        } else if samples <= self.samples() {
            Vec::new()
        } else {
            match self.refine_slots(samples, order) {
                Ok(slots) => slots,
                Err(error) => return Err((self, error)),
            }
        };
        self.name = name;
        let items = slots
            .into_iter()
            .map(|slot| number(Layer::Fine, slot))
            .collect();
        Ok((self, items))
    }

    /// Makes a picture of which only some tiles are known ready to bring those to so
    /// many samples. Others know the tiles beside them: before a tile's item is run
    /// for the first time, [`tell_wanted`](Self::tell_wanted) has to say which of its
    /// pixels are worth it.
    ///
    /// # Errors
    /// Where the memory cannot be had; the picture is as it was.
    pub fn refine_part(&mut self, samples: u32) -> Result<(), TryReserveError> {
        let order = self.fine.grid().visible();
        let known = order.filter(|&slot| self.fine.is_complete(slot)).collect();
        self.refine_slots(samples, known).map(|_| ())
    }

    /// Says which pixels of a slot's tile are worth refining, as
    /// [`Centres::worth_refining`](super::Centres::worth_refining) finds them.
    pub fn tell_wanted(&mut self, slot: u32, wanted: Wanted) {
        let Some(refinement) = &self.refinement else {
            return;
        };
        let slot = slot as usize;
        if slot >= refinement.tiles.len() {
            return;
        }
        // SAFETY: exclusively borrowed.
        let tile = unsafe { &mut refinement.tiles.slice_mut(slot..slot + 1)[0] };
        if tile.samples == 0 {
            tile.wanted = wanted;
            tile.is_told = true;
        }
    }

    /// Takes aim; returns which of these slots need work.
    fn refine_slots(&mut self, samples: u32, order: Vec<u32>) -> Result<Vec<u32>, TryReserveError> {
        let mut refinement = match self.refinement.take() {
            Some(refinement) => refinement,
            None => Box::new(Refinement::new(self.fine.grid(), self.memory.take())?),
        };
        let aim = samples.min(Self::MOST_SAMPLES);
        let slots = refinement.take_aim(aim, order, |beside| self.task_beside(beside));
        self.refinement = Some(refinement);
        Ok(slots)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_cannot_be_had_is_an_error() {
        let side = (u32::from(u16::MAX) - 1) * TILE;
        assert!(Refinement::new(TileGrid::new(side, side), None).is_err());
    }
}
