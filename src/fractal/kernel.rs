//! The SIMD kernel: many orbits side by side, written once for any lanes.
//!
//! ```text
//! round:  4 × block                      then, once: limits, saved points, staleness
//! block:  16 steps of every lane         then, once: has a lane escaped or come back?
//!              no  → the next block
//!              yes → that lane's block is done again, a step at a time, for
//!                    the exact count; the lane takes the region's next pixel
//! ```
//!
//! The steps of one orbit wait for each other, so each core is kept busy with
//! several independent chains of lanes. Looking at the orbits seldom is sound
//! because one that has escaped stays outside
//! ([`Formula::escapes_for_good`](super::Formula)), whatever becomes of its
//! numbers, and because one that has returned to exactly an earlier point is
//! bounded whenever that is noticed. So no count depends on the schedule.
#![expect(
    clippy::inline_always,
    reason = "must melt into the entry that enables the instructions"
)]

use super::formula::ESCAPE_NORM;
use super::lanes::{Backend, Lanes};
use super::map::{Cube, Folded, Fourth, Map, Square};
use super::orbits::{BLOCK, HALTS, Orbits, ROUND};
use super::walk::Walk;
use super::{Formula, Outcome};

/// Renders all that the walk hands out. The walk's formula must escape for good.
///
/// The numbers of chains and lanes were timed on tiles of 64² of nine views:
/// in V8 and with SSE2 6 chains beat 4 by 7 to 10 %, and 8 gained nothing more. With AVX2
/// and FMA 4, 5 and 6 took the same (before products were fused 4 beat the others by 20 to
/// 30 %). With derivatives, which take as many registers again, half as many chains do.
///
/// AVX-512 has twice as many registers, and 4 chains with derivatives too: there 3 took up to
/// 1.03 times as long and 2 up to 1.11 times. Without them 3 took 1.03 to 1.09 times and 2
/// up to 1.37 times as long as 4; 6 gained up to 5 % and lost as much, and their lanes do not
/// fit into 32 bits. Views took 0.67 to 0.93 of the time of AVX2, long orbits least, and home,
/// where most of it goes to beginning and ending pixels, most; with derivatives 0.59 to 0.88
/// (Emerald Rapids, tiles of 64² of 13 views in turn).
pub(super) fn render(backend: Backend, walk: Walk) -> Outcome {
    match walk.formula() {
        Formula::Mandelbrot | Formula::Julia { .. } => render_by::<Square>(backend, walk),
        Formula::Multibrot3 => render_by::<Cube>(backend, walk),
        Formula::Multibrot4 => render_by::<Fourth>(backend, walk),
        Formula::BurningShip => render_by::<Folded>(backend, walk),
    }
}

fn render_by<M: Map>(backend: Backend, walk: Walk) -> Outcome {
    let with_derivatives = walk.wants_derivatives();
    match backend {
        #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
        Backend::Portable if with_derivatives => {
            run::<M, super::lanes::portable::Portable<2, f64>, 2, 4, true>(walk)
        }
        #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
        Backend::Portable => run::<M, super::lanes::portable::Portable<2, f64>, 4, 8, false>(walk),
        #[cfg(any(test, target_arch = "aarch64"))]
        Backend::PortableFused if with_derivatives => {
            run::<M, super::lanes::portable::Portable<2, super::lanes::Fused>, 2, 4, true>(walk)
        }
        #[cfg(any(test, target_arch = "aarch64"))]
        Backend::PortableFused => {
            run::<M, super::lanes::portable::Portable<2, super::lanes::Fused>, 4, 8, false>(walk)
        }
        #[cfg(target_arch = "x86_64")]
        Backend::Sse2 if with_derivatives => run::<M, super::lanes::x86::F64x2, 3, 6, true>(walk),
        #[cfg(target_arch = "x86_64")]
        Backend::Sse2 => run::<M, super::lanes::x86::F64x2, 6, 12, false>(walk),
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2(_found) => {
            // SAFETY: the token exists only where both were found.
            unsafe { run_avx2::<M>(walk, with_derivatives) }
        }
        #[cfg(target_arch = "x86_64")]
        Backend::Avx512(_found) => {
            // SAFETY: the token exists only where all of them were found.
            unsafe { run_avx512::<M>(walk, with_derivatives) }
        }
        #[cfg(target_arch = "wasm32")]
        Backend::Simd128 if with_derivatives => {
            run::<M, super::lanes::wasm::F64x2, 3, 6, true>(walk)
        }
        #[cfg(target_arch = "wasm32")]
        Backend::Simd128 => run::<M, super::lanes::wasm::F64x2, 6, 12, false>(walk),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<M: Map>(walk: Walk, with_derivatives: bool) -> Outcome {
    if with_derivatives {
        run::<M, super::lanes::x86::F64x4, 2, 8, true>(walk)
    } else {
        run::<M, super::lanes::x86::F64x4, 4, 16, false>(walk)
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
fn run_avx512<M: Map>(walk: Walk, with_derivatives: bool) -> Outcome {
    if with_derivatives {
        run::<M, super::lanes::x86::F64x8, 4, 32, true>(walk)
    } else {
        run::<M, super::lanes::x86::F64x8, 4, 32, false>(walk)
    }
}

/// `CHAINS` vectors of `L`, which make `LANES` orbits; and, where that is so, their
/// derivatives.
#[inline(always)]
fn run<M: Map, L: Lanes, const CHAINS: usize, const LANES: usize, const DERIVATIVES: bool>(
    mut walk: Walk,
) -> Outcome {
    const { assert!(CHAINS * L::WIDTH == LANES) };
    let mut orbits = Orbits::<LANES>::begin(&mut walk);
    while orbits.alive() > 0 && !walk.is_stopped() {
        for _ in 0..ROUND {
            let finished = block::<M, L, CHAINS, LANES, DERIVATIVES>(&mut orbits);
            if finished != 0 {
                orbits.retire::<M, L::Number>(finished, &mut walk);
            }
        }
        walk.spend(ROUND * u64::from(BLOCK) * LANES as u64);
        let expired = end_round::<L, CHAINS, LANES>(&mut orbits);
        if expired != 0 {
            orbits.expire(expired, &mut walk);
        }
    }
    orbits.abandon(&mut walk);
    walk.finish()
}

/// Takes every orbit a block further. The lanes, as bits, that have escaped
/// or come back to their saved point.
#[inline(always)]
fn block<M: Map, L: Lanes, const CHAINS: usize, const LANES: usize, const DERIVATIVES: bool>(
    orbits: &mut Orbits<LANES>,
) -> u32 {
    let load = |from: &[f64; LANES]| -> [L; CHAINS] {
        std::array::from_fn(
            #[inline(always)]
            |chain| L::load(&from[chain * L::WIDTH..]),
        )
    };
    let (mut re, mut im) = (load(&orbits.z.re), load(&orbits.z.im));
    let (c_re, c_im) = (load(&orbits.c.re), load(&orbits.c.im));
    let (mut d_re, mut d_im) = (load(&orbits.derivative.re), load(&orbits.derivative.im));
    let d_of_c = L::splat(orbits.derivative_of_c);
    for (halt, derivative) in orbits.trail.iter_mut().zip(&mut orbits.derivatives) {
        for chain in 0..CHAINS {
            re[chain].store(&mut halt.re[chain * L::WIDTH..]);
            im[chain].store(&mut halt.im[chain * L::WIDTH..]);
            if DERIVATIVES {
                d_re[chain].store(&mut derivative.re[chain * L::WIDTH..]);
                d_im[chain].store(&mut derivative.im[chain * L::WIDTH..]);
            }
        }
        for _ in 0..BLOCK / HALTS {
            for chain in 0..CHAINS {
                let z = (re[chain], im[chain]);
                if DERIVATIVES {
                    let d = (d_re[chain], d_im[chain]);
                    (d_re[chain], d_im[chain]) = M::derivative(z, d, d_of_c);
                }
                (re[chain], im[chain]) = M::step(z, (c_re[chain], c_im[chain]));
            }
        }
    }
    orbits.clock += 1;
    let radius = L::splat(ESCAPE_NORM);
    let mut finished = 0;
    for chain in 0..CHAINS {
        let (x, y) = (re[chain], im[chain]);
        let lane = chain * L::WIDTH;
        x.store(&mut orbits.z.re[lane..]);
        y.store(&mut orbits.z.im[lane..]);
        if DERIVATIVES {
            d_re[chain].store(&mut orbits.derivative.re[lane..]);
            d_im[chain].store(&mut orbits.derivative.im[lane..]);
        }
        let within = x.times(x).plus(y.times(y)).at_most(radius);
        let back = x
            .equals(L::load(&orbits.saved.re[lane..]))
            .and(y.equals(L::load(&orbits.saved.im[lane..])));
        let all = (1 << L::WIDTH) - 1;
        finished |= (!within.and_not(back).bits() & all) << lane;
    }
    finished
}

/// Moves the saved points on where they are due, at doubling distances as
/// Brent's cycle finding does. The lanes that have met the limit, as bits.
#[inline(always)]
fn end_round<L: Lanes, const CHAINS: usize, const LANES: usize>(orbits: &mut Orbits<LANES>) -> u32 {
    let now = L::splat(orbits.clock as f64);
    let mut expired = 0;
    for chain in 0..CHAINS {
        let lane = chain * L::WIDTH;
        let save_at = L::load(&orbits.save_at[lane..]);
        let gap = L::load(&orbits.gap[lane..]);
        let due = save_at.at_most(now);
        for (saved, z) in [
            (&mut orbits.saved.re, &orbits.z.re),
            (&mut orbits.saved.im, &orbits.z.im),
        ] {
            let moved = L::load(&saved[lane..]).replaced_where(due, L::load(&z[lane..]));
            moved.store(&mut saved[lane..]);
        }
        save_at
            .replaced_where(due, now.plus(gap))
            .store(&mut orbits.save_at[lane..]);
        gap.replaced_where(due, gap.plus(gap))
            .store(&mut orbits.gap[lane..]);
        expired |= L::load(&orbits.expires_at[lane..]).at_most(now).bits() << lane;
    }
    expired
}
