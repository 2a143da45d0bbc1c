//! A reference orbit: one orbit of many digits, that those of all pixels are told by.

use super::extended::Extended;
use super::fixed::Fixed;
use super::law::Law;
use super::tracer::{Kind, Stand, Tracer};
use super::wire::{Numbers, Wire, Writer};
use crate::fractal::Complex;
use crate::fractal::formula::ESCAPE_NORM;

/// Points smaller than 2^-256 are kept with an exponent of their own as well: what a
/// pixel's difference is multiplied by must not lose digits, however small it is.
const SMALL: f64 = 1.0
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64
    / (1_u128 << 64) as f64;

/// An orbit by a higher power than the square ends where its square is above this, within
/// the escape radius: the next point of any pixel beside it is outside, and there is no room
/// for that in the numbers.
const POWERS_END: f64 = 256.0;

/// Products of limbs between two questions whether anyone still wants an orbit: some
/// milliseconds.
const PATIENCE: u64 = 1 << 21;

/// Why an orbit ends where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is still being computed.
    Open,
    /// Its last point is outside the escape radius, or the next would be.
    Escaped,
    /// Its last point is as near to 0 as those of some of the pixels that it is for: all
    /// may go on from there.
    Returned,
    /// It is as long as was asked for, or as there is memory for.
    Limit,
}

/// The orbit of a point, from `Z_0` on.
#[derive(Debug)]
pub(crate) struct Orbit {
    /// `Z_m`, rounded.
    points: Vec<Complex>,
    /// Those of them that are [`SMALL`], in the order of their indices.
    small: Small,
    end: End,
}

/// Those points of an orbit, of which `f64` holds no digits or not all.
#[derive(Clone, Debug)]
pub(crate) struct Small(Vec<(u32, Extended)>);

/// An orbit that is being followed.
pub(crate) struct Pursuit {
    orbit: Orbit,
    /// The derivative is by what pixels differ in.
    tracer: Tracer,
    /// By how much pixels differ at first, at most.
    radius: Extended,
    /// It has escaped where its square is above this.
    end_norm: f64,
}

impl Pursuit {
    /// Of the orbit of `z` for pixels that differ from it by `radius` at most.
    pub(crate) fn new(
        kind: Kind,
        law: Law,
        z: [Fixed; 2],
        c: [Fixed; 2],
        radius: Extended,
    ) -> Self {
        let tracer = Tracer::new(kind, law, z, c);
        let mut pursuit = Self::at(tracer, Vec::new(), Small(Vec::new()), radius);
        pursuit.note();
        pursuit
    }

    /// Of an orbit that begins with those points and stands where the tracer does.
    pub(crate) fn resumed(
        tracer: Tracer,
        points: Vec<Complex>,
        small: Small,
        radius: Extended,
    ) -> Self {
        let mut pursuit = Self::at(tracer, points, small, radius);
        pursuit.look(pursuit.tracer.z());
        pursuit
    }

    fn at(tracer: Tracer, points: Vec<Complex>, small: Small, radius: Extended) -> Self {
        let end_norm = if tracer.law().degree == 2 {
            ESCAPE_NORM
        } else {
            POWERS_END
        };
        Self {
            orbit: Orbit {
                points,
                small,
                end: End::Open,
            },
            tracer,
            radius,
            end_norm,
        }
    }

    /// The orbit from its beginning to its end, at `limit` steps at the latest, or as many
    /// as there is memory for, and where it stands then. None where
    /// `stale`, which is asked now and again, said true; it hears of how many steps there
    /// are.
    pub(crate) fn follow(
        mut self,
        limit: u32,
        stale: &mut dyn FnMut(u32) -> bool,
    ) -> Option<(Orbit, Stand)> {
        let patience = self.tracer.walker().steps_of_work(PATIENCE);
        while self.orbit.end == End::Open {
            let last = self.orbit.last();
            if last >= limit || !self.orbit.has_room() {
                self.orbit.end = End::Limit;
            } else if last % patience == patience - 1 && stale(last) {
                return None;
            } else {
                self.step();
            }
        }
        let stand = self.tracer.stand();
        Some((self.orbit, stand))
    }

    fn step(&mut self) {
        self.tracer.step();
        let exact = self.note();
        self.look(exact);
    }

    /// Whether it ends where it is.
    fn look(&mut self, exact: Extended) {
        let point = exact.to_complex();
        if point.norm_squared() > self.end_norm {
            self.orbit.end = End::Escaped;
        } else if exact.is_smaller_than(self.radius.times(self.tracer.least_growth())) {
            self.orbit.end = End::Returned;
        }
    }

    /// Writes down where it is.
    fn note(&mut self) -> Extended {
        let exact = self.tracer.z();
        let point = exact.to_complex();
        self.orbit.points.push(point);
        if is_small(point) {
            self.orbit.small.0.push((self.orbit.last(), exact));
        }
        exact
    }
}

impl Orbit {
    /// Whether there is memory for one more point.
    fn has_room(&mut self) -> bool {
        let points = &mut self.points;
        points.len() < points.capacity() || points.try_reserve(points.len()).is_ok()
    }

    /// The index of its last point.
    pub(crate) fn last(&self) -> u32 {
        self.points.len() as u32 - 1
    }

    /// Why that is its last.
    pub(crate) fn end(&self) -> End {
        self.end
    }

    /// Memory that a step takes at most, while its list grows; hardly any is small.
    pub(crate) const BYTES_PER_STEP: u64 = 2 * size_of::<Complex>() as u64;

    /// Its points that are so small that they have exponents of their own.
    pub(crate) fn into_small(self) -> Small {
        self.small
    }

    /// A point with all the exponent that it has.
    pub(crate) fn at(&self, index: u32) -> Extended {
        let point = self.points[index as usize];
        self.small.at(index, point)
    }
}

impl Small {
    /// The point of an index, which is `point`, with all the exponent that it has.
    #[inline]
    pub(crate) fn at(&self, index: u32, point: Complex) -> Extended {
        if !is_small(point) {
            return Extended::of(point);
        }
        let place = self.0.binary_search_by_key(&index, |&(index, _)| index);
        place.map_or(Extended::ZERO, |place| self.0[place].1)
    }

    /// Memory that it takes.
    pub(crate) fn bytes(&self) -> u64 {
        (self.0.capacity() * size_of::<(u32, Extended)>()) as u64
    }
}

impl Wire for Small {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Wire::read(from).map(Self)
    }
}

fn is_small(point: Complex) -> bool {
    point.re.abs().max(point.im.abs()) < SMALL
}
