//! What is played, in the order in which it is played.

use serde_json::{Value, json};

/// A session of `tests/motion/sessions.js`.
pub(super) struct Act {
    pub(super) name: &'static str,
    pub(super) options: Value,
}

/// How long zooms take, in seconds: at 2×/s, twenty lead from home to 1e6.
const ZOOM: (u32, u32) = (20, 4);

/// The interval of the headless browsers' display, in whole milliseconds.
const DISPLAY_MS: u32 = 16;

/// Those that keep the main thread busy by themselves.
const BUSY: [&str; 2] = ["freeze", "cycles"];

/// All of them, short ones where it is to go `quick`. Zooming out begins where
/// zooming in ends, and uses what was computed on the way. Cycles come last: the
/// ledger is full by then, and grows no more.
pub(super) fn acts(quick: bool) -> Vec<Act> {
    let pick = |full: u32, short: u32| if quick { short } else { full };
    let zoom = json!({ "seconds": pick(ZOOM.0, ZOOM.1) });
    let act = |name, options| Act { name, options };
    vec![
        act("idle", json!({ "seconds": pick(5, 2) })),
        act("zoomIn", zoom.clone()),
        act("zoomOut", zoom),
        act("flings", json!({ "flings": pick(6, 2) })),
        act("pinch", json!({})),
        act("resizes", json!({ "stormMs": pick(3000, 1500) })),
        act("flight", json!({ "flightMs": pick(8000, 4000) })),
        act(
            "freeze",
            json!({ "flightMs": pick(6000, 3000), "freezeMs": pick(2000, 1000) }),
        ),
        act("pan", json!({})),
        act(
            "cycles",
            json!({ "cycles": pick(500, 20), "every": pick(50, 5) }),
        ),
    ]
}

/// Those beside which the main thread's own work is measured, without a heart, and
/// with input as often as browsers hand it to a page, once in a display's interval.
pub(super) fn calm_acts(quick: bool) -> Vec<Act> {
    let acts = acts(quick).into_iter();
    acts.filter(|act| !BUSY.contains(&act.name))
        .map(Act::calm)
        .collect()
}

/// The same, to be traced: short ones, for a trace of a minute is more than a
/// browser hands out at once.
pub(super) fn traced_acts(quick: bool) -> Vec<Act> {
    let seconds = if quick { 2 } else { 6 };
    let act = |name, options| Act { name, options }.calm();
    vec![
        act("idle", json!({ "seconds": seconds })),
        act("zoomIn", json!({ "seconds": seconds })),
        act("zoomOut", json!({ "seconds": seconds })),
        act("flings", json!({ "flings": 3 })),
        act("pinch", json!({})),
        act("resizes", json!({ "stormMs": 2000 })),
        act("flight", json!({ "flightMs": 4000 })),
    ]
}

impl Act {
    fn calm(mut self) -> Self {
        self.options["heart"] = json!(false);
        self.options["pumpMs"] = json!(DISPLAY_MS);
        self
    }
}
