//! A picture: its layers, the frames that hold them, and the items to compute.

use super::item::{Item, Layer};
use crate::fractal::{BOUNDED, Direct, Grid, Painter};
use crate::pool::{Frame, TileGrid};
use crate::view::{Size, View};
use std::collections::TryReserveError;
use std::sync::atomic::{AtomicU64, Ordering};

/// Pixels that one pixel of the coarse layer stands for, along each axis.
pub const COARSE: u32 = 8;

/// The frames of a picture, to be used again by the next.
#[derive(Debug)]
pub(super) struct Frames {
    pub(super) coarse: Frame,
    pub(super) fine: Frame,
}

/// A view at a size, being computed or done.
pub struct Picture {
    /// Which picture this is, to whoever made it.
    pub name: u64,
    pub(super) coarse: Direct,
    pub(super) fine: Direct,
    pub(super) painter: Painter,
    pub(super) frames: Frames,
    /// Iterations done so far.
    pub(super) work: AtomicU64,
}

impl Picture {
    /// Bytes of memory that a picture of `size` takes, both layers.
    #[must_use]
    pub fn bytes(size: Size) -> u64 {
        let fine = u64::from(size.width) * u64::from(size.height);
        let coarse =
            u64::from(size.width.div_ceil(COARSE)) * u64::from(size.height.div_ceil(COARSE));
        (fine + coarse) * Frame::PIXEL_BYTES
    }

    /// The picture of `view` at `size`; `spare` is one that is not needed any
    /// more, whose memory and colour tables are used where they fit.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn new(
        name: u64,
        view: &View,
        size: Size,
        spare: Option<Self>,
    ) -> Result<Self, TryReserveError> {
        let fine = view.direct(size);
        let coarse = coarse(&fine);
        let (frames, painter) = spare.map(|spare| (spare.frames, spare.painter)).unzip();
        let frames = Frames::new(&coarse, &fine, frames)?;
        // Its tables take a millisecond, which in motion is saved every frame.
        let painter = painter
            .filter(|painter| painter.colouring() == view.colouring())
            .unwrap_or_else(|| Painter::new(view.colouring()));
        Ok(Self {
            name,
            coarse,
            fine,
            painter,
            frames,
            work: AtomicU64::new(0),
        })
    }

    /// The same picture in memory of its own, with its finished tiles taken over,
    /// and its items anew: for when somebody may still be writing into this one's.
    /// `items` are this picture's, of which `is_finished` tells by index; what is
    /// finished is to be painted again, so that the list still names every tile.
    ///
    /// # Safety
    /// What `is_finished` says of an item is true.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub unsafe fn rescued(
        &self,
        items: &[u32],
        is_finished: &dyn Fn(usize) -> bool,
    ) -> Result<(Self, Vec<u32>), TryReserveError> {
        let mut frames = Frames::new(&self.coarse, &self.fine, None)?;
        let mut anew = Vec::with_capacity(items.len());
        for (index, &number) in items.iter().enumerate() {
            let (layer, tile) = Item::from_number(number).place();
            if !is_finished(index) {
                // Also where it was to be repainted: its counts stay behind.
                anew.push(Item::Compute(layer, tile).number());
                continue;
            }
            anew.push(Item::Repaint(layer, tile).number());
            // SAFETY: nobody writes the tile of a finished item.
            unsafe {
                match layer {
                    Layer::Coarse => frames.coarse.copy_tile(tile, &self.frames.coarse),
                    Layer::Fine => frames.fine.copy_tile(tile, &self.frames.fine),
                }
            }
        }
        let picture = Self {
            name: self.name,
            coarse: self.coarse.clone(),
            fine: self.fine.clone(),
            painter: self.painter.clone(),
            frames,
            work: AtomicU64::new(self.work()),
        };
        Ok((picture, anew))
    }

    /// The same picture in other colours, and the items that make it so: tiles
    /// that are known are painted again, the others computed.
    #[must_use]
    pub fn recoloured(
        mut self,
        name: u64,
        painter: Painter,
        finished: &[u32],
        unfinished: &[u32],
    ) -> (Self, Vec<u32>) {
        self.name = name;
        self.painter = painter;
        let known = finished.iter().map(|&number| {
            let (layer, tile) = Item::from_number(number).place();
            Item::Repaint(layer, tile).number()
        });
        // An unfinished repaint stays one: its counts are known all the same.
        let mut items: Vec<u32> = known.chain(unfinished.iter().copied()).collect();
        // The coarse layer first, as ever.
        items.sort_by_key(|&number| Item::from_number(number).place().0 == Layer::Fine);
        (self, items)
    }

    /// All items: the coarse layer, then the fine one from the pixel `focus`
    /// outwards.
    #[must_use]
    pub fn items(&self, focus: (f64, f64)) -> Vec<u32> {
        let coarse = (0..self.frames.coarse.grid().len())
            .map(|tile| Item::Compute(Layer::Coarse, tile).number());
        let order = self.frames.fine.grid().from_focus(focus);
        let fine = order
            .into_iter()
            .map(|tile| Item::Compute(Layer::Fine, tile).number());
        coarse.chain(fine).collect()
    }

    /// The fine items alone: for whoever shows nothing before the end.
    #[must_use]
    pub fn fine_items(&self) -> Vec<u32> {
        (0..self.frames.fine.grid().len())
            .map(|tile| Item::Compute(Layer::Fine, tile).number())
            .collect()
    }

    /// How a layer is cut.
    #[must_use]
    pub fn grid(&self, layer: Layer) -> TileGrid {
        self.frame(layer).grid()
    }

    /// The colours of a tile, 4 bytes a pixel, row by row.
    ///
    /// # Safety
    /// The item that computes or repaints it is finished.
    #[must_use]
    pub unsafe fn rgba(&self, layer: Layer, tile: u32) -> &[u8] {
        // SAFETY: nobody writes the tile of a finished item.
        unsafe { self.frame(layer).rgba(tile) }
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
        let frame = &self.frames.fine;
        let (tile, index) = frame.grid().locate(x, y);
        // SAFETY: nobody writes the tile of a finished item.
        let (counts, fractions) = unsafe { frame.samples(tile) };
        (counts[index], fractions[index])
    }

    /// The count of a pixel of the fine layer for outsiders: -1 where it is bounded,
    /// NaN where there is no such pixel.
    ///
    /// # Safety
    /// Its tile is finished.
    #[must_use]
    pub unsafe fn count(&self, x: u32, y: u32) -> f64 {
        let grid = self.frames.fine.grid();
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
        self.fine.limit
    }

    /// Iterations done so far.
    #[must_use]
    pub fn work(&self) -> u64 {
        // Relaxed: a figure for people.
        self.work.load(Ordering::Relaxed)
    }

    fn frame(&self, layer: Layer) -> &Frame {
        match layer {
            Layer::Coarse => &self.frames.coarse,
            Layer::Fine => &self.frames.fine,
        }
    }
}

impl Frames {
    fn new(coarse: &Direct, fine: &Direct, spare: Option<Self>) -> Result<Self, TryReserveError> {
        let coarse = tiles_of(&coarse.grid);
        let fine = tiles_of(&fine.grid);
        match spare {
            None => Ok(Self {
                coarse: Frame::new(coarse)?,
                fine: Frame::new(fine)?,
            }),
            Some(mut frames) => {
                frames.coarse.reshape(coarse)?;
                frames.fine.reshape(fine)?;
                Ok(frames)
            }
        }
    }
}

fn tiles_of(grid: &Grid) -> TileGrid {
    TileGrid::new(grid.re_of_x.len() as u32, grid.im_of_y.len() as u32)
}

/// The coarse layer: the fine grid's pixel in the middle of each block.
fn coarse(fine: &Direct) -> Direct {
    let pick = |axis: &[f64]| -> Vec<f64> {
        let last = axis.len().saturating_sub(1);
        (0..axis.len())
            .step_by(COARSE as usize)
            .map(|start| axis[last.min(start + COARSE as usize / 2)])
            .collect()
    };
    Direct {
        formula: fine.formula,
        limit: fine.limit,
        grid: Grid {
            re_of_x: pick(&fine.grid.re_of_x),
            re_of_y: pick(&fine.grid.re_of_y),
            im_of_x: pick(&fine.grid.im_of_x),
            im_of_y: pick(&fine.grid.im_of_y),
        },
    }
}
