//! Presses that last, as the element tells of them.

use serde_json::json;

use crate::fleet::in_both;
use crate::hands::{self, Button};
use crate::page::Page;

/// A bare page with an element that notes what it says of pointers, holds and keys.
fn listening(page: &Page) {
    page.bare();
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
        page.perform(&json!([
            hands::late_finger("first", (100, 100), 0, 2),
            hands::late_finger("second", (200, 100), 1, 1),
        ]));
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
