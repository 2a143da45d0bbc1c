//! Tours that cannot be played as they are: the page that asked for one is told
//! where it is wrong, what came, and what would do.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::widget::{LINK, call, embed};

/// Parameters that no tour is begun with, and what is said of each.
fn mistakes() -> Vec<(Value, &'static str)> {
    let stops = |stop: Value| json!({ "stops": [{ "view": "" }, stop] });
    vec![
        (json!({ "stops": "all" }), "stops: \"all\": expected a list"),
        (json!({ "stops": [] }), "expected 1 to 1000 stops, not 0"),
        (json!({ "stops": vec![0; 1001] }), "not 1001"),
        (stops(json!(7)), "stops[1]: 7: expected an object"),
        (
            stops(json!({})),
            "stops[1].view: nothing: expected an object",
        ),
        (
            stops(json!({ "view": { "zoom": [] } })),
            "stops[1].view.zoom: a list: expected text",
        ),
        (
            stops(json!({ "view": "x".repeat(70_000) })),
            "stops[1].view: 70000 characters",
        ),
        (
            stops(json!({ "view": "", "duration": "3" })),
            "stops[1].duration: \"3\": expected milliseconds",
        ),
        (
            stops(json!({ "view": "", "duration": -1 })),
            "from 0 to 600000",
        ),
        (
            stops(json!({ "view": "", "hold": 499 })),
            "stops[1].hold: 499: expected milliseconds from 500",
        ),
        (stops(json!({ "view": "", "hold": 1e9 })), "to 3600000"),
        (
            stops(json!({ "view": "", "caption": 7 })),
            "stops[1].caption: 7: expected a text",
        ),
        (
            stops(json!({ "view": "", "caption": "x".repeat(2001) })),
            "at most 2000 characters",
        ),
        (
            json!({ "stops": [{ "view": "" }], "title": {} }),
            "title: an object: expected a text",
        ),
        (
            json!({ "stops": [{ "view": "" }], "loop": 1 }),
            "loop: 1: expected true or false",
        ),
        (
            json!({ "stops": [{ "view": "" }], "stop": 1 }),
            "stop: 1: expected a whole number from 0 to 0",
        ),
        (
            json!({ "stop": 0.5 }),
            "stop: 0.5: expected a whole number from 0 to 2",
        ),
        (
            json!({ "stops": vec![json!({ "view": "x".repeat(60_000) }); 18] }),
            "stops[17].view",
        ),
    ]
}

#[test]
fn lists_that_cannot_be_played_are_answered_with_what_would_do() {
    in_both(|page| {
        embed(page, "");
        let three = json!({ "stops": vec![json!({ "view": LINK, "hold": 3_600_000 }); 3] });
        call(page, "play", &three);
        for (params, expected) in mistakes() {
            let reply = page.eval(
                "return ask(arguments[0], arguments[1]);",
                json!(["play", params]),
            );
            assert_eq!(reply["error"]["code"], -32602, "{reply}");
            let message = reply["error"]["message"].as_str().expect("a text");
            assert!(message.contains(expected), "{message}");
            assert!(message.len() < 300, "{message}");
        }
        // The tour that was there is there still.
        let state = call(page, "next", &json!({}));
        assert_eq!(
            (&state["stop"], &state["playing"]),
            (&json!(1), &json!(true))
        );

        let warned: Value = page.get(
            "await call('subscribe', { event: 'warning' });
             const warned = nextHeard(({ method }) => method === 'warning');
             await call('play', { stops: [{ view: '', captoin: 'x' }] });
             return (await warned).params;",
        );
        assert_eq!(warned["code"], "tour");
        let message = warned["message"].as_str().expect("a text");
        assert!(
            message.contains("stops[0].captoin: not known: expected view"),
            "{message}"
        );
    });
}

#[test]
fn a_view_that_cannot_be_read_is_told_of_when_the_tour_comes_there() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        call(page, "subscribe", &json!({ "event": "warning" }));
        let told: String = page.eval(
            "const told = nextHeard(({ method, params }) => method === 'warning' && params.code === 'tour');
             await call('play', arguments[0]);
             return (await told).params.message;",
            json!([{ "stops": [
                { "view": LINK, "duration": 0, "hold": 500 },
                { "view": "zoom=x", "duration": 0 },
            ] }]),
        )
        .as_str()
        .expect("a text")
        .to_owned();
        assert!(
            told.starts_with("tour: stops[1].view: permalink: `zoom` is \"x\""),
            "{told}"
        );
    });
}
