//! A picture: its layers, and the items to compute.

use super::item::{Item, Layer};
use super::refinement::Refinement;
use super::sheet::Sheet;
use crate::fractal::{BOUNDED, Complex, Grid, Mode, Painter, Pitch, Task, Tier};
use crate::pool::{Frame, TileGrid};
use crate::view::{Anchor, Size, View};
use std::collections::TryReserveError;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Pixels that one pixel of the coarse layer stands for, along each axis.
pub const COARSE: u32 = 8;

/// A view at a size, being computed or done.
pub struct Picture {
    /// Which picture this is, to whoever made it.
    pub name: u64,
    pub(super) coarse: Sheet,
    pub(super) fine: Sheet,
    pub(super) painter: Painter,
    /// Where it lies; the colouring is the painter's.
    pub(super) view: View,
    /// The size of the view's picture, of which it has some rows, or all.
    pub(super) whole: Size,
    /// Which.
    pub(super) rows: Range<u32>,
    /// What its pixels are told by, where the view is deep.
    pub(super) anchor: Option<Anchor>,
    /// What is known beyond the first sample of each pixel.
    pub(super) refinement: Option<Box<Refinement>>,
    /// The memory of a refinement that is over.
    pub(super) memory: Option<Box<Refinement>>,
    /// Iterations done so far.
    pub(super) work: AtomicU64,
    /// Pixels computed so far.
    pub(super) pixels: AtomicU64,
}

impl Picture {
    /// Bytes of memory that a picture of `size` takes in that mode, both layers; while it is
    /// refined it takes [`Picture::refinement_bytes`] more.
    #[must_use]
    pub fn bytes(size: Size, mode: Mode) -> u64 {
        let has_estimates = mode.needs_estimates();
        let fine = TileGrid::new(size.width, size.height);
        let coarse = TileGrid::new(size.width.div_ceil(COARSE), size.height.div_ceil(COARSE));
        Frame::bytes(fine, has_estimates) + Frame::bytes(coarse, has_estimates)
    }

    /// What its pixels are told by, where the view is deep.
    #[must_use]
    pub fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }

    /// The picture of `view` at `size`, by an anchor that serves it where there is one;
    /// `spare` is a picture that is not needed any more, whose memory and colour tables
    /// are used where they fit.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn new(
        name: u64,
        view: &View,
        size: Size,
        anchor: Option<Anchor>,
        spare: Option<Self>,
    ) -> Result<Self, TryReserveError> {
        Self::of_rows(name, view, size, 0..size.height, anchor, spare)
    }

    /// Some rows of that picture, with the very same pixels.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub(super) fn of_rows(
        name: u64,
        view: &View,
        whole: Size,
        rows: Range<u32>,
        anchor: Option<Anchor>,
        spare: Option<Self>,
    ) -> Result<Self, TryReserveError> {
        let fine = task_of_rows(view, whole, &rows, (0.0, 0.0), anchor.as_ref());
        let (coarse_frame, fine_frame, painter, memory) = match spare {
            None => (None, None, None, None),
            Some(mut spare) => {
                spare.forget_samples();
                (
                    Some(spare.coarse.into_frame()),
                    Some(spare.fine.into_frame()),
                    Some(spare.painter),
                    spare.memory,
                )
            }
        };
        // Its tables take a millisecond, which in motion is saved every frame.
        let painter = painter
            .filter(|painter| painter.colouring() == view.colouring())
            .unwrap_or_else(|| Painter::new(view.colouring()));
        Ok(Self {
            name,
            coarse: Sheet::new(coarse(&fine), coarse_frame)?,
            fine: Sheet::new(fine, fine_frame)?,
            painter,
            view: view.clone(),
            whole,
            rows,
            anchor,
            refinement: None,
            memory,
            work: AtomicU64::new(0),
            pixels: AtomicU64::new(0),
        })
    }

    /// The task of points beside the centres of its pixels.
    pub(super) fn task_beside(&self, beside: (f64, f64)) -> Task {
        task_of_rows(
            &self.view,
            self.whole,
            &self.rows,
            beside,
            self.anchor.as_ref(),
        )
    }

    /// All items: the coarse layer, then the fine one from the pixel `focus`
    /// outwards.
    #[must_use]
    pub fn items(&self, focus: (f64, f64)) -> Vec<u32> {
        let coarse = self.coarse.grid().visible();
        let coarse = coarse.map(|slot| number(Layer::Coarse, slot));
        let fine = self.fine.grid().from_focus(focus);
        let fine = fine.into_iter().map(|slot| number(Layer::Fine, slot));
        coarse.chain(fine).collect()
    }

    /// The fine items alone, row by row: for whoever shows nothing before the end.
    #[must_use]
    pub fn fine_items(&self) -> Vec<u32> {
        self.fine
            .grid()
            .visible()
            .map(|slot| number(Layer::Fine, slot))
            .collect()
    }

    /// Takes note that items are finished, so that what is made of this picture
    /// later has them.
    pub fn note_finished(&mut self, items: &[u32]) {
        for &number in items {
            let Item { layer, slot } = Item::from_number(number);
            match layer {
                Layer::Coarse => self.coarse.note_complete(slot),
                Layer::Fine => self.fine.note_complete(slot),
            }
        }
    }

    /// The arithmetic of its pixels.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.fine.task().tier()
    }

    /// How a layer is cut.
    #[must_use]
    pub fn grid(&self, layer: Layer) -> TileGrid {
        self.sheet(layer).grid()
    }

    /// The colours of the tile in a slot, [`Frame::SLOT_RGBA_BYTES`]; what is seen
    /// of it tells [`TileGrid::tile`]. They are those of the pixels' centres, or
    /// the means of as many samples as the tile has.
    ///
    /// # Safety
    /// The item that completes it is finished, or there is none in the picture's
    /// job.
    #[must_use]
    pub unsafe fn rgba(&self, layer: Layer, slot: u32) -> &[u8] {
        // SAFETY: nobody writes the tile of a finished item.
        unsafe {
            match (layer, &self.refinement) {
                (Layer::Fine, Some(refinement)) => refinement.rgba(slot),
                _ => None,
            }
            .unwrap_or_else(|| self.centre_rgba(layer, slot))
        }
    }

    /// The same, but those of the pixels' centres however many samples there are.
    ///
    /// # Safety
    /// As of [`rgba`](Self::rgba).
    #[must_use]
    pub unsafe fn centre_rgba(&self, layer: Layer, slot: u32) -> &[u8] {
        // SAFETY: by the caller's promise.
        unsafe { self.sheet(layer).frame().rgba(slot) }
    }

    /// The count and fraction of a pixel of the fine layer.
    ///
    /// # Safety
    /// Its tile is finished.
    ///
    /// # Panics
    /// Where there is no such pixel.
    #[must_use]
    pub unsafe fn sample(&self, x: u32, y: u32) -> (u32, f32) {
        // SAFETY: nobody writes the tile of a finished item.
        unsafe { self.fine.frame().sample(x, y) }
    }

    /// The count of a pixel of the fine layer for outsiders: -1 where it is bounded,
    /// NaN where there is no such pixel.
    ///
    /// # Safety
    /// Its tile is finished.
    #[must_use]
    pub unsafe fn count(&self, x: u32, y: u32) -> f64 {
        let grid = self.fine.grid();
        if x >= grid.width() || y >= grid.height() {
            return f64::NAN;
        }
        // SAFETY: by the caller's promise.
        match unsafe { self.sample(x, y) } {
            (BOUNDED, _) => -1.0,
            (count, _) => f64::from(count),
        }
    }

    /// The iteration limit.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.fine.task().limit
    }

    /// Iterations done so far. A panned picture begins again at 0.
    #[must_use]
    pub fn work(&self) -> u64 {
        // Relaxed: a figure for people.
        self.work.load(Ordering::Relaxed)
    }

    /// Pixels computed so far, of both layers, by items that were finished. A panned
    /// picture begins again at 0, so that its figure is what the pan has cost.
    #[must_use]
    pub fn pixels_computed(&self) -> u64 {
        // Relaxed: a figure for people.
        self.pixels.load(Ordering::Relaxed)
    }

    /// The same, and begins again at 0.
    pub fn take_pixels_computed(&mut self) -> u64 {
        std::mem::take(self.pixels.get_mut())
    }

    pub(super) fn sheet(&self, layer: Layer) -> &Sheet {
        match layer {
            Layer::Coarse => &self.coarse,
            Layer::Fine => &self.fine,
        }
    }
}

pub(super) fn number(layer: Layer, slot: u32) -> u32 {
    Item { layer, slot }.number()
}

/// Some rows of the picture of a view at `whole`, of points beside the pixels' centres.
fn task_of_rows(
    view: &View,
    whole: Size,
    rows: &Range<u32>,
    beside: (f64, f64),
    anchor: Option<&Anchor>,
) -> Task {
    let mut task = view.task_beside(whole, beside, anchor);
    for axis in [&mut task.grid.re_of_y, &mut task.grid.im_of_y] {
        axis.truncate(rows.end as usize);
        axis.drain(..rows.start as usize);
    }
    task
}

/// The coarse layer: the fine grid's pixel in the middle of each block.
pub(super) fn coarse(fine: &Task) -> Task {
    let pick = |axis: &[f64]| -> Vec<f64> {
        let last = axis.len().saturating_sub(1);
        (0..axis.len())
            .step_by(COARSE as usize)
            .map(|start| axis[last.min(start + COARSE as usize / 2)])
            .collect()
    };
    Task {
        grid: Grid {
            re_of_x: pick(&fine.grid.re_of_x),
            re_of_y: pick(&fine.grid.re_of_y),
            im_of_x: pick(&fine.grid.im_of_x),
            im_of_y: pick(&fine.grid.im_of_y),
        },
        pitch: fine.pitch.map(|Pitch { step, octaves }| {
            let times = f64::from(COARSE);
            Pitch {
                step: Complex::new(step.re * times, step.im * times),
                octaves: octaves + f64::from(COARSE.ilog2()),
            }
        }),
        ..fine.clone()
    }
}
