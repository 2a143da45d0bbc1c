//! Drags, and what a hand leaves behind when it lets go.

use proptest::prelude::*;

use super::*;

/// A pan of the view since `start`, in pixels.
fn panned(start: &View, now: &View) -> (f64, f64) {
    let map = now.transform_from(SIZE, start, SIZE);
    (map.e, map.f)
}

fn touch(phase: Phase, id: i32, x: f64, y: f64, time: f64) -> Input {
    Input::Pointer {
        phase,
        id,
        kind: PointerKind::Touch,
        x,
        y,
        buttons: 1,
        time,
    }
}

/// Ticks at 60 Hz until nothing moves; gives the time that it took.
fn come_to_rest(gestures: &mut Gestures, from: f64, view: &mut View) -> f64 {
    let mut now = from;
    while gestures.is_moving() {
        now += 1000.0 / 60.0;
        gestures.tick(now, view, SIZE);
        assert!(now - from < 10_000.0);
    }
    now - from
}

/// A finger that goes right at a pixel a millisecond for 200 ms, rests, and
/// goes up.
fn throw(rest: f64) -> (Gestures, View, View) {
    let start = view("re=0.1&zoom=1e9");
    let mut moved = start.clone();
    let mut gestures = Gestures::new();
    gestures.input(touch(Phase::Down, 1, 100.0, 50.0, 0.0), &mut moved, SIZE);
    for i in 1..=20 {
        let time = f64::from(i) * 10.0;
        let input = touch(Phase::Move, 1, 100.0 + time, 50.0, time);
        gestures.input(input, &mut moved, SIZE);
    }
    let up = touch(Phase::Up, 1, 300.0, 50.0, 200.0 + rest);
    gestures.input(up, &mut moved, SIZE);
    (gestures, start, moved)
}

#[test]
fn a_drag_that_is_let_go_in_motion_goes_on() {
    let (mut gestures, start, mut moved) = throw(5.0);
    assert!(gestures.is_moving());
    gestures.tick(205.0 + 16.0, &mut moved, SIZE);
    let (first, _) = panned(&start, &moved);
    assert!((210.0..218.0).contains(&first), "{first}");
    let time = come_to_rest(&mut gestures, 221.0, &mut moved);
    let (x, y) = panned(&start, &moved);
    assert!((490.0..540.0).contains(&x) && y == 0.0, "{x} {y}");
    assert!((800.0..2500.0).contains(&time), "{time}");
    assert_eq!(
        (x.fract(), gestures.heading(1e4)),
        (0.0, Heading::default())
    );
}

#[test]
fn a_hand_that_rested_throws_nothing_and_one_that_comes_back_catches() {
    let (gestures, start, moved) = throw(60.0);
    assert!(gestures.is_resting());
    assert_eq!(panned(&start, &moved), (200.0, 0.0));
    let (mut gestures, _, mut moved) = throw(0.0);
    gestures.tick(220.0, &mut moved, SIZE);
    let down = touch(Phase::Down, 2, 5.0, 5.0, 220.0);
    gestures.input(down, &mut moved, SIZE);
    let caught = moved.clone();
    assert!(!gestures.is_moving());
    gestures.tick(400.0, &mut moved, SIZE);
    assert_eq!(moved, caught);
}

#[test]
fn nothing_is_thrown_with_reduced_motion_nor_by_a_cancelled_pointer() {
    let mut moved = view("zoom=10");
    for (reduced, phase) in [(true, Phase::Up), (false, Phase::Cancel)] {
        let mut gestures = Gestures::new();
        gestures.set_reduced_motion(reduced);
        gestures.input(touch(Phase::Down, 1, 0.0, 0.0, 0.0), &mut moved, SIZE);
        gestures.input(touch(Phase::Move, 1, 50.0, 0.0, 20.0), &mut moved, SIZE);
        gestures.input(touch(phase, 1, 50.0, 0.0, 20.0), &mut moved, SIZE);
        assert!(gestures.is_resting());
    }
}

#[test]
fn a_pinch_that_is_let_go_in_motion_zooms_on_a_little() {
    let mut pinched = view("re=0.1&zoom=1e5");
    let mut gestures = Gestures::new();
    gestures.input(touch(Phase::Down, 1, 700.0, 400.0, 0.0), &mut pinched, SIZE);
    gestures.input(touch(Phase::Down, 2, 800.0, 400.0, 0.0), &mut pinched, SIZE);
    for i in 1..=10 {
        let time = f64::from(i) * 10.0;
        let input = touch(Phase::Move, 2, 800.0 + time, 400.0, time);
        gestures.input(input, &mut pinched, SIZE);
    }
    let heading = gestures.heading(100.0);
    assert_eq!(heading.doublings_per_second, 0.0, "no frame yet");
    gestures.tick(100.0, &mut pinched, SIZE);
    assert!(gestures.heading(100.0).doublings_per_second > 1.0);
    let ahead = "1e6".parse().unwrap();
    assert!(gestures.forecast(ahead, &pinched, SIZE).is_some());
    let let_go = pinched.clone();
    gestures.input(touch(Phase::Up, 1, 700.0, 400.0, 105.0), &mut pinched, SIZE);
    gestures.input(touch(Phase::Up, 2, 900.0, 400.0, 130.0), &mut pinched, SIZE);
    come_to_rest(&mut gestures, 130.0, &mut pinched);
    let doublings = pinched.zoom().log2() - let_go.zoom().log2();
    assert!((0.3..1.0).contains(&doublings), "{doublings}");
}

proptest! {
    #[test]
    fn a_drag_moves_by_whole_pixels_and_stays_within_half_a_one_of_the_hand(
        moves in prop::collection::vec((-300.0_f64..2000.0, -300.0_f64..2000.0), 1..40),
        from in (0.0_f64..1600.0, 0.0_f64..900.0),
        link in "(re=0\\.[0-9]{1,30}&im=0&zoom=1e(1|9|12)|rot=90|rot=33|zoom=3)",
    ) {
        let start = view(&link);
        let mut dragged = start.clone();
        let mut gestures = Gestures::new();
        gestures.input(touch(Phase::Down, 1, from.0, from.1, 0.0), &mut dragged, SIZE);
        for (i, (x, y)) in moves.into_iter().enumerate() {
            let before = dragged.fitted(SIZE);
            gestures.input(touch(Phase::Move, 1, x, y, i as f64), &mut dragged, SIZE);
            let step = panned(&before, &dragged);
            for part in [step.0, step.1] {
                prop_assert!((part - part.round()).abs() < 1e-9, "{:?}", step);
            }
            let (at_x, at_y) = panned(&start, &dragged);
            prop_assert!((at_x - (x - from.0)).abs() <= 0.5 + 1e-6);
            prop_assert!((at_y - (y - from.1)).abs() <= 0.5 + 1e-6);
        }
    }
}
