//! The page "Embed", which puts the widget's snippet together.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;
use crate::pictures::Picture;
use crate::widget::{LINK, open_host};

/// Opens it at a view, and waits until its preview shows that.
fn open(page: &Page, link: &str) {
    let hash = if link.is_empty() { "" } else { "#" };
    page.open(&format!(
        "{}/embed-this.html{hash}{link}",
        page.fleet.site()
    ));
    settled(page);
}

fn settled(page: &Page) {
    // What is out of view waits.
    page.get::<()>(
        "const stage = document.querySelector('#stage');
         stage.scrollIntoView({ behavior: 'instant' });
         await until(() => stage.ariaBusy === 'false');",
    );
    page.within(0, || page.settled());
}

fn snippet(page: &Page) -> String {
    page.get("return document.querySelector('#snippet').textContent;")
}

/// Asserts what the snippet is, and that the preview's frame is made of the same.
#[track_caller]
fn assert_snippet(page: &Page, query: &str, link: &str, rest: &str) {
    let site = page.fleet.site();
    let hash = if link.is_empty() {
        String::new()
    } else {
        format!("#{}", link.replace('&', "&amp;"))
    };
    let query = query.replace('&', "&amp;");
    let expected = format!("<iframe src=\"{site}/embed.html{query}{hash}\" {rest}></iframe>");
    assert_eq!(snippet(page), expected);
    // As a page's markup the snippet would make this frame.
    let same: Value = page.get(
        "const frame = document.querySelector('#stage iframe');
         const attributes = frame.getAttributeNames().map((name) => [name, frame.getAttribute(name)]);
         const style = new Map([...frame.style].map((name) => [name, frame.style.getPropertyValue(name)]));
         return [Object.fromEntries(attributes), style.get('max-width') ?? '', style.get('aspect-ratio') ?? ''];",
    );
    for (name, value) in same[0].as_object().expect("attributes") {
        // Chromium's driver marks frames that it was in.
        if name.starts_with("cd_frame_id") {
            continue;
        }
        let value = value.as_str().expect("a text").replace('&', "&amp;");
        // The view is the frame's own: it was moved there.
        let (value, quote) = match name.as_str() {
            "src" => (value.split('#').next().expect("a part").to_owned(), ""),
            "style" => continue,
            _ => (value, "\""),
        };
        let attribute = format!("{name}=\"{value}{quote}");
        assert!(expected.contains(&attribute), "{attribute}: {expected}");
    }
    let [_, width, ratio] = same.as_array().expect("a list").as_slice() else {
        panic!("{same}");
    };
    assert_eq!(width == "100%", rest.contains("max-width: 100%"));
    let ratio = ratio.as_str().expect("a text");
    assert!(rest.contains(ratio), "{ratio}: {rest}");
}

/// Picks a radio button or turns a check box over.
fn choose(page: &Page, name: &str, value: &str) {
    page.eval(
        "const [name, value] = arguments;
         const among = value === '' ? '' : `[value='${value}']`;
         document.querySelector(`input[name=${name}]${among}`).click();",
        json!([name, value]),
    );
}

/// Types into a field.
fn enter(page: &Page, name: &str, text: &str) {
    page.eval(
        "const [name, text] = arguments;
         const field = document.querySelector(`input[name=${name}]`);
         field.value = text;
         field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
        json!([name, text]),
    );
}

const FLUID: &str = "title=\"The Mandelbrot set\" loading=\"lazy\" \
    allow=\"cross-origin-isolated; fullscreen\" style=\"border: 0; width: 100%; aspect-ratio: 16 / 9\"";

#[test]
fn every_choice_is_in_the_snippet_and_in_the_preview() {
    in_both(|page| {
        open(page, LINK);
        assert_snippet(page, "", LINK, FLUID);
        for ratio in ["4 / 3", "1 / 1", "3 / 4"] {
            choose(page, "ratio", ratio);
            assert_snippet(page, "", LINK, &FLUID.replace("16 / 9", ratio));
        }
        choose(page, "ratio", "16 / 9");
        choose(page, "theme", "dark");
        assert_snippet(page, "?theme=dark", LINK, FLUID);
        settled(page);
        let theme: String = page.within(0, || {
            page.get("return document.documentElement.dataset.theme;")
        });
        assert_eq!(theme, "dark");
        choose(page, "theme", "light");
        assert_snippet(page, "?theme=light", LINK, FLUID);
        choose(page, "theme", "auto");
        choose(page, "interactive", "");
        assert_snippet(page, "?interactive=0", LINK, FLUID);
        settled(page);
        assert!(page.within(0, || page.get::<bool>("return canvas.inert;")));
        choose(page, "attribution", "");
        assert_snippet(page, "?interactive=0&attribution=0", LINK, FLUID);
        choose(page, "interactive", "");
        choose(page, "attribution", "");
        choose(page, "lazy", "");
        assert_snippet(page, "", LINK, &FLUID.replace("loading=\"lazy\" ", ""));
        choose(page, "lazy", "");
        enter(page, "title", "\"Sea\" & <horses>");
        let title = "&quot;Sea&quot; &amp; &lt;horses>";
        let written = snippet(page);
        assert!(written.contains(&format!("title=\"{title}\"")), "{written}");
        assert_eq!(
            page.get::<String>("return document.querySelector('#stage iframe').title;"),
            "\"Sea\" & <horses>"
        );
        enter(page, "title", " ");
        assert_snippet(page, "", LINK, FLUID);
    });
}

fn can_copy(page: &Page) -> bool {
    page.get("return !document.querySelector('#copy').disabled;")
}

#[test]
fn a_fixed_size_is_a_number_of_pixels_or_an_error_that_says_so() {
    let fixed = |width: u32, height: u32| {
        format!(
            "title=\"The Mandelbrot set\" loading=\"lazy\" allow=\"cross-origin-isolated; fullscreen\" \
             width=\"{width}\" height=\"{height}\" style=\"border: 0; max-width: 100%\""
        )
    };
    in_both(|page| {
        open(page, LINK);
        choose(page, "size", "fixed");
        assert_snippet(page, "", LINK, &fixed(640, 360));
        page.get::<()>("document.querySelector('[data-size=\"320 × 240\"]').click();");
        assert_snippet(page, "", LINK, &fixed(320, 240));
        let place: [f64; 2] = page.get(
            "const { width, height } = document.querySelector('#stage iframe').getBoundingClientRect();
             return [width, height];",
        );
        assert_eq!(place, [320.0, 240.0]);
        enter(page, "width", "500");
        assert_snippet(page, "", LINK, &fixed(500, 240));
        for wrong in ["119", "4097", "12.5", ""] {
            enter(page, "width", wrong);
            assert_snippet(page, "", LINK, &fixed(500, 240));
            let said: String = page.get("return document.querySelector('#wrong').textContent;");
            assert_eq!(
                said, "Width: expected a whole number from 120 to 4096.",
                "{wrong}"
            );
            assert!(!can_copy(page), "{wrong}: the line is another one");
        }
        page.screenshot("embedding-wrong");
        enter(page, "width", "120");
        assert!(can_copy(page));
        assert_snippet(page, "", LINK, &fixed(120, 240));
        let said: String = page.get("return document.querySelector('#wrong').textContent;");
        assert_eq!(said, "");
    });
}

#[test]
fn the_view_comes_along_from_the_explorer_and_follows_the_preview_and_the_address() {
    in_both(|page| {
        page.explore(LINK);
        let way: String = page.get(
            "const way = document.querySelector('#embed');
             way.dispatchEvent(new Event('focus'));
             return way.href;",
        );
        assert_eq!(way, format!("{}/embed-this.html#{LINK}", page.fleet.site()));
        page.open(&way);
        settled(page);
        assert_snippet(page, "", LINK, FLUID);

        let moved = "re=-0.16&im=1.04&zoom=20";
        page.get::<()>(
            "const snippet = document.querySelector('#snippet');
             window.followed = until(() => snippet.textContent.includes('zoom=20'));",
        );
        page.within(0, || {
            page.eval("canvas.view = arguments[0];", json!([moved]));
        });
        page.get::<()>("await window.followed;");
        assert_snippet(page, "", moved, FLUID);
        let links: [String; 2] =
            page.get("return [location.hash, document.querySelector('#back').href];");
        assert_eq!(
            links,
            [
                format!("#{moved}"),
                format!("{}/#{moved}", page.fleet.site())
            ]
        );
        // The same view in another frame.
        choose(page, "theme", "dark");
        settled(page);
        page.within(0, || page.picture().assert_is(moved));

        let julia = "formula=julia&cre=-0.4&cim=0.6";
        page.go(&format!("{}/embed-this.html#{julia}", page.fleet.site()));
        page.get::<()>(
            "const snippet = document.querySelector('#snippet');
             await until(() => snippet.textContent.includes('A Julia set'));",
        );
        page.within(0, || {
            page.get::<()>(
                "const isThere = ({ view }) => view.formula === 'julia';
                 if (!isThere(canvas)) await next('viewchange', ({ detail }) => isThere(detail));",
            );
        });
    });
}

#[test]
fn what_is_copied_works_on_a_page_of_another_site() {
    in_both(|page| {
        open(page, LINK);
        choose(page, "ratio", "4 / 3");
        choose(page, "lazy", "");
        let [copied, said]: [Value; 2] = page.get(
            "window.copied = [];
             navigator.clipboard.writeText = async (text) => void window.copied.push(text);
             document.querySelector('#copy').click();
             const said = document.querySelector('#said');
             await until(() => said.textContent !== '');
             return [window.copied, said.textContent];",
        );
        assert_eq!(copied, json!([snippet(page)]));
        assert_eq!(said, "Copied.");
        choose(page, "ratio", "1 / 1");
        let said: String = page.get("return document.querySelector('#said').textContent;");
        assert_eq!(said, "", "another one is there now");

        open_host(page);
        page.eval(
            "document.querySelector('style').remove();
             document.body.insertAdjacentHTML('beforeend', arguments[0]);
             const frame = document.querySelector('iframe');
             await next('load', undefined, frame);",
            json!([copied[0]]),
        );
        let picture = page.within(0, || {
            page.settled();
            page.picture()
        });
        // To the pixel that a page's width leaves over.
        let Picture { size, .. } = &picture;
        assert!((size.width * 3).abs_diff(size.height * 4) <= 4, "{size:?}");
        picture.assert_is(LINK);
    });
}

#[test]
fn where_nothing_may_be_copied_the_snippet_is_selected() {
    in_both(|page| {
        open(page, "");
        assert_snippet(page, "", "", FLUID);
        let [said, selected]: [String; 2] = page.get(
            "navigator.clipboard.writeText = async () => { throw new Error('no'); };
             document.querySelector('#copy').click();
             const said = document.querySelector('#said');
             await until(() => said.textContent !== '');
             return [said.textContent, String(getSelection())];",
        );
        assert!(said.contains("selected"), "{said}");
        assert_eq!(selected, snippet(page));
    });
}

#[test]
fn no_choice_adds_to_the_history_and_every_one_is_in_reach_of_the_keyboard() {
    in_both(|page| {
        open(page, LINK);
        let before: u32 = page.get("return history.length;");
        choose(page, "theme", "dark");
        settled(page);
        choose(page, "interactive", "");
        settled(page);
        assert_eq!(page.get::<u32>("return history.length;"), before);

        page.get::<()>("document.querySelector('#back').focus();");
        let mut seen = Vec::new();
        for _ in 0..20 {
            hands::press(page, hands::TAB);
            let focused: String = page.get(
                "const { name, id, localName } = document.activeElement;
                 return name || id || localName;",
            );
            seen.push(focused);
        }
        for name in [
            "size",
            "ratio",
            "theme",
            "interactive",
            "attribution",
            "lazy",
            "title",
            "snippet",
            "copy",
        ] {
            assert!(seen.iter().any(|found| found == name), "{name}: {seen:?}");
        }
    });
}

#[test]
fn what_the_page_looks_like_on_screens_of_every_size() {
    in_both(|page| {
        for (width, height, theme) in [
            (1280, 800, "light"),
            (640, 400, "dark"),
            (320, 240, "light"),
        ] {
            page.resize(width, height);
            page.open(&format!(
                "{}/embed-this.html?theme={theme}#{LINK}&palette=lagoon",
                page.fleet.site()
            ));
            settled(page);
            let overflow: i32 =
                page.get("return document.documentElement.scrollWidth - innerWidth;");
            assert!(overflow <= 0, "{width}: {overflow} too wide");
            page.screenshot(&format!("embedding-{width}-{theme}"));
        }
    });
}
