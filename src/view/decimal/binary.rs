//! Decimal numbers to binary fixed point.

use super::{BASE, Decimal};
use crate::fractal::deep::{Fixed, Limb};

impl Decimal {
    /// The number in so many bits after the point, rounded towards zero.
    pub(in crate::view) fn to_fixed<L: Limb>(&self, bits: u32) -> Fixed<L> {
        let scale = self.scale as usize;
        let mut fraction = self.limbs.clone();
        fraction.resize(fraction.len().max(scale), 0);
        let whole = fraction.split_off(scale);
        let whole = whole
            .iter()
            .rev()
            .fold(0, |sum, &limb| sum * BASE + u64::from(limb));
        let digits = std::iter::from_fn(|| {
            // 2³² times what is left: what comes before the point is the next digit.
            let mut carry = 0;
            for limb in &mut fraction {
                let product = (u64::from(*limb) << 32) + carry;
                *limb = (product % BASE) as u32;
                carry = product / BASE;
            }
            Some(carry as u32)
        });
        Fixed::from_digits(self.negative, whole as u32, digits, bits)
    }
}
