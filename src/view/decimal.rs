//! Exact decimal numbers: the coordinates of a view.
//!
//! A view is named by decimal texts, so its numbers are decimal fixed-point:
//! any text of a link is held without rounding and written back as it came,
//! and adding more digits never changes what is there. Nothing about a view
//! depends on how many bits a later arithmetic takes of it.
//!
//! Sign and magnitude; the magnitude in limbs of nine digits, least first, of
//! which `scale` stand after the point:
//!
//! ```text
//! value = ± (limbs[0] + limbs[1] 10^9 + limbs[2] 10^18 + …) / 10^(9 scale)
//! ```
//!
//! Everything is linear in the digits, but for products.

mod binary;
mod float;
mod text;

use std::cmp::Ordering;

/// Nine digits: the largest power of ten whose product with itself, and the
/// carries of a long product, fit a `u64`.
const BASE: u64 = 1_000_000_000;
const LIMB_DIGITS: u32 = 9;

/// An exact decimal number of any length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// No zero limb at the top; none at the bottom while `scale` > 0.
    limbs: Vec<u32>,
    scale: u32,
}

impl Decimal {
    /// Places that are moved by together.
    pub(super) const LIMB_PLACES: u32 = LIMB_DIGITS;

    /// Zero.
    pub const ZERO: Self = Self {
        negative: false,
        limbs: Vec::new(),
        scale: 0,
    };

    /// The number of those parts, brought to the one form that equality and
    /// ordering rely on.
    fn from_parts(negative: bool, mut limbs: Vec<u32>, mut scale: u32) -> Self {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        let zeros = limbs.iter().take_while(|&&limb| limb == 0).count();
        let idle = zeros.min(scale as usize);
        limbs.drain(..idle);
        scale -= idle as u32;
        if limbs.is_empty() {
            return Self::ZERO;
        }
        Self {
            negative,
            limbs,
            scale,
        }
    }

    /// `units / 10^places`.
    #[must_use]
    pub fn from_units(units: u128, places: u32) -> Self {
        let scale = places.div_ceil(LIMB_DIGITS);
        let mut limbs = Vec::new();
        let mut rest = units;
        while rest > 0 {
            limbs.push((rest % u128::from(BASE)) as u32);
            rest /= u128::from(BASE);
        }
        multiply_by_small(&mut limbs, 10_u32.pow(scale * LIMB_DIGITS - places));
        Self::from_parts(false, limbs, scale)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.limbs.is_empty()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The power of ten of the first digit; none of zero.
    #[must_use]
    pub(super) fn leading_exponent(&self) -> Option<i64> {
        let top = self.limbs.last()?;
        let below = self.limbs.len() as i64 - 1 - i64::from(self.scale);
        Some(below * i64::from(LIMB_DIGITS) + i64::from(top.ilog10()))
    }

    /// `self + other`, exactly.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let scale = self.scale.max(other.scale);
        if self.negative == other.negative {
            return Self::from_parts(self.negative, add(self, other, scale), scale);
        }
        match self.compare_magnitude(other) {
            Ordering::Less => Self::from_parts(other.negative, subtract(other, self, scale), scale),
            _ => Self::from_parts(self.negative, subtract(self, other, scale), scale),
        }
    }

    /// `self − other`, exactly.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// `−self`.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.is_zero(),
            ..self.clone()
        }
    }

    /// `|self|`.
    #[must_use]
    pub fn magnitude(&self) -> Self {
        Self {
            negative: false,
            ..self.clone()
        }
    }

    /// `self × other`, exactly; meant for a `self` or an `other` of few limbs.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut product = vec![0; self.limbs.len() + other.limbs.len()];
        for (i, &a) in self.limbs.iter().enumerate() {
            let mut carry = 0;
            for (j, &b) in other.limbs.iter().enumerate() {
                let sum = u64::from(a) * u64::from(b) + u64::from(product[i + j]) + carry;
                product[i + j] = (sum % BASE) as u32;
                carry = sum / BASE;
            }
            product[i + other.limbs.len()] = carry as u32;
        }
        Self::from_parts(
            self.negative != other.negative,
            product,
            self.scale + other.scale,
        )
    }

    /// `self × 10^places`, exactly.
    ///
    /// # Panics
    /// Unless `places` come by nine.
    #[must_use]
    pub(super) fn times_power_of_ten(&self, places: u32) -> Self {
        assert_eq!(places % LIMB_DIGITS, 0, "whole limbs");
        let moved = places / LIMB_DIGITS;
        let mut limbs = vec![0; moved.saturating_sub(self.scale) as usize];
        limbs.extend(&self.limbs);
        Self::from_parts(self.negative, limbs, self.scale.saturating_sub(moved))
    }

    /// The nearest multiple of `10^-places`, ties to the even one: rounding
    /// commutes with adding numbers that have a place less.
    #[must_use]
    pub fn rounded_to(&self, places: u32) -> Self {
        let dropped = (self.scale * LIMB_DIGITS).saturating_sub(places);
        if dropped == 0 {
            return self.clone();
        }
        // The limb that is cut keeps its digits from `unit` up; where the cut
        // falls between limbs, the lower one is dropped whole.
        let cut = ((dropped - 1) / LIMB_DIGITS) as usize;
        let unit = 10_u64.pow((dropped - 1) % LIMB_DIGITS + 1);
        let limb = |at: usize| u64::from(self.limbs.get(at).copied().unwrap_or(0));
        let remainder = limb(cut) % unit;
        let below = self.limbs.iter().take(cut).any(|&limb| limb != 0);
        let odd = if unit == BASE {
            limb(cut + 1) % 2 == 1
        } else {
            limb(cut) / unit % 2 == 1
        };
        let up = match (remainder * 2).cmp(&unit) {
            Ordering::Less => false,
            Ordering::Equal => below || odd,
            Ordering::Greater => true,
        };
        let mut limbs: Vec<u32> = self.limbs.iter().skip(cut).copied().collect();
        let mut carry = if up { unit } else { 0 };
        if let Some(first) = limbs.first_mut() {
            *first -= remainder as u32;
        }
        for limb in &mut limbs {
            let sum = u64::from(*limb) + carry;
            *limb = (sum % BASE) as u32;
            carry = sum / BASE;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
        Self::from_parts(self.negative, limbs, self.scale - cut as u32)
    }

    /// The nearer end of `-bound..=bound` where it is outside.
    #[must_use]
    pub fn clamped_to(self, bound: &Self) -> Self {
        if self.compare_magnitude(bound) == Ordering::Greater {
            Self {
                negative: self.negative,
                ..bound.clone()
            }
        } else {
            self
        }
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        let top = |number: &Self| match number.limbs.len() {
            0 => i64::MIN,
            limbs => limbs as i64 - i64::from(number.scale),
        };
        top(self).cmp(&top(other)).then_with(|| {
            // Both start at the same place: the first difference decides, and
            // a longer one is larger, as it ends in a limb that is not zero.
            self.limbs.iter().rev().cmp(other.limbs.iter().rev())
        })
    }

    /// The limb at `index` of a number with `scale` limbs after the point.
    fn limb(&self, index: usize, scale: u32) -> u64 {
        let shift = (scale - self.scale) as usize;
        index
            .checked_sub(shift)
            .and_then(|at| self.limbs.get(at))
            .map_or(0, |&limb| u64::from(limb))
    }

    fn limbs_at(&self, scale: u32) -> usize {
        self.limbs.len() + (scale - self.scale) as usize
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The limbs of `|a| + |b|`, of which `scale` stand after the point.
fn add(a: &Decimal, b: &Decimal, scale: u32) -> Vec<u32> {
    let mut carry = 0;
    (0..=a.limbs_at(scale).max(b.limbs_at(scale)))
        .map(|i| {
            let sum = a.limb(i, scale) + b.limb(i, scale) + carry;
            carry = sum / BASE;
            (sum % BASE) as u32
        })
        .collect()
}

/// The limbs of `|a| − |b|`, `|a|` not the smaller.
fn subtract(a: &Decimal, b: &Decimal, scale: u32) -> Vec<u32> {
    let mut borrow = 0;
    (0..a.limbs_at(scale).max(b.limbs_at(scale)))
        .map(|i| {
            let difference = BASE + a.limb(i, scale) - b.limb(i, scale) - borrow;
            borrow = u64::from(difference < BASE);
            (difference % BASE) as u32
        })
        .collect()
}

fn multiply_by_small(limbs: &mut Vec<u32>, factor: u32) {
    let mut carry = 0;
    for limb in limbs.iter_mut() {
        let product = u64::from(*limb) * u64::from(factor) + carry;
        *limb = (product % BASE) as u32;
        carry = product / BASE;
    }
    while carry > 0 {
        limbs.push((carry % BASE) as u32);
        carry /= BASE;
    }
}

#[cfg(test)]
mod tests;
