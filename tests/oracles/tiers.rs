//! Where one arithmetic takes over from another nothing is to be seen: both draw the same
//! picture of a view at which they meet.

use deepcanvas::fractal::{BOUNDED, Target, Task, Tier};
use deepcanvas::picture::TERMS;
use deepcanvas::view::{Anchor, Size, View};
use std::cell::Cell;

use super::view;

const SIZE: Size = Size {
    width: 200,
    height: 120,
};

/// Pixels side by side that may differ: no one sees them among what is as fine.
const MOST_SIDE_BY_SIDE: usize = 4;

/// Counts, and how far from the set the pixels are, in pixels: where bounded any distance.
fn counts(task: &Task) -> (Vec<u32>, Vec<f64>) {
    let whole = SIZE.whole();
    let counts = vec![Cell::new(0); whole.pixels()];
    let fractions = vec![Cell::new(0.0); whole.pixels()];
    let estimates = vec![Cell::new([0.0; 2]); whole.pixels()];
    let target = Target {
        counts: &counts,
        fractions: &fractions,
        estimates: Some(&estimates),
        stride: SIZE.width as usize,
        wanted: None,
    };
    assert!(task.render_into(whole, target, &mut || false).finished);
    let distance = |(count, estimate): (&Cell<u32>, &Cell<[f32; 2]>)| {
        let [right, up] = estimate.get().map(f64::from);
        let is_bounded = count.get() == BOUNDED;
        if is_bounded {
            f64::INFINITY
        } else {
            right.hypot(up)
        }
    };
    let distances = counts.iter().zip(&estimates).map(distance).collect();
    (
        counts.into_iter().map(Cell::into_inner).collect(),
        distances,
    )
}

fn anchor(view: &View) -> Anchor {
    let anchor = view.anchor(SIZE, TERMS, &mut || false);
    anchor.expect("a small reference")
}

/// The sizes of the regions of connected pixels, corners included, where two pictures
/// differ.
fn regions(one: &[u32], other: &[u32]) -> Vec<usize> {
    let (width, height) = (SIZE.width as usize, SIZE.height as usize);
    let mut differs: Vec<bool> = one.iter().zip(other).map(|(a, b)| a != b).collect();
    let mut sizes = Vec::new();
    for start in 0..differs.len() {
        let mut size = 0;
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if !std::mem::take(&mut differs[at]) {
                continue;
            }
            size += 1;
            let (x, y) = (at % width, at / width);
            for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                    open.push(near_y * width + near_x);
                }
            }
        }
        if size > 0 {
            sizes.push(size);
        }
    }
    sizes
}

/// Asserts that no region differs of pixels that are farther from the set than so much of a
/// pixel.
fn assert_alike(one: &Task, other: &Task, nearest: f64, what: &str) {
    let (one, (mut other, distances)) = (counts(one).0, counts(other));
    let mut near = 0;
    for ((one, other), distance) in one.iter().zip(&mut other).zip(distances) {
        if one != other && distance < nearest {
            near += 1;
            *other = *one;
        }
    }
    let regions = regions(&one, &other);
    let differing: usize = regions.iter().sum();
    println!("{what}: {differing} pixels differ, and {near} near the set");
    let largest = regions.into_iter().max().unwrap_or(0);
    assert!(
        largest <= MOST_SIDE_BY_SIDE,
        "{what}: {largest} side by side"
    );
}

/// A seahorse valley, a valley of the needle and a spiral, each to many digits; the tips of
/// `z³ + c` and `z⁴ + c` from which an orbit comes to a fixed point in two steps.
const PLACES: [&str; 5] = [
    "re=-0.743643887037158704752191506114774&im=0.131825904205311970493132056385139",
    "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287",
    "re=-0.10109636384562216103&im=0.95628651080914150077",
    "formula=multibrot3&re=0.340625019316606640194394244037830888977210102549125303119702\
     6326145173773487952343630988949291399753177594601305713&im=1.27122987841870623913561\
     299102106497672841432822677767821367914369348079134474419691467671602826319333969851\
     8162664",
    "formula=multibrot4&re=0.793700525984099737375852819636154130195746663949926504904142\
     8809126082528121095866367721066311104785114673808406610&im=0.79370052598409973737585\
     281963615413019574666394992650490414288091260825281210958663677210663111047851146738\
     08406610",
];

/// `f64` puts pixels where it can: by some thousandth of one at 1e9 beside where they are.
#[test]
fn plain_numbers_and_a_reference_meet_without_a_seam() {
    for place in PLACES {
        for zoom in ["1e6", "1e8", "1e9", "1e10", "1e11", "5e11"] {
            let view = view(&format!("{place}&zoom={zoom}&iter=4000&mode=slopes"));
            assert!(!view.is_deep(SIZE));
            let anchor = anchor(&view);
            let (plain, told) = (view.task(SIZE, None), view.task(SIZE, Some(&anchor)));
            assert_eq!((plain.tier(), told.tier()), (Tier::F64, Tier::Perturb));
            assert_alike(&plain, &told, 0.1, &format!("{place} at {zoom}"));
        }
    }
}

#[test]
fn differences_within_and_beyond_f64_meet_without_a_seam() {
    for place in ["re=0&im=1", "re=-2&im=0", PLACES[2], PLACES[3], PLACES[4]] {
        let at = |exponent: u32| view(&format!("{place}&zoom=1e{exponent}&iter=4000&mode=slopes"));
        // The last of this side.
        let exponent = (100..130)
            .rfind(|&exponent| at(exponent).tier(SIZE) == Tier::Perturb)
            .expect("the arithmetic changes");
        let (here, beyond) = (at(exponent), at(exponent + 1));
        assert_eq!(beyond.tier(SIZE), Tier::PerturbExt);
        let (own, others) = (anchor(&here), anchor(&beyond));
        let (near, far) = (here.task(SIZE, Some(&own)), here.task(SIZE, Some(&others)));
        assert_eq!((near.tier(), far.tier()), (Tier::Perturb, Tier::PerturbExt));
        assert_alike(&near, &far, 1e-9, &format!("{place} at 1e{exponent}"));
    }
}
