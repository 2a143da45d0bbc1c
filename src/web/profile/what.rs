//! What can be noted, and how profilers show it.
//!
//! Firefox shows names alone, so they carry what matters most, and numbers in them
//! have as many digits, so that they sort. Chromium also shows the rest, on tracks of
//! our own; its colours there are names.

use super::super::fields::object;
use super::super::report::Report;
use crate::picture::Layer;
use js_sys::Array;
use wasm_bindgen::prelude::*;

/// All tracks' heading.
const GROUP: &str = "deepcanvas";

/// Something that took a time.
pub(in super::super) enum What {
    /// The work of an animation frame that drew something.
    Frame {
        report: Report,
        /// What a frame may take, in milliseconds.
        budget_ms: f64,
    },
    /// The work of one that drew nothing.
    FrameWithoutDrawing,
    /// Putting tiles where they belong, and drawing.
    Present {
        /// The frame.
        number: u64,
        tiles: usize,
    },
    /// A tile of a picture.
    Tile(Tile),
    /// The reference orbit of deep pictures.
    Orbit(Part),
    /// Its table.
    OrbitTable(Part),
    /// Nothing to do, or nothing but to wait for the others.
    Wait,
    /// Something that arrived.
    Message {
        /// Its `type`.
        kind: String,
    },
}

/// A tile that was computed, coloured, or given more samples.
pub(in super::super) struct Tile {
    pub(in super::super) layer: Layer,
    /// The name of its picture: each is another.
    pub(in super::super) picture: u64,
    /// Its left and upper edge, in pixels of its layer.
    pub(in super::super) place: (u32, u32),
    /// Samples that its picture was given.
    pub(in super::super) samples: u32,
    /// Iterations that it took.
    pub(in super::super) work: u64,
    /// Whether it was done; otherwise it was left, for nobody wanted it any more.
    pub(in super::super) is_done: bool,
}

/// A part of an anchor that was computed.
#[derive(Clone, Copy)]
pub(in super::super) struct Part {
    /// Steps of its orbit.
    pub(in super::super) steps: u32,
    /// Whether it is done; otherwise it was left, for nobody wanted it any more.
    pub(in super::super) is_done: bool,
}

impl Tile {
    fn kind(&self) -> &'static str {
        match (self.layer, self.samples) {
            (Layer::Coarse, _) => "coarse",
            (Layer::Fine, 1) => "fine",
            (Layer::Fine, _) => "samples",
        }
    }
}

impl Part {
    fn named(self, name: &str) -> String {
        let left = if self.is_done { "" } else { ", stale" };
        format!("{name} {:08} steps{left}", self.steps)
    }
}

/// Why something ended.
fn end(is_done: bool) -> String {
    if is_done { "done" } else { "stale" }.to_owned()
}

impl What {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Frame { report, .. } => {
                let reason = report.reason.name();
                format!("frame {:06} {reason}, {} tiles", report.frame, report.tiles)
            }
            Self::FrameWithoutDrawing => "frame, nothing new".to_owned(),
            Self::Present { number, tiles } => format!("present {number:06}, {tiles} tiles"),
            Self::Tile(tile) => {
                let (x, y) = tile.place;
                let left = if tile.is_done { "" } else { ", stale" };
                format!("tile {x:05} {y:05} {}{left}", tile.kind())
            }
            Self::Orbit(part) => part.named("orbit"),
            Self::OrbitTable(part) => part.named("orbit table"),
            Self::Wait => "wait".to_owned(),
            Self::Message { kind } => format!("message {kind}"),
        }
    }

    /// One colour a kind, on all tracks: work is saturated, what is idle is pale.
    fn colour(&self) -> &'static str {
        match self {
            Self::Frame { .. } => "primary",
            Self::FrameWithoutDrawing => "primary-light",
            Self::Wait => "tertiary-light",
            Self::Present { .. } => "primary-dark",
            Self::Tile(Tile { is_done: false, .. })
            | Self::Orbit(Part { is_done: false, .. })
            | Self::OrbitTable(Part { is_done: false, .. }) => "secondary-light",
            Self::Orbit(_) | Self::OrbitTable(_) => "tertiary",
            Self::Tile(Tile { samples: 1, .. }) => "secondary",
            Self::Tile(_) => "secondary-dark",
            Self::Message { .. } => "tertiary-dark",
        }
    }

    fn tooltip(&self) -> &'static str {
        match self {
            Self::Frame { .. } => "An animation frame of the coordinator that drew something",
            Self::FrameWithoutDrawing => "An animation frame of the coordinator that drew nothing",
            Self::Present { .. } => "Finished tiles are copied, and the view is drawn",
            Self::Tile(Tile { is_done: false, .. }) => "A tile that nobody wanted any more",
            Self::Tile(_) => "A tile of the picture",
            Self::Orbit(_) => "The orbit of many digits that all pixels of deep views are told by",
            Self::OrbitTable(_) => "How to go along the reference orbit many steps at once",
            Self::Wait => "Idle: there is nothing to do, or others are waited for",
            Self::Message { .. } => "A message or an input arrived",
        }
    }

    fn properties(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Frame { report, budget_ms } => vec![
                ("frame", report.frame.to_string()),
                ("reason", report.reason.name().to_owned()),
                ("tier", report.tier.name().to_owned()),
                ("tiles", report.tiles.to_string()),
                ("iterations", report.work.to_string()),
                ("scale", format!("{:.3}", report.scale)),
                ("coverage", format!("{:.3}", report.coverage)),
                ("samples", report.samples.to_string()),
                ("budget", format!("{budget_ms:.1} ms")),
            ],
            Self::Present { number, tiles } => {
                vec![("frame", number.to_string()), ("tiles", tiles.to_string())]
            }
            Self::Tile(tile) => vec![
                ("layer", tile.kind().to_owned()),
                ("x", tile.place.0.to_string()),
                ("y", tile.place.1.to_string()),
                ("iterations", tile.work.to_string()),
                ("picture", tile.picture.to_string()),
                ("end", end(tile.is_done)),
            ],
            Self::Orbit(part) | Self::OrbitTable(part) => {
                vec![
                    ("steps", part.steps.to_string()),
                    ("end", end(part.is_done)),
                ]
            }
            Self::Message { kind } => vec![("type", kind.clone())],
            Self::FrameWithoutDrawing | Self::Wait => Vec::new(),
        }
    }

    /// What `performance.measure` is given; times of this worker's clock.
    pub(super) fn options(&self, begun: f64, ended: f64, track: &str) -> JsValue {
        let properties: Array = self
            .properties()
            .into_iter()
            .map(|(name, value)| Array::of2(&name.into(), &value.into()))
            .collect();
        let devtools = object([
            ("dataType", "track-entry".into()),
            ("track", track.into()),
            ("trackGroup", GROUP.into()),
            ("color", self.colour().into()),
            ("properties", properties.into()),
            ("tooltipText", self.tooltip().into()),
        ]);
        object([
            ("start", begun.into()),
            ("end", ended.into()),
            ("detail", object([("devtools", devtools)])),
        ])
    }
}
