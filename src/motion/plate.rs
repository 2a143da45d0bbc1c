//! A picture that is kept.

use crate::pool::{Rect, TileGrid};
use crate::view::{Affine, FormulaName, Size, View};

/// Where a picture lies, and what of it is not there yet. Its pixels are
/// elsewhere: a canvas on the web.
#[derive(Clone, Debug)]
pub struct Plate {
    /// Of what it is.
    pub view: View,
    /// The size in pixels at which that view is computed.
    pub size: Size,
    /// How many of those pixels one of the plate's stands for, along each axis:
    /// 1, or a coarse layer's.
    pub grain: u32,
    /// What is not there, in the plate's own pixels: rectangles that do not overlap.
    pub missing: Vec<Rect>,
}

impl Plate {
    /// The plate's own size in pixels.
    #[must_use]
    pub fn pixels(&self) -> Size {
        Size {
            width: self.size.width.div_ceil(self.grain),
            height: self.size.height.div_ceil(self.grain),
        }
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether nothing of it is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Size { width, height } = self.pixels();
        let missing: usize = self.missing.iter().map(|rect| rect.pixels()).sum();
        missing as u64 == u64::from(width) * u64::from(height)
    }

    /// A plate of which nothing is there.
    #[must_use]
    pub fn empty(view: View, size: Size, grain: u32) -> Self {
        let mut plate = Self {
            view,
            size,
            grain,
            missing: Vec::new(),
        };
        let Size { width, height } = plate.pixels();
        let grid = TileGrid::new(width, height);
        plate.missing = grid.visible().map(|slot| grid.tile(slot).visible).collect();
        plate
    }

    /// A tile is there, all that can be seen of it: one of the plate's own cut, or
    /// of another, as a picture has that was panned.
    pub fn put(&mut self, tile: Rect) {
        let mut beside = Vec::new();
        self.missing.retain(|missing| {
            let there = missing.intersection(tile);
            if there.is_empty() {
                return true;
            }
            beside.extend(missing.without(there));
            false
        });
        self.missing.append(&mut beside);
    }

    /// The map from the plate's pixels to those of `view` at `size`.
    #[must_use]
    pub fn map_to(&self, view: &View, size: Size) -> Affine {
        let map = view.transform_from(size, &self.view, self.size);
        let grain = f64::from(self.grain);
        Affine {
            a: map.a * grain,
            b: map.b * grain,
            c: map.c * grain,
            d: map.d * grain,
            ..map
        }
    }

    /// Whether nothing that is missing lies in `view` at `size`.
    #[must_use]
    pub fn shows_all_of(&self, view: &View, size: Size) -> bool {
        let map = self.map_to(view, size);
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        self.missing.iter().all(|tile| {
            let (left, top, right, bottom) = map.bounds_of(tile.edges());
            right <= 0.0 || bottom <= 0.0 || left >= width || top >= height
        })
    }

    /// Whether its pixels are of what `view` shows, but for place and colours:
    /// the same formula, constant and limit.
    #[must_use]
    pub fn is_of(&self, view: &View) -> bool {
        let has_constant = view.formula() == FormulaName::Julia;
        self.view.formula() == view.formula()
            && (!has_constant || self.view.constant() == view.constant())
            && self.view.limit_setting() == view.limit_setting()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_tiles_of_any_cut_complete_a_plate(
            width in 1..300_u32, height in 1..300_u32, dx in -500..500_i32, dy in -500..500_i32,
        ) {
            let mut plate = Plate::empty(view("zoom=1"), Size { width, height }, 1);
            let pixels = |plate: &Plate| plate.missing.iter().map(|rect| rect.pixels()).sum::<usize>();
            let grid = TileGrid::new(width, height).panned((dx, dy));
            for slot in grid.visible() {
                let tile = grid.tile(slot).visible;
                prop_assert!(!plate.is_complete());
                let before = pixels(&plate);
                plate.put(tile);
                prop_assert_eq!(pixels(&plate), before - tile.pixels());
                plate.put(tile);
                prop_assert_eq!(pixels(&plate), before - tile.pixels());
            }
            prop_assert!(plate.is_complete());
        }
    }
}
