//! The address: it has the link of the view that rests, and what changes it
//! changes the view.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;

const START: &str = "re=-0.75&im=0.1&zoom=3";

/// Lets the page's clock jump, so that the next rest is a step of its own.
fn pass_the_time_of_a_step(page: &Page) {
    page.get::<()>(
        "if (!window.realNow) {
           window.realNow = performance.now.bind(performance);
           window.skipped = 0;
           performance.now = () => window.realNow() + window.skipped;
         }
         window.skipped += 5000;",
    );
}

/// Turns the wheel as a step of the history of its own; the address after it.
fn step(page: &Page, delta: i32) -> String {
    pass_the_time_of_a_step(page);
    hands::rested(page, || hands::wheel(page, (400, 200), delta));
    address(page)
}

/// Does something that moves along the history in a task of its own, once this
/// script's answer is on its way: a driver may lose that of a script that leaves
/// in the middle.
fn travel(page: &Page, how: &str) {
    hands::rested(page, || {
        page.get::<()>(&format!(
            "const {{ port1, port2 }} = new MessageChannel();
             port1.onmessage = () => {how};
             port2.postMessage(null);"
        ));
    });
}

fn address(page: &Page) -> String {
    page.get("return location.href;")
}

/// Asserts that address, view and picture agree.
#[track_caller]
fn assert_agrees(page: &Page) {
    let address = address(page);
    let (_, link) = address.split_once('#').expect("a link");
    page.settled();
    page.picture().assert_is(link);
    page.picture().assert_is(&page.link());
}

#[test]
fn the_address_takes_the_link_of_a_view_that_rests_and_keeps_its_query() {
    in_both(|page| {
        let site = page.fleet.site();
        page.open(&format!("{site}/?theme=light&profile=0#{START}"));
        page.settled();
        let rested = step(page, -240);
        assert!(
            rested.starts_with(&format!("{site}/?theme=light&profile=0#re=")),
            "{rested}"
        );
        assert!(!rested.ends_with(START));
        assert_agrees(page);
        page.get::<()>("canvas.focus();");
        pass_the_time_of_a_step(page);
        hands::rested(page, || hands::press(page, hands::HOME));
        let home = address(page);
        assert!(
            home.starts_with(&format!("{site}/?theme=light&profile=0")),
            "{home}"
        );
        page.picture().assert_is("");
    });
}

#[test]
fn back_and_forward_are_undo_and_redo() {
    in_both(|page| {
        page.explore(START);
        let first = address(page);
        let second = step(page, -240);
        let third = step(page, -240);
        assert!(first != second && second != third);
        for (go, expected) in [
            ("history.back()", &second),
            ("history.back()", &first),
            ("history.forward()", &second),
            (
                "document.querySelector('[data-action=redo]').click()",
                &third,
            ),
            (
                "document.querySelector('[data-action=undo]').click()",
                &second,
            ),
        ] {
            travel(page, go);
            assert_eq!(&address(page), expected, "{go}");
            assert_agrees(page);
        }
    });
}

#[test]
fn undo_stays_within_the_page() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>("canvas.focus();");
        let before = address(page);
        hands::press(page, "z");
        page.settled();
        assert_eq!(address(page), before);
        let disabled: Vec<String> = page.get(
            "return ['undo', 'redo'].map((name) =>
               document.querySelector(`[data-action=${name}]`).ariaDisabled);",
        );
        assert_eq!(disabled, ["true", "true"]);
        step(page, -240);
        hands::rested(page, || hands::press(page, "z"));
        assert_eq!(address(page), before);
    });
}

#[test]
fn an_address_that_is_edited_is_shown() {
    in_both(|page| {
        page.explore(START);
        let link = "re=-0.16&im=1.04&zoom=20";
        hands::rested(page, || {
            page.eval("location.hash = arguments[0];", json!([link]));
        });
        assert_agrees(page);
        page.picture().assert_is(link);
        travel(page, "history.back()");
        page.picture().assert_is(START);
    });
}

#[test]
fn a_reload_shows_the_same_view() {
    in_both(|page| {
        page.explore(START);
        let before = step(page, -240);
        page.reload();
        page.settled();
        assert_eq!(address(page), before);
        assert_agrees(page);
    });
}

#[test]
fn a_reload_between_two_views_forgets_neither() {
    in_both(|page| {
        page.explore(START);
        let first = address(page);
        let second = step(page, -240);
        travel(page, "history.back()");
        page.reload();
        page.settled();
        assert_eq!(address(page), first);
        travel(page, "document.querySelector('[data-action=redo]').click()");
        assert_eq!(address(page), second);
        assert_agrees(page);
    });
}

#[test]
fn a_page_that_was_left_and_comes_back_shows_its_view() {
    in_both(|page| {
        page.explore(START);
        let before = step(page, -240);
        page.go(&page.fleet.bare());
        page.back();
        page.settled();
        assert_eq!(address(page), before);
        assert_agrees(page);
        // Also after it came out of the back-forward cache it goes on.
        step(page, 240);
        assert_agrees(page);
    });
}

#[test]
fn a_page_that_is_kept_to_come_back_has_no_worker_and_keeps_its_picture() {
    in_both(|page| {
        page.bare();
        page.get::<()>(&format!(
            "put({{}}, 'width: 200px; height: 120px').view = '{START}';"
        ));
        page.settled();
        // In the page's own world, which Firefox keeps from these scripts.
        page.get::<()>(
            "window.own = window.wrappedJSObject ?? window;
             own.eval(`
               var ended = 0;
               const { terminate } = Worker.prototype;
               Worker.prototype.terminate = function () { ended += 1; terminate.call(this); };
             `);",
        );
        // As browsers tell of it; whether they keep a page is up to them.
        let tell = |what: &str| {
            page.get::<()>(&format!(
                "dispatchEvent(new PageTransitionEvent('{what}', {{ persisted: true }}));"
            ));
        };
        let seen = || {
            page.get::<[u32; 2]>(
                "return [own.ended, canvas.shadowRoot.querySelectorAll('[part~=canvas]').length];",
            )
        };
        tell("pagehide");
        assert_eq!(seen(), [1, 1]);
        tell("pageshow");
        page.settled();
        assert_eq!(seen(), [1, 1]);
        page.picture().assert_is(START);
        // What is asked meanwhile is answered when it is back.
        tell("pagehide");
        page.get::<()>("window.answer = canvas.setView('re=-0.16&im=1.04&zoom=20');");
        tell("pageshow");
        page.get::<()>("await answer; await canvas.settled();");
        assert_eq!(seen(), [2, 1]);
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

#[test]
fn nonsense_in_any_key_is_a_note_that_names_it_and_the_rest_works() {
    in_both(|page| {
        let keys = [
            "formula", "re", "im", "zoom", "rot", "iter", "cre", "cim", "palette", "density",
            "offset", "mode",
        ];
        for key in keys {
            let rest = if key == "im" { "re=-0.7" } else { "im=0.3" };
            page.open(&format!("{}/#{rest}&{key}=n%20nsense", page.fleet.site()));
            page.settled();
            let notes: String = page.get(
                "await until(() => document.querySelector('.note.warning'));
                 return document.querySelector('#notes').textContent;",
            );
            assert!(notes.contains(&format!("`{key}`")), "{key}: {notes}");
            assert!(notes.contains("n nsense"), "{key}: {notes}");
            page.picture().assert_is(rest);
            let address = address(page);
            assert!(!address.contains("nsense"), "{address}");
        }
    });
}

#[test]
fn an_unknown_key_is_a_note_that_names_it() {
    in_both(|page| {
        page.open(&format!("{}/#{START}&zoon=4", page.fleet.site()));
        page.settled();
        let notes: Value = page.get(
            "await until(() => document.querySelector('.note.warning'));
             return document.querySelector('#notes').textContent;",
        );
        assert!(notes.to_string().contains("zoon"), "{notes}");
        page.picture().assert_is(START);
    });
}
