//! The widget in frames of every kind, on pages of other origins: which of them
//! are isolated, and that the picture is right in all.

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::{in_both, in_both_alone};
use crate::host::Host;
use crate::page::Page;
use crate::widget::{LINK, call};

const ALLOW: &str = "cross-origin-isolated; fullscreen";

/// A frame in a page.
struct Row {
    what: &'static str,
    /// The attributes of the frame.
    attributes: Value,
    /// Whether the frame stands in another one, whose page is text.
    within_srcdoc: bool,
    /// The browsers in which it is isolated.
    isolated: &'static [Browser],
}

/// Puts a row's frame onto the page that is open.
fn put(page: &Page, row: &Row) {
    let address = format!("{}/embed.html#{LINK}", page.fleet.site());
    page.eval(
        "const [src, attributes, withinSrcdoc] = arguments;
         const frame = document.createElement('iframe');
         for (const [name, value] of Object.entries({ ...attributes, src })) frame.setAttribute(name, value);
         let added = frame;
         if (withinSrcdoc) {
           added = document.createElement('iframe');
           added.allow = attributes.allow ?? '';
           added.srcdoc = frame.outerHTML;
         }
         const loaded = next('load', undefined, added);
         document.body.append(added);
         await loaded;",
        json!([address, row.attributes, row.within_srcdoc]),
    );
}

/// Does something within the row's frame.
fn within<T>(page: &Page, row: &Row, act: impl FnOnce() -> T) -> T {
    if row.within_srcdoc {
        page.within(0, || page.within(0, act))
    } else {
        page.within(0, act)
    }
}

/// Opens pages of a host, each with a row's frame in, and checks what becomes of it.
#[track_caller]
fn assert_rows(page: &Page, host: &Host, rows: &[Row]) {
    // Another port of the same site, and another site.
    for origin in [host.address(), host.elsewhere()] {
        for row in rows {
            let what = format!("{} in {origin}", row.what);
            page.open(&format!("{origin}/hosting.html"));
            put(page, row);
            within(page, row, || {
                let report = page.settled();
                let expected = row.isolated.contains(&page.browser);
                let shares: bool = page
                    .get("return crossOriginIsolated && typeof SharedArrayBuffer === 'function';");
                assert_eq!(shares, expected, "{what}");
                let backend = if expected { "shared" } else { "transfer" };
                assert_eq!(report["backend"], backend, "{what}");
                page.picture().assert_is(LINK);
            });
        }
    }
}

fn row(what: &'static str, attributes: Value, isolated: &'static [Browser]) -> Row {
    Row {
        what,
        attributes,
        within_srcdoc: false,
        isolated,
    }
}

#[test]
fn in_pages_that_send_nothing() {
    in_both(|page| {
        let host = page.fleet.foreign();
        let sandbox = "allow-scripts allow-same-origin";
        let rows = [
            row("a frame", json!({ "allow": ALLOW }), &[Browser::Chromium]),
            row(
                "a frame that allows nothing",
                json!({}),
                &[Browser::Chromium],
            ),
            row(
                "a sandbox",
                json!({ "allow": ALLOW, "sandbox": sandbox }),
                &[Browser::Chromium],
            ),
            Row {
                within_srcdoc: true,
                ..row(
                    "a frame in srcdoc",
                    json!({ "allow": ALLOW }),
                    &[Browser::Chromium],
                )
            },
        ];
        assert_rows(page, host, &rows);
    });
}

#[test]
fn in_pages_that_are_isolated() {
    let host = Host::start(|_, _| {});
    in_both(|page| {
        let sandbox = "allow-scripts allow-same-origin";
        let rows = [
            row("a frame", json!({ "allow": ALLOW }), &Browser::ALL),
            row("a frame that allows nothing", json!({}), &Browser::ALL),
            row(
                "a sandbox",
                json!({ "allow": ALLOW, "sandbox": sandbox }),
                &Browser::ALL,
            ),
            Row {
                within_srcdoc: true,
                ..row(
                    "a frame in srcdoc",
                    json!({ "allow": ALLOW }),
                    &Browser::ALL,
                )
            },
        ];
        assert_rows(page, &host, &rows);
    });
}

#[test]
fn in_pages_whose_policy_allows_nothing_else() {
    in_both(|page| {
        let site = page.fleet.site();
        let host = Host::start(move |path, served| {
            served.isolated = false;
            if path == "/hosting.html" {
                served.headers = format!(
                    "Content-Security-Policy: default-src 'none'; script-src 'unsafe-inline'; \
                     style-src 'unsafe-inline'; frame-src {site}\r\n"
                );
            }
        });
        let rows = [row(
            "a frame",
            json!({ "allow": ALLOW }),
            &[Browser::Chromium],
        )];
        assert_rows(page, &host, &rows);
    });
}

#[test]
fn in_pages_that_a_host_isolates_and_then_does_not() {
    // As hosts do that join what two of their rules say: see `hosts.rs`.
    let host = Host::start(|path, served| {
        if path == "/hosting.html" {
            served.isolated = false;
            served.headers.push_str(
                "Cross-Origin-Opener-Policy: same-origin, unsafe-none\r\n\
                 Cross-Origin-Embedder-Policy: require-corp, unsafe-none\r\n\
                 Document-Isolation-Policy: isolate-and-require-corp, none\r\n",
            );
        }
    });
    in_both(|page| {
        let rows = [row(
            "a frame",
            json!({ "allow": ALLOW }),
            &[Browser::Chromium],
        )];
        assert_rows(page, &host, &rows);
        assert!(!page.get::<bool>("return crossOriginIsolated;"));
    });
}

#[test]
fn in_a_page_that_is_blocked_it_goes_on_drawing() {
    in_both_alone(|page| {
        let host = page.fleet.foreign();
        for origin in [host.address(), host.elsewhere()] {
            page.open(&format!("{origin}/hosting.html"));
            put(page, &row("a frame", json!({ "allow": ALLOW }), &[]));
            call(page, "settled", &json!({}));
            call(page, "subscribe", &json!({ "event": "frame" }));
            let times: [f64; 2] = page.get(
                "const flight = { view: 're=-0.743643887037151&im=0.131825904205330&zoom=3e4', duration: 4000 };
                 const under_way = nextHeard(({ method, params }) => method === 'frame' && !params.complete);
                 const arrived = call('flyTo', flight);
                 await under_way;
                 const begun = performance.now();
                 while (performance.now() - begun < 1000);
                 const ended = performance.now();
                 await arrived;
                 return [begun, ended].map((time) => performance.timeOrigin + time);",
            );
            let drawn = page.within(0, || {
                page.eval(
                    "const [from, to] = arguments;
                     const { frames } = await canvas.ledger();
                     return frames.filter(({ t }) => t >= from && t <= to).length;",
                    json!(times),
                )
            });
            let drawn = drawn.as_u64().expect("a number");
            // One may have been under way. How many there are is the machine's business.
            assert!(
                drawn >= 2,
                "{drawn} frames while it was blocked, in {origin}"
            );
        }
    });
}
