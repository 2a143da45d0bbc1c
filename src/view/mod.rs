//! Exact coordinates, the viewport, gestures and permalinks.
//!
//! ```text
//! decimal, zoom      exact numbers: coordinates, magnification
//! lattice            plane steps of a pixel: where a view at a size lies
//! grid, limit        what the f64 tier computes of it
//! anchor             the reference of a view that it does not resolve
//! motion, depth      pan and zoom, and where they end
//! minibrot           the way to the lowest period in view
//! path               a smooth way from one view to another
//! scaled             a pixel's size, beyond the range of f64
//! reproject          an older picture's place in a newer view
//! home               the whole set, in any aspect ratio
//! permalink          a view as text
//! gesture            pointers, wheel and keys as motion
//! ```
//!
//! A view is what its link says: decimal numbers, exact at any depth. Pixels
//! come into it only together with a [`Size`].

mod anchor;
mod decimal;
mod depth;
mod double;
mod formula;
pub mod gesture;
mod grid;
mod home;
mod lattice;
mod limit;
mod minibrot;
mod motion;
mod number;
mod path;
pub mod permalink;
mod point;
mod reproject;
mod scaled;
mod size;
#[cfg(test)]
pub(crate) mod testing;
mod zoom;

pub use anchor::{Anchor, Site, Terms};
pub use decimal::Decimal;
pub use double::Double;
pub use formula::FormulaName;
pub use limit::Limit;
pub use minibrot::{Minibrot, NoMinibrot};
pub use number::NumberError;
pub use point::Point;
pub use reproject::Affine;
pub use scaled::Scaled;
pub use size::Size;
pub use zoom::Zoom;

use crate::fractal::{Colouring, Task};
use std::sync::Arc;

/// What is shown: formula, place and colours, at no size yet.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    formula: FormulaName,
    constant: Point,
    centre: Point,
    zoom: Zoom,
    rotation_degrees: f64,
    limit: Limit,
    colouring: Colouring,
    home: bool,
}

impl View {
    /// What is iterated.
    #[must_use]
    pub fn formula(&self) -> FormulaName {
        self.formula
    }

    /// The Julia constant, exact; kept while another formula is shown.
    #[must_use]
    pub fn constant(&self) -> &Point {
        &self.constant
    }

    /// The point in the middle, exact. A view that is [home](Self::is_home)
    /// has the formula's default.
    #[must_use]
    pub fn centre(&self) -> &Point {
        &self.centre
    }

    /// The magnification: the view is `4/zoom` high. A view that is
    /// [home](Self::is_home) has 1, and is [fitted](Self::fitted) when drawn.
    #[must_use]
    pub fn zoom(&self) -> Zoom {
        self.zoom
    }

    /// By how many degrees the picture is turned counter-clockwise on the
    /// screen: at 90 the direction of growing real parts points up.
    #[must_use]
    pub fn rotation_degrees(&self) -> f64 {
        self.rotation_degrees
    }

    /// The iteration limit as it was set.
    #[must_use]
    pub fn limit_setting(&self) -> Limit {
        self.limit
    }

    /// How counts become colours.
    #[must_use]
    pub fn colouring(&self) -> &Colouring {
        &self.colouring
    }

    /// Whether it is the whole set, to be fitted to each size.
    #[must_use]
    pub fn is_home(&self) -> bool {
        self.home
    }

    /// Whether both have the same counts at every size: they differ in colours
    /// at most, and a known picture need only be painted anew.
    #[must_use]
    pub fn has_counts_of(&self, other: &Self) -> bool {
        let constant = |view: &Self| match view.formula {
            FormulaName::Julia => view.constant.clone(),
            _ => Point::default(),
        };
        let bare = |view: &Self| Self {
            constant: constant(view),
            colouring: Colouring::default(),
            ..view.clone()
        };
        bare(self) == bare(other)
    }

    /// Whether a picture of this view knows all that one of `other` is painted by.
    #[must_use]
    pub fn has_samples_of(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|view| view.colouring.mode.needs_estimates());
        self.has_counts_of(other) && (own || !others)
    }

    /// The iteration limit of a picture of that size. `auto` depends on the
    /// view and the size alone, so that every machine draws the same picture.
    #[must_use]
    pub fn limit(&self, size: Size) -> u32 {
        match self.limit {
            Limit::Auto => limit::automatic(self.fitted(size).zoom),
            Limit::Fixed(limit) => limit,
        }
    }

    /// Sets the iteration limit.
    pub fn set_limit(&mut self, limit: u32) {
        self.limit = Limit::Fixed(limit);
    }

    /// The picture of that size as the `f64` tier computes it, also where it
    /// is [deeper](Self::is_deep) than that tier resolves.
    #[must_use]
    pub fn direct(&self, size: Size) -> Task {
        self.task(size, None)
    }

    /// The picture of that size as a task, by an anchor where there is one: the view's
    /// own, or one that [serves](Anchor::serves) it.
    #[must_use]
    pub fn task(&self, size: Size, anchor: Option<&Anchor>) -> Task {
        self.task_beside(size, (0.0, 0.0), anchor)
    }

    /// The same of the points [beside](Self::grid_beside) the pixels' centres.
    #[must_use]
    pub fn task_beside(&self, size: Size, beside: (f64, f64), anchor: Option<&Anchor>) -> Task {
        let formula = self.formula.iterated(self.constant.to_complex());
        let at_zero = (&Point::default(), 0);
        let (origin, places) = anchor.map_or(at_zero, |anchor| anchor.site.origin());
        let needs_estimates = self.colouring.mode.needs_estimates() && formula.has_derivatives();
        Task {
            formula,
            limit: self.limit(size),
            grid: self.grid_about(size, beside, origin, places),
            pitch: needs_estimates.then(|| self.pitch(size, places)),
            reference: anchor.map(|anchor| Arc::clone(&anchor.reference)),
        }
    }
}
