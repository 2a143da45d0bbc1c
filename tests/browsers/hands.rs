//! What hands do, and where it leads: gestures as `WebDriver` actions, and the
//! place of the view in plain numbers.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::page::Page;

/// Keys, as `WebDriver` writes them.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const SHIFT: &str = "\u{e008}";
pub(crate) const CONTROL: &str = "\u{e009}";
pub(crate) const ESCAPE: &str = "\u{e00c}";
pub(crate) const HOME: &str = "\u{e011}";
pub(crate) const LEFT: &str = "\u{e012}";
pub(crate) const UP: &str = "\u{e013}";
pub(crate) const RIGHT: &str = "\u{e014}";
pub(crate) const DOWN: &str = "\u{e015}";

/// How long a pointer is held still before it lets go, so that nothing glides.
const STILL_MS: u32 = 250;

/// How long a pointer is held so that it is a hold: with time to spare on a busy
/// machine.
const HOLD_MS: u32 = 1200;

/// A button of a mouse, as `WebDriver` numbers it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Button {
    Left = 0,
    Right = 2,
}

/// Does something that moves the view, waits until it rests, and gives the
/// report of the complete frame.
pub(crate) fn rested(page: &Page, act: impl FnOnce()) -> Value {
    page.get::<()>(HEAR);
    act();
    let rested = catch_unwind(AssertUnwindSafe(|| {
        page.get("await window.rested; return canvas.settled();")
    }));
    rested.unwrap_or_else(|panic| {
        let heard: Vec<String> = page.get("return window.heard ?? [];");
        eprintln!("the page heard of:\n{}", heard.join("\n"));
        resume_unwind(panic)
    })
}

/// In a page: notes what it hears of hands, and of the view, for a test that fails.
const HEAR: &str = "window.heard = [];
    window.rested = rest();
    const kinds = [
        'pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'lostpointercapture',
        'wheel', 'keydown', 'viewchange', 'visibilitychange', 'blur', 'focus',
    ];
    const note = ({ type, target, timeStamp, pointerId, clientX, clientY, detail }) => {
        const more = { pointerId, clientX, clientY, resting: detail?.resting, scale: visualViewport.scale };
        window.heard.push(`${Math.round(timeStamp)} ms ${type} of ${target.localName} ${JSON.stringify(more)}`);
    };
    for (const kind of kinds) addEventListener(kind, note, { capture: true, passive: true });
    void window.rested.then(() => {
        for (const kind of kinds) removeEventListener(kind, note, { capture: true });
    });";

/// In a page: moves a pointer that is down and stays so, until what enters is drawn.
pub(crate) const HELD_MOVE: &str =
    "const held = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
        clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse',
        button: type === 'pointermove' ? -1 : 0, buttons: 1, bubbles: true,
    }));
    canvas.setPointerCapture = () => {};
    held('pointerdown', 320, 240);
    const seen = next('frame', ({ detail }) => detail.coverage === 1 && detail.scale === 1);
    held('pointermove', 283, 221);
    await seen;";

/// Turns the wheel over a point.
pub(crate) fn wheel(page: &Page, at: (i32, i32), delta: i32) {
    page.perform(&json!([{ "type": "wheel", "id": "wheel", "actions": [
        { "type": "scroll", "x": at.0, "y": at.1, "deltaX": 0, "deltaY": delta,
          "duration": 0, "origin": "viewport" }
    ]}]));
}

/// Turns the wheel over a point while Control is held.
pub(crate) fn wheel_with_control(page: &Page, at: (i32, i32), delta: i32) {
    let key = |kind: &str| json!({ "type": kind, "value": CONTROL });
    let pause = || json!({ "type": "pause" });
    page.perform(&json!([
        { "type": "key", "id": "keyboard", "actions": [key("keyDown"), pause(), key("keyUp")] },
        { "type": "wheel", "id": "wheel", "actions": [
            pause(),
            { "type": "scroll", "x": at.0, "y": at.1, "deltaX": 0, "deltaY": delta,
              "duration": 0, "origin": "viewport" },
            pause()
        ]}
    ]));
}

/// Moves the mouse somewhere.
pub(crate) fn point(page: &Page, at: (i32, i32)) {
    page.perform(&mouse(&[at_once(at)]));
}

/// Clicks with the mouse.
pub(crate) fn click(page: &Page, at: (i32, i32)) {
    page.perform(&mouse(&[at_once(at), down(), up()]));
}

/// Drags with the mouse, and holds still before letting go.
pub(crate) fn drag(page: &Page, from: (i32, i32), to: (i32, i32)) {
    let middle = (i32::midpoint(from.0, to.0), i32::midpoint(from.1, to.1));
    page.perform(&mouse(&[
        at_once(from),
        down(),
        slide(middle),
        slide(to),
        pause(),
        up(),
    ]));
}

/// Drags with the mouse, and does not let go.
pub(crate) fn grab(page: &Page, from: (i32, i32), to: (i32, i32)) {
    page.perform(&mouse(&[at_once(from), down(), slide(to)]));
}

/// Lets the mouse go where it is.
pub(crate) fn let_go(page: &Page) {
    page.perform(&mouse(&[up()]));
}

/// Presses a button of the mouse and lets go after a while.
pub(crate) fn hold(page: &Page, at: (i32, i32), button: Button) {
    let button = button as u32;
    page.perform(&mouse(&[
        at_once(at),
        json!({ "type": "pointerDown", "button": button }),
        wait(),
        json!({ "type": "pointerUp", "button": button }),
    ]));
}

/// Clicks twice with the mouse.
pub(crate) fn double_click(page: &Page, at: (i32, i32), shift: bool) {
    let key = |kind: &str| json!({ "type": kind, "value": SHIFT });
    let wait = || json!({ "type": "pause" });
    let mut clicks = mouse(&[at_once(at), down(), up(), down(), up()]);
    if shift {
        let held = [key("keyDown"), wait(), wait(), wait(), wait(), key("keyUp")];
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": held });
        clicks.as_array_mut().expect("a list").push(keyboard);
    }
    page.perform(&clicks);
}

/// Presses a key and lets it go.
pub(crate) fn press(page: &Page, key: &str) {
    write(page, key);
}

/// Presses a key while Control is held.
pub(crate) fn with_control(page: &Page, key: &str) {
    let step = |kind: &str, value: &str| json!({ "type": kind, "value": value });
    let keys = [
        step("keyDown", CONTROL),
        step("keyDown", key),
        step("keyUp", key),
        step("keyUp", CONTROL),
    ];
    page.perform(&json!([{ "type": "key", "id": "keyboard", "actions": keys }]));
}

/// Presses the keys of a text, one after the other.
pub(crate) fn write(page: &Page, text: &str) {
    let keys: Vec<Value> = text
        .chars()
        .flat_map(|key| {
            ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
        })
        .collect();
    page.perform(&json!([{ "type": "key", "id": "keyboard", "actions": keys }]));
}

/// Touches the page with fingers, once it has been displayed as it is.
pub(crate) fn touch(page: &Page, fingers: &[Value]) {
    page.get::<()>("await displayed();");
    page.perform(&json!(fingers));
}

/// A finger that goes down at the first place and up at the last.
pub(crate) fn finger(name: &str, path: &[(i32, i32)]) -> Value {
    let mut actions = vec![at_once(path[0]), down()];
    actions.extend(path[1..].iter().map(|&to| slide(to)));
    actions.extend([pause(), up()]);
    json!({
        "type": "pointer", "id": name, "parameters": { "pointerType": "touch" },
        "actions": actions
    })
}

/// A finger that comes after so many holds' time and stays for so many. Actions
/// of several fingers go on in step.
pub(crate) fn late_finger(name: &str, at: (i32, i32), comes: usize, stays: usize) -> Value {
    let mut actions = vec![at_once(at)];
    actions.extend((0..comes).map(|_| wait()));
    actions.push(down());
    actions.extend((0..stays).map(|_| wait()));
    actions.push(up());
    json!({
        "type": "pointer", "id": name, "parameters": { "pointerType": "touch" },
        "actions": actions
    })
}

fn mouse(actions: &[Value]) -> Value {
    json!([{
        "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
        "actions": actions
    }])
}

fn at_once((x, y): (i32, i32)) -> Value {
    json!({ "type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport" })
}

fn slide((x, y): (i32, i32)) -> Value {
    json!({ "type": "pointerMove", "x": x, "y": y, "duration": 50, "origin": "viewport" })
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}

fn wait() -> Value {
    json!({ "type": "pause", "duration": HOLD_MS })
}

fn pause() -> Value {
    json!({ "type": "pause", "duration": STILL_MS })
}

/// Where a view is, and the element's size in CSS pixels. Upright views only.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub(crate) struct Place {
    pub(crate) re: f64,
    pub(crate) im: f64,
    pub(crate) zoom: f64,
    width: f64,
    height: f64,
}

impl Place {
    /// The place that a page shows.
    pub(crate) fn of(page: &Page) -> Self {
        page.get(
            "const { re, im, zoom } = canvas.view;
             const { width, height } = canvas.getBoundingClientRect();
             return { re: Number(re), im: Number(im), zoom: Number(zoom), width, height };",
        )
    }

    /// The point of the plane under a point of the page.
    pub(crate) fn point_at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let step = 4.0 / self.zoom / self.height;
        (
            self.re + (x - self.width / 2.0) * step,
            self.im - (y - self.height / 2.0) * step,
        )
    }

    /// Asserts that a point of the plane is under a point of the page, to a
    /// tenth of a pixel.
    #[track_caller]
    pub(crate) fn assert_has(&self, point: (f64, f64), at: (f64, f64)) {
        let there = self.point_at(at);
        let tenth = 0.1 * 4.0 / self.zoom / self.height;
        assert!(
            (there.0 - point.0).abs() < tenth && (there.1 - point.1).abs() < tenth,
            "{there:?} is under {at:?}, expected {point:?}"
        );
    }
}
