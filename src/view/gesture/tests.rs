mod drag;
mod easing;
mod flights;
mod held;
mod hostile;

use super::super::testing::view;
use super::super::{FormulaName, Zoom, permalink};
use super::*;

const SIZE: Size = Size {
    width: 1600,
    height: 900,
};

fn pointer(phase: Phase, id: i32, x: f64, y: f64) -> Input {
    Input::Pointer {
        phase,
        id,
        kind: PointerKind::Touch,
        x,
        y,
        buttons: 1,
        time: 0.0,
    }
}

fn mouse(phase: Phase, x: f64, y: f64, buttons: u32) -> Input {
    Input::Pointer {
        phase,
        id: 1,
        kind: PointerKind::Mouse,
        x,
        y,
        buttons,
        time: 0.0,
    }
}

fn wheel(x: f64, y: f64, dy: f64, mode: WheelMode, ctrl: bool) -> Input {
    Input::Wheel {
        x,
        y,
        dy,
        mode,
        ctrl,
        time: 0.0,
    }
}

fn key(key: Key) -> Input {
    Input::Key {
        phase: Phase::Down,
        key,
        time: 0.0,
    }
}

fn key_up(key: Key) -> Input {
    Input::Key {
        phase: Phase::Up,
        key,
        time: 0.0,
    }
}

/// Plays inputs with reduced motion: each has its whole effect at once.
fn play(view: &mut View, inputs: &[Input]) -> Effect {
    let mut gestures = Gestures::new();
    gestures.set_reduced_motion(true);
    let mut last = Effect::default();
    for input in inputs {
        last = gestures.input(*input, view, SIZE);
        assert!(!gestures.is_moving());
    }
    last
}

fn magnified(input: Input) -> f64 {
    let mut moved = view("zoom=1000");
    play(&mut moved, &[input]);
    moved.zoom().over(view("zoom=1000").zoom())
}

#[test]
fn a_drag_keeps_the_plane_point_under_the_pointer() {
    let start = view("re=-0.743643887037158704752191506114774&im=0.1&zoom=1e25");
    let mut dragged = start.clone();
    play(
        &mut dragged,
        &[
            mouse(Phase::Down, 100.0, 200.0, 1),
            mouse(Phase::Move, 350.0, 170.0, 1),
            mouse(Phase::Move, 131.0, 277.0, 1),
            mouse(Phase::Up, 131.0, 277.0, 0),
            mouse(Phase::Move, 900.0, 900.0, 0),
        ],
    );
    assert_eq!(
        dragged.point_at((131.0, 277.0), SIZE),
        start.point_at((100.0, 200.0), SIZE)
    );
}

#[test]
fn only_the_primary_button_drags_and_a_lost_one_lets_go() {
    let start = view("zoom=10");
    let mut moved = start.clone();
    play(
        &mut moved,
        &[
            mouse(Phase::Down, 10.0, 10.0, 2),
            mouse(Phase::Move, 90.0, 90.0, 2),
        ],
    );
    assert_eq!(moved, start);
    // The button went up outside of the window.
    play(
        &mut moved,
        &[
            mouse(Phase::Down, 10.0, 10.0, 1),
            mouse(Phase::Move, 90.0, 90.0, 0),
            mouse(Phase::Move, 70.0, 50.0, 1),
        ],
    );
    assert_eq!(moved, start);
}

#[test]
fn a_pinch_magnifies_about_the_fingers_and_moves_with_them() {
    let start = view("zoom=10");
    let mut pinched = start.clone();
    play(
        &mut pinched,
        &[
            pointer(Phase::Down, 1, 700.0, 400.0),
            pointer(Phase::Down, 2, 800.0, 400.0),
            pointer(Phase::Down, 3, 0.0, 0.0),
            pointer(Phase::Move, 3, 500.0, 500.0),
            pointer(Phase::Move, 1, 650.0, 400.0),
            pointer(Phase::Move, 2, 850.0, 400.0),
        ],
    );
    assert!((pinched.zoom().over(start.zoom()) - 2.0).abs() < 1e-12);
    // Each finger still has the point that it took hold of.
    let map = pinched.transform_from(SIZE, &start, SIZE);
    for (before, after) in [(700.0, 650.0), (800.0, 850.0)] {
        let (x, y) = map.apply((before, 400.0));
        assert!(
            (x - after).abs() < 1e-6 && (y - 400.0).abs() < 1e-6,
            "{x} {y}"
        );
    }
}

#[test]
fn a_pinch_turns_only_where_it_may() {
    let quarter = [
        pointer(Phase::Down, 1, 400.0, 400.0),
        pointer(Phase::Down, 2, 600.0, 400.0),
        // Counter-clockwise on the screen.
        pointer(Phase::Move, 2, 400.0, 200.0),
    ];
    for (enabled, degrees) in [(false, 0.0), (true, 90.0)] {
        let start = view("zoom=10");
        let mut turned = start.clone();
        let mut gestures = Gestures::new();
        gestures.set_rotation(enabled);
        for input in quarter {
            gestures.input(input, &mut turned, SIZE);
        }
        assert_eq!(turned.rotation_degrees(), degrees);
        if enabled {
            let (x, y) = turned
                .transform_from(SIZE, &start, SIZE)
                .apply((600.0, 400.0));
            assert!(
                (x - 400.0).abs() < 1e-6 && (y - 200.0).abs() < 1e-6,
                "{x} {y}"
            );
        }
    }
}

#[test]
fn the_wheel_zooms_about_the_pointer_in_every_delta_mode() {
    let start = view("re=-0.7&im=0.3&zoom=1000");
    let mut zoomed = start.clone();
    play(
        &mut zoomed,
        &[wheel(33.0, 777.0, -120.0, WheelMode::Pixel, false)],
    );
    assert!(zoomed.zoom() > start.zoom());
    let (x, y) = zoomed
        .transform_from(SIZE, &start, SIZE)
        .apply((33.0, 777.0));
    assert!((x - 33.0).abs() < 1e-9 && (y - 777.0).abs() < 1e-9);

    let pixels = magnified(wheel(0.0, 0.0, -120.0, WheelMode::Pixel, false));
    assert!((pixels - std::f64::consts::SQRT_2).abs() < 1e-8);
    assert_eq!(
        magnified(wheel(0.0, 0.0, -3.0, WheelMode::Line, false)),
        pixels
    );
    assert_eq!(
        magnified(wheel(0.0, 0.0, -0.15, WheelMode::Page, false)),
        pixels
    );
    assert!(magnified(wheel(0.0, 0.0, 120.0, WheelMode::Pixel, false)) < 1.0);
    // A pinch on a trackpad: exp(-dy / 100).
    let pinch = magnified(wheel(0.0, 0.0, -10.0, WheelMode::Pixel, true));
    assert!((pinch - 0.1_f64.exp()).abs() < 1e-8);
    // A mouse's notch with Control is none.
    for (dy, mode) in [
        (-120.0, WheelMode::Pixel),
        (100.0, WheelMode::Pixel),
        // On a screen of 1.5 device pixels a CSS pixel.
        (-200.0 / 3.0, WheelMode::Pixel),
        (-3.0, WheelMode::Line),
        (-1.0, WheelMode::Line),
        (1.0, WheelMode::Page),
    ] {
        let [plain, with_control] =
            [false, true].map(|ctrl| magnified(wheel(0.0, 0.0, dy, mode, ctrl)));
        assert_eq!(with_control, plain, "{dy} {mode:?}");
    }
    assert!(magnified(wheel(0.0, 0.0, -1e300, WheelMode::Page, true)) <= 4.0);
    assert_eq!(
        magnified(wheel(0.0, 0.0, f64::NAN, WheelMode::Pixel, false)),
        1.0
    );
}

#[test]
fn a_double_click_zooms_by_two_and_with_shift_out() {
    let click = |shift| Input::DoubleClick {
        x: 10.0,
        y: 20.0,
        shift,
        time: 0.0,
    };
    assert_eq!(magnified(click(false)), 2.0);
    assert_eq!(magnified(click(true)), 0.5);
}

#[test]
fn keys_pan_zoom_and_go_home() {
    let start = view("zoom=100");
    let mut moved = start.clone();
    play(&mut moved, &[key(Key::Right)]);
    assert!(moved.centre().re > start.centre().re);
    play(&mut moved, &[key(Key::Up)]);
    assert!(moved.centre().im > start.centre().im);
    play(&mut moved, &[key(Key::Left), key(Key::Down)]);
    assert_eq!(moved, start);
    play(
        &mut moved,
        &[key(Key::Plus), key(Key::Plus), key(Key::Minus)],
    );
    assert_eq!(moved, view("re=-0.75&im=0&zoom=200"));
    let mut far = view("re=0.3&zoom=1e9&rot=20&iter=77&formula=julia");
    play(&mut far, &[key(Key::Home)]);
    assert_eq!(permalink::write(&far), "formula=julia&iter=77");
    assert_eq!(Key::from_name("="), Some(Key::Plus));
    assert_eq!(Key::from_name("x"), None);
}

#[test]
fn zooming_in_goes_past_f64_and_stops_where_there_is_no_more() {
    let mut deep = view("re=-2&zoom=1e12");
    for _ in 0..60 {
        assert!(
            !play(
                &mut deep,
                &[wheel(7.0, 3.0, -500.0, WheelMode::Pixel, false)]
            )
            .stopped
        );
    }
    assert!(deep.is_deep(SIZE) && deep.zoom().log2() > 60.0);
    let mut deepest = view("re=-2&zoom=9e99999");
    assert!(play(&mut deepest, &[key(Key::Plus)]).stopped);
    assert_eq!(deepest.zoom(), Zoom::MAX);
    // The pointer's point does not slip away at the end.
    let still = deepest.clone();
    let effect = play(
        &mut deepest,
        &[wheel(3.0, 3.0, -500.0, WheelMode::Pixel, false)],
    );
    assert_eq!(
        effect,
        Effect {
            moved: false,
            stopped: true,
            flight: None
        }
    );
    assert_eq!(deepest, still);
}

#[test]
fn zooming_out_stops_while_the_set_can_be_seen() {
    let mut far = View::home(FormulaName::Mandelbrot);
    for _ in 0..100 {
        play(&mut far, &[key(Key::Minus)]);
    }
    assert_eq!(far.zoom().to_string(), "0.125");
    // A link may lie farther out: a gesture does not pull it in.
    let mut farther = view("zoom=0.01");
    assert_eq!(play(&mut farther, &[key(Key::Minus)]), Effect::default());
    assert_eq!(farther, view("zoom=0.01"));
}
