use super::*;
use crate::view::testing::view;
use proptest::prelude::*;

const SIZE: Size = Size {
    width: 1600,
    height: 900,
};

fn at(path: &Path, like: &View, progress: f64) -> View {
    let place = path.at(progress);
    View {
        centre: place.centre,
        zoom: place.zoom,
        rotation_degrees: place.rotation_degrees,
        home: false,
        ..like.clone()
    }
}

/// How far the picture jumps between two views: of its middle in pixels, and
/// in doublings.
fn jump(before: &View, after: &View) -> (f64, f64) {
    let map = after.transform_from(SIZE, before, SIZE);
    let (x, y) = SIZE.middle();
    let (to_x, to_y) = map.apply((x, y));
    (
        libm::hypot(to_x - x, to_y - y),
        (after.zoom.log2() - before.zoom.log2()).abs(),
    )
}

/// Samples a path and checks that each step is about as long as the metric
/// says, that its ends are the views, and that it never shakes.
fn check_smooth(start: &str, end: &str) {
    let (start, end) = (view(start), view(end));
    let path = Path::between(&start, &end, SIZE);
    let steps = (path.length() * 40.0).ceil().max(10.0) as u32;
    let step = path.length() / f64::from(steps);
    let mut before = start.fitted(SIZE);
    for i in 0..=steps {
        let now = at(&path, &end, f64::from(i) / f64::from(steps));
        let (pixels, doublings) = jump(&before, &now);
        let zoomed = doublings * LN_2 / RHO;
        // ds² = (ρ du / w)² + (dw / ρ w)²
        let panned = RHO * pixels / width(SIZE);
        let walked = libm::hypot(panned, zoomed);
        let due = if i == 0 { 0.0 } else { step };
        assert!(
            (walked - due).abs() < 0.03 * step + 1e-5,
            "{i} of {steps}: {walked} for {due} ({pixels} px, {doublings})"
        );
        before = now;
    }
    let (pixels, doublings) = jump(&before, &end.fitted(SIZE));
    assert!(pixels < 1e-3 && doublings < 1e-6, "{pixels} {doublings}");
}

#[test]
fn a_path_is_smooth_over_any_depth_and_distance() {
    let deep = "re=-1.74995768370609350360221450607069970727110579726252077930242837820286008082972804887218672784431700831100544507655659531379747541999999995&im=1e-60";
    for (start, end) in [
        ("", "re=-0.7436438870371587&im=0.1318259042053119&zoom=1e10"),
        ("re=0.3&zoom=1e10", ""),
        ("", &format!("{deep}&zoom=1e300")),
        (&format!("{deep}&zoom=1e300"), "re=0.25&zoom=3"),
        (
            &format!("{deep}&zoom=1e300"),
            &format!("{deep}1&zoom=1e290"),
        ),
        ("re=0.1&zoom=1e300", "re=-1.2&im=0.3&zoom=1e300"),
        ("re=0.1&zoom=1e13", "re=0.1001&zoom=1e13"),
        ("re=0.1&zoom=10", "re=0.10001&zoom=10"),
        ("re=0.1&zoom=10", "re=0.1&zoom=11"),
        ("re=0.1&zoom=1e20", "re=0.10000000000000000000001&zoom=1e22"),
        ("re=0.1&zoom=1e40", "re=0.10000000000000000000001&zoom=1e20"),
    ] {
        check_smooth(start, end);
    }
}

#[test]
fn the_deepest_views_have_a_path() {
    let (start, end) = (view("re=0.1&zoom=1e100000"), view("re=0.3&zoom=1e100000"));
    let path = Path::between(&start, &end, SIZE);
    // There and back: 2 ln(1e100000) / ρ.
    assert!(
        (path.length() / 324_310.0 - 1.0).abs() < 1e-3,
        "{}",
        path.length()
    );
    for i in 0..=100 {
        let place = path.at(f64::from(i) / 100.0);
        assert!(place.zoom >= Zoom::MIN);
    }
    assert_eq!(path.at(0.0), Place::of(&start));
    assert_eq!(path.at(1.0), Place::of(&end));
}

#[test]
fn it_turns_the_short_way_round() {
    let turn = |from: &str, to: &str| {
        let link = |degrees: &str| view(&format!("re=0&zoom=1&rot={degrees}"));
        Path::between(&link(from), &link(to), SIZE).turn()
    };
    assert_eq!(turn("10", "350"), -20.0);
    assert_eq!(turn("350", "10"), 20.0);
    assert_eq!(turn("0", "180"), 180.0);
    assert_eq!(turn("-170", "170"), -20.0);
}

#[test]
fn the_target_is_in_sight_at_the_top_of_the_path() {
    let (start, end) = (view("re=-1&zoom=1e6"), view("re=0.2&im=0.4&zoom=1e9"));
    let path = Path::between(&start, &end, SIZE);
    let top = (0..=1000)
        .map(|i| at(&path, &end, f64::from(i) / 1000.0))
        .min_by(|a, b| a.zoom.cmp(&b.zoom))
        .unwrap();
    for place in [&start, &end] {
        let (x, y) = top.transform_from(SIZE, place, SIZE).apply(SIZE.middle());
        assert!(
            (0.0..1600.0).contains(&x) && (0.0..900.0).contains(&y),
            "{x} {y}"
        );
    }
}

proptest! {
    #[test]
    fn where_a_path_has_a_magnification_it_passes(
        zoom in 0_i32..200, end in 0_i32..200, apart in 0_i32..60, progress in 0.0_f64..1.0,
    ) {
        let start = view(&format!("re=0.1&im=0.2&zoom=3e{zoom}"));
        let end = view(&format!("re=0.1{}7&im=0.21&zoom=7e{end}", "0".repeat(apart as usize)));
        let path = Path::between(&start, &end, SIZE);
        let place = path.at(progress);
        // The magnification has nine digits, which near the top tell little.
        let slack = 1e-3 / path.length().max(1e-3);
        let (found, there) = path.next_at(place.zoom, progress - slack).unwrap();
        prop_assert!((found - progress).abs() < 3.0 * slack, "{} {}", found, progress);
        prop_assert_eq!(there.zoom, place.zoom);
    }

    #[test]
    fn sums_in_logarithms_agree_with_plain_ones(p in -20.0_f64..20.0, q in -20.0_f64..20.0, r in -20.0_f64..20.0) {
        let plain = (f64::midpoint(p.exp(), q.exp() * r.exp_m1())).asinh();
        prop_assert!((asinh_half_sum(p, q, r) - plain).abs() < 1e-9 * (1.0 + plain.abs()));
    }
}

#[test]
fn large_sums_are_logarithms() {
    assert!((asinh_half_sum(400.0, -400.0, 5.0) - 400.0).abs() < 1e-12);
    assert!((asinh_half_sum(-400.0, 400.0, -1e9) + 400.0).abs() < 1e-12);
    assert!((asinh_half_sum(-1e5, 1e5, 1e5) - 2e5).abs() < 1e-9);
}
