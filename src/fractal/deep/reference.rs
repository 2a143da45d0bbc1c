//! What the pixels of a deep view are told by: a reference orbit and its table.

use super::extended::Extended;
use super::fixed::Fixed;
use super::orbit::{End, Kind, Orbit};
use super::perturb;
use super::table::{Table, has_far};
use crate::fractal::walk::Walk;
use crate::fractal::{Outcome, Tier};
use std::fmt;

/// An orbit, and how to go along it many steps at once.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) orbit: Orbit,
    pub(super) table: Table,
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
}

/// Why there is no reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReference {
    /// Nobody wanted it any more.
    Stale,
    /// It would take more than this, which is what was granted.
    TooLarge {
        /// Bytes of memory.
        bytes: u64,
    },
}

impl fmt::Display for NoReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale => f.write_str("the reference orbit was given up"),
            Self::TooLarge { bytes } => write!(
                f,
                "the reference orbit needs more than the {bytes} bytes of memory that it may \
                 take: expected a lower iteration limit, or another centre"
            ),
        }
    }
}

impl std::error::Error for NoReference {}

/// What a reference is to be made for.
pub(crate) struct Order {
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
}

impl Course {
    /// Memory that it takes.
    fn bytes(&self) -> u64 {
        self.orbit.bytes() + self.table.bytes()
    }

    fn bytes_per_step(unit: Extended) -> u64 {
        Orbit::BYTES_PER_STEP + Table::bytes_per_step(unit)
    }
}

impl Reference {
    /// Computes it; `stale` is asked every few milliseconds.
    ///
    /// # Errors
    /// Where that said true, or it takes too much memory.
    pub(crate) fn new(order: Order, stale: &mut dyn FnMut() -> bool) -> Result<Self, NoReference> {
        let Order {
            place,
            constant,
            unit,
            radius,
            limit,
            epsilon,
            most_bytes: bytes,
        } = order;
        let courses = 1 + u64::from(constant.is_some());
        let most = bytes / (courses * Course::bytes_per_step(unit));
        let most_steps = u32::try_from(most).unwrap_or(u32::MAX);
        let zero = || [place[0].zero(), place[0].zero()];
        let mut course = |mut orbit: Orbit, pixels_apart: f64| {
            if !orbit.follow(limit.min(most_steps), stale) {
                return Err(NoReference::Stale);
            }
            if orbit.end() == End::Limit && most_steps < limit {
                return Err(NoReference::TooLarge { bytes });
            }
            let table = Table::new(&orbit, unit, pixels_apart, epsilon, stale);
            let table = table.ok_or(NoReference::Stale)?;
            Ok(Course { orbit, table })
        };
        let reach = unit.scaled(radius);
        let (first, critical) = match constant {
            None => {
                let orbit = Orbit::new(Kind::Parameter, zero(), place.clone(), reach);
                (course(orbit, radius)?, None)
            }
            Some(c) => {
                let own = Orbit::new(Kind::Dynamic, place.clone(), c.clone(), reach);
                // Pixels may come to it from anywhere, but all with the same `c`.
                let critical = Orbit::new(Kind::Dynamic, zero(), c, Extended::ZERO);
                (course(own, 0.0)?, Some(course(critical, 0.0)?))
            }
        };
        Ok(Self {
            first,
            critical,
            unit,
        })
    }

    /// The arithmetic of the pixels that are told by it.
    #[must_use]
    pub fn tier(&self) -> Tier {
        if has_far(self.unit) {
            Tier::PerturbExt
        } else {
            Tier::Perturb
        }
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let critical = self.critical.as_ref();
        self.first.bytes() + critical.map_or(0, Course::bytes)
    }

    pub(in crate::fractal) fn render(&self, walk: Walk) -> Outcome {
        perturb::render(self, walk)
    }
}
