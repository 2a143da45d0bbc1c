//! Where the overlay's ink goes. It is opaque, dark in either theme, and edged, so
//! that it can be read on any picture.

use super::super::screen::{Align, Screen};
use super::{Hud, Now, Place};
use crate::hud::{
    Area, INTERVALS, Layout, Shares, Spot, UNKNOWN, bytes, hertz, is_late, milliseconds, percent,
    rate, scale,
};
use wasm_bindgen::JsValue;

const GROUND: &str = "#0a0c12";
const EDGE: &str = "#59617a";
const TEXT: &str = "#eceef4";
const MUTED: &str = "#a4acbf";
const TRACK: &str = "#2a3040";
/// Of bars while work goes on, and of what is past.
const BUSY: &str = "#7db4ff";
const PAST: &str = "#5d7599";
/// Of frames that came late, and what tells how many. Told apart from the others by
/// eyes of every kind.
const LATE: &str = "#ffb54a";
const LINE: &str = "#eceef4";

/// The graph's height, in intervals of the display.
const INTERVALS_HIGH: f64 = 3.0;

/// Frames that the rate is told of.
const LATELY: usize = 60;

/// Widths of the header, in CSS pixels: of its first part, and of it with the
/// display's frequency, and with whether it rests.
const FRAMES_WIDTH: f64 = 46.0;
const WITH_DISPLAY: f64 = 180.0;
const WITH_REST: f64 = 130.0;

/// Narrower than this, in CSS pixels, a worker's bar grows upwards.
const LEAST_ACROSS: f64 = 8.0;

/// What is drawn on, in CSS pixels.
struct Paper<'a> {
    screen: &'a Screen,
    ratio: f64,
}

impl Paper<'_> {
    /// Fills a rectangle, its edges between device pixels.
    fn fill(&self, area: Area, colour: &str) {
        let edge = |at: f64| (at * self.ratio).round();
        let (left, top) = (edge(area.x), edge(area.y));
        let (right, bottom) = (edge(area.x + area.width), edge(area.y + area.height));
        self.screen
            .fill(left, top, right - left, bottom - top, colour);
    }

    fn write(
        &self,
        text: &str,
        at: f64,
        baseline: f64,
        colour: &str,
        align: Align,
    ) -> Result<(), JsValue> {
        let at = (at * self.ratio, (baseline * self.ratio).round());
        self.screen.write(text, at, colour, align)
    }

    fn write_pair(&self, spot: Spot, label: &str, value: &str) -> Result<(), JsValue> {
        self.write(label, spot.left, spot.baseline, MUTED, Align::Left)?;
        self.write(value, spot.right, spot.baseline, TEXT, Align::Right)
    }
}

/// Draws all of it.
pub(super) fn draw(hud: &mut Hud, now: &Now) -> Result<(), JsValue> {
    let Place { size, ratio } = hud.place;
    hud.screen.resize(size);
    let (width, height) = (
        f64::from(size.width) / ratio,
        f64::from(size.height) / ratio,
    );
    let layout = Layout::new(width, height);
    let paper = Paper {
        screen: &hud.screen,
        ratio,
    };
    let whole = Area {
        x: 0.0,
        y: 0.0,
        width,
        height,
    };
    let hair = 1.0 / ratio.max(1.0);
    paper.fill(whole, EDGE);
    paper.fill(inset(whole, hair), GROUND);
    hud.screen.set_font(&format!(
        "{}px system-ui, sans-serif",
        layout.letters * ratio
    ));
    draw_header(&paper, hud, now, layout.header)?;
    if let Some(graph) = layout.graph {
        draw_graph(&paper, hud, now, graph);
    }
    let shares = hud.load.shares();
    let colour = if now.goes_on { BUSY } else { PAST };
    let bars = [
        (
            "coordinator",
            shares.map(|shares| vec![Some(shares.coordinator)]),
        ),
        ("workers", shares.map(|shares| shares.workers.clone())),
    ];
    for ((spot, area), (label, shares)) in layout.bars.iter().zip(bars) {
        let known: Vec<f64> = shares.iter().flatten().filter_map(|share| *share).collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let value = if known.is_empty() {
            UNKNOWN.to_owned()
        } else {
            percent(mean)
        };
        paper.write_pair(*spot, label, &value)?;
        draw_bars(&paper, *area, &shares.unwrap_or_else(|| vec![None]), colour);
    }
    for (spot, (label, value)) in layout.figures.iter().zip(figures(hud, now, shares)) {
        paper.write_pair(*spot, label, &value)?;
    }
    Ok(())
}

fn inset(area: Area, by: f64) -> Area {
    Area {
        x: area.x + by,
        y: area.y + by,
        width: area.width - 2.0 * by,
        height: area.height - 2.0 * by,
    }
}

/// How many frames a second, of what display, and how many came late.
fn draw_header(paper: &Paper, hud: &Hud, now: &Now, spot: Spot) -> Result<(), JsValue> {
    let Spot {
        left,
        right,
        baseline,
    } = spot;
    let mean = hud.intervals.mean(LATELY);
    let frames = mean.map_or_else(|| UNKNOWN.to_owned(), hertz);
    let text = format!("{frames} fps");
    paper.write(&text, left, baseline, TEXT, Align::Left)?;
    let room = right - left;
    if room >= WITH_DISPLAY {
        let display = format!("of {} Hz", hertz(now.display_ms));
        paper.write(&display, left + FRAMES_WIDTH, baseline, MUTED, Align::Left)?;
    }
    let late = hud.intervals.iter();
    let late = late.filter(|&interval| is_late(interval, now.display_ms));
    let late = late.count();
    let is_told = !now.goes_on && room >= WITH_REST;
    let rest = if is_told { "at rest, " } else { "" };
    let text = format!("{rest}{late} late");
    let colour = if late == 0 { MUTED } else { LATE };
    paper.write(&text, right, baseline, colour, Align::Right)
}

/// A bar for each of the last intervals, the newest at the right, and a line at the
/// display's.
fn draw_graph(paper: &Paper, hud: &Hud, now: &Now, graph: Area) {
    let Area {
        x,
        y,
        width,
        height,
    } = graph;
    paper.fill(graph, TRACK);
    // Bars that are all as wide, with a gap where there is room for one.
    let pixels = width * paper.ratio / INTERVALS as f64;
    let step = if pixels >= 2.0 {
        pixels.floor()
    } else {
        pixels
    } / paper.ratio;
    let gap = if pixels >= 2.0 {
        1.0 / paper.ratio
    } else {
        0.0
    };
    let left = x + width - step * INTERVALS as f64;
    let one = height / INTERVALS_HIGH;
    let calm = if now.goes_on { BUSY } else { PAST };
    let first = INTERVALS - hud.intervals.iter().len();
    for (index, interval) in hud.intervals.iter().enumerate() {
        let tall = (interval / now.display_ms * one).min(height);
        let bar = Area {
            x: left + (first + index) as f64 * step,
            y: y + height - tall,
            width: step - gap,
            height: tall,
        };
        let colour = if is_late(interval, now.display_ms) {
            LATE
        } else {
            calm
        };
        paper.fill(bar, colour);
    }
    let line = Area {
        x,
        y: y + height - one,
        width,
        height: 1.0 / paper.ratio.max(1.0),
    };
    paper.fill(line, LINE);
}

/// A bar for each share, side by side.
fn draw_bars(paper: &Paper, area: Area, shares: &[Option<f64>], colour: &str) {
    let each = area.width / shares.len().max(1) as f64;
    let gap = if each > 4.0 { 2.0 } else { 0.0 };
    for (index, share) in shares.iter().enumerate() {
        let track = Area {
            x: area.x + index as f64 * each,
            width: each - if index + 1 < shares.len() { gap } else { 0.0 },
            ..area
        };
        paper.fill(track, TRACK);
        let share = share.unwrap_or(0.0);
        let bar = if each >= LEAST_ACROSS {
            Area {
                width: track.width * share,
                ..track
            }
        } else {
            let height = track.height * share;
            Area {
                y: track.y + track.height - height,
                height,
                ..track
            }
        };
        paper.fill(bar, colour);
    }
}

/// Those that matter most first.
fn figures(hud: &Hud, now: &Now, shares: Option<&Shares>) -> [(&'static str, String); 6] {
    let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
    let (memory, is_whole) = hud.memory;
    let at_least = if is_whole { "" } else { "≥ " };
    [
        (
            "iterations",
            or_unknown(shares.map(|shares| rate(shares.iterations))),
        ),
        (
            "latency",
            or_unknown(hud.latencies.median().map(milliseconds)),
        ),
        ("scale", or_unknown(hud.scale.map(scale))),
        ("memory", format!("{at_least}{}", bytes(memory))),
        ("threads", format!("{} {}", now.threads, now.backend)),
        ("tier", hud.tier.name().to_owned()),
    ]
}
