//! A pixel's orbit as its difference from the reference.
//!
//! ```text
//! step:    z ← 2 Z_m z + z² + c,  m ← m + 1      the orbit is Z_m + z
//! rebase:  z ← Z_m + z,  m ← 0                   where that is smaller than z, or m the last
//! ```
//!
//! What is folded (see [`Law`](super::Law)) is so in each step alone: with `p = 2 X_m Y_m` and
//! `q` what the step adds to it, `y ← |p + q| − |p|`, told by cases without a loss of digits.
//! Of higher powers a step is `z ← (Z_m + z)^d − Z_m^d + c`; all else is the same, since `z^d`
//! too has one critical point, which is 0; so has what is folded.
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
//! law     the same, by other laws than the square
//! pair    complex numbers in lanes
//! alike   which of them may go on together
//! aside   groups that wait
//! home    how cycles are found
//! power   steps of any power
//! wishes  what pixels are to do about the reference
//! ```
#![allow(
    clippy::inline_always,
    reason = "must melt into the entry point that enables the instructions"
)]

mod alike;
mod aside;
mod far;
mod group;
mod home;
mod law;
mod pair;
mod power;
mod wishes;

use super::interior::Search;
use super::law::Law;
use super::reference::Reference;
use crate::fractal::interior::Disc;
use crate::fractal::lanes::{self, Backend, Lanes};
use crate::fractal::walk::Walk;
use crate::fractal::{Complex, Outcome};
use aside::Aside;
use group::{Fate, Group, MOST};

/// Moves of a group between two reports to the walk.
const REPORT: u32 = 1 << 8;

/// Iterations of the plain kernel that a group's move is worth.
const MOVE_COST: u64 = 16;

/// Renders all that the walk hands out.
pub(super) fn render(reference: &Reference, backend: Backend, walk: Walk) -> Outcome {
    match backend {
        #[cfg(any(test, not(any(target_arch = "x86_64", target_arch = "wasm32"))))]
        Backend::Portable => with_lanes::<lanes::portable::Portable<2, f64>, 4>(reference, walk),
        #[cfg(any(test, target_arch = "aarch64"))]
        Backend::PortableFused => {
            with_lanes::<lanes::portable::Portable<2, lanes::Fused>, 4>(reference, walk)
        }
        #[cfg(target_arch = "x86_64")]
        Backend::Sse2 => with_lanes::<lanes::x86::F64x2, 4>(reference, walk),
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2(_found) => {
            // SAFETY: the token exists only where all of them were found.
            unsafe { run_avx2(reference, walk) }
        }
        #[cfg(target_arch = "x86_64")]
        Backend::Avx512(_found) => {
            // SAFETY: the token exists only where all of them were found.
            unsafe { run_avx512(reference, walk) }
        }
        #[cfg(target_arch = "wasm32")]
        Backend::Simd128 => with_lanes::<lanes::wasm::F64x2, 4>(reference, walk),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,lzcnt,popcnt")]
fn run_avx2(reference: &Reference, walk: Walk) -> Outcome {
    with_lanes::<lanes::x86::F64x4, 2>(reference, walk)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,bmi1,lzcnt,popcnt")]
fn run_avx512(reference: &Reference, walk: Walk) -> Outcome {
    with_lanes::<lanes::x86::F64x8, 1>(reference, walk)
}

/// In groups of `N` vectors, which are eight pixels whatever the lanes: who goes together decides
/// where a pixel rebases, and so its last bits. Of two lanes as in wasm they are four vectors, of
/// which no more take part than are needed where a group has parted. In Chromium that took 0.85
/// to 0.97 of the processor's time of groups of four pixels, at eight views; with sixteen pixels
/// it took up to 1.7 times as long as with eight, since they part sooner.
///
/// With AVX-512 they are one. At 17 views from 1e14 to 1e1000 that took 0.71 to
/// 0.98 of the time of AVX2, 0.91 in the middle, and 0.69 to 0.81 with derivatives at four of
/// them (Emerald Rapids, the least of many rounds in turn); AVX2's lanes with the registers and
/// masks of AVX-512 took 0.96 to 1.03.
#[inline(always)]
fn with_lanes<L: Lanes, const N: usize>(reference: &Reference, walk: Walk) -> Outcome {
    // Only those know other laws.
    if walk.wants_derivatives() || reference.law != Law::SQUARE {
        run::<L, N, true>(reference, walk)
    } else {
        run::<L, N, false>(reference, walk)
    }
}

/// In groups of `N` vectors, and with their derivatives where that is so.
#[inline(always)]
fn run<L: Lanes, const N: usize, const DERIVATIVES: bool>(
    reference: &Reference,
    mut walk: Walk,
) -> Outcome {
    if reference.inside > 0.0 {
        walk.add_disc(Disc::new(Complex::ZERO, reference.inside));
    }
    let mut search = Search::default();
    let mut aside: Aside<Group<L, N, DERIVATIVES>> = Aside::NONE;
    while let Some(mut group) = aside.take().or_else(|| begin(reference, &mut walk)) {
        loop {
            group.settle(&mut aside, &mut |index, fate| match fate {
                Fate::Escaped { n, z, derivative } => walk.put_escaped(index, n, z, derivative),
                Fate::Bounded => walk.put_bounded(index),
            });
            if group.alive() == 0 {
                break;
            }
            if group.has_candidate()
                && look_for_cycle(&mut search, reference, &mut group, &mut aside, &mut walk)
            {
                continue;
            }
            let done = u64::from(REPORT - group.go_on(REPORT));
            let work = done * u64::from(group.alive());
            walk.add_work(work);
            search.note(work);
            walk.spend(done * MOVE_COST);
            if walk.is_stopped() {
                return walk.finish();
            }
        }
    }
    walk.finish()
}

/// Looks for the cycle that a pixel of a group seems to be on; whether there is one, and
/// its pixels and those that wait are known to be inside as far as they are about that one.
///
/// Rare, and so out of the way of what the loop keeps in registers.
#[cold]
#[inline(never)]
fn look_for_cycle<'a, L: Lanes, const N: usize, const DERIVATIVES: bool>(
    search: &mut Search,
    reference: &Reference,
    group: &mut Group<'a, L, N, DERIVATIVES>,
    aside: &mut Aside<Group<'a, L, N, DERIVATIVES>>,
    walk: &mut Walk,
) -> bool {
    let Some(candidate) = group.take_candidate() else {
        return false;
    };
    if !search.affords(candidate.period) {
        return false;
    }
    let Some(disc) = search.disc(reference, candidate, walk) else {
        group.put_off_candidates();
        return false;
    };
    for group in aside.iter_mut().chain([group]) {
        group.leave_out(disc, &mut |index| walk.put_bounded(index));
    }
    true
}

/// The next pixels; none at the end.
fn begin<'a, L: Lanes, const N: usize, const DERIVATIVES: bool>(
    reference: &'a Reference,
    walk: &mut Walk,
) -> Option<Group<'a, L, N, DERIVATIVES>> {
    let mut pixels = [(0, Complex::ZERO); MOST];
    let mut count = 0;
    while count < N * L::WIDTH
        && let Some((index, place)) = walk.next_place()
    {
        if walk.is_in_disc(place) {
            walk.put_bounded(index);
        } else {
            pixels[count] = (index, place);
            count += 1;
        }
    }
    (count > 0).then(|| Group::new(reference, &pixels[..count], walk.limit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fractal::{BOUNDED, Estimate, Region, Target, Task, Tier, kernel};
    use crate::picture::TERMS;
    use crate::view::Size;
    use crate::view::testing::view;

    const SIZE: Size = Size {
        width: 33,
        height: 21,
    };

    /// Groups of both kinds, that part and that do not, and one that is not full.
    const LINKS: [&str; 8] = [
        "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287\
         &zoom=1e22&iter=2000",
        "re=0&im=1&zoom=1e276&iter=3000",
        "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800",
        "formula=julia&cre=-2&cim=0&re=2&im=0&zoom=1e140&iter=900",
        "formula=multibrot3&re=0.34062501931660664019439424403783088897721010254912530511973\
         &im=1.27122987841870623913561298993769759809299372278&zoom=1e40&iter=400",
        "formula=multibrot4&re=0.680801899334026125069993136&im=-0.1952731896533073820915688\
         &zoom=1e150&iter=3000",
        "formula=burning-ship&re=-1.762&im=-0.028&zoom=1e16&iter=900",
        "formula=burning-ship&re=-1.861&im=1e-131&zoom=1e130&iter=900",
    ];

    #[test]
    fn all_lanes_count_the_same() {
        for link in LINKS {
            let view = view(link);
            let anchor = view
                .anchor(SIZE, TERMS, &mut || false)
                .expect("it is short");
            let task = view.task(SIZE, Some(&anchor));
            let best = rendered(&task, Some(anchor.reference()), Backend::best()).0;
            for backend in Backend::available() {
                let counts = rendered(&task, Some(anchor.reference()), backend).0;
                assert_eq!(counts, best, "{link}: {backend:?}");
            }
        }
    }

    /// Eight lanes are twice four: the same pixels go together.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn avx512_draws_the_bits_of_avx2() {
        let found = Option::zip(
            lanes::x86::Avx2::found().map(Backend::Avx2),
            lanes::x86::Avx512::found().map(Backend::Avx512),
        );
        let Some((avx2, avx512)) = found else {
            eprintln!("skipped: this machine has no AVX-512");
            return;
        };
        for link in LINKS {
            for mode in ["smooth", "slopes"] {
                let view = view(&format!("{link}&mode={mode}"));
                let anchor = view
                    .anchor(SIZE, TERMS, &mut || false)
                    .expect("it is short");
                let task = view.task(SIZE, Some(&anchor));
                let bits = |backend| {
                    let (counts, fractions, estimates) =
                        rendered(&task, Some(anchor.reference()), backend);
                    let parts = fractions.iter().chain(estimates.as_flattened());
                    (counts, parts.map(|part| part.to_bits()).collect::<Vec<_>>())
                };
                assert!(bits(avx512) == bits(avx2), "{link}, {mode}");
            }
        }
    }

    #[test]
    fn an_escaping_neighbour_takes_no_digits_from_the_others() {
        // About a minibrot of period 286 near the set's tip, beyond the exponents of `f64`:
        // each turn about it squares how far a difference is, so that one of a group may be
        // near where another is as far as before.
        let near = view(&format!("re=-1.{}&im=0&zoom=1e171", "9".repeat(170)));
        let found = near.minibrot(SIZE, &mut |_| false);
        let mut view = found.expect("it is there").view;
        view.zoom_about(SIZE.middle(), 8.0, SIZE);
        view.set_limit(30_000);
        let anchor = view.anchor(SIZE, TERMS, &mut || false);
        let task = view.task(SIZE, Some(&anchor.expect("it is short")));
        let rendered = |x: u32, y: u32, width: u32| {
            let region = Region {
                x,
                y,
                width,
                height: 1,
            };
            let (mut counts, mut fractions) =
                (vec![0; region.pixels()], vec![0.0; region.pixels()]);
            task.render(region, &mut counts, &mut fractions, &mut || false);
            counts
        };
        for y in 0..SIZE.height {
            let alone: Vec<_> = (0..SIZE.width).flat_map(|x| rendered(x, y, 1)).collect();
            assert_eq!(rendered(0, y, SIZE.width), alone, "row {y}");
        }
    }

    /// Counts, fractions and, where the task has them, distance estimates; by a reference,
    /// or by the plain kernel.
    fn rendered(
        task: &Task,
        reference: Option<&Reference>,
        backend: Backend,
    ) -> (Vec<u32>, Vec<f32>, Vec<Estimate>) {
        let whole = SIZE.whole();
        let pixels = whole.pixels();
        let (mut counts, mut fractions) = (vec![0; pixels], vec![0.0; pixels]);
        let mut estimates = vec![[0.0; 2]; pixels];
        let target = Target::of_all(whole, &mut counts, &mut fractions);
        let target = target.with_estimates(&mut estimates);
        let stale = &mut || false;
        let walk = Walk::new(task, whole, target, stale);
        let outcome = match reference {
            Some(reference) => render(reference, backend, walk),
            None => kernel::render(backend, walk),
        };
        assert!(outcome.finished);
        (counts, fractions, estimates)
    }

    fn assert_near(got: &[Estimate], expected: &[Estimate], share: f64, what: &str) {
        for (index, (got, expected)) in got.iter().zip(expected).enumerate() {
            let [got, expected] = [got, expected].map(|&[right, up]| [right, up].map(f64::from));
            let apart = libm::hypot(got[0] - expected[0], got[1] - expected[1]);
            // What is nearer than any pixel could show is as near in both.
            assert!(
                apart <= share * libm::hypot(expected[0], expected[1]) + 1e-6,
                "{what}, pixel {index}: {got:?}, expected {expected:?}"
            );
        }
    }

    #[test]
    fn distances_are_those_of_the_plain_kernel() {
        for link in [
            "re=-0.743643887037151&im=0.131825904205330&zoom=1e5&iter=5000",
            "re=-0.743643887037151&im=0.131825904205330&zoom=1e6&iter=5000&rot=30",
            "re=-0.1528&im=1.0397&zoom=1e4&iter=3000",
            "formula=julia&cre=-0.8&cim=0.156&re=0.1&im=0.2&zoom=1e6&iter=900&rot=-70",
            "formula=multibrot3&re=0.42&im=0.51&zoom=1e3&iter=3000",
            "formula=multibrot4&re=0.4503&im=0.3612&zoom=1e4&iter=3000&rot=10",
        ] {
            let view = view(&format!("{link}&mode=slopes"));
            let anchor = view
                .anchor(SIZE, TERMS, &mut || false)
                .expect("it is short");
            let plain = rendered(&view.task(SIZE, None), None, Backend::best());
            for backend in Backend::available() {
                let task = view.task(SIZE, Some(&anchor));
                let mut got = rendered(&task, Some(anchor.reference()), backend);
                // Where rounding makes the counts other ones, it makes the distances so.
                let mut same = 0;
                for index in 0..got.0.len() {
                    if got.0[index] == plain.0[index] {
                        same += 1;
                    } else {
                        got.2[index] = plain.2[index];
                    }
                }
                assert!(same * 100 >= got.0.len() * 98, "{link}: {same} are alike");
                assert_near(&got.2, &plain.2, 1e-3, &format!("{link}, {backend:?}"));
            }
        }
    }

    #[test]
    fn distances_beyond_f64_are_those_of_the_same_shape_before() {
        // About i two steps multiply by 4 + 4i, which is 2^2.5 and an eighth of a turn: 16
        // steps deeper all is as it was, 2^20 times larger.
        let at = |zoom: &str| {
            let view = view(&format!("re=0&im=1&zoom={zoom}&iter=3000&mode=distance"));
            let anchor = view
                .anchor(SIZE, TERMS, &mut || false)
                .expect("it is short");
            let task = view.task(SIZE, Some(&anchor));
            let drawn = rendered(&task, Some(anchor.reference()), Backend::best());
            (anchor.reference().tier(), drawn)
        };
        let (near, (counts, _, estimates)) = at("1e50");
        let (far, (deeper_counts, _, deeper_estimates)) = at("6.668014432879854e290");
        assert_eq!((near, far), (Tier::Perturb, Tier::PerturbExt));
        let middle = counts.len() / 2;
        for (index, (count, deeper)) in counts.iter().zip(&deeper_counts).enumerate() {
            if index == middle {
                assert_eq!((*count, *deeper), (BOUNDED, BOUNDED));
            } else {
                assert_eq!(count + 640, *deeper, "{index}");
            }
        }
        assert_near(&deeper_estimates, &estimates, 1e-5, "16 steps 40 times");
    }
}
