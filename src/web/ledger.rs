//! The frame ledger: what each displayed frame showed, for whoever measures.

use super::fields::object;
use super::memory;
use crate::view::{View, permalink};
use js_sys::Array;
use std::collections::VecDeque;
use wasm_bindgen::JsValue;

/// Frames that are remembered: over a minute at 60 Hz.
const MOST: usize = 4096;

/// A displayed frame.
pub(super) struct Entry {
    /// As in the report.
    pub(super) frame: u64,
    /// As in the report.
    pub(super) generation: u64,
    /// The time of its animation frame, in milliseconds since 1970.
    pub(super) time: f64,
    /// The time of the oldest input whose effect it is the first to show.
    pub(super) input_time: Option<f64>,
    /// What it shows.
    pub(super) view: View,
    /// As in the report.
    pub(super) scale: f64,
    /// As in the report.
    pub(super) coverage: f64,
    /// As in the report.
    pub(super) complete: bool,
    /// What the coordinator did for it, waiting included, in milliseconds.
    pub(super) work_ms: f64,
    /// Pixels computed so far, coarse ones and those of pictures ahead included.
    pub(super) computed: u64,
}

/// The last frames, the oldest first.
pub(super) struct Ledger(VecDeque<Entry>);

impl Default for Ledger {
    /// With room for all from the start: no frame is to wait for it to grow.
    fn default() -> Self {
        Self(VecDeque::with_capacity(MOST))
    }
}

impl Ledger {
    pub(super) fn add(&mut self, entry: Entry) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    /// The frames as the page gets them, and what memory is in use.
    pub(super) fn to_js(&self) -> JsValue {
        let frames: Array = self.0.iter().map(Entry::to_js).collect();
        object([
            ("frames", frames.into()),
            ("pages", (memory::pages() as f64).into()),
            ("liveBytes", (memory::live_bytes() as f64).into()),
        ])
    }
}

impl Entry {
    fn to_js(&self) -> JsValue {
        object([
            ("frame", (self.frame as f64).into()),
            ("generation", (self.generation as f64).into()),
            ("t", self.time.into()),
            (
                "inputT",
                self.input_time.map_or(JsValue::NULL, JsValue::from),
            ),
            ("view", permalink::write(&self.view).into()),
            ("scale", self.scale.into()),
            ("coverage", self.coverage.into()),
            ("complete", self.complete.into()),
            ("workMs", self.work_ms.into()),
            ("computed", (self.computed as f64).into()),
        ])
    }
}
