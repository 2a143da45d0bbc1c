//! What the canvas shows where the new picture's tiles are not yet: the moved
//! remains of the pictures before it.

use crate::view::{Affine, Size};

/// How good the remains are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ground {
    /// Magnification at which its coarsest pixel was computed, relative to the view.
    pub(super) scale: f64,
    /// The share of the canvas that it covers, 0 to 1.
    pub(super) coverage: f64,
}

impl Ground {
    /// Nothing yet.
    pub(super) const NONE: Self = Self {
        scale: 0.0,
        coverage: 0.0,
    };

    /// Every pixel exact.
    pub(super) const EXACT: Self = Self {
        scale: 1.0,
        coverage: 1.0,
    };

    /// What becomes of it when a picture of size `from` is moved by `map` into one
    /// of size `to`.
    pub(super) fn moved(self, map: &Affine, from: Size, to: Size) -> Self {
        let magnified = (map.a * map.a + map.b * map.b).sqrt();
        let corners = [
            (0.0, 0.0),
            (f64::from(from.width), 0.0),
            (0.0, f64::from(from.height)),
            (f64::from(from.width), f64::from(from.height)),
        ]
        .map(|corner| map.apply(corner));
        // The bounding box: exact without rotation, and rotation is rare.
        let (width, height) = (f64::from(to.width), f64::from(to.height));
        let span = |values: [f64; 4], end: f64| {
            let low = values
                .iter()
                .copied()
                .fold(f64::INFINITY, f64::min)
                .max(0.0);
            let high = values
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max)
                .min(end);
            (high - low).max(0.0) / end
        };
        let overlap = span(corners.map(|(x, _)| x), width) * span(corners.map(|(_, y)| y), height);
        Self {
            scale: (self.scale / magnified).min(1.0),
            coverage: self.coverage * overlap,
        }
    }
}
