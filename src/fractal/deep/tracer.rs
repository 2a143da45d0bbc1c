//! An orbit of many digits, rounded at each step, and its derivative.

use super::extended::Extended;
use super::fixed::{Fixed, Walker};

/// What orbits differ in that are told by one, and their derivative is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Their `c`: the plane of the Mandelbrot set. The orbit begins at 0.
    Parameter,
    /// Where they begin: the plane of a Julia set.
    Dynamic,
}

/// An orbit of `z ← z² + c` that is being followed.
pub(super) struct Tracer {
    /// Where it is, in all digits.
    walker: Walker,
    /// The same, rounded.
    z: Extended,
    derivative: Extended,
    /// What is added to that at each step: the derivative of `c`.
    drift: Extended,
}

impl Tracer {
    pub(super) fn new(kind: Kind, z: [Fixed; 2], c: [Fixed; 2]) -> Self {
        let (derivative, drift) = match kind {
            Kind::Parameter => (Extended::ZERO, Extended::ONE),
            Kind::Dynamic => (Extended::ONE, Extended::ZERO),
        };
        let walker = Walker::new(z, c);
        Self {
            z: rounded(&walker),
            walker,
            derivative,
            drift,
        }
    }

    pub(super) fn step(&mut self) {
        let grown = self.z.scaled(2.0).times(self.derivative);
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

    /// Where it is, in all digits.
    pub(super) fn walker(&self) -> &Walker {
        &self.walker
    }
}

fn rounded(walker: &Walker) -> Extended {
    Extended::of_parts(walker.re().to_mantissa(), walker.im().to_mantissa())
}
