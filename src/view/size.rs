//! The size of a picture.

use crate::fractal::Region;

/// A picture's width and height in pixels. Zero is allowed everywhere: such a
/// picture has no pixels, and its view is that of one pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Size {
    /// Whether it has no pixels.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// The region of all its pixels.
    #[must_use]
    pub const fn whole(self) -> Region {
        Region {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
        }
    }

    /// Width over height, at least one pixel each.
    #[must_use]
    pub fn aspect(self) -> f64 {
        f64::from(self.width.max(1)) / f64::from(self.height.max(1))
    }

    /// The point in its middle, in pixels from the top left corner.
    #[must_use]
    pub fn middle(self) -> (f64, f64) {
        (f64::from(self.width) / 2.0, f64::from(self.height) / 2.0)
    }
}
