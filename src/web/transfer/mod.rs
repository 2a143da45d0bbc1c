//! The transfer backend: where the page is not cross-origin isolated no memory
//! can be shared, so one compute worker has its own, hears what to do by
//! messages, and sends tiles back as transferred buffers.
//!
//! The worker side is the same wasm and the same picture; it runs one item a
//! message (`worker`), so that one that makes it stale gets through between two.
//! What it is asked for and what came of it is in `items`.

mod items;
mod worker;

pub(super) use worker::{compute_message, start_compute};

use super::backend::{Backend, Counts, Loss, Order, Piece, Progress, Refining};
use super::clock;
use super::crew::{Hand, Kit};
use super::events::{self, Event};
use super::fields::object;
use super::message::Message;
use crate::picture::{Item, Layer};
use crate::pool::{Frame, Rect, TileGrid};
use crate::view::{View, permalink};
use items::coarse_grid;
use js_sys::Float64Array;
use std::collections::{HashSet, VecDeque};

/// How long a picture waits for the worker to come out of a tile that nobody wants
/// any more. A tile cannot be left, and near a boundary, with a high limit, it may
/// take minutes; to start another worker takes a fraction of a second.
const PATIENCE_MS: f64 = 500.0;

/// The same where what the worker knows would be lost with it.
const PATIENCE_WITH_KNOWN_MS: f64 = 2000.0;

/// See the module.
pub(super) struct Transfer {
    kit: Kit,
    hand: Option<Hand>,
    deaths: usize,
    /// The order of the current picture, and what is left of it.
    order: Option<Order>,
    queue: VecDeque<u32>,
    outstanding: Vec<u32>,
    /// Which picture each item was of that the worker was told to run and has not
    /// answered, those that nobody wants any more included.
    owed: VecDeque<u64>,
    /// When the worker began with the first of them, as far as is known here.
    heard: f64,
    arrived: Vec<(u32, Vec<u8>)>,
    finished: Vec<u32>,
    asked_for: HashSet<u32>,
    work: u64,
    /// Pixels computed so far in all pictures, errands apart.
    computed: u64,
    /// Whether the current picture's are counted.
    counting: bool,
    /// How its fine layer is cut, and lies on the slots.
    grid: TileGrid,
    /// Samples that every pixel of it has, by the latest tile.
    samples: u32,
    /// Whether it is complete, and given more samples.
    refining: bool,
    /// Whether the worker knew some of it before its first tile was asked for.
    has_known: bool,
    /// The complete picture that the worker keeps while it computes another.
    kept: Option<Kept>,
    /// Questions for counts that the worker has not answered.
    asked: Vec<f64>,
}

/// A complete picture: its order, and how its fine layer lies on the slots.
struct Kept {
    order: Order,
    grid: TileGrid,
}

/// What a question is told whose answer died with the worker.
const LOST: &str = "countsAt: the counts of this frame are not at hand any more";

/// Deaths of the worker that are lived through.
const DEATHS: usize = 3;

impl Transfer {
    /// Starts the worker.
    pub(super) fn new(kit: Kit) -> Result<Self, String> {
        let hand = Hand::hire(&kit, 0, false)?;
        Ok(Self {
            kit,
            hand: Some(hand),
            deaths: 0,
            order: None,
            queue: VecDeque::new(),
            outstanding: Vec::new(),
            owed: VecDeque::new(),
            heard: 0.0,
            arrived: Vec::new(),
            finished: Vec::new(),
            asked_for: HashSet::new(),
            work: 0,
            computed: 0,
            counting: false,
            grid: TileGrid::new(0, 0),
            samples: 1,
            refining: false,
            has_known: false,
            kept: None,
            asked: Vec::new(),
        })
    }

    fn ready_hand(&self) -> Option<&Hand> {
        self.hand.as_ref().filter(|hand| hand.ready.get())
    }

    /// Tells the worker what picture this is about, and which one to keep.
    fn announce(&self, what: &str) {
        if let (Some(hand), Some(order)) = (self.ready_hand(), &self.order) {
            hand.tell(&object([
                ("type", what.into()),
                ("name", (order.name as f64).into()),
                ("link", permalink::write(&order.view).into()),
                ("width", order.size.width.into()),
                ("height", order.size.height.into()),
                (
                    "keep",
                    self.kept.as_ref().map(|kept| kept.order.name as f64).into(),
                ),
            ]));
        }
    }

    /// Puts a new worker in the place of one that was ended, or is ended now.
    fn replace_hand(&mut self, hand: Hand) {
        if let Some(hand) = self.hand.replace(hand) {
            hand.end_by_force();
        }
        self.owed.clear();
        for id in self.asked.drain(..) {
            events::send(Event::Answered(id, Err(LOST.to_owned())));
        }
        self.begin_again();
    }
}

impl Backend for Transfer {
    fn name(&self) -> &'static str {
        "transfer"
    }

    fn threads(&self) -> usize {
        usize::from(self.ready_hand().is_some())
    }

    fn hired(&self) -> usize {
        usize::from(self.hand.is_some())
    }

    fn start(&mut self, order: Order, keep: Option<u64>) -> Result<(), String> {
        let grid = self.grid;
        let current = self.order.take().map(|order| Kept { order, grid });
        self.kept = current
            .into_iter()
            .chain(self.kept.take())
            .find(|known| Some(known.order.name) == keep);
        self.counting = order.coarse;
        self.set_out(order);
        Ok(())
    }

    fn recolour(&mut self, of: u64, name: u64, view: &View) -> bool {
        if !self.take_up(of) {
            return false;
        }
        let Some(order) = self.order.as_mut() else {
            return false;
        };
        order.name = name;
        order.view = view.clone();
        // What is under way is done again: nobody here knows how far it came. The
        // worker does, and what it has counted it only paints: that comes first.
        let left = self.outstanding.iter().chain(&self.queue);
        let left: Vec<u32> = left.copied().collect();
        let is_left: HashSet<u32> = left.iter().copied().collect();
        let mut items = self.all_items();
        items.retain(|item| !is_left.contains(item));
        items.extend(left);
        self.has_known = true;
        self.begin(items);
        self.announce("recolour");
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
        // One that is not ready yet would begin with the moved view's picture, cut as
        // if it had not been moved.
        self.ready_hand()?;
        if !self.take_up(of) {
            return None;
        }
        let order = self.order.as_mut()?;
        let size = order.size;
        order.name = name;
        order.view = view.clone();
        order.focus = focus;
        order.coarse = false;
        // What arrived and was not shown is painted again.
        let shown: HashSet<u32> = self
            .finished
            .iter()
            .filter(|&item| !self.arrived.iter().any(|(arrived, _)| arrived == item))
            .copied()
            .collect();
        let mut missing: HashSet<u32> = self.asked_for.difference(&shown).copied().collect();
        if self.refining {
            // Only of the samples that are added to what is there.
            missing.clear();
        }
        self.grid = self.grid.panned(by);
        let grid = self.grid;
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
        let items: Vec<u32> = slots.iter().map(|&slot| number(slot)).collect();
        self.counting = true;
        self.work = 0;
        self.has_known = true;
        self.begin(items);
        if let (Some(hand), Some(order)) = (self.ready_hand(), &self.order) {
            hand.tell(&object([
                ("type", "pan".into()),
                ("name", (order.name as f64).into()),
                ("link", permalink::write(&order.view).into()),
                ("width", size.width.into()),
                ("height", size.height.into()),
                ("dx", by.0.into()),
                ("dy", by.1.into()),
            ]));
        }
        self.feed();
        Some(slots.iter().map(|&slot| grid.tile(slot).visible).collect())
    }

    fn refine(&mut self, of: u64, samples: u32, focus: (f64, f64)) -> Refining {
        if !self.take_up(of) {
            return Refining::Never;
        }
        let layer = Layer::Fine;
        let slots = self.grid.from_focus(focus).into_iter();
        // Those that need no work cost a message.
        self.begin(slots.map(|slot| Item { layer, slot }.number()).collect());
        self.refining = true;
        self.has_known = true;
        if let Some(hand) = self.ready_hand() {
            hand.tell(&object([
                ("type", "refine".into()),
                ("samples", samples.into()),
                ("x", focus.0.into()),
                ("y", focus.1.into()),
            ]));
        }
        self.feed();
        Refining::Begun
    }

    fn centres(&mut self, _of: u64, _sink: &mut dyn FnMut(Piece<'_>)) -> bool {
        // They are the worker's.
        false
    }

    fn wait(&mut self, _until: f64) -> bool {
        // Tiles arrive as messages: between frames, in the event loop.
        self.feed();
        self.finished.len() == self.asked_for.len()
    }

    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress {
        let Some(order) = &self.order else {
            return Progress::default();
        };
        for (item, rgba) in self.arrived.drain(..) {
            let Item { layer, slot } = Item::from_number(item);
            let grid = match layer {
                Layer::Fine => self.grid,
                Layer::Coarse => coarse_grid(order.size),
            };
            if rgba.len() != Frame::SLOT_RGBA_BYTES {
                continue;
            }
            sink(Piece {
                layer,
                tile: grid.tile(slot),
                rgba: &rgba,
            });
        }
        Progress {
            finished: self.finished.len(),
            items: self.asked_for.len(),
            work: self.work,
            computed: self.computed,
            samples: self.samples,
        }
    }

    fn counts(&mut self, name: u64, points: &[(u32, u32)], id: f64) -> Counts {
        let Some(hand) = self.ready_hand() else {
            return Counts::Unknown;
        };
        let flat: Vec<f64> = points
            .iter()
            .flat_map(|&(x, y)| [f64::from(x), f64::from(y)])
            .collect();
        hand.tell(&object([
            ("type", "counts".into()),
            ("name", (name as f64).into()),
            ("id", id.into()),
            ("points", Float64Array::from(&flat[..]).into()),
        ]));
        self.asked.push(id);
        Counts::Later
    }

    fn set_threads(&mut self, _threads: usize) -> Result<(), String> {
        Err("Without cross-origin isolation there is one compute worker.".to_owned())
    }

    fn leave_a_core(&mut self, _leave: bool) {
        // It has but one.
    }

    fn hand_settled(&mut self, _seat: usize, how: Result<(), String>) -> Result<(), Loss> {
        match how {
            Ok(()) => {
                if let Some(hand) = &self.hand {
                    hand.ready.set(true);
                }
                self.announce("picture");
                self.feed();
                Ok(())
            }
            Err(why) => Err(Loss::Fatal(format!("No compute worker started: {why}."))),
        }
    }

    fn hand_said(&mut self, message: &Message) {
        match message.kind().as_deref() {
            Some("tile") => {
                self.owed.pop_front();
                self.heard = clock::now();
                self.take_tile(message);
                self.feed();
            }
            Some("lost") if self.is_current(message) => self.begin_again(),
            // One that is not wanted any more needs none.
            Some("nomemory") if self.is_current(message) => events::send(Event::NoMemory),
            Some("counts") => {
                let id = message.id().unwrap_or(f64::NAN);
                self.asked.retain(|&asked| asked != id);
                let values = message.values();
                let answer = if values.is_object() {
                    Ok(values)
                } else {
                    Err(LOST.to_owned())
                };
                events::send(Event::Answered(id, answer));
            }
            _ => {}
        }
    }

    fn hand_died(&mut self, _seat: usize, why: &str) -> Loss {
        self.deaths += 1;
        if self.deaths > DEATHS {
            return Loss::Fatal(format!(
                "The compute worker failed {} times: {why}",
                self.deaths
            ));
        }
        match Hand::hire(&self.kit, 0, false) {
            Err(hopeless) => Loss::Fatal(format!(
                "The compute worker failed ({why}) and no other starts: {hopeless}"
            )),
            Ok(hand) => {
                self.replace_hand(hand);
                Loss::Survived(format!(
                    "The compute worker failed: {why}. Another goes on."
                ))
            }
        }
    }

    fn forget(&mut self, _seat: usize) {
        self.hand = None;
    }

    fn watch(&mut self, _elapsed: f64) -> Option<Loss> {
        // Its trap is an event; its memory is nobody else's. But it may be in a tile
        // that nobody wants any more.
        let current = self.order.as_ref()?.name;
        let is_late = *self.owed.front()? != current && self.finished.len() < self.asked_for.len();
        let patience = if self.has_known || self.kept.is_some() {
            PATIENCE_WITH_KNOWN_MS
        } else {
            PATIENCE_MS
        };
        if is_late && clock::now() - self.heard > patience {
            match Hand::hire(&self.kit, 0, false) {
                Ok(hand) => self.replace_hand(hand),
                // It comes out of its tile some time.
                Err(_) => self.heard = clock::now(),
            }
        }
        None
    }

    fn dismiss(&mut self) -> bool {
        if let Some(hand) = self.hand.take() {
            hand.end_by_force();
        }
        true
    }
}
