//! The digits of big numbers: 64 bits where the machine multiplies those whole, 32
//! elsewhere. Both are always there, so that one can be tested against the other.

/// The machine's own. WebAssembly has no product of two 64-bit numbers that keeps its
/// upper half.
#[cfg(target_arch = "wasm32")]
pub(crate) type Native = u32;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Native = u64;

/// An unsigned digit.
pub(crate) trait Limb: Copy + Eq + Ord + Default + std::fmt::Debug {
    /// Its size.
    const BITS: u32;
    const ZERO: Self;
    const MAX: Self;

    /// The lowest bits of a number.
    fn of(number: u64) -> Self;
    fn to_u64(self) -> u64;
    /// `self + other + carry`, and what is carried on.
    fn add(self, other: Self, carry: bool) -> (Self, bool);
    /// `self − other − borrow`, and whether one was borrowed.
    fn subtract(self, other: Self, borrow: bool) -> (Self, bool);
    /// `self × other + more + carry`, which always fits: lower and upper half.
    fn multiply_add(self, other: Self, more: Self, carry: Self) -> (Self, Self);
    /// Zero bits above its highest bit.
    fn zeros_above(self) -> u32;
}

macro_rules! limb {
    ($limb:ty, $wide:ty) => {
        impl Limb for $limb {
            const BITS: u32 = <$limb>::BITS;
            const ZERO: Self = 0;
            const MAX: Self = <$limb>::MAX;

            fn of(number: u64) -> Self {
                number as $limb
            }

            fn to_u64(self) -> u64 {
                u64::from(self)
            }

            #[inline]
            fn add(self, other: Self, carry: bool) -> (Self, bool) {
                let (sum, over) = self.overflowing_add(other);
                let (sum, over_again) = sum.overflowing_add(Self::from(carry));
                (sum, over | over_again)
            }

            #[inline]
            fn subtract(self, other: Self, borrow: bool) -> (Self, bool) {
                let (rest, under) = self.overflowing_sub(other);
                let (rest, under_again) = rest.overflowing_sub(Self::from(borrow));
                (rest, under | under_again)
            }

            #[inline]
            fn multiply_add(self, other: Self, more: Self, carry: Self) -> (Self, Self) {
                let product = <$wide>::from(self) * <$wide>::from(other)
                    + <$wide>::from(more)
                    + <$wide>::from(carry);
                (product as $limb, (product >> <$limb>::BITS) as $limb)
            }

            fn zeros_above(self) -> u32 {
                self.leading_zeros()
            }
        }
    };
}

limb!(u32, u64);
limb!(u64, u128);
