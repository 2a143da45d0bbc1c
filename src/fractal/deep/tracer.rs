//! An orbit of many digits, rounded at each step, and its derivative.

use super::extended::Extended;
use super::fixed::{Fixed, Walker};
use super::law::Law;

/// What orbits differ in that are told by one, and their derivative is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Their `c`: the plane of the Mandelbrot set. The orbit begins at 0.
    Parameter,
    /// Where they begin: the plane of a Julia set.
    Dynamic,
}

/// An orbit that is being followed.
pub(super) struct Tracer {
    law: Law,
    /// Where it is, in all digits.
    walker: Walker,
    /// The same, rounded.
    z: Extended,
    derivative: Extended,
    /// Of a folded orbit, which has none, what moves it with the conjugate of that by which
    /// the derivative does; 0 of others.
    turned: Extended,
    /// What is added to that at each step: the derivative of `c`.
    drift: Extended,
}

impl Tracer {
    pub(super) fn new(kind: Kind, law: Law, z: [Fixed; 2], c: [Fixed; 2]) -> Self {
        let (derivative, drift) = match kind {
            Kind::Parameter => (Extended::ZERO, Extended::ONE),
            Kind::Dynamic => (Extended::ONE, Extended::ZERO),
        };
        let walker = Walker::new(law, z, c);
        Self {
            law,
            z: rounded(&walker),
            walker,
            derivative,
            turned: Extended::ZERO,
            drift,
        }
    }

    pub(super) fn step(&mut self) {
        let slope = self.z.slope(self.law.degree);
        let mut grown = slope.times(self.derivative);
        if self.law.is_folded {
            self.turned = slope.times(self.turned);
            if self.z.is_folded() {
                (grown, self.turned) = (self.turned.conjugate(), grown.conjugate());
            }
        }
        self.derivative = grown.plus(self.drift);
        self.walker.step();
        self.z = rounded(&self.walker);
    }

    pub(super) fn z(&self) -> Extended {
        self.z
    }

    pub(super) fn derivative(&self) -> Extended {
        self.derivative
    }

    /// By how much it moves at least with that by which the derivative is: of `d c + e c̄`, a
    /// disc's ellipse, the smaller half axis.
    pub(super) fn least_growth(&self) -> Extended {
        if self.law.is_folded {
            let turned = self.turned.magnitude();
            self.derivative.magnitude().plus(turned.negated())
        } else {
            self.derivative
        }
    }

    /// Where it is, in all digits.
    pub(super) fn walker(&self) -> &Walker {
        &self.walker
    }
}

fn rounded(walker: &Walker) -> Extended {
    Extended::of_parts(walker.re().to_mantissa(), walker.im().to_mantissa())
}
