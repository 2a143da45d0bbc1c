use super::*;
use proptest::prelude::*;

fn zoom(text: &str) -> Zoom {
    text.parse().unwrap()
}

#[test]
fn a_magnification_is_written_as_it_came() {
    for text in [
        "1",
        "0.66",
        "1.5e1000",
        "1e100000",
        "1e-6",
        "954",
        "3.72827e5",
    ] {
        let canonical = zoom(text).to_string();
        assert_eq!(zoom(&canonical), zoom(text), "{text}");
    }
    assert_eq!(zoom("1e+30").to_string(), "1e30");
    assert_eq!(zoom("1.5083e+07").to_string(), "1.5083e7");
    assert_eq!(zoom("1000000").to_string(), "1000000");
    assert_eq!(zoom("1.00000000000000005").to_string(), "1");
    assert_eq!(
        zoom("1.000000000000000051").to_string(),
        "1.0000000000000001"
    );
    assert_eq!(zoom("99999999999999999.5").to_string(), "1e17");
}

#[test]
fn what_magnifies_nothing_is_refused() {
    for text in [
        "0",
        "-1",
        "1e100001",
        "1.1e100000",
        "1e-7",
        "1e999999999999",
    ] {
        assert_eq!(text.parse::<Zoom>(), Err(NumberError::OutOfRange), "{text}");
    }
    assert_eq!("1e".parse::<Zoom>(), Err(NumberError::Malformed));
}

#[test]
fn zooming_stays_in_range_whatever_the_factor() {
    assert_eq!(zoom("9e99999").times(1e300), Zoom::MAX);
    assert_eq!(zoom("2e-6").times(0.0001), Zoom::MIN);
    for factor in [f64::NAN, 0.0, -1.0, f64::NEG_INFINITY] {
        assert_eq!(Zoom::ONE.times(factor), Zoom::ONE);
    }
    assert_eq!(Zoom::ONE.times(f64::INFINITY).to_string(), "1024");
}

#[test]
fn the_next_below_has_the_digits_asked_for() {
    assert_eq!(Zoom::at_most(0.6699, 2).to_string(), "0.66");
    assert_eq!(Zoom::at_most(f64::INFINITY, 2).to_string(), "1.7e308");
    assert_eq!(Zoom::at_most(f64::NAN, 3), Zoom::MIN);
    assert_eq!(Zoom::at_most(-2.0, 3), Zoom::MIN);
}

#[test]
fn the_pixel_step_is_the_height_shared_out() {
    let step = |text: &str, height| zoom(text).step(height).to_decimal().to_string();
    assert_eq!(step("1", 800), "0.005");
    assert_eq!(step("2e150", 1000), "2e-153");
    assert_eq!(step("1", 3), "1.333333333333333333333333");
    assert_eq!(step("1", 0), "4");
    assert_eq!(
        step("9.9999999999999999e1000", u32::MAX)
            .split('e')
            .next_back(),
        Some("-1011")
    );
}

fn zooms() -> impl Strategy<Value = Zoom> {
    (1_u64..100_000_000_000_000_000, -6_i64..100_000).prop_map(|(digits, leading)| {
        let exponent = leading + 1 - i64::from(decimal_digits(u128::from(digits)));
        zoom(&format!("{digits}e{exponent}"))
    })
}

proptest! {
    #[test]
    fn a_magnification_round_trips(z in zooms()) {
        prop_assert_eq!(zoom(&z.to_string()), z);
    }

    #[test]
    fn a_factor_is_applied_to_seventeen_digits(z in zooms(), log in -9.0_f64..9.0) {
        let factor = log.exp2();
        let product = z.times(factor);
        prop_assume!(product > Zoom::MIN && product < Zoom::MAX);
        prop_assert!((product.over(z) / factor - 1.0).abs() < 1e-15);
        prop_assert!((product.log2() - z.log2() - log).abs() < 1e-9);
        prop_assert_eq!(product > z, factor > 1.0);
    }

    #[test]
    fn the_step_is_right_to_sixty_four_bits(z in zooms(), height in 1_u32..16384) {
        let step = z.step(height).to_decimal();
        let z: Decimal = if z.leading_exponent() < 250 { z.to_string().parse().unwrap() } else { return Ok(()) };
        let product = step.times(&z).times(&Decimal::from_units(u128::from(height), 0));
        let error = product.minus(&Decimal::from_units(4, 0)).to_f64().abs();
        prop_assert!(error < 4.0 * 2_f64.powi(-64));
    }
}

#[test]
fn a_rounded_magnification_is_the_nearest_with_so_many_digits() {
    let nearest = |text: &str, digits| zoom(text).nearest(digits).to_string();
    assert_eq!(nearest("31.999999999999993", 9), "32");
    assert_eq!(nearest("1.23456789e1000", 3), "1.23e1000");
    assert_eq!(nearest("1.235e30", 3), "1.24e30");
    assert_eq!(nearest("7", 0), "7");
}

#[test]
fn doublings_cross_the_whole_range() {
    let zoom = |text: &str| text.parse::<Zoom>().unwrap();
    assert_eq!(zoom("1.5").magnified(10.0).nearest(15), zoom("1536"));
    assert_eq!(zoom("1.5").magnified(-1.0).nearest(15), zoom("0.75"));
    assert_eq!(zoom("7e9").magnified(0.0), zoom("7e9"));
    assert_eq!(zoom("7e9").magnified(f64::NAN), zoom("7e9"));
    assert_eq!(Zoom::MIN.magnified(f64::INFINITY), Zoom::MAX);
    assert_eq!(Zoom::MAX.magnified(f64::NEG_INFINITY), Zoom::MIN);
    let far = zoom("3").magnified(996.578_428_466_208_7);
    assert!((far.over(zoom("3e300")) - 1.0).abs() < 1e-12, "{far}");
}
