//! Which pixels are worth more than one sample: those near which the complete
//! picture's colours differ.
//!
//! It depends on the complete picture alone, not on how that is cut into tiles or
//! panned, nor on how far its refinement is: so every way to a picture of so many
//! samples ends in the same bytes.
//!
//! Measured at 1280 × 720, against 16 samples everywhere:
//!
//! | view | pixels refined | off by more than 1 level |
//! | --- | --- | --- |
//! | home | 6.5 % | 0.0013 % (with 1 sample: 1.6 %) |
//! | seahorses, 7500 times | 94 % | 0 (74 %) |
//! | their valley, 300 times | 27 % | 0.0037 % (17 %) |
//! | the needle, 20 times | 9.6 % | 0.0002 % (1.2 %) |
//! | a Julia set | 36 % | 0 (18 %) |
//!
//! What is missed are specks in black, where the limit of iterations decides. A
//! smaller reach misses more of them (1 pixel: 0.053 % in the valley); a smaller
//! contrast misses no fewer, and refines more. To leave blocks of 8 × 8 pixels
//! after two passes that changed nothing took more samples (2.5 a pixel at home
//! for 1) and missed more.

use crate::pool::{Rect, TILE, TileGrid};

/// How far the neighbourhood of a pixel reaches, in pixels.
pub(super) const REACH: usize = 3;

/// The difference of a channel in it, in levels, that a smooth colour makes.
const SMOOTH: u8 = 8;

/// Columns and rows of a neighbourhood.
const ACROSS: usize = 2 * REACH + 1;

/// The pixels of a tile, a row an entry: bit `i` stands for column `i` of what is
/// seen of it.
pub type Wanted = [u64; TILE as usize];

/// The least and the most of each channel, a column an entry.
#[derive(Clone, Copy)]
struct Extent {
    least: [[u8; 4]; TILE as usize],
    most: [[u8; 4]; TILE as usize],
}

impl Extent {
    const NONE: Self = Self {
        least: [[u8::MAX; 4]; TILE as usize],
        most: [[0; 4]; TILE as usize],
    };

    /// Takes colours in, a column each: 512 bytes, so that a call is nothing. Inlined it was
    /// there some twenty times.
    #[inline(never)]
    fn extend(&mut self, least: &[[u8; 4]], most: &[[u8; 4]]) {
        let mine = self.least.as_flattened_mut().iter_mut();
        for (mine, &other) in mine.zip(least.as_flattened()) {
            *mine = (*mine).min(other);
        }
        let mine = self.most.as_flattened_mut().iter_mut();
        for (mine, &other) in mine.zip(most.as_flattened()) {
            *mine = (*mine).max(other);
        }
    }

    /// The columns, as bits, whose contrast is above what is smooth.
    fn rough(&self) -> u64 {
        let mut bits = 0;
        for (column, (least, most)) in self.least.iter().zip(&self.most).enumerate() {
            let is_rough = (0..4).any(|channel| most[channel] - least[channel] > SMOOTH);
            bits |= u64::from(is_rough) << column;
        }
        bits
    }
}

/// The pixels of what is seen of a tile that are worth refining, in a picture that
/// is cut like `grid`. `read` reads its colours from a pixel on to the right.
pub(super) fn worth_refining(
    grid: TileGrid,
    visible: Rect,
    read: impl Fn(u32, u32, &mut [[u8; 4]]),
) -> Wanted {
    let columns = u64::MAX >> (TILE - visible.width);
    let last_row = grid.height() as usize - 1;
    // The last rows, each column with those beside it.
    let mut rows = [Extent::NONE; ACROSS];
    let mut wanted = [0; TILE as usize];
    for row in 0..visible.height as usize + 2 * REACH {
        // Beyond the picture's edges nothing is: the pixels there again add nothing.
        let y = (visible.y as usize + row).saturating_sub(REACH);
        let colours = row_with_margins(grid, visible, y.min(last_row) as u32, &read);
        let extent = &mut rows[row % ACROSS];
        *extent = Extent::NONE;
        for shift in 0..ACROSS {
            extent.extend(&colours[shift..], &colours[shift..]);
        }
        if let Some(above) = row.checked_sub(2 * REACH) {
            let mut around = Extent::NONE;
            for row in &rows {
                around.extend(&row.least, &row.most);
            }
            wanted[above] = around.rough() & columns;
        }
    }
    wanted
}

/// The colours of a row of what is seen of a tile, and those within reach on both
/// sides; past the picture's edges its last one again.
fn row_with_margins(
    grid: TileGrid,
    visible: Rect,
    y: u32,
    read: impl Fn(u32, u32, &mut [[u8; 4]]),
) -> [[u8; 4]; TILE as usize + 2 * REACH] {
    let mut colours = [[0; 4]; TILE as usize + 2 * REACH];
    let left = REACH.min(visible.x as usize);
    let right = REACH.min((grid.width() - visible.right()) as usize);
    let known = REACH - left..REACH + visible.width as usize + right;
    read(visible.x - left as u32, y, &mut colours[known.clone()]);
    let (first, last) = (colours[known.start], colours[known.end - 1]);
    colours[..known.start].fill(first);
    colours[known.end..].fill(last);
    colours
}

#[cfg(test)]
mod tests {
    use super::super::centres::Centres;
    use super::*;
    use crate::pool::Frame;
    use proptest::prelude::*;

    /// By the definition, pixel by pixel.
    fn plain(colours: &[Vec<[u8; 4]>], x: usize, y: usize) -> bool {
        let near = |at: usize, len: usize| at.saturating_sub(REACH)..(at + REACH + 1).min(len);
        (0..4).any(|channel| {
            let around = || {
                near(y, colours.len())
                    .flat_map(|y| colours[y][near(x, colours[y].len())].iter())
                    .map(|colour| colour[channel])
            };
            around().max().unwrap() - around().min().unwrap() > SMOOTH
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn they_are_those_of_the_definition_however_the_picture_is_cut(
            width in 1..150_u32, height in 1..100_u32, by in (-80..80_i32, -80..80_i32),
            specks in prop::collection::vec((0..150_u32, 0..100_u32, 0..40_u8), 0..30),
        ) {
            let mut colours = vec![vec![[100, 100, 100, 255]; width as usize]; height as usize];
            for (x, y, level) in specks {
                colours[(y % height) as usize][(x % width) as usize][(x % 3) as usize] = 80 + level;
            }
            let mut frame = Frame::new(TileGrid::new(width, height), false).expect("a small frame");
            frame.pan(by);
            for slot in frame.grid().visible() {
                let Rect { x, mut y, width, .. } = frame.grid().tile(slot).visible;
                // SAFETY: this thread alone knows the frame.
                unsafe {
                    frame.paint(frame.grid().tile(slot).visible, |_, rgba| {
                        let row = &colours[y as usize][x as usize..][..width as usize];
                        rgba.copy_from_slice(row.as_flattened());
                        y += 1;
                    });
                }
            }
            // A copy of the colours alone says the same.
            let mut centres = Centres::new(TileGrid::new(width, height), None).expect("a small one");
            centres.pan(by);
            for slot in frame.grid().visible() {
                // SAFETY: as above.
                centres.slot_mut(slot).copy_from_slice(unsafe { frame.rgba(slot) });
            }
            for slot in frame.grid().visible() {
                let visible = frame.grid().tile(slot).visible;
                let wanted = worth_refining(frame.grid(), visible, |x, y, to| {
                    // SAFETY: as above.
                    unsafe { frame.read_colours(x, y, to) };
                });
                let is_any = wanted.iter().any(|&row| row != 0);
                prop_assert_eq!(centres.worth_refining(slot), is_any.then_some(wanted));
                for row in 0..TILE {
                    for column in 0..TILE {
                        let expected = column < visible.width
                            && row < visible.height
                            && plain(&colours, (visible.x + column) as usize, (visible.y + row) as usize);
                        prop_assert_eq!(wanted[row as usize] >> column & 1 == 1, expected);
                    }
                }
            }
        }
    }
}
