//! What takes an orbit from a point to the next.

use super::wire::{Numbers, Wire, Writer};

/// `z ← z^degree + c`; where it is folded, with the absolute value of the power's imaginary
/// part. So the square is that of the Burning Ship: `(|x| + i|y|)² = x² − y² + i |2 x y|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Law {
    /// 2, 3 or 4; 2 where it is folded.
    pub(crate) degree: u32,
    pub(crate) is_folded: bool,
}

impl Law {
    pub(crate) const SQUARE: Self = Self {
        degree: 2,
        is_folded: false,
    };
}

impl Wire for Law {
    fn write(&self, to: &mut Writer) {
        to.push(f64::from(self.degree));
        to.push(f64::from(u8::from(self.is_folded)));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            degree: from.next()? as u32,
            is_folded: from.next()? != 0.0,
        })
    }
}
