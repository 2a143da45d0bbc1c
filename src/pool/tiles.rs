//! A picture cut into tiles that stay where they are while it is panned.
//!
//! The tiles are those of the plane's pixels, not of the picture: a pan moves
//! the picture, as a window, over them. A tile that is still seen keeps its
//! slot of memory, one that comes in takes the slot of one that went out.
//! Hence the slots lie on a torus, with room for one more column and row than
//! the window fills when it begins at a tile's edge:
//!
//! ```text
//!            ┌──────┬──────┬──────┬──────┐
//!            │ 0  ┌─┼──────┼──────┼─┐  3 │   the window's left edge lies in
//!            │    │ │      │      │ │    │   column 0, its right edge in 3;
//!            ├────┼─┼──────┼──────┼─┼────┤   when it has moved right by half
//!            │ 4  │ │      │      │ │  7 │   a tile it leaves column 0, and
//!            │    └─┼──────┼──────┼─┘    │   what comes in on the right is
//!            └──────┴──────┴──────┴──────┘   column 0 again
//! ```

use super::rect::Rect;

/// The edge of a tile in pixels.
pub const TILE: u32 = 64;

/// What is seen of a tile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// The pixels of the picture that it holds; empty for a slot that is not in
    /// use.
    pub visible: Rect,
    /// Columns of the tile to the left of them.
    pub left: u32,
    /// Rows of the tile above them.
    pub top: u32,
}

/// How a picture is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileGrid {
    width: u32,
    height: u32,
    /// Where on the torus the picture's top left pixel lies, in pixels from its
    /// first slot's.
    origin: (u32, u32),
}

/// Pixels of a row that are kept side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub slot: u32,
    /// Of the first of them in its slot.
    pub index: usize,
    pub pixels: usize,
}

impl TileGrid {
    /// The tiles of a picture of `width` × `height` pixels that begins with a
    /// whole tile.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            origin: (0, 0),
        }
    }

    /// The tiles after what is seen has moved by `dx` pixels to the right and
    /// `dy` down: a pixel that both pictures have is in the same slot, at the
    /// same index.
    #[must_use]
    pub fn panned(self, (dx, dy): (i32, i32)) -> Self {
        let moved = |origin: u32, by: i32, slots: u32| {
            let around = i64::from(slots.max(1) * TILE);
            (i64::from(origin) - i64::from(by)).rem_euclid(around) as u32
        };
        Self {
            origin: (
                moved(self.origin.0, dx, self.columns()),
                moved(self.origin.1, dy, self.rows()),
            ),
            ..self
        }
    }

    /// The picture's width in pixels.
    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    /// The picture's height in pixels.
    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }

    fn columns(self) -> u32 {
        most_tiles(self.width)
    }

    fn rows(self) -> u32 {
        most_tiles(self.height)
    }

    /// The number of slots.
    #[must_use]
    pub fn slots(self) -> u32 {
        self.columns() * self.rows()
    }

    /// What is seen of the tile in a slot.
    ///
    /// # Panics
    /// Where the picture has no pixels.
    #[must_use]
    pub fn tile(self, slot: u32) -> Tile {
        let (columns, rows) = (self.columns(), self.rows());
        let (x, width, left) = seen(slot % columns, columns, self.origin.0, self.width);
        let (y, height, top) = seen(slot / columns, rows, self.origin.1, self.height);
        if width == 0 || height == 0 {
            return Tile::default();
        }
        Tile {
            visible: Rect {
                x,
                y,
                width,
                height,
            },
            left,
            top,
        }
    }

    /// The slot that holds pixel (x, y), and the pixel's index in it: row by row,
    /// [`TILE`] a row. The pixel must lie in the picture.
    #[must_use]
    pub fn locate(self, x: u32, y: u32) -> (u32, usize) {
        let (column, x) = place(x, self.columns(), self.origin.0);
        let (row, y) = place(y, self.rows(), self.origin.1);
        (row * self.columns() + column, (y * TILE + x) as usize)
    }

    /// Where so many pixels from (x, y) on to the right are kept, tile after tile. They
    /// must lie in the picture.
    pub fn runs(self, x: u32, y: u32, pixels: usize) -> impl Iterator<Item = Run> {
        let mut passed = 0;
        std::iter::from_fn(move || {
            (passed < pixels).then(|| {
                let (slot, index) = self.locate(x + passed as u32, y);
                let pixels = (TILE as usize - index % TILE as usize).min(pixels - passed);
                passed += pixels;
                Run {
                    slot,
                    index,
                    pixels,
                }
            })
        })
    }

    /// The slots whose tiles are seen.
    pub fn visible(self) -> impl Iterator<Item = u32> {
        (0..self.slots()).filter(move |&slot| !self.tile(slot).visible.is_empty())
    }

    /// The slots whose tiles are seen, those whose visible part's middle is
    /// nearest to the pixel `focus` first.
    #[must_use]
    pub fn from_focus(self, focus: (f64, f64)) -> Vec<u32> {
        let distance = |&slot: &u32| {
            let seen = self.tile(slot).visible;
            let dx = f64::from(seen.x) + f64::from(seen.width) / 2.0 - focus.0;
            let dy = f64::from(seen.y) + f64::from(seen.height) / 2.0 - focus.1;
            dx * dx + dy * dy
        };
        let mut order: Vec<u32> = self.visible().collect();
        order.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        order
    }
}

/// How many tiles so many pixels touch at most, wherever they begin.
fn most_tiles(pixels: u32) -> u32 {
    if pixels == 0 {
        return 0;
    }
    (pixels - 1).div_ceil(TILE) + 1
}

/// Along one axis, the part of slot `slot` of `slots` that a window of `len`
/// pixels from `origin` shows: its first pixel, how many there are, and how
/// many the slot has before.
fn seen(slot: u32, slots: u32, origin: u32, len: u32) -> (u32, u32, u32) {
    // From the edge of the window's first slot the window is from..from + len.
    let from = origin % TILE;
    let begin = (slot + slots - origin / TILE) % slots * TILE;
    let first = begin.max(from);
    let end = (begin + TILE).min(from + len);
    (first - from, end.saturating_sub(first), first - begin)
}

/// Along one axis, the slot of `slots` that holds the window's pixel `pixel`,
/// and how many the slot has before.
fn place(pixel: u32, slots: u32, origin: u32) -> (u32, u32) {
    let pixel = origin % TILE + pixel;
    ((origin / TILE + pixel / TILE) % slots, pixel % TILE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tiles_cover_every_pixel_once(
            width in 0..300_u32, height in 0..300_u32, dx in -1000..1000_i32, dy in -1000..1000_i32,
        ) {
            let grid = TileGrid::new(width, height).panned((dx, dy));
            let mut covered = vec![0_u8; (width * height) as usize];
            for slot in 0..grid.slots() {
                let Tile { visible, left, top } = grid.tile(slot);
                prop_assert!(left + visible.width <= TILE && top + visible.height <= TILE);
                for y in visible.y..visible.bottom() {
                    for x in visible.x..visible.right() {
                        covered[(y * width + x) as usize] += 1;
                        let inside = (top + y - visible.y) * TILE + left + x - visible.x;
                        prop_assert_eq!(grid.locate(x, y), (slot, inside as usize));
                    }
                }
            }
            prop_assert!(covered.iter().all(|&times| times == 1));
        }

        #[test]
        fn a_pan_leaves_every_pixel_where_it_is(
            width in 1..300_u32, height in 1..300_u32,
            pans in prop::collection::vec((-400..400_i32, -400..400_i32), 1..5),
        ) {
            let mut grid = TileGrid::new(width, height);
            for (dx, dy) in pans {
                let panned = grid.panned((dx, dy));
                for (x, y) in [(0, 0), (width - 1, height - 1), (width / 2, height / 3)] {
                    let (there_x, there_y) = (x as i32 + dx, y as i32 + dy);
                    if (0..width as i32).contains(&there_x) && (0..height as i32).contains(&there_y) {
                        prop_assert_eq!(panned.locate(there_x as u32, there_y as u32), grid.locate(x, y));
                    }
                }
                grid = panned;
            }
        }

        #[test]
        fn the_order_from_a_focus_names_every_visible_tile_once(
            width in 1..2000_u32, height in 1..2000_u32, x in -1e9..1e9, y in -1e9..1e9, dx in -99..99_i32,
        ) {
            let grid = TileGrid::new(width, height).panned((dx, -dx));
            let mut order = grid.from_focus((x, y));
            order.sort_unstable();
            prop_assert!(order.into_iter().eq(grid.visible()));
        }
    }

    #[test]
    fn the_tile_under_the_focus_comes_first() {
        let grid = TileGrid::new(1920, 1080);
        let first = grid.from_focus((1000.0, 500.0))[0];
        assert_eq!(first, grid.locate(1000, 500).0);
    }

    #[test]
    fn a_picture_has_room_for_one_more_column_and_row() {
        let grid = TileGrid::new(128, 65);
        assert_eq!(grid.slots(), 3 * 2);
        assert_eq!(grid.visible().count(), 2 * 2);
        assert_eq!(grid.panned((-1, 0)).visible().count(), 3 * 2);
        assert_eq!(TileGrid::new(1, 1).slots(), 1);
        assert_eq!(TileGrid::new(0, 9).slots(), 0);
    }
}
