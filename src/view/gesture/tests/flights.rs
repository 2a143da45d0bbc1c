//! Flights from view to view.

use proptest::prelude::*;

use super::*;

const DEEP: &str = "re=-0.7436438870371587&im=0.1318259042053119&zoom=1e10";

/// Flies to a link, with frames so many milliseconds apart; gives the view,
/// the last effect and the time.
fn fly(start: &View, target: &View, duration: Option<f64>, interval: f64) -> (View, Effect, f64) {
    let (mut flown, mut gestures) = (start.clone(), Gestures::new());
    let mut effect = gestures.fly_to(target, duration, 0.0, &mut flown, SIZE);
    let mut now = 0.0;
    while gestures.is_moving() {
        assert_eq!(effect.flight, None);
        now += interval;
        effect = gestures.tick(now, &mut flown, SIZE);
    }
    (flown, effect, now)
}

#[test]
fn a_flight_ends_at_exactly_its_target() {
    let start = view("re=0.3&im=0.5&zoom=100&rot=350&iter=500");
    for link in [
        DEEP,
        &format!("{DEEP}&rot=77.7&iter=12345&cre=0.1"),
        "",
        "rot=10",
        "re=0.3000000000000000000000000000001&im=0.5&zoom=100.00000000000001",
    ] {
        let (target, problems) = permalink::parse(link, None);
        assert!(problems.is_empty());
        let (flown, effect, _) = fly(&start, &target, None, 16.0);
        assert_eq!(flown, target);
        assert_eq!(effect.flight, Some(FlightEnd::Arrived));
        assert!(effect.moved && !effect.stopped);
    }
}

#[test]
fn a_flight_takes_its_time() {
    let start = view("");
    let time = |link: &str, asked| fly(&start, &view(link), asked, 1.0).2;
    assert_eq!(time(DEEP, Some(500.0)), 500.0);
    assert_eq!(time(DEEP, Some(-1.0)), 0.0);
    let near = time("re=-0.7&zoom=1.2", None);
    assert!((1200.0..1500.0).contains(&near), "{near}");
    let deep = time("re=-0.7436438870371587&im=0.13&zoom=1e5", None);
    assert!((4000.0..6000.0).contains(&deep), "{deep}");
    assert!(time(DEEP, Some(f64::NAN)) <= 30_000.0);
}

#[test]
fn a_flight_goes_to_any_depth() {
    let target = view("re=0.3&zoom=1e300");
    let (flown, effect, time) = fly(&view(""), &target, None, 16.0);
    assert_eq!(flown, target);
    assert!(
        !effect.stopped && (10_000.0..=30_000.0).contains(&time),
        "{time}"
    );
    assert_eq!(effect.flight, Some(FlightEnd::Arrived));
}

#[test]
fn another_set_is_a_cut_and_so_is_reduced_motion() {
    let julia = view("formula=julia&cre=0.3&cim=0.1&zoom=5");
    let other = view("formula=julia&cre=0.3&cim=0.2&zoom=5");
    for (start, target) in [(view(""), &julia), (julia.clone(), &other)] {
        let (flown, effect, time) = fly(&start, target, None, 16.0);
        assert_eq!((&flown, time), (target, 0.0));
        assert_eq!(effect.flight, Some(FlightEnd::Arrived));
    }
    let (mut flown, mut gestures) = (view(""), Gestures::new());
    gestures.set_reduced_motion(true);
    let effect = gestures.fly_to(&view(DEEP), None, 0.0, &mut flown, SIZE);
    assert_eq!(
        (flown, effect.flight),
        (view(DEEP), Some(FlightEnd::Arrived))
    );
}

#[test]
fn what_moves_the_view_interrupts_a_flight_and_a_hover_does_not() {
    let interrupting = [
        pointer(Phase::Down, 1, 5.0, 5.0),
        wheel(5.0, 5.0, 10.0, WheelMode::Line, false),
        key(Key::Left),
        Input::Hold {
            phase: Phase::Down,
            id: 1,
            x: 0.0,
            y: 0.0,
            out: true,
            time: 100.0,
        },
    ];
    for input in interrupting {
        let (mut flown, mut gestures) = (view(""), Gestures::new());
        gestures.fly_to(&view(DEEP), None, 0.0, &mut flown, SIZE);
        gestures.tick(900.0, &mut flown, SIZE);
        let there = flown.clone();
        assert_ne!(there, view(""));
        let hover = mouse(Phase::Move, 3.0, 3.0, 0);
        assert_eq!(gestures.input(hover, &mut flown, SIZE), Effect::default());
        assert_eq!(
            gestures.input(key_up(Key::Left), &mut flown, SIZE),
            Effect::default()
        );
        let effect = gestures.input(input, &mut flown, SIZE);
        assert_eq!(effect.flight, Some(FlightEnd::Interrupted));
        assert_eq!(flown, there);
    }
    let (mut flown, mut gestures) = (view(""), Gestures::new());
    gestures.fly_to(&view(DEEP), None, 0.0, &mut flown, SIZE);
    assert_eq!(gestures.stop().flight, Some(FlightEnd::Interrupted));
    assert_eq!(gestures.stop().flight, None);
    assert!(gestures.is_resting());
}

#[test]
fn a_flight_tells_where_it_goes() {
    let (mut flown, mut gestures) = (view(""), Gestures::new());
    let target = view(DEEP);
    gestures.fly_to(&target, None, 0.0, &mut flown, SIZE);
    let mut now = 0.0;
    while flown.fitted(SIZE).zoom().log2() < 15.0 {
        now += 16.0;
        gestures.tick(now, &mut flown, SIZE);
    }
    assert!(gestures.heading(now).doublings_per_second > 2.0);
    let forecast = |zoom: &str| gestures.forecast(zoom.parse().unwrap(), &flown, SIZE);
    assert_eq!(forecast("1e10"), Some(target.clone()));
    assert_eq!(forecast("1.1e10"), None);
    assert_eq!(forecast("2"), None);
    let ahead = forecast("1e8").unwrap();
    assert_eq!(ahead.limit_setting(), target.limit_setting());
    // As near to its target as the flight is when it gets there.
    let mut before = flown.clone();
    while flown.zoom() < ahead.zoom() {
        before = flown.clone();
        now += 1.0;
        gestures.tick(now, &mut flown, SIZE);
    }
    let off = |view: &View| view.transform_from(SIZE, &target, SIZE).e;
    let (earlier, later) = (off(&before), off(&flown));
    let (least, most) = (earlier.min(later), earlier.max(later));
    assert!((least - 0.1..=most + 0.1).contains(&off(&ahead)));
}

#[test]
fn a_flight_that_nobody_saw_goes_on_from_where_it_was() {
    let (mut seen, mut paused) = (view(""), view(""));
    let (mut one, mut other) = (Gestures::new(), Gestures::new());
    one.fly_to(&view(DEEP), Some(3000.0), 0.0, &mut seen, SIZE);
    other.fly_to(&view(DEEP), Some(3000.0), 0.0, &mut paused, SIZE);
    one.tick(1000.0, &mut seen, SIZE);
    other.tick(1000.0, &mut paused, SIZE);
    other.resume(61_000.0);
    // The frame began before the page was told.
    let effect = other.tick(60_990.0, &mut paused, SIZE);
    assert_eq!(effect.flight, None);
    one.tick(1100.0, &mut seen, SIZE);
    other.tick(61_099.0, &mut paused, SIZE);
    let map = paused.transform_from(SIZE, &seen, SIZE);
    assert!((map.a - 1.0).abs() < 1e-8 && map.e.abs() < 1e-4 && map.f.abs() < 1e-4);
}

proptest! {
    #[test]
    fn where_a_flight_is_depends_on_time_alone(cuts in prop::collection::vec(1.0_f64..90.0, 1..20)) {
        let (mut at_once, mut cut) = (view("re=0.3&zoom=9"), view("re=0.3&zoom=9"));
        let (mut one, mut other) = (Gestures::new(), Gestures::new());
        one.fly_to(&view(DEEP), Some(3000.0), 0.0, &mut at_once, SIZE);
        other.fly_to(&view(DEEP), Some(3000.0), 0.0, &mut cut, SIZE);
        let mut now = 0.0;
        for ms in cuts {
            now += ms;
            other.tick(now, &mut cut, SIZE);
        }
        one.tick(now, &mut at_once, SIZE);
        let map = cut.transform_from(SIZE, &at_once, SIZE);
        prop_assert!((map.a - 1.0).abs() < 1e-8 && map.e.abs() < 1e-4 && map.f.abs() < 1e-4);
    }
}
