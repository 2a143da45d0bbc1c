//! What a picture's job is made of.

/// One of a picture's two resolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A pixel a block.
    Coarse,
    /// Every pixel.
    Fine,
}

/// One item of a picture's job: what is missing of a tile, be it its counts or
/// its colours. Where nothing is missing it does nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The layer.
    pub layer: Layer,
    /// The slot of the tile in it.
    pub slot: u32,
}

const COARSE_BIT: u32 = 1 << 31;

impl Item {
    /// The item as the pool's number.
    #[must_use]
    pub fn number(self) -> u32 {
        match self.layer {
            Layer::Coarse => self.slot | COARSE_BIT,
            Layer::Fine => self.slot,
        }
    }

    /// The item of a number that [`Item::number`] gave.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        Self {
            layer: if number & COARSE_BIT == 0 {
                Layer::Fine
            } else {
                Layer::Coarse
            },
            slot: number & !COARSE_BIT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_own_number() {
        for layer in [Layer::Coarse, Layer::Fine] {
            for slot in [0, 1, 1 << 20] {
                let item = Item { layer, slot };
                assert_eq!(Item::from_number(item.number()), item);
            }
        }
    }
}
