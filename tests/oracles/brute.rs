//! Counts by nothing but the definition, in numbers of as many digits as it takes: by a
//! library of big numbers that is not ours.

use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::render;
use deepcanvas::view::{Decimal, Size, View, permalink};
use num_bigint::{BigInt, Sign};
use std::thread;

/// Bits after the point past those of a pixel's size.
const SPARE_BITS: u64 = 96;

/// The first `n` with `|z_n| > 256`, −1 where there is none up to the limit.
fn count(re: &BigInt, im: &BigInt, bits: u64, limit: u32) -> i64 {
    let (mut x, mut y) = (BigInt::ZERO, BigInt::ZERO);
    let (mut x2, mut y2) = (BigInt::ZERO, BigInt::ZERO);
    for n in 1..=limit {
        y = ((&x * &y) >> (bits - 1)) + im;
        x = &x2 - &y2 + re;
        (x2, y2) = ((&x * &x) >> bits, (&y * &y) >> bits);
        if (&x2 + &y2).bits() > bits + 16 {
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

/// All counts of a picture, row by row, on both cores.
fn counts(view: &View, size: Size) -> Vec<i64> {
    let bits = SPARE_BITS + view.zoom().log2().max(0.0) as u64;
    let limit = view.limit(size);
    let rows = |first: u32| -> Vec<(u32, Vec<i64>)> {
        let mine = (first..size.height).step_by(2);
        let row = |y: u32| {
            let pixel = |x: u32| {
                let centre = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                let place = view.point_at(centre, size);
                count(
                    &fixed(&place.re, bits),
                    &fixed(&place.im, bits),
                    bits,
                    limit,
                )
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
    /// Of those that are bounded, or farther from the set than a millionth of a pixel.
    pub(crate) surely: usize,
    /// Of the others: where a pixel's place is rounded to `f64`, past its last digit but
    /// three, decides. Beside such a pixel there are points of almost any count.
    pub(crate) by_rounding: usize,
    /// Of how many.
    pub(crate) pixels: usize,
}

/// Counts the wrong pixels of a picture of a view, whose mode has to have distances.
pub(crate) fn wrong(view: &View, size: Size) -> Wrong {
    const SURE: f64 = 1e-6;
    let rendered = render(view, size, 2).expect("a small picture");
    let estimates = rendered.estimates().expect("the mode needs them");
    let got = rendered.samples().0;
    let expected = counts(view, size);
    let mut wrong = Wrong {
        pixels: expected.len(),
        ..Wrong::default()
    };
    for ((got, expected), [right, up]) in got.into_iter().zip(expected).zip(estimates) {
        let is_bounded = got == BOUNDED;
        let count = if is_bounded { -1 } else { i64::from(got) };
        if count == expected {
            continue;
        }
        if is_bounded || f64::from(right).hypot(f64::from(up)) > SURE {
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
