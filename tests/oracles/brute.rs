//! Counts by nothing but the definition, in numbers of as many digits as it takes: by a
//! library of big numbers that is not ours.

use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::render;
use deepcanvas::view::{Decimal, FormulaName, Size, View, permalink};
use num_bigint::{BigInt, Sign};
use std::thread;

/// Bits after the point past those of a pixel's size.
const SPARE_BITS: u64 = 96;

/// A pixel that is farther from what has another count, in pixels, is no matter of rounding.
const SURE: f64 = 1e-6;

/// A complex number times a power of two.
type Point = (BigInt, BigInt);

fn square((x, y): &Point, bits: u64) -> Point {
    (((x + y) * (x - y)) >> bits, (x * y) >> (bits - 1))
}

fn product((x, y): &Point, (u, v): &Point, bits: u64) -> Point {
    ((x * u - y * v) >> bits, (x * v + y * u) >> bits)
}

/// What a formula makes of a point, before `c` is added.
fn stepped(formula: FormulaName, z: &Point, bits: u64) -> Point {
    let (x, y) = square(z, bits);
    match formula {
        FormulaName::Mandelbrot | FormulaName::Julia => (x, y),
        FormulaName::BurningShip => (x, y.magnitude().clone().into()),
        FormulaName::Multibrot3 => product(&(x, y), z, bits),
        FormulaName::Multibrot4 => square(&(x, y), bits),
    }
}

/// The first `n` with `|z_n| > 256`, −1 where there is none up to the limit.
fn count(formula: FormulaName, c: &Point, bits: u64, limit: u32) -> i64 {
    let mut z = (BigInt::ZERO, BigInt::ZERO);
    for n in 1..=limit {
        let (x, y) = stepped(formula, &z, bits);
        z = (x + &c.0, y + &c.1);
        let (x, y) = &z;
        // Below 128 both of them are, but at the end.
        let is_far = x.bits().max(y.bits()) > bits + 7;
        if is_far && ((x * x + y * y) >> bits).bits() > bits + 16 {
            return i64::from(n);
        }
    }
    -1
}

/// A decimal number times a power of two, rounded down.
fn fixed(number: &Decimal, bits: u64) -> BigInt {
    let text = number.to_string();
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent: i64 = exponent.parse().expect("a whole number");
    let places = part.len() as i64 - exponent;
    let digits: BigInt = format!("{whole}{part}").parse().expect("digits");
    let power = |places: i64| BigInt::from(10).pow(u32::try_from(places).expect("it is short"));
    if places > 0 {
        (digits << bits) / power(places)
    } else {
        (digits * power(-places)) << bits
    }
}

/// The count of a pixel, and those of the points a millionth of one to the right and up.
fn counts_beside(view: &View, size: Size, (x, y): (u32, u32)) -> [i64; 3] {
    [(0.0, 0.0), (SURE, 0.0), (0.0, -SURE)].map(|(right, down)| {
        let place = (f64::from(x) + 0.5 + right, f64::from(y) + 0.5 + down);
        count_at(view, size, place)
    })
}

/// The count of a place, in pixels from the top left.
fn count_at(view: &View, size: Size, place: (f64, f64)) -> i64 {
    let bits = SPARE_BITS + view.zoom().log2().max(0.0) as u64;
    let place = view.point_at(place, size);
    let c = (fixed(&place.re, bits), fixed(&place.im, bits));
    count(view.formula(), &c, bits, view.limit(size))
}

/// All counts of a picture, row by row, on both cores.
fn counts(view: &View, size: Size) -> Vec<i64> {
    let rows = |first: u32| -> Vec<(u32, Vec<i64>)> {
        let mine = (first..size.height).step_by(2);
        let row = |y: u32| {
            let pixel = |x: u32| {
                let centre = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                count_at(view, size, centre)
            };
            (y, (0..size.width).map(pixel).collect())
        };
        mine.map(row).collect()
    };
    let mut all = thread::scope(|scope| {
        let odd = scope.spawn(|| rows(1));
        let mut all = rows(0);
        all.extend(odd.join().expect("it counts"));
        all
    });
    all.sort_by_key(|(y, _)| *y);
    all.into_iter().flat_map(|(_, row)| row).collect()
}

/// Pixels of a picture that have another count than the definition gives.
#[derive(Debug, Default)]
pub(crate) struct Wrong {
    /// Of those that are bounded, or farther from the set than a millionth of a pixel; of a
    /// formula without distances, those that have the same count so far beside.
    pub(crate) surely: usize,
    /// Of the others: where a pixel's place is rounded to `f64`, past its last digit but
    /// three, decides. Beside such a pixel there are points of almost any count.
    pub(crate) by_rounding: usize,
    /// Of how many.
    pub(crate) pixels: usize,
}

/// Counts the wrong pixels of a picture of a view, whose mode has to have distances where the
/// formula does.
pub(crate) fn wrong(view: &View, size: Size) -> Wrong {
    let rendered = render(view, size, 2).expect("a small picture");
    let estimates = rendered.estimates();
    assert_eq!(
        estimates.is_some(),
        view.formula() != FormulaName::BurningShip
    );
    let got = rendered.samples().0;
    let expected = counts(view, size);
    let mut wrong = Wrong {
        pixels: expected.len(),
        ..Wrong::default()
    };
    for (index, (got, expected)) in got.into_iter().zip(expected).enumerate() {
        let is_bounded = got == BOUNDED;
        let count = if is_bounded { -1 } else { i64::from(got) };
        if count == expected {
            continue;
        }
        let is_sure = if let Some(estimates) = &estimates {
            let [right, up] = estimates[index].map(f64::from);
            is_bounded || right.hypot(up) > SURE
        } else {
            let pixel = (index as u32 % size.width, index as u32 / size.width);
            counts_beside(view, size, pixel) == [expected; 3]
        };
        if is_sure {
            wrong.surely += 1;
        } else {
            wrong.by_rounding += 1;
        }
    }
    wrong
}

#[test]
fn numbers_are_read_as_they_are_written() {
    for (text, expected) in [
        ("0", 0),
        ("1", 1 << 20),
        ("-1.5", -3 << 19),
        ("2.5e-1", 1 << 18),
        ("-0.000030517578125", -32),
    ] {
        let (view, problems) = permalink::parse(&format!("re={text}&zoom=2"), None);
        assert!(problems.is_empty());
        assert_eq!(
            fixed(&view.centre().re, 20),
            BigInt::from(expected),
            "{text}"
        );
    }
    assert_eq!(fixed(&Decimal::ZERO, 20).sign(), Sign::NoSign);
}
