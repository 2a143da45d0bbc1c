//! A picture cut into tiles.

/// The edge of a tile in pixels.
pub const TILE: u32 = 64;

/// A rectangle of pixels, from the picture's top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The leftmost column.
    pub x: u32,
    /// The topmost row.
    pub y: u32,
    /// Columns: [`TILE`], or what is left at the right edge.
    pub width: u32,
    /// Rows: [`TILE`], or what is left at the bottom.
    pub height: u32,
}

impl Tile {
    /// Its number of pixels.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.width as usize * self.height as usize
    }
}

/// How a picture is cut: rows of tiles, from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileGrid {
    width: u32,
    height: u32,
}

impl TileGrid {
    /// The tiles of a picture of `width` × `height` pixels.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height }
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
        self.width.div_ceil(TILE)
    }

    /// The number of tiles.
    #[must_use]
    pub fn len(self) -> u32 {
        self.columns() * self.height.div_ceil(TILE)
    }

    /// Whether the picture has no pixels.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Tile `index`, counted along the rows.
    ///
    /// # Panics
    /// Where the picture has no pixels.
    #[must_use]
    pub fn tile(self, index: u32) -> Tile {
        let x = index % self.columns() * TILE;
        let y = index / self.columns() * TILE;
        Tile {
            x,
            y,
            width: TILE.min(self.width - x),
            height: TILE.min(self.height - y),
        }
    }

    /// The tile that holds pixel (x, y), and the pixel's index in it, row by row.
    /// The pixel must lie in the picture.
    #[must_use]
    pub fn locate(self, x: u32, y: u32) -> (u32, usize) {
        let index = y / TILE * self.columns() + x / TILE;
        let tile = self.tile(index);
        (index, ((y - tile.y) * tile.width + (x - tile.x)) as usize)
    }

    /// All tiles, those whose middle is nearest to the pixel `focus` first.
    #[must_use]
    pub fn from_focus(self, focus: (f64, f64)) -> Vec<u32> {
        let distance = |&index: &u32| {
            let tile = self.tile(index);
            let dx = f64::from(tile.x) + f64::from(tile.width) / 2.0 - focus.0;
            let dy = f64::from(tile.y) + f64::from(tile.height) / 2.0 - focus.1;
            dx * dx + dy * dy
        };
        let mut order: Vec<u32> = (0..self.len()).collect();
        order.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tiles_cover_every_pixel_once(width in 0..400_u32, height in 0..400_u32) {
            let grid = TileGrid::new(width, height);
            let mut covered = vec![0_u8; (width * height) as usize];
            for index in 0..grid.len() {
                let tile = grid.tile(index);
                for y in tile.y..tile.y + tile.height {
                    for x in tile.x..tile.x + tile.width {
                        covered[(y * width + x) as usize] += 1;
                        let inside = (y - tile.y) * tile.width + x - tile.x;
                        prop_assert_eq!(grid.locate(x, y), (index, inside as usize));
                    }
                }
            }
            prop_assert!(covered.iter().all(|&times| times == 1));
        }

        #[test]
        fn the_order_from_a_focus_is_a_permutation(
            width in 1..2000_u32, height in 1..2000_u32, x in -1e9..1e9, y in -1e9..1e9,
        ) {
            let grid = TileGrid::new(width, height);
            let mut order = grid.from_focus((x, y));
            order.sort_unstable();
            prop_assert!(order.iter().copied().eq(0..grid.len()));
        }
    }

    #[test]
    fn the_tile_under_the_focus_comes_first() {
        let grid = TileGrid::new(1920, 1080);
        let first = grid.from_focus((1000.0, 500.0))[0];
        assert_eq!(first, grid.locate(1000, 500).0);
    }
}
