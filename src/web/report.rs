//! The report of a displayed frame (contract, section 3).

use super::fields::object;
use crate::fractal::Tier;
use wasm_bindgen::JsValue;

/// Why a frame was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The first picture.
    Start,
    /// The view changed.
    View,
    /// The canvas' size changed.
    Size,
    /// The colours changed.
    Colour,
    /// More of the picture was computed.
    Refine,
}

impl Reason {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::View => "view",
            Self::Size => "size",
            Self::Colour => "colour",
            Self::Refine => "refine",
        }
    }
}

/// What a displayed frame was.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// Displayed frames so far, this one counted.
    pub(super) frame: u64,
    /// Views so far.
    pub(super) generation: u64,
    pub(super) reason: Reason,
    pub(super) tier: Tier,
    /// The iteration limit.
    pub(super) limit: u32,
    /// Iterations done for this generation so far.
    pub(super) work: u64,
    /// Pixels of the canvas.
    pub(super) pixels: u64,
    /// Tiles put in this frame.
    pub(super) tiles: usize,
    /// Compute workers.
    pub(super) threads: usize,
    pub(super) backend: &'static str,
    /// From the generation's first frame to this one.
    pub(super) compute_ms: f64,
    /// Copying and drawing.
    pub(super) present_ms: f64,
    /// The frame's time less the oldest new input's, if there was one.
    pub(super) latency_ms: Option<f64>,
    pub(super) scale: f64,
    pub(super) coverage: f64,
    /// Samples a pixel.
    pub(super) samples: u32,
    pub(super) complete: bool,
}

impl Report {
    /// The report as the page gets it.
    pub(super) fn to_js(&self) -> JsValue {
        object([
            ("frame", (self.frame as f64).into()),
            ("generation", (self.generation as f64).into()),
            ("reason", self.reason.name().into()),
            ("tier", self.tier.name().into()),
            ("limit", self.limit.into()),
            ("work", (self.work as f64).into()),
            ("pixels", (self.pixels as f64).into()),
            ("tiles", (self.tiles as u32).into()),
            ("threads", (self.threads as u32).into()),
            ("backend", self.backend.into()),
            ("computeMs", self.compute_ms.into()),
            ("presentMs", self.present_ms.into()),
            (
                "latencyMs",
                self.latency_ms.map_or(JsValue::NULL, JsValue::from),
            ),
            ("scale", self.scale.into()),
            ("coverage", self.coverage.into()),
            ("samples", self.samples.into()),
            ("complete", self.complete.into()),
        ])
    }
}
