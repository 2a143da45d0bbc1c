//! Tours of files: the one that the widget's address names, and those that
//! cannot be shown.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::{Host, Served};
use crate::page::Page;
use crate::support::assets;
use crate::widget::{LINK, call, open_host, picture};

const THERE: &str = "re=-0.16&im=1.04&zoom=20";

/// Two stops, the first held for half a second, the other one's end the end.
fn tour() -> String {
    json!({
        "title": "Two <b>places</b>",
        "lang": "en",
        "stops": [
            { "view": LINK, "hold": 500, "caption": "one" },
            { "view": THERE, "duration": 60, "hold": 500, "caption": "two & \"three\"" },
        ],
    })
    .to_string()
}

/// Has an answer be a file of JSON.
fn be_json(served: &mut Served, text: String) {
    served.status = 200;
    "application/json".clone_into(&mut served.kind);
    served.body = text.into_bytes();
}

/// Puts a widget of this host into a page of another site. The host isolates nothing:
/// where the widget's service worker can, the frame is loaded once more before it
/// answers.
fn embed_of(page: &Page, host: &Host, rest: &str) {
    open_host(page);
    let address = format!("{}/embed.html{rest}", host.address());
    page.eval(
        "await embed(arguments[0]);
         (await window.connect(widget())).close();",
        json!([address]),
    );
}

/// The caption once it contains this.
fn caption_with(page: &Page, text: &str) -> Vec<String> {
    let found = page.within(0, || {
        page.eval(
            "const texts = () => Array.from(document.querySelectorAll('#caption p'), ({ textContent }) => textContent);
             await until(() => texts().some((text) => text.includes(arguments[0])));
             return texts();",
            json!([text]),
        )
    });
    serde_json::from_value(found).expect("texts")
}

#[test]
fn a_file_is_played_as_soon_as_it_is_there_and_adds_nothing_to_the_history() {
    let host = Host::start(|path, served| {
        if path == "/tours/two.json" {
            be_json(served, tour());
        }
    });
    in_both(|page| {
        embed_of(page, &host, "?tour=tours/two.json&theme=dark");
        let before: u32 = page.get("return history.length;");
        let texts = caption_with(page, "two");
        assert_eq!(texts, ["Two <b>places</b> · 2 / 2", "two & \"three\""]);
        page.within(0, || {
            page.get::<()>(
                "await until(() => document.querySelector('.tour[aria-label=\"Play the tour\"]'));",
            );
        });
        picture(page).assert_is(THERE);
        assert_eq!(page.get::<u32>("return history.length;"), before);
        assert_eq!(call(page, "previous", &json!({}))["stop"], 0);
    });
}

#[test]
fn a_file_is_shown_and_waits_where_motion_is_unwanted_and_its_flights_are_cuts() {
    let host = Host::start(|path, served| {
        if path == "/two.json" {
            let mut long: Value = serde_json::from_str(&tour()).expect("it is JSON");
            long["stops"][1]["duration"] = json!(600_000);
            be_json(served, long.to_string());
        } else if path == "/element/surroundings.js" {
            served.begin_with(
                "const asked = matchMedia.bind(window);
                 window.matchMedia = (query) =>
                   query.includes('reduced-motion') ? { matches: true, addEventListener() {} } : asked(query);\n",
            );
        }
    });
    in_both(|page| {
        embed_of(page, &host, "?tour=two.json");
        caption_with(page, "one");
        picture(page).assert_is(LINK);
        let state = call(page, "pause", &json!({}));
        assert_eq!(
            (&state["stop"], &state["playing"]),
            (&json!(0), &json!(false))
        );
        call(page, "play", &json!({}));
        caption_with(page, "two");
        picture(page).assert_is(THERE);
    });
}

#[test]
fn a_coordinator_that_dies_on_the_way_does_not_end_it() {
    let host = Host::start(|path, served| match path {
        "/two.json" => be_json(served, tour()),
        "/embed.html" => {
            let page = String::from_utf8_lossy(&served.body).into_owned();
            let trapping = "<deep-canvas rehearse=\"coordinator-trap\" ";
            served.body = page.replace("<deep-canvas ", trapping).into_bytes();
        }
        _ => {}
    });
    in_both(|page| {
        embed_of(page, &host, "?tour=two.json");
        caption_with(page, "two");
        picture(page).assert_is(THERE);
    });
}

/// Opens tours within the frame; the warnings, and what is seen, of each.
const OPEN: &str = "
    const [assets, addresses] = arguments;
    const { openTour } = await window.eval(`import('/${assets}/embed/tour/tour.js')`);
    const troubles = [];
    for (const address of addresses) {
      document.querySelector('#trouble')?.remove();
      const warned = next('warning', ({ detail }) => detail.code === 'tour');
      openTour(canvas, address);
      const { message } = await warned;
      troubles.push([message, document.querySelector('#trouble')?.textContent ?? '']);
    }
    return troubles;";

#[test]
fn files_that_cannot_be_shown_leave_a_notice_and_a_widget_that_works() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let other = Host::start(move |path, served| {
        if path == "/two.json" {
            count.fetch_add(1, Ordering::Relaxed);
            served
                .headers
                .push_str("Access-Control-Allow-Origin: *\r\n");
            be_json(served, tour());
        }
    });
    let away = format!("Location: {}/two.json\r\n", other.elsewhere());
    let host = Host::start(move |path, served| {
        match path {
        "/page.json" => {
            served.status = 200;
            "text/html; charset=utf-8".clone_into(&mut served.kind);
            served.body = b"<!doctype html><p>Not here".to_vec();
        }
        "/broken.json" => be_json(served, "{\"stops\": [".to_owned()),
        "/list.json" => be_json(served, "[]".to_owned()),
        "/none.json" => be_json(served, "{\"stops\": []}".to_owned()),
        "/wrong.json" => be_json(served, "{\"stops\": [{\"view\": 7}]}".to_owned()),
        "/huge.json" => be_json(served, " ".repeat((1 << 20) + 1)),
        "/away.json" => {
            served.status = 302;
            served.headers.push_str(&away);
        }
        "/embed/tour/file.js" => served.begin_with(
            "const asked = fetch;
             window.fetch = (url, options) => {
               if (!url.pathname.includes('late')) return asked(url, options);
               return asked(url, { ...options, signal: AbortSignal.abort(new DOMException('', 'TimeoutError')) });
             };\n",
        ),
        _ => {}
    }
    });
    in_both(|page| {
        embed_of(page, &host, &format!("#{LINK}"));
        let elsewhere = format!("{}/two.json", other.address());
        let cases = [
            ("missing.json", "status 404: expected a JSON file"),
            ("page.json", "a page (text/html): expected a JSON file"),
            ("broken.json", "no JSON ("),
            ("list.json", "file: a list: expected an object"),
            (
                "none.json",
                "stops: a list: expected 1 to 1000 stops, not 0",
            ),
            ("wrong.json", "stops[0].view: 7: expected an object"),
            (
                "huge.json",
                "more than 1048576 bytes: expected a smaller file",
            ),
            (
                "away.json",
                "it cannot be fetched: expected a JSON file of this origin",
            ),
            ("late.json", "not there after 30 seconds"),
            ("http://[", "no address: expected"),
            ("data:application/json,{}", "of another origin"),
            (&elsewhere, "of another origin"),
        ];
        let addresses: Vec<&str> = cases.iter().map(|(address, _)| *address).collect();
        let troubles: Vec<[String; 2]> = page
            .within(0, || {
                serde_json::from_value(page.eval(OPEN, json!([assets(), addresses])))
            })
            .expect("texts");
        for ((address, expected), [message, notice]) in cases.iter().zip(&troubles) {
            assert!(message.contains(expected), "{address}: {message}");
            assert!(
                message.starts_with("tour: ") && message.len() < 300,
                "{message}"
            );
            assert!(notice.contains(expected), "{address}: {notice}");
            assert!(notice.starts_with("This tour cannot be shown."), "{notice}");
        }
        assert_eq!(
            asked.load(Ordering::Relaxed),
            0,
            "{page}: the other origin was asked"
        );

        let left: Value = page.within(0, || {
            page.get(
                "document.querySelector('#trouble button').click();
                 return document.querySelectorAll('#trouble, .tour').length;",
            )
        });
        assert_eq!(left, 0);
        picture(page).assert_is(LINK);
    });
}

#[test]
fn a_tour_of_another_origin_in_the_address_is_told_of() {
    let host = Host::start(|_, _| {});
    in_both(|page| {
        embed_of(page, &host, "?tour=https://example.org/tour.json#zoom=2");
        let notice: String = page.within(0, || {
            page.get("return (await until(() => document.querySelector('#trouble'))).textContent;")
        });
        assert!(notice.contains("of another origin"), "{notice}");
        let asked: Vec<String> = page.within(0, || {
            page.get("return performance.getEntriesByType('resource').map(({ name }) => name);")
        });
        assert!(
            asked.iter().all(|name| name.starts_with(&host.address())),
            "{asked:?}"
        );
        picture(page).assert_is("zoom=2");
    });
}

#[test]
fn what_a_tour_looks_like_large_and_small() {
    let host = Host::start(|path, served| {
        if path == "/look.json" {
            let stop = json!({
                "view": "re=-0.7453&im=0.1127&zoom=300&palette=lagoon",
                "hold": 3_600_000,
                "caption": "Seahorse valley lies between the heart and the disc. Its spirals turn into \
                    one another at every depth.",
            });
            be_json(
                served,
                json!({ "title": "Along the edge", "stops": [stop, { "view": "" }] }).to_string(),
            );
        }
    });
    in_both(|page| {
        page.resize(720, 480);
        embed_of(page, &host, "?tour=look.json&theme=dark");
        caption_with(page, "valley");
        for (width, height, is_read) in [(640, 400, true), (320, 200, true), (120, 90, false)] {
            page.get::<()>(&format!(
                "widget().style.cssText = 'inline-size: {width}px; block-size: {height}px';"
            ));
            let seen: Value = page.within(0, || {
                page.get(
                    "await new Promise(requestAnimationFrame);
                     await canvas.settled();
                     const inside = [...document.querySelectorAll('#bar, #attribution, #caption')]
                       .filter((element) => element.checkVisibility() && getComputedStyle(element).opacity !== '0')
                       .map((element) => element.getBoundingClientRect());
                     const fits = ({ left, top, right, bottom }) =>
                       left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
                     const overlap = (a, b) =>
                       a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
                     return [inside.every(fits), inside.some((a, at) => inside.slice(at + 1).some((b) => overlap(a, b))),
                       document.querySelector('#caption').checkVisibility({ opacityProperty: true })];",
                )
            });
            assert_eq!(seen, json!([true, false, is_read]), "{width} × {height}");
            page.screenshot(&format!("tour-{width}"));
        }
    });
}
