//! Several widgets on a page: they share the machine's cores, and those out of
//! view take no part.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::Host;
use crate::page::Page;

/// A host of widgets on a machine with so many cores; its own pages are isolated
/// or send nothing.
fn machine(cores: u32, isolated: bool) -> Host {
    Host::start(move |path, served| {
        served.isolated = isolated;
        if ["/embed/share.js", "/worker.js"].contains(&path) {
            served.begin_with(&format!(
                "Object.defineProperty(navigator, 'hardwareConcurrency', {{ value: {cores} }});\n"
            ));
        }
    })
}

/// Puts so many widgets of the host onto a page of another site, one below the
/// other: three of them are in view.
fn embed(page: &Page, host: &Host, count: u32) {
    page.open(&format!("{}/hosting.html", host.elsewhere()));
    for index in 0..count {
        let address = format!("{}/embed.html#{}", host.address(), link(index));
        page.eval("await embed(arguments[0]);", json!([address]));
    }
}

/// A view of its own for each.
fn link(index: u32) -> String {
    format!("re=-0.7453&im=0.1127&zoom={}", 20 + index)
}

/// Waits until the widget of a frame has been told to use so many threads.
fn wait_for_threads(page: &Page, frame: u16, expected: Option<u32>) {
    page.within(frame, || {
        page.eval(
            "const [expected] = arguments;
             await until(() => canvas.getAttribute('threads') === expected);",
            json!([expected.map(|threads| threads.to_string())]),
        );
    });
}

/// Brings the widget of a frame into view, at the top.
fn scroll_to(page: &Page, frame: u16) {
    page.eval(
        "document.querySelectorAll('iframe')[arguments[0]].scrollIntoView({ behavior: 'instant' });",
        json!([frame]),
    );
}

/// Of the frame that is told: the report of its complete picture.
fn settled(page: &Page, frame: u16) -> Value {
    page.within(frame, || page.settled())
}

#[test]
fn twelve_widgets_share_the_cores_and_draw_what_each_draws_alone() {
    for isolated in [true, false] {
        let host = machine(6, isolated);
        in_both(|page| {
            embed(page, &host, 12);
            // Those in view have two each, and no more than that is started.
            for frame in 0..3 {
                wait_for_threads(page, frame, Some(2));
            }
            for frame in 0..3 {
                let report = page.within(frame, || {
                    page.get::<Value>("canvas.view = 'zoom=1.5'; return canvas.settled();")
                });
                assert!(report["threads"].as_u64() <= Some(2), "{report}");
            }
            // One out of view shows nothing of what is set, whatever others draw.
            page.within(11, || {
                page.get::<()>("await canvas.setView('re=-0.16&im=1.04&zoom=20');");
            });
            page.within(0, || {
                page.get::<()>("canvas.view = 're=-0.16&im=1.04&zoom=25'; await canvas.settled();");
            });
            let complete = "return canvas.stats?.complete ?? false;";
            assert!(!page.within(11, || page.get::<bool>(complete)));
            for frame in 0..12 {
                scroll_to(page, frame);
                let link = link(frame.into());
                page.within(frame, || {
                    page.eval(
                        "canvas.view = arguments[0]; await canvas.settled();",
                        json!([link]),
                    );
                    page.picture().assert_is(&link);
                });
            }
            scroll_to(page, 9);
            for frame in 9..12 {
                wait_for_threads(page, frame, Some(2));
            }
        });
    }
}

#[test]
fn what_a_widget_leaves_the_others_take() {
    let host = machine(6, true);
    in_both(|page| {
        embed(page, &host, 3);
        wait_for_threads(page, 0, Some(2));
        page.get::<()>("document.querySelectorAll('iframe')[2].remove();");
        for frame in 0..2 {
            wait_for_threads(page, frame, Some(3));
        }
        // One that is only out of view leaves them, too; and comes back.
        page.get::<()>("scrollTo(0, 250);");
        wait_for_threads(page, 1, Some(6));
        page.get::<()>("scrollTo(0, 0);");
        for frame in 0..2 {
            wait_for_threads(page, frame, Some(3));
        }
        assert_eq!(settled(page, 0)["complete"], true);
    });
}

#[test]
fn what_cores_are_left_over_the_first_ones_take() {
    let host = machine(7, true);
    in_both(|page| {
        embed(page, &host, 2);
        let threads = [0, 1].map(|frame| {
            page.within(frame, || {
                page.get::<String>(
                    "const threads = () => canvas.getAttribute('threads');
                     return until(() => ['3', '4'].includes(threads()) && threads());",
                )
            })
        });
        assert!(threads.contains(&"3".to_owned()), "{threads:?}");
        assert!(threads.contains(&"4".to_owned()), "{threads:?}");
    });
}

#[test]
fn more_widgets_than_cores_have_a_thread_each() {
    let host = machine(2, true);
    in_both(|page| {
        embed(page, &host, 3);
        for frame in 0..3 {
            wait_for_threads(page, frame, Some(1));
            settled(page, frame);
            page.within(frame, || page.picture().assert_is(&link(frame.into())));
        }
    });
}

#[test]
fn a_widget_that_is_alone_takes_all_cores_and_loads_nothing_to_share_them() {
    let host = machine(3, true);
    in_both(|page| {
        embed(page, &host, 1);
        settled(page, 0);
        page.within(0, || {
            let threads: Option<String> = page.get("return canvas.getAttribute('threads');");
            assert_eq!(threads, None);
            assert_eq!(page.get::<u32>("return canvas.catalogue.threads;"), 3);
            let loaded: Vec<String> = page
                .get("return performance.getEntriesByType('resource').map(({ name }) => name);");
            assert!(loaded.iter().any(|name| name.ends_with("/embed/talk.js")));
            assert!(!loaded.iter().any(|name| name.ends_with("/embed/share.js")));
        });
    });
}

#[test]
fn where_the_browser_lets_no_widget_know_of_others_each_takes_all_cores() {
    let host = Host::start(|path, served| {
        if path == "/embed.js" {
            served.begin_with("Object.defineProperty(navigator, 'locks', { value: undefined });\n");
        }
    });
    in_both(|page| {
        embed(page, &host, 2);
        for frame in 0..2 {
            wait_for_threads(page, frame, None);
            settled(page, frame);
        }
    });
}
