//! Where the next anchor is put: where one is whose orbit can be gone on with, so that a
//! zoom keeps one orbit as long as that has digits enough.

use super::{REACH, Site};
use crate::view::{Point, Size, View};

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

impl Site {
    /// Its place.
    #[must_use]
    pub fn place(&self) -> &Point {
        &self.origin
    }

    /// Bits after the point of its orbit's numbers.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Whether an anchor at `known` has this one's orbit, or its beginning.
    #[must_use]
    pub fn goes_on_with(&self, known: &Self) -> bool {
        self.is_of(known.formula, &known.constant)
            && self.origin == known.origin
            && self.bits == known.bits
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
            middle.is_of(known.formula, &known.constant)
                && (middle.bits..=middle.bits + MOST_BITS_TO_SPARE).contains(&known.bits)
                && distance <= NEAR * half_diagonal
                && known.origin.is_on_axes_of(&middle.origin)
        };
        if let Some(known) = known.into_iter().find(serves) {
            return self.site_at(size, &known.origin, known.bits);
        }
        let Some(about) = about else {
            return middle;
        };
        let mut place = self.point_at(about, size);
        if !place.is_on_axes_of(&middle.origin) {
            place = middle.origin.clone();
        }
        self.site_at(size, &place, middle.bits + BITS_UNDER_WAY)
    }

    /// A site for the view that is there, of an orbit whose numbers have so many bits after the
    /// point: of 64 the next multiple.
    #[must_use]
    pub fn site_at(&self, size: Size, place: &Point, bits: u32) -> Site {
        let middle = self.site(size);
        let view = self.fitted(size);
        let farthest = view.farthest_from(place, middle.unit_places, size);
        Site {
            origin: place.clone(),
            bits: bits.next_multiple_of(64),
            reach: middle.reach.max(farthest),
            ..middle
        }
    }
}
