//! The contract of `<deep-canvas>`: views, promises and events.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::pictures::ENDLESS;

const KEYS: [&str; 12] = [
    "formula", "re", "im", "zoom", "rot", "iter", "cre", "cim", "palette", "density", "offset",
    "mode",
];

#[test]
fn a_view_that_is_set_is_what_is_read_at_once_and_replaces_the_one_before() {
    in_both(|page| {
        page.bare();
        let [default, set, merged, replaced, link]: [Value; 5] = page.get(
            "const element = put();
             const views = [element.view];
             element.view = { re: '-0.7', zoom: 30, palette: 'grey' };
             views.push(element.view);
             element.setView({ im: '0.25' }, { merge: true });
             views.push(element.view);
             element.setView({ im: 0.3 });
             views.push(element.view);
             element.view = '#re=-1.25&zoom=1e2';
             views.push(element.view);
             return views;",
        );
        for key in KEYS {
            assert!(default[key].is_string(), "{key}: {default}");
        }
        assert_eq!(default["zoom"], "1");
        assert_eq!(set["re"], "-0.7");
        assert_eq!(set["zoom"], "30");
        assert_eq!(set["palette"], "grey");
        assert_eq!(set["im"], default["im"]);
        assert_eq!(
            (&merged["re"], &merged["im"]),
            (&json!("-0.7"), &json!("0.25"))
        );
        assert_eq!(merged["palette"], "grey");
        assert_eq!(
            (&replaced["re"], &replaced["im"]),
            (&default["re"], &json!("0.3"))
        );
        assert_eq!(replaced["palette"], default["palette"]);
        assert_eq!(link["re"], "-1.25");
        page.settled();
        page.picture().assert_is("re=-1.25&zoom=1e2");
        // The program's own words for the same.
        assert_eq!(page.get::<String>("return canvas.view.zoom;"), "100");
    });
}

#[test]
fn attributes_are_the_permalinks_keys() {
    in_both(|page| {
        page.bare();
        page.get::<()>(
            "await put({ re: '-0.16', im: '1.04', zoom: '20', palette: 'lagoon' }).settled();",
        );
        page.picture()
            .assert_is("re=-0.16&im=1.04&zoom=20&palette=lagoon");
        page.get::<()>("canvas.setAttribute('zoom', '40'); canvas.removeAttribute('palette');");
        page.settled();
        page.picture().assert_is("re=-0.16&im=1.04&zoom=40");
    });
}

#[test]
fn a_view_is_not_complete_until_it_is_shown() {
    in_both(|page| {
        page.bare();
        let [before, set, shown]: [Value; 3] = page.get(
            "const element = put();
             await element.settled();
             const before = element.stats;
             const done = element.setView('re=-0.7453&im=0.1127&zoom=300');
             const set = element.stats;
             await done;
             return [before, set, await element.settled()];",
        );
        assert_eq!(before["complete"], true);
        assert_eq!(set["complete"], false);
        assert_eq!(shown["complete"], true);
        assert!(shown["generation"].as_u64() > before["generation"].as_u64());
    });
}

#[test]
fn settled_is_about_the_view_that_is_set_at_the_time_of_the_call() {
    in_both(|page| {
        page.bare();
        let [refused, shown, again, stats]: [Value; 4] = page.get(
            "const element = put();
             element.view = 're=-0.7453&im=0.1127&zoom=300';
             const early = rejection(element.settled());
             element.view = 're=-0.16&im=1.04&zoom=20';
             const late = element.settled();
             const refused = await early;
             const shown = await late;
             const again = await element.settled();
             return [refused, shown, again, element.stats];",
        );
        let refused = refused.as_str().expect("the first is rejected");
        assert!(refused.contains("newer view"), "{refused}");
        assert_eq!(shown["complete"], true);
        assert_eq!(shown, again, "at once, the same frame");
        assert_eq!(shown, stats);
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

#[test]
fn a_view_that_takes_hours_is_left_for_the_next_one() {
    in_both(|page| {
        page.bare();
        for _ in 0..3 {
            page.eval(
                "const element = canvas ?? put({ threads: '2' }, 'width: 640px');
                 element.view = arguments[0];
                 await next('frame', undefined, element);
                 element.view = 're=-0.16&im=1.04&zoom=20';
                 await element.settled();",
                json!([ENDLESS]),
            );
            page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
        }
    });
}

#[test]
fn the_same_view_set_again_is_complete_as_it_is() {
    in_both(|page| {
        page.bare();
        let [before, after]: [Value; 2] = page.get(
            "const element = put({ zoom: '30', samples: 1 });
             const before = await element.settled();
             await element.setView({ zoom: 30 });
             return [before, await element.settled()];",
        );
        assert_eq!(before, after);
    });
}

#[test]
fn every_displayed_frame_is_one_event_with_the_next_number() {
    in_both(|page| {
        page.bare();
        let seen: Vec<Value> = page.get(
            "const element = put();
             await element.settled();
             for (let step = 1; step <= 5; step += 1) {
               element.view = { re: -0.75 - step / 100, zoom: 10 * step };
               await element.settled();
             }
             element.setView({ palette: 'grey' }, { merge: true });
             await element.settled();
             return element.seen.filter(({ type }) => type === 'frame' || type === 'settle');",
        );
        let mut generation = 0;
        let mut frames = 0;
        for event in &seen {
            let report = &event["detail"];
            if event["type"] == "settle" {
                assert_eq!(report["frame"], json!(frames), "of the frame before it");
                assert_eq!(report["complete"], true);
                assert_eq!(report["scale"], 1.0);
                assert_eq!(report["coverage"], 1.0);
                continue;
            }
            frames += 1;
            assert_eq!(report["frame"], json!(frames));
            let now = report["generation"].as_u64().expect("a number");
            assert!(now >= generation, "{generation} {report}");
            generation = now;
            assert_eq!(report["pixels"], 320 * 200);
        }
        let settled = seen.iter().filter(|event| event["type"] == "settle");
        assert_eq!(settled.count(), 7);
        assert_eq!(generation, 7);
    });
}

#[test]
fn a_view_change_tells_the_view_its_link_and_whether_it_rests() {
    in_both(|page| {
        page.bare();
        let changes: Vec<Value> = page.get(
            "const element = put({ zoom: '30' });
             await element.settled();
             element.view = 're=-0.16&im=1.04&zoom=20';
             await element.settled();
             return element.of('viewchange');",
        );
        let last = changes.last().expect("there was one");
        assert_eq!(last["resting"], true);
        assert_eq!(last["view"]["zoom"], "20");
        let link = last["link"].as_str().expect("a text");
        assert!(link.starts_with("re=-0.16&im=1.04&zoom=20"), "{link}");
        let links: Vec<&Value> = changes.iter().map(|change| &change["link"]).collect();
        assert_eq!(links.len(), 2, "one a view: {changes:?}");
    });
}

#[test]
fn nonsense_in_any_key_is_a_warning_that_names_it_and_is_not_what_is_read() {
    in_both(|page| {
        page.bare();
        page.get::<()>("await put().settled();");
        for key in KEYS {
            let [warnings, view]: [Value; 2] = page
                .eval(
                    "canvas.seen.length = 0;
                     await canvas.setView({ zoom: 3, [arguments[0]]: 'n nsense' });
                     return [canvas.of('warning'), canvas.view];",
                    json!([key]),
                )
                .as_array()
                .and_then(|pair| pair.clone().try_into().ok())
                .expect("a pair");
            let [warning] = &warnings.as_array().expect("a list")[..] else {
                panic!("{key}: one warning, and not {warnings}");
            };
            let message = warning["message"].as_str().expect("a text");
            assert!(
                message.contains(key) && message.contains("n nsense"),
                "{message}"
            );
            assert_ne!(view[key], "n nsense");
        }
    });
}

#[test]
fn what_is_no_view_is_refused_with_what_would_do() {
    in_both(|page| {
        page.bare();
        for nonsense in ["null", "7", "undefined"] {
            let message: String = page.get(&format!(
                "const element = canvas ?? put();
                 try {{ element.setView({nonsense}); return 'taken'; }}
                 catch (error) {{ return error.message; }}"
            ));
            assert!(message.contains("expected"), "{nonsense}: {message}");
        }
    });
}

#[test]
fn a_flight_whose_duration_is_none_is_refused_with_what_would_do() {
    in_both(|page| {
        page.bare();
        for nonsense in ["-1", "NaN", "Infinity", "'3'"] {
            let message: String = page.get(&format!(
                "const element = canvas ?? put();
                 try {{ element.flyTo('zoom=3', {{ duration: {nonsense} }}); return 'taken'; }}
                 catch (error) {{ return error.message; }}"
            ));
            assert!(
                message.contains("duration") && message.contains("expected"),
                "{nonsense}: {message}"
            );
        }
    });
}

#[test]
fn a_flight_before_the_start_begins_where_it_leads_to() {
    in_both(|page| {
        page.bare();
        page.get::<()>("const element = put(); await element.flyTo('re=-0.16&im=1.04&zoom=20');");
        page.settled();
        page.picture().assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

#[test]
fn threads_are_as_many_as_the_attribute_says() {
    in_both(|page| {
        page.bare();
        for (attribute, expected) in [("1", 1), ("3", 3)] {
            let report: Value = page.eval(
                "canvas?.remove();
                 const element = put({ threads: arguments[0] });
                 // Workers that start now join while a picture may be complete.
                 let report = await element.settled();
                 for (let turn = 1; report.threads !== arguments[1]; turn += 1) {
                   await element.setView({ offset: turn / 1000 }, { merge: true });
                   report = await element.settled();
                 }
                 element.view = 'zoom=2';
                 return element.settled();",
                json!([attribute, expected]),
            );
            assert_eq!(report["threads"], json!(expected));
            page.picture().assert_is("zoom=2");
        }
        let [report, warnings]: [Value; 2] = page.get(
            "canvas.remove();
             const element = put({ threads: 'many' });
             const report = await element.settled();
             return [report, element.of('warning')];",
        );
        assert!(report["threads"].as_u64() >= Some(1));
        assert!(warnings.to_string().contains("many"), "{warnings}");
    });
}

#[test]
fn counts_of_a_frame_that_is_not_complete_are_refused() {
    in_both(|page| {
        page.bare();
        let refusals: Vec<String> = page.get(
            "const element = put();
             const early = rejection(element.countsAt([[0, 0]]));
             await element.settled();
             return [await early, await rejection(element.countsAt('x')),
               await rejection(element.countsAt([[0]])), await rejection(element.countsAt([[320, 0]])),
               await rejection(element.toBlob({ width: -1 })), await rejection(element.toBlob({ width: 1e9 }))];",
        );
        for refusal in &refusals {
            assert!(refusal.starts_with("deep-canvas: "), "{refusals:?}");
        }
        assert!(refusals[0].contains("not complete"), "{refusals:?}");
        assert!(refusals[4].contains("width"), "{refusals:?}");
    });
}
