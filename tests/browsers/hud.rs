//! The overlay of figures: that it is seen where and when it is wanted, says what is
//! so, and is in no picture.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;
use crate::page::Page;
use crate::pictures::Picture;
use crate::widget::{LINK, call, embed, picture};

/// What a host is to say, and which backend its pages have.
const BACKENDS: [(bool, &str); 2] = [(true, "shared"), (false, "transfer")];

/// A site whose coordinators tell the page what they write, a drawing at a time, and on
/// demand how many animation frames they have asked for.
fn watched(isolated: bool) -> Host {
    Host::start(move |path, served| {
        served.isolated = isolated;
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/worker.js" {
            served.begin_with(
                "if (location.search.includes('role=coordinator')) {
                   const told = new BroadcastChannel('written');
                   const { fillText } = OffscreenCanvasRenderingContext2D.prototype;
                   let texts = [];
                   OffscreenCanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
                     if (texts.length === 0) queueMicrotask(() => told.postMessage({ texts: texts.splice(0) }));
                     texts.push(text);
                     return fillText.call(this, text, ...at);
                   };
                   const ask = requestAnimationFrame;
                   let asked = 0;
                   self.requestAnimationFrame = (then) => {
                     asked += 1;
                     return ask.call(self, then);
                   };
                   told.onmessage = () => told.postMessage({ asked });
                 }\n",
            );
        }
    })
}

/// In a page: all that was written so far, a promise of the next drawing that is
/// accepted, and how many frames the coordinator has asked for.
const LISTEN: &str = "
    window.drawings = [];
    const channel = new BroadcastChannel('written');
    channel.addEventListener('message', ({ data }) => data.texts && drawings.push(data.texts));
    window.written = (accept = () => true) => new Promise((resolve) => {
      const take = ({ data }) => {
        if (!data.texts || !accept(data.texts)) return;
        channel.removeEventListener('message', take);
        resolve(data.texts);
      };
      channel.addEventListener('message', take);
    });
    window.isLast = (texts) => texts.some((text) => text.includes('at rest'));
    window.framesAsked = () => new Promise((resolve) => {
      const take = ({ data }) => {
        if (data.asked === undefined) return;
        channel.removeEventListener('message', take);
        resolve(data.asked);
      };
      channel.addEventListener('message', take);
      channel.postMessage('how many?');
    });
    window.overlay = () => document.querySelector('deep-canvas').shadowRoot.querySelector('.hud');";

/// Opens the bare page and waits for the picture of an element there.
fn put(page: &Page, host: &Host, attributes: &Value, style: &str) {
    page.open(&host.page());
    page.get::<()>(LISTEN);
    page.eval(
        "const [attributes, style, link] = arguments;
         const element = put({ samples: 1, threads: '2', ...attributes }, style);
         element.view = link;
         await element.settled();
         element.focus();",
        json!([attributes, style, LINK]),
    );
}

/// Presses H and waits until something is written that is the last for now.
fn show(page: &Page) -> Vec<String> {
    page.get::<()>("window.last = written(isLast);");
    hands::press(page, "h");
    page.get("return window.last;")
}

/// A place on the page, in its pixels.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Frame {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Frame {
    /// Where the overlay is.
    fn of_overlay(page: &Page) -> Self {
        page.get(
            "const { left, top, right, bottom } = overlay().getBoundingClientRect();
             return { left, top, right, bottom };",
        )
    }

    fn has(&self, x: u32, y: u32) -> bool {
        let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }
}

/// How many pixels of two pictures differ within a place and outside of it, and how
/// many there are within.
fn differing(one: &Picture, other: &Picture, place: Frame) -> (usize, usize, usize) {
    assert_eq!(one.size, other.size);
    let (mut inside, mut outside, mut all) = (0, 0, 0);
    let pixels = one.rgba.chunks(4).zip(other.rgba.chunks(4));
    for (index, (ours, theirs)) in pixels.enumerate() {
        let (x, y) = (index as u32 % one.size.width, index as u32 / one.size.width);
        let within = place.has(x, y);
        all += usize::from(within);
        if ours != theirs {
            *if within { &mut inside } else { &mut outside } += 1;
        }
    }
    (inside, outside, all)
}

fn seen(page: &Page) -> Picture {
    Picture::from_png(&page.seen())
}

#[test]
fn the_key_shows_it_in_a_corner_and_again_hides_it() {
    for (isolated, backend) in BACKENDS {
        let host = watched(isolated);
        in_both(|page| {
            put(page, &host, &json!({}), "");
            // What a key does to the looks of the focus.
            hands::press(page, "x");
            let before = seen(page);
            let texts = show(page);
            assert!(texts.contains(&"coordinator".to_owned()), "{texts:?}");
            let place = Frame::of_overlay(page);
            let shown = seen(page);
            let (inside, outside, all) = differing(&before, &shown, place);
            assert!(inside > all * 9 / 10, "{inside} of {all}");
            assert_eq!(outside, 0);
            let light = shown
                .rgba
                .chunks(4)
                .filter(|pixel| pixel[0] > 200 && pixel[2] > 200);
            assert!(light.count() > 50, "nothing is written in {backend}");

            hands::press(page, "h");
            page.get::<()>("await until(() => overlay().hidden, canvas.shadowRoot);");
            let (inside, outside, _) = differing(&before, &seen(page), place);
            assert_eq!((inside, outside), (0, 0));

            // The same canvas comes again, and with Control the key is the browser's.
            show(page);
            hands::with_control(page, "h");
            let (inside, _, all) = differing(&before, &seen(page), place);
            assert!(inside > all * 9 / 10, "{inside} of {all}");
            let overlays: usize =
                page.get("return canvas.shadowRoot.querySelectorAll('.hud').length;");
            assert_eq!(overlays, 1);
        });
    }
}

#[test]
fn it_is_in_no_picture() {
    for (isolated, backend) in BACKENDS {
        let host = watched(isolated);
        in_both(|page| {
            put(page, &host, &json!({}), "width: 480px; height: 300px");
            assert_eq!(page.get::<String>("return canvas.stats.backend;"), backend);
            let files = "return [
                await base64(await canvas.toBlob()),
                await base64(await canvas.toBlob({ width: 96, height: 64 })),
                await base64(await canvas.toBlob({ samples: 4 })),
            ];";
            let without: [String; 3] = page.get(files);
            show(page);
            let with: [String; 3] = page.get(files);
            assert!(with == without, "a file has something of the overlay");
            Picture::from_text(&with[0]).assert_is(LINK);
        });
    }
    in_both(|page| {
        embed(page, &format!("?hud#{LINK}"));
        picture(page).assert_is(LINK);
        page.within(0, || {
            page.get::<()>(
                "await until(() => canvas.shadowRoot.querySelector('.hud'), canvas.shadowRoot);",
            );
        });
        call(page, "setView", &json!({ "view": "zoom=3" }));
        picture(page).assert_is("zoom=3");
    });
}

/// The number before a unit in the texts of a drawing.
fn figure(texts: &[String], unit: &str) -> Option<f64> {
    let text = texts.iter().find_map(|text| text.strip_suffix(unit))?;
    text.trim_start_matches("≥ ").parse().ok()
}

/// What stands after a label.
fn after<'a>(texts: &'a [String], label: &str) -> &'a str {
    let place = texts.iter().position(|text| text == label);
    let place = place.unwrap_or_else(|| panic!("no {label} in {texts:?}"));
    &texts[place + 1]
}

#[test]
fn it_says_how_busy_the_workers_are_and_rests_with_the_picture() {
    for (isolated, backend) in BACKENDS {
        let host = watched(isolated);
        in_both(|page| {
            put(
                page,
                &host,
                &json!({ "hud": "" }),
                "width: 600px; height: 440px",
            );
            let drawings: Vec<Vec<String>> = page.get(
                "const from = drawings.length;
                 await canvas.flyTo('re=-0.7453&im=0.1127&zoom=300&iter=20000', { duration: 1500 });
                 const last = written(isLast);
                 await canvas.settled();
                 await last;
                 return drawings.slice(from);",
            );
            let is_last = |texts: &Vec<String>| texts.iter().any(|text| text.contains("at rest"));
            let (moving, last) = drawings.split_at(drawings.len() - 1);
            assert!(moving.len() >= 2, "{drawings:?}");
            assert!(is_last(&last[0]), "{last:?}");
            let threads = format!("2 {backend}");
            for texts in &drawings {
                assert_eq!(after(texts, "threads"), threads);
                assert_eq!(after(texts, "tier"), "f64");
                assert!(
                    figure(texts, " MiB").is_some_and(|mib| mib >= 1.0),
                    "{texts:?}"
                );
            }
            let share = |texts: &[String], label: &str| {
                let text = after(texts, label).strip_suffix(" %")?;
                text.parse::<f64>().ok()
            };
            for label in ["coordinator", "workers"] {
                let shares = drawings.iter().filter_map(|texts| share(texts, label));
                let shares: Vec<f64> = shares.collect();
                assert!(
                    shares.iter().any(|&share| share >= 1.0),
                    "{label}: {drawings:?}"
                );
                assert!(shares.iter().all(|share| (0.0..=100.0).contains(share)));
            }
            assert!(
                moving
                    .iter()
                    .any(|texts| figure(texts, " fps").is_some_and(|fps| fps > 5.0))
            );
            let rates = drawings.iter().map(|texts| after(texts, "iterations"));
            let mut worked = rates.filter(|rate| !["–", "0 M/s"].contains(rate));
            assert!(worked.next().is_some(), "{drawings:?}");

            // Nothing moves: no frame is asked for, and nothing is drawn.
            let [before, later, written]: [u64; 3] = page.get(
                "const [before, already] = [await framesAsked(), drawings.length];
                 for (let frame = 0; frame < 60; frame += 1) await new Promise(requestAnimationFrame);
                 return [before, await framesAsked(), drawings.length - already];",
            );
            assert_eq!((later - before, written), (0, 0));

            // Input has a latency, from its first frame on.
            page.get::<()>("window.last = written(isLast);");
            hands::press(page, hands::RIGHT);
            let texts: Vec<String> = page.get("return window.last;");
            let latency = after(&texts, "latency").strip_suffix(" ms");
            let latency = latency.and_then(|ms| ms.parse::<f64>().ok());
            assert!(latency.is_some_and(|ms| ms < 10_000.0), "{texts:?}");
        });
    }
}

#[test]
fn a_lost_coordinator_takes_it_along_and_the_next_one_brings_it_back() {
    let host = watched(true);
    in_both(|page| {
        page.open(&host.page());
        page.get::<()>(LISTEN);
        page.eval(
            "const element = put({ samples: 1, hud: '', rehearse: 'coordinator-trap' });
             element.view = arguments[0];
             await next('warning', ({ detail }) => detail.code === 'coordinator-died', element);
             await written(isLast);
             await element.settled();",
            json!([LINK]),
        );
        let overlays: usize = page.get("return canvas.shadowRoot.querySelectorAll('.hud').length;");
        assert_eq!(overlays, 1);
        let place = Frame::of_overlay(page);
        let shown = seen(page);
        page.get::<()>("canvas.toggleAttribute('hud', false);");
        page.get::<()>("await until(() => overlay().hidden, canvas.shadowRoot);");
        let (inside, outside, all) = differing(&shown, &seen(page), place);
        assert!(inside > all * 9 / 10, "{inside} of {all}");
        assert_eq!(outside, 0);
        page.picture().assert_is(LINK);
    });
}

#[test]
fn an_element_that_is_taken_out_and_put_back_has_it_again() {
    let host = watched(true);
    in_both(|page| {
        put(page, &host, &json!({ "hud": "" }), "");
        let again: bool = page.get(
            "canvas.remove();
             await noWorker();
             const drawn = written(isLast);
             document.body.append(canvas);
             await canvas.settled();
             await drawn;
             return overlay().isConnected && !overlay().hidden;",
        );
        assert!(again);
        page.get::<()>("await canvas.destroy(); await noWorker();");
    });
}

#[test]
fn a_small_picture_has_fewer_lines_and_most_of_it_stays_free() {
    let host = watched(true);
    in_both(|page| {
        put(page, &host, &json!({}), "width: 600px; height: 440px");
        let mut lines = vec![show(page).len()];
        page.screenshot("hud-600x440");
        for (width, height) in [(320, 240), (120, 90)] {
            let count: usize = serde_json::from_value(page.eval(
                "const [width, height, before] = arguments;
                 const drawn = written((texts) => texts.length < before);
                 canvas.style.cssText = `width: ${width}px; height: ${height}px`;
                 const { length } = await drawn;
                 await canvas.settled();
                 return length;",
                json!([width, height, lines.last()]),
            ))
            .expect("a number");
            lines.push(count);
            let Frame {
                left,
                top,
                right,
                bottom,
            } = Frame::of_overlay(page);
            assert!(left >= 0.0 && top >= 0.0);
            assert!(right <= f64::from(width) && bottom <= f64::from(height) / 2.0 + 8.0);
            let area = (right - left) * (bottom - top);
            assert!(area < f64::from(width * height) / 2.0, "{area}");
            page.screenshot(&format!("hud-{width}x{height}"));
        }
        // Label and value of all figures, of fewer, and of none.
        assert!(lines.is_sorted_by(|a, b| a > b), "{lines:?}");
    });
}

#[test]
fn the_address_and_the_panel_bring_it_too() {
    let host = watched(true);
    in_both(|page| {
        for (path, palette) in [("?hud&theme=light", "glacier"), ("embed.html?hud", "dawn")] {
            page.open(&format!(
                "{}/{path}#palette={palette}&{LINK}",
                host.address()
            ));
            page.settled();
            let shown: bool = page.get(
                "const overlay = await until(() => canvas.shadowRoot.querySelector('.hud'), canvas.shadowRoot);
                 return canvas.hasAttribute('hud') && overlay.checkVisibility({ visibilityProperty: true });",
            );
            assert!(shown, "{path}");
        }
        page.open(&format!("{}/?hud=0&profile=0#{LINK}", host.address()));
        page.settled();
        page.get::<()>(
            "const toggle = document.querySelector('#toggle');
             if (toggle.ariaExpanded !== 'true') toggle.click();
             if (canvas.matches('[hud], [profile]')) throw new Error('nobody wanted it');
             document.querySelector('#hud').click();
             if (!canvas.hasAttribute('hud')) throw new Error('the panel does not bring it');
             canvas.focus();",
        );
        hands::press(page, "H");
        let [on, checked]: [bool; 2] = page.get(
            "await until(() => !document.querySelector('#hud').checked);
             await new Promise(requestAnimationFrame);
             return [canvas.hasAttribute('hud'), document.querySelector('#hud').checked];",
        );
        assert!(!on && !checked);
    });
}
