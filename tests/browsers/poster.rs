//! The widget before it draws: its poster, and when its program starts.

use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::{Host, Served};
use crate::page::Page;
use crate::pictures::Picture;
use crate::widget::{LINK, call, embed, open_host, picture};

/// Within the widget: what its poster is, and whether it is all that is seen.
const POSTER: &str = "
    const { backgroundImage, display } = getComputedStyle(document.querySelector('#poster'));
    const kind = /webp/.test(backgroundImage) ? 'home' : /gradient/.test(backgroundImage) ? 'neutral' : backgroundImage;
    const drawn = document.querySelector('main').classList.contains('shown');
    return [kind, display !== 'none' && !drawn];";

fn poster(page: &Page) -> Value {
    page.within(0, || page.get(POSTER))
}

/// A widget's place on the page around: far below what is seen of it.
fn embed_below(page: &Page, address: &str) {
    open_host(page);
    page.eval(
        "document.body.style.paddingBlockStart = '2000px';
         await embed(arguments[0]);",
        json!([address]),
    );
}

fn has_begun(page: &Page) -> bool {
    page.within(0, || {
        page.get("return canvas.shadowRoot.querySelector('canvas') !== null;")
    })
}

/// A site whose workers tell that they live, for widgets. What is asked of one that is
/// loaded again, isolated by a service worker, would have to be asked again.
fn site() -> Host {
    Host::start(|path, served| {
        if path == "/service-worker.js" {
            served.be_missing();
        }
    })
}

#[test]
fn the_program_starts_when_the_widget_comes_into_view() {
    let host = site();
    in_both(|page| {
        embed_below(page, &format!("{}/embed.html", host.address()));
        // It is there, and answers what needs no picture.
        assert_eq!(call(page, "getView", &json!({}))["re"], "-0.75");
        assert_eq!(call(page, "getStats", &json!({})), Value::Null);
        assert_eq!(call(page, "setView", &json!({ "view": LINK })), Value::Null);
        assert_eq!(call(page, "getView", &json!({}))["zoom"], "30");
        page.get::<()>(
            "for (let turn = 0; turn < 3; turn += 1) await new Promise(requestAnimationFrame);",
        );
        assert!(!has_begun(page), "nobody sees it");
        assert_eq!(poster(page), json!(["home", true]));

        page.get::<()>(
            "await call('subscribe', { event: 'settle' });
             const settled = nextHeard(({ method }) => method === 'settle');
             widget().scrollIntoView({ behavior: 'instant' });
             await settled;",
        );
        picture(page).assert_is(LINK);
    });
}

#[test]
fn a_call_for_the_picture_starts_a_widget_that_nobody_sees() {
    let host = site();
    in_both(|page| {
        embed_below(page, &format!("{}/embed.html#{LINK}", host.address()));
        assert!(!has_begun(page), "nobody sees it");
        picture(page).assert_is(LINK);
        // And one that sleeps again.
        call(
            page,
            "setView",
            &json!({ "view": { "zoom": 50 }, "merge": true }),
        );
        picture(page).assert_is("re=-0.7453&im=0.1127&zoom=50");
        assert_eq!(page.get::<f64>("return scrollY;"), 0.0);
    });
}

#[test]
fn the_poster_is_the_home_views_or_the_pages_own_and_never_another_views() {
    let inline = "data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22/%3E";
    in_both(|page| {
        let site = page.fleet.site();
        let own = format!("url(\"{site}/preview.png\")");
        let encoded = inline.replace('%', "%25").replace('+', "%2B");
        for (rest, expected) in [
            (String::new(), "home"),
            ("?theme=dark#".to_owned(), "home"),
            (format!("#{LINK}"), "neutral"),
            ("#palette=lagoon".to_owned(), "neutral"),
            (format!("?poster=preview.png#{LINK}"), own.as_str()),
            (format!("?poster={encoded}"), &format!("url(\"{inline}\")")),
            ("?poster=https://example.org/a.png".to_owned(), "home"),
            ("?poster=javascript:alert()#zoom=2".to_owned(), "neutral"),
            ("?poster=data:text/html,a".to_owned(), "home"),
            ("?poster=http://[".to_owned(), "home"),
        ] {
            embed_below(page, &format!("{site}/embed.html{rest}"));
            assert_eq!(poster(page), json!([expected, true]), "{rest}");
        }
    });
}

/// A door that a test keeps shut: an answer that waits behind it comes when it opens.
#[derive(Default)]
struct Door {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Door {
    fn pass(&self) {
        let is_open = self.is_open.lock().expect("no test panics with it");
        let open = self.opened.wait_while(is_open, |is_open| !*is_open);
        drop(open.expect("no test panics with it"));
    }

    fn set(&self, is_open: bool) {
        *self.is_open.lock().expect("no test panics with it") = is_open;
        self.opened.notify_all();
    }
}

#[test]
fn the_poster_is_seen_until_the_first_frame() {
    in_both(|page| {
        let door = Arc::new(Door::default());
        let before_program = Arc::clone(&door);
        let host = Host::start(move |path, _| {
            if path == "/pkg/deepcanvas_bg.wasm" {
                before_program.pass();
            }
        });
        for (theme, rest, ground) in [
            ("dark", "", [8, 33, 90]),
            ("light", "", [8, 33, 90]),
            ("dark", "#zoom=2", [14, 17, 27]),
            ("light", "#zoom=2", [218, 224, 235]),
        ] {
            door.set(false);
            page.resize(640, 400);
            page.open(&format!(
                "{}/embed.html?theme={theme}{rest}",
                host.address()
            ));
            let state = if rest.is_empty() { "home" } else { "neutral" };
            page.screenshot(&format!("embed-poster-{state}-{theme}"));
            let seen = Picture::from_png(&page.seen());
            for (found, expected) in seen.rgba[..3].iter().zip(ground) {
                let text = format!("{theme} {rest}: {:?}", &seen.rgba[..3]);
                assert!(found.abs_diff(expected) < 16, "{text}");
            }
            door.set(true);
            page.settled();
            page.get::<()>("await until(() => document.querySelector('main.shown'));");
            assert_eq!(page.get::<[Value; 2]>(POSTER)[1], false);
            let drawn = Picture::from_png(&page.seen());
            assert!(drawn != seen, "{theme} {rest}: the picture is seen");
        }
    });
}

/// A host whose readers want little data used.
fn sparing() -> Host {
    Host::start(|path, served: &mut Served| {
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/embed.html" {
            served.begin_with(
                "<!doctype html><script>
                   const asked = matchMedia.bind(window);
                   window.matchMedia = (query) => asked(query.includes('reduced-data') ? 'all' : query);
                   Object.defineProperty(navigator, 'languages', { value: ['de'] });
                 </script>",
            );
        }
    })
}

#[test]
fn where_data_is_dear_the_reader_starts_it() {
    let host = sparing();
    in_both(|page| {
        page.resize(640, 400);
        page.open(&format!("{}/embed.html", host.address()));
        let text: String = page.get(
            "const load = document.querySelector('#load');
             return until(() => load.checkVisibility() && load.textContent);",
        );
        assert_eq!(text, "Bild laden");
        page.get::<()>(
            "for (let turn = 0; turn < 3; turn += 1) await new Promise(requestAnimationFrame);",
        );
        assert_eq!(page.get::<u32>("return workers();"), 0);
        page.screenshot("embed-sparing");
        page.get::<()>("document.querySelector('#load').focus();");
        crate::hands::press(page, crate::hands::ENTER);
        page.settled();
        let [shown, focused]: [bool; 2] = page.get(
            "return [document.querySelector('#load').checkVisibility(), document.activeElement === canvas];",
        );
        assert!(!shown && focused);
    });
}

#[test]
fn where_data_is_dear_a_call_for_the_picture_starts_it_too() {
    let host = sparing();
    in_both(|page| {
        open_host(page);
        page.eval(
            "await embed(arguments[0]);",
            json!([format!("{}/embed.html#{LINK}", host.address())]),
        );
        picture(page).assert_is(LINK);
        let shown: bool = page.within(0, || {
            page.get("return document.querySelector('#load').checkVisibility();")
        });
        assert!(!shown);
        embed(page, "");
    });
}
