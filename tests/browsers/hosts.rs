//! The gallery of hosts, as people see it.

use serde_json::json;

use crate::drive::Browser;
use crate::fleet::{in_both, in_both_alone};
use crate::page::Page;

/// What a page's widgets are said to have become, in the order in which they stand.
fn captions(page: &Page) -> Vec<String> {
    page.get(
        "const captions = [...document.querySelectorAll('figcaption')];
         await until(() => captions[0].textContent.includes('thread'));
         return captions.map(({ textContent }) => textContent);",
    )
}

fn open(page: &Page, path: &str) {
    page.open(&format!("{}/hosts/{path}", page.fleet.site()));
}

/// Asserts that the first widget of the page became what it becomes in a page that
/// sends nothing.
#[track_caller]
fn assert_plain(page: &Page) {
    assert!(!page.get::<bool>("return crossOriginIsolated;"));
    let expected = match page.browser {
        Browser::Chromium => "memory shared",
        Browser::Firefox => "memory of its own",
    };
    let captions = captions(page);
    assert!(captions[0].ends_with(expected), "{captions:?}");
}

#[test]
fn the_gallery_leads_to_every_host_and_comes_from_the_page_embed() {
    in_both(|page| {
        page.open(&format!("{}/embed-this.html", page.fleet.site()));
        let gallery: String = page.get("return document.querySelector('a[href^=hosts]').href;");
        page.open(&gallery);
        let hosts: Vec<String> =
            page.get("return [...document.querySelectorAll('.cards a')].map(({ href }) => href);");
        assert_eq!(hosts.len(), 7);
        page.screenshot("hosts");
        for host in hosts {
            page.open(&host);
            let up: String = page.get("return document.querySelector('.up').href;");
            assert_eq!(up, gallery);
        }
    });
}

#[test]
fn plain_and_isolated_pages_say_what_became_of_the_widget() {
    in_both(|page| {
        open(page, "plain/");
        assert_plain(page);
        page.screenshot("hosts-plain");
        open(page, "isolated.html");
        assert!(page.get::<bool>("return crossOriginIsolated;"));
        let captions = captions(page);
        assert!(captions[0].ends_with("memory shared"), "{captions:?}");
    });
}

#[test]
fn a_page_given_as_text_has_the_widget_in() {
    in_both(|page| {
        open(page, "plain/srcdoc.html");
        assert_plain(page);
    });
}

#[test]
fn a_sandbox_that_takes_the_origin_away_is_told_what_is_missing() {
    in_both(|page| {
        open(page, "plain/sandbox.html");
        assert_plain(page);
        let (text, is_seen): (String, bool) = page.within(1, || {
            page.get(
                "const said = document.querySelector('#unloaded');
                 for (const animation of said.getAnimations()) animation.finish();
                 return [said.textContent, getComputedStyle(said).visibility === 'visible' && said.checkVisibility()];",
            )
        });
        assert!(text.contains("allow-scripts allow-same-origin"), "{text}");
        assert!(is_seen);
        page.get::<()>(
            "document.querySelectorAll('iframe')[1].scrollIntoView({ behavior: 'instant' });",
        );
        page.screenshot("hosts-sandbox");
        // Where it does load, nothing is said.
        let is_seen: bool = page.within(0, || {
            page.get("return document.querySelector('#unloaded').checkVisibility();")
        });
        assert!(!is_seen);
    });
}

#[test]
fn each_of_the_twelve_draws_when_it_comes_into_view() {
    in_both(|page| {
        open(page, "plain/twelve.html");
        assert_plain(page);
        assert_eq!(captions(page).len(), 12);
        for index in 0..12 {
            let caption = page.eval(
                "const figure = document.querySelectorAll('figure')[arguments[0]];
                 figure.scrollIntoView({ behavior: 'instant' });
                 const caption = figure.querySelector('figcaption');
                 await until(() => caption.textContent.includes('thread'));
                 return caption.textContent;",
                json!([index]),
            );
            assert!(caption.as_str().is_some_and(|text| text.contains(": ")));
        }
    });
}

#[test]
fn a_strict_policy_lets_the_widget_draw() {
    in_both(|page| {
        open(page, "plain/strict.html");
        let report = page.within(0, || page.settled());
        assert_eq!(report["complete"], true);
        // The page's own policy holds: no script of the page's may load anything.
        let is_refused: bool =
            page.get("return fetch(location.href).then(() => false, () => true);");
        assert!(is_refused);
    });
}

#[test]
fn the_picture_flies_on_while_its_page_is_blocked() {
    in_both_alone(|page| {
        open(page, "plain/blocked.html");
        assert_plain(page);
        let said: String = page.get(
            "document.querySelector('#block').click();
             const said = document.querySelector('#said');
             await until(() => said.textContent !== '');
             return said.textContent;",
        );
        let drawn = said.rsplit(' ').nth(2).and_then(|count| count.parse().ok());
        let drawn: u32 = drawn.unwrap_or_else(|| panic!("{said}"));
        // Some 120 are due. Where no core is left for Firefox's compositor, it may at any
        // moment be four frames behind; the next drawing on the visible canvas, be it 2D or
        // of bitmaps, then asks the page's main thread to have them shown, and waits for it.
        // Were the picture bound to its page, one would be drawn.
        let least = match page.browser {
            Browser::Chromium => 10,
            Browser::Firefox => 3,
        };
        assert!(drawn >= least, "{said}");
        page.get::<()>("await until(() => !document.querySelector('#block').disabled);");
    });
}
