//! A pixel's orbit as its difference from the reference.
//!
//! ```text
//! step:    z ← 2 Z_m z + z² + c,  m ← m + 1      the orbit is Z_m + z
//! rebase:  z ← Z_m + z,  m ← 0                   where that is smaller than z, or m the last
//! ```
//!
//! K. I. Martin's perturbation, with Zhuoran's rebasing: `Z_0 = 0` makes it right.
//!
//! Pixels side by side go nearly the same way: a group of them is at one index, takes the
//! runs that are fit for all, and rebases together, in as many lanes as the machine has.
//! Where they part, the group does.
//!
//! ```text
//! group   pixels that are at one index: near moves, and what comes of them
//! far     the same, of differences that are too small for f64
//! ```
#![allow(
    clippy::inline_always,
    reason = "must melt into the entry point that enables the instructions"
)]

mod far;
mod group;

use super::reference::Reference;
use crate::fractal::Outcome;
use crate::fractal::lanes::{Backend, Lanes};
use crate::fractal::walk::Walk;
use group::{Fate, Group};

/// Moves of a group between two reports to the walk.
const REPORT: u32 = 1 << 8;

/// Iterations of the plain kernel that a group's move is worth.
const MOVE_COST: u64 = 16;

/// Renders all that the walk hands out.
pub(super) fn render(reference: &Reference, backend: Backend, walk: Walk) -> Outcome {
    match backend {
        #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
        Backend::Portable => {
            run::<crate::fractal::lanes::portable::Portable<2>, 2>(reference, walk)
        }
        #[cfg(target_arch = "x86_64")]
        Backend::Sse2 => run::<crate::fractal::lanes::x86::F64x2, 2>(reference, walk),
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2(_found) => {
            // SAFETY: the token exists only where all of them were found.
            unsafe { run_avx2(reference, walk) }
        }
        #[cfg(target_arch = "wasm32")]
        Backend::Simd128 => run::<crate::fractal::lanes::wasm::F64x2, 2>(reference, walk),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,lzcnt,popcnt")]
fn run_avx2(reference: &Reference, walk: Walk) -> Outcome {
    run::<crate::fractal::lanes::x86::F64x4, 2>(reference, walk)
}

/// In groups of `N` vectors.
#[inline(always)]
fn run<L: Lanes, const N: usize>(reference: &Reference, mut walk: Walk) -> Outcome {
    // A group, and those that it parted with, which go on when it is over.
    let mut groups: Vec<Group<L, N>> = Vec::new();
    loop {
        let mut group = match groups.pop() {
            Some(group) => group,
            None => match begin(reference, &mut walk) {
                Some(group) => group,
                None => break,
            },
        };
        loop {
            let parted = group.settle(&mut |index, fate| match fate {
                Fate::Escaped { n, norm } => walk.put_escaped(index, n, norm),
                Fate::Bounded => walk.put_bounded(index),
            });
            groups.extend(parted);
            if group.alive() == 0 {
                break;
            }
            let done = u64::from(REPORT - group.go_on(REPORT));
            walk.add_work(done * u64::from(group.alive()));
            walk.spend(done * MOVE_COST);
            if walk.is_stopped() {
                return walk.finish();
            }
        }
    }
    walk.finish()
}

/// The next pixels; none at the end.
fn begin<'a, L: Lanes, const N: usize>(
    reference: &'a Reference,
    walk: &mut Walk,
) -> Option<Group<'a, L, N>> {
    let mut pixels = Vec::with_capacity(N * L::WIDTH);
    while pixels.len() < N * L::WIDTH
        && let Some(pixel) = walk.next_place()
    {
        pixels.push(pixel);
    }
    (!pixels.is_empty()).then(|| Group::new(reference, &pixels, walk.limit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fractal::{Region, Target};
    use crate::picture::TERMS;
    use crate::view::Size;
    use crate::view::testing::view;

    const SIZE: Size = Size {
        width: 33,
        height: 21,
    };

    #[test]
    fn all_lanes_count_the_same() {
        // Groups of both kinds, that part and that do not, and one that is not full.
        for link in [
            "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287\
             &zoom=1e22&iter=2000",
            "re=0&im=1&zoom=1e276&iter=3000",
            "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800",
            "formula=julia&cre=-2&cim=0&re=2&im=0&zoom=1e140&iter=900",
        ] {
            let view = view(link);
            let anchor = view
                .anchor(SIZE, TERMS, &mut || false)
                .expect("it is short");
            let task = view.task(SIZE, Some(&anchor));
            let whole = Region {
                x: 0,
                y: 0,
                width: SIZE.width,
                height: SIZE.height,
            };
            let counts = |backend| {
                let (mut counts, mut fractions) = (vec![0; 693], vec![0.0; 693]);
                let target = Target::of_all(whole, &mut counts, &mut fractions);
                let stale = &mut || false;
                let walk = Walk::new(&task, whole, target, stale);
                assert!(render(anchor.reference(), backend, walk).finished);
                counts
            };
            let best = counts(Backend::best());
            for backend in Backend::available() {
                assert_eq!(counts(backend), best, "{link}: {backend:?}");
            }
        }
    }
}
