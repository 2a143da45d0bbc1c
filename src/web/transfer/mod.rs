//! The transfer backend: where the page is not cross-origin isolated no memory
//! can be shared, so each compute worker has its own, hears what to do by
//! messages, and sends tiles back as transferred buffers.
//!
//! The worker side is the same wasm and the same picture, of which each worker
//! knows the tiles that it computed. It runs few items a message, for no longer
//! than it takes one to travel, so that one that makes them stale gets through.
//!
//! ```text
//! hands     the workers, and what each is asked for
//! pictured  a picture: whose each tile is, and its colours
//! items     which items are left, and what came of those that were asked for
//! loss      workers that are gone, or have no memory
//! anchors   what deep pictures are told by: computed by one, copied to the others
//! counts    questions for counts, whose parts several workers answer
//! worker    the other side
//! ```

mod anchors;
mod counts;
mod hands;
mod items;
mod loss;
mod pictured;
mod worker;

pub(super) use worker::{compute_message, start_compute};

use super::backend::{Backend, Counts, Labour, Loss, Order, Piece, Progress, Refining};
use super::crew::Kit;
use super::fields::{object, set};
use super::message::Message;
use super::rehearsal::Rehearsal;
use crate::picture::{Item, Layer, Picture};
use crate::pool::Rect;
use crate::view::{View, permalink};
use anchors::Anchors;
use counts::Questions;
use hands::Hands;
use items::{Arrived, coarse_grid};
use js_sys::ArrayBuffer;
use pictured::Pictured;
use std::collections::{HashSet, VecDeque};
use wasm_bindgen::{JsCast as _, JsValue};

/// See the module.
pub(super) struct Transfer {
    hands: Hands,
    deaths: usize,
    /// The picture that is computed.
    current: Option<Pictured>,
    /// Which beginning this is: what workers say of an earlier one is out of date, be
    /// it of a picture of the same name.
    epoch: u64,
    /// The complete one that the workers keep while they compute another.
    kept: Option<Pictured>,
    /// Items that nobody was asked for yet.
    queue: VecDeque<u32>,
    arrived: Vec<Arrived>,
    /// Buffers for tiles that are not in use.
    buffers: Vec<ArrayBuffer>,
    finished: Vec<u32>,
    asked_for: HashSet<u32>,
    work: u64,
    /// Iterations done for all pictures.
    iterations: u64,
    /// Pixels computed so far in all pictures, errands apart.
    computed: u64,
    /// Whether the current picture's are counted.
    counting: bool,
    /// Samples that every pixel of it has, once all is finished.
    samples: u32,
    /// Whether it is complete, and given more samples.
    refining: bool,
    /// The last epoch for which no worker had memory.
    refused: u64,
    /// Whether the workers knew some of it before its first tile was asked for.
    has_known: bool,
    questions: Questions,
    anchors: Anchors,
}

impl Transfer {
    /// Starts `threads` workers.
    pub(super) fn new(
        kit: Kit,
        threads: usize,
        rehearsal: Option<Rehearsal>,
    ) -> Result<Self, String> {
        Ok(Self {
            hands: Hands::new(kit, threads, rehearsal)?,
            deaths: 0,
            current: None,
            epoch: 0,
            refused: 0,
            kept: None,
            queue: VecDeque::new(),
            arrived: Vec::new(),
            buffers: Vec::new(),
            finished: Vec::new(),
            asked_for: HashSet::new(),
            work: 0,
            iterations: 0,
            computed: 0,
            counting: false,
            samples: 1,
            refining: false,
            has_known: false,
            questions: Questions::default(),
            anchors: Anchors::default(),
        })
    }

    /// What a worker is told of the current picture's making: `what` is done to get
    /// it, and `more` says how.
    fn description<const N: usize>(&self, what: &str, more: [(&str, JsValue); N]) -> JsValue {
        let Some(Pictured { order, .. }) = &self.current else {
            return JsValue::UNDEFINED;
        };
        let message = object([
            ("type", what.into()),
            ("epoch", (self.epoch as f64).into()),
            ("name", (order.name as f64).into()),
            ("link", permalink::write(&order.view).into()),
            ("width", order.size.width.into()),
            ("height", order.size.height.into()),
        ]);
        for (name, value) in more {
            set(message.unchecked_ref(), name, &value);
        }
        message
    }

    /// Tells all who know the current picture what becomes of it.
    fn announce<const N: usize>(&self, what: &str, more: [(&str, JsValue); N]) {
        if let Some(current) = &self.current {
            let message = self.description(what, more);
            self.hands.tell(&current.members, &message);
        }
    }

    /// Whether picture `of` has an anchor that tells the pixels of `view` too, or
    /// neither needs one.
    fn is_in_reach(&self, of: u64, view: &View) -> bool {
        let mut known = [&self.current, &self.kept].into_iter().flatten();
        let Some(known) = known.find(|known| known.order.name == of) else {
            return false;
        };
        let size = known.order.size;
        match known.anchor {
            None => !view.is_deep(size),
            Some(id) => self.anchors.is(id, |site| site.serves(view, size)),
        }
    }

    /// A new picture, of which nobody knows anything yet.
    fn announce_new(&mut self, members: &[usize]) {
        let Some(current) = &self.current else {
            return;
        };
        let anchor = current.anchor;
        if let Some(id) = anchor {
            self.share_anchor(id, members);
        }
        let keep = self.kept.as_ref().map(|kept| kept.order.name as f64);
        let anchor = anchor.map(|id| id as f64);
        let more = [("keep", keep.into()), ("anchor", anchor.into())];
        let message = self.description("picture", more);
        self.hands.tell(members, &message);
    }
}

impl Backend for Transfer {
    fn name(&self) -> &'static str {
        "transfer"
    }

    fn threads(&self) -> usize {
        self.hands.ready().count()
    }

    fn hired(&self) -> usize {
        self.hands.count()
    }

    fn labour(&self) -> Labour {
        self.hands.labour(self.iterations)
    }

    fn start(&mut self, order: Order, keep: Option<u64>) -> Result<(), String> {
        let known = [self.current.take(), self.kept.take()];
        let is_kept = |known: &Pictured| Some(known.order.name) == keep;
        let (mut kept, spare): (Vec<_>, Vec<_>) = known.into_iter().flatten().partition(is_kept);
        self.kept = kept.pop();
        self.counting = order.coarse;
        self.set_out(order, spare.into_iter().next());
        Ok(())
    }

    fn recolour(&mut self, of: u64, name: u64, view: &View) -> bool {
        // Before one is ready nobody would know of it.
        if self.hands.ready().next().is_none() || !self.take_up(of) {
            return false;
        }
        // What is under way is done again: nobody here knows how far it came. The
        // worker does, and what it has counted it only paints: that comes first.
        let outstanding = self.hands.outstanding(self.epoch);
        let left = outstanding.chain(self.queue.iter().copied());
        let left: Vec<u32> = left.collect();
        let is_left: HashSet<u32> = left.iter().copied().collect();
        let Some(current) = &mut self.current else {
            return false;
        };
        current.order.name = name;
        current.order.view = view.clone();
        current.forget_contrast();
        let mut items = current.all_items();
        items.retain(|item| !is_left.contains(item));
        items.extend(left);
        self.has_known = true;
        self.begin(items);
        self.announce("recolour", []);
        self.feed();
        true
    }

    fn pan(
        &mut self,
        of: u64,
        name: u64,
        view: &View,
        by: (i32, i32),
        focus: (f64, f64),
    ) -> Option<Vec<Rect>> {
        // Before one is ready, it would begin with the moved view's picture, cut as
        // if it had not been moved.
        self.hands.ready().next()?;
        if !self.is_in_reach(of, view) || !self.take_up(of) {
            return None;
        }
        // What arrived and was not shown is painted again.
        let shown: HashSet<u32> = self
            .finished
            .iter()
            .filter(|&item| !self.arrived.iter().any(|arrived| arrived.item == *item))
            .copied()
            .collect();
        let mut missing: HashSet<u32> = self.asked_for.difference(&shown).copied().collect();
        if self.refining {
            // Only of the samples that are added to what is there.
            missing.clear();
        }
        let current = self.current.as_mut()?;
        let size = current.order.size;
        current.order.name = name;
        current.order.view = view.clone();
        current.order.focus = focus;
        current.order.coarse = false;
        current.pan(by);
        let grid = current.grid;
        let number = |slot: u32| {
            let layer = Layer::Fine;
            Item { layer, slot }.number()
        };
        // What was seen of a tile before is known, unless it was missing.
        let is_known = |slot: u32| {
            let tile = grid.tile(slot).visible;
            let before = tile.moved((-by.0, -by.1), size.width, size.height);
            !missing.contains(&number(slot)) && before.pixels() == tile.pixels()
        };
        let mut slots = grid.from_focus(focus);
        slots.retain(|&slot| !is_known(slot));
        self.counting = true;
        self.work = 0;
        self.has_known = true;
        self.begin(slots.iter().map(|&slot| number(slot)).collect());
        self.announce("pan", [("dx", by.0.into()), ("dy", by.1.into())]);
        self.feed();
        Some(slots.iter().map(|&slot| grid.tile(slot).visible).collect())
    }

    fn refine(&mut self, of: u64, samples: u32, focus: (f64, f64)) -> Refining {
        if !self.take_up(of) {
            return Refining::Never;
        }
        let Some(Pictured {
            grid,
            centres: Some(_),
            ..
        }) = &self.current
        else {
            return Refining::Never;
        };
        let layer = Layer::Fine;
        let slots = grid.from_focus(focus).into_iter();
        let items = slots.map(|slot| Item { layer, slot }.number()).collect();
        // What came and was not shown is to be shown still.
        let arrived = std::mem::take(&mut self.arrived);
        self.begin(items);
        self.arrived = arrived;
        self.samples = samples.min(Picture::MOST_SAMPLES);
        self.refining = true;
        self.has_known = true;
        self.announce("refine", [("samples", samples.into())]);
        self.feed();
        Refining::Begun
    }

    fn centres(&mut self, of: u64, sink: &mut dyn FnMut(Piece<'_>)) -> bool {
        let known = [&self.current, &self.kept].into_iter().flatten();
        let found = known
            .filter(|known| known.order.name == of)
            .find_map(|known| {
                let centres = known.centres.as_ref()?;
                Some((known.grid, centres))
            });
        let Some((grid, centres)) = found else {
            return false;
        };
        for slot in grid.visible() {
            sink(Piece {
                layer: Layer::Fine,
                tile: grid.tile(slot),
                rgba: centres.rgba(slot),
            });
        }
        true
    }

    fn wait(&mut self, _until: f64) -> bool {
        // Tiles arrive as messages: between frames, in the event loop.
        self.feed();
        self.is_finished()
    }

    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress {
        let Some(current) = &self.current else {
            let anchored = self.anchors.progress();
            return Progress {
                // Until it is found there is something left to do.
                items: usize::from(anchored.is_some()),
                anchored,
                computed: self.computed,
                ..Progress::default()
            };
        };
        for Arrived { item, rgba } in self.arrived.drain(..) {
            let Item { layer, slot } = Item::from_number(item);
            let grid = match layer {
                Layer::Fine => current.grid,
                Layer::Coarse => coarse_grid(current.order.size),
            };
            let centres = current.centres.as_ref().map(|centres| centres.rgba(slot));
            let Some(rgba) = rgba.as_deref().or(centres) else {
                continue;
            };
            sink(Piece {
                layer,
                tile: grid.tile(slot),
                rgba,
            });
        }
        Progress {
            finished: self.finished.len(),
            items: self.asked_for.len(),
            work: self.work,
            computed: self.computed,
            samples: self.samples,
            anchored: current.was_surveyed.then_some(1.0),
            lowered: current.anchor.and_then(|id| self.anchors.lowered(id)),
        }
    }

    fn counts(&mut self, name: u64, points: &[(u32, u32)], id: f64) -> Counts {
        let known = [&self.current, &self.kept].into_iter().flatten();
        let Some(pictured) = known.into_iter().find(|known| known.order.name == name) else {
            return Counts::Unknown;
        };
        self.questions.ask(id, points, pictured, &self.hands)
    }

    fn is_asked(&self) -> bool {
        !self.questions.are_answered()
    }

    fn set_threads(&mut self, threads: usize) -> Result<(), String> {
        let let_go = self.hands.set_count(threads)?;
        for &seat in &let_go {
            self.questions.lose(seat);
            self.anchors.lose(seat);
        }
        self.feed_search();
        let knew = |known: &Option<Pictured>| {
            let mut known = known.iter();
            known.any(|known| let_go.iter().any(|seat| known.members.contains(seat)))
        };
        if knew(&self.current) || knew(&self.kept) {
            self.begin_again();
        }
        // Whoever was on its way, and could have had room for it, may have gone.
        self.tell_if_nobody_has_memory();
        Ok(())
    }

    fn leave_a_core(&mut self, leave: bool) {
        self.hands.leave_a_core(leave);
    }

    fn sleep(&mut self, asleep: bool) {
        self.hands.sleep(asleep);
        self.feed();
    }

    fn hand_settled(&mut self, seat: usize, how: Result<(), String>) -> Result<(), Loss> {
        match how {
            Ok(()) => {
                self.hands.set_ready(seat);
                self.recruit();
                self.feed();
                self.tell_if_nobody_has_memory();
                Ok(())
            }
            Err(why) => {
                self.part_with(seat);
                if self.hands.count() > 0 {
                    return Err(Loss::Survived(format!(
                        "A compute worker did not start: {why}. The others go on."
                    )));
                }
                Err(Loss::Fatal(format!("No compute worker started: {why}.")))
            }
        }
    }

    fn hand_said(&mut self, seat: usize, message: &Message) {
        self.hands.hear(seat, message);
        match message.kind().as_deref() {
            Some("alive") => self.take_steps(seat, message.steps()),
            Some("surveyed") => self.take_survey(seat, message),
            Some("tiles") => {
                self.take_tiles(seat, message);
                self.feed();
            }
            Some("lost") if self.is_current(message) => self.begin_again(),
            // For one that is not wanted any more none is needed.
            Some("nomemory") if self.is_current(message) => self.go_on_without(seat),
            Some("counts") => self.questions.take(seat, message),
            _ => {}
        }
    }

    fn hand_died(&mut self, seat: usize, why: &str) -> Option<Loss> {
        // It may have had to go meanwhile, or have failed at the next message too.
        self.hands.has(seat).then(|| self.replace(seat, why))
    }

    fn forget(&mut self, seat: usize) {
        self.hands.lose(seat);
    }

    fn watch(&mut self, elapsed: f64) -> Option<Loss> {
        if self.is_finished() && !self.is_asked() {
            return None;
        }
        // Its trap is an event, its end by another's hand is none.
        let questions = &self.questions;
        if let Some(silent) = self
            .hands
            .silent(elapsed, |seat| questions.are_owed_by(seat))
        {
            return Some(self.replace(silent, "it showed no life"));
        }
        // One that lives may be in a tile that nobody wants any more.
        if self.is_finished() {
            return None;
        }
        let knows = self.has_known || self.kept.is_some();
        let late = self.hands.late(self.epoch, knows)?;
        if self.hands.hire().is_ok() {
            self.part_with(late);
        } else {
            // It comes out of its tile some time.
            self.hands.wait_again(late);
        }
        None
    }

    fn dismiss(&mut self) -> bool {
        self.hands.dismiss();
        true
    }
}
