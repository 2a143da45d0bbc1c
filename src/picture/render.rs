//! Whole pictures on the host, by the same pool that runs in the browser.

use super::item::Layer;
use super::layers::Picture;
use crate::fractal::{Estimate, NoReference, Stage, Tier};
use crate::pool::{Publisher, Retired, Row, TILE, Tile};
use crate::view::{Anchor, Size, Terms, View};
use std::collections::TryReserveError;
use std::fmt;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

/// How the references of deep views are made on the host.
pub const TERMS: Terms = Terms {
    most_bytes: 4 << 30,
    exact: false,
};

/// Why there is no picture.
#[derive(Debug)]
pub enum RenderError {
    /// There is no memory for its pixels.
    Pixels(TryReserveError),
    /// There is nothing that its pixels could be told by.
    Reference(NoReference),
}

impl From<TryReserveError> for RenderError {
    fn from(error: TryReserveError) -> Self {
        Self::Pixels(error)
    }
}

impl From<NoReference> for RenderError {
    fn from(error: NoReference) -> Self {
        Self::Reference(error)
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pixels(error) => error.fmt(f),
            Self::Reference(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {}

/// What a rendering is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// What the pixels of a deep view are told by.
    Anchor,
    /// The pixels' counts and colours, one sample each.
    Pixels,
    /// More samples.
    Samples,
}

/// How long each phase took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    /// [`Phase::Anchor`]; nothing where none was needed.
    pub anchor: Duration,
    /// [`Phase::Pixels`].
    pub pixels: Duration,
    /// [`Phase::Samples`].
    pub samples: Duration,
}

/// A picture with every pixel computed.
pub struct Rendered {
    picture: Picture,
    took: Took,
}

/// How often the threads are looked after.
const LOOK: Duration = Duration::from_millis(200);

/// Renders `view` at `size` with `threads` threads, one at least.
///
/// # Errors
/// Where the memory cannot be had, or a deep view's reference takes too much.
///
/// # Panics
/// Where a worker panicked.
pub fn render(view: &View, size: Size, threads: usize) -> Result<Rendered, RenderError> {
    render_refined(view, size, 1, threads)
}

/// The same with `samples` samples a pixel, as [`Picture::refined`] makes them.
///
/// # Errors
/// Where the memory cannot be had, or a deep view's reference takes too much.
///
/// # Panics
/// Where a worker panicked.
pub fn render_refined(
    view: &View,
    size: Size,
    samples: u32,
    threads: usize,
) -> Result<Rendered, RenderError> {
    render_watched(view, size, samples, threads, &mut |_, _| ())
}

/// The same; `watch` hears now and then what it is at, and how much of that is done, 0 to
/// 1 at most: an orbit may end before its limit.
///
/// # Errors
/// Where the memory cannot be had, or a deep view's reference takes too much.
///
/// # Panics
/// Where a worker panicked.
pub fn render_watched(
    view: &View,
    size: Size,
    samples: u32,
    threads: usize,
    watch: &mut dyn FnMut(Phase, f64),
) -> Result<Rendered, RenderError> {
    let mut took = Took::default();
    let begun = Instant::now();
    let anchor = anchor(view, size, watch)?;
    took.anchor = begun.elapsed();
    let picture = Picture::new(0, view, size, anchor, None)?;
    let picture = complete(picture, samples, threads, &mut took, watch)?;
    Ok(Rendered { picture, took })
}

/// Computes all pixels of a picture, and then further samples of them.
pub(super) fn complete(
    picture: Picture,
    samples: u32,
    threads: usize,
    took: &mut Took,
    watch: &mut dyn FnMut(Phase, f64),
) -> Result<Picture, RenderError> {
    let begun = Instant::now();
    let items = picture.fine_items();
    let retired = run(picture, items, threads, &mut |done| {
        watch(Phase::Pixels, done);
    });
    took.pixels += begun.elapsed();
    let begun = Instant::now();
    let refined = retired
        .job
        .refined(0, samples, (0.0, 0.0), &retired.finished);
    let (mut picture, items) = refined.map_err(|(_, error)| error)?;
    if !items.is_empty() {
        let watch = &mut |done| watch(Phase::Samples, done);
        picture = run(picture, items, threads, watch).job;
    }
    took.samples += begun.elapsed();
    Ok(picture)
}

/// What the pixels of a view are told by, where it is a deep one.
pub(super) fn anchor(
    view: &View,
    size: Size,
    watch: &mut dyn FnMut(Phase, f64),
) -> Result<Option<Anchor>, NoReference> {
    if !view.is_deep(size) {
        return Ok(None);
    }
    let site = view.site(size);
    let limit = f64::from(site.limit().max(1));
    let anchor = site.anchor(TERMS, None, &mut |stage| {
        let (Stage::Orbit(steps) | Stage::Table(steps)) = stage;
        watch(Phase::Anchor, f64::from(steps) / limit);
        false
    });
    anchor.map(Some)
}

/// Runs all items of a picture; `watch` hears what share of them is finished.
fn run(
    picture: Picture,
    items: Vec<u32>,
    threads: usize,
    watch: &mut dyn FnMut(f64),
) -> Retired<Picture> {
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
                scope.spawn(move || pool.work(seat, || None))
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
            let share = publisher.current(|_, items, is_finished| {
                let finished = (0..items.len()).filter(|&index| is_finished(index));
                finished.count() as f64 / items.len() as f64
            });
            watch(share.unwrap_or(0.0));
        }
        publisher.withdraw();
        publisher.retire_workers(&seats);
    });
    // All workers have left, so the job is quiet.
    publisher.reap().expect("nobody is inside the job")
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

    /// Samples that every pixel has, see [`Picture::samples`].
    #[must_use]
    pub fn samples_reached(&self) -> u32 {
        self.picture.samples()
    }

    /// The arithmetic that was used.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.picture.tier()
    }

    /// How long each phase took.
    #[must_use]
    pub fn took(&self) -> Took {
        self.took
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
        (self.rows(|row| row.counts), self.rows(|row| row.fractions))
    }

    /// The distance estimates of the pixels' centres, row by row from the top; none where the
    /// view's mode needs none.
    #[must_use]
    pub fn estimates(&self) -> Option<Vec<Estimate>> {
        let has_some = self.picture.fine.frame().has_estimates();
        has_some.then(|| self.rows(|row| row.estimates.unwrap_or_default()))
    }

    /// The colours, 4 bytes a pixel, row by row from the top.
    #[must_use]
    pub fn rgba(&self) -> Vec<u8> {
        rgba(&self.picture)
    }

    /// The values of all tiles, a pixel each, as rows of the whole picture.
    fn rows<T: Copy + Default>(&self, values: fn(Row<'_>) -> &[T]) -> Vec<T> {
        let frame = self.picture.fine.frame();
        let grid = frame.grid();
        let row_len = grid.width() as usize;
        let mut rows = vec![T::default(); row_len * grid.height() as usize];
        for slot in grid.visible() {
            let visible = grid.tile(slot).visible;
            // SAFETY: the picture is complete and nobody else's.
            let lines = unsafe { frame.rows(visible) };
            for (y, line) in (visible.y as usize..).zip(lines) {
                let start = y * row_len + visible.x as usize;
                rows[start..][..visible.width as usize].copy_from_slice(values(line));
            }
        }
        rows
    }
}

/// The colours of a complete picture that nobody else has, 4 bytes a pixel, row by row.
pub(super) fn rgba(picture: &Picture) -> Vec<u8> {
    let grid = picture.grid(Layer::Fine);
    let row_len = grid.width() as usize * 4;
    let mut rows = vec![0; row_len * grid.height() as usize];
    for slot in grid.visible() {
        let Tile { visible, left, top } = grid.tile(slot);
        // SAFETY: the picture is complete and nobody else's.
        let rgba = unsafe { picture.rgba(Layer::Fine, slot) };
        let lines = rgba.chunks_exact(TILE as usize * 4).skip(top as usize);
        for (y, line) in (visible.y..visible.bottom()).zip(lines) {
            let start = y as usize * row_len + visible.x as usize * 4;
            let len = visible.width as usize * 4;
            rows[start..][..len].copy_from_slice(&line[left as usize * 4..][..len]);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;

    #[test]
    fn a_deep_rendering_tells_of_its_anchor() {
        let size = Size {
            width: 8,
            height: 8,
        };
        let mut told = Vec::new();
        let mut watch = |phase, done| told.push((phase, done));
        let deep = view("re=-2&zoom=1e30&iter=3000");
        let rendered = render_watched(&deep, size, 1, 1, &mut watch).expect("it is small");
        assert_eq!(rendered.tier(), Tier::Perturb);
        assert!(rendered.took().anchor > Duration::ZERO);
        let (phase, done) = told.first().copied().expect("its table is told of");
        assert!(phase == Phase::Anchor && (0.0..=1.0).contains(&done));
    }
}
