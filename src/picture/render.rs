//! Whole pictures on the host, by the same pool that runs in the browser.

use super::item::Layer;
use super::layers::Picture;
use crate::pool::Publisher;
use crate::view::{Size, View};
use std::collections::TryReserveError;
use std::thread;
use std::time::{Duration, Instant};

/// A picture with every pixel computed.
pub struct Rendered {
    picture: Picture,
}

/// Renders `view` at `size` with `threads` threads.
///
/// # Errors
/// Where the memory cannot be had.
///
/// # Panics
/// Where a worker panicked.
pub fn render(view: &View, size: Size, threads: usize) -> Result<Rendered, TryReserveError> {
    let picture = Picture::new(0, view, size, None)?;
    let items = picture.fine_items();
    let mut publisher = Publisher::new(threads);
    thread::scope(|scope| {
        let seats: Vec<usize> = (0..threads)
            .map_while(|_| publisher.seat_worker())
            .collect();
        for &seat in &seats {
            let pool = publisher.pool();
            scope.spawn(move || pool.work(seat));
        }
        publisher.publish(picture, items);
        let start = Instant::now();
        while !publisher.wait(Duration::from_secs(3600), || start.elapsed()) {}
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

    /// The colours, 4 bytes a pixel, row by row from the top.
    #[must_use]
    pub fn rgba(&self) -> Vec<u8> {
        let grid = self.picture.grid(Layer::Fine);
        let row_bytes = grid.width() as usize * 4;
        let mut rows = vec![0; row_bytes * grid.height() as usize];
        for index in 0..grid.len() {
            let tile = grid.tile(index);
            // SAFETY: the picture is complete and nobody else's.
            let pixels = unsafe { self.picture.rgba(Layer::Fine, index) };
            let tile_bytes = tile.width as usize * 4;
            for (row, line) in pixels.chunks_exact(tile_bytes).enumerate() {
                let start = (tile.y as usize + row) * row_bytes + tile.x as usize * 4;
                rows[start..start + tile_bytes].copy_from_slice(line);
            }
        }
        rows
    }
}
