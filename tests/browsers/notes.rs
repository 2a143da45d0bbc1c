//! Notes in the corner: what there is one of, and when it goes away.

use serde_json::json;

use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;

/// The lines of each note, the first a note's that has that in it.
fn note_with(page: &Page, text: &str) -> Vec<String> {
    let lines = page.eval(
        "const [text] = arguments;
         const found = () => [...document.querySelectorAll('.note')].find(({ textContent }) => textContent.includes(text));
         const note = await until(found);
         return [...note.querySelectorAll('p')].map(({ textContent }) => textContent);",
        json!([text]),
    );
    serde_json::from_value(lines).expect("a list of lines")
}

/// Waits until there is none.
fn none_is_left(page: &Page) {
    page.get::<()>("await until(() => !document.querySelector('.note'));");
}

#[test]
fn what_is_wrong_with_a_link_is_told_until_the_next_one() {
    in_both(|page| {
        page.explore("zoom=3");
        page.get::<()>("location.hash = '#zoom=abc&foo=1';");
        let lines = note_with(page, "abc");
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0], "In the link:");
        assert!(lines[1].starts_with("`foo` is no key"), "{lines:?}");
        assert!(lines[2].starts_with("`zoom` is \"abc\""), "{lines:?}");
        page.get::<()>("location.hash = '#zoom=xyz';");
        assert_eq!(note_with(page, "xyz").len(), 2);
        let notes: u32 = page.get("return document.querySelectorAll('.note').length;");
        assert_eq!(notes, 1);
        page.get::<()>("location.hash = '#zoom=30';");
        none_is_left(page);
    });
}

#[test]
fn keys_of_a_view_in_the_query_are_told_to_have_no_effect() {
    in_both(|page| {
        page.open(&format!(
            "{}/?zoom=300&re=-0.7453&hud#zoom=2",
            page.fleet.site()
        ));
        let lines = note_with(page, "no effect");
        assert!(
            lines[0].starts_with("After “?” in the address re, zoom have no effect"),
            "{lines:?}"
        );
    });
}

#[test]
fn an_orbit_that_takes_long_is_seen_to_go_on() {
    in_both(|page| {
        page.explore("zoom=3");
        page.get::<()>("document.querySelector('#settings').hidden && document.querySelector('#toggle').click();");
        // It would take minutes.
        page.get::<()>("location.hash = '#re=-2&zoom=1e100000';");
        let lines = note_with(page, "reference orbit");
        assert!(
            lines[0].starts_with("Computing the reference orbit of this view: at least 0.0"),
            "{lines:?}"
        );
        let [stats, bar]: [String; 2] = page.get(
            "return [document.querySelector('#stats').textContent, document.querySelector('#progress div').style.transform];",
        );
        assert!(stats.starts_with("Drawing, 0.0"), "{stats}");
        assert_eq!(bar, "scaleX(0.02)");
        page.screenshot("orbit");
        hands::rested(page, || {
            page.get::<()>("document.querySelector('[data-action=home]').click();");
        });
        none_is_left(page);
        let stats: String = page.get("return document.querySelector('#stats').textContent;");
        assert!(stats.starts_with("Complete"), "{stats}");
    });
}
