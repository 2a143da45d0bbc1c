//! A picture's pixels in shared memory, tile after tile.
//!
//! The pixels of a tile lie together, row by row without gaps: a tile is then
//! presented by one copy, and two workers never write into one cache line but at
//! a tile's edge. Each pixel holds its count, its fraction and its colour.

use super::tiles::TileGrid;
use std::cell::UnsafeCell;
use std::collections::TryReserveError;
use std::ops::Range;

/// The pixels of one tile, row by row.
#[derive(Debug)]
pub struct TilePixels<'a> {
    /// Iterations until escape, or the mark for none.
    pub counts: &'a mut [u32],
    /// The fractional part of the smooth count, 0 to 1.
    pub fractions: &'a mut [f32],
    /// Red, green, blue, alpha; 4 bytes a pixel.
    pub rgba: &'a mut [u8],
}

/// A picture's pixels, shared between the workers tile by tile.
#[derive(Debug)]
pub struct Frame {
    grid: TileGrid,
    counts: Cells<u32>,
    fractions: Cells<f32>,
    rgba: Cells<u8>,
}

impl Frame {
    /// Bytes that a pixel takes.
    pub const PIXEL_BYTES: u64 = 12;

    /// A frame for a picture.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub fn new(grid: TileGrid) -> Result<Self, TryReserveError> {
        let mut frame = Self {
            grid: TileGrid::new(0, 0),
            counts: Cells(Vec::new()),
            fractions: Cells(Vec::new()),
            rgba: Cells(Vec::new()),
        };
        frame.reshape(grid)?;
        Ok(frame)
    }

    /// Makes the frame one for another picture, keeping its memory where it is
    /// enough. The pixels are unspecified then.
    ///
    /// # Errors
    /// Where the memory cannot be had; the frame has no pixels then.
    pub fn reshape(&mut self, grid: TileGrid) -> Result<(), TryReserveError> {
        let pixels = grid.width() as usize * grid.height() as usize;
        self.grid = TileGrid::new(0, 0);
        self.counts.resize(pixels)?;
        self.fractions.resize(pixels)?;
        self.rgba.resize(pixels * 4)?;
        self.grid = grid;
        Ok(())
    }

    /// How the picture is cut.
    #[must_use]
    pub fn grid(&self) -> TileGrid {
        self.grid
    }

    /// The pixels of a tile, to write.
    ///
    /// # Safety
    /// Until the pixels are let go nobody else reads or writes this tile.
    ///
    /// # Panics
    /// Where there is no such tile.
    #[must_use]
    pub unsafe fn tile_mut(&self, index: u32) -> TilePixels<'_> {
        let pixels = self.range(index);
        // SAFETY: tiles do not overlap, and the caller has this one alone.
        unsafe {
            TilePixels {
                counts: self.counts.slice_mut(pixels.clone()),
                fractions: self.fractions.slice_mut(pixels.clone()),
                rgba: self.rgba.slice_mut(pixels.start * 4..pixels.end * 4),
            }
        }
    }

    /// The colours of a tile.
    ///
    /// # Safety
    /// Nobody writes this tile meanwhile.
    ///
    /// # Panics
    /// Where there is no such tile.
    #[must_use]
    pub unsafe fn rgba(&self, index: u32) -> &[u8] {
        let pixels = self.range(index);
        // SAFETY: by the caller's promise there is no writer.
        unsafe { self.rgba.slice(pixels.start * 4..pixels.end * 4) }
    }

    /// The counts and fractions of a tile.
    ///
    /// # Safety
    /// Nobody writes this tile meanwhile.
    ///
    /// # Panics
    /// Where there is no such tile.
    #[must_use]
    pub unsafe fn samples(&self, index: u32) -> (&[u32], &[f32]) {
        let pixels = self.range(index);
        // SAFETY: by the caller's promise there is no writer.
        unsafe {
            (
                self.counts.slice(pixels.clone()),
                self.fractions.slice(pixels),
            )
        }
    }

    /// Takes a tile over from another frame of the same picture.
    ///
    /// # Safety
    /// Nobody writes this tile of `from` meanwhile.
    ///
    /// # Panics
    /// Where there is no such tile in one of them, or it has another size there.
    pub unsafe fn copy_tile(&mut self, index: u32, from: &Self) {
        // SAFETY: `self` is borrowed exclusively; `from` has no writer there.
        let (mine, (counts, fractions), rgba) =
            unsafe { (self.tile_mut(index), from.samples(index), from.rgba(index)) };
        mine.counts.copy_from_slice(counts);
        mine.fractions.copy_from_slice(fractions);
        mine.rgba.copy_from_slice(rgba);
    }

    /// Where a tile's pixels lie. Tiles follow each other along the rows, so
    /// before a tile lie all rows above it and the tiles to its left.
    fn range(&self, index: u32) -> Range<usize> {
        assert!(
            index < self.grid.len(),
            "tile {index} of {}",
            self.grid.len()
        );
        let tile = self.grid.tile(index);
        let above = tile.y as usize * self.grid.width() as usize;
        let left = tile.x as usize * tile.height as usize;
        let start = above + left;
        start..start + tile.pixels()
    }
}

/// Values that several threads write, each its own.
#[derive(Debug)]
struct Cells<T>(Vec<UnsafeCell<T>>);

// SAFETY: all access goes through the unsafe methods of `Frame`, whose callers
// promise one writer and no reader, or readers alone, for every tile.
unsafe impl<T: Send + Sync> Sync for Cells<T> {}

impl<T: Copy + Default> Cells<T> {
    fn resize(&mut self, len: usize) -> Result<(), TryReserveError> {
        if self.0.capacity() < len {
            // The old memory first: both together may be more than there is.
            self.0 = Vec::new();
            self.0.try_reserve_exact(len)?;
        }
        self.0.resize_with(len, UnsafeCell::default);
        Ok(())
    }

    /// # Safety
    /// Nobody writes the range meanwhile.
    unsafe fn slice(&self, range: Range<usize>) -> &[T] {
        let cells = &self.0[range];
        // SAFETY: a cell has its value's layout; by the caller's promise there is
        // no writer.
        unsafe { std::slice::from_raw_parts(cells.as_ptr().cast::<T>(), cells.len()) }
    }

    /// # Safety
    /// Nobody else reads or writes the range meanwhile.
    #[expect(
        clippy::mut_from_ref,
        reason = "the caller promises that it is exclusive"
    )]
    unsafe fn slice_mut(&self, range: Range<usize>) -> &mut [T] {
        let cells = &self.0[range];
        // SAFETY: a cell has its value's layout and may be written through a
        // shared reference; by the caller's promise it is this caller's alone.
        unsafe { std::slice::from_raw_parts_mut(UnsafeCell::raw_get(cells.as_ptr()), cells.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_do_not_overlap_and_fill_the_frame() {
        let grid = TileGrid::new(150, 130);
        let frame = Frame::new(grid).expect("a small frame");
        let mut next = 0;
        for index in 0..grid.len() {
            let range = frame.range(index);
            assert_eq!(range.start, next);
            next = range.end;
        }
        assert_eq!(next, 150 * 130);
    }

    #[test]
    fn a_tile_taken_over_is_the_same() {
        let grid = TileGrid::new(100, 70);
        let from = Frame::new(grid).expect("a small frame");
        let mut to = Frame::new(grid).expect("a small frame");
        for index in 0..grid.len() {
            // SAFETY: this thread alone knows the frame.
            let pixels = unsafe { from.tile_mut(index) };
            pixels.counts.fill(index + 7);
            pixels.fractions.fill(0.5);
            pixels.rgba.fill(index as u8);
            // SAFETY: as above.
            unsafe { to.copy_tile(index, &from) };
            // SAFETY: as above.
            let (counts, fractions) = unsafe { to.samples(index) };
            assert!(counts.iter().all(|&count| count == index + 7));
            assert!(fractions.iter().all(|&fraction| fraction == 0.5));
            // SAFETY: as above.
            let rgba = unsafe { to.rgba(index) };
            assert!(rgba.iter().all(|&byte| byte == index as u8));
        }
    }

    #[test]
    fn a_frame_keeps_its_memory_when_it_shrinks() {
        let mut frame = Frame::new(TileGrid::new(300, 300)).expect("a small frame");
        let before = frame.counts.0.as_ptr();
        frame.reshape(TileGrid::new(10, 10)).expect("less memory");
        assert_eq!(frame.counts.0.as_ptr(), before);
        assert_eq!(frame.grid(), TileGrid::new(10, 10));
    }
}
