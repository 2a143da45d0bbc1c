//! Whatever comes in.

use proptest::prelude::*;

use super::*;

/// Any number at all, and often one that is near a picture.
fn hostile() -> impl Strategy<Value = f64> {
    prop_oneof![any::<u64>().prop_map(f64::from_bits), -2000.0_f64..2000.0]
}

fn phases() -> impl Strategy<Value = Phase> {
    prop::sample::select(vec![
        Phase::Down,
        Phase::Move,
        Phase::Move,
        Phase::Up,
        Phase::Cancel,
    ])
}

fn inputs() -> impl Strategy<Value = Input> {
    let kinds = prop::sample::select(vec![
        PointerKind::Mouse,
        PointerKind::Touch,
        PointerKind::Pen,
    ]);
    let modes = prop::sample::select(vec![WheelMode::Pixel, WheelMode::Line, WheelMode::Page]);
    let keys = prop::sample::select(vec![
        Key::Left,
        Key::Right,
        Key::Up,
        Key::Down,
        Key::Plus,
        Key::Minus,
        Key::Home,
    ]);
    prop_oneof![
        (
            phases(),
            0..4,
            kinds,
            hostile(),
            hostile(),
            0_u32..3,
            hostile()
        )
            .prop_map(|(phase, id, kind, x, y, buttons, time)| Input::Pointer {
                phase,
                id,
                kind,
                x,
                y,
                buttons,
                time
            }),
        (
            hostile(),
            hostile(),
            hostile(),
            modes,
            any::<bool>(),
            hostile()
        )
            .prop_map(|(x, y, dy, mode, ctrl, time)| Input::Wheel {
                x,
                y,
                dy,
                mode,
                ctrl,
                time
            }),
        (hostile(), hostile(), any::<bool>(), hostile())
            .prop_map(|(x, y, shift, time)| Input::DoubleClick { x, y, shift, time }),
        (
            phases(),
            0..4,
            hostile(),
            hostile(),
            any::<bool>(),
            hostile()
        )
            .prop_map(|(phase, id, x, y, out, time)| Input::Hold {
                phase,
                id,
                x,
                y,
                out,
                time
            }),
        (phases(), keys, hostile()).prop_map(|(phase, key, time)| Input::Key { phase, key, time }),
    ]
}

proptest! {
    #[test]
    fn whatever_comes_in_the_view_stays_sound_and_comes_to_rest(
        steps in prop::collection::vec((inputs(), hostile(), (0_u32..3000, 0_u32..3000)), 1..60),
        link in "(re=0\\.[0-9]{1,30}&im=0&zoom=1e(1|12|200)|formula=julia|rot=33|)",
        target in "(re=-1\\.[0-9]{1,30}&im=0&zoom=1e(1|12|200|100000)|formula=julia|rot=33|)",
        flights in prop::collection::vec((0_usize..60, hostile(), hostile()), 0..4),
        rotation: bool, reduced: bool, hold_speed in hostile(),
    ) {
        let mut moved = view(&link);
        let mut gestures = Gestures::new();
        gestures.set_rotation(rotation);
        gestures.set_reduced_motion(reduced);
        gestures.set_hold_speed(hold_speed);
        for (i, (input, now, (width, height))) in steps.into_iter().enumerate() {
            let size = Size { width, height };
            for (_, duration, now) in flights.iter().filter(|flight| flight.0 == i) {
                let flight = gestures.fly_to(&view(&target), Some(*duration), *now, &mut moved, size);
                prop_assert_eq!(flight.flight.is_some(), !gestures.is_moving());
            }
            gestures.input(input, &mut moved, size);
            gestures.tick(now, &mut moved, size);
            let heading = gestures.heading(now);
            prop_assert!(heading.doublings_per_second.is_finite());
            prop_assert!(heading.pixels_per_second.0.is_finite() && heading.pixels_per_second.1.is_finite());
            let ahead = gestures.forecast(Zoom::ONE, &moved, size);
            prop_assert!(ahead.is_none_or(|view| view.rotation_degrees().is_finite()));
            prop_assert!(moved.zoom() >= Zoom::MIN && moved.rotation_degrees().is_finite());
        }
        prop_assert_eq!(permalink::parse(&permalink::write(&moved), None), (moved.clone(), vec![]));
        let grid = moved.direct(Size { width: 2, height: 2 }).grid;
        prop_assert!(grid.re_of_x.iter().chain(&grid.im_of_y).all(|part| part.is_finite()));
        // A clock that stands still ends every motion all the same.
        for _ in 0..10_000 {
            gestures.tick(0.0, &mut moved, SIZE);
        }
        prop_assert!(!gestures.is_moving());
    }
}
