//! The reference of a deep view, and where in the plane it lies.

mod next;

use super::decimal::Decimal;
use super::point::Point;
use super::scaled::Scaled;
use super::size::Size;
use super::{FormulaName, View};
use crate::fractal::deep::{Extended, Order, tier_of};
use crate::fractal::{Complex, NoReference, Reference, Stage, Tier};
use std::sync::Arc;

/// Bits of a reference past those that a pixel's step needs: the orbit's rounding is as
/// small as that against what a pixel is moved by.
const SPARE_BITS: i64 = 64;

/// Up to so many places of the unit nothing may be lost where steps are taken together,
/// since `f64` is near its own end there too: a view of 1e13 needed 2^-53.
const EXACT_UP_TO_PLACES: u32 = 18;

/// Where steps are taken together, this share of them may be lost otherwise. 2^-32 made
/// one probe of 168 wrong, 2^-40 none.
const EPSILON: f64 = 1.0 / (1_u64 << 40) as f64;

/// A reference serves views whose pixels are no smaller than this power of two of those
/// that it was made for: what is lost in pixels grows with each.
const MOST_DOUBLINGS: i64 = 8;

/// How much farther a reference reaches than the view that it is made for: so far the
/// view may be moved, and what lies around it, on four times its width, is told by the same.
/// Twice as far took no fewer moves.
const REACH: f64 = 5.0;

/// On what terms an anchor is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Memory that it may take at most.
    pub most_bytes: u64,
    /// Whether nothing may be lost where steps are taken together, so that rounding alone
    /// decides.
    pub exact: bool,
}

/// Where an anchor lies, or is to lie, and what views it serves.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its place.
    origin: Point,
    /// Its unit: so many places after the point.
    unit_places: u32,
    /// What it is for.
    formula: FormulaName,
    constant: Point,
    limit: u32,
    /// Bits after the point of its numbers.
    bits: u32,
    /// How far from it a pixel may be, in units.
    reach: f64,
    /// The power of two of a pixel's step.
    step_exponent: i64,
}

/// What the pixels of a view are told by, and where it is.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub(super) site: Site,
    pub(super) reference: Arc<Reference>,
}

impl Anchor {
    /// Where it lies.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The orbit and its table.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// Whether it can tell the pixels of that view.
    #[must_use]
    pub fn serves(&self, view: &View, size: Size) -> bool {
        self.site.serves(view, size)
    }
}

impl Site {
    /// Whether an anchor there can tell the pixels of that view.
    #[must_use]
    pub fn serves(&self, view: &View, size: Size) -> bool {
        let view = view.fitted(size);
        self.is_of(view.formula, &view.constant)
            && self.limit >= view.limit(size)
            && self.tier() == tier_of(unit(view.zoom.unit_places()))
            && self.bits >= view.bits(size)
            && self.step_exponent - view.spacing(size).exponent <= MOST_DOUBLINGS
            && self.origin.is_on_axes_of(&view.centre)
            && view.farthest_from(&self.origin, self.unit_places, size) <= self.reach
    }

    /// Whether its orbits are those of a formula, and of that constant where it has one.
    fn is_of(&self, formula: FormulaName, constant: &Point) -> bool {
        self.formula == formula && (formula != FormulaName::Julia || self.constant == *constant)
    }

    /// The arithmetic of the pixels that are told by an anchor there.
    fn tier(&self) -> Tier {
        tier_of(unit(self.unit_places))
    }

    /// An anchor there, whose reference was [written](Reference::write) and is
    /// [read](Reference::read).
    #[must_use]
    pub fn anchor_of(&self, take: &mut dyn FnMut() -> Option<Vec<f64>>) -> Option<Anchor> {
        Some(Anchor {
            site: self.clone(),
            reference: Arc::new(Reference::read(take)?),
        })
    }

    /// Steps of its orbit at most.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Its place as pixels are counted: a point, and places after the point.
    pub(super) fn origin(&self) -> (&Point, u32) {
        (&self.origin, self.unit_places)
    }

    /// Computes the anchor; `stale` is asked every few milliseconds, and hears how far it
    /// is. The orbit of a known one is gone on with if [that can be](Self::goes_on_with).
    ///
    /// # Errors
    /// Once that says true, and where more memory is needed than the terms have.
    pub fn anchor(
        &self,
        terms: Terms,
        known: Option<&Anchor>,
        stale: &mut dyn FnMut(Stage) -> bool,
    ) -> Result<Anchor, NoReference> {
        let known = known.filter(|known| self.goes_on_with(&known.site));
        let fixed = |point: &Point| [&point.re, &point.im].map(|part| part.to_fixed(self.bits));
        let order = Order {
            law: self.formula.iterated(Complex::ZERO).law(),
            place: fixed(&self.origin),
            constant: (self.formula == FormulaName::Julia).then(|| fixed(&self.constant)),
            unit: unit(self.unit_places),
            radius: self.reach,
            limit: self.limit,
            most_bytes: terms.most_bytes,
            known: known.map(Anchor::reference),
            epsilon: if terms.exact || self.unit_places <= EXACT_UP_TO_PLACES {
                f64::EPSILON / 2.0
            } else {
                EPSILON
            },
        };
        Ok(Anchor {
            site: self.clone(),
            reference: Arc::new(Reference::new(order, stale)?),
        })
    }
}

/// The length in which pixels are counted that has so many places after the point.
fn unit(places: u32) -> Extended {
    let unit = Scaled::power_of_ten(places);
    Extended::new(Complex::new(unit.mantissa, 0.0), unit.exponent as i32)
}

impl View {
    /// Whether the view is deeper than `f64` resolves, so that its pixels need an
    /// [anchor](Self::anchor).
    #[must_use]
    pub fn is_deep(&self, size: Size) -> bool {
        self.zoom > self.deepest_direct(size)
    }

    /// The arithmetic of its pixels.
    #[must_use]
    pub fn tier(&self, size: Size) -> Tier {
        if self.is_deep(size) {
            tier_of(unit(self.zoom.unit_places()))
        } else {
            Tier::F64
        }
    }

    /// Where an anchor lies that is in the middle of the view.
    #[must_use]
    pub fn site(&self, size: Size) -> Site {
        let view = self.fitted(size);
        let unit_places = view.zoom.unit_places();
        Site {
            unit_places,
            formula: view.formula,
            limit: view.limit(size),
            bits: view.bits(size),
            reach: REACH * view.farthest_from(&view.centre, unit_places, size),
            step_exponent: view.spacing(size).exponent,
            origin: view.centre,
            constant: view.constant,
        }
    }

    /// An anchor in the middle of the view; `stale` is asked every few milliseconds.
    ///
    /// # Errors
    /// Once that says true, and where more memory is needed than the terms have.
    pub fn anchor(
        &self,
        size: Size,
        terms: Terms,
        stale: &mut dyn FnMut() -> bool,
    ) -> Result<Anchor, NoReference> {
        self.site(size).anchor(terms, None, &mut |_| stale())
    }

    /// Bits after the point of a reference's numbers.
    pub(super) fn bits(&self, size: Size) -> u32 {
        // Where Julia's orbits pass 0 their differences are squared, and the constant has to
        // be as exact; those of the Mandelbrot set have their own `c` in them.
        let squares = match self.formula {
            FormulaName::Julia => 2,
            _ => 1,
        };
        let bits = SPARE_BITS - squares * self.spacing(size).exponent;
        (bits.max(1) as u32).next_multiple_of(64)
    }

    /// No sample of a pixel is farther than this from `origin`, in units of `places` after
    /// the point.
    fn farthest_from(&self, origin: &Point, places: u32, size: Size) -> f64 {
        let (step, unit) = (self.spacing(size), Scaled::power_of_ten(places));
        let pixel = Scaled {
            mantissa: step.mantissa / unit.mantissa,
            exponent: step.exponent - unit.exponent,
        };
        let diagonal = libm::hypot(f64::from(size.width), f64::from(size.height));
        let centre = self.centre.seen_from(origin, places).to_complex();
        centre.norm_squared().sqrt() + pixel.to_f64() * diagonal / 2.0
    }
}

impl Point {
    /// Its place seen from `origin`, in units of `places` after the point.
    pub(super) fn seen_from(&self, origin: &Self, places: u32) -> Self {
        let part = |own: &Decimal, other: &Decimal| own.minus(other).times_power_of_ten(places);
        Self {
            re: part(&self.re, &origin.re),
            im: part(&self.im, &origin.im),
        }
    }
}

#[cfg(test)]
mod tests;
