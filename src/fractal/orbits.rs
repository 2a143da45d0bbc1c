//! The SIMD kernel's orbits, lane by lane: what each has been given to follow,
//! and what happens when it is done. Plain code; the kernel's steps see the
//! same arrays as vectors.
#![expect(
    clippy::inline_always,
    reason = "what fuses must melt into the entry that enables the instructions"
)]

use super::Complex;
use super::formula::Orbit;
use super::lanes::Number;
use super::map::Map;
use super::walk::{Start, Walk, has_escaped};

/// Steps between two looks at the orbits.
pub(super) const BLOCK: u32 = 16;

/// Points of a block that are kept for its replay.
pub(super) const HALTS: u32 = 4;

/// Blocks between two looks at the limits and saved points.
pub(super) const ROUND: u64 = 4;

/// The index of a lane that has no pixel any more.
const IDLE: usize = usize::MAX;

/// A complex number a lane.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Points<const LANES: usize> {
    pub(super) re: [f64; LANES],
    pub(super) im: [f64; LANES],
}

impl<const LANES: usize> Points<LANES> {
    const ZERO: Self = Self {
        re: [0.0; LANES],
        im: [0.0; LANES],
    };

    fn get(&self, lane: usize) -> Complex {
        Complex::new(self.re[lane], self.im[lane])
    }

    fn set(&mut self, lane: usize, z: Complex) {
        self.re[lane] = z.re;
        self.im[lane] = z.im;
    }
}

/// `LANES` orbits. Times are in blocks, on a clock that all lanes share.
pub(super) struct Orbits<const LANES: usize> {
    /// Where each is.
    pub(super) z: Points<LANES>,
    /// Where each was at the beginning of each part of the last block.
    pub(super) trail: [Points<LANES>; HALTS as usize],
    /// The derivatives of both by the pixel's place, where they are wanted.
    pub(super) derivative: Points<LANES>,
    pub(super) derivatives: [Points<LANES>; HALTS as usize],
    /// What each step adds to them.
    pub(super) derivative_of_c: f64,
    /// What each step adds.
    pub(super) c: Points<LANES>,
    /// An earlier point of the orbit: to be there again is to be bounded.
    pub(super) saved: Points<LANES>,
    /// When to save the next.
    pub(super) save_at: [f64; LANES],
    /// How long to keep it.
    pub(super) gap: [f64; LANES],
    /// When the limit has certainly been met.
    pub(super) expires_at: [f64; LANES],
    /// Blocks done.
    pub(super) clock: u64,
    born_at: [u64; LANES],
    index: [usize; LANES],
    alive: usize,
}

impl<const LANES: usize> Orbits<LANES> {
    /// The first `LANES` orbits of the walk.
    pub(super) fn begin(walk: &mut Walk) -> Self {
        let mut orbits = Self {
            z: Points::ZERO,
            trail: [Points::ZERO; HALTS as usize],
            derivative: Points::ZERO,
            derivatives: [Points::ZERO; HALTS as usize],
            derivative_of_c: walk.formula().derivative_of_c(),
            c: Points::ZERO,
            saved: Points::ZERO,
            save_at: [0.0; LANES],
            gap: [0.0; LANES],
            expires_at: [0.0; LANES],
            clock: 0,
            born_at: [0; LANES],
            index: [IDLE; LANES],
            alive: LANES,
        };
        for lane in 0..LANES {
            orbits.refill(lane, walk);
        }
        orbits
    }

    /// How many lanes have a pixel.
    pub(super) fn alive(&self) -> usize {
        self.alive
    }

    /// Ends the lanes that escaped or came back within the last block.
    #[inline(always)]
    pub(super) fn retire<M: Map, N: Number>(&mut self, lanes: u32, walk: &mut Walk) {
        for lane in bits(lanes) {
            let index = self.index[lane];
            if has_escaped(self.z.get(lane)) {
                let (n, z, derivative) = self.replay::<M, N>(lane);
                walk.put_escaped(index, n, z, derivative);
            } else {
                let (z, c) = (self.z.get(lane), self.c.get(lane));
                walk.put_cyclic(index, Orbit { z, c });
            }
            self.end(lane, walk);
        }
    }

    /// Ends the lanes that have met the limit.
    pub(super) fn expire(&mut self, lanes: u32, walk: &mut Walk) {
        for lane in bits(lanes) {
            walk.put_bounded(self.index[lane]);
            self.end(lane, walk);
        }
    }

    /// Counts the work of orbits that are left unfinished.
    pub(super) fn abandon(&self, walk: &mut Walk) {
        for lane in (0..LANES).filter(|&lane| self.index[lane] != IDLE) {
            walk.add_work(self.steps(lane));
        }
    }

    /// Steps that a lane's orbit has gone.
    fn steps(&self, lane: usize) -> u64 {
        (self.clock - self.born_at[lane]) * u64::from(BLOCK)
    }

    /// The last block of an orbit that escaped in it, step by step from the last
    /// halt inside: its count, where it was then, and the derivative of that.
    #[inline(always)]
    fn replay<M: Map, N: Number>(&self, lane: usize) -> (u32, Complex, Complex) {
        let halts = self.trail.iter().map(|halt| halt.get(lane));
        // The block's start is inside, and what has escaped stays outside.
        let last_inside = halts
            .skip(1)
            .map(|z| u32::from(!has_escaped(z)))
            .sum::<u32>();
        let mut z = self.trail[last_inside as usize].get(lane);
        let mut derivative = self.derivatives[last_inside as usize].get(lane);
        let mut n = self.steps(lane) - u64::from(BLOCK - last_inside * (BLOCK / HALTS));
        loop {
            derivative = z.derivative_by::<M, N>(derivative, self.derivative_of_c);
            z = z.stepped_by::<M, N>(self.c.get(lane));
            n += 1;
            if has_escaped(z) {
                // Too large only far past any limit.
                return (u32::try_from(n).unwrap_or(u32::MAX), z, derivative);
            }
        }
    }

    fn end(&mut self, lane: usize, walk: &mut Walk) {
        walk.add_work(self.steps(lane));
        self.refill(lane, walk);
    }

    /// Gives the lane the walk's next orbit, or lets it idle.
    fn refill(&mut self, lane: usize, walk: &mut Walk) {
        let Some(Start {
            index,
            orbit: Orbit { z, c },
        }) = walk.next()
        else {
            self.idle(lane);
            return;
        };
        let now = self.clock as f64;
        self.z.set(lane, z);
        self.derivative.set(lane, walk.formula().first_derivative());
        self.c.set(lane, c);
        self.saved.set(lane, z);
        self.save_at[lane] = now;
        self.gap[lane] = ROUND as f64;
        self.expires_at[lane] = now + f64::from(walk.limit().div_ceil(BLOCK));
        self.born_at[lane] = self.clock;
        self.index[lane] = index;
    }

    /// An orbit at rest in 0 that never escapes, returns or expires.
    fn idle(&mut self, lane: usize) {
        self.z.set(lane, Complex::ZERO);
        self.c.set(lane, Complex::ZERO);
        self.saved.set(lane, Complex::new(1.0, 1.0));
        self.save_at[lane] = f64::INFINITY;
        self.expires_at[lane] = f64::INFINITY;
        self.index[lane] = IDLE;
        self.alive -= 1;
    }
}

/// The positions of the bits that are set.
fn bits(mut set: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then(|| set.trailing_zeros() as usize);
        set &= set.wrapping_sub(1);
        lowest
    })
}
