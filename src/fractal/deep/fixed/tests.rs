use super::super::extended::Extended;
use super::super::tracer::{Kind, Tracer};
use super::*;
use crate::fractal::Complex;
use proptest::prelude::*;

/// A number below 1 of these digits, in both sizes of limbs.
fn both(digits: &[u32]) -> (Fixed<u32>, Fixed<u64>) {
    let bits = digits.len() as u32 * 32;
    (
        Fixed::from_digits(false, 0, digits.iter().copied(), bits),
        Fixed::from_digits(false, 0, digits.iter().copied(), bits),
    )
}

fn words<L: Limb>(limbs: &[L]) -> Vec<u32> {
    let per_limb = L::BITS / 32;
    let words = limbs
        .iter()
        .flat_map(|limb| (0..per_limb).map(move |part| (limb.to_u64() >> (32 * part)) as u32));
    words.collect()
}

/// The orbit of 0 with a `c` of these digits.
fn walker<L: Limb>(law: Law, [re, im]: [&[u32]; 2], is_left: bool, bits: u32) -> Walker<L> {
    let number =
        |negative, digits: &[u32]| Fixed::from_digits(negative, 0, digits.iter().copied(), bits);
    let zero = || number(false, &[]);
    let c = [number(is_left, re), number(false, im)];
    Walker::new(law, [zero(), zero()], c)
}

/// Digits that are often at the ends of their range, where carries run far.
fn digits() -> impl Strategy<Value = Vec<u32>> {
    let digit = prop_oneof![Just(0), Just(1), Just(u32::MAX), any::<u32>()];
    prop::collection::vec(digit, 1..12).prop_map(|digits| {
        digits
            .iter()
            .flat_map(|&digit| [digit, digit.rotate_left(7)])
            .collect()
    })
}

proptest! {
    #[test]
    fn a_square_is_rounded_down_whatever_was_left_out(digits in digits()) {
        let (small, large) = both(&digits);
        let n = small.limbs.len();
        // By the school's way.
        let mut product = vec![0_u32; 2 * n];
        for (i, &a) in small.limbs.iter().enumerate() {
            let mut carry = 0;
            for (j, &b) in small.limbs.iter().enumerate() {
                (product[i + j], carry) = a.multiply_add(b, product[i + j], carry);
            }
            product[i + n] = carry;
        }
        let expected = &product[n - 1..2 * n - 1];
        let mut got = vec![0; n];
        square_by_limbs(&small.limbs, &mut got, &mut vec![0; 2 * n]);
        prop_assert_eq!(&got, expected);
        let n = large.limbs.len();
        let mut got = vec![0; n];
        square_by_limbs(&large.limbs, &mut got, &mut vec![0; 2 * n]);
        prop_assert_eq!(&words(&got)[..expected.len()], expected);
    }

    #[test]
    fn an_orbit_is_the_same_in_both_sizes_of_limbs(
        (degree, is_folded) in (2_u32..5, any::<bool>()), re in digits(), im in digits(), is_left in any::<bool>(),
        unwanted in [0_u32..500, 0..500, 0..500, 0..500],
    ) {
        let bits = re.len().min(im.len()) as u32 * 32;
        let law = Law { degree, is_folded };
        let mut small = walker::<u32>(law, [&re, &im], is_left, bits);
        let mut large = walker::<u64>(law, [&re, &im], is_left, bits);
        for unwanted in unwanted {
            small.step(unwanted);
            large.step(unwanted);
            prop_assert_eq!(small.re.to_mantissa(), large.re.to_mantissa());
            prop_assert_eq!(small.im.to_mantissa(), large.im.to_mantissa());
            prop_assert_eq!(small.re.negative, large.re.negative);
            let count = small.re.limbs.len();
            prop_assert_eq!(&words(&large.re.limbs)[..count], &small.re.limbs[..]);
            prop_assert_eq!(&words(&large.im.limbs)[..count], &small.im.limbs[..]);
            let whole = small.re.limbs[count - 1].max(small.im.limbs[count - 1]);
            if degree > 2 && whole > 10 {
                break;
            }
        }
    }
}

/// Beside i, whose orbit comes to a cycle of two that repels: all along it the rounding of
/// points with ever fewer bits is that of `c`.
#[test]
fn an_orbit_may_go_without_bits_as_its_derivative_grows() {
    const BITS: u32 = 576;
    const MORE: usize = 4;
    let number = |whole: u32, bits: u32| {
        let digits = std::iter::repeat_n(0, 15).chain([0x9E37_79B9, 0x7F4A_7C15]);
        Fixed::<Native>::from_digits(false, whole, digits, bits)
    };
    let c = |bits| [number(0, bits), number(1, bits)];
    let place = c(BITS);
    let zero = || place.each_ref().map(Fixed::zero);
    let mut tracer = Tracer::new(Kind::Parameter, Law::SQUARE, zero(), place.clone());
    let exact = c(BITS + MORE as u32 * 64);
    let begin = exact.each_ref().map(Fixed::zero);
    let mut exact = Walker::new(Law::SQUARE, begin, exact);
    for m in 1..390 {
        tracer.step();
        exact.step(0);
        let most = tracer.derivative().magnitude();
        let walker = tracer.walker();
        for (got, expected) in [(walker.re(), exact.re()), (walker.im(), exact.im())] {
            let mut apart = got.clone();
            let rounded = Fixed {
                negative: !expected.negative,
                limbs: expected.limbs[MORE..].to_vec(),
            };
            apart.add(&rounded, 0);
            let (mantissa, exponent) = apart.to_mantissa();
            let of_c = Extended::new(Complex::new(mantissa, 0.0), exponent + BITS as i32);
            // What the comparison itself rounds off is 1.
            let bound = most.plus(Extended::ONE);
            assert!(of_c.is_smaller_than(bound), "step {m}: {of_c:?}, {bound:?}");
        }
    }
    let zeros = |part: &Fixed| part.limbs.iter().take_while(|limb| **limb == 0).count();
    let walker = tracer.walker();
    assert!(zeros(walker.re()).min(zeros(walker.im())) >= 6);
}

#[test]
fn a_number_is_read_by_its_highest_bits() {
    let number = |whole, digits: &[u32]| {
        let (mantissa, exponent) =
            Fixed::<u64>::from_digits(true, whole, digits.iter().copied(), 256).to_mantissa();
        mantissa * libm::ldexp(1.0, exponent)
    };
    assert_eq!(number(0, &[]), 0.0);
    assert_eq!(number(3, &[1 << 31]), -3.5);
    assert_eq!(number(0, &[0, 0, 0, 5]), -5.0 * libm::ldexp(1.0, -128));
    assert_eq!(
        number(0, &[0, 0, 0, 0, 0, 0, 0, 3]),
        -3.0 * libm::ldexp(1.0, -256)
    );
    assert_eq!(number(255, &[u32::MAX; 8]), -256.0);
}
