//! The coordinator worker: owns the canvas, the view and the compute workers.
//!
//! It never waits without bound. While the view moves or is incomplete it lives
//! from animation frame to animation frame (`frame`); while it rests it is one
//! future that sleeps on its events.

mod answers;
mod ending;
mod frame;
mod ground;
mod messages;
mod side;
mod start;

pub(super) use start::start;

use super::backend::Backend;
use super::errand::{Errand, Preview};
use super::events::Event;
use super::page::Page;
use super::rehearsal::Rehearsal;
use super::report::{Reason, Report};
use super::screen::Screen;
use crate::view::gesture::Gestures;
use crate::view::{Size, View};
use futures_channel::mpsc::UnboundedReceiver;
use ground::Ground;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// The events that have arrived: a frame drains them, the resting future sleeps
/// on them.
type Events = Rc<RefCell<UnboundedReceiver<Event>>>;

/// Pixels that are computed at most; larger canvases are drawn at a lower ratio.
/// 12 bytes each, and up to three pictures at once: 600 MiB of the 1 GiB that is
/// asked for.
const MOST_PIXELS: u64 = 1 << 24;

/// The canvas' place on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    /// Width and height in device pixels, as they were asked for.
    width: f64,
    height: f64,
    /// The bitmap's size: the same, or smaller to stay within the budget.
    size: Size,
}

/// The picture that is on screen or on its way there.
struct Shown {
    /// Its name to the backend.
    name: u64,
    generation: u64,
    view: View,
    size: Size,
    reason: Reason,
    /// When it was begun.
    begun: f64,
    /// When it was last put on the canvas.
    presented: f64,
    /// What lies under its tiles.
    ground: Ground,
    /// Where its coarse layer is drawn.
    coarse: CoarseDrawing,
    /// The report of its complete frame.
    settled: Option<Report>,
}

/// Where the coordinator is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Running,
    /// It was asked to end; its workers are leaving.
    Ending,
    Ended,
}

/// What the page knows of the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Not this one.
    Nothing,
    /// This one, under way.
    Moving,
    /// This one, at rest.
    Resting,
}

/// Where a picture's coarse layer goes, as it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CoarseDrawing {
    /// Over the ground, which is worse.
    Over,
    /// Under the ground, which is better.
    Under,
    /// Nowhere: it is all drawn, or not wanted.
    Done,
}

/// See the module.
struct Coordinator {
    page: Page,
    events: Events,
    screen: Screen,
    backend: Box<dyn Backend>,
    gestures: Gestures,
    rehearsal: Option<Rehearsal>,
    /// The view that is wanted.
    view: View,
    place: Place,
    pixel_budget: u64,
    visible: bool,
    shown: Option<Shown>,
    /// Why the picture on screen is not the wanted one, if it is not.
    outdated: Option<Reason>,
    /// Whether the backend computes the picture on screen, and not an errand.
    on_screen: bool,
    names: u64,
    generations: u64,
    frames: u64,
    /// The time of the oldest input that no frame has shown.
    oldest_input: Option<f64>,
    told: Told,
    /// The pixel that interest is in: where a pointer or the wheel was last.
    focus: Option<(f64, f64)>,
    told_ready: bool,
    /// When the page was last told that the view goes no deeper.
    told_depth: f64,
    last_frame: f64,
    /// The page's questions that wait for the view to be complete.
    waiting: Vec<f64>,
    /// Files of the picture on screen that wait for it to be complete.
    files: Vec<(f64, String)>,
    errands: VecDeque<Errand>,
    errand: Option<(Errand, Option<Screen>)>,
    preview: Option<Preview>,
    life: Life,
}

impl Coordinator {
    /// Whether the next animation frame has something to do.
    fn wants_frame(&self) -> bool {
        match self.life {
            Life::Ended => return false,
            Life::Ending => return true,
            Life::Running => {}
        }
        self.visible
            && !self.place.size.is_empty()
            && (self.gestures.is_moving()
                || self.outdated.is_some()
                || self.told == Told::Nothing
                || self.told == Told::Moving && self.gestures.is_resting()
                || self
                    .shown
                    .as_ref()
                    .is_none_or(|shown| shown.settled.is_none())
                || self.errand.is_some()
                || !self.errands.is_empty())
    }

    /// The view is another one: whoever waited for the old one waits in vain.
    fn view_changed(&mut self, reason: Reason) {
        self.outdated.get_or_insert(reason);
        self.told = Told::Nothing;
        self.refuse_waiting("a newer view came");
    }

    /// The bitmap's size for a box of device pixels.
    fn fit(&self, width: f64, height: f64) -> (Size, bool) {
        let pixels = width * height;
        let budget = self.pixel_budget as f64;
        let shrink = if pixels > budget {
            (budget / pixels).sqrt()
        } else {
            1.0
        };
        let edge = |length: f64| {
            let shrunk = (length * shrink).floor();
            if length >= 1.0 {
                shrunk.max(1.0) as u32
            } else {
                0
            }
        };
        let size = Size {
            width: edge(width),
            height: edge(height),
        };
        (size, shrink < 1.0)
    }

    /// Takes a new box, and says so where it is drawn at a lower ratio.
    fn set_place(&mut self, width: f64, height: f64) {
        let sane = |length: f64| {
            if length.is_finite() {
                length.clamp(0.0, 1e5)
            } else {
                0.0
            }
        };
        let (width, height) = (sane(width), sane(height));
        let (size, lowered) = self.fit(width, height);
        if lowered && size != self.place.size {
            self.page.warning(
                "size",
                &format!(
                    "{width} × {height} pixels are more than the {} Mi that are computed: \
                     the picture is drawn at {} × {} and enlarged.",
                    self.pixel_budget >> 20,
                    size.width,
                    size.height
                ),
            );
        }
        if size != self.place.size {
            self.outdated.get_or_insert(Reason::Size);
            // The whole set is fitted to the size.
            self.told = Told::Nothing;
        }
        self.place = Place {
            width,
            height,
            size,
        };
    }

    /// An element's messages count the box's pixels; gestures count the bitmap's.
    fn box_to_bitmap(&self) -> (f64, f64) {
        let ratio = |bitmap: u32, length: f64| {
            if length > 0.0 {
                f64::from(bitmap) / length
            } else {
                1.0
            }
        };
        (
            ratio(self.place.size.width, self.place.width),
            ratio(self.place.size.height, self.place.height),
        )
    }
}
