//! Pictures of the Mandelbrot set and a Julia set, by the explorer's own kernels.

use crate::fractal::{NoReference, Painter, Region, Task};
use crate::lab::Kernel;
use crate::pool::Rect;
use crate::view::{Size, Terms, permalink};
use std::iter;

/// A busy view: filaments all over, hardly any interior.
pub(super) const VALLEY: &str = "re=-0.74095&im=0.12003&zoom=7500";

/// A view that is deeper than `f64` resolves, told by a reference orbit: about a minibrot
/// of period 127, `own-1101-03` of the tests' locations.
pub(super) const DEEP: &str = "re=-1.624807512452703137023643310823760840\
    &im=0.005718814846149834196049195979101287&zoom=1e24&iter=7620";

/// How its reference is made. It takes some kilobytes.
const TERMS: Terms = Terms {
    most_bytes: 1 << 24,
    exact: false,
};

/// Pixels that are computed before they are coloured: a row of the usual size.
const BAND: usize = 1024;

/// Fewer pixels at once fill no lanes: they are iterated one by one. Of a deep view so many
/// go along the reference together, by steps that are fit for all of them.
const LANES: usize = 4;

/// See the module.
pub(super) struct Escape {
    size: u32,
    task: Task,
    painter: Painter,
}

impl Escape {
    /// A square picture of a view, by its permalink. A deep one's reference is computed here.
    pub(super) fn new(edge: u32, link: &str) -> Result<Self, NoReference> {
        let size = Size {
            width: edge,
            height: edge,
        };
        let (view, _) = permalink::parse(link, None);
        let anchor = view
            .is_deep(size)
            .then(|| view.anchor(size, TERMS, &mut || false))
            .transpose()?;
        Ok(Self {
            size: edge,
            task: view.task(size, anchor.as_ref()),
            painter: Painter::new(view.colouring()),
        })
    }

    fn is_deep(&self) -> bool {
        self.task.reference.is_some()
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

    /// Computes a region of a deep view, in groups of neighbours. The last bits of a pixel,
    /// and in one of a million its count, depend on who goes with it: whoever wants one
    /// computes its whole group, which in wasm takes as long as one alone.
    fn groups(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        let first = region.x - region.x % LANES as u32;
        for (y, row) in (region.y..).zip(cells.chunks_exact_mut(region.width as usize)) {
            for x in (first..region.right()).step_by(LANES) {
                let mut group = [0; LANES];
                let band = Region {
                    x,
                    y,
                    width: (self.size - x).min(LANES as u32),
                    height: 1,
                };
                if stale() || !self.band::<LANES>(band, iter::once(&mut group[..]), stale) {
                    return false;
                }
                let (from, to) = (x.max(region.x), (x + band.width).min(region.right()));
                let own = &group[(from - x) as usize..(to - x) as usize];
                row[(from - region.x) as usize..][..own.len()].copy_from_slice(own);
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
        let outcome = if pixels < LANES && !self.is_deep() {
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
        if self.is_deep() {
            self.groups(region, cells, stale)
        } else if region.pixels() < LANES {
            // A claim of a single pixel is not to pay for the room of a band.
            self.bands::<LANES>(region, cells, stale)
        } else {
            self.bands::<BAND>(region, cells, stale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fractal::{Stage, Tier};
    use crate::view::testing::view;

    fn square(edge: u32) -> Size {
        Size {
            width: edge,
            height: edge,
        }
    }

    #[test]
    fn the_deep_view_is_told_by_an_orbit_that_comes_round_at_every_size() {
        for size in [1, 16, 128, 4096].map(square) {
            let view = view(DEEP);
            assert_eq!(view.tier(size), Tier::Perturb);
            let mut last = None;
            let anchor = view.site(size).anchor(TERMS, None, &mut |stage| {
                last = Some(stage);
                false
            });
            assert!(anchor.is_ok_and(|anchor| anchor.reference().bytes() < 1 << 17));
            assert_eq!(last, Some(Stage::Table(127)));
        }
    }

    #[test]
    fn a_deep_picture_is_the_explorers_but_for_last_bits() {
        let edge = 131;
        let picture = Escape::new(edge, DEEP).expect("it is short");
        let whole = Region {
            x: 0,
            y: 0,
            width: edge,
            height: edge,
        };
        let (mut counts, mut fractions) = (vec![0; whole.pixels()], vec![0.0; whole.pixels()]);
        let task = &picture.task;
        task.render(whole, &mut counts, &mut fractions, &mut || false);
        let mut rgba = vec![0; 4 * whole.pixels()];
        picture.painter.paint(&counts, &fractions, None, &mut rgba);
        let pixels = picture.alone().into_iter().zip(rgba.as_chunks().0);
        let differ = pixels.filter(|(own, expected)| own.to_le_bytes() != **expected);
        assert!(differ.count() < whole.pixels() / 100);
    }
}
