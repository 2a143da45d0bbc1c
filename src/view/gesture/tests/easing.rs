//! Motion over several frames.

use super::*;

#[test]
fn an_eased_zoom_ends_where_the_cut_does_at_any_frame_rate() {
    let inputs = [
        wheel(400.0, 300.0, -360.0, WheelMode::Pixel, false),
        key(Key::Left),
        key_up(Key::Left),
    ];
    let mut cut = view("zoom=100");
    play(&mut cut, &inputs);
    let mut half_way = Vec::new();
    for interval in [4.0, 8.0, 16.0] {
        let mut eased = view("zoom=100");
        let mut gestures = Gestures::new();
        for input in inputs {
            assert!(!gestures.input(input, &mut eased, SIZE).moved);
        }
        let mut now = 0.0;
        while gestures.is_moving() {
            now += interval;
            gestures.tick(now, &mut eased, SIZE);
            if now == 48.0 {
                half_way.push(eased.zoom().log2());
            }
        }
        assert!(now < 600.0, "{now}");
        assert!(gestures.is_resting());
        assert!((eased.zoom().over(cut.zoom()) - 1.0).abs() < 1e-8);
    }
    assert!(
        half_way.iter().all(|log| (log - half_way[0]).abs() < 1e-9),
        "{half_way:?}"
    );
}

#[test]
fn keys_leave_the_view_a_whole_number_of_pixels_away() {
    let start = view("re=0.1&im=0.1&zoom=3");
    let mut eased = start.clone();
    let mut gestures = Gestures::new();
    for input in [
        key(Key::Left),
        key(Key::Up),
        key_up(Key::Left),
        key_up(Key::Up),
    ] {
        gestures.input(input, &mut eased, SIZE);
    }
    let mut now = 0.0;
    while gestures.is_moving() {
        now += 16.7;
        gestures.tick(now, &mut eased, SIZE);
    }
    let mut panned = start;
    panned.pan(112.0, 112.0, SIZE);
    assert_eq!(eased, panned);
}

#[test]
fn a_hand_on_the_picture_holds_it() {
    let mut held = view("zoom=100");
    let mut gestures = Gestures::new();
    gestures.input(
        wheel(0.0, 0.0, -500.0, WheelMode::Pixel, false),
        &mut held,
        SIZE,
    );
    assert!(gestures.is_moving());
    gestures.input(pointer(Phase::Down, 1, 5.0, 5.0), &mut held, SIZE);
    assert!(!gestures.is_moving() && !gestures.is_resting());
    gestures.input(pointer(Phase::Cancel, 1, 5.0, 5.0), &mut held, SIZE);
    assert!(gestures.is_resting());
    assert_eq!(held, view("re=-0.75&im=0&zoom=100"));
}
