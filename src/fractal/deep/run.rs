//! Bilinear approximation: many steps of a difference from the reference at once.
//!
//! Over some steps from index `m` on, `z ← A z + B c`, as long as `|z| < R`: the square
//! of the difference would be lost in rounding. One step of `z^d + c` has
//!
//! ```text
//! A = d Z_m^(d−1)      B = 1      R = ε 2 |Z_m| / (d − 1)
//! ```
//!
//! since of `(Z + z)^d − Z^d = A z (1 + (d−1)/2 z/Z + …)` that is where the second term is `ε`,
//! and the others are its powers; for `d = 2` it is `ε |A|`. Two runs of steps, `x` and then
//! `y`, make one of
//!
//! ```text
//! A = A_y A_x      B = A_y B_x + B_y      R = max(0, min(R_x, (R_y − |B_x| |c|max) / |A_x|))
//! ```
//!
//! A folded orbit (see [`Law`](super::Law)) is moved by each step either as by `z²`, or, where that lies
//! below the axis, as by its conjugate: its `A` acts on `z` or on its conjugate, and `B` is two
//! numbers,
//!
//! ```text
//! z ← A z + B c + E c̄      or      z ← A z̄ + B c + E c̄
//! ```
//!
//! A run holds while no step would fold a pixel but not the reference. With `Z = X + iY` that
//! is told by the sign of `(X + x)(Y + y)`, which is that of `XY` where `|z| < |XY| / |Z|`: less
//! than both `|X|` and `|Y|`. As norms of the matrices `|A|` and `|B| + |E|` are exact.
//!
//! `c` is counted in units of the order of a pixel, and `B` holds the unit, so that
//! neither underflows.
//!
//! See C. Heiland-Allen, "Deep zoom theory and practice (again)".

use super::extended::Extended;
use super::wire::{Numbers, Wire, Writer};
use crate::fractal::Complex;

/// A run of steps, in numbers for near differences or for any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<Z> {
    /// What a difference is multiplied by.
    pub(super) a: Z,
    /// What a pixel's place, in units from the reference, is multiplied by.
    pub(super) b: Z,
}

/// Of a folded orbit, what a run has besides.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fold<Z> {
    /// What the conjugate of a pixel's place is multiplied by.
    pub(super) e: Z,
    /// −1 where the run takes the conjugate of a difference, 1 where itself.
    pub(super) turn: f64,
}

/// A run's numbers, each a mantissa and a power of two.
pub(super) struct Parts {
    pub(super) a: (Complex, i32),
    pub(super) b: (Complex, i32),
    pub(super) e: (Complex, i32),
    pub(super) turn: f64,
}

impl Run<Extended> {
    /// Its numbers, of an orbit that is not folded, or of a step.
    pub(super) fn parts(self) -> Parts {
        Parts {
            a: self.a.to_parts(),
            b: self.b.to_parts(),
            e: Extended::ZERO.to_parts(),
            turn: 1.0,
        }
    }

    /// The same for near differences.
    pub(super) fn near(&self) -> Run<Complex> {
        Run {
            a: self.a.to_complex(),
            b: self.b.to_complex(),
        }
    }
}

/// A run, and how far a difference may be that takes it.
#[derive(Clone, Copy)]
pub(super) struct Reach {
    pub(super) run: Run<Extended>,
    pub(super) fold: Option<Fold<Extended>>,
    pub(super) radius: Extended,
}

impl Reach {
    /// The same of a step from a point of a folded orbit.
    pub(super) fn folded_at(mut self, point: Extended) -> Self {
        let turn = if point.is_folded() { -1.0 } else { 1.0 };
        if point.is_folded() {
            self.run.a = self.run.a.conjugate();
        }
        let e = Extended::ZERO;
        self.fold = Some(Fold { e, turn });
        let room = point.cross().magnitude();
        self.within(room.real_quotient(point.magnitude().scaled(2.0)))
    }

    /// For no larger differences than that.
    fn within(mut self, bound: Extended) -> Self {
        if bound.is_smaller_than(self.radius) {
            self.radius = bound;
        }
        self
    }

    /// Both in sequence, `self` first.
    pub(super) fn then(&self, next: &Self, radius: f64) -> Self {
        let (mut x, y) = (self.run, &next.run);
        let mut moved = x.b.magnitude();
        let mut fold = None;
        if let (Some(first), Some(second)) = (self.fold, next.fold) {
            moved = moved.plus(first.e.magnitude());
            let mut e = first.e;
            if second.turn < 0.0 {
                (x.a, x.b, e) = (x.a.conjugate(), e.conjugate(), x.b.conjugate());
            }
            fold = Some(Fold {
                e: y.a.times(e).plus(second.e),
                turn: first.turn * second.turn,
            });
        }
        let left = next.radius.plus(moved.scaled(radius).negated());
        let bound = left.real_quotient(x.a.magnitude());
        let both = Self {
            run: Run {
                a: y.a.times(x.a),
                b: y.a.times(x.b).plus(y.b),
            },
            fold,
            radius: self.radius,
        };
        both.within(if bound.is_to_the_right() {
            bound
        } else {
            Extended::ZERO
        })
    }
}

impl<Z: Wire> Wire for Fold<Z> {
    fn write(&self, to: &mut Writer) {
        self.e.write(to);
        to.push(self.turn);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            e: Wire::read(from)?,
            turn: from.next()?,
        })
    }
}

impl<Z: Wire> Wire for Run<Z> {
    fn write(&self, to: &mut Writer) {
        self.a.write(to);
        self.b.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            a: Wire::read(from)?,
            b: Wire::read(from)?,
        })
    }
}
