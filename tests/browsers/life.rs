//! From being put on a page to being gone, with no worker left.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::pictures::ENDLESS;
use crate::support::assets;

#[test]
fn destroy_leaves_no_worker() {
    in_both(|page| {
        page.bare();
        let [running, left]: [u64; 2] = page.get(
            "const element = put({ threads: '2' });
             await element.settled();
             const running = await workers();
             await element.destroy();
             await noWorker();
             return [running, await workers()];",
        );
        assert_eq!(running, 3, "the coordinator and two compute workers");
        assert_eq!(left, 0);
        let refusals: Vec<String> = page.get(
            "return Promise.all([canvas.settled(), canvas.toBlob(), canvas.countsAt([[0, 0]])].map(rejection));",
        );
        for refusal in refusals {
            assert!(refusal.contains("destroyed"), "{refusal}");
        }
    });
}

#[test]
fn destroy_in_the_middle_of_a_picture_leaves_no_worker() {
    in_both(|page| {
        page.bare();
        let refusal = page.eval(
            "const element = put({ threads: '2' }, 'width: 640px');
             element.view = arguments[0];
             await next('frame', undefined, element);
             const waiting = rejection(element.settled());
             await element.destroy();
             await noWorker();
             return waiting;",
            json!([ENDLESS]),
        );
        let refusal = refusal.as_str().expect("it was rejected");
        assert!(refusal.contains("destroyed"), "{refusal}");
    });
}

#[test]
fn destroy_during_the_start_leaves_no_worker() {
    in_both(|page| {
        page.bare();
        let wasm = format!("{}/pkg/deepcanvas_bg.wasm", assets());
        // At once, a microtask, a task, some frames and messages later.
        for moment in [
            "",
            "await null;",
            "const { port1, port2 } = new MessageChannel();
             await new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(null); });",
            "await new Promise(requestAnimationFrame);",
            "await until(() => element.shadowRoot.querySelector('canvas'), element.shadowRoot);
             await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);",
            "await fetch(wasm).then((reply) => reply.arrayBuffer());",
            "await next('ready', undefined, element);",
            "await next('viewchange', undefined, element);",
        ] {
            let script = format!(
                "const [wasm] = arguments;
                 const element = put({{ threads: '2' }});
                 {moment}
                 await element.destroy();
                 await noWorker();
                 element.remove();"
            );
            page.eval(&script, json!([wasm]));
        }
        // One that had only been slow to appear would be there by now.
        page.get::<()>(
            "const element = put();
             await element.settled();
             await element.destroy();
             await noWorker();",
        );
    });
}

#[test]
fn an_element_that_is_moved_keeps_running() {
    in_both(|page| {
        page.bare();
        let [before, after]: [Value; 2] = page.get(
            "const element = put({ zoom: '30' });
             const before = await element.settled();
             const inside = element.shadowRoot.querySelector('canvas');
             const section = document.createElement('section');
             document.body.append(section);
             section.append(element);
             await new Promise(requestAnimationFrame);
             if (element.shadowRoot.querySelector('canvas') !== inside) throw new Error('a new canvas');
             const report = await element.settled();
             return [before, report];",
        );
        // It may have been given more samples meanwhile; begun again it was not.
        if before != after {
            let ways = [&after["reason"], &after["generation"], &after["complete"]];
            assert_eq!(
                ways,
                [&json!("refine"), &before["generation"], &json!(true)]
            );
        }
        page.picture().assert_is("zoom=30");
        page.get::<()>("canvas.view = 're=-0.16&im=1.04&zoom=20';");
        page.settled();
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

#[test]
fn an_element_that_stays_removed_leaves_no_worker_and_starts_again_when_put_back() {
    in_both(|page| {
        page.bare();
        page.get::<()>(
            "const element = put({ threads: '1' });
             element.view = 're=-0.16&im=1.04&zoom=20';
             await element.settled();
             element.remove();
             await noWorker();
             const refusal = await rejection(element.settled());
             if (!refusal.includes('not on a page')) throw new Error(refusal);
             document.body.append(element);
             await element.settled();",
        );
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
        let frames: Vec<u64> = page.get("return canvas.of('frame').map(({ frame }) => frame);");
        assert!(frames.is_sorted(), "numbers never go backwards: {frames:?}");
        assert!(
            page.get::<Vec<Value>>("return canvas.of('error');")
                .is_empty()
        );
    });
}

#[test]
fn two_elements_on_a_page_are_two_pictures() {
    in_both(|page| {
        page.bare();
        let left = "re=-0.7453&im=0.1127&zoom=300";
        let right = "formula=julia&palette=grey";
        page.eval(
            "const [left, right] = arguments;
             const first = put({ id: 'left' });
             const second = put({ id: 'right' }, 'width: 201px; height: 99px');
             first.view = left;
             second.view = right;
             await Promise.all([first.settled(), second.settled()]);",
            json!([left, right]),
        );
        page.picture_of("document.querySelector('#left')")
            .assert_is(left);
        page.picture_of("document.querySelector('#right')")
            .assert_is(right);
        page.get::<()>("await document.querySelector('#left').destroy();");
        page.get::<()>(
            "const element = document.querySelector('#right');
             element.view = 'zoom=5';
             await element.settled();",
        );
        page.picture_of("document.querySelector('#right')")
            .assert_is("zoom=5");
    });
}

#[test]
fn a_view_that_was_set_before_the_element_was_defined_is_shown() {
    in_both(|page| {
        page.bare();
        page.get::<()>(
            "const frame = document.createElement('div');
             const other = document.implementation.createHTMLDocument();
             const early = other.createElement('deep-canvas');
             early.view = 're=-0.16&im=1.04&zoom=20';
             frame.append(early);
             document.body.append(frame);
             await early.settled();",
        );
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    });
}
