//! The widget's manners in a page of another site: what it leaves to that page,
//! and what it takes.

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;
use crate::widget::{LINK, call, embed, picture, scrolled};

/// A place in the widget. What hands do there they do within the frame: of a frame
/// that has a process of its own Firefox' driver knows nothing from outside.
const PLACE: (i32, i32) = (160, 100);

/// Does something within the frame that moves its picture, and waits until it rests.
fn moved(page: &Page, act: impl FnOnce()) {
    page.get::<()>(
        "await call('subscribe', { event: 'viewchange' });
         window.moved = nextHeard(({ params }) => params?.resting);",
    );
    page.within(0, act);
    page.get::<()>("await window.moved;");
}

/// Turns the wheel over the picture, which leaves it to the page around. Firefox'
/// driver turns it for the frame's process only, so that nothing scrolls there.
fn assert_scrolls(page: &Page) {
    page.get::<()>("window.scrolled = next('scroll', undefined, window);");
    let left: bool = page.within(0, || {
        page.get::<()>(
            "window.turned = next('wheel', (event) => {
               window.isLeft = !event.defaultPrevented;
               return true;
             }, window);",
        );
        hands::wheel(page, PLACE, 120);
        page.get("await window.turned; return window.isLeft;")
    });
    assert!(left, "the wheel was taken");
    if page.browser == Browser::Firefox {
        return;
    }
    page.get::<()>("await window.scrolled;");
    assert!(scrolled(page) > 0.0);
    page.get::<()>(
        "const back = next('scroll', () => scrollY === 0, window);
         scrollTo({ top: 0, behavior: 'instant' });
         await back;",
    );
}

fn settled_view(page: &Page) -> Value {
    call(page, "settled", &json!({}));
    call(page, "getView", &json!({}))
}

#[test]
fn the_wheel_is_the_pages_until_the_picture_is_clicked_and_again_after_escape() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        let before = settled_view(page);
        page.within(0, || {
            page.get::<()>(
                "const shown = () => document.querySelector('#hint.shown')?.textContent;
                 window.hinted = until(shown);",
            );
        });
        assert_scrolls(page);
        assert_eq!(settled_view(page), before);
        let hint: String = page.within(0, || page.get("return window.hinted;"));
        assert!(hint.contains("Ctrl"), "{hint}");

        page.within(0, || hands::click(page, PLACE));
        moved(page, || hands::wheel(page, PLACE, -240));
        assert_eq!(scrolled(page), 0.0);
        let zoomed = settled_view(page);
        assert_ne!(zoomed["zoom"], before["zoom"]);

        page.within(0, || hands::press(page, hands::ESCAPE));
        assert_scrolls(page);
        assert_eq!(settled_view(page), zoomed);
    });
}

#[test]
fn the_wheel_is_the_pictures_while_control_is_held() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        let before = settled_view(page);
        moved(page, || hands::wheel_with_control(page, PLACE, -120));
        // As far as without the key: a notch is no pinch on a trackpad.
        let zoom = |view: &Value| -> f64 {
            let zoom = view["zoom"].as_str().expect("a text");
            zoom.parse().expect("a number")
        };
        let factor = zoom(&settled_view(page)) / zoom(&before);
        assert!((factor - std::f64::consts::SQRT_2).abs() < 0.01, "{factor}");
        assert_eq!(scrolled(page), 0.0);
    });
}

#[test]
fn one_finger_is_the_pages_and_two_are_the_pictures() {
    in_both(|page| {
        page.bare();
        let before: Value = page.get(
            "const element = put({ cooperative: '', zoom: '3' });
             await element.settled();
             window.yielded = next('yielded', undefined, element);
             return element.view;",
        );
        hands::touch(
            page,
            &[hands::finger("one", &[(160, 150), (160, 100), (160, 40)])],
        );
        let input: Value = page.get("return window.yielded;");
        assert_eq!(input["input"], "touch");
        page.settled();
        assert_eq!(page.get::<Value>("return canvas.view;"), before);

        hands::rested(page, || {
            hands::touch(
                page,
                &[
                    hands::finger("one", &[(120, 100), (90, 100), (60, 100)]),
                    hands::finger("two", &[(200, 100), (230, 100), (260, 100)]),
                ],
            );
        });
        let zoom: String = page.get("return canvas.view.zoom;");
        let zoom: f64 = zoom.parse().expect("a number");
        assert!(zoom > 4.0, "{zoom}");
    });
}

#[test]
fn a_still_is_moved_by_no_hand_and_no_key_but_by_its_page() {
    in_both(|page| {
        embed(page, &format!("?interactive=0#{LINK}"));
        let before = settled_view(page);
        let generation = call(page, "getStats", &json!({}))["generation"].clone();
        assert_scrolls(page);
        page.within(0, || {
            hands::click(page, PLACE);
            hands::drag(page, PLACE, (220, 130));
            hands::double_click(page, PLACE, false);
            page.get::<()>("canvas.focus();");
            hands::press(page, "+");
            hands::press(page, hands::HOME);
            let focused: bool = page.get("return document.activeElement === canvas;");
            assert!(!focused, "nothing there takes the focus");
        });
        assert_eq!(settled_view(page), before);
        assert_eq!(call(page, "getStats", &json!({}))["generation"], generation);

        call(
            page,
            "setView",
            &json!({ "view": "re=-0.16&im=1.04&zoom=20" }),
        );
        picture(page).assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

#[test]
fn tab_leads_through_it_and_out_again() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        page.get::<()>(
            "const button = (id) => Object.assign(document.createElement('button'), { id });
             widget().before(button('before'));
             widget().after(button('after'));
             document.querySelector('#before').focus();",
        );
        let mut stops = 0;
        let focused = || page.get::<String>("return document.activeElement.id;");
        let mut inside = false;
        while focused() != "after" {
            assert!(stops < 8, "{page}: Tab does not lead out");
            hands::press(page, hands::TAB);
            stops += 1;
            inside |= page.within(0, || {
                page.get::<bool>("return document.hasFocus() && document.activeElement === canvas;")
            });
        }
        assert!(inside, "the picture is one of the stops");
    });
}
