//! JSON-RPC with the widget by plain messages, and what it says to those who may
//! not speak or who speak nonsense.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::page::Page;
use crate::pictures::ENDLESS;
use crate::widget::{LINK, add, call, embed, from_address, picture};

/// The code and message of the error that a call is answered with.
#[track_caller]
fn refused(page: &Page, method: &str, params: &Value) -> (i64, String) {
    let reply = page.eval(
        "return ask(arguments[0], arguments[1]);",
        json!([method, params]),
    );
    assert_eq!(reply["jsonrpc"], "2.0");
    let code = reply["error"]["code"].as_i64();
    let message = reply["error"]["message"].as_str().map(str::to_owned);
    code.zip(message)
        .unwrap_or_else(|| panic!("{method} {params} is not refused: {reply}"))
}

#[test]
fn every_method_does_what_the_elements_does() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        let report = call(page, "settled", &json!({}));
        assert_eq!(report["complete"], true);
        assert!(call(page, "getStats", &json!({}))["frame"].is_u64());
        let view = call(page, "getView", &json!({}));
        assert_eq!(
            (&view["zoom"], &view["palette"]),
            (&json!("30"), &json!("dawn"))
        );

        let merged = json!({ "view": { "zoom": 60 }, "merge": true });
        assert_eq!(call(page, "setView", &merged), Value::Null);
        assert_eq!(call(page, "getView", &json!({}))["re"], "-0.7453");
        call(page, "setView", &json!({ "view": { "palette": "ember" } }));
        assert_eq!(call(page, "getView", &json!({}))["re"], "-0.75");
        let there = json!({ "view": "re=-0.16&im=1.04&zoom=10", "duration": 50, "merge": true });
        assert_eq!(call(page, "flyTo", &there), Value::Null);
        picture(page).assert_is("re=-0.16&im=1.04&zoom=10&palette=ember");
        let there = json!({ "view": "re=-0.16&im=1.04&zoom=20", "duration": 50 });
        assert_eq!(call(page, "flyTo", &there), Value::Null);
        picture(page).assert_is("re=-0.16&im=1.04&zoom=20");

        let counts = call(page, "countsAt", &json!({ "points": [[0, 0], [160, 100]] }));
        assert_eq!(counts.as_array().map(Vec::len), Some(2), "{counts}");
        let png = call(
            page,
            "toPNG",
            &json!({ "width": 40, "height": 30, "samples": 1 }),
        );
        let small = from_address(png.as_str().expect("an address"));
        assert_eq!((small.size.width, small.size.height), (40, 30));
        small.assert_is("re=-0.16&im=1.04&zoom=20");

        let one = call(page, "subscribe", &json!({ "event": "settle" }));
        assert_eq!(one, json!(["settle"]));
        let all = call(page, "subscribe", &json!({}));
        assert_eq!(all.as_array().map(Vec::len), Some(6), "{all}");
        let rest = call(
            page,
            "unsubscribe",
            &json!({ "events": ["frame", "settle"] }),
        );
        assert_eq!(rest, json!(["viewchange", "warning", "error", "tour"]));
        assert_eq!(call(page, "unsubscribe", &json!({})), json!([]));
    });
}

#[test]
fn events_come_as_notifications_to_those_who_subscribed() {
    in_both(|page| {
        embed(page, "#zoom=2");
        call(page, "settled", &json!({}));
        let heard: Value = page.get(
            "await call('subscribe', { events: ['viewchange', 'settle', 'warning'] });
             heard.length = 0;
             const settled = nextHeard(({ method }) => method === 'settle');
             await call('setView', { view: 'zoom=3&nonsense=1' });
             await settled;
             await call('unsubscribe');
             await call('setView', { view: 'zoom=4' });
             await call('settled');
             return heard.map(({ data }) => data).filter(({ method }) => method);",
        );
        let heard = heard.as_array().expect("a list");
        let of = |name: &str| {
            let mut all = heard.iter().filter(|message| message["method"] == name);
            let first = all.next().unwrap_or_else(|| panic!("no {name}: {heard:?}"));
            assert!(all.next().is_none(), "{name} came twice: {heard:?}");
            assert_eq!(first["jsonrpc"], "2.0");
            assert_eq!(first.get("id"), None);
            &first["params"]
        };
        let change = of("viewchange");
        assert_eq!(change["view"]["zoom"], "3");
        assert_eq!(change["resting"], true);
        assert!(
            change["link"]
                .as_str()
                .is_some_and(|link| link.contains("zoom=3"))
        );
        assert_eq!(of("settle")["complete"], true);
        assert!(of("warning")["message"].to_string().contains("nonsense"));
    });
}

#[test]
fn requests_may_be_texts_and_batches() {
    in_both(|page| {
        embed(page, "#zoom=2");
        let text: Value = page.get(
            "const reply = answered('text');
             post(JSON.stringify({ jsonrpc: '2.0', id: 'text', method: 'getView' }));
             return reply;",
        );
        assert_eq!(text["result"]["zoom"], "2");

        let batch: Value = page.get(
            "const replies = nextHeard(Array.isArray);
             post([
               { jsonrpc: '2.0', id: 'a', method: 'setView', params: { view: 'zoom=3' } },
               { jsonrpc: '2.0', method: 'setView', params: { view: 'zoom=4' } },
               7,
               { jsonrpc: '2.0', id: 'b', result: 1 },
               { jsonrpc: '2.0', id: 'c', method: 'none' },
             ]);
             return replies;",
        );
        assert_eq!(batch.as_array().map(Vec::len), Some(3), "{batch}");
        assert_eq!(
            batch[0],
            json!({ "jsonrpc": "2.0", "id": "a", "result": null })
        );
        assert_eq!(
            (&batch[1]["id"], &batch[1]["error"]["code"]),
            (&json!(null), &json!(-32600))
        );
        assert_eq!(
            (&batch[2]["id"], &batch[2]["error"]["code"]),
            (&json!("c"), &json!(-32601))
        );
        assert_eq!(call(page, "getView", &json!({}))["zoom"], "4");

        let refusals: [Value; 2] = page.get(
            "const refusals = [];
             for (const batch of [[], Array(65).fill(0)]) {
               const reply = nextHeard(({ id }) => id === null);
               post(batch);
               refusals.push((await reply).error);
             }
             return refusals;",
        );
        for refusal in refusals {
            assert_eq!(refusal["code"], -32600);
            assert!(
                refusal["message"].to_string().contains("1 to 64"),
                "{refusal}"
            );
        }
    });
}

#[test]
fn mistakes_are_answered_with_what_would_do() {
    in_both(|page| {
        embed(page, "#zoom=2");
        for (method, params, code, expected) in [
            ("__proto__", json!({}), -32601, "getView"),
            ("constructor", json!({}), -32601, "getView"),
            ("disconnect", json!({}), -32601, "getView"),
            ("getView", json!([]), -32602, "by name"),
            ("setView", json!({}), -32602, "view"),
            ("setView", json!({ "view": 7 }), -32602, "permalink"),
            (
                "setView",
                json!({ "view": { "zoom": {} } }),
                -32602,
                "view.zoom",
            ),
            (
                "setView",
                json!({ "view": "", "merge": "yes" }),
                -32602,
                "true or false",
            ),
            (
                "setView",
                json!({ "view": "x".repeat(70_000) }),
                -32602,
                "65536",
            ),
            (
                "flyTo",
                json!({ "view": "", "duration": "3" }),
                -32602,
                "milliseconds",
            ),
            ("countsAt", json!({ "points": "all" }), -32602, "[[0, 0]]"),
            ("countsAt", json!({ "points": [[0]] }), -32602, "[0, 0]"),
            ("toPNG", json!({ "width": -1 }), -32602, "device pixels"),
            ("toPNG", json!({ "width": 1e9 }), -32000, "width"),
            (
                "subscribe",
                json!({ "event": "click" }),
                -32602,
                "viewchange",
            ),
        ] {
            let (came, message) = refused(page, method, &params);
            assert_eq!(came, code, "{method}: {message}");
            assert!(message.contains(expected), "{method}: {message}");
            assert!(message.len() < 400, "{method}: {message}");
        }
        assert_eq!(call(page, "getView", &json!({}))["zoom"], "2");

        let replies: [Value; 3] = page.get(
            "const replies = [];
             for (const message of [{ id: 'old', method: 'getView' }, { jsonrpc: '2.0', id: 'what' }]) {
               const reply = answered(message.id);
               post(message);
               replies.push(await reply);
             }
             const reply = nextHeard(({ id }) => id === null);
             post({ jsonrpc: '2.0', id: {}, method: 'getView' });
             replies.push(await reply);
             return replies;",
        );
        for reply in replies {
            assert_eq!(reply["error"]["code"], -32600, "{reply}");
        }
    });
}

#[test]
fn calls_that_wait_are_bounded_for_each_that_speaks() {
    in_both(|page| {
        embed(page, "");
        call(page, "setView", &json!({ "view": ENDLESS }));
        let [refused, formula, ended]: [Value; 3] = serde_json::from_value(page.eval(
            "const waiting = Array.from({ length: 64 }, () => ask('settled'));
             const refused = await ask('getView');
             const other = await window.connect(widget());
             const { formula } = await other.view;
             await other.setView(arguments[0]);
             const ended = await Promise.all(waiting);
             return [refused.error.code, formula, ended.filter(({ error }) => error?.code === -32000).length];",
            json!([LINK]),
        ))
        .expect("three values");
        assert_eq!(refused, -32001);
        assert_eq!(formula, "julia", "another one is answered");
        assert_eq!(ended, 64, "the view came between");
        picture(page).assert_is(LINK);
    });
}

#[test]
fn an_origin_that_may_not_speak_changes_nothing_and_hears_nothing() {
    in_both(|page| {
        let allowed = page.fleet.foreign().address();
        embed(
            page,
            &format!("?origins=https://example.org,{allowed}/#{LINK}"),
        );
        page.within(0, || {
            page.settled();
            page.get::<()>(
                "window.marked = next('message', ({ data }) => data === 'mark', window);",
            );
        });
        page.get::<()>(
            "heard.length = 0;
             for (const event of [undefined, 'frame', 'viewchange']) {
               post({ jsonrpc: '2.0', id: 1, method: 'subscribe', params: { event } });
             }
             post({ jsonrpc: '2.0', id: 2, method: 'setView', params: { view: 'zoom=3' } });
             post(JSON.stringify({ jsonrpc: '2.0', id: 3, method: 'getView' }));
             post([]);
             const { port1, port2 } = new MessageChannel();
             port1.onmessage = ({ data }) => heard.push(data);
             post({ jsonrpc: '2.0', id: 4, method: 'connect' }, [port2]);
             post('mark');",
        );
        page.within(0, || {
            page.get::<()>(
                "await window.marked;
                 await canvas.settled();
                 parent.postMessage('mark', '*');",
            );
            page.picture().assert_is(LINK);
        });
        let heard: Value = page.get(
            "if (!heard.some(({ data }) => data === 'mark')) await nextHeard((data) => data === 'mark');
             return heard;",
        );
        assert_eq!(heard.as_array().map(Vec::len), Some(1), "{heard}");

        // The same page by the name that is allowed.
        page.open(&format!("{allowed}/hosting.html"));
        add(
            page,
            &format!("?origins=https://example.org,{allowed}/#{LINK}"),
        );
        picture(page).assert_is(LINK);
        let origin: String = page.get("return heard.at(-1).origin;");
        assert_eq!(origin, page.fleet.site());
    });
}

#[test]
fn a_frame_of_no_origin_is_answered_too() {
    in_both(|page| {
        embed(page, "#zoom=2");
        let reply: Value = page.get(
            "const reply = nextHeard(({ passed }) => passed);
             const frame = document.createElement('iframe');
             frame.sandbox = 'allow-scripts';
             frame.srcdoc = `<script>
               onmessage = ({ data }) => parent.postMessage({ passed: data }, '*');
               parent.frames[0].postMessage({ jsonrpc: '2.0', id: 9, method: 'getView' }, '*');
             <\\/script>`;
             document.body.append(frame);
             return (await reply).passed;",
        );
        assert_eq!(reply["result"]["zoom"], "2");
    });
}

/// Messages of all kinds, the same for the same seed: `fuzz(post, ask, seed, count)`.
const FUZZ: &str = include_str!("fuzz.js");

#[test]
fn twenty_thousand_messages_of_any_kind_leave_it_as_it_was() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        page.within(0, || {
            page.settled();
            page.get::<()>(
                "window.thrown = [];
                 addEventListener('error', ({ message }) => window.thrown.push(message));
                 addEventListener('unhandledrejection', ({ reason }) => window.thrown.push(String(reason)));",
            );
        });
        let seed = 0x5eed_u32;
        for turn in 0..20 {
            page.eval(
                &format!("{FUZZ} await fuzz(post, ask, arguments[0], 1000);"),
                json!([seed + turn]),
            );
        }
        call(page, "setView", &json!({ "view": LINK }));
        picture(page).assert_is(LINK);
        let thrown: Vec<String> = page.within(0, || page.get("return window.thrown;"));
        assert_eq!(thrown, [""; 0], "seed {seed}");
    });
}
