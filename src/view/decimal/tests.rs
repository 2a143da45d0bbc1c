use super::*;
use proptest::prelude::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Texts with up to 60 digits, the point anywhere near.
fn texts() -> impl Strategy<Value = String> {
    ("-?[0-9]{1,60}", -70_i32..10).prop_map(|(digits, exponent)| format!("{digits}e{exponent}"))
}

fn numbers() -> impl Strategy<Value = Decimal> {
    texts().prop_map(|text| decimal(&text))
}

#[test]
fn a_number_is_written_as_people_write_it() {
    for text in [
        "0",
        "-0.75",
        "0.1",
        "0.000001",
        "1e-7",
        "-1.25e-1000",
        "1000000",
        "1.5e7",
        "123.456",
    ] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal("-0.0").to_string(), "0");
    assert_eq!(decimal("+00012.500").to_string(), "12.5");
    assert_eq!(decimal("-7.5E-1").to_string(), "-0.75");
}

#[test]
fn absurd_numbers_are_refused_at_once() {
    for text in ["1e999999", "-1e301", "1e-150001", "1e-99999999999999999999"] {
        assert_eq!(
            text.parse::<Decimal>(),
            Err(super::super::NumberError::OutOfRange),
            "{text}"
        );
    }
    assert_eq!(decimal("0e999999"), Decimal::ZERO);
    // Long, and read in linear time.
    let long = format!("0.{}", "7".repeat(100_000));
    assert_eq!(decimal(&long).to_string(), long);
}

#[test]
fn rounding_goes_to_the_nearest_and_ties_to_even() {
    let cases = [
        ("0.125", 2, "0.12"),
        ("0.375", 2, "0.38"),
        ("0.1250001", 2, "0.13"),
        ("-0.125", 2, "-0.12"),
        ("0.999", 2, "1"),
        ("999999999.9999999999", 9, "1e9"),
        ("1e-30", 9, "0"),
        ("6e-10", 9, "1e-9"),
        ("1.0000000005", 9, "1"),
        ("1.0000000015", 9, "1.000000002"),
        ("5.5", 0, "6"),
        ("4.5", 0, "4"),
        ("1.5", 40, "1.5"),
    ];
    for (number, places, rounded) in cases {
        assert_eq!(
            decimal(number).rounded_to(places).to_string(),
            rounded,
            "{number} to {places}"
        );
    }
}

#[test]
fn a_product_is_exact() {
    assert_eq!(
        decimal("999999999.999999999")
            .times(&decimal("-999999999.999999999"))
            .to_string(),
        "-9.99999999999999998000000000000000001e17"
    );
    assert_eq!(decimal("0.5").times(&Decimal::ZERO), Decimal::ZERO);
}

#[test]
fn binary_numbers_become_decimal_exactly() {
    assert_eq!(
        Decimal::from_f64(0.1).to_string(),
        "0.1000000000000000055511151231257827021181583404541015625"
    );
    assert_eq!(Decimal::from_f64(-0.75), decimal("-0.75"));
    assert_eq!(Decimal::from_f64(f64::MAX).to_f64(), f64::MAX);
    assert_eq!(Decimal::from_f64(5e-324).to_f64(), 5e-324);
    assert_eq!(Decimal::from_f64(f64::NAN), Decimal::ZERO);
}

proptest! {
    #[test]
    fn a_text_round_trips(number in numbers()) {
        prop_assert_eq!(decimal(&number.to_string()), number);
    }

    #[test]
    fn the_nearest_f64_is_the_standard_librarys(text in texts()) {
        prop_assert_eq!(decimal(&text).to_f64(), text.parse::<f64>().unwrap() + 0.0);
    }

    #[test]
    fn a_double_is_right_to_a_hundred_bits(number in numbers()) {
        let pair = number.to_double();
        let sum = Decimal::from_f64(pair.hi).plus(&Decimal::from_f64(pair.lo));
        let error = number.minus(&sum).to_f64().abs();
        prop_assert!(error <= pair.hi.abs() * 2_f64.powi(-105));
        prop_assert_eq!(pair.hi + pair.lo, pair.hi);
    }

    #[test]
    fn sums_undo_and_commute(a in numbers(), b in numbers(), c in numbers()) {
        prop_assert_eq!(a.plus(&b).minus(&b), a.clone());
        prop_assert_eq!(a.plus(&b), b.plus(&a));
        prop_assert_eq!(a.plus(&b).plus(&c), a.plus(&b.plus(&c)));
        prop_assert_eq!(a.times(&b.plus(&c)), a.times(&b).plus(&a.times(&c)));
        prop_assert_eq!(a.minus(&a), Decimal::ZERO);
    }

    #[test]
    fn order_is_that_of_the_difference(a in numbers(), b in numbers()) {
        let difference = a.minus(&b);
        let order = if difference.is_zero() {
            Ordering::Equal
        } else if difference.is_negative() {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        prop_assert_eq!(a.cmp(&b), order);
    }

    #[test]
    fn rounding_commutes_with_coarser_steps(a in numbers(), units in 0_u64..1 << 60, places in 2_u32..40) {
        let step = Decimal::from_units(u128::from(units), places - 1);
        prop_assert_eq!(a.plus(&step).rounded_to(places), a.rounded_to(places).plus(&step));
        prop_assert_eq!(a.minus(&step).rounded_to(places), a.rounded_to(places).minus(&step));
        let error = a.rounded_to(places).minus(&a).magnitude();
        prop_assert!(error.plus(&error) <= Decimal::from_units(1, places));
    }
}

#[test]
fn the_first_digit_has_a_power_of_ten() {
    let leading = |text: &str| text.parse::<Decimal>().unwrap().leading_exponent();
    assert_eq!(leading("0"), None);
    assert_eq!(leading("-1"), Some(0));
    assert_eq!(leading("9999.5"), Some(3));
    assert_eq!(leading("12345678901"), Some(10));
    assert_eq!(leading("0.1"), Some(-1));
    assert_eq!(leading("-5e-1000"), Some(-1000));
}
