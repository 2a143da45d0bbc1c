//! What the pixels of a deep view are told by: a reference orbit and its table.

use super::extended::Extended;
use super::fixed::Fixed;
use super::interior;
use super::law::Law;
use super::orbit::{End, Orbit, Pursuit, Small};
use super::perturb;
use super::run::Run;
use super::table::{NoTable, Table, Terms, has_far, position};
use super::tracer::{Kind, Stand, Tracer};
use super::wire::{self, Numbers, Wire, Writer};
use crate::fractal::lanes::Backend;
use crate::fractal::walk::Walk;
use crate::fractal::{Outcome, Tier};
use std::fmt;

/// Where memory is short, far runs have more doublings than that.
const LONG_ALONE: u32 = 4;

/// An orbit, and how to go along it many steps at once.
#[derive(Debug)]
pub(super) struct Course {
    /// The orbit's last index.
    last: u32,
    /// Its points that are too small for `f64`.
    small: Small,
    /// How to go along it; all its points are in it.
    pub(super) table: Table,
    /// Where it stands at its last point, to be gone on with; none of a copy.
    stand: Option<Stand>,
}

/// See the module.
#[derive(Debug)]
pub struct Reference {
    /// What pixels begin on.
    pub(super) first: Course,
    /// What they go on with when they rebase: the orbit of 0, where `first` is another.
    pub(super) critical: Option<Course>,
    /// Of the plane, what 1 is in the pixels' grids.
    pub(super) unit: Extended,
    /// Pixels that are nearer to it than this, in units, are surely inside.
    pub(super) inside: f64,
    /// What orbits go by.
    pub(super) law: Law,
}

/// How far a reference is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its orbit has so many steps.
    Orbit(u32),
    /// It is done and has so many; the table is made.
    Table(u32),
}

/// Why there is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReference {
    /// Nobody wanted it any more.
    Stale,
    /// It may take more memory than it is granted.
    TooLarge {
        /// Bytes that it may take.
        bytes: u64,
        /// Bytes that are granted, or that there are.
        granted: u64,
        /// An iteration limit for which those do.
        limit: u32,
    },
}

impl fmt::Display for NoReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("the reference orbit was given up"),
            Self::TooLarge {
                bytes,
                granted,
                limit,
            } => write!(
                f,
                "the reference orbit may need {bytes} bytes of memory, and {granted} are granted: \
                 expected an iteration limit of {limit} at most, or another centre"
            ),
        }
    }
}

impl std::error::Error for NoReference {}

/// What a reference is to be made for.
pub(crate) struct Order<'a> {
    /// What orbits go by.
    pub(crate) law: Law,
    /// Its place in the plane.
    pub(crate) place: [Fixed; 2],
    /// The `c` of all pixels, where they do not each have their own.
    pub(crate) constant: Option<[Fixed; 2]>,
    /// The length, in the plane, in which the pixels' distances are counted.
    pub(crate) unit: Extended,
    /// How far a pixel is from it at most, in units.
    pub(crate) radius: f64,
    /// The iteration limit.
    pub(crate) limit: u32,
    /// How small a share of a step's factor is lost where steps are taken together.
    pub(crate) epsilon: f64,
    /// Memory that it may take at most.
    pub(crate) most_bytes: u64,
    /// One of the same place, law and constant: its orbit is gone on with, where it has as
    /// many bits and no more steps than are wanted.
    pub(crate) known: Option<&'a Reference>,
}

/// The arithmetic of pixels that are counted in such units.
pub(crate) fn tier_of(unit: Extended) -> Tier {
    if has_far(unit) {
        Tier::PerturbExt
    } else {
        Tier::Perturb
    }
}

/// Whether pixels that go by a law may have discs about them that are inside: those of a
/// Julia set have no pieces of their own, and of other laws no radius is known.
fn has_discs(law: Law, is_julia: bool) -> bool {
    law == Law::SQUARE && !is_julia
}

impl Course {
    /// The orbit's last index.
    #[inline]
    pub(super) fn last(&self) -> u32 {
        self.last
    }

    /// Point `m`, whose runs lie `at` a place, with all the exponent that it has.
    #[inline]
    pub(super) fn point(&self, m: u32, at: usize) -> Extended {
        self.small.at(m, self.table.point(at))
    }

    /// Point `m`, likewise.
    pub(super) fn exact(&self, m: u32) -> Extended {
        self.point(m, position(m))
    }

    /// The numbers of the far step from index `m` on, whose near runs lie `at` a place: where
    /// only long runs are there.
    #[cold]
    #[inline(never)]
    pub(super) fn far_step(&self, m: u32, at: usize) -> Run<Extended> {
        self.table.far_step(self.point(m, at))
    }

    /// Its orbit, to be gone on with for pixels that are no farther than that. None where `c`
    /// has not as many bits, it has more steps than that already, it is a copy, or there is no
    /// memory.
    fn resumed(
        &self,
        kind: Kind,
        law: Law,
        c: &[Fixed; 2],
        reach: Extended,
        most_steps: u32,
    ) -> Option<Pursuit> {
        let is_fit = |stand: &&Stand| c.iter().all(|part| stand.is_as_exact_as(part));
        let stand = self.stand.as_ref().filter(is_fit)?;
        if self.last > most_steps {
            return None;
        }
        let mut points = Vec::new();
        points.try_reserve_exact(self.last as usize + 1).ok()?;
        points.extend((0..=self.last).map(|m| self.table.point(position(m))));
        let tracer = Tracer::from_stand(kind, law, stand.clone(), c.clone());
        let small = self.small.clone();
        Some(Pursuit::resumed(tracer, points, small, reach))
    }

    /// Memory that it takes.
    fn bytes(&self) -> u64 {
        self.small.bytes() + self.table.bytes()
    }

    /// Memory that it may take with all of its table.
    fn bytes_of_all(&self, law: Law, unit: Extended) -> u64 {
        Self::bytes_per_step(law, unit, 0) * (u64::from(self.last) + 1)
    }

    fn bytes_per_step(law: Law, unit: Extended, shortest: u32) -> u64 {
        Orbit::BYTES_PER_STEP + Table::bytes_per_step(law, unit, shortest)
    }
}

impl Wire for Course {
    fn write(&self, to: &mut Writer) {
        to.push(f64::from(self.last));
        self.small.write(to);
        self.table.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self {
            last: from.next()? as u32,
            small: Wire::read(from)?,
            table: Wire::read(from)?,
            stand: None,
        })
    }
}

impl Reference {
    /// Computes it; `stale` is asked every few milliseconds, and hears how far it is.
    ///
    /// # Errors
    /// Where that said true, or it takes too much memory.
    pub(crate) fn new(
        order: Order,
        stale: &mut dyn FnMut(Stage) -> bool,
    ) -> Result<Self, NoReference> {
        let Order {
            law,
            place,
            constant,
            unit,
            radius,
            limit,
            epsilon,
            most_bytes: granted,
            known,
        } = order;
        let courses = 1 + u64::from(constant.is_some());
        let bytes_of = |shortest| courses * Course::bytes_per_step(law, unit, shortest);
        let bytes_per_step = bytes_of(LONG_ALONE);
        let most_steps = u32::try_from(granted / bytes_per_step).unwrap_or(u32::MAX);
        let most_steps = limit.min(most_steps);
        let zero = || [place[0].zero(), place[0].zero()];
        let mut course = |pursuit: Pursuit, pixels_apart: f64| {
            let orbit = pursuit.follow(most_steps, &mut |steps| stale(Stage::Orbit(steps)));
            let (orbit, stand) = orbit.ok_or(NoReference::Stale)?;
            if stale(Stage::Table(orbit.last())) {
                return Err(NoReference::Stale);
            }
            let too_large = |steps: u32| NoReference::TooLarge {
                bytes: bytes_per_step.saturating_mul(u64::from(limit)),
                granted: granted.min(bytes_per_step * (u64::from(steps) + 1)),
                limit: steps,
            };
            if orbit.end() == End::Limit && orbit.last() < limit {
                return Err(too_large(orbit.last()));
            }
            let steps = u64::from(orbit.last()) + 1;
            let terms = Terms {
                law,
                unit,
                radius: pixels_apart,
                epsilon,
                shortest: if bytes_of(0) * steps <= granted {
                    0
                } else {
                    LONG_ALONE
                },
            };
            let table = Table::new(&orbit, terms, &mut || stale(Stage::Table(orbit.last())));
            Ok(Course {
                last: orbit.last(),
                table: table.map_err(|why| match why {
                    NoTable::Stale => NoReference::Stale,
                    // Half as much there may be.
                    NoTable::Memory => too_large(orbit.last() / 2),
                })?,
                small: orbit.into_small(),
                stand: Some(stand),
            })
        };
        let reach = unit.scaled(radius);
        let begun = |known: Option<&Course>, kind, z, c: &[Fixed; 2], reach| {
            let known = known.and_then(|known| known.resumed(kind, law, c, reach, most_steps));
            known.unwrap_or_else(|| Pursuit::new(kind, law, z, c.clone(), reach))
        };
        let known = known.filter(|known| known.law == law);
        let known_first = known.map(|known| &known.first);
        let known_critical = known.and_then(|known| known.critical.as_ref());
        let (first, critical) = match constant {
            None => {
                let pursuit = begun(known_first, Kind::Parameter, zero(), &place, reach);
                (course(pursuit, radius)?, None)
            }
            Some(c) => {
                let own = begun(known_first, Kind::Dynamic, place.clone(), &c, reach);
                // Pixels may come to it from anywhere, but all with the same `c`.
                let critical = begun(known_critical, Kind::Dynamic, zero(), &c, Extended::ZERO);
                (course(own, 0.0)?, Some(course(critical, 0.0)?))
            }
        };
        let inside = if has_discs(law, critical.is_some()) {
            let last = first.last();
            let disc =
                interior::disc_about_reference(&first, unit, &mut || stale(Stage::Table(last)));
            disc.map_or(0.0, |disc| disc.radius())
        } else {
            0.0
        };
        Ok(Self {
            first,
            critical,
            unit,
            inside,
            law,
        })
    }

    /// Whether discs about its pixels may be inside.
    pub(super) fn has_discs(&self) -> bool {
        has_discs(self.law, self.critical.is_some())
    }

    /// Whether its orbit can be gone on with: that of a copy cannot.
    #[must_use]
    pub fn can_be_gone_on_with(&self) -> bool {
        self.first.stand.is_some()
    }

    /// The arithmetic of the pixels that are told by it.
    #[must_use]
    pub fn tier(&self) -> Tier {
        tier_of(self.unit)
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let critical = self.critical.as_ref();
        self.first.bytes() + critical.map_or(0, Course::bytes)
    }

    /// Bytes that it may take with all of its table, where memory was too short for that: what
    /// is left of it draws the same, in more moves.
    #[must_use]
    pub fn lowered_from(&self) -> Option<u64> {
        let courses = || {
            [Some(&self.first), self.critical.as_ref()]
                .into_iter()
                .flatten()
        };
        let bytes = courses().map(|course| course.bytes_of_all(self.law, self.unit));
        let is_lowered = courses().any(|course| course.table.is_lowered());
        is_lowered.then(|| bytes.sum())
    }

    /// Numbers of a chunk [of it](Self::write) at most.
    pub const CHUNK: usize = wire::CHUNK;

    /// Writes it as plain numbers, for memory that is not shared; `put` gets them chunk by
    /// chunk.
    pub fn write(&self, put: &mut dyn FnMut(&[f64])) {
        let mut to = Writer::new(put);
        self.first.write(&mut to);
        self.critical.write(&mut to);
        self.unit.write(&mut to);
        to.push(self.inside);
        self.law.write(&mut to);
        to.finish();
    }

    /// Reads what was [written](Self::write), of which `take` gives the next chunk; none where
    /// that is not such, or there is no memory for it.
    #[must_use]
    pub fn read(take: &mut dyn FnMut() -> Option<Vec<f64>>) -> Option<Self> {
        let mut from = Numbers::new(take);
        let reference = Self {
            first: Wire::read(&mut from)?,
            critical: Wire::read(&mut from)?,
            unit: Wire::read(&mut from)?,
            inside: from.next()?,
            law: Wire::read(&mut from)?,
        };
        from.next().is_none().then_some(reference)
    }

    pub(in crate::fractal) fn render(&self, backend: Backend, walk: Walk) -> Outcome {
        perturb::render(self, backend, walk)
    }
}
