//! What is found, against the definition of a nucleus and against what is drawn there.

use super::*;
use crate::fractal::Complex;
use crate::fractal::deep::{Law, Walker};
use crate::view::testing::view;

const SIZE: Size = Size {
    width: 160,
    height: 100,
};

/// `own-1101-03` of the tests' locations.
const DEEP: &str = "re=-1.624807512452703137023643310823760840\
                    &im=0.005718814846149834196049195979101287&zoom=4.3339e24";

fn found(link: &str) -> Minibrot {
    let found = view(link).minibrot(SIZE, &mut |_| false);
    found.unwrap_or_else(|why| panic!("{link}: {why}"))
}

/// All nuclei of a period that are not below the axis, by Newton's method in `f64` from
/// everywhere.
fn nuclei(period: u32) -> Vec<Complex> {
    const STARTS: u32 = 300;
    let mut found: Vec<Complex> = Vec::new();
    for start in 0..STARTS * STARTS {
        let share = |index: u32| f64::from(index) / f64::from(STARTS);
        let (x, y) = (share(start % STARTS), share(start / STARTS));
        let mut c = Complex::new(2.6 * x - 2.05, 1.2 * y);
        let (mut is_first, mut step) = (true, Complex::ZERO);
        for _ in 0..64 {
            let (mut z, mut by_c) = (Complex::ZERO, Complex::ZERO);
            is_first = true;
            for index in 1..=period {
                by_c = z
                    .times(by_c)
                    .times(Complex::new(2.0, 0.0))
                    .plus(Complex::new(1.0, 0.0));
                z = z.square_plus(c);
                is_first &= index == period || z.norm_squared() > 1e-16;
            }
            let norm = by_c.norm_squared();
            let conjugate = Complex::new(-by_c.re / norm, by_c.im / norm);
            step = z.times(conjugate);
            c = c.plus(step);
        }
        let is_known =
            |known: &Complex| (known.re - c.re).abs() < 1e-9 && (known.im - c.im).abs() < 1e-9;
        if is_first && step.norm_squared() < 1e-26 && c.im > -1e-12 && !found.iter().any(is_known) {
            found.push(c);
        }
    }
    found
}

fn place(c: Complex) -> Point {
    Point {
        re: decimal(c.re, 0),
        im: decimal(c.im, 0),
    }
}

/// A component that is known from [`nuclei`], and whether it has a cusp.
fn known(c: Complex, period: u32) -> (Nucleus, bool) {
    let home = View::home(FormulaName::Mandelbrot);
    let found = home.nucleus(place(c), period, SIZE, &mut |_| false);
    let nucleus = found.expect("not stale").expect("it is there");
    assert_eq!(nucleus.period, period, "{c:?}");
    let has_cusp = has_cusp(fixed(&nucleus.place, nucleus.bits), period, &mut |_| false);
    (nucleus, has_cusp.expect("not stale"))
}

#[test]
fn the_lowest_period_of_a_cusp_in_view_is_found() {
    const VIEWS: usize = 300;
    // Each nucleus carries the discs of `φ(n)` at each of its divisors' (R. Munafo,
    // "Enumeration of Features"): how many there are of each, and how many of them have cusps.
    const COUNTS: [(usize, usize); 7] =
        [(1, 1), (1, 0), (3, 1), (6, 3), (15, 11), (27, 20), (63, 57)];
    let mut cusps = Vec::new();
    for (period, counts) in (1..).zip(COUNTS) {
        let above = nuclei(period);
        let below = above.iter().filter(|c| c.im > 1e-9);
        let below = below.map(|c| Complex::new(c.re, -c.im));
        let all: Vec<Complex> = above.iter().copied().chain(below).collect();
        let known = all.iter().map(|&c| known(c, period));
        let of_period: Vec<_> = known
            .filter_map(|(nucleus, has)| has.then_some(nucleus))
            .collect();
        assert_eq!((all.len(), of_period.len()), counts, "period {period}");
        cusps.extend(of_period);
    }

    let (mut seen, mut missed) = (0, Vec::new());
    for index in 1_u32.. {
        if seen == VIEWS {
            break;
        }
        // Evenly over all, by multiples of what no fraction comes near to.
        let [near, depth, x, y] =
            [2.0, 3.0, 5.0, 7.0].map(|n| (f64::from(index) * libm::sqrt(n)).fract());
        let near = cusps[(near * cusps.len() as f64) as usize]
            .place
            .to_complex();
        let zoom = (0.5 + 6.0 * depth).exp2();
        let aside = |from: f64, share: f64| from + (share - 0.5) * 3.0 / zoom;
        let (re, im) = (aside(near.re, x), aside(near.im, y));
        let link = format!("re={re:.6}&im={im:.6}&zoom={zoom:.3}");
        let view = view(&link);
        let is_wanted = |nucleus: &&Nucleus| {
            let shown = view.showing(nucleus, SIZE).view.zoom;
            view.has(&nucleus.place, SIZE) && shown.over(view.zoom) * MOST_TIMES_LARGER >= 1.0
        };
        let wanted = cusps.iter().filter(is_wanted);
        let Some(lowest) = wanted.map(|nucleus| nucleus.period).min() else {
            continue;
        };
        seen += 1;
        let period = view
            .minibrot(SIZE, &mut |_| false)
            .map(|found| found.period);
        if period != Ok(lowest) {
            missed.push((link, lowest, period));
        }
    }
    // Where a view is wide, no test of finitely many places knows all that is between them.
    assert!(missed.len() <= 3, "{missed:?}");
}

/// The distance from 0 of the orbit of a view's nucleus, to base 2, at each step up to its
/// period.
fn logs(place: &Point, period: u32, bits: u32) -> Vec<f64> {
    let zero = Decimal::ZERO.to_fixed(bits);
    let mut walker: Walker = Walker::new(Law::SQUARE, [zero.clone(), zero], fixed(place, bits));
    let step = |_| {
        walker.step(0);
        Extended::of_parts(walker.re().to_mantissa(), walker.im().to_mantissa()).log2()
    };
    (0..period).map(step).collect()
}

/// The nucleus of what was found, from the view that shows it.
fn nucleus_of(minibrot: &Minibrot) -> (Point, f64) {
    let view = &minibrot.view;
    let found = view.nucleus(view.centre.clone(), minibrot.period, SIZE, &mut |_| false);
    let found = found.expect("not stale").expect("it is in its middle");
    assert_eq!(found.period, minibrot.period);
    (found.place, found.size.log2())
}

#[test]
fn well_known_ones_are_found() {
    for (link, period, nucleus, size) in [
        ("", 1, (0.0, 0.0), 1.0),
        (
            "re=-1.75&im=0.01&zoom=20",
            3,
            (-1.754_877_666_246_693, 0.0),
            0.019_035_5,
        ),
        (
            "re=-0.16&im=1.04&zoom=20",
            4,
            (-0.156_520_166_833_755, 1.032_247_108_922_832),
            0.008_483,
        ),
    ] {
        let minibrot = found(link);
        assert_eq!(minibrot.period, period, "{link}");
        let (place, log2_size) = nucleus_of(&minibrot);
        let place = place.to_complex();
        let away = libm::hypot(place.re - nucleus.0, place.im - nucleus.1);
        assert!(away < 1e-14, "{link}: {place:?}");
        let ratio = log2_size.exp2() / size;
        assert!(
            (0.98..1.02).contains(&ratio),
            "{link}: {}",
            log2_size.exp2()
        );
    }
}

#[test]
fn what_is_found_returns_to_0_and_not_before() {
    for (link, bits) in [
        ("re=-0.743643887037151&im=0.13182590420533&zoom=3e4", 256),
        ("re=-1.25066&im=0.02012&zoom=1e3", 256),
        ("re=0.3602404434376&im=-0.6413130610648&zoom=1e9", 256),
        (DEEP, 512),
    ] {
        let before = view(link);
        let minibrot = found(link);
        let (place, log2_size) = nucleus_of(&minibrot);
        assert!(before.has(&place, SIZE), "{link}: it is in view");
        let logs = logs(&place, minibrot.period, bits);
        let (last, earlier) = logs.split_last().expect("a period is 1 at least");
        // To first order |Z_p| is |D_p| times how wrong the place is, and 1/|D_p| is no
        // smaller than the square of the size.
        assert!(*last < -20.0, "{link}: {last}");
        let nearest = earlier.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(
            nearest > last / 2.0 && nearest > log2_size,
            "{link}: {nearest} {last}"
        );
    }
}

/// Shares of pixels that are bounded.
fn bounded(view: &View) -> f64 {
    let anchor = view.is_deep(SIZE).then(|| {
        let terms = crate::view::Terms {
            most_bytes: 1 << 30,
            exact: false,
        };
        view.anchor(SIZE, terms, &mut || false).expect("it fits")
    });
    let task = view.task(SIZE, anchor.as_ref());
    let whole = SIZE.whole();
    let (mut counts, mut fractions) = (vec![0; whole.pixels()], vec![0.0; whole.pixels()]);
    task.render(whole, &mut counts, &mut fractions, &mut || false);
    let bounded = counts.iter().filter(|&&n| n == crate::fractal::BOUNDED);
    bounded.count() as f64 / counts.len() as f64
}

#[test]
fn it_is_shown_as_the_whole_set_is_at_home() {
    let home = bounded(&View::home(FormulaName::Mandelbrot));
    for link in [
        "re=-1.75&im=0.01&zoom=20",
        "re=-0.743643887037151&im=0.13182590420533&zoom=3e4",
        DEEP,
    ] {
        let share = bounded(&found(link).view) / home;
        // Farther away by 0.85, and turned.
        assert!((0.5..1.1).contains(&share), "{link}: {share}");
    }
}

#[test]
fn one_that_is_shown_is_found_again_and_said_to_be() {
    let first = found("re=-0.743643887037151&im=0.13182590420533&zoom=3e4");
    assert!(!first.is_shown);
    let again = first
        .view
        .minibrot(SIZE, &mut |_| false)
        .expect("it is in view");
    assert_eq!(again.period, first.period);
    assert!(again.is_shown);
}

#[test]
fn where_there_is_none_that_is_said() {
    let none = |link: &str| view(link).minibrot(SIZE, &mut |_| false).expect_err(link);
    assert!(matches!(none("re=3&im=3&zoom=100"), NoMinibrot::UpTo(_)));
    assert!(matches!(
        none("re=-0.6&im=0.6&zoom=1e4"),
        NoMinibrot::UpTo(_)
    ));
    // Inside, away from any nucleus: the orbit comes to its cycle.
    let inside = none("re=-0.1&im=0.1&zoom=1e6");
    assert!(matches!(inside, NoMinibrot::UpTo(..1000)), "{inside:?}");
    let julia = none("formula=julia");
    assert_eq!(julia, NoMinibrot::Formula(FormulaName::Julia));
    assert!(julia.to_string().ends_with("the formula is julia"));
}

#[test]
fn where_newtons_method_finds_a_divisors_nucleus_that_is_the_period() {
    for (re, im, period) in [
        (-1.0, 0.0, 2),
        (-0.122_561, 0.744_862, 3),
        (-1.754_878, 0.0, 3),
        (-0.156_520, 1.032_247, 4),
    ] {
        let home = View::home(FormulaName::Mandelbrot);
        for multiple in [2 * period, 3 * period] {
            let found = home.nucleus(place(Complex::new(re, im)), multiple, SIZE, &mut |_| false);
            let found = found.expect("not stale").expect("it is near");
            assert_eq!(found.period, period, "{re} {im} {multiple}");
        }
    }
}

#[test]
fn about_points_of_the_boundary_there_are_some() {
    for link in [
        "re=0&im=1&zoom=1e3",
        "re=0&im=1&zoom=1e30",
        "re=-2&im=0&zoom=1e6",
        "re=-2&im=0&zoom=1e20",
        "re=-1.401155&im=0&zoom=1e4",
        "re=-0.75&im=0&zoom=100",
        "re=0.25&im=0&zoom=100",
    ] {
        let minibrot = found(link);
        let (place, _) = nucleus_of(&minibrot);
        assert!(view(link).has(&place, SIZE), "{link}: it is in view");
    }
}

#[test]
fn the_way_leads_into_the_view() {
    // Beside discs that are larger than the view, or a part of it.
    for link in [
        "re=-0.1226&im=0.7449&zoom=20",
        "re=-0.7453&im=0.1127&zoom=300",
        "re=-0.849&im=0.2236&zoom=5.66",
        "re=-1&im=0.1&zoom=10",
        "re=-0.1&im=0.9&zoom=6",
        "re=0&im=0.5&zoom=5",
        "re=0.28&im=0.008&zoom=50",
    ] {
        let zoom = found(link).view.zoom;
        assert!(zoom.over(view(link).zoom) > 1.0, "{link}: {zoom}");
    }
}

#[test]
fn every_search_comes_to_an_end() {
    // Beside large components, where all that returns is larger than the view.
    for link in ["re=0.2&im=0&zoom=25", "re=-0.75&im=0.1&zoom=20"] {
        let mut steps = 0;
        let _ = view(link).minibrot(SIZE, &mut |done| {
            assert!(
                (steps..1 << 25).contains(&done),
                "{link}: {done} after {steps}"
            );
            steps = done;
            false
        });
    }
}

#[test]
fn a_search_that_nobody_wants_ends() {
    // Next to the cusp the orbit is drawn to its point by 10^-7 of the rest a step.
    let endless = view("re=0.24999999999999&im=0&zoom=1e12");
    let mut asked = 0;
    let found = endless.minibrot(SIZE, &mut |_| {
        asked += 1;
        asked == 3
    });
    assert_eq!(found, Err(NoMinibrot::Stale));
}
