//! The coordinator worker: owns the canvas, the view and the compute workers.
//!
//! It never waits without bound. While the view moves or is incomplete it lives
//! from animation frame to animation frame (`frame`); while it rests it is one
//! future that sleeps on its events.

mod answers;
mod ending;
mod frame;
mod messages;
mod overlay;
mod plan;
mod refine;
mod side;
mod start;

pub(super) use start::start;

use super::backend::{Backend, Lowered, Progress};
use super::clock;
use super::errand::{Errand, FileOrder, Preview, UnderWay};
use super::events::Event;
use super::hud::Hud;
use super::inbox::Inbox;
use super::ledger::Ledger;
use super::page::Page;
use super::profile::What;
use super::rehearsal::Rehearsal;
use super::report::{Reason, Report};
use super::stage::Stage;
use crate::fractal::Tier;
use crate::motion::Rhythm;
use crate::view::gesture::Gestures;
use crate::view::{Size, View};
use futures_channel::mpsc::UnboundedReceiver;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// The events that have arrived: a frame drains them, the resting future sleeps
/// on them.
type Events = Rc<RefCell<UnboundedReceiver<Event>>>;

/// Pixels that are computed at most; larger canvases are drawn at a lower ratio.
/// 12 bytes each, as many again where a picture is refined, and up to four times that
/// at once (an errand beside the picture of the view, both refined): 800 MiB of the
/// 1 GiB that is asked for.
const MOST_PIXELS: u64 = 1 << 24;

/// The canvas' place on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    /// Width and height in device pixels, as they were asked for.
    width: f64,
    height: f64,
    /// The picture's size: the same, or smaller to stay within the budget.
    size: Size,
    /// The bitmap's: the same, or larger while the box changes its size.
    bitmap: Size,
}

/// The picture of a view: what is on screen once it is complete.
struct Target {
    /// Its name to the backend.
    name: u64,
    view: View,
    size: Size,
    /// When it was begun, where that tells what a full picture takes.
    begun: Option<f64>,
    /// The report of its complete frame, the last one.
    settled: Option<Report>,
    /// Samples a pixel.
    samples: u32,
    /// Whether some tiles on screen have more already.
    is_mixed: bool,
    /// What comes after its completion.
    after: After,
}

impl Target {
    /// Whether something on screen has more than one sample a pixel.
    fn has_more_samples(&self) -> bool {
        self.is_mixed || self.samples > 1
    }
}

/// What comes after a picture's completion, step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// What lies around it.
    Surroundings,
    /// What the next arithmetic is compiled by.
    WarmUp,
    /// More samples a pixel.
    Samples,
    /// Nothing more.
    Nothing,
}

/// A picture that a zoom is about to need.
struct AheadSubject {
    name: u64,
    view: View,
    size: Size,
    /// Which way the zoom went when it was begun.
    inwards: bool,
    /// As the target's.
    begun: Option<f64>,
}

/// What the backend computes.
enum Subject {
    /// Nothing that is wanted.
    Nothing,
    /// The picture of the view.
    Target,
    /// More samples of the target.
    Refinement,
    /// A picture ahead.
    Ahead(AheadSubject),
    /// An errand, while the screen rests.
    Errand,
}

/// Where the coordinator is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Running,
    /// It was asked to end; its workers are leaving.
    Ending,
    Ended,
}

/// Sizes that follow each other this closely are a window that is being dragged.
const RESIZE_MS: f64 = 150.0;

/// When the canvas changed its size, and the time before that.
struct Resizes {
    before: f64,
    last: f64,
}

impl Resizes {
    fn note(&mut self, now: f64) {
        self.before = std::mem::replace(&mut self.last, now);
    }

    /// Whether more are to be expected.
    fn are_under_way(&self, now: f64) -> bool {
        now - self.last < RESIZE_MS && self.last - self.before < RESIZE_MS
    }
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

/// See the module.
struct Coordinator {
    page: Page,
    events: Events,
    inbox: Option<Inbox>,
    /// The page's messages so far, its first one included.
    heard: u64,
    stage: Stage,
    backend: Box<dyn Backend>,
    gestures: Gestures,
    rehearsal: Option<Rehearsal>,
    /// The view that is wanted.
    view: View,
    place: Place,
    pixel_budget: u64,
    /// Samples a pixel that a picture at rest is given at most.
    most_samples: u32,
    visible: bool,
    target: Option<Target>,
    subject: Subject,
    /// How far the subject is.
    progress: Progress,
    /// Why the target is not of the wanted view, if it is not.
    outdated: Option<Reason>,
    /// Why the canvas does not show the wanted view, if it does not.
    moved: Option<Reason>,
    /// Whether the wanted view was not counted yet.
    is_new_view: bool,
    names: u64,
    generations: u64,
    /// When the generation was begun.
    generation_begun: f64,
    frames: u64,
    /// When the canvas was last drawn on.
    presented: f64,
    /// Pixels computed so far.
    computed: u64,
    /// What a full picture took lately, in milliseconds, once there was one.
    picture_ms: Option<f64>,
    rhythm: Rhythm,
    ledger: Ledger,
    /// What profilers are told of the frame that was just drawn.
    noted: Option<What>,
    /// The time of the oldest input that no frame has shown.
    oldest_input: Option<f64>,
    told: Told,
    /// What the next frame tells the page of the view.
    change: Option<JsValue>,
    /// The pixel that interest is in: where a pointer or the wheel was last.
    focus: Option<(f64, f64)>,
    told_ready: bool,
    /// When the page was last told that the view goes no deeper.
    told_depth: f64,
    /// When the page was last told how far an anchor is.
    told_progress: f64,
    /// What the page was told of the view's table.
    told_lowered: Option<Lowered>,
    last_frame: f64,
    resizes: Resizes,
    /// The page's questions that wait for the view to be complete.
    waiting: Vec<f64>,
    /// The page's question that waits for the flight to arrive.
    flight: Option<f64>,
    /// Files of the picture on screen that wait for it to be complete.
    files: Vec<FileOrder>,
    errands: VecDeque<Errand>,
    errand: Option<UnderWay>,
    /// The deepest arithmetic that was warmed up.
    warm: Tier,
    preview: Option<Preview>,
    /// The overlay of figures, once it was asked for.
    hud: Option<Hud>,
    life: Life,
}

impl Coordinator {
    /// The name of the picture under way, if it comes on screen.
    fn subject_name(&self) -> Option<u64> {
        match &self.subject {
            Subject::Target | Subject::Refinement => self.target.as_ref().map(|target| target.name),
            Subject::Ahead(ahead) => Some(ahead.name),
            Subject::Nothing | Subject::Errand => None,
        }
    }

    /// Whether anybody sees the canvas.
    fn is_seen(&self) -> bool {
        self.visible && !self.place.size.is_empty()
    }

    /// Whether the next animation frame has something to do.
    fn wants_frame(&self) -> bool {
        match self.life {
            Life::Ended => return false,
            Life::Ending => return true,
            Life::Running => {}
        }
        self.is_seen()
            && (self.gestures.is_moving()
                || self.outdated.is_some()
                || self.moved.is_some()
                || self.told == Told::Nothing
                || self.told == Told::Moving && self.gestures.is_resting()
                || self.target.as_ref().is_none_or(|target| {
                    target.settled.is_none() || target.after != After::Nothing
                })
                || self.errand.is_some()
                || !self.errands.is_empty()
                || self.backend.is_asked()
                || self.hud.as_ref().is_some_and(Hud::wants_frame))
    }

    /// The picture on screen is not the wanted one.
    pub(super) fn outdate(&mut self, reason: Reason) {
        self.outdated.get_or_insert(reason);
        self.moved.get_or_insert(reason);
        self.is_new_view = true;
    }

    /// The view is another one: whoever waited for the old one waits in vain.
    fn view_changed(&mut self, reason: Reason) {
        self.outdate(reason);
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
    fn set_place(&mut self, width: f64, height: f64, bitmap: Option<(f64, f64)>) {
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
                    "{width} × {height} pixels are more than the {} that are computed: \
                     the picture is drawn at {} × {} and enlarged.",
                    count_of(self.pixel_budget),
                    size.width,
                    size.height
                ),
            );
        }
        let bitmap = bitmap.map_or(size, |bitmap| with_room((width, height), size, bitmap));
        self.stage.set_size(size, bitmap);
        if size != self.place.size {
            self.resizes.note(clock::now());
            self.outdate(Reason::Size);
            // The whole set is fitted to the size.
            self.told = Told::Nothing;
        }
        if bitmap != self.place.bitmap {
            self.moved.get_or_insert(Reason::Size);
        }
        self.place = Place {
            width,
            height,
            size,
            bitmap,
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

/// A number of pixels, for people.
fn count_of(pixels: u64) -> String {
    match pixels >> 20 {
        0 => pixels.to_string(),
        mega => format!("{mega} Mi"),
    }
}

/// The size of a bitmap with room for a picture of `size`, where the page's box and
/// bitmap are so large.
fn with_room(of_box: (f64, f64), size: Size, bitmap: (f64, f64)) -> Size {
    /// Room for more than this is not kept, whatever the page says.
    const MOST: f64 = 4.0;
    let edge = |of_box: f64, length: u32, bitmap: f64| {
        let room = (bitmap / of_box).clamp(1.0, MOST);
        // The box may have no pixels, and its picture none then.
        let edge = (f64::from(length) * room).round();
        if edge.is_finite() {
            edge as u32
        } else {
            length
        }
    };
    Size {
        width: edge(of_box.0, size.width, bitmap.0),
        height: edge(of_box.1, size.height, bitmap.1),
    }
}
