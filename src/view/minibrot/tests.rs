//! What is found, against the definition of a nucleus and against what is drawn there.

use super::*;
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
        ("re=-1&im=0.1&zoom=10", 2, (-1.0, 0.0), 0.5),
        (
            "re=-1.75&im=0.01&zoom=20",
            3,
            (-1.754_877_666_246_693, 0.0),
            0.019_035_5,
        ),
        (
            "re=-0.12&im=0.74&zoom=12",
            3,
            (-0.122_561_166_876_654, 0.744_861_766_619_744),
            0.189,
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
    // A multiple of the period returns first, or Newton's method leads to one.
    for (link, period) in [
        ("re=-0.783944&im=0.081408&zoom=14.3", 2),
        ("re=-0.1&im=0.9&zoom=6", 3),
        ("re=0&im=0.5&zoom=5", 3),
        ("re=-0.2&im=0.4&zoom=6", 4),
        ("re=0.28&im=0.008&zoom=50", 11),
    ] {
        let minibrot = found(link);
        assert_eq!(minibrot.period, period, "{link}");
        let (place, _) = nucleus_of(&minibrot);
        assert!(view(link).has(&place, SIZE), "{link}: it is in view");
        let logs = logs(&place, period, 256);
        let (last, earlier) = logs.split_last().expect("a period is 1 at least");
        assert!(
            *last < -20.0 && earlier.iter().all(|log| *log > -10.0),
            "{link}: {logs:?}"
        );
    }
}

#[test]
fn every_search_comes_to_an_end() {
    // Beside large components, where all that returns is larger than the view.
    for link in ["re=0.2&im=0&zoom=25", "re=-0.75&im=0.1&zoom=20"] {
        let mut steps = 0;
        let _ = view(link).minibrot(SIZE, &mut |done| {
            assert!(done >= steps, "{link}: {done} after {steps}");
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
