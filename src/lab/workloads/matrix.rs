//! The product of two square matrices of `f32`.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// See the module. A cell is an entry of the product.
pub(super) struct Product {
    edge: u32,
    /// Both factors, row after row, as bits.
    factors: Vec<u32>,
}

impl Product {
    pub(super) fn new(edge: u32) -> Self {
        let entries = edge as usize * edge as usize;
        Self {
            edge,
            factors: vec![0; 2 * entries],
        }
    }
}

impl Kernel for Product {
    fn size(&self) -> (u32, u32) {
        (self.edge, self.edge)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        let edge = self.edge as usize;
        let (left, right) = self.factors.split_at(edge * edge);
        by_rows(region, 1, cells, stale, |y, columns, row| {
            row.fill(0);
            let columns = columns.start as usize..columns.end as usize;
            // A row of the right factor after the other: memory is read as it lies.
            for (k, factor) in left[y as usize * edge..][..edge].iter().enumerate() {
                let factor = f32::from_bits(*factor);
                let others = &right[k * edge..][columns.clone()];
                for (cell, other) in row.iter_mut().zip(others) {
                    let sum = f32::from_bits(*cell) + factor * f32::from_bits(*other);
                    *cell = sum.to_bits();
                }
            }
        })
    }

    fn input(&mut self) -> &mut [u32] {
        &mut self.factors
    }

    fn reads(&self, _region: Rect) -> Range<usize> {
        // Every entry needs a row and a column: whoever computes some, nearly all.
        0..self.factors.len()
    }
}
