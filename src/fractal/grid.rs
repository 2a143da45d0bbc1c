//! Where the pixels of a picture lie in the plane.

use super::Complex;

/// The plane coordinates of a picture's pixels, as sums of a part by column
/// and a part by row, so that a picture of any size costs two short tables:
/// pixel `(x, y)` lies at
/// `(re_of_x[x] + re_of_y[y], im_of_y[y] + im_of_x[x])`. Without rotation
/// `re_of_y` and `im_of_x` are all zero, and the sum is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// A column's share of the real part; one a column.
    pub re_of_x: Vec<f64>,
    /// A row's share of the real part; one a row.
    pub re_of_y: Vec<f64>,
    /// A column's share of the imaginary part; one a column.
    pub im_of_x: Vec<f64>,
    /// A row's share of the imaginary part; one a row.
    pub im_of_y: Vec<f64>,
}

impl Grid {
    /// The point that pixel `(x, y)` stands for: its centre.
    ///
    /// # Panics
    /// When the pixel lies outside the grid.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> Complex {
        let (x, y) = (x as usize, y as usize);
        Complex {
            re: self.re_of_x[x] + self.re_of_y[y],
            im: self.im_of_y[y] + self.im_of_x[x],
        }
    }

    /// Whether the pixel at `(x, y)` of `older` and that at `(x + dx, y + dy)`
    /// of this grid are the very same point, to the bit, wherever both are.
    #[must_use]
    pub fn is_moved(&self, older: &Self, (dx, dy): (i32, i32)) -> bool {
        let same = |new: &[f64], old: &[f64], by: i32| {
            let skip = by.unsigned_abs() as usize;
            let (new_skip, old_skip) = if by < 0 { (0, skip) } else { (skip, 0) };
            let news = new.iter().skip(new_skip);
            let olds = old.iter().skip(old_skip);
            news.zip(olds)
                .all(|(new, old)| new.to_bits() == old.to_bits())
        };
        same(&self.re_of_x, &older.re_of_x, dx)
            && same(&self.im_of_x, &older.im_of_x, dx)
            && same(&self.re_of_y, &older.re_of_y, dy)
            && same(&self.im_of_y, &older.im_of_y, dy)
    }
}

/// A rectangle of pixels, in pixels of the grid from its top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The leftmost column.
    pub x: u32,
    /// The topmost row.
    pub y: u32,
    /// Columns, at least 1.
    pub width: u32,
    /// Rows, at least 1.
    pub height: u32,
}

impl Region {
    /// How many pixels it holds.
    #[must_use]
    pub fn pixels(self) -> usize {
        self.width as usize * self.height as usize
    }
}
