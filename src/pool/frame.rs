//! A picture's pixels in shared memory, tile after tile.
//!
//! Each tile has a slot of [`TILE`] × [`TILE`] pixels, row by row: a tile is
//! presented by one copy, and two workers write into one cache line but at a
//! slot's edge. Each pixel holds its count, its fraction and its colour, and where that
//! is wanted its distance estimate.
//!
//! Who owns a tile writes those of its pixels that are missing, while others may
//! read those beside them. So nothing here makes a `&mut` of more than the row
//! of a rectangle, and whoever writes here and there gets cells.

use super::cells::Cells;
use super::rect::Rect;
use super::tiles::{TILE, TileGrid};
use std::cell::Cell;
use std::collections::TryReserveError;
use std::ops::Range;

/// Pixels of a slot.
const SLOT_PIXELS: usize = (TILE * TILE) as usize;

/// Pixels of a row of a rectangle.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Iterations until escape, or the mark for none.
    pub counts: &'a [u32],
    /// The fractional part of the smooth count, 0 to 1.
    pub fractions: &'a [f32],
    /// Distance estimates, where the frame has them.
    pub estimates: Option<&'a [[f32; 2]]>,
    /// Red, green, blue, alpha; 4 bytes a pixel.
    pub rgba: &'a [u8],
}

/// What a rectangle's pixels are told by.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// As of [`Row`].
    pub counts: &'a [Cell<u32>],
    /// As of [`Row`].
    pub fractions: &'a [Cell<f32>],
    /// As of [`Row`].
    pub estimates: Option<&'a [Cell<[f32; 2]>]>,
}

/// A picture's pixels, shared between the workers tile by tile.
#[derive(Debug)]
pub struct Frame {
    grid: TileGrid,
    counts: Cells<u32>,
    fractions: Cells<f32>,
    /// Empty where none are wanted.
    estimates: Cells<[f32; 2]>,
    rgba: Cells<u8>,
}

impl Frame {
    /// Pixels of a slot.
    pub const SLOT_PIXELS: usize = SLOT_PIXELS;

    /// Bytes of a slot's colours.
    pub const SLOT_RGBA_BYTES: usize = SLOT_PIXELS * 4;

    /// Bytes that a frame takes, with distance estimates or without.
    #[must_use]
    pub fn bytes(grid: TileGrid, has_estimates: bool) -> u64 {
        const PIXEL: usize = size_of::<u32>() + size_of::<f32>() + 4;
        let estimate = if has_estimates {
            size_of::<[f32; 2]>()
        } else {
            0
        };
        u64::from(grid.slots()) * (SLOT_PIXELS * (PIXEL + estimate)) as u64
    }

    /// A frame for a picture, with distance estimates or without.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn new(grid: TileGrid, has_estimates: bool) -> Result<Self, TryReserveError> {
        let mut frame = Self {
            grid: TileGrid::new(0, 0),
            counts: Cells::default(),
            fractions: Cells::default(),
            estimates: Cells::default(),
            rgba: Cells::default(),
        };
        frame.reshape(grid, has_estimates)?;
        Ok(frame)
    }

    /// Makes the frame one for another picture, keeping its memory where it is
    /// enough. The pixels are unspecified then.
    ///
    /// # Errors
    /// Where the memory cannot be had; the frame has no pixels then.
    pub fn reshape(&mut self, grid: TileGrid, has_estimates: bool) -> Result<(), TryReserveError> {
        let pixels = grid.slots() as usize * SLOT_PIXELS;
        self.grid = TileGrid::new(0, 0);
        self.counts.resize(pixels)?;
        self.fractions.resize(pixels)?;
        if has_estimates {
            self.estimates.resize(pixels)?;
        } else {
            self.estimates = Cells::default();
        }
        self.rgba.resize(pixels * 4)?;
        self.grid = grid;
        Ok(())
    }

    /// Moves the picture over the pixels by `dx` to the right and `dy` down.
    /// Those that stay in it keep what they hold, those that come in are
    /// unspecified.
    pub fn pan(&mut self, by: (i32, i32)) {
        self.grid = self.grid.panned(by);
    }

    /// How the picture is cut.
    #[must_use]
    pub fn grid(&self) -> TileGrid {
        self.grid
    }

    /// Whether its pixels hold distance estimates.
    #[must_use]
    pub fn has_estimates(&self) -> bool {
        !self.estimates.is_empty()
    }

    /// What a rectangle's pixels are told by as cells, from its first pixel to
    /// its last, [`TILE`] from row to row. What lies between its rows is there
    /// too.
    ///
    /// # Safety
    /// Until the cells are let go nobody else reads or writes anything of the
    /// rectangle but its colours, and through the cells none beside it are
    /// touched.
    ///
    /// # Panics
    /// Where the rectangle is empty or not in one tile.
    #[must_use]
    pub unsafe fn cells(&self, rect: Rect) -> Samples<'_> {
        let start = self.start(rect);
        let last_row = (rect.height - 1) as usize * TILE as usize;
        let pixels = start..start + last_row + rect.width as usize;
        // SAFETY: by the caller's promise, which is the same.
        unsafe {
            Samples {
                counts: self.counts.cells(pixels.clone()),
                fractions: self.fractions.cells(pixels.clone()),
                estimates: self.has_estimates().then(|| self.estimates.cells(pixels)),
            }
        }
    }

    /// Has a rectangle painted, row by row: `paint` gets a row without its colours, and
    /// those to write, 4 bytes a pixel.
    ///
    /// # Safety
    /// Meanwhile nobody else writes anything of the rectangle, or reads its colours.
    ///
    /// # Panics
    /// Where the rectangle is not in one tile.
    pub unsafe fn paint(&self, rect: Rect, mut paint: impl FnMut(Row<'_>, &mut [u8])) {
        for pixels in self.rows_of(rect) {
            // SAFETY: by the caller's promise these are not written, and the
            // colours are this caller's alone.
            unsafe {
                let rgba = self.rgba.slice_mut(colours(&pixels));
                paint(self.row(pixels, &[]), rgba);
            }
        }
    }

    /// A row with these colours.
    ///
    /// # Safety
    /// Nobody writes what it is told by until it is let go.
    unsafe fn row<'a>(&'a self, pixels: Range<usize>, rgba: &'a [u8]) -> Row<'a> {
        // SAFETY: by the caller's promise there is no writer.
        unsafe {
            Row {
                counts: self.counts.slice(pixels.clone()),
                fractions: self.fractions.slice(pixels.clone()),
                estimates: self.has_estimates().then(|| self.estimates.slice(pixels)),
                rgba,
            }
        }
    }

    /// A rectangle, row by row.
    ///
    /// # Safety
    /// Nobody writes these pixels until the rows are let go.
    ///
    /// # Panics
    /// Where the rectangle is not in one tile.
    pub unsafe fn rows(&self, rect: Rect) -> impl Iterator<Item = Row<'_>> {
        self.rows_of(rect).map(|pixels| {
            // SAFETY: by the caller's promise there is no writer.
            unsafe {
                let rgba = self.rgba.slice(colours(&pixels));
                self.row(pixels, rgba)
            }
        })
    }

    /// The colours of a slot, [`Frame::SLOT_RGBA_BYTES`]: row by row, [`TILE`]
    /// pixels a row. What is not seen of its tile is unspecified.
    ///
    /// # Safety
    /// Nobody writes this slot meanwhile.
    ///
    /// # Panics
    /// Where there is no such slot.
    #[must_use]
    pub unsafe fn rgba(&self, slot: u32) -> &[u8] {
        let start = slot as usize * SLOT_PIXELS;
        // SAFETY: by the caller's promise there is no writer.
        unsafe { self.rgba.slice(colours(&(start..start + SLOT_PIXELS))) }
    }

    /// Reads the colours of pixels from (x, y) on to the right, across tiles.
    ///
    /// # Safety
    /// Nobody writes the colours of these pixels meanwhile.
    ///
    /// # Panics
    /// Where the picture ends before.
    pub unsafe fn read_colours(&self, x: u32, y: u32, to: &mut [[u8; 4]]) {
        let end = x as usize + to.len();
        assert!(
            end <= self.grid.width() as usize && y < self.grid.height(),
            "columns {x}..{end} of row {y}"
        );
        let mut to = to.as_flattened_mut();
        for run in self.grid.runs(x, y, end - x as usize) {
            let start = run.slot as usize * SLOT_PIXELS + run.index;
            let (now, later) = to.split_at_mut(run.pixels * 4);
            // SAFETY: by the caller's promise there is no writer.
            now.copy_from_slice(unsafe { self.rgba.slice(colours(&(start..start + run.pixels))) });
            to = later;
        }
    }

    /// The count and fraction of a pixel.
    ///
    /// # Safety
    /// Nobody writes this pixel meanwhile.
    ///
    /// # Panics
    /// Where there is no such pixel.
    #[must_use]
    pub unsafe fn sample(&self, x: u32, y: u32) -> (u32, f32) {
        let pixel = Rect {
            x,
            y,
            width: 1,
            height: 1,
        };
        let start = self.start(pixel);
        // SAFETY: by the caller's promise there is no writer.
        unsafe {
            (
                self.counts.slice(start..start + 1)[0],
                self.fractions.slice(start..start + 1)[0],
            )
        }
    }

    /// Takes what a rectangle's pixels are told by over from another frame that
    /// is cut in the same way, and has distance estimates if this one has.
    ///
    /// # Safety
    /// Nobody writes them in `from` meanwhile.
    ///
    /// # Panics
    /// Where the rectangle is not in one tile.
    pub unsafe fn copy_samples(&mut self, rect: Rect, from: &Self) {
        assert_eq!(self.grid, from.grid, "frames that are cut differently");
        for pixels in self.rows_of(rect) {
            // SAFETY: `self` is borrowed exclusively; `from` has no writer there.
            unsafe {
                self.counts
                    .slice_mut(pixels.clone())
                    .copy_from_slice(from.counts.slice(pixels.clone()));
                self.fractions
                    .slice_mut(pixels.clone())
                    .copy_from_slice(from.fractions.slice(pixels.clone()));
                if self.has_estimates() {
                    self.estimates
                        .slice_mut(pixels.clone())
                        .copy_from_slice(from.estimates.slice(pixels));
                }
            }
        }
    }

    /// Takes the colours of a rectangle over from another frame that is cut in
    /// the same way.
    ///
    /// # Safety
    /// Nobody writes them in `from` meanwhile.
    ///
    /// # Panics
    /// Where the rectangle is not in one tile.
    pub unsafe fn copy_colours(&mut self, rect: Rect, from: &Self) {
        assert_eq!(self.grid, from.grid, "frames that are cut differently");
        for pixels in self.rows_of(rect) {
            let bytes = colours(&pixels);
            // SAFETY: `self` is borrowed exclusively; `from` has no writer there.
            unsafe {
                self.rgba
                    .slice_mut(bytes.clone())
                    .copy_from_slice(from.rgba.slice(bytes));
            }
        }
    }

    /// Where a rectangle's first pixel is kept.
    fn start(&self, rect: Rect) -> usize {
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let (grid_width, grid_height) = (self.grid.width(), self.grid.height());
        assert!(
            !rect.is_empty() && rect.right() <= grid_width && rect.bottom() <= grid_height,
            "{rect:?} in a picture of {grid_width} × {grid_height} pixels"
        );
        let (slot, index) = self.grid.locate(x, y);
        let tile = TILE as usize;
        assert!(
            index % tile + width as usize <= tile && index / tile + height as usize <= tile,
            "{rect:?} in one tile"
        );
        slot as usize * SLOT_PIXELS + index
    }

    /// Where the rows of a rectangle are kept, in pixels from the first slot's
    /// first: for what is kept beside the frame in the same order.
    ///
    /// # Panics
    /// Where the rectangle is not in one tile.
    pub fn rows_of(&self, rect: Rect) -> impl Iterator<Item = Range<usize>> + use<> {
        let start = if rect.is_empty() { 0 } else { self.start(rect) };
        (0..rect.height as usize).map(move |row| {
            let start = start + row * TILE as usize;
            start..start + rect.width as usize
        })
    }
}

/// The bytes of the colours of pixels.
fn colours(pixels: &Range<usize>) -> Range<usize> {
    pixels.start * 4..pixels.end * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_do_not_overlap_wherever_the_picture_begins() {
        for by in [(0, 0), (5, -3), (-64, 128), (-1, 63)] {
            let mut frame = Frame::new(TileGrid::new(150, 130), false).expect("a small frame");
            frame.pan(by);
            let mut seen = vec![false; frame.counts.len()];
            for slot in frame.grid().visible() {
                for index in frame.rows_of(frame.grid().tile(slot).visible).flatten() {
                    assert!(!std::mem::replace(&mut seen[index], true));
                }
            }
            assert_eq!(seen.into_iter().filter(|&seen| seen).count(), 150 * 130);
        }
    }

    #[test]
    fn a_rectangle_taken_over_is_the_same_and_nothing_beside_it_changes() {
        let grid = TileGrid::new(100, 70).panned((-7, -9));
        let from = Frame::new(grid, true).expect("a small frame");
        let mut to = Frame::new(grid, true).expect("a small frame");
        let tile = grid.tile(0).visible;
        let rect = Rect {
            x: tile.x + 3,
            y: tile.y + 2,
            width: 20,
            height: 10,
        };
        // SAFETY: this thread alone knows the frames.
        unsafe {
            let samples = from.cells(tile);
            for (count, fraction) in samples.counts.iter().zip(samples.fractions) {
                count.set(7);
                fraction.set(0.5);
            }
            for estimate in samples.estimates.expect("it has them") {
                estimate.set([3.0, -1.0]);
            }
            from.paint(tile, |_, rgba| rgba.fill(9));
            to.copy_samples(rect, &from);
            to.copy_colours(rect, &from);
        }
        for slot in grid.visible() {
            let visible = grid.tile(slot).visible;
            // SAFETY: as above.
            for (y, row) in (visible.y..).zip(unsafe { to.rows(visible) }) {
                let estimates = row.estimates.expect("it has them");
                for (x, (&count, &fraction)) in
                    (visible.x..).zip(row.counts.iter().zip(row.fractions))
                {
                    let inside =
                        (rect.x..rect.right()).contains(&x) && (rect.y..rect.bottom()).contains(&y);
                    let colour = row.rgba[(x - visible.x) as usize * 4];
                    let estimate = estimates[(x - visible.x) as usize];
                    let expected = if inside {
                        (7, 0.5, 9, [3.0, -1.0])
                    } else {
                        (0, 0.0, 0, [0.0; 2])
                    };
                    assert_eq!((count, fraction, colour, estimate), expected);
                }
            }
        }
    }

    #[test]
    fn a_row_of_colours_is_read_across_tiles() {
        for by in [(0, 0), (-7, -9), (100, 3)] {
            let mut frame = Frame::new(TileGrid::new(150, 70), false).expect("a small frame");
            frame.pan(by);
            for slot in frame.grid().visible() {
                let visible = frame.grid().tile(slot).visible;
                let (x, mut y) = (visible.x as u8, visible.y as u8);
                // SAFETY: this thread alone knows the frame.
                unsafe {
                    frame.paint(visible, |_, rgba| {
                        for (x, pixel) in (x..).zip(rgba.chunks_exact_mut(4)) {
                            pixel.copy_from_slice(&[x, y, 0, 255]);
                        }
                        y += 1;
                    });
                }
            }
            for (x, y, len) in [(0, 0, 150), (3, 69, 140), (149, 20, 1), (70, 64, 0)] {
                let mut row = vec![[0; 4]; len];
                // SAFETY: as above.
                unsafe { frame.read_colours(x, y, &mut row) };
                let expected = (x as u8..)
                    .zip(&row)
                    .all(|(x, got)| *got == [x, y as u8, 0, 255]);
                assert!(expected, "{row:?}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "in one tile")]
    fn a_rectangle_of_two_tiles_is_refused() {
        let frame = Frame::new(TileGrid::new(100, 70), false).expect("a small frame");
        let across = Rect {
            x: 60,
            y: 0,
            width: 10,
            height: 1,
        };
        // SAFETY: this thread alone knows the frame.
        let _ = unsafe { frame.cells(across) };
    }

    #[test]
    fn a_frame_keeps_its_memory_when_it_shrinks() {
        let mut frame = Frame::new(TileGrid::new(300, 300), true).expect("a small frame");
        let before = frame.counts.start();
        frame
            .reshape(TileGrid::new(10, 10), false)
            .expect("less memory");
        assert!(!frame.has_estimates());
        assert_eq!(frame.counts.start(), before);
        assert_eq!(frame.grid(), TileGrid::new(10, 10));
    }
}
