//! The Julia preview: it follows the pointer, and a click opens it.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands::{self, Place};
use crate::page::Page;

const START: &str = "re=-0.75&im=0.1&zoom=3";

/// Does something, and gives the constant that the preview shows next.
fn previewed(page: &Page, act: impl FnOnce()) -> (f64, f64) {
    page.get::<()>("window.previewed = next('preview');");
    act();
    let constant: Value = page.get("return window.previewed;");
    let number = |key: &str| -> f64 {
        let text = constant[key].as_str().expect("a decimal text");
        text.parse().expect("a number")
    };
    (number("cre"), number("cim"))
}

#[test]
fn the_preview_follows_the_pointer_and_a_click_opens_it() {
    in_both(|page| {
        let before = page.explore(START);
        let place = Place::of(page);
        page.get::<()>("canvas.focus();");
        previewed(page, || hands::press(page, "j"));
        for at in [(150, 200), (420, 260)] {
            let constant = previewed(page, || hands::point(page, at));
            place.assert_has(constant, (at.0.into(), at.1.into()));
        }
        let report = page.settled();
        assert_eq!(
            report["generation"], before["generation"],
            "the screen is left alone"
        );
        page.screenshot("preview");

        hands::rested(page, || hands::click(page, (420, 260)));
        let link = page.link();
        assert!(link.starts_with("formula=julia&"), "{link}");
        let (re, im) = place.point_at((420.0, 260.0));
        let opened: [f64; 2] =
            page.get("return [Number(canvas.view.cre), Number(canvas.view.cim)];");
        assert!(
            (opened[0] - re).abs() < 1e-9 && (opened[1] - im).abs() < 1e-9,
            "{opened:?}"
        );
        page.picture().assert_is(&link);
        let closed: bool = page.get("return document.querySelector('#preview').hidden;");
        assert!(closed);
    });
}

#[test]
fn with_the_keyboard_alone_the_middle_is_previewed_and_enter_opens_it() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>("canvas.focus();");
        let constant = previewed(page, || hands::press(page, "j"));
        let place = Place::of(page);
        place.assert_has(constant, (320.0, 240.0));
        hands::rested(page, || hands::press(page, hands::ENTER));
        let view: Value = page.get("return canvas.view;");
        assert_eq!(view["formula"], json!("julia"));
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn counts_and_files_of_the_screen_survive_a_preview() {
    in_both(|page| {
        page.explore(START);
        let counts = "return canvas.countsAt([[3, 4], [300, 200], [639, 479]]);";
        let before: Vec<i64> = page.get(counts);
        page.get::<()>("canvas.focus();");
        previewed(page, || hands::press(page, "j"));
        assert_eq!(page.get::<Vec<i64>>(counts), before);
        page.picture().assert_is(START);
    });
}
