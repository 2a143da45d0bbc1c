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

/// Where an orbit stands: what it is gone on with from there, but for what it goes by.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    z: [Fixed; 2],
    derivative: Extended,
    turned: Extended,
}

/// Bits that points have past what their derivative asks for: what is rounded at a million of
/// them adds up.
const ROUNDED_OFTEN: i32 = 20;

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
        let derivative = match kind {
            Kind::Parameter => Extended::ZERO,
            Kind::Dynamic => Extended::ONE,
        };
        let turned = Extended::ZERO;
        let stand = Stand {
            z,
            derivative,
            turned,
        };
        Self::from_stand(kind, law, stand, c)
    }

    /// Of an orbit that stands there.
    ///
    /// # Panics
    /// Unless `c` has as many bits.
    pub(super) fn from_stand(kind: Kind, law: Law, stand: Stand, c: [Fixed; 2]) -> Self {
        let walker = Walker::new(law, stand.z, c);
        Self {
            law,
            z: rounded(&walker),
            walker,
            derivative: stand.derivative,
            turned: stand.turned,
            drift: match kind {
                Kind::Parameter => Extended::ONE,
                Kind::Dynamic => Extended::ZERO,
            },
        }
    }

    /// Where it stands.
    pub(super) fn stand(&self) -> Stand {
        Stand {
            z: [self.walker.re().clone(), self.walker.im().clone()],
            derivative: self.derivative,
            turned: self.turned,
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
        self.walker.step(self.unwanted_bits());
        self.z = rounded(&self.walker);
    }

    /// Of the point that has the derivative, bits that it may go without: to round it is to
    /// move `c` by as much over the derivative, and that is as small as `c` is exact, whatever
    /// comes next. Of the orbits of known views that leaves 0.53 to 0.58 of all products from
    /// 1e318 to 1e1086, and 0.71 at 1e113.
    ///
    /// None where orbits differ in where they begin, since they share a `c` that has to be as
    /// exact at each step, nor of a folded one, by whose fold the derivative is another one.
    fn unwanted_bits(&self) -> u32 {
        if self.drift == Extended::ZERO || self.law.is_folded {
            return 0;
        }
        let (_, exponent) = self.derivative.to_parts();
        (exponent - ROUNDED_OFTEN).max(0).cast_unsigned()
    }

    /// What it goes by.
    pub(super) fn law(&self) -> Law {
        self.law
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

impl Stand {
    /// Whether its numbers have as many bits as that.
    pub(super) fn is_as_exact_as(&self, number: &Fixed) -> bool {
        self.z.iter().all(|part| part.bits() == number.bits())
    }
}

fn rounded(walker: &Walker) -> Extended {
    Extended::of_parts(walker.re().to_mantissa(), walker.im().to_mantissa())
}
