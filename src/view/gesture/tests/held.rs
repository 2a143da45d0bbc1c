//! Keys and pointers that are held.

use super::*;

fn timed_key(phase: Phase, key: Key, time: f64) -> Input {
    Input::Key { phase, key, time }
}

fn hold(phase: Phase, x: f64, y: f64, out: bool, time: f64) -> Input {
    Input::Hold {
        phase,
        id: 1,
        x,
        y,
        out,
        time,
    }
}

/// Plays timed inputs, with a frame every `interval` milliseconds up to `end`;
/// gives the views of the frames.
fn frames(
    gestures: &mut Gestures,
    view: &mut View,
    inputs: &[(f64, Input)],
    interval: f64,
    end: f64,
) -> Vec<View> {
    let mut inputs = inputs.iter().peekable();
    let mut views = Vec::new();
    let mut now = 0.0;
    while now < end {
        now += interval;
        while let Some((_, input)) = inputs.next_if(|(time, _)| *time <= now) {
            gestures.input(*input, view, SIZE);
        }
        gestures.tick(now, view, SIZE);
        views.push(view.clone());
    }
    views
}

fn pressed(key: Key, from: f64, repeats_to: f64, up: Option<f64>) -> Vec<(f64, Input)> {
    let mut inputs = vec![(from, timed_key(Phase::Down, key, from))];
    let mut time = from + 500.0;
    while time < repeats_to {
        inputs.push((time, timed_key(Phase::Down, key, time)));
        time += 33.0;
    }
    inputs.extend(up.map(|up| (up, timed_key(Phase::Up, key, up))));
    inputs
}

fn across(start: &View, now: &View) -> f64 {
    now.transform_from(SIZE, start, SIZE).e
}

#[test]
fn a_tap_moves_by_an_eighth_however_long_it_takes() {
    for up in [10.0, 60.0, 100.0] {
        let start = view("re=0.1&zoom=1e3");
        let (mut moved, mut gestures) = (start.clone(), Gestures::new());
        let inputs = pressed(Key::Left, 1.0, 0.0, Some(up));
        let views = frames(&mut gestures, &mut moved, &inputs, 16.7, 900.0);
        assert_eq!(across(&start, &moved), 112.0);
        assert!(across(&start, &views[1]) >= 2.0, "it moves soon");
        assert!(gestures.is_resting());
        let inputs = pressed(Key::Plus, 1.0, 0.0, Some(up));
        frames(&mut gestures, &mut moved, &inputs, 16.7, 900.0);
        assert!((moved.zoom().over(start.zoom()) - 2.0).abs() < 1e-7);
    }
}

#[test]
fn a_key_that_is_held_pans_evenly() {
    let start = view("re=0.1&zoom=1e3");
    let (mut moved, mut gestures) = (start.clone(), Gestures::new());
    let inputs = pressed(Key::Right, 1.0, 2000.0, Some(2000.0));
    let views = frames(&mut gestures, &mut moved, &inputs, 16.0, 2000.0);
    let steps: Vec<f64> = views
        .windows(2)
        .map(|pair| across(&pair[0], &pair[1]))
        .collect();
    // 0.75 × 900 pixels a second, in whole pixels.
    assert!(
        steps[20..].iter().all(|step| (step + 10.8).abs() < 1.5),
        "{steps:?}"
    );
    assert!(steps.iter().all(|step| step.fract() == 0.0 && *step <= 0.0));
    let heading = gestures.heading(2000.0);
    assert!(
        (heading.pixels_per_second.0 + 675.0).abs() < 20.0,
        "{heading:?}"
    );
    assert!(gestures.is_moving());
    frames(&mut gestures, &mut moved, &[], 2500.0, 5000.0);
}

#[test]
fn a_key_whose_end_is_not_told_comes_to_rest() {
    let (mut moved, mut gestures) = (view("re=0.1&zoom=1e3"), Gestures::new());
    let inputs = pressed(Key::Right, 1.0, 0.0, None);
    frames(&mut gestures, &mut moved, &inputs, 16.0, 660.0);
    assert!(
        !gestures.keys.is_empty(),
        "the first repetition may come late"
    );
    let mut now = 660.0;
    while gestures.is_moving() {
        now += 16.0;
        gestures.tick(now, &mut moved, SIZE);
    }
    assert!(now < 1300.0, "{now}");
}

#[test]
fn a_hold_zooms_about_its_point_at_the_speed_that_is_set() {
    for (speed, out, cuts) in [(1.0, false, 16.0), (2.0, true, 7.0), (1.0, false, 50.0)] {
        let start = view("re=0.1&zoom=1e6");
        let (mut held, mut gestures) = (start.clone(), Gestures::new());
        gestures.set_hold_speed(speed);
        let inputs = [
            (0.0, hold(Phase::Down, 300.0, 200.0, out, 0.0)),
            (2000.0, hold(Phase::Up, 300.0, 200.0, out, 2000.0)),
        ];
        frames(&mut gestures, &mut held, &inputs, cuts, 2990.0);
        assert!(gestures.is_resting());
        // Held for two seconds, with the head start and the clock's lead.
        let doublings = held.zoom().log2() - start.zoom().log2();
        let due = 2.058 * speed * if out { -1.0 } else { 1.0 };
        assert!((doublings - due).abs() < 1e-4 * speed, "{doublings} {due}");
        let (x, y) = held
            .transform_from(SIZE, &start, SIZE)
            .apply((300.0, 200.0));
        assert!((x - 300.0).abs() < 1e-6 && (y - 200.0).abs() < 1e-6);
    }
}

#[test]
fn a_hold_tells_where_it_goes() {
    let (mut held, mut gestures) = (view("re=0.1&zoom=1e6"), Gestures::new());
    assert_eq!(gestures.forecast("2e6".parse().unwrap(), &held, SIZE), None);
    let inputs = [(0.0, hold(Phase::Down, 300.0, 200.0, false, 0.0))];
    frames(&mut gestures, &mut held, &inputs, 16.0, 1600.0);
    let heading = gestures.heading(1600.0);
    assert!(
        (heading.doublings_per_second - 1.0).abs() < 0.02,
        "{heading:?}"
    );
    assert_eq!(heading.pixels_per_second, (0.0, 0.0));
    let soon = "5e6".parse().unwrap();
    let forecast = gestures.forecast(soon, &held, SIZE).unwrap();
    assert_eq!(forecast.zoom(), soon);
    assert_eq!(gestures.forecast("1e6".parse().unwrap(), &held, SIZE), None);
    let mut now = 1600.0;
    while held.zoom() < soon {
        now += 16.0;
        gestures.tick(now, &mut held, SIZE);
    }
    // Later frames are magnifications of it about the same point.
    let (x, y) = held
        .transform_from(SIZE, &forecast, SIZE)
        .apply((300.0, 200.0));
    assert!((x - 300.0).abs() < 1e-6 && (y - 200.0).abs() < 1e-6);
}

#[test]
fn a_hold_ends_the_drag_of_its_pointer_and_ends_with_the_pointer() {
    let start = view("re=0.1&zoom=1e6");
    let (mut held, mut gestures) = (start.clone(), Gestures::new());
    gestures.input(mouse(Phase::Down, 5.0, 5.0, 1), &mut held, SIZE);
    gestures.input(hold(Phase::Down, 5.0, 5.0, false, 0.0), &mut held, SIZE);
    gestures.input(mouse(Phase::Move, 90.0, 5.0, 1), &mut held, SIZE);
    assert_eq!(held, start, "no drag");
    assert!(gestures.is_moving());
    gestures.input(mouse(Phase::Move, 90.0, 5.0, 0), &mut held, SIZE);
    assert!(gestures.hold.is_none());
    // Another finger takes the view.
    gestures.input(hold(Phase::Down, 5.0, 5.0, false, 0.0), &mut held, SIZE);
    gestures.input(pointer(Phase::Down, 2, 5.0, 5.0), &mut held, SIZE);
    assert!(!gestures.is_moving() && !gestures.is_resting());
}

#[test]
fn a_hold_ends_at_either_end_of_the_zoom() {
    for (out, zoom) in [(false, "1e99999"), (true, "1e3")] {
        let mut held = view(&format!("re=0.1&im=0.7&zoom={zoom}"));
        let mut gestures = Gestures::new();
        gestures.set_hold_speed(1e9);
        gestures.input(hold(Phase::Down, 800.0, 450.0, out, 0.0), &mut held, SIZE);
        let (mut now, mut stopped) = (0.0, false);
        while gestures.is_moving() {
            now += 16.0;
            stopped |= gestures.tick(now, &mut held, SIZE).stopped;
        }
        assert_eq!(stopped, !out);
        assert!(now < 10_000.0);
    }
}

#[test]
fn with_reduced_motion_a_hold_steps_and_a_key_steps_with_each_repetition() {
    let start = view("re=0.1&zoom=1e6");
    let (mut held, mut gestures) = (start.clone(), Gestures::new());
    gestures.set_reduced_motion(true);
    gestures.set_hold_speed(8.0);
    let inputs = [
        (0.0, hold(Phase::Down, 300.0, 200.0, false, 0.0)),
        (2500.0, hold(Phase::Up, 300.0, 200.0, false, 2500.0)),
    ];
    let views = frames(&mut gestures, &mut held, &inputs, 16.0, 3000.0);
    assert_eq!(held.zoom().over(start.zoom()), 8.0);
    let cuts = views.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(cuts, 2);
    let start = held.clone();
    let inputs = pressed(Key::Left, 1.0, 560.0, None);
    frames(&mut gestures, &mut held, &inputs, 16.0, 600.0);
    assert_eq!(across(&start, &held), 3.0 * 112.0);
    assert!(gestures.is_resting());
}

#[test]
fn a_stream_of_notches_has_one_speed() {
    for interval in [50.0, 100.0] {
        let (mut zoomed, mut gestures) = (view("re=0.1&zoom=1"), Gestures::new());
        let inputs: Vec<_> = (0..40)
            .map(|i| f64::from(i) * interval)
            .map(|time| {
                let input = Input::Wheel {
                    x: 9.0,
                    y: 9.0,
                    dy: -60.0,
                    mode: WheelMode::Pixel,
                    ctrl: false,
                    time,
                };
                (time, input)
            })
            .collect();
        frames(&mut gestures, &mut zoomed, &inputs, 16.0, 1500.0);
        let mean = 0.25 * 1000.0 / interval;
        let heading = gestures.heading(1500.0).doublings_per_second;
        assert!((heading / mean - 1.0).abs() < 0.08, "{heading} {mean}");
    }
}
