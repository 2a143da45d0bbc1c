//! The way to the minibrot of the lowest period in view.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands::{self, ESCAPE, HOME, Place};
use crate::page::Page;

/// Deeper than `f64` resolves; `own-1101-03` of the tests' locations.
const DEEP: &str = "re=-1.624807512452703137023643310823760840\
                    &im=0.005718814846149834196049195979101287&zoom=4.3339e24";

/// Next to the cusp, inside: the orbit goes on and on, and comes back to nothing.
const ENDLESS: &str = "re=0.24999999999999&im=0&zoom=1e12&iter=100";

#[test]
fn the_key_flies_to_it_and_tells_its_period() {
    in_both(|page| {
        page.explore(DEEP);
        hands::rested(page, || hands::press(page, "m"));
        let note: String = page.get("return document.querySelector('#notes').textContent;");
        assert!(
            note.starts_with("Period 127: 1.3e25 times smaller than the whole set"),
            "{note}"
        );
        let zoom = Place::of(page).zoom;
        assert!((1e25..1e26).contains(&zoom), "{zoom}");
        // There it is, and nothing moves.
        let before = page.link();
        hands::press(page, "m");
        let note: String = page.get(
            "const notes = document.querySelector('#notes');
             await until(() => notes.textContent.startsWith('This is'), notes);
             return notes.textContent;",
        );
        assert!(note.contains("period 127:"), "{note}");
        assert_eq!(page.link(), before);
    });
}

#[test]
fn its_iteration_limit_is_left_with_it() {
    // Of period 268, and seen from a valley where the limit would not tell it.
    const LONG: &str = "re=-0.75&im=0.01&zoom=1e3";
    let limit = |page: &Page| -> String { page.get("return canvas.view.iter;") };
    let go_home = |page: &Page| {
        hands::rested(page, || {
            page.get::<()>("document.querySelector('[data-action=home]').click();");
        });
    };
    in_both(|page| {
        page.explore(LONG);
        hands::rested(page, || hands::press(page, "m"));
        assert_eq!(limit(page), "68608");
        go_home(page);
        assert_eq!(limit(page), "auto");
        page.picture().assert_is("");

        // One that was chosen by hand stays, also the same number.
        page.explore(&format!("{LONG}&iter=5000"));
        hands::rested(page, || hands::press(page, "m"));
        assert_eq!(limit(page), "68608");
        // By key as by button.
        hands::rested(page, || hands::press(page, HOME));
        assert_eq!(limit(page), "5000");
        page.explore(LONG);
        hands::rested(page, || {
            page.get::<()>(
                "const iter = document.querySelector('#iter');
                 iter.value = '68608';
                 iter.dispatchEvent(new Event('change', { bubbles: true }));",
            );
        });
        go_home(page);
        assert_eq!(limit(page), "68608");
    });
}

#[test]
fn escape_ends_the_flight_there() {
    in_both(|page| {
        // Of hundreds of octaves.
        page.explore("re=0&im=1&zoom=1e100");
        page.get::<()>("window.under_way = next('viewchange', ({ detail }) => Number(detail.view.zoom) > 1e101);");
        hands::press(page, "m");
        page.get::<()>("await window.under_way;");
        hands::rested(page, || hands::press(page, ESCAPE));
        let zoom = Place::of(page).zoom;
        assert!((1e101..1e190).contains(&zoom), "{zoom}");
        let note: String = page.get("return document.querySelector('#notes').textContent;");
        assert_eq!(note, "The flight to the minibrot was ended.");
        let before = page.link();
        page.picture().assert_is(&before);
    });
}

#[test]
fn a_search_can_be_ended_and_says_how_far_it_is() {
    in_both(|page| {
        page.explore(ENDLESS);
        let before = page.link();
        hands::press(page, "m");
        let told = |start: &str| -> String {
            let found = page.eval(
                "const notes = document.querySelector('#notes');
                 await until(() => notes.textContent.startsWith(arguments[0]), notes);
                 return notes.textContent;",
                json!([start]),
            );
            serde_json::from_value(found).expect("a text")
        };
        let said = told("Looking for");
        assert!(said.contains("steps. Escape ends it."), "{said}");
        page.screenshot("minibrot-search");
        hands::press(page, ESCAPE);
        told("The search for a minibrot was ended");
        assert_eq!(page.link(), before);
    });
}

#[test]
fn what_cannot_be_found_is_said_and_leaves_no_worker() {
    in_both(|page| {
        page.bare();
        let said: Vec<String> = page.get(&format!(
            "const element = put({{ threads: '2' }});
             await element.settled();
             const said = [];
             for (const view of ['re=3&im=3&zoom=100', 'formula=julia']) {{
               element.view = view;
               await element.settled();
               said.push(await rejection(element.findMinibrot()));
             }}
             element.view = '{ENDLESS}';
             await element.settled();
             const stopper = new AbortController();
             const steps = [];
             const stopped = element.findMinibrot({{
               signal: stopper.signal,
               onProgress: (count) => {{
                 steps.push(count);
                 stopper.abort(new Error('that is enough'));
               }},
             }});
             said.push(await rejection(stopped));
             if (!(steps[0] > 0)) throw new Error('no step is told');
             let isUnderWay;
             const underWay = new Promise((resolve) => (isUnderWay = resolve));
             const lost = rejection(element.findMinibrot({{ onProgress: isUnderWay }}));
             await underWay;
             await element.destroy();
             said.push(await lost);
             await noWorker();
             said.push(await rejection(element.findMinibrot()));
             return said;",
        ));
        let expected = [
            "deep-canvas: no minibrot was found in this view",
            "deep-canvas: minibrots are looked for in the Mandelbrot set alone: the formula is julia",
            "that is enough",
            "deep-canvas: the element was destroyed",
            "deep-canvas: the element was destroyed",
        ];
        assert_eq!(said.len(), expected.len());
        for (said, expected) in said.iter().zip(expected) {
            assert!(said.starts_with(expected), "{said}");
        }
    });
}

#[test]
fn a_script_gets_it_where_no_memory_is_shared_too() {
    in_both(|page| {
        page.open(&format!("{}/hosts/plain/", page.fleet.site()));
        let found: Value = page.within(0, || {
            page.get(
                "await customElements.whenDefined('deep-canvas');
                 await canvas.setView('re=-1.75&im=0.01&zoom=20');
                 await canvas.settled();
                 return canvas.findMinibrot();",
            )
        });
        assert_eq!(found["period"], 3);
        assert_eq!(found["isShown"], false);
        assert_eq!(found["magnification"], "52.5");
    });
}
