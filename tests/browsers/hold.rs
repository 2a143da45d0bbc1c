//! Presses that last, as the element tells of them.

use crate::fleet::in_both;
use crate::hands::{self, Button};
use crate::page::Page;

/// A bare page with an element that notes what it says of pointers, holds and keys.
/// All of that is posted where there is no shared memory to leave it in.
fn listening(page: &Page) {
    page.open(&page.fleet.foreign().page());
    page.get::<()>(
        "window.told = [];
         const post = Worker.prototype.postMessage;
         Worker.prototype.postMessage = function (message, ...rest) {
           const { type, phase, out, key } = message;
           if (type === 'pointer' && phase !== 'move') window.told.push(phase);
           if (type === 'hold') window.told.push(`hold ${phase} ${out ? 'out' : 'in'}`);
           if (type === 'key') window.told.push(`${key} ${phase}`);
           return post.call(this, message, ...rest);
         };
         await put({ zoom: '30' }).settled();",
    );
}

fn told(page: &Page) -> Vec<String> {
    page.get("return window.told.splice(0);")
}

#[test]
fn a_press_that_lasts_is_a_hold_and_no_drag() {
    in_both(|page| {
        listening(page);
        hands::hold(page, (160, 100), Button::Left);
        assert_eq!(told(page), ["down", "cancel", "hold down in", "hold up in"]);
        hands::hold(page, (160, 100), Button::Right);
        assert_eq!(told(page), ["hold down out", "hold up out"]);
    });
}

#[test]
fn a_click_and_a_drag_that_pauses_are_no_holds() {
    in_both(|page| {
        listening(page);
        hands::click(page, (160, 100));
        assert_eq!(told(page), ["down", "up"]);
        hands::drag(page, (100, 100), (180, 120));
        assert_eq!(told(page), ["down", "up"]);
    });
}

#[test]
fn a_second_finger_makes_a_pinch_of_a_hold() {
    in_both(|page| {
        listening(page);
        hands::touch(
            page,
            &[
                hands::late_finger("first", (100, 100), 0, 2),
                hands::late_finger("second", (200, 100), 1, 1),
            ],
        );
        assert_eq!(
            told(page),
            [
                "down",
                "cancel",
                "hold down in",
                "hold cancel in",
                "down",
                "down",
                "up",
                "up"
            ]
        );
    });
}

#[test]
fn an_element_that_is_moved_within_its_page_is_let_go() {
    in_both(|page| {
        listening(page);
        hands::grab(page, (100, 100), (180, 120));
        page.get::<()>(
            "canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
             document.body.append(document.createElement('hr'), canvas);",
        );
        let mut told_of = told(page);
        assert_eq!(told_of[..2], ["down", "ArrowLeft down"]);
        // Some browsers end the focus within the move, and some do not.
        told_of[2..].sort();
        assert_eq!(told_of[2..], ["ArrowLeft up", "cancel"]);
        hands::let_go(page);
        assert_eq!(told(page), [""; 0]);
    });
}

/// Makes pointer events of a mouse: `point(type, button, buttons, x, target)`.
const POINT: &str = "
    canvas.setPointerCapture = () => {};
    const point = (type, button, buttons, clientX = 100, target = canvas) => {
      const init = { pointerId: 1, pointerType: 'mouse', button, buttons, clientX, clientY: 50, bubbles: true };
      target.dispatchEvent(new PointerEvent(type, init));
    };";

#[test]
fn a_pointer_whose_end_goes_elsewhere_is_let_go() {
    in_both(|page| {
        listening(page);
        page.get::<()>(&format!(
            "{POINT}
             point('pointerdown', 0, 1);
             point('pointerup', 0, 0, 100, document.body);
             point('pointerdown', 0, 1);
             point('pointermove', -1, 0, 120);
             point('pointerup', 0, 0);"
        ));
        assert_eq!(told(page), ["down", "up", "down", "cancel"]);
    });
}

#[test]
fn a_hold_ends_with_its_own_button() {
    in_both(|page| {
        listening(page);
        page.get::<()>(&format!(
            "{POINT}
             point('pointerdown', 2, 2);
             point('pointermove', -1, 2, 150);
             point('pointermove', 0, 3, 150);
             point('pointermove', 2, 1, 150);
             point('pointerup', 0, 0, 150);"
        ));
        assert_eq!(
            told(page),
            ["hold down out", "hold move out", "hold up out"]
        );
    });
}

#[test]
fn a_key_ends_as_what_it_began_though_shift_be_let_go_before() {
    in_both(|page| {
        listening(page);
        page.get::<()>(
            "const press = (type, key, repeat = false) =>
               canvas.dispatchEvent(new KeyboardEvent(type, { key, code: 'Digit1', repeat }));
             press('keydown', '+');
             press('keydown', '1', true);
             press('keyup', '1');
             press('keydown', '1');
             press('keyup', '1');",
        );
        assert_eq!(told(page), ["+ down", "+ down", "+ up"]);
    });
}

#[test]
fn a_speed_that_is_none_is_a_warning_with_what_would_do() {
    in_both(|page| {
        page.bare();
        let warning: String = page.get(
            "const element = put({ 'hold-speed': '9' });
             const { message } = await next('warning', undefined, element);
             return message;",
        );
        assert!(
            warning.contains("\"9\"") && warning.contains("0.25 to 4"),
            "{warning}"
        );
    });
}
