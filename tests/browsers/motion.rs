//! What is on screen while the view moves, and that it ends exact, whatever
//! hands do. How fast it is, `deepcanvas bench` tells: nothing here depends on it.

use deepcanvas::view::permalink;
use serde_json::{Value, json};

use crate::fleet::{in_both, in_both_alone};
use crate::hands;
use crate::host::Host;
use crate::ledger::{Frame, Span, computed_since, disorder, fall_back, shown};
use crate::page::Page;

const SESSIONS: &str = include_str!("../motion/sessions.js");
const FUZZ: &str = include_str!("../motion/fuzz.js");

/// Opens the explorer with the sessions at hand.
fn ready(page: &Page) {
    page.explore("zoom=3");
    page.get::<()>(SESSIONS);
}

/// Plays a session, and asserts what holds for all of them: no frame older than
/// its predecessor, and at the end the exact picture of the view.
fn play(page: &Page, name: &str, options: &Value) -> (Value, Vec<Frame>) {
    let played = page.eval(
        "return window.motion.run(...arguments);",
        json!([name, options]),
    );
    let frames: Vec<Frame> =
        serde_json::from_value(played["frames"].clone()).expect("the ledger's frames");
    assert!(!frames.is_empty(), "{name}: no frame");
    assert_eq!(disorder(&frames), None, "{name}");
    page.picture().assert_is(&page.link());
    (played, frames)
}

#[test]
fn a_zoom_goes_on_and_back_and_ends_exact() {
    in_both(|page| {
        ready(page);
        let (_, way_in) = play(page, "zoomIn", &json!({ "seconds": 1.5 }));
        assert_eq!(fall_back(&way_in, true), None);
        let (_, way_out) = play(page, "zoomOut", &json!({ "seconds": 1.5 }));
        assert_eq!(fall_back(&way_out, false), None);
        let holes = |frames: &[Frame]| frames.iter().filter(|frame| frame.coverage < 1.0).count();
        assert_eq!(holes(&way_in), 0, "the way in is never past what is known");
    });
}

#[test]
fn flings_and_pinches_end_exact() {
    in_both(|page| {
        ready(page);
        play(page, "flings", &json!({ "flings": 2 }));
        play(page, "pinch", &json!({ "pinchMs": 500 }));
    });
}

#[test]
fn a_storm_of_resizes_ends_exact() {
    in_both(|page| {
        ready(page);
        play(page, "resizes", &json!({ "stormMs": 700 }));
    });
}

#[test]
fn a_flight_arrives_at_the_view_and_ends_exact() {
    in_both(|page| {
        ready(page);
        play(page, "flight", &json!({ "flightMs": 1500, "zoom": "1e7" }));
        let zoom: String = page.get("return canvas.view.zoom;");
        assert!(["1e7", "10000000"].contains(&zoom.as_str()), "{zoom}");
    });
}

#[test]
fn a_flight_goes_on_while_the_main_thread_is_blocked() {
    in_both_alone(|page| {
        ready(page);
        let options = json!({ "flightMs": 3000, "freezeMs": 2000, "zoom": "1e3" });
        let (played, frames) = play(page, "freeze", &options);
        let [from, to] = ["from", "to"].map(|end| {
            played["blocked"][end]
                .as_f64()
                .expect("the span of the block")
        });
        // One that was under way when the block began would come in any case.
        let later_half = Span {
            from: f64::midpoint(from, to),
            to,
        };
        assert!(
            shown(&frames, later_half) > 0,
            "no frame while it was blocked"
        );
    });
}

/// Pictures that there are canvases for once the view has rested: one and the spare.
/// Of each there is a coarse layer.
const PICTURES: u64 = 1 + 8;

#[test]
fn a_flight_begins_without_making_canvases() {
    let host = Host::start(|path, served| {
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/worker.js" {
            served.begin_with(
                "if (location.search.includes('role=coordinator')) {
                   const told = new BroadcastChannel('made');
                   self.OffscreenCanvas = new Proxy(OffscreenCanvas, {
                     construct(...constructed) {
                       told.postMessage(performance.timeOrigin + performance.now());
                       return Reflect.construct(...constructed);
                     },
                   });
                 }\n",
            );
        }
    });
    in_both(|page| {
        page.open(&format!("{}/bare.html", host.address()));
        let made: u64 = page.get(&format!(
            "const made = [];
             const heard = new EventTarget();
             new BroadcastChannel('made').onmessage = ({{ data }}) => {{
               made.push(data);
               heard.dispatchEvent(new Event('made'));
             }};
             const areMade = (count) => new Promise((resolve) => {{
               const look = () => made.length >= count && resolve();
               heard.addEventListener('made', look);
               look();
             }});
             const element = put({{ samples: 1 }});
             await element.settled();
             await areMade(2 * {PICTURES});
             const {{ frame: before }} = (await element.ledger()).frames.at(-1);
             await element.flyTo('re=-0.7453&im=0.1127&zoom=30', {{ duration: {FLIGHT_MS} }});
             const {{ frames }} = await element.ledger();
             // A frame begins one picture at most, and more are spare.
             const {{ t }} = frames.find(({{ frame }}) => frame === before + 4);
             return made.filter((time) => time < t).length;"
        ));
        assert_eq!(made, 2 * PICTURES, "canvases four frames into a flight");
    });
}

/// What a flight takes, in milliseconds: long beside what a busy machine needs for
/// a frame.
const FLIGHT_MS: u32 = 2000;

#[test]
fn a_flight_pauses_while_nobody_sees_it() {
    in_both(|page| {
        page.bare();
        let (hidden, frames): (f64, Vec<Frame>) = page.get(&format!(
            "let told = () => {{}};
             const post = Worker.prototype.postMessage;
             Worker.prototype.postMessage = function (message, ...rest) {{
               post.call(this, message, ...rest);
               if (message.type === 'visible') told(message.visible);
             }};
             const element = put({{ samples: 1 }});
             await element.settled();
             const show = (visible) => {{
               const done = new Promise((resolve) => (told = resolve));
               element.style.translate = visible ? '' : '300vw';
               return done;
             }};

             const landing = element.flyTo('re=-0.7453&im=0.1127&zoom=300', {{ duration: {FLIGHT_MS} }});
             await next('frame', () => Number(element.view.zoom) > 1.1, element);
             if (await show(false)) throw new Error('it was hidden, and told as shown');
             const hidden = (await element.ledger()).frames.at(-1).frame;
             // As long as the rest of the flight, and longer.
             const clock = put({{ samples: 1 }});
             await clock.settled();
             await clock.flyTo('zoom=2', {{ duration: {FLIGHT_MS} }});
             await clock.destroy();
             if ((await element.ledger()).frames.at(-1).frame !== hidden) throw new Error('it went on unseen');
             await show(true);
             await landing;
             await element.settled();
             return [hidden, (await element.ledger()).frames];"
        ));
        let zoom = |frame: &Frame| permalink::parse(&frame.view, None).0.zoom();
        let (before, after): (Vec<_>, Vec<_>) =
            frames.iter().partition(|frame| frame.number <= hidden);
        let landed = after.last().expect("it lands");
        let pause = after[0].t - before[before.len() - 1].t;
        assert!(pause >= f64::from(FLIGHT_MS), "a pause of {pause} ms only");
        assert!(zoom(before[before.len() - 1]) < zoom(landed));
        let under_way = after.iter().filter(|frame| zoom(frame) < zoom(landed));
        assert!(under_way.count() > 0, "it landed unseen");
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn a_pan_by_whole_pixels_computes_what_enters() {
    in_both(|page| {
        ready(page);
        let (played, frames) = play(page, "pan", &json!({ "pixels": 100 }));
        let number = |key: &str| played[key].as_f64().expect("a number");
        let computed = computed_since(&frames, number("before")).expect("it is complete");
        let ratio = computed / number("entered");
        assert!((1.0..=1.05).contains(&ratio), "{ratio} of what entered");
    });
}

#[test]
fn a_picture_that_was_dragged_and_recoloured_is_all_there_when_the_view_zooms() {
    in_both(|page| {
        page.explore("re=-0.7453&im=0.1127&zoom=30");
        hands::rested(page, || hands::drag(page, (320, 240), (283, 221)));
        hands::rested(page, || {
            page.get::<()>("canvas.setView({ palette: 'lagoon' }, { merge: true });");
        });
        page.get::<()>(
            "window.frames = [];
             canvas.addEventListener('frame', ({ detail }) => window.frames.push(detail));",
        );
        hands::rested(page, || hands::wheel(page, (320, 240), -120));
        let frames: Vec<Value> = page.get("return window.frames;");
        assert!(!frames.is_empty());
        for frame in frames {
            assert_eq!(frame["coverage"], 1.0, "{frame}");
            // What was on screen, magnified, not what lies around it.
            assert!(frame["scale"].as_f64() > Some(0.5), "{frame}");
        }
        page.picture().assert_is(&page.link());
    });
}

/// A long task that our code makes comes every time or nearly so; one that other
/// processes make, by taking the processor away, leaves some sessions alone also
/// where these tests keep all cores busy.
#[test]
fn input_makes_no_long_task() {
    const TRIES: usize = 9;
    const QUIET: usize = 3;
    in_both(|page| {
        ready(page);
        let (mut quiet, mut long) = (0, Vec::new());
        while quiet < QUIET && long.len() <= TRIES - QUIET {
            let (played, _) = play(page, "zoomIn", &json!({ "seconds": 0.5 }));
            match played["longTasks"].as_array() {
                Some(tasks) if !tasks.is_empty() => long.push(tasks.clone()),
                // Firefox does not tell.
                _ => quiet += 1,
            }
        }
        assert!(quiet >= QUIET, "long tasks in most sessions: {long:?}");
    });
}

#[test]
fn ten_thousand_random_events_do_no_harm() {
    const SEED: u32 = 2026;
    in_both(|page| {
        ready(page);
        page.get::<()>(FUZZ);
        let wrong = page.eval("return window.fuzz(...arguments);", json!([SEED, 10_000]));
        assert_eq!(wrong, json!([]), "seed {SEED}");
        page.picture().assert_is(&page.link());
    });
}
