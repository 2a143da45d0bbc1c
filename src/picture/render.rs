//! Whole pictures on the host, by the same pool that runs in the browser.

use super::item::Layer;
use super::layers::Picture;
use crate::pool::{Publisher, TileGrid};
use crate::view::{Size, View};
use std::collections::TryReserveError;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

/// A picture with every pixel computed.
pub struct Rendered {
    picture: Picture,
}

/// How often the threads are looked after.
const LOOK: Duration = Duration::from_millis(200);

/// Renders `view` at `size` with `threads` threads, one at least.
///
/// # Errors
/// Where the memory cannot be had.
///
/// # Panics
/// Where a worker panicked.
pub fn render(view: &View, size: Size, threads: usize) -> Result<Rendered, TryReserveError> {
    let picture = Picture::new(0, view, size, None)?;
    let items = picture.fine_items();
    let threads = threads.max(1);
    let mut publisher = Publisher::new(threads);
    thread::scope(|scope| {
        let seats: Vec<usize> = (0..threads)
            .map_while(|_| publisher.seat_worker())
            .collect();
        let workers: Vec<_> = seats
            .iter()
            .map(|&seat| {
                let pool = publisher.pool();
                scope.spawn(move || pool.work(seat))
            })
            .collect();
        publisher.publish(picture, items);
        loop {
            let start = Instant::now();
            let complete = publisher.wait(LOOK, || start.elapsed());
            // One that panicked finishes nothing more: the scope tells of it.
            if complete || workers.iter().any(ScopedJoinHandle::is_finished) {
                break;
            }
        }
        publisher.withdraw();
        publisher.retire_workers(&seats);
    });
    // All workers have left, so the job is quiet.
    let retired = publisher.reap().expect("nobody is inside the job");
    Ok(Rendered {
        picture: retired.job,
    })
}

impl Rendered {
    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> Size {
        let grid = self.picture.grid(Layer::Fine);
        Size {
            width: grid.width(),
            height: grid.height(),
        }
    }

    /// The iteration limit that was used.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.picture.limit()
    }

    /// Iterations done.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.picture.work()
    }

    /// The count and fraction of a pixel, from the top left.
    ///
    /// # Panics
    /// Where there is no such pixel.
    #[must_use]
    pub fn sample(&self, x: u32, y: u32) -> (u32, f32) {
        // SAFETY: the picture is complete and nobody else's.
        unsafe { self.picture.sample(x, y) }
    }

    /// The counts and the fractions, row by row from the top.
    #[must_use]
    pub fn samples(&self) -> (Vec<u32>, Vec<f32>) {
        let frame = &self.picture.frames.fine;
        let grid = frame.grid();
        // SAFETY: the picture is complete and nobody else's.
        let samples = |tile| unsafe { frame.samples(tile) };
        (
            rows(grid, 1, |tile| samples(tile).0),
            rows(grid, 1, |tile| samples(tile).1),
        )
    }

    /// The colours, 4 bytes a pixel, row by row from the top.
    #[must_use]
    pub fn rgba(&self) -> Vec<u8> {
        // SAFETY: the picture is complete and nobody else's.
        rows(self.picture.grid(Layer::Fine), 4, |tile| unsafe {
            self.picture.rgba(Layer::Fine, tile)
        })
    }
}

/// The values of all tiles, `depth` a pixel, as rows of the whole picture.
fn rows<'a, T>(grid: TileGrid, depth: usize, values: impl Fn(u32) -> &'a [T]) -> Vec<T>
where
    T: Copy + Default + 'a,
{
    let row_len = grid.width() as usize * depth;
    let mut rows = vec![T::default(); row_len * grid.height() as usize];
    for index in 0..grid.len() {
        let tile = grid.tile(index);
        let line_len = tile.width as usize * depth;
        for (row, line) in values(index).chunks_exact(line_len).enumerate() {
            let start = (tile.y as usize + row) * row_len + tile.x as usize * depth;
            rows[start..start + line_len].copy_from_slice(line);
        }
    }
    rows
}
