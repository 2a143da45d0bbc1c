//! The widget in a frame of another site: its picture, its address, its looks.

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::host::Host;
use crate::support::assets;
use crate::widget::{LINK, call, embed, embed_in, open_host, picture};

#[test]
fn in_a_page_that_sends_nothing_it_draws_what_it_draws_at_home() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        assert!(!page.get::<bool>("return crossOriginIsolated;"));
        let report = call(page, "settled", &json!({}));
        let expected = match page.browser {
            // By Document-Isolation-Policy.
            Browser::Chromium => "shared",
            Browser::Firefox => "transfer",
        };
        assert_eq!(report["backend"], expected);
        picture(page).assert_is(LINK);
    });
}

#[test]
fn in_an_isolated_page_it_has_threads_in_every_browser() {
    let host = Host::start(|_, _| {});
    in_both(|page| {
        embed_in(
            page,
            &format!("{}/hosting.html", host.elsewhere()),
            &format!("#{LINK}"),
        );
        assert!(page.get::<bool>("return crossOriginIsolated;"));
        assert_eq!(call(page, "settled", &json!({}))["backend"], "shared");
        picture(page).assert_is(LINK);
    });
}

/// Within the frame: tells of every address that replaces another.
const TELL_ADDRESSES: &str = "
    const replace = history.replaceState;
    history.replaceState = function (...entry) {
      replace.apply(this, entry);
      dispatchEvent(new CustomEvent('replaced', { detail: location.href }));
    };";

#[test]
fn its_address_follows_the_view_and_is_followed_and_no_history_grows() {
    in_both(|page| {
        embed(page, &format!("?theme=dark&attribution=0#{LINK}"));
        let site = page.fleet.site();
        let before: u32 = page.get("return history.length;");
        page.within(0, || {
            page.settled();
            page.get::<()>(&format!(
                "{TELL_ADDRESSES}
                 window.replaced = next('replaced', ({{ detail }}) => detail.includes('zoom=50'), window);"
            ));
        });
        for zoom in 20..=50 {
            call(
                page,
                "setView",
                &json!({ "view": { "zoom": zoom }, "merge": true }),
            );
        }
        let address: String = page.within(0, || page.get("return window.replaced;"));
        let expected =
            format!("{site}/embed.html?theme=dark&attribution=0#re=-0.7453&im=0.1127&zoom=50");
        assert_eq!(address, expected);
        let open: [String; 3] = page.within(0, || {
            page.get(
                "const open = document.querySelector('#open');
                 return [open.href, open.target, open.rel];",
            )
        });
        let full = format!("{site}/#re=-0.7453&im=0.1127&zoom=50");
        assert_eq!(open, [full.as_str(), "_blank", "noopener"]);
        assert_eq!(page.get::<u32>("return history.length;"), before);

        // The page around changes the address: its own entry, and not the widget's.
        page.eval(
            "await call('subscribe', { event: 'viewchange' });
             const arrived = nextHeard(({ params }) => params?.resting && params.view.zoom === '20');
             widget().contentWindow.location.replace(arguments[0]);
             await arrived;",
            json!([format!("{site}/embed.html?theme=dark&attribution=0#re=-0.16&im=1.04&zoom=20")]),
        );
        picture(page).assert_is("re=-0.16&im=1.04&zoom=20");
        assert_eq!(page.get::<u32>("return history.length;"), before);
    });
}

#[test]
fn options_turn_off_attribution_and_choose_the_theme() {
    in_both(|page| {
        let looks = "
            const { colorScheme } = getComputedStyle(document.documentElement);
            const isShown = (id) => document.querySelector(id).checkVisibility();
            return [colorScheme, isShown('#attribution'), isShown('#open'), isShown('#open span')];";
        for (query, expected) in [
            ("", json!(["light dark", true, true, false])),
            ("?theme=dark", json!(["dark", true, true, false])),
            (
                "?theme=light&attribution=0",
                json!(["light", false, true, false]),
            ),
            ("?theme=none", json!(["light dark", true, true, false])),
        ] {
            embed(page, query);
            let found: Value = page.within(0, || page.get(looks));
            assert_eq!(found, expected, "{query}");
        }
        page.get::<()>("widget().style.cssText = 'inline-size: 120px; block-size: 90px';");
        let small: Value = page.within(0, || {
            page.get(&format!(
                "await new Promise(requestAnimationFrame); {looks}"
            ))
        });
        assert_eq!(small, json!(["light dark", false, true, false]));
    });
}

#[test]
fn what_is_wrong_in_the_address_is_said_on_the_console() {
    let host = Host::start(|path, served| {
        if path == "/embed/options.js" {
            served.begin_with(
                "window.warned = [];
                 console.warn = (text) => window.warned.push(text);\n",
            );
        }
    });
    in_both(|page| {
        let right =
            "theme=dark&interactive=1&attribution=0&profile&hud=0&origins=https://a.example";
        let wrong = "theme=purple&interactive=no&hud=no&constructor=1&origins=nonsense";
        for (rest, expected) in [
            (format!("?{right}#zoom=2"), vec![]),
            (
                format!("?{wrong}#re=abc&foo=1"),
                vec![
                    "theme: \"purple\": expected auto or light or dark",
                    "interactive: \"no\": expected 0 or 1",
                    "hud: \"no\": expected 1 or 0",
                    "constructor: \"1\": expected one of theme, interactive, attribution, poster, origins, tour, profile, hud",
                    "origins: \"nonsense\": expected origins such as https://example.org",
                    "permalink: `foo` is no key",
                    "permalink: `re` is \"abc\"",
                ],
            ),
        ] {
            page.open(&format!("{}/embed.html{rest}", host.address()));
            page.settled();
            let warned: Vec<String> = page.get("return window.warned;");
            assert_eq!(warned.len(), expected.len(), "{warned:?}");
            for (warning, expected) in warned.iter().zip(&expected) {
                let expected = format!("deep-canvas: {expected}");
                assert!(warning.starts_with(&expected), "{warning}: {expected}");
            }
        }
    });
}

#[test]
fn hints_and_names_are_in_the_readers_language() {
    in_both(|page| {
        open_host(page);
        let words = page.eval(
            "const path = `/${arguments[0]}/embed/words.js`;
             const { wordsFor } = await window.eval(`import('${path}')`);
             const tags = ['en-GB', 'de-AT', 'fr', 'es-MX', 'zh-Hans', 'ja', 'xx'];
             return Promise.all(tags.map(async (tag) => {
               const { language, words } = await wordsFor(['tlh', tag], false);
               return [language, words.wheel, words.touch];
             }));",
            json!([assets()]),
        );
        let words: Vec<[String; 3]> = serde_json::from_value(words).expect("texts");
        let languages: Vec<&str> = words
            .iter()
            .map(|[language, ..]| language.as_str())
            .collect();
        assert_eq!(languages, ["en", "de", "fr", "es", "zh", "ja", "en"]);
        for (index, [language, wheel, touch]) in words[..6].iter().enumerate() {
            let key = if language == "de" { "Strg" } else { "Ctrl" };
            assert!(wheel.contains(key) && !wheel.contains('{'), "{wheel}");
            let others = &words[..index];
            assert!(others.iter().all(|[_, other, _]| other != wheel), "{wheel}");
            assert!(others.iter().all(|[_, _, other]| other != touch), "{touch}");
        }
    });
}

#[test]
fn what_it_looks_like_large_and_small() {
    in_both(|page| {
        page.resize(720, 480);
        embed(
            page,
            "?theme=dark#re=-0.7453&im=0.1127&zoom=300&palette=lagoon",
        );
        let fit = |width: u32, height: u32, state: &str| {
            page.get::<()>(&format!(
                "widget().style.cssText = 'inline-size: {width}px; block-size: {height}px';"
            ));
            page.within(0, || {
                page.get::<()>(
                    "await new Promise(requestAnimationFrame);
                     await canvas.settled();
                     if (canvas.stats.samples < 4) await next('frame', ({ detail }) => detail.samples >= 4);",
                );
            });
            page.screenshot(state);
        };
        fit(640, 400, "embed");
        page.get::<()>("await call('setView', { view: { zoom: 280 }, merge: true });");
        fit(320, 240, "embed-medium");
        fit(120, 90, "embed-small");
    });
}
