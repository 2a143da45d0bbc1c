//! Pixels that go the same way along the reference: one index and one run for all, a lane
//! for each.

use super::super::extended::{Extended, key_of_norm};
use super::super::interior::Candidate;
use super::super::reference::{Course, Reference};
use super::super::table::{nearest, position};
use super::alike;
use super::aside::Aside;
use super::far::shifted;
use super::home::Home;
use super::pair::{Pair, Row, all_scaled, largest, largest_key, load, store};
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
    /// Where its pixels' counts go.
    indices: [usize; MOST],
    home: Home<L, N>,
    /// What seems to be on a cycle; and after how many steps another is looked for.
    candidate: Option<Candidate>,
    candidates_from: u32,
}

impl<'a, L: Lanes, const N: usize, const DERIVATIVES: bool> Group<'a, L, N, DERIVATIVES> {
    /// Of as many pixels as there are lanes, or fewer: where their counts go, and their
    /// places.
    pub(super) fn new(reference: &'a Reference, pixels: &[(usize, Complex)], limit: u32) -> Self {
        const { assert!(N * L::WIDTH <= MOST) };
        let mut places = Row::ZERO;
        let mut indices = [0; MOST];
        for (lane, &(index, place)) in pixels.iter().enumerate() {
            places.set(lane, place);
            indices[lane] = index;
        }
        let places = load(&places);
        let (mantissa, exponent) = reference.unit.to_parts();
        let zero = [Pair::splat(Complex::ZERO); N];
        let (offset, z, derivative) = if reference.critical.is_none() {
            (places, zero, zero)
        } else {
            let unit = [Pair::splat(Complex::new(mantissa.re, 0.0)); N];
            (zero, all_scaled(places, mantissa.re), unit)
        };
        let has_far = reference.tier() == Tier::PerturbExt;
        let nearest = if has_far {
            nearest(reference.law.degree)
        } else {
            0.0
        };
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
            indices,
            home: Home::new(zero),
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

    /// As [`go_on`](Self::go_on), by half of the vectors where its pixels need no more. With
    /// derivatives that is not worth a loop of its own.
    ///
    /// Most moves are single steps: at a known view at 1e50 nine of ten, since a difference grows
    /// through 40 bits in which its square counts. So they have no part in what runs need: beside
    /// taking each move as `A z + B c`, and a square of a step, they took 0.68 to 0.88 of the time
    /// natively and 0.53 to 0.91 in Chromium.
    ///
    /// Nine of ten of those go in pairs, one vector after the other so that its numbers stay in
    /// registers: between the two nothing is looked at, since the table tells of what size
    /// differences are plain after the first as well. That took 0.92 to 1.00 of the time natively
    /// and 0.85 to 0.95 in Chromium, where what is asked after each move is more than a step. A
    /// loop for pairs alone took 1.07 to 1.17 there.
    #[inline(always)]
    fn go_on_near(&mut self, moves: u32) -> u32 {
        let needed = (self.tidied.count_ones() as usize).div_ceil(L::WIDTH);
        if !DERIVATIVES && N >= 4 && needed <= 2 {
            self.go_on_near_by::<2>(moves)
        } else {
            self.go_on_near_by::<N>(moves)
        }
    }

    /// The same by `V` of them.
    #[inline(always)]
    fn go_on_near_by<const V: usize>(&mut self, mut moves: u32) -> u32 {
        let course = self.course;
        let near = &course.table.near;
        let mut z: [_; V] = first_of(&self.z);
        let mut derivative: [_; V] = first_of(&self.derivative);
        let offset: [_; V] = first_of(&self.offset);
        // What each step adds, which is a real number times the offset.
        let unit = near.run(0, 0).b.re;
        let c = all_scaled(offset, unit);
        let derivative_of_c = Pair::splat(Complex::new(unit * self.derivative_of_offset, 0.0));
        let steps = self.left.min(course.last() - self.m);
        let end = self.m + steps;
        let (mut left, mut at) = (steps, self.at);
        let (mut key, nearest) = (largest_key(&z), key_of_norm(self.nearest));
        let mut is_plain_twice = false;
        while moves > 1 {
            moves -= 1;
            let longest = near.longest(at, key);
            if longest > 0 {
                let mut doublings = longest;
                if 1 << doublings > left {
                    doublings = left.ilog2();
                }
                let run = near.run(at, doublings);
                let (a, b) = (Pair::splat(run.a), Pair::splat(run.b));
                for vector in 0..V {
                    if DERIVATIVES {
                        let b = b.scaled(self.derivative_of_offset);
                        derivative[vector] = b.plus_product(a, derivative[vector]);
                    }
                    // The offset's product first: it does not wait for what the move before
                    // gave, so that from move to move a difference takes two operations and
                    // not four. Of five views natively this took 0.89 to 0.98 of the time.
                    z[vector] = b.times(offset[vector]).plus_product(a, z[vector]);
                }
                left -= 1 << doublings;
            } else if is_plain_twice && left > 1 {
                // From an odd index, as mostly: no run begins at the next one.
                moves -= 1;
                left -= 2;
                let first = Pair::splat(near.run(at, 0).a);
                let second = Pair::splat(near.run(position(end - left - 1), 0).a);
                for vector in 0..V {
                    let (z, derivative) = (&mut z[vector], &mut derivative[vector]);
                    step::<L, DERIVATIVES>(z, derivative, first, c[vector], derivative_of_c);
                    step::<L, DERIVATIVES>(z, derivative, second, c[vector], derivative_of_c);
                }
            } else {
                left -= 1;
                let twice = Pair::splat(near.run(at, 0).a);
                for vector in 0..V {
                    let (z, derivative) = (&mut z[vector], &mut derivative[vector]);
                    step::<L, DERIVATIVES>(z, derivative, twice, c[vector], derivative_of_c);
                }
            }
            at = position(end - left);
            key = largest_key(&z);
            is_plain_twice = near.are_surely_plain_twice(at, key);
            let is_plain = is_plain_twice || are_plain(near.run(at, 0).a, &z, key);
            if !is_plain || left == 0 || key < nearest {
                break;
            }
        }
        self.z = all_of(&z);
        self.derivative = all_of(&derivative);
        self.left -= steps - left;
        self.go_to(end - left);
        moves
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
        if self.is_far {
            self.come_near_if_large();
        }
        let wishes = if self.is_far {
            self.wishes_far()
        } else {
            self.wishes_near()
        };
        let escaped = self.alive & !wishes.inside;
        if escaped != 0 {
            let (z, derivative) = (store(&self.z), self.derivatives_near());
            let point = self.course.point(self.m, self.at);
            for lane in lanes_of(escaped) {
                let fate = Fate::Escaped {
                    n: self.limit - self.left,
                    z: point
                        .plus(Extended::new(z.at(lane), self.exponent))
                        .to_complex(),
                    derivative: derivative.at(lane),
                };
                tell(self.indices[lane], fate);
            }
        }
        self.alive &= wishes.inside;
        if self.left == 0 {
            for lane in lanes_of(self.alive) {
                tell(self.indices[lane], Fate::Bounded);
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
            [!wishes.stays, !wishes.can_stay, wishes.allows].map(|lanes| lanes & self.alive);
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
            for z in &mut self.z {
                *z = point.plus(*z);
            }
        }
        self.go_to(0);
        if let Some(critical) = &self.reference.critical {
            self.course = critical;
        }
        let steps = self.limit - self.left;
        if steps >= self.candidates_from && self.reference.has_discs() {
            let (period, lanes) = self.home.seems_to_know(&self.z, self.exponent, steps);
            let lane = self.alive.trailing_zeros();
            if lanes >> lane & 1 != 0 {
                let lane = lane as usize;
                self.candidate = Some(Candidate {
                    place: store(&self.offset).at(lane),
                    z: Extended::new(store(&self.z).at(lane), self.exponent),
                    period,
                });
            }
        }
        let known = self.home.knows(&self.z, self.exponent, steps) & self.alive;
        for lane in lanes_of(known) {
            tell(self.indices[lane], Fate::Bounded);
        }
        self.alive &= !known;
    }

    /// Whether [one](Self::take_candidate) is there.
    #[inline(always)]
    pub(super) fn has_candidate(&self) -> bool {
        self.candidate.is_some()
    }

    /// What seems to be on a cycle, right after it rebased.
    pub(super) fn take_candidate(&mut self) -> Option<Candidate> {
        self.candidate.take()
    }

    /// There was no cycle where it seemed to be.
    pub(super) fn put_off_candidates(&mut self) {
        self.candidates_from = (self.limit - self.left).saturating_mul(2);
    }

    /// All in a disc is inside: tells of its pixels that are.
    pub(super) fn leave_out(&mut self, disc: Disc, tell: &mut impl FnMut(usize)) {
        let places = store(&self.offset);
        for lane in lanes_of(self.alive).filter(|&lane| disc.holds(places.at(lane))) {
            tell(self.indices[lane]);
            self.alive &= !(1 << lane);
        }
    }

    /// What is to be done of near differences.
    #[inline(always)]
    fn wishes_near(&self) -> Wishes {
        let point = Pair::splat(self.course.table.point(self.at));
        let (escape, slack) = (L::splat(ESCAPE_NORM), L::splat(SLACK));
        let mut wishes = Wishes::default();
        for (vector, z) in self.z.iter().enumerate() {
            let whole = point.plus(*z);
            let (size, whole) = (z.norm_squared(), whole.norm_squared());
            let first = vector * L::WIDTH;
            wishes.inside |= whole.at_most(escape).bits() << first;
            wishes.stays |= size.at_most(whole).bits() << first;
            wishes.can_stay |= size.at_most(whole.times(slack)).bits() << first;
            wishes.allows |= whole.at_most(size.times(slack)).bits() << first;
        }
        wishes
    }

    /// Differences are `f64` as they are from here on.
    #[inline(always)]
    pub(super) fn come_near(&mut self) {
        let z = shifted(&store(&self.z), self.exponent);
        self.derivative = load(&self.derivatives_near());
        (self.z, self.exponent, self.is_far) = (load(&z), 0, false);
    }

    /// The derivatives as they are in `f64`.
    #[inline(always)]
    fn derivatives_near(&self) -> Row {
        if DERIVATIVES {
            self.derivatives_by(0)
        } else {
            Row::ZERO
        }
    }

    /// The derivatives that are to be multiplied by that power of two.
    #[inline(always)]
    pub(super) fn derivatives_by(&self, exponent: i32) -> Row {
        shifted(&store(&self.derivative), self.exponent - exponent)
    }

    #[inline(always)]
    fn come_near_or_go_far(&mut self) {
        if self.is_far {
            self.come_near_if_large();
        } else if largest(&self.z) < self.nearest {
            self.go_far();
        }
    }

    /// The lanes whose fate is not known come first, and the others go with them: all
    /// vectors that none of the first is in are as the first one.
    #[inline(always)]
    fn tidy(&mut self) {
        let mut from = [self.alive.trailing_zeros() as usize; MOST];
        let mut count = 0;
        for lane in lanes_of(self.alive) {
            from[count] = lane;
            count += 1;
        }
        if count == 0 {
            return;
        }
        for lane in count..MOST {
            from[lane] = from[lane % L::WIDTH];
        }
        self.alive = (1 << count) - 1;
        self.tidied = self.alive;
        self.z = load(&store(&self.z).of_lanes(&from));
        self.offset = load(&store(&self.offset).of_lanes(&from));
        self.home.saved = load(&store(&self.home.saved).of_lanes(&from));
        if DERIVATIVES {
            self.derivative = load(&store(&self.derivative).of_lanes(&from));
        }
        self.indices = from.map(|lane| self.indices[lane]);
    }
}

/// One step from a point, of which that is `twice`, by `(2 Z + z) z + c`.
#[inline(always)]
fn step<L: Lanes, const DERIVATIVES: bool>(
    z: &mut Pair<L>,
    derivative: &mut Pair<L>,
    twice: Pair<L>,
    c: Pair<L>,
    derivative_of_c: Pair<L>,
) {
    let point = twice.plus(*z);
    if DERIVATIVES {
        let slope = point.plus(*z);
        *derivative = derivative_of_c.plus_product(slope, *derivative);
    }
    *z = c.plus_product(point, *z);
}

/// The first vectors.
#[inline(always)]
fn first_of<L: Lanes, const N: usize, const V: usize>(all: &[Pair<L>; N]) -> [Pair<L>; V] {
    std::array::from_fn(|vector| all[vector])
}

/// As many as there are, the missing ones as the first.
#[inline(always)]
fn all_of<L: Lanes, const V: usize, const N: usize>(first: &[Pair<L>; V]) -> [Pair<L>; N] {
    std::array::from_fn(|vector| first[if vector < V { vector } else { 0 }])
}

/// Whether near differences from a point, of which that is twice, neither have to rebase nor
/// are outside; never where the point itself is about as far out.
///
/// `|Z + z| ≥ |z|` where the product of both as vectors is at least `−|Z|²/2`.
#[inline(always)]
pub(super) fn are_plain<L: Lanes, const V: usize>(
    twice: Complex,
    z: &[Pair<L>; V],
    key: i32,
) -> bool {
    let norm = twice.norm_squared();
    let (point, least) = (Pair::<L>::splat(twice), L::splat(-0.25 * norm));
    if norm > ESCAPE_NORM || key >= key_of_norm(ESCAPE_NORM / 4.0) {
        return false;
    }
    let mut all = least.equals(least);
    for z in z {
        let product = point.re.times(z.re).plus_product(point.im, z.im);
        all = all.and(least.at_most(product));
    }
    all.bits() == (1 << L::WIDTH) - 1
}

/// The lanes of a mask.
pub(super) fn lanes_of(mut mask: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lane)
    })
}
