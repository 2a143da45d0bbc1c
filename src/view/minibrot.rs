//! The way to a minibrot: the nucleus of the lowest period in view, and the view that shows
//! its component as the home view shows the whole set.

use super::decimal::Decimal;
use super::lattice::turn;
use super::limit::Limit;
use super::point::Point;
use super::scaled::Scaled;
use super::size::Size;
use super::{FormulaName, View, Zoom};
use crate::fractal::deep::{Approach, Extended, Fixed, Periods, Stale, approach, has_cusp};
use std::cell::Cell;
use std::fmt;

/// Periods are looked for up to here.
const MOST_PERIOD: u32 = 50_000_000;

/// Steps of the middle's orbit that come to no period, before parts of the view are looked at.
const PATIENCE: u32 = 1 << 20;

/// Steps of a part's orbit that come to no period, before it is given up. Like all that is
/// said of parts, of a view of [`FEW_BITS`]; where there are more it is fewer by as much.
const PATIENCE_WITH_PART: u32 = 1 << 18;
const FEW_BITS: u32 = 128;

/// Steps that are spent on all parts.
const PATIENCE_WITH_PARTS: u32 = 1 << 22;

/// Steps that are spent on Newton's method in vain, for a view or a part, and how often the
/// period at least.
const PATIENCE_WITH_ATTEMPTS: u32 = 1 << 22;
const LEAST_STEPS_OF_ATTEMPTS: u32 = 64;

/// Returns of a view, or a part, to 0 that led to a nucleus elsewhere, or to none that is
/// wanted, before it is given up.
const MOST_ATTEMPTS: u32 = 24;

/// The view is looked at in so many parts to each side, where it was not enough to look at it
/// as a whole.
const PARTS: [u32; 2] = [3, 9];

/// Parts are looked at, for a period that is lower, where the one that was found is no higher
/// than this: it takes little time there, and the middle's orbit tells little of what is large.
const LOW_PERIOD: u32 = 4096;

/// Components that the view would be left for are not wanted: those that are more times as
/// large as it shows.
const MOST_TIMES_LARGER: f64 = 2.0;

/// Where in the view Newton's method begins, in shares of its width and height: from the
/// middle, where the period is known to be near, and then around it.
const STARTS: [(f64, f64); 9] = [
    (0.5, 0.5),
    (0.2, 0.2),
    (0.5, 0.2),
    (0.8, 0.2),
    (0.2, 0.5),
    (0.8, 0.5),
    (0.2, 0.8),
    (0.5, 0.8),
    (0.8, 0.8),
];

/// Steps of Newton's method that may come to nothing, besides one for each of so many bits
/// of the place: numbers of `f64` tell no more of it at a time.
const SPARE_STEPS: u32 = 48;
const BITS_PER_STEP: u32 = 32;

/// Bits of a place past those of the last step toward it.
const SPARE_BITS: i32 = 128;

/// A place is known once a step toward it is shorter than this share of the component.
const ENOUGH: f64 = 1.0 / (1_u64 << 34) as f64;

/// Newton's method is sure of its way where a step is shorter than this share of the view.
const NEAR: f64 = 1.0 / (1 << 20) as f64;

/// How much farther away than the whole set at home: the component may be turned.
const ROOM: f64 = 0.85;

/// Significant digits of the magnification that shows a component.
const DIGITS: u32 = 4;

/// Iterations that tell a component's surroundings, in periods, and those that do if they
/// are what the view takes by itself.
const LIMIT_IN_PERIODS: u32 = 256;
const LEAST_LIMIT_IN_PERIODS: u32 = 64;

/// A component of the set with a cusp: the whole set, or what looks like it.
#[derive(Clone, Debug, PartialEq)]
pub struct Minibrot {
    /// Its nucleus comes back to 0 after so many steps.
    pub period: u32,
    /// How much smaller than the whole set it is, to three digits.
    pub magnification: Zoom,
    /// The view that shows it.
    pub view: View,
    /// Whether it is as good as shown already.
    pub is_shown: bool,
}

/// The middle of a component.
struct Nucleus {
    place: Point,
    /// Bits that tell the place.
    bits: u32,
    period: u32,
    /// Of its component, as [`Approach::size`].
    size: Extended,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoMinibrot {
    /// Nobody wants it any more.
    Stale,
    /// The formula has none that are known how to find.
    Formula(FormulaName),
    /// None was found of a period up to this.
    UpTo(u32),
}

impl fmt::Display for NoMinibrot {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Stale => formatter.write_str("the search for a minibrot was ended"),
            Self::Formula(formula) => write!(
                formatter,
                "minibrots are looked for in the Mandelbrot set alone: the formula is {}",
                formula.name()
            ),
            Self::UpTo(steps) => write!(
                formatter,
                "no minibrot was found in this view, up to period {steps}: expected the set's \
                 boundary in it, better near its middle, and more than a point where two discs touch"
            ),
        }
    }
}

impl From<Stale> for NoMinibrot {
    fn from(Stale: Stale) -> Self {
        Self::Stale
    }
}

impl View {
    /// The minibrot of the lowest period in view that Newton's method finds, and that is at
    /// most twice as large as the view shows; `stale` is asked every few milliseconds, and hears of steps done.
    ///
    /// # Errors
    /// Once that says true, and where there is none.
    pub fn minibrot(
        &self,
        size: Size,
        stale: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Minibrot, NoMinibrot> {
        if self.formula != FormulaName::Mandelbrot {
            return Err(NoMinibrot::Formula(self.formula));
        }
        let view = self.fitted(size);
        let done = Cell::new(0_u32);
        let stale = &mut |more: u32| {
            done.set(done.get().saturating_add(more));
            stale(done.get())
        };
        let mut periods = Periods::new(
            fixed(&view.centre, view.bits(size)),
            view.half_diagonal(size),
        );
        let starts = STARTS.map(|share| view.at_share(share, size));
        let mut found = view.lowest(&mut periods, PATIENCE, &starts, size, stale)?;
        let costs = (view.bits(size) / FEW_BITS).max(1);
        let is_low = |found: &Minibrot| (2..=LOW_PERIOD / costs).contains(&found.period);
        let last = done.get().saturating_add(PATIENCE_WITH_PARTS / costs);
        for parts in PARTS {
            if found.as_ref().is_some_and(|found| !is_low(found)) {
                break;
            }
            let radius = view.half_diagonal(size).scaled(1.0 / f64::from(parts));
            for part in 0..parts * parts {
                if done.get() > last {
                    break;
                }
                let middle = |index: u32| (f64::from(index) + 0.5) / f64::from(parts);
                let share = (middle(part % parts), middle(part / parts));
                let start = view.at_share(share, size);
                let mut periods = Periods::new(fixed(&start, view.bits(size)), radius);
                let limit = found
                    .as_ref()
                    .map_or(PATIENCE_WITH_PART / costs, |found| found.period - 1);
                let lower = view.lowest(&mut periods, limit, &[start], size, stale)?;
                found = lower.or(found);
            }
        }
        if found.is_none() {
            found = view.lowest(&mut periods, MOST_PERIOD, &starts, size, stale)?;
        }
        found.ok_or(NoMinibrot::UpTo(periods.steps()))
    }

    /// The first minibrot that Newton's method finds from these places, of periods that are
    /// gone on with, up to a limit.
    fn lowest(
        &self,
        periods: &mut Periods,
        limit: u32,
        starts: &[Point],
        size: Size,
        stale: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Option<Minibrot>, Stale> {
        let spent = Cell::new(0_u32);
        for _ in 0..MOST_ATTEMPTS {
            let Some(period) = periods.next(limit, stale)? else {
                break;
            };
            let stale = &mut |more: u32| {
                spent.set(spent.get().saturating_add(more));
                stale(more)
            };
            for start in starts {
                let enough = period.saturating_mul(LEAST_STEPS_OF_ATTEMPTS);
                if spent.get() > enough.max(PATIENCE_WITH_ATTEMPTS) {
                    return Ok(None);
                }
                let nucleus = self.nucleus(start.clone(), period, size, stale)?;
                if let Some(nucleus) = nucleus.filter(|found| self.has(&found.place, size))
                    && nucleus.period <= limit
                    && let minibrot = self.showing(&nucleus, size)
                    && minibrot.view.zoom.over(self.zoom) * MOST_TIMES_LARGER >= 1.0
                    && has_cusp(fixed(&nucleus.place, nucleus.bits), nucleus.period, stale)?
                {
                    return Ok(Some(minibrot));
                }
            }
        }
        Ok(None)
    }

    /// A place in view, in shares of its width and height.
    fn at_share(&self, (x, y): (f64, f64), size: Size) -> Point {
        let pixel = (f64::from(size.width) * x, f64::from(size.height) * y);
        self.point_at(pixel, size)
    }

    /// The nucleus that Newton's method for a period leads to from a place, be it one of a
    /// divisor; none where that leads away.
    fn nucleus(
        &self,
        mut place: Point,
        mut period: u32,
        size: Size,
        stale: &mut dyn FnMut(u32) -> bool,
    ) -> Result<Option<Nucleus>, Stale> {
        let radius = self.half_diagonal(size);
        let mut bits = self.bits(size);
        let mut way = Extended::ZERO;
        let most_steps = |bits: u32| SPARE_STEPS + bits / BITS_PER_STEP;
        let (mut steps, mut last, mut before) = (0, radius, Extended::ZERO);
        while steps < most_steps(bits) {
            steps += 1;
            let Some(approach) = approach(fixed(&place, bits), period, stale)? else {
                return Ok(None);
            };
            let Approach { step, size, .. } = approach;
            way = way.plus(step);
            let goes_on = step.is_smaller_than(last) || bits < most_bits();
            // Nearer ones are found from here, if at all.
            if radius.scaled(2.0).is_smaller_than(way) || !goes_on {
                return Ok(None);
            }
            place = place.plus(&decimal_point(step));
            // Where an orbit comes back after a part of the period too, that is the period.
            let is_no_farther = |away: Extended| !step.scaled(2.0).is_smaller_than(away);
            if let Some((shorter, away)) = approach.nearest
                && step.is_smaller_than(radius.scaled(NEAR))
                && is_no_farther(away)
            {
                (period, before) = (shorter, Extended::ZERO);
                continue;
            }
            // Far from a nucleus the size is none, and may be anything: it has to stay.
            let change = (size.log2() - before.log2()).abs();
            if step.is_smaller_than(size.scaled(ENOUGH)) && change < 1.0 {
                return Ok(Some(Nucleus {
                    place,
                    bits,
                    period,
                    size,
                }));
            }
            (last, before) = (step, size);
            if step != Extended::ZERO {
                let (_, exponent) = step.to_parts();
                let wanted = SPARE_BITS.saturating_sub(exponent).max(0) as u32;
                bits = bits.max(wanted.min(most_bits()).next_multiple_of(64));
            }
        }
        Ok(None)
    }

    /// A component as the home view shows the set.
    fn showing(&self, nucleus: &Nucleus, size: Size) -> Minibrot {
        let (period, component) = (nucleus.period, nucleus.size);
        let home = self.gone_home().fitted(size);
        let middle = Extended::of(home.centre.to_complex()).times(component);
        let zoom = home.zoom.times(ROOM).magnified(-component.log2());
        let zoom = zoom.nearest(DIGITS);
        let mut view = self.clone();
        view.home = false;
        view.zoom = zoom;
        view.centre = nucleus
            .place
            .plus(&decimal_point(middle))
            .settled(zoom.places());
        let limit = |periods: u32| period.saturating_mul(periods).min(Limit::MOST);
        if view.limit(size) < limit(LEAST_LIMIT_IN_PERIODS) {
            view.set_limit(limit(LIMIT_IN_PERIODS));
        }
        let factor = zoom.over(self.zoom);
        let (right, down) = self.pixels_to(&view.centre, size);
        let is_in_the_middle = right.abs() <= f64::from(size.width) / 4.0
            && down.abs() <= f64::from(size.height) / 4.0;
        Minibrot {
            period,
            magnification: Zoom::ONE.magnified(-component.log2()).nearest(3),
            is_shown: is_in_the_middle && (0.5..2.0).contains(&factor),
            view,
        }
    }

    /// From the middle of the view to its corners.
    fn half_diagonal(&self, size: Size) -> Extended {
        let Scaled { mantissa, exponent } = self.spacing(size);
        let pixels = libm::hypot(f64::from(size.width), f64::from(size.height)) / 2.0;
        Extended::of_parts((mantissa * pixels, exponent as i32), (0.0, 0))
    }

    /// Whether a point is in view.
    fn has(&self, point: &Point, size: Size) -> bool {
        let (right, down) = self.pixels_to(point, size);
        right.abs() <= f64::from(size.width) / 2.0 && down.abs() <= f64::from(size.height) / 2.0
    }

    /// How many pixels a point lies to the right of the middle, and below it.
    fn pixels_to(&self, point: &Point, size: Size) -> (f64, f64) {
        let places = self.zoom.unit_places();
        let away = point.seen_from(&self.centre, places).to_complex();
        let (step, unit) = (self.spacing(size), Scaled::power_of_ten(places));
        let pixel = Scaled {
            mantissa: step.mantissa / unit.mantissa,
            exponent: step.exponent - unit.exponent,
        };
        let (cos, sin) = turn(self.rotation_degrees);
        let right = away.re * cos - away.im * sin;
        let down = -away.re * sin - away.im * cos;
        (right / pixel.to_f64(), down / pixel.to_f64())
    }
}

/// Bits of the deepest place that a view can be at.
fn most_bits() -> u32 {
    (Zoom::MAX.log2() as u32 + SPARE_BITS as u32).next_multiple_of(64)
}

fn fixed(point: &Point, bits: u32) -> [Fixed; 2] {
    [&point.re, &point.im].map(|part| part.to_fixed(bits))
}

/// A number as a point, right to the digits of `f64`.
fn decimal_point(number: Extended) -> Point {
    let (mantissa, exponent) = number.to_parts();
    let part = |mantissa: f64| decimal(mantissa, exponent);
    Point {
        re: part(mantissa.re),
        im: part(mantissa.im),
    }
}

/// `mantissa × 2^exponent`, of a mantissa below 4.
fn decimal(mantissa: f64, exponent: i32) -> Decimal {
    /// Decimal digits of the units it is counted in, at least: more than `f64` has.
    const DIGITS: f64 = 20.0;
    let tens = f64::from(exponent) * std::f64::consts::LOG10_2;
    let places = (DIGITS - tens).max(0.0) as u32;
    let unit = Scaled::power_of_ten(places);
    let units = Scaled {
        mantissa: mantissa.abs() / unit.mantissa,
        exponent: i64::from(exponent) - unit.exponent,
    };
    let size = Decimal::from_units(units.to_f64() as u128, places);
    if mantissa < 0.0 { size.negated() } else { size }
}

#[cfg(test)]
mod tests;
