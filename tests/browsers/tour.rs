//! Tours that a page plays in the widget: what is shown when, what pauses them,
//! and what their controls do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::page::Page;
use crate::support::assets;
use crate::widget::{LINK, call, embed, open_host, picture, scrolled};

/// A place in the widget.
const PLACE: (i32, i32) = (160, 60);

/// Rests at a stop for longer than any test lasts.
const ENDLESS_MS: u32 = 3_600_000;

const THERE: &str = "re=-0.16&im=1.04&zoom=20";

/// Three stops that are flown to in no time, each held for so long.
fn three(hold: u32) -> Value {
    json!({
        "title": "Places",
        "stops": [
            { "view": LINK, "duration": 0, "hold": hold, "caption": "one" },
            { "view": { "re": "-0.16", "im": 1.04, "zoom": 20 }, "duration": 60, "hold": hold, "caption": "two" },
            { "view": "zoom=3&palette=lagoon", "duration": 0, "hold": hold },
        ],
    })
}

/// Plays a tour and waits until it has arrived at a stop.
fn play(page: &Page, tour: &Value, stop: usize) {
    page.eval(
        "const [tour, stop] = arguments;
         await call('subscribe', { event: 'tour' });
         const arrived = nextHeard(({ method, params }) => method === 'tour' && params?.stop === stop && params.arrived);
         await call('play', tour);
         await arrived;",
        json!([tour, stop]),
    );
}

/// Does something that leaves the tour as `expected`, some of its state, and gives all of it.
fn left(page: &Page, expected: &Value, act: impl FnOnce()) -> Value {
    page.eval(
        "const [expected] = arguments;
         await call('subscribe', { event: 'tour' });
         window.left = nextHeard(({ method, params }) =>
           method === 'tour' && Object.entries(expected).every(([key, value]) => params?.[key] === value));",
        json!([expected]),
    );
    act();
    page.get::<Value>("return (await window.left).params;")
}

fn paused() -> Value {
    json!({ "playing": false })
}

/// The zoom of the view as it is now, and that it stays so.
fn resting_zoom(page: &Page) -> f64 {
    call(page, "settled", &json!({}));
    let view = call(page, "getView", &json!({}));
    view["zoom"]
        .as_str()
        .expect("text")
        .parse()
        .expect("a number")
}

#[test]
fn a_page_plays_a_list_and_hears_of_every_stop() {
    in_both(|page| {
        embed(page, "");
        let loaded = |page: &Page| -> usize {
            page.within(0, || {
                page.get(
                    "return performance.getEntriesByType('resource')
                       .filter(({ name }) => name.includes('/tour/')).length;",
                )
            })
        };
        assert_eq!(
            loaded(page),
            0,
            "a widget without a tour fetches none of it"
        );
        let [begun, states, captions]: [Value; 3] = serde_json::from_value(page.eval(
            "window.w = await window.connect(widget());
             const states = [];
             const ended = new Promise((resolve) => {
               w.addEventListener('tour', ({ detail }) => {
                 states.push(detail);
                 if (detail.stop === 2 && !detail.playing) resolve();
               });
             });
             const begun = await w.play(arguments[0]);
             await ended;
             const brief = ({ stop, playing, arrived }) => `${stop} ${playing ? 'plays' : 'rests'} ${arrived ? 'there' : 'on the way'}`;
             return [begun, states.map(brief), states.map(({ caption }) => caption)];",
            json!([three(500)]),
        ))
        .expect("three values");
        let expected = json!({
            "playing": true, "stop": 0, "stops": 3, "arrived": false, "title": "Places", "caption": "one",
        });
        assert_eq!(begun, expected);
        let expected = json!([
            "0 rests on the way",
            "0 plays on the way",
            "0 plays there",
            "1 plays on the way",
            "1 plays there",
            "2 plays on the way",
            "2 plays there",
            "2 rests there",
        ]);
        assert_eq!(states, expected);
        assert_eq!(
            captions,
            json!(["one", "one", "one", "two", "two", "", "", ""])
        );
        picture(page).assert_is("zoom=3&palette=lagoon");
        assert!(loaded(page) > 0);

        // After the end it begins anew.
        let again: Value = page.get("return w.play();");
        assert_eq!(
            (&again["stop"], &again["playing"]),
            (&json!(0), &json!(true))
        );
        let [end, buttons]: [Value; 2] = [
            page.get("return w.stop();"),
            page.within(0, || {
                page.get("return document.querySelectorAll('.tour, #caption').length;")
            }),
        ];
        assert_eq!((end, buttons), (Value::Null, json!(0)));
        let refused: String = page.get("return rejection(w.pause());");
        assert!(refused.contains("pause: there is no tour"), "{refused}");
    });
}

#[test]
fn buttons_pause_it_and_lead_to_the_stops_around() {
    in_both(|page| {
        embed(page, "");
        play(page, &three(ENDLESS_MS), 0);
        let looks = |page: &Page| -> Value {
            page.within(0, || {
                page.get(
                    "const [back, toggle, on] = document.querySelectorAll('#bar > .tour');
                     return [back.ariaDisabled, toggle.ariaLabel, on.ariaDisabled,
                       Array.from(document.querySelectorAll('#caption p'), ({ textContent }) => textContent)];",
                )
            })
        };
        let shown = json!(["true", "Pause the tour", "false", ["Places · 1 / 3", "one"]]);
        assert_eq!(looks(page), shown);

        let focus = |index: u8| {
            page.get::<()>(&format!(
                "document.querySelectorAll('#bar > .tour')[{index}].focus();"
            ));
        };
        let press = |index: u8| {
            page.within(0, || {
                focus(index);
                hands::press(page, hands::ENTER);
            });
        };
        left(page, &paused(), || press(1));
        assert_eq!(looks(page)[1], "Play the tour");
        // It stays paused at the stops that it is led to.
        let there = json!({ "stop": 1, "arrived": true, "playing": false });
        left(page, &there, || press(2));
        let shown = json!(["false", "Play the tour", "false", ["Places · 2 / 3", "two"]]);
        assert_eq!(looks(page), shown);
        picture(page).assert_is(THERE);
        left(page, &json!({ "stop": 2, "arrived": true }), || press(2));
        assert_eq!(looks(page)[2], "true", "no stop follows");
        press(2);
        left(page, &there, || press(0));
        let playing = json!({ "stop": 1, "arrived": true, "playing": true });
        left(page, &playing, || press(1));
        assert_eq!(looks(page)[1], "Pause the tour");
    });
}

#[test]
fn a_loop_goes_on_with_its_first_stop() {
    in_both(|page| {
        embed(page, "");
        let mut tour = three(500);
        tour["loop"] = json!(true);
        tour["stop"] = json!(2);
        tour["stops"][0]["hold"] = json!(ENDLESS_MS);
        let state = left(page, &json!({ "stop": 0, "arrived": true }), || {
            call(page, "play", &tour);
        });
        assert_eq!(state["playing"], true);
        picture(page).assert_is(LINK);
    });
}

#[test]
fn what_else_moves_the_view_pauses_it_and_it_returns_to_its_stop() {
    in_both(|page| {
        embed(page, "");
        play(page, &three(ENDLESS_MS), 0);
        call(page, "settled", &json!({}));
        left(page, &paused(), || {
            page.within(0, || hands::wheel_with_control(page, PLACE, -240));
        });
        left(
            page,
            &json!({ "stop": 0, "arrived": true, "playing": true }),
            || {
                call(page, "play", &json!({}));
            },
        );
        picture(page).assert_is(LINK);

        // What the page around sets stays as it is set, while a stop is held,
        left(page, &paused(), || {
            call(page, "setView", &json!({ "view": THERE }));
        });
        picture(page).assert_is(THERE);

        // and within a flight; a hand stops that, too.
        let mut away = three(ENDLESS_MS);
        away["stops"][0]["view"] = json!("re=-0.7453&im=0.1127&zoom=1e6");
        away["stops"][0]["duration"] = json!(600_000);
        let under_way = |act: &dyn Fn()| {
            page.get::<()>(
                "await call('subscribe', { events: ['viewchange', 'tour'] });
                 window.moving = nextHeard(({ method, params }) => method === 'viewchange' && !params.resting);",
            );
            call(page, "play", &away);
            page.get::<()>("await window.moving;");
            left(
                page,
                &json!({ "stop": 0, "arrived": false, "playing": false }),
                act,
            );
        };
        under_way(&|| {
            call(page, "setView", &json!({ "view": LINK }));
        });
        picture(page).assert_is(LINK);
        under_way(&|| page.within(0, || hands::drag(page, PLACE, (200, 80))));
        assert!(resting_zoom(page) < 1e6);
        // Pausing it stops the flight where it is.
        under_way(&|| {
            call(page, "pause", &json!({}));
        });
        let zoom = resting_zoom(page);
        assert!(zoom < 1e6, "{zoom}");
        assert_eq!(resting_zoom(page), zoom);
    });
}

/// Within the frame: the timers of holds of 77,777 ms, which are none of the
/// clock's; an event tells of each that comes or goes.
const HOLDS: &str = "
    window.holds = new Map();
    const set = window.setTimeout;
    const clear = window.clearTimeout;
    let last = -1;
    const tell = () => dispatchEvent(new Event('holds'));
    window.setTimeout = (run, ms, ...rest) => {
      if (ms !== 77777) return set(run, ms, ...rest);
      last -= 1;
      window.holds.set(last, run);
      tell();
      return last;
    };
    window.clearTimeout = (id) => (window.holds.delete(id) ? tell() : clear(id));
    window.heldSoon = (count) => new Promise((resolve) => {
      const look = () => {
        if (window.holds.size !== count) return;
        removeEventListener('holds', look);
        resolve(count);
      };
      addEventListener('holds', look);
      look();
    });
    window.endHold = () => {
      const [[id, run]] = window.holds;
      window.holds.delete(id);
      run();
    };";

#[test]
fn a_stop_is_held_only_while_the_widget_is_seen_and_a_pause_has_no_timer() {
    in_both(|page| {
        embed(page, "");
        let held = |count: u32| {
            page.within(0, || {
                page.get::<()>(&format!("await window.heldSoon({count});"));
            });
        };
        page.within(0, || page.get::<()>(HOLDS));
        call(page, "play", &three(77_777));
        held(1);
        // Not far: of a frame that jumps away by a window or more Firefox tells it nothing.
        page.get::<()>("scrollTo({ top: 240, behavior: 'instant' });");
        held(0);
        assert!(scrolled(page) > 0.0);
        page.get::<()>("scrollTo({ top: 0, behavior: 'instant' });");
        held(1);
        call(page, "pause", &json!({}));
        held(0);
        call(page, "play", &json!({}));
        held(1);
        left(
            page,
            &json!({ "stop": 1, "arrived": true, "playing": true }),
            || {
                page.within(0, || page.get::<()>("window.endHold();"));
            },
        );
        held(1);
    });
}

#[test]
fn a_still_is_played_by_its_page_alone() {
    in_both(|page| {
        embed(page, "?interactive=0");
        play(page, &three(ENDLESS_MS), 0);
        let seen: Value = page.within(0, || {
            page.get(
                "return [document.querySelectorAll('.tour').length, document.querySelector('#caption').innerText];",
            )
        });
        assert_eq!(seen[0], 0);
        assert!(
            seen[1].as_str().is_some_and(|text| text.contains("one")),
            "{seen}"
        );
        left(page, &paused(), || {
            call(page, "pause", &json!({}));
        });
    });
}

#[test]
fn controls_are_named_in_the_readers_language() {
    in_both(|page| {
        open_host(page);
        let words = page.eval(
            "const path = `/${arguments[0]}/embed/tour/words.js`;
             const { tourWordsFor } = await window.eval(`import('${path}')`);
             return ['en', 'de', 'fr', 'es', 'zh', 'ja', 'toString'].map((language) => {
               const { play, pause, previous, next: after, trouble, close } = tourWordsFor(language);
               return [play, pause, previous, after, trouble, close];
             });",
            json!([assets()]),
        );
        let words: Vec<[String; 6]> = serde_json::from_value(words).expect("texts");
        let (unknown, known) = words.split_last().expect("there are some");
        assert_eq!(unknown, &known[0], "English where nothing better is known");
        let all: BTreeSet<&String> = known.iter().flatten().collect();
        assert_eq!(all.len(), 6 * 6, "{known:?}");
        assert!(all.iter().all(|word| !word.is_empty()));
    });
}
