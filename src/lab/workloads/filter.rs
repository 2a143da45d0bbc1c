//! Convolutions of a picture: each pixel becomes a weighted mean of those around
//! it. Beyond the edges lie the pixels at them.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// See the module.
pub(super) struct Filter {
    width: u32,
    height: u32,
    /// Pixels to each side that count.
    radius: u32,
    /// Row after row, so many as the square of `2 radius + 1`.
    weights: Vec<f32>,
    /// What is added to each channel, of 255.
    offset: f32,
    /// RGBA.
    picture: Vec<u32>,
}

impl Filter {
    fn new(size: (u32, u32), radius: u32, weights: Vec<f32>, offset: f32) -> Self {
        let (width, height) = size;
        Self {
            width,
            height,
            radius,
            weights,
            offset,
            picture: vec![0; width as usize * height as usize],
        }
    }

    /// A blur: the weights of row 8 of Pascal's triangle both ways, which is nearly a
    /// Gauss curve of 2 variance.
    pub(super) fn blur(width: u32, height: u32) -> Self {
        const ROW: [f32; 9] = [1.0, 8.0, 28.0, 56.0, 70.0, 56.0, 28.0, 8.0, 1.0];
        let product = |down: f32| ROW.map(|across| across * down / (256.0 * 256.0));
        let weights = ROW.into_iter().flat_map(product).collect();
        Self::new((width, height), 4, weights, 0.0)
    }

    /// Edges, from the upper left, as if they were lit.
    pub(super) fn edges(width: u32, height: u32) -> Self {
        let weights = vec![-2.0, -1.0, 0.0, -1.0, 0.0, 1.0, 0.0, 1.0, 2.0];
        Self::new((width, height), 1, weights, 128.0)
    }

    /// Columns or rows around one, kept within the picture.
    fn around(&self, at: u32, length: u32) -> impl Iterator<Item = u32> + use<> {
        let radius = self.radius;
        (0..=2 * radius).map(move |step| (at + step).saturating_sub(radius).min(length - 1))
    }

    fn pixel(&self, x: u32, y: u32) -> u32 {
        let mut sums = [self.offset; 3];
        let mut weights = self.weights.iter();
        for row in self.around(y, self.height) {
            let row = &self.picture[row as usize * self.width as usize..][..self.width as usize];
            for (column, weight) in self.around(x, self.width).zip(&mut weights) {
                let [red, green, blue, _] = row[column as usize].to_le_bytes();
                for (sum, channel) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += weight * f32::from(channel);
                }
            }
        }
        // `as` keeps within 0 to 255.
        let [red, green, blue] = sums.map(|sum| (sum + 0.5) as u8);
        u32::from_le_bytes([red, green, blue, u8::MAX])
    }
}

impl Kernel for Filter {
    fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    fn tile(&self) -> (u32, u32) {
        // Whole rows: the fewest pixels beyond a tile's own are needed for it.
        (self.width, 16)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        by_rows(region, 1, cells, stale, |y, columns, row| {
            for (x, cell) in columns.zip(row) {
                *cell = self.pixel(x, y);
            }
        })
    }

    fn input(&mut self) -> &mut [u32] {
        &mut self.picture
    }

    fn reads(&self, region: Rect) -> Range<usize> {
        let first = region.y.saturating_sub(self.radius);
        let last = (region.bottom() + self.radius).min(self.height);
        first as usize * self.width as usize..last as usize * self.width as usize
    }
}

/// A pixel of the picture that is filtered when the visitor has given none: rings
/// and squares, so that both filters have something to do everywhere.
pub(super) fn sample(x: u32, y: u32) -> u32 {
    let ring = ((x * x + y * y) >> 9) as u8;
    let square = if (x / 24 + y / 24).is_multiple_of(2) {
        200
    } else {
        40
    };
    u32::from_le_bytes([ring, square, (x ^ y) as u8, u8::MAX])
}
