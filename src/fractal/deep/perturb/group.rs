//! Pixels that go the same way along the reference: one index and one run for all, a lane
//! for each.

use super::super::extended::{Extended, key_of_norm};
use super::super::interior::Candidate;
use super::super::reference::{Course, Reference};
use super::super::table::{nearest, position};
use super::alike;
use super::aside::Aside;
use super::home::Home;
use super::pair::{Pair, largest, load, store};
use super::wishes::Wishes;
use crate::fractal::formula::ESCAPE_NORM;
use crate::fractal::interior::Disc;
use crate::fractal::lanes::Lanes;
use crate::fractal::{Complex, Tier};

/// Lanes of a group at most.
pub(super) const MOST: usize = 8;

/// All rebase with the first that has to, where this times the square of the difference is
/// as much as that of the point; and it waits for the others where it is as much less. Two
/// bits of the difference are lost at most.
const SLACK: f64 = 16.0;

/// What comes of an orbit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fate {
    /// Outside for the first time after `n` steps, at `z`; its derivative, where that is
    /// followed.
    Escaped {
        n: u32,
        z: Complex,
        derivative: Complex,
    },
    /// Not within the limit.
    Bounded,
}

/// A pixel of a group.
#[derive(Clone, Copy)]
struct Pixel {
    /// Where its count goes.
    index: usize,
    home: Home,
}

/// See the module.
#[derive(Clone)]
pub(super) struct Group<'a, L, const N: usize, const DERIVATIVES: bool> {
    pub(super) reference: &'a Reference,
    pub(super) course: &'a Course,
    /// By how much each pixel's `c` differs from the reference's, in units.
    pub(super) offset: [Pair<L>; N],
    /// The differences, times a power of two, which is 1 where they are near.
    pub(super) z: [Pair<L>; N],
    pub(super) exponent: i32,
    /// The derivatives of the orbits by their pixels' places in units, times the same; they
    /// are those of the differences. They are followed where the constant says so.
    pub(super) derivative: [Pair<L>; N],
    /// What their offsets have for one.
    pub(super) derivative_of_offset: f64,
    /// Whether differences may be too small for `f64`, and whether these are.
    pub(super) has_far: bool,
    pub(super) is_far: bool,
    /// The square of what near differences are at least, where that matters.
    pub(super) nearest: f64,
    /// The reference's index, and where the runs from there on lie.
    pub(super) m: u32,
    pub(super) at: usize,
    /// Steps that are left.
    pub(super) left: u32,
    limit: u32,
    /// The lanes whose fate is not known. The others go with one of them, from the next
    /// [`settle`](Self::settle) on: these did so when it was over.
    alive: u32,
    tidied: u32,
    pixels: [Pixel; MOST],
    /// The lane that seems to be on a cycle, where it is, and the steps since it was there;
    /// and after how many steps another is looked for.
    candidate: Option<(usize, Extended, u32)>,
    candidates_from: u32,
}

impl<'a, L: Lanes, const N: usize, const DERIVATIVES: bool> Group<'a, L, N, DERIVATIVES> {
    const LANES: usize = N * L::WIDTH;

    /// Of as many pixels as there are lanes, or fewer: where their counts go, and their
    /// places.
    pub(super) fn new(reference: &'a Reference, pixels: &[(usize, Complex)], limit: u32) -> Self {
        const { assert!(N * L::WIDTH <= MOST) };
        let mut places = [Complex::ZERO; MOST];
        let mut own = [Pixel {
            index: 0,
            home: Home::NEW,
        }; MOST];
        for (lane, &(index, place)) in pixels.iter().enumerate() {
            places[lane] = place;
            own[lane].index = index;
        }
        let places = load(&places);
        let (mantissa, exponent) = reference.unit.to_parts();
        let zero = [Pair::splat(Complex::ZERO); N];
        let (offset, z, derivative) = if reference.critical.is_none() {
            (places, zero, zero)
        } else {
            let unit = [Pair::splat(Complex::new(mantissa.re, 0.0)); N];
            (zero, places.map(|place| place.scaled(mantissa.re)), unit)
        };
        let has_far = reference.tier() == Tier::PerturbExt;
        let nearest = nearest(reference.law.degree);
        let mut group = Self {
            reference,
            course: &reference.first,
            offset,
            z,
            exponent,
            derivative,
            derivative_of_offset: if reference.critical.is_none() {
                1.0
            } else {
                0.0
            },
            has_far,
            is_far: true,
            nearest: nearest * nearest,
            m: 0,
            at: position(0),
            left: limit,
            limit,
            alive: (1 << pixels.len()) - 1,
            tidied: 0,
            pixels: own,
            candidate: None,
            candidates_from: 0,
        };
        if !has_far {
            group.come_near();
        }
        group
    }

    /// How many there are whose fate is not known.
    pub(super) fn alive(&self) -> u32 {
        self.alive.count_ones()
    }

    /// Goes on until something is to be [settled](Self::settle), for so many moves at most;
    /// how many were not needed.
    #[inline(always)]
    pub(super) fn go_on(&mut self, moves: u32) -> u32 {
        if self.has_law() {
            self.go_on_by_law(moves)
        } else if self.is_far {
            self.go_on_far(moves)
        } else {
            self.go_on_near(moves)
        }
    }

    #[inline(always)]
    fn go_on_near(&mut self, mut moves: u32) -> u32 {
        let course = self.course;
        let (table, near) = (&course.table, &course.table.near);
        let (mut z, offset) = (self.z, self.offset);
        let mut derivative = self.derivative;
        let (mut m, mut at, mut left) = (self.m, self.at, self.left);
        let mut largest = largest(&z);
        let nearest = if self.has_far { self.nearest } else { 0.0 };
        while moves > 0 {
            moves -= 1;
            let mut doublings = near.longest(at, key_of_norm(largest));
            if 1 << doublings > left {
                doublings = left.ilog2();
            }
            let run = near.run(at, doublings);
            let (a, b) = (Pair::splat(run.a), Pair::splat(run.b));
            if DERIVATIVES {
                let b = b.scaled(self.derivative_of_offset);
                for (derivative, z) in derivative.iter_mut().zip(z) {
                    let linear = b.plus_product(a, *derivative);
                    *derivative = if doublings == 0 {
                        linear.plus_product(z.plus(z), *derivative)
                    } else {
                        linear
                    };
                }
            }
            for (z, offset) in z.iter_mut().zip(offset) {
                // The offset's product first: it does not wait for what the move before gave, so
                // that from move to move a difference takes two operations and not four. Of
                // five views natively this took 0.89 to 0.98 of the time.
                let linear = b.times(offset).plus_product(a, *z);
                // Of a step alone the square is not lost.
                *z = if doublings == 0 {
                    linear.plus_square(*z)
                } else {
                    linear
                };
            }
            m += 1 << doublings;
            left -= 1 << doublings;
            at = position(m);
            let point = table.point(at);
            largest = self::largest(&z);
            let plain = are_surely_plain(largest, point) || Self::are_plain(&z, point);
            if !plain || m == course.last() || left == 0 || largest < nearest {
                break;
            }
        }
        self.z = z;
        self.derivative = derivative;
        self.left = left;
        self.go_to(m);
        moves
    }

    /// Whether near differences from a point neither have to rebase nor are outside.
    #[inline(always)]
    pub(super) fn are_plain(z: &[Pair<L>; N], point: Complex) -> bool {
        let (point, escape) = (Pair::splat(point), L::splat(ESCAPE_NORM));
        let mut all = escape.equals(escape);
        for z in z {
            let (size, whole) = (z.norm_squared(), point.plus(*z).norm_squared());
            all = all.and(size.at_most(whole)).and(whole.at_most(escape));
        }
        all.bits() == (1 << L::WIDTH) - 1
    }

    /// Goes to an index of the reference.
    #[inline(always)]
    pub(super) fn go_to(&mut self, m: u32) {
        self.m = m;
        self.at = position(m);
    }

    /// Sees to what is not a plain move: tells of the pixels whose fate is known, and lays
    /// those aside that part with the others.
    #[inline(always)]
    pub(super) fn settle(&mut self, aside: &mut Aside<Self>, tell: &mut impl FnMut(usize, Fate)) {
        let wishes = if self.is_far {
            self.wishes_far()
        } else {
            self.wishes_near()
        };
        let escaped = wishes.escaped & self.alive;
        if escaped != 0 {
            let derivative = self.derivatives_near();
            for lane in lanes_of(escaped) {
                let fate = Fate::Escaped {
                    n: self.limit - self.left,
                    z: wishes.points[lane],
                    derivative: derivative[lane],
                };
                tell(self.pixels[lane].index, fate);
            }
        }
        self.alive &= !wishes.escaped;
        if self.left == 0 {
            for lane in lanes_of(self.alive) {
                tell(self.pixels[lane].index, Fate::Bounded);
            }
            self.alive = 0;
        }
        if self.alive == 0 {
            return;
        }
        self.rebase_as_wished(&wishes, aside, tell);
        if self.alive != self.tidied {
            self.tidy();
        }
        if self.alive != 0 {
            self.come_near_or_go_far();
        }
    }

    /// Those of some lanes that may go on together from 0.
    #[inline(always)]
    fn alike(&self, lanes: u32) -> u32 {
        if self.has_law() {
            let point = self.course.point(self.m, self.at);
            alike::by_points(point, &store(&self.z), self.exponent, lanes)
        } else if self.has_far {
            alike::by_differences(&store(&self.z), lanes)
        } else {
            lanes
        }
    }

    /// A group of some of its pixels alone.
    #[inline(always)]
    fn part(&self, lanes: u32) -> Self {
        let mut part = self.clone();
        part.alive = lanes;
        part
    }

    /// Rebases those that have to and those that may, together where that is possible.
    #[inline(always)]
    fn rebase_as_wished(
        &mut self,
        wishes: &Wishes,
        aside: &mut Aside<Self>,
        tell: &mut impl FnMut(usize, Fate),
    ) {
        let is_last = self.m == self.course.last();
        let [wants, urges, allows] =
            [wishes.wants, wishes.urges, wishes.allows].map(|lanes| lanes & self.alive);
        let are_all = is_last || wants != 0 && allows == self.alive;
        if !are_all && urges == 0 {
            return;
        }
        // Who may goes with them.
        let going = self.alike(if are_all { self.alive } else { allows });
        if going != self.alive {
            aside.lay(self.part(self.alive & !going));
            self.alive = going;
        }
        self.rebase(tell);
    }

    /// Goes on from the orbit of 0.
    #[inline(always)]
    fn rebase(&mut self, tell: &mut impl FnMut(usize, Fate)) {
        if self.is_far {
            self.add_point_far();
        } else {
            let point = Pair::splat(self.course.table.point(self.at));
            self.z = self.z.map(|z| point.plus(z));
        }
        self.go_to(0);
        if let Some(critical) = &self.reference.critical {
            self.course = critical;
        }
        let z = store(&self.z);
        let steps = self.limit - self.left;
        let mut looks = steps >= self.candidates_from && self.reference.has_discs();
        for lane in lanes_of(self.alive) {
            let pixel = &mut self.pixels[lane];
            let z = Extended::new(z[lane], self.exponent);
            if std::mem::take(&mut looks) {
                let period = pixel.home.seems_to_know(z, steps);
                self.candidate = period.map(|period| (lane, z, period));
            }
            if pixel.home.knows(z, steps) {
                tell(pixel.index, Fate::Bounded);
                self.alive &= !(1 << lane);
            }
        }
    }

    /// Whether [one](Self::take_candidate) is there.
    #[inline(always)]
    pub(super) fn has_candidate(&self) -> bool {
        self.candidate.is_some()
    }

    /// What seems to be on a cycle, right after it rebased.
    pub(super) fn take_candidate(&mut self) -> Option<Candidate> {
        let (lane, z, period) = self.candidate.take()?;
        Some(Candidate {
            place: store(&self.offset)[lane],
            z,
            period,
        })
    }

    /// There was no cycle where it seemed to be.
    pub(super) fn put_off_candidates(&mut self) {
        self.candidates_from = (self.limit - self.left).saturating_mul(2);
    }

    /// All in a disc is inside: tells of its pixels that are.
    pub(super) fn leave_out(&mut self, disc: Disc, tell: &mut impl FnMut(usize)) {
        let places = store(&self.offset);
        for lane in lanes_of(self.alive).filter(|&lane| disc.holds(places[lane])) {
            tell(self.pixels[lane].index);
            self.alive &= !(1 << lane);
        }
    }

    /// What is to be done of near differences.
    #[inline(always)]
    fn wishes_near(&self) -> Wishes {
        let point = self.course.table.point(self.at);
        let z = store(&self.z);
        let mut wishes = Wishes::NONE;
        for (lane, z) in z.into_iter().enumerate().take(Self::LANES) {
            let point = point.plus(z);
            let (size, whole) = (z.norm_squared(), point.norm_squared());
            wishes.add(
                lane,
                point,
                [whole < size, whole * SLACK < size, whole <= size * SLACK],
            );
        }
        wishes
    }

    /// Differences are `f64` as they are from here on.
    #[inline(always)]
    pub(super) fn come_near(&mut self) {
        let z = store(&self.z);
        let z = z.map(|z| Extended::new(z, self.exponent).to_complex());
        self.derivative = load(&self.derivatives_near());
        (self.z, self.exponent, self.is_far) = (load(&z), 0, false);
    }

    /// The derivatives as they are in `f64`.
    #[inline(always)]
    fn derivatives_near(&self) -> [Complex; MOST] {
        if DERIVATIVES {
            self.derivatives_by(0)
        } else {
            [Complex::ZERO; MOST]
        }
    }

    /// The derivatives that are to be multiplied by that power of two.
    #[inline(always)]
    pub(super) fn derivatives_by(&self, exponent: i32) -> [Complex; MOST] {
        let shifted = |number| Extended::new(number, self.exponent - exponent).to_complex();
        store(&self.derivative).map(shifted)
    }

    #[inline(always)]
    fn come_near_or_go_far(&mut self) {
        if self.is_far {
            self.come_near_if_large();
        } else if self.has_far && largest(&self.z) < self.nearest {
            self.go_far();
        }
    }

    /// Lanes whose fate is known go with one whose is not.
    #[inline(always)]
    fn tidy(&mut self) {
        self.tidied = self.alive;
        if self.alive == 0 {
            return;
        }
        let first = self.alive.trailing_zeros() as usize;
        let of_first = |numbers: &mut [Pair<L>; N]| {
            let mut lanes = store(numbers);
            for lane in 0..Self::LANES {
                if self.alive & (1 << lane) == 0 {
                    lanes[lane] = lanes[first];
                }
            }
            *numbers = load(&lanes);
        };
        of_first(&mut self.z);
        of_first(&mut self.offset);
        if DERIVATIVES {
            of_first(&mut self.derivative);
        }
    }
}

/// Whether near differences, the largest of whose squares is that, are so small against a
/// point that they neither have to rebase nor are outside: mostly they are.
#[inline(always)]
fn are_surely_plain(largest: f64, point: Complex) -> bool {
    let norm = point.norm_squared();
    5.0 * largest <= norm && norm <= ESCAPE_NORM / 4.0
}

/// The lanes of a mask.
pub(super) fn lanes_of(mask: u32) -> impl Iterator<Item = usize> {
    (0..MOST).filter(move |lane| mask & (1 << lane) != 0)
}
