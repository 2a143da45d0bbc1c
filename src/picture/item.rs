//! What a picture's job is made of.

/// One of a picture's two resolutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A pixel a block.
    Coarse,
    /// Every pixel.
    Fine,
}

/// One item of a picture's job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Iterate and colour a tile.
    Compute(Layer, u32),
    /// Colour a tile again whose counts are known.
    Repaint(Layer, u32),
}

const COARSE_BIT: u32 = 1 << 31;
const REPAINT_BIT: u32 = 1 << 30;

impl Item {
    /// The layer and the tile in it.
    #[must_use]
    pub fn place(self) -> (Layer, u32) {
        match self {
            Self::Compute(layer, tile) | Self::Repaint(layer, tile) => (layer, tile),
        }
    }

    /// The item as the pool's number.
    #[must_use]
    pub fn number(self) -> u32 {
        let (layer, tile) = self.place();
        let layer = match layer {
            Layer::Coarse => COARSE_BIT,
            Layer::Fine => 0,
        };
        let repaint = match self {
            Self::Compute(..) => 0,
            Self::Repaint(..) => REPAINT_BIT,
        };
        tile | layer | repaint
    }

    /// The item of a number that [`Item::number`] gave.
    #[must_use]
    pub fn from_number(number: u32) -> Self {
        let layer = if number & COARSE_BIT == 0 {
            Layer::Fine
        } else {
            Layer::Coarse
        };
        let tile = number & !(COARSE_BIT | REPAINT_BIT);
        if number & REPAINT_BIT == 0 {
            Self::Compute(layer, tile)
        } else {
            Self::Repaint(layer, tile)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_its_own_number() {
        for layer in [Layer::Coarse, Layer::Fine] {
            for tile in [0, 1, 1 << 20] {
                for item in [Item::Compute(layer, tile), Item::Repaint(layer, tile)] {
                    assert_eq!(Item::from_number(item.number()), item);
                }
            }
        }
    }
}
