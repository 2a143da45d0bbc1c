//! Where the next anchor is put: where one is whose orbit can be gone on with, so that a
//! zoom keeps one orbit as long as that has digits enough.

use super::{REACH, Site};
use crate::view::{Decimal, FormulaName, Point, Size, View};
use std::fmt;

/// An anchor is put where one is that is known if no pixel is farther from there than this
/// many times half the view's diagonal.
const NEAR: f64 = 4.0;

/// Bits that an orbit has to spare while a zoom is under way: so many doublings of the
/// magnification go on with it. The numbers of a view of 1e15 are twice as long by that, those
/// of 1e300 longer by an eighth.
const BITS_UNDER_WAY: u32 = 128;

/// An orbit with more bits than these past those that a view needs is not gone on with: what
/// is yet to be computed of it would take longer than another.
const MOST_BITS_TO_SPARE: u32 = 2 * BITS_UNDER_WAY;

/// A place for an anchor, and how many digits its orbit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mooring {
    place: Point,
    pub(super) bits: u32,
}

impl Mooring {
    /// What a mooring was written as; none of anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let mut part = || -> Option<Decimal> { words.next()?.parse().ok() };
        let place = Point {
            re: part()?,
            im: part()?,
        };
        let bits: u32 = words.next()?.parse().ok()?;
        bits.is_multiple_of(64).then_some(Self { place, bits })
    }
}

/// The place's parts as decimals, and the bits.
impl fmt::Display for Mooring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.place.re, self.place.im, self.bits)
    }
}

impl Site {
    /// Where it is.
    #[must_use]
    pub fn mooring(&self) -> Mooring {
        Mooring {
            place: self.origin.clone(),
            bits: self.bits,
        }
    }

    /// Whether an anchor at `known` has this one's orbit, or its beginning.
    #[must_use]
    pub fn goes_on_with(&self, known: &Self) -> bool {
        self.is_alike(known) && self.origin == known.origin && self.bits == known.bits
    }

    /// Whether both are of the same orbits, wherever they are.
    fn is_alike(&self, other: &Self) -> bool {
        self.formula == other.formula
            && (self.formula != FormulaName::Julia || self.constant == other.constant)
    }
}

impl View {
    /// Where an anchor is to lie for the view, where these are known: where one of them is, or
    /// else at the pixel about which a zoom is under way, with digits for more of it. In the
    /// middle where there is none, or where that is on an axis: filaments lie there, which only
    /// a pixel meets whose place is without any rounding.
    #[must_use]
    pub fn next_site<'a>(
        &self,
        size: Size,
        about: Option<(f64, f64)>,
        known: impl IntoIterator<Item = &'a Site>,
    ) -> Site {
        let (view, middle) = (self.fitted(size), self.site(size));
        let half_diagonal = middle.reach / REACH;
        let serves = |known: &&Site| {
            let distance = view.farthest_from(&known.origin, middle.unit_places, size);
            middle.is_alike(known)
                && (middle.bits..=middle.bits + MOST_BITS_TO_SPARE).contains(&known.bits)
                && distance <= NEAR * half_diagonal
                && known.origin.is_on_axes_of(&middle.origin)
        };
        if let Some(known) = known.into_iter().find(serves) {
            return self.site_at(size, &known.mooring());
        }
        let Some(about) = about else {
            return middle;
        };
        let mut place = self.point_at(about, size);
        if !place.is_on_axes_of(&middle.origin) {
            place = middle.origin.clone();
        }
        let mooring = Mooring {
            place,
            bits: middle.bits + BITS_UNDER_WAY,
        };
        self.site_at(size, &mooring)
    }

    /// A site for the view that is there.
    #[must_use]
    pub fn site_at(&self, size: Size, mooring: &Mooring) -> Site {
        let middle = self.site(size);
        let view = self.fitted(size);
        let farthest = view.farthest_from(&mooring.place, middle.unit_places, size);
        Site {
            origin: mooring.place.clone(),
            bits: mooring.bits,
            reach: middle.reach.max(farthest),
            ..middle
        }
    }
}
