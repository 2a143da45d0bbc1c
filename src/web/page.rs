//! What the coordinator says to the page.

use super::clock;
use super::fields::{object, set};
use super::report::Report;
use crate::fractal::{Mode, PaletteName};
use crate::view::{FormulaName, View, permalink};
use js_sys::{Array, Object};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// The age at which a frame is told of, together with those that followed it: at
/// 60 Hz four go into a message. With three a flight took 2.0 % of the page's main
/// thread and a zoom by wheel 3.5 %, for 2.7 and 4.2 with a message each (Chromium,
/// 1080p, medians of six in turn): most of a message's cost is the waking up.
const OLD_MS: f64 = 40.0;

/// The page.
#[derive(Clone)]
pub(super) struct Page {
    scope: DedicatedWorkerGlobalScope,
    /// Frames that it was not told of yet.
    frames: Array,
    /// When the first of them was displayed.
    since: Rc<Cell<f64>>,
}

impl Page {
    pub(super) fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        Self {
            scope,
            frames: Array::new(),
            since: Rc::default(),
        }
    }

    /// Pictures can begin: how many compute workers are hired, and what the page's
    /// choices are.
    pub(super) fn ready(&self, threads: usize, backend: &str, isolated: bool) {
        self.post(&object([
            ("type", "ready".into()),
            ("threads", (threads as u32).into()),
            ("backend", backend.into()),
            ("isolated", isolated.into()),
            ("palettes", palettes().into()),
            (
                "formulas",
                names(FormulaName::ALL.iter().map(|formula| formula.name())).into(),
            ),
            (
                "modes",
                names(Mode::ALL.iter().map(|mode| mode.name())).into(),
            ),
        ]));
    }

    /// A frame was displayed, perhaps the first of a view: `change` is that as
    /// [`view_fields`]. `progress` is how much of its picture is done, 0 to 1, where
    /// that is news. Of one that others follow soon the page hears when it is told of
    /// frames, or before it is told of anything else: one that waits for each by a
    /// promise may miss some of them, so those of a picture at rest come alone.
    pub(super) fn frame(
        &self,
        report: &Report,
        change: Option<JsValue>,
        progress: Option<f64>,
        others_follow: bool,
    ) {
        let frame = object([
            ("type", "frame".into()),
            ("report", report.to_js()),
            ("change", change.unwrap_or(JsValue::UNDEFINED)),
            ("progress", progress.into()),
        ]);
        if !others_follow {
            self.post(&frame);
            return;
        }
        if self.frames.length() == 0 {
            self.since.set(clock::now());
        }
        self.frames.push(&frame);
    }

    /// So much of the view's picture is done, 0 to 1, of which nothing can be displayed
    /// yet.
    pub(super) fn progress(&self, share: f64) {
        self.post(&object([
            ("type", "progress".into()),
            ("progress", share.into()),
        ]));
    }

    /// Tells the page of the frames until now, if the first of them is old.
    pub(super) fn tell_old_frames(&self) {
        if clock::now() - self.since.get() >= OLD_MS {
            self.tell_frames();
        }
    }

    /// Tells the page of the frames until now.
    pub(super) fn tell_frames(&self) {
        if self.frames.length() > 0 {
            self.post_now(&self.frames);
            self.frames.set_length(0);
        }
    }

    /// The view is complete.
    pub(super) fn settle(&self, report: &Report) {
        self.post(&object([
            ("type", "settle".into()),
            ("report", report.to_js()),
        ]));
    }

    /// The view changed, or came to rest: its [`view_fields`].
    pub(super) fn view(&self, fields: &JsValue) {
        set(fields.unchecked_ref(), "type", &"view".into());
        self.post(fields);
    }

    /// The Julia preview shows this constant.
    pub(super) fn preview(&self, re: &str, im: &str) {
        self.post(&object([
            ("type", "preview".into()),
            ("cre", re.into()),
            ("cim", im.into()),
        ]));
    }

    /// Asks whether the page's main thread is free: it says the same at once.
    pub(super) fn hello(&self) {
        self.post(&object([("type", "hello".into())]));
    }

    /// Something that was lived through.
    pub(super) fn warning(&self, code: &str, message: &str) {
        self.notice("warning", code, message);
    }

    /// Something that ends it.
    pub(super) fn error(&self, code: &str, message: &str) {
        self.notice("error", code, message);
    }

    /// The answer to question `id`.
    pub(super) fn answer(&self, id: f64, value: &JsValue) {
        self.post(&object([
            ("type", "answer".into()),
            ("id", id.into()),
            ("value", value.clone()),
        ]));
    }

    /// Why question `id` has no answer.
    pub(super) fn refuse(&self, id: f64, why: &str) {
        self.post(&object([
            ("type", "answer".into()),
            ("id", id.into()),
            ("error", why.into()),
        ]));
    }

    /// No worker is left.
    pub(super) fn destroyed(&self) {
        self.post(&object([("type", "destroyed".into())]));
    }

    fn notice(&self, kind: &str, code: &str, message: &str) {
        self.post(&object([
            ("type", kind.into()),
            ("code", code.into()),
            ("message", message.into()),
        ]));
    }

    fn post(&self, message: &JsValue) {
        self.tell_frames();
        self.post_now(message);
    }

    fn post_now(&self, message: &JsValue) {
        let posted = self.scope.post_message(message);
        debug_assert!(posted.is_ok(), "plain objects");
    }
}

/// A view as the page knows it; `fitted` is it with everything resolved.
pub(super) fn view_fields(view: &View, fitted: &View, resting: bool) -> JsValue {
    let keys = Object::new();
    for (key, value) in permalink::pairs(fitted) {
        set(&keys, key, &value.into());
    }
    object([
        ("view", keys.into()),
        ("link", permalink::write(view).into()),
        ("resting", resting.into()),
    ])
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> Array {
    names.map(JsValue::from_str).collect()
}

/// Each palette with colours along one cycle, for the page's swatches.
fn palettes() -> Array {
    const SWATCH: usize = 16;
    PaletteName::ALL
        .iter()
        .map(|palette| {
            let swatch = palette
                .swatch(SWATCH)
                .into_iter()
                .map(|[red, green, blue]| JsValue::from(format!("rgb({red} {green} {blue})")))
                .collect::<Array>();
            object([
                ("name", palette.name().into()),
                ("swatch", swatch.into()),
                ("safe", palette.is_colour_blind_safe().into()),
            ])
        })
        .collect()
}
