//! Wheel, pointers and keys, as hands move them.

use serde_json::Value;

use crate::fleet::in_both;
use crate::hands::{self, Place};
use crate::ledger::Frame;
use crate::pictures::Picture;

const START: &str = "re=-0.75&im=0.1&zoom=3";

#[test]
fn the_wheel_zooms_about_the_pointer() {
    in_both(|page| {
        page.explore(START);
        let before = Place::of(page);
        hands::rested(page, || hands::wheel(page, (500, 130), -240));
        let after = Place::of(page);
        assert!(after.zoom > 1.2 * before.zoom, "{before:?} {after:?}");
        after.assert_has(before.point_at((500.0, 130.0)), (500.0, 130.0));
        page.picture().assert_is(&page.link());

        hands::rested(page, || hands::wheel(page, (500, 130), 240));
        let back = Place::of(page);
        assert!((back.zoom / before.zoom - 1.0).abs() < 0.05, "{back:?}");
    });
}

/// Times in the page and in its workers are of the same minute, in milliseconds.
const MINUTE: f64 = 60_000.0;

#[test]
fn the_first_frame_that_shows_input_tells_its_latency() {
    in_both(|page| {
        page.explore(START);
        let before: f64 = page.get(
            "window.latencies = [];
             canvas.addEventListener('frame', ({ detail }) => window.latencies.push(detail.latencyMs));
             return performance.timeOrigin + performance.now();",
        );
        hands::rested(page, || hands::wheel(page, (300, 200), -240));
        let (latencies, frames): (Vec<Option<f64>>, Vec<Frame>) =
            page.get("return [window.latencies, (await canvas.ledger()).frames];");
        let told: Vec<f64> = latencies.into_iter().flatten().collect();
        assert!(!told.is_empty(), "no frame after the wheel tells a latency");
        assert!(
            told.iter().all(|latency| (0.0..MINUTE).contains(latency)),
            "{told:?}"
        );
        let first = frames.iter().find(|frame| frame.view != frames[0].view);
        let input = first.and_then(|frame| frame.input_t);
        // Browsers blur the times of events.
        let due = before - 2.0..before + MINUTE;
        assert!(input.is_some_and(|time| due.contains(&time)), "{first:?}");
    });
}

#[test]
fn input_that_moves_nothing_is_no_frames_input() {
    in_both(|page| {
        // As deep as it goes, where nothing takes long.
        page.explore("re=-2&zoom=1e100000&iter=1");
        let inputs: Vec<Option<f64>> = page.get(
            "const before = canvas.stats.frame;
             const wheel = { deltaY: -240, clientX: 300, clientY: 200, cancelable: true };
             canvas.dispatchEvent(new WheelEvent('wheel', wheel));
             await canvas.setView({ palette: 'grey' }, { merge: true });
             await canvas.settled();
             const { frames } = await canvas.ledger();
             return frames.filter(({ frame }) => frame > before).map(({ inputT }) => inputT);",
        );
        assert!(!inputs.is_empty());
        assert!(inputs.iter().all(Option::is_none), "{inputs:?}");
    });
}

#[test]
fn a_drag_takes_the_point_under_it_along() {
    in_both(|page| {
        page.explore(START);
        let before = Place::of(page);
        hands::rested(page, || hands::drag(page, (200, 200), (310, 170)));
        let after = Place::of(page);
        assert_eq!(after.zoom, before.zoom);
        after.assert_has(before.point_at((200.0, 200.0)), (310.0, 170.0));
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn two_fingers_zoom_about_their_middle() {
    in_both(|page| {
        page.explore(START);
        let before = Place::of(page);
        // From 100 to 200 pixels apart.
        let left = hands::finger("left", &[(270, 200), (245, 200), (220, 200)]);
        let right = hands::finger("right", &[(370, 200), (395, 200), (420, 200)]);
        hands::rested(page, || hands::touch(page, &[left, right]));
        let after = Place::of(page);
        let factor = after.zoom / before.zoom;
        assert!((1.8..2.2).contains(&factor), "{factor}");
        after.assert_has(before.point_at((320.0, 200.0)), (320.0, 200.0));
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn two_fingers_turn_the_picture_only_where_the_page_wants_it() {
    in_both(|page| {
        page.explore(START);
        // A quarter of a turn, counter-clockwise.
        let turn = || {
            let left = hands::finger("left", &[(220, 200), (249, 271), (320, 300)]);
            let right = hands::finger("right", &[(420, 200), (391, 129), (320, 100)]);
            hands::rested(page, || hands::touch(page, &[left, right]));
            let turned: String = page.get("return canvas.view.rot;");
            turned.parse::<f64>().expect("degrees")
        };
        assert_eq!(turn(), 0.0);
        page.get::<()>("document.querySelector('#rotation').click();");
        assert!(page.get::<bool>("return canvas.hasAttribute('rotation');"));
        let turned = turn();
        assert!((turned - 90.0).abs() < 0.5, "{turned}");
        page.picture().assert_is(&page.link());
        page.get::<()>("canvas.removeAttribute('rotation');");
        assert_eq!(turn(), turned);
    });
}

#[test]
fn a_double_click_zooms_in_and_with_shift_out() {
    in_both(|page| {
        page.explore(START);
        let before = Place::of(page);
        hands::rested(page, || hands::double_click(page, (400, 300), false));
        let closer = Place::of(page);
        assert!(closer.zoom > 1.5 * before.zoom, "{before:?} {closer:?}");
        closer.assert_has(before.point_at((400.0, 300.0)), (400.0, 300.0));
        hands::rested(page, || hands::double_click(page, (400, 300), true));
        let back = Place::of(page);
        assert!((back.zoom / before.zoom - 1.0).abs() < 0.01, "{back:?}");
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn keys_move_the_view_while_the_canvas_has_the_focus() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>("canvas.focus();");
        let press = |key: &str| {
            let before = Place::of(page);
            hands::rested(page, || hands::press(page, key));
            (before, Place::of(page))
        };
        let (before, after) = press(hands::RIGHT);
        assert!(after.re > before.re, "right");
        let (before, after) = press(hands::LEFT);
        assert!(after.re < before.re, "left");
        let (before, after) = press(hands::UP);
        assert!(after.im > before.im, "up");
        let (before, after) = press(hands::DOWN);
        assert!(after.im < before.im, "down");
        let (before, after) = press("+");
        assert!(after.zoom > before.zoom, "+");
        let (before, after) = press("-");
        assert!(after.zoom < before.zoom, "-");
        page.picture().assert_is(&page.link());
        let (_, home) = press(hands::HOME);
        assert_eq!((home.re, home.im, home.zoom), (-0.75, 0.0, 1.0));
        page.picture().assert_is("");
    });
}

#[test]
fn keys_act_on_a_fresh_page_and_after_a_click_on_a_button() {
    in_both(|page| {
        page.explore(START);
        let before = Place::of(page);
        hands::rested(page, || hands::press(page, "+"));
        assert!(Place::of(page).zoom > before.zoom, "at once");
        let home: (i32, i32) = page.get(
            "const box = document.querySelector('[data-action=home]').getBoundingClientRect();
             return [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);",
        );
        hands::rested(page, || hands::click(page, home));
        hands::rested(page, || hands::press(page, "+"));
        assert!(Place::of(page).zoom > 1.0, "after a button");
    });
}

#[test]
fn the_picture_has_a_ring_where_a_key_brought_the_focus() {
    in_both(|page| {
        page.explore(START);
        // At its edge, and a little further in.
        let colours = || {
            let Picture { size, rgba } = Picture::from_png(&page.seen());
            let row = (size.height / 2 * size.width) as usize * 4;
            [0, 8, 16].map(|x| [0, 1, 2].map(|channel| rgba[row + x + channel]))
        };
        let (ring, gap) = ([125, 180, 255], [10, 12, 18]);
        assert!(!colours().contains(&ring), "none on a fresh page");
        page.get::<()>("canvas.blur();");
        hands::press(page, hands::TAB);
        page.get::<()>("canvas.focus();");
        page.screenshot("ring");
        assert_eq!(colours(), [ring, ring, gap]);
    });
}

#[test]
fn keys_do_nothing_while_a_field_has_the_focus() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>("document.querySelector('#toggle').click();");
        page.get::<()>("document.querySelector('#zoom').focus();");
        let before = page.get::<Value>("return [canvas.view, canvas.stats.generation];");
        for key in [hands::LEFT, hands::HOME, "j", "?", "z"] {
            hands::press(page, key);
        }
        // What a key had started would be answered before this is.
        page.settled();
        let after = page.get::<Value>("return [canvas.view, canvas.stats.generation];");
        assert_eq!(before, after);
        let typed: String = page.get("return document.querySelector('#zoom').value;");
        assert!(typed.contains('j') && typed.contains('?'), "{typed}");
    });
}

#[test]
fn a_question_mark_lists_the_keys_and_escape_closes_the_list() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>("canvas.focus();");
        hands::press(page, "?");
        let help: String = page.get(
            "const help = await until(() => document.querySelector('dialog[open]'));
             return help.textContent;",
        );
        for word in ["pan", "zoom", "Home", "undo", "Julia", "full screen"] {
            assert!(help.contains(word), "{word}");
        }
        page.screenshot("help");
        hands::press(page, hands::ESCAPE);
        page.get::<()>("await until(() => !document.querySelector('dialog[open]'));");
        assert!(page.get::<bool>("return document.activeElement === canvas;"));
    });
}
