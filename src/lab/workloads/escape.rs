//! Pictures of the Mandelbrot set and a Julia set, by the explorer's own kernels.

use crate::fractal::{Painter, Region, Task};
use crate::lab::Kernel;
use crate::pool::Rect;
use crate::view::{Size, permalink};

/// A busy view: filaments all over, hardly any interior.
pub(super) const VALLEY: &str = "re=-0.74095&im=0.12003&zoom=7500";

/// Pixels that are computed before they are coloured: a row of the usual size.
const BAND: usize = 1024;

/// Fewer pixels at once fill no lanes: they are iterated one by one.
const LANES: usize = 4;

/// See the module.
pub(super) struct Escape {
    size: u32,
    task: Task,
    painter: Painter,
}

impl Escape {
    /// A square picture of a view, by its permalink.
    pub(super) fn new(edge: u32, link: &str) -> Self {
        let size = Size {
            width: edge,
            height: edge,
        };
        let (view, _) = permalink::parse(link, None);
        Self {
            size: edge,
            task: view.direct(size),
            painter: Painter::new(view.colouring()),
        }
    }

    /// Computes a region in bands of at most `ROOM` pixels. At the end of each the lanes
    /// run empty: it is as large as there is room for, whoever asks, and no narrower than a
    /// tile, for pixels that are near each other take about as long.
    fn bands<const ROOM: usize>(
        &self,
        region: Rect,
        cells: &mut [u32],
        stale: &mut dyn FnMut() -> bool,
    ) -> bool {
        let (tile, _) = self.tile();
        let across = tile.max(ROOM as u32 / region.height).min(region.width);
        let down = ROOM / across as usize;
        let mut rest = cells;
        for y in (region.y..region.bottom()).step_by(down) {
            let height = (region.bottom() - y).min(down as u32);
            let (rows, below) = rest.split_at_mut((region.width * height) as usize);
            rest = below;
            for x in (region.x..region.right()).step_by(across as usize) {
                let band = Region {
                    x,
                    y,
                    width: (region.right() - x).min(across),
                    height,
                };
                let lines = rows.chunks_exact_mut(region.width as usize);
                let lines = lines.map(|row| &mut row[(x - region.x) as usize..]);
                if !self.band::<ROOM>(band, lines, stale) {
                    return false;
                }
            }
        }
        true
    }

    /// Computes a band, into lines that begin where its own do.
    fn band<'a, const ROOM: usize>(
        &self,
        band: Region,
        lines: impl Iterator<Item = &'a mut [u32]>,
        stale: &mut dyn FnMut() -> bool,
    ) -> bool {
        let (mut counts, mut fractions) = ([0; ROOM], [0.0; ROOM]);
        let pixels = band.pixels();
        let (counts, fractions) = (&mut counts[..pixels], &mut fractions[..pixels]);
        let outcome = if pixels < LANES {
            self.task.render_scalar(band, counts, fractions, stale)
        } else {
            self.task.render(band, counts, fractions, stale)
        };
        let width = band.width as usize;
        let counts = counts.chunks_exact(width);
        for ((line, counts), fractions) in lines.zip(counts).zip(fractions.chunks_exact(width)) {
            for ((cell, count), fraction) in line.iter_mut().zip(counts).zip(fractions) {
                let mut rgba = [0; 4];
                self.painter.paint(&[*count], &[*fraction], None, &mut rgba);
                *cell = u32::from_le_bytes(rgba);
            }
        }
        outcome.finished
    }
}

impl Kernel for Escape {
    fn size(&self) -> (u32, u32) {
        (self.size, self.size)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        // A claim of a single pixel is not to pay for the room of a band.
        if region.pixels() < LANES {
            self.bands::<LANES>(region, cells, stale)
        } else {
            self.bands::<BAND>(region, cells, stale)
        }
    }
}
