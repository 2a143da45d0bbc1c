//! A smooth and efficient way from one view to another, over any depth.
//!
//! J. J. van Wijk and W. A. A. Nuij, "Smooth and efficient zooming and panning"
//! (IEEE Symposium on Information Visualization, 2003): the shortest path in a
//! metric in which a pan costs ρ times its length in widths of the view, and a
//! zoom the logarithm of its factor over ρ. It zooms out until both ends come
//! into sight, pans, and zooms in again.
//!
//! In the half-plane of ρ² times the way, and the width `w`, it is an arc of a
//! circle: with `v` from `−R₀` to `R₁`,
//!
//! ```text
//! w(v) = A / cosh v,   ρ² way(v) = A (tanh v + tanh R₀),   A = w₀ cosh R₀ = w₁ cosh R₁
//! sinh R₀ = (e^(c−a) + e^(a−c) (e^(2(b−a)) − 1)) / 2       a, b = ln w₀, ln w₁
//! sinh R₁ = (e^(c−b) + e^(b−c) (e^(2(a−b)) − 1)) / 2       c = ln (ρ² distance)
//! ```
//!
//! Nothing here is ever a difference of large numbers. Widths and the distance
//! are logarithms, taken of the exact difference of the centres. The way is
//! counted from the nearer end, in widths of the present view, where it is
//! below one:
//!
//! ```text
//! way / w = sinh(v + R₀) / (ρ² cosh R₀),   way left / w = sinh(R₁ − v) / (ρ² cosh R₁)
//! ```

use std::f64::consts::LN_2;

use super::View;
use super::lattice::Lattice;
use super::point::Point;
use super::size::Size;
use super::zoom::Zoom;

/// ρ: how far the path zooms out in order to pan. People chose 1.42 (van Wijk
/// and Nuij's experiment).
const RHO: f64 = 1.42;

/// A distance below `e^` this of both widths (1e-7: no pixel) is none.
const NO_DISTANCE: f64 = -16.0;

/// Significant digits of a magnification on the way.
const DIGITS: u32 = 9;

/// A way between two views that are not home ([`View::fitted`]).
#[derive(Clone, Debug)]
pub(super) struct Path {
    start: Place,
    end: Place,
    /// Degrees, the short way round.
    turn: f64,
    shape: Shape,
    size: Size,
}

/// A place of the plane, at a magnification, turned.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) centre: Point,
    pub(super) zoom: Zoom,
    pub(super) rotation_degrees: f64,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// By so many natural logarithms of the magnification.
    Straight { zoom: f64 },
    /// `R₀` and `R₁`, and the direction of the end from the start.
    Arc {
        before: f64,
        after: f64,
        direction: (f64, f64),
    },
}

impl Place {
    fn of(view: &View) -> Self {
        Self {
            centre: view.centre.clone(),
            zoom: view.zoom,
            rotation_degrees: view.rotation_degrees,
        }
    }
}

impl Path {
    /// The way between two views as they are drawn at a size.
    pub(super) fn between(start: &View, end: &View, size: Size) -> Self {
        let (start, end) = (Place::of(&start.fitted(size)), Place::of(&end.fitted(size)));
        let turn = (end.rotation_degrees - start.rotation_degrees) % 360.0;
        let turn = if turn > 180.0 {
            turn - 360.0
        } else if turn <= -180.0 {
            turn + 360.0
        } else {
            turn
        };
        let shape = Shape::between(&start, &end, size);
        Self {
            start,
            end,
            turn,
            shape,
            size,
        }
    }

    /// The size that it is for.
    pub(super) fn size(&self) -> Size {
        self.size
    }

    /// Its length S, in van Wijk's and Nuij's metric: a zoom by `e^1.42` is 1.
    /// Rotation has none.
    pub(super) fn length(&self) -> f64 {
        match self.shape {
            Shape::Straight { zoom } => zoom.abs() / RHO,
            Shape::Arc { before, after, .. } => (before + after) / RHO,
        }
    }

    /// Degrees that it turns, counter-clockwise.
    pub(super) fn turn(&self) -> f64 {
        self.turn
    }

    /// The place after a share of its length, from 0 to 1.
    pub(super) fn at(&self, progress: f64) -> Place {
        match self.shape {
            Shape::Straight { zoom } => {
                let (from, doublings) = if progress < 0.5 {
                    (&self.start, zoom * progress / LN_2)
                } else {
                    (&self.end, zoom * (progress - 1.0) / LN_2)
                };
                let zoom = from.zoom.magnified(doublings).nearest(DIGITS);
                self.place(progress, zoom, self.end.centre.clone())
            }
            Shape::Arc { before, after, .. } => {
                let v = progress * (before + after) - before;
                let (from, end_of_arc) = if progress < 0.5 {
                    (&self.start, before)
                } else {
                    (&self.end, after)
                };
                let doublings = (ln_cosh(v) - ln_cosh(end_of_arc)) / LN_2;
                self.arc_at(progress, from.zoom.magnified(doublings).nearest(DIGITS))
            }
        }
    }

    /// Where the path is magnified `zoom`, at the progress `from` or next after
    /// it; and the progress there.
    pub(super) fn next_at(&self, zoom: Zoom, from: f64) -> Option<(f64, Place)> {
        // What nine digits of a magnification tell, in natural logarithms.
        const CLOSE: f64 = 1e-8;
        let left = (self.end.zoom.log2() - zoom.log2()) * LN_2;
        let on_the_way = |progress: &f64| (from - CLOSE..=1.0 + CLOSE).contains(progress);
        match self.shape {
            Shape::Straight { zoom: whole } => {
                let progress = Some(1.0 - left / whole).filter(on_the_way)?;
                Some((
                    progress,
                    self.place(progress, zoom, self.end.centre.clone()),
                ))
            }
            Shape::Arc { before, after, .. } => {
                // ln (A / w): below zero where the path never is so far out.
                let height = ln_cosh(after) - left;
                if height < -CLOSE {
                    return None;
                }
                let height = height.max(0.0);
                let v = height + libm::log1p(libm::sqrt(-libm::expm1(-2.0 * height)));
                let progress = [-v, v]
                    .into_iter()
                    .map(|v| (v + before) / (before + after))
                    .find(on_the_way)?;
                Some((progress, self.arc_at(progress, zoom)))
            }
        }
    }

    /// The place on an arc, at the magnification that it has there.
    fn arc_at(&self, progress: f64, zoom: Zoom) -> Place {
        let Shape::Arc {
            before,
            after,
            direction,
        } = self.shape
        else {
            return self.place(progress, zoom, self.end.centre.clone());
        };
        let progress = progress.clamp(0.0, 1.0);
        let done = progress * (before + after);
        let left = (1.0 - progress) * (before + after);
        let from_start = way_in_widths(done, before);
        let from_end = way_in_widths(left, after);
        let (base, way) = if from_start <= from_end {
            (&self.start.centre, from_start)
        } else {
            (&self.end.centre, -from_end)
        };
        let pixels = way * width(self.size);
        let lattice = Lattice::of(zoom, 0.0, self.size);
        // Rows count downwards.
        let offset = lattice.offset((pixels * direction.0, -pixels * direction.1));
        let centre = base.plus(&offset).settled(lattice.places());
        self.place(progress, zoom, centre)
    }

    fn place(&self, progress: f64, zoom: Zoom, centre: Point) -> Place {
        Place {
            centre,
            zoom,
            rotation_degrees: (self.start.rotation_degrees + self.turn * progress) % 360.0 + 0.0,
        }
    }
}

impl Shape {
    fn between(start: &Place, end: &Place, size: Size) -> Self {
        // Widths in units of the end's: b = 0.
        let a = (end.zoom.log2() - start.zoom.log2()) * LN_2;
        let straight = Self::Straight { zoom: a };
        let Some((ln_distance, direction)) = end.centre.minus(&start.centre).polar() else {
            return straight;
        };
        let height = f64::from(size.height.max(1));
        let ln_width = libm::log(4.0 * width(size) / height) - end.zoom.log2() * LN_2;
        let c = 2.0 * libm::log(RHO) + ln_distance - ln_width;
        if c < NO_DISTANCE + a.min(0.0) {
            return straight;
        }
        let before = asinh_half_sum(c - a, a - c, -2.0 * a);
        let after = asinh_half_sum(c, -c, 2.0 * a);
        Self::Arc {
            before,
            after,
            direction,
        }
    }
}

/// What the path takes for a view's width, in pixels: the smaller side, so that
/// what it keeps in sight is in sight in any direction.
fn width(size: Size) -> f64 {
    f64::from(size.width.min(size.height).max(1))
}

/// `sinh(way) / (ρ² cosh end)`, at most 1e6.
fn way_in_widths(way: f64, end: f64) -> f64 {
    if way <= 0.0 {
        return 0.0;
    }
    let ln_sinh = way + libm::log(-libm::expm1(-2.0 * way)) - LN_2;
    libm::exp((ln_sinh - ln_cosh(end)).min(13.8)) / (RHO * RHO)
}

/// `ln cosh x` without overflow.
fn ln_cosh(x: f64) -> f64 {
    let x = x.abs();
    x + libm::log1p(libm::exp(-2.0 * x)) - LN_2
}

/// `asinh((e^p + e^q (e^r − 1)) / 2)` without overflow.
fn asinh_half_sum(p: f64, q: f64, r: f64) -> f64 {
    // Up to here its square is within the range of f64.
    const LARGE: f64 = 300.0;
    // ln |e^q (e^r − 1)|
    let second = if r > 40.0 {
        q + r
    } else {
        q + libm::log(libm::expm1(r).abs())
    };
    let sign = if r < 0.0 { -1.0 } else { 1.0 };
    if p.max(second) < LARGE {
        return libm::asinh(f64::midpoint(libm::exp(p), sign * libm::exp(second)));
    }
    // asinh x = ± ln |2 x|. Of two terms that differ in sign only one is large.
    let (larger, smaller) = (p.max(second), p.min(second));
    if sign > 0.0 {
        larger + libm::log1p(libm::exp(smaller - larger))
    } else if p > second {
        p
    } else {
        -second
    }
}

#[cfg(test)]
mod tests;
