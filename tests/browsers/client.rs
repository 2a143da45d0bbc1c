//! The client for the widget, in a page of another site.

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::host::Host;
use crate::pictures::Picture;
use crate::widget::{LINK, call, embed, open_host};

#[test]
fn the_client_has_the_elements_face() {
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        let [before, after, counts, stats, changes, said]: [Value; 6] = page.get(
            "window.w = await window.connect(widget());
             await w.settled();
             const before = await w.view;
             const changes = [];
             w.addEventListener('viewchange', ({ detail }) => changes.push(detail));
             await w.flyTo('re=-0.16&im=1.04&zoom=20', { duration: 50 });
             await w.setView({ palette: 'lagoon' }, { merge: true });
             await w.settled();
             window.file = await w.toBlob();
             return [before, await w.view, await w.countsAt([[0, 0]]), await w.stats, changes,
               await rejection(w.setView(7))];",
        );
        assert_eq!(
            (&before["zoom"], &after["zoom"]),
            (&json!("30"), &json!("20"))
        );
        assert_eq!(after["palette"], "lagoon");
        assert_eq!(counts.as_array().map(Vec::len), Some(1));
        assert!(stats["frame"].is_u64(), "{stats}");
        let last = changes.as_array().and_then(|all| all.last());
        assert_eq!(
            last.expect("changes were told")["view"]["palette"],
            "lagoon"
        );
        assert!(
            said.as_str().is_some_and(|said| said.contains("permalink")),
            "{said}"
        );
        let file: String = page.get("return base64(window.file);");
        Picture::from_text(&file).assert_is("re=-0.16&im=1.04&zoom=20&palette=lagoon");

        // The page's own messages are answered as before, and a second client too.
        assert_eq!(call(page, "getView", &json!({}))["zoom"], "20");
        let [other, waiting, late]: [Value; 3] = page.get(
            "const other = await window.connect(widget());
             const { zoom } = await other.view;
             const waiting = rejection(other.settled());
             other.close();
             return [zoom, await waiting, await rejection(other.settled())];",
        );
        assert_eq!(other, "20");
        for refusal in [waiting, late] {
            assert!(
                refusal.as_str().is_some_and(|text| text.contains("closed")),
                "{refusal}"
            );
        }
        assert_eq!(page.get::<String>("return (await w.view).zoom;"), "20");
    });
}

/// Within the page around: a call that is at work until it is told of an end.
const AWAY: &str = "
    const away = (widget) => rejection(widget.flyTo('zoom=1e6', { duration: 60000 }));";

#[test]
fn what_is_no_frame_with_an_address_is_refused() {
    in_both(|page| {
        open_host(page);
        for wrong in [
            "undefined",
            "document.querySelector('#none')",
            "'iframe'",
            "document.body",
            "document.createElement('iframe')",
        ] {
            let refusal: String = page.get(&format!("return rejection(window.connect({wrong}));"));
            let expected = "expected an <iframe> whose src is a widget's address";
            assert!(refusal.ends_with(expected), "{wrong}: {refusal}");
        }
    });
}

#[test]
fn a_client_waits_for_a_frame_that_loads_and_is_told_when_it_is_one_too_many() {
    in_both(|page| {
        open_host(page);
        let [zoom, told]: [String; 2] = serde_json::from_value(page.eval(
            &format!(
                "{AWAY}
                 const frame = document.createElement('iframe');
                 frame.src = arguments[0];
                 document.body.append(frame);
                 const first = await window.connect(frame);
                 const {{ zoom }} = await first.view;
                 const told = away(first);
                 for (let index = 0; index < 20; index += 1) window.last = await window.connect(frame);
                 return [zoom, await told];"
            ),
            json!([format!("{}/embed.html#zoom=7", page.fleet.site())]),
        ))
        .expect("two texts");
        assert_eq!(zoom, "7");
        assert!(told.contains("closed"), "{told}");
        assert_eq!(
            page.get::<String>("return (await window.last.view).zoom;"),
            "7"
        );

        // Firefox loses what a frame says when it is taken away now and then.
        if page.browser == Browser::Chromium {
            let told: String = page.get(&format!(
                "{AWAY}
                 const told = away(window.last);
                 await window.last.view;
                 widget().remove();
                 return told;"
            ));
            assert!(told.contains("closed"), "{told}");
        }
    });
}

/// A page that answers as no widget does, at the address of one.
fn hostile() -> Host {
    let page = format!(
        "<!doctype html><script>{}{}</script>",
        include_str!("fuzz.js"),
        include_str!("hostile.js")
    );
    Host::start(move |path, served| {
        served.isolated = false;
        if path == "/embed.html" {
            served.body = page.clone().into_bytes();
        }
    })
}

#[test]
fn twenty_thousand_messages_from_a_frame_that_is_no_widget_do_no_harm() {
    let hostile = hostile();
    in_both(|page| {
        embed(page, &format!("#{LINK}"));
        page.eval(
            "window.thrown = [];
             addEventListener('error', ({ message }) => window.thrown.push(message));
             addEventListener('unhandledrejection', ({ reason }) => window.thrown.push(String(reason)));
             window.good = await window.connect(widget());
             window.another = async (hash) => {
               const frame = document.createElement('iframe');
               frame.src = arguments[0] + hash;
               document.body.append(frame);
               await new Promise((resolve) => (frame.onload = resolve));
               return frame;
             };
             window.bad = await window.connect(await another(''));
             window.asked = { all: 0, settled: 0 };
             await another('#flood');",
            json!([format!("{}/embed.html", hostile.address())]),
        );
        for _ in 0..20 {
            page.get::<()>(
                "const settle = (promise) => {
                   asked.all += 1;
                   promise.catch(() => {}).finally(() => (asked.settled += 1));
                 };
                 for (let turn = 0; turn < 10; turn += 1) {
                   for (const question of [() => bad.view, () => bad.countsAt([[0, 0]]), () => bad.toBlob(), () => bad.stats]) {
                     settle(question());
                   }
                 }
                 // The widget beside is not disturbed.
                 await good.view;",
            );
        }
        let [sent, honest, refused]: [Value; 3] = page.get(
            "const honest = new Promise((resolve) => {
               bad.addEventListener('honest', ({ detail }) => resolve(detail));
             });
             bad.setView('').catch(() => {});
             const sent = await honest;
             const answer = await bad.view;
             bad.close();
             return [sent, answer, await rejection(bad.view)];",
        );
        assert_eq!(sent, 20_000);
        assert_eq!(honest, "getView");
        assert!(refused.as_str().is_some_and(|why| why.contains("closed")));
        let open: u64 = page.get("return asked.all - asked.settled;");
        assert_eq!(open, 0, "every question is answered or refused");
        assert_eq!(page.get::<Vec<String>>("return thrown;"), [""; 0]);
        page.get::<()>("await good.settled(); window.file = await good.toBlob();");
        let file: String = page.get("return base64(window.file);");
        Picture::from_text(&file).assert_is(LINK);
    });
}
