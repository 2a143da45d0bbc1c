//! The panel, the bar, and what can be pasted and saved.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;
use crate::pictures::Picture;

const START: &str = "re=-0.75&im=0.1&zoom=3";

/// Opens the panel, if it is closed.
fn open_panel(page: &Page) {
    page.get::<()>(
        "const toggle = document.querySelector('#toggle');
         if (toggle.ariaExpanded !== 'true') toggle.click();",
    );
}

/// Types into a field of the panel, in place of what is there, and enters it.
fn enter(page: &Page, field: &str, text: &str) {
    page.eval(
        "const field = document.querySelector(`#${arguments[0]}`);
         field.focus();
         field.select();",
        json!([field]),
    );
    hands::write(page, text);
    hands::press(page, hands::ENTER);
}

/// What a field of the panel shows.
fn shown(page: &Page, field: &str) -> String {
    page.get(&format!("return document.querySelector('#{field}').value;"))
}

#[test]
fn fields_show_the_view_and_set_it() {
    in_both(|page| {
        page.explore(START);
        open_panel(page);
        for (field, value) in [("re", "-0.75"), ("im", "0.1"), ("zoom", "3")] {
            assert_eq!(shown(page, field), value);
        }
        for (field, value) in [("re", "-0.7453"), ("im", "0.1127"), ("zoom", "250")] {
            hands::rested(page, || enter(page, field, value));
            assert_eq!(shown(page, field), value);
        }
        let link = "re=-0.7453&im=0.1127&zoom=250";
        page.picture().assert_is(link);
        page.screenshot("panel");
        page.get::<()>("document.querySelector('#auto').click(); await next('settle');");
        hands::rested(page, || enter(page, "iter", "77"));
        page.picture().assert_is(&format!("{link}&iter=77"));
    });
}

/// What the notes say, each by itself.
fn notes(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('.note p')].map(({ textContent }) => textContent);",
    )
}

/// Waits until a field is marked as wrong, or as right again.
fn marked(page: &Page, field: &str, wrong: bool) {
    page.eval(
        "const field = document.querySelector(`#${arguments[0]}`);
         await until(() => (field.getAttribute('aria-invalid') === 'true') === arguments[1]);",
        json!([field, wrong]),
    );
}

#[test]
fn nonsense_stays_in_its_field_with_one_note_until_it_is_mended() {
    in_both(|page| {
        page.explore(START);
        open_panel(page);
        page.get::<()>("document.querySelector('#auto').click(); await next('settle');");
        let limit = page.get::<String>("return canvas.view.iter;");
        for (field, used) in [("re", "-0.75"), ("zoom", "3"), ("iter", &limit)] {
            for nonsense in ["1e", "x"] {
                enter(page, field, nonsense);
                marked(page, field, true);
                let said = notes(page);
                let about = format!("`{field}` is \"{nonsense}\": expected ");
                let ours: Vec<&String> = said
                    .iter()
                    .filter(|note| note.starts_with(&about))
                    .collect();
                assert!(
                    matches!(ours[..], [note] if note.ends_with(&format!("; {used} is used"))),
                    "{said:?}"
                );
                assert_eq!(said.len(), 1, "{said:?}");
                assert_eq!(shown(page, field), nonsense);
            }
            page.screenshot(&format!("toast-{field}"));
            enter(page, field, used);
            marked(page, field, false);
            assert_eq!(notes(page), [""; 0]);
        }
        // Escape gives up what was typed, and so does whoever goes on with the picture.
        enter(page, "im", "x");
        marked(page, "im", true);
        hands::press(page, hands::ESCAPE);
        marked(page, "im", false);
        assert_eq!(shown(page, "im"), "0.1");
        page.get::<()>("document.querySelector('#im').focus();");
        enter(page, "im", "x");
        marked(page, "im", true);
        hands::rested(page, || {
            page.get::<()>("canvas.focus();");
            hands::press(page, hands::LEFT);
        });
        marked(page, "im", false);
        assert_eq!(notes(page), [""; 0]);
        // A limit that is given up for `auto` is not in the way of the next one.
        enter(page, "iter", "x");
        marked(page, "iter", true);
        page.get::<()>("document.querySelector('#auto').click();");
        marked(page, "iter", false);
        page.get::<()>(
            "await canvas.settled();
             document.querySelector('#auto').click();
             await next('settle');",
        );
        assert_eq!(shown(page, "iter"), limit);
    });
}

#[test]
fn another_palette_recolours_without_iterating() {
    in_both(|page| {
        let before = page.explore(START);
        open_panel(page);
        for palette in ["lagoon", "grey"] {
            let report = hands::rested(page, || {
                page.get::<()>(&format!(
                    "document.querySelector('input[name=palette][value={palette}]').click();"
                ));
            });
            assert_eq!(report["work"], before["work"], "{palette}: iterated again");
            assert_eq!(report["limit"], before["limit"]);
            assert_ne!(report["generation"], before["generation"]);
            page.picture()
                .assert_is(&format!("{START}&palette={palette}"));
        }
        let bands = hands::rested(page, || {
            page.get::<()>("document.querySelector('input[name=mode][value=bands]').click();");
        });
        assert_eq!(bands["work"], before["work"]);
        page.picture()
            .assert_is(&format!("{START}&palette=grey&mode=bands"));
    });
}

#[test]
fn another_formula_begins_at_its_own_home() {
    in_both(|page| {
        page.explore(START);
        open_panel(page);
        hands::rested(page, || {
            page.get::<()>("document.querySelector('input[name=formula][value=julia]').click();");
        });
        page.picture().assert_is("formula=julia");
        page.screenshot("julia");
        assert!(page.get::<bool>("return !document.querySelector('#cre').hidden;"));
    });
}

#[test]
fn a_picture_that_is_black_by_its_limit_says_so() {
    in_both(|page| {
        page.explore(&format!("{START}&iter=1"));
        open_panel(page);
        page.get::<()>(
            "await until(() => [...document.querySelectorAll('.note p')]
               .some(({ textContent }) => textContent.startsWith('Nothing here escapes within 1 iteration,')));",
        );
        page.screenshot("black");
        enter(page, "iter", "100");
        page.get::<()>("await until(() => !document.querySelector('.note'));");
        // Within the set it is the truth of any limit, and `auto` says nothing of it.
        page.explore("re=-0.1&im=0.1&zoom=1e3");
        assert_eq!(notes(page), [""; 0]);
    });
}

#[test]
fn threads_that_cannot_be_are_not_taken() {
    in_both(|page| {
        page.explore(START);
        open_panel(page);
        page.get::<()>("document.querySelector('#all').click();");
        let before: String = page.get("return canvas.getAttribute('threads');");
        for threads in ["1000", "0", "-3", "1.5"] {
            enter(page, "threads", threads);
            marked(page, "threads", true);
            assert_eq!(
                notes(page),
                [format!(
                    "Threads is {threads}: expected a whole number from 1 to 128; {before} is used."
                )]
            );
            assert_eq!(shown(page, "threads"), threads);
            assert_eq!(
                page.get::<String>("return canvas.getAttribute('threads');"),
                before
            );
        }
        page.get::<()>("document.querySelector('#all').click();");
        marked(page, "threads", false);
        assert_eq!(notes(page), [""; 0]);
    });
}

#[test]
fn threads_can_be_chosen() {
    in_both(|page| {
        page.explore(START);
        open_panel(page);
        page.get::<()>("document.querySelector('#all').click();");
        for threads in [1_u64, 3] {
            enter(page, "threads", &threads.to_string());
            let link = format!("re=-0.7{threads}&im=0.1&zoom=30");
            page.eval("canvas.view = arguments[0];", json!([link]));
            page.settled();
            // Workers that start now join while the picture may be complete.
            let report: Value = page.eval(
                "while (canvas.stats.threads !== arguments[0]) {
                   canvas.setView({ offset: Math.random() }, { merge: true });
                   await next('frame');
                 }
                 return canvas.settled();",
                json!([threads]),
            );
            assert_eq!(report["threads"].as_u64(), Some(threads));
            page.picture().assert_is(&page.link());
        }
    });
}

#[test]
fn a_link_that_is_pasted_anywhere_is_shown() {
    in_both(|page| {
        page.explore(START);
        for text in [
            "re=-0.16&im=1.04&zoom=20",
            "#re=-0.17&im=1.04&zoom=20",
            "https://example.org/x?theme=dark#re=-0.18&im=1.04&zoom=20",
            "https://example.org/x?re=-0.19&im=1.04&zoom=20",
        ] {
            let link = text.rsplit(['#', '?']).next().expect("a link");
            page.eval(
                "const field = document.createElement('input');
                 field.value = arguments[0];
                 document.body.append(field);
                 field.select();",
                json!([text]),
            );
            hands::with_control(page, "c");
            page.get::<()>("document.querySelector('body > input').remove(); canvas.focus();");
            hands::rested(page, || hands::with_control(page, "v"));
            page.picture().assert_is(link);
        }
    });
}

#[test]
fn copy_link_gives_the_address() {
    in_both(|page| {
        page.explore(START);
        page.get::<()>(
            "window.copied = [];
             navigator.clipboard.writeText = async (text) => void window.copied.push(text);
             canvas.focus();",
        );
        hands::press(page, "c");
        let [copied, address]: [Value; 2] = page.get(
            "await until(() => document.querySelector('#notes').textContent.includes('Link copied'));
             return [window.copied, location.href];",
        );
        assert_eq!(copied, json!([address]));
        let address = address.as_str().expect("a text");
        assert!(address.contains("#re=-0.75&im=0.1&zoom=3"), "{address}");
    });
}

#[test]
fn save_png_gives_the_picture() {
    in_both(|page| {
        page.explore("zoom=9");
        // To which no samples are added.
        page.eval(
            "await canvas.setView(arguments[0]); return canvas.settled();",
            json!([START]),
        );
        page.get::<()>(
            "window.saved = new Promise((resolve) => {
               const make = URL.createObjectURL;
               URL.createObjectURL = (blob) => { resolve(blob); return make.call(URL, blob); };
             });
             HTMLAnchorElement.prototype.click = function () { window.download = this.download; };
             canvas.focus();",
        );
        hands::press(page, "s");
        let text: String = page.get("return base64(await window.saved);");
        Picture::from_text(&text).assert_is(START);
        let name: String =
            page.get("await Promise.resolve(); return window.download ?? 'not yet';");
        assert_eq!(name, "mandelbrot-3.png");
        page.get::<()>(
            "await until(() => document.querySelector('#notes').textContent === 'Saved as mandelbrot-3.png.');",
        );
    });
}
