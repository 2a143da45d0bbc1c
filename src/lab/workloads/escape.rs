//! Pictures of the Mandelbrot set and a Julia set, by the explorer's own kernels.

use crate::fractal::{Painter, Region, Task};
use crate::lab::Kernel;
use crate::pool::Rect;
use crate::view::{Size, permalink};

/// A busy view: filaments all over, hardly any interior.
pub(super) const VALLEY: &str = "re=-0.74095&im=0.12003&zoom=7500";

/// Pixels that are computed before they are coloured.
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

    /// Computes a band of whole rows, or a part of a row.
    fn band(&self, region: Region, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        let (mut counts, mut fractions) = ([0; BAND], [0.0; BAND]);
        let pixels = region.pixels();
        let (counts, fractions) = (&mut counts[..pixels], &mut fractions[..pixels]);
        let outcome = if pixels < LANES {
            self.task.render_scalar(region, counts, fractions, stale)
        } else {
            self.task.render(region, counts, fractions, stale)
        };
        for ((cell, count), fraction) in cells.iter_mut().zip(&*counts).zip(&*fractions) {
            let mut rgba = [0; 4];
            self.painter.paint(&[*count], &[*fraction], &mut rgba);
            *cell = u32::from_le_bytes(rgba);
        }
        outcome.finished
    }
}

impl Kernel for Escape {
    fn size(&self) -> (u32, u32) {
        (self.size, self.size)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        let mut rest = cells;
        // Bands as wide as a tile, whoever asks: nobody's lanes run empty more often.
        let (across, _) = self.tile();
        for y in (region.y..region.bottom()).step_by(BAND / across as usize) {
            let height = (region.bottom() - y).min(BAND as u32 / across);
            let (rows, below) = rest.split_at_mut((region.width * height) as usize);
            rest = below;
            for x in (region.x..region.right()).step_by(across as usize) {
                let width = (region.right() - x).min(across);
                let mut band = [0; BAND];
                let band = &mut band[..(width * height) as usize];
                let part = Region {
                    x,
                    y,
                    width,
                    height,
                };
                if !self.band(part, band, stale) {
                    return false;
                }
                let lines = band.chunks_exact(width as usize);
                for (row, line) in rows.chunks_exact_mut(region.width as usize).zip(lines) {
                    row[(x - region.x) as usize..][..line.len()].copy_from_slice(line);
                }
            }
        }
        true
    }
}
