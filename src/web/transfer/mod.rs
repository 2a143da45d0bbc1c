//! The transfer backend: where the page is not cross-origin isolated no memory
//! can be shared, so one compute worker has its own, hears what to do by
//! messages, and sends tiles back as transferred buffers.
//!
//! The worker side is the same wasm and the same picture; it runs one item a
//! message (`worker`), so that one that makes it stale gets through between two.

mod worker;

pub(super) use worker::{compute_message, start_compute};

use super::backend::{Backend, Counts, Loss, Order, Piece, Progress};
use super::crew::{Hand, Kit};
use super::events::{self, Event};
use super::fields::object;
use super::message::Message;
use crate::fractal::Colouring;
use crate::picture::{COARSE, Item, Layer};
use crate::pool::{Frame, TileGrid};
use crate::view::{Size, View, permalink};
use js_sys::{Float64Array, Uint8Array};
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;

/// Tiles asked for ahead: one is computed while the other's message travels.
const OUTSTANDING: usize = 2;

/// See the module.
pub(super) struct Transfer {
    kit: Kit,
    hand: Option<Hand>,
    deaths: usize,
    /// The order of the current picture, and what is left of it.
    order: Option<Order>,
    queue: VecDeque<u32>,
    outstanding: Vec<u32>,
    arrived: Vec<(u32, Vec<u8>)>,
    finished: Vec<u32>,
    items: usize,
    coarse_items: usize,
    coarse_left: usize,
    work: u64,
    /// Questions for counts that the worker has not answered.
    asked: Vec<f64>,
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
            arrived: Vec::new(),
            finished: Vec::new(),
            items: 0,
            coarse_items: 0,
            coarse_left: 0,
            work: 0,
            asked: Vec::new(),
        })
    }

    fn ready_hand(&self) -> Option<&Hand> {
        self.hand.as_ref().filter(|hand| hand.ready.get())
    }

    /// Tells the worker what picture this is about.
    fn announce(&self, what: &str) {
        if let (Some(hand), Some(order)) = (self.ready_hand(), &self.order) {
            hand.tell(&object([
                ("type", what.into()),
                ("name", (order.name as f64).into()),
                ("link", permalink::write(&order.view).into()),
                ("width", order.size.width.into()),
                ("height", order.size.height.into()),
                ("coarse", order.coarse.into()),
            ]));
        }
    }

    /// Keeps the worker busy.
    fn feed(&mut self) {
        while self.outstanding.len() < OUTSTANDING {
            let (Some(hand), Some(order)) = (self.ready_hand(), &self.order) else {
                return;
            };
            let Some(&item) = self.queue.front() else {
                return;
            };
            hand.tell(&object([
                ("type", "run".into()),
                ("name", (order.name as f64).into()),
                ("item", item.into()),
            ]));
            self.queue.pop_front();
            self.outstanding.push(item);
        }
    }

    /// Whether a message is about the current picture.
    fn is_current(&self, message: &Message) -> bool {
        let current = self.order.as_ref().map(|order| order.name as f64);
        current.is_some() && message.name() == current
    }

    /// Takes a tile, if it is one that was asked for.
    fn take_tile(&mut self, message: &Message) -> Option<()> {
        let item = message.item()? as u32;
        let index = self
            .outstanding
            .iter()
            .position(|&waiting| waiting == item)?;
        if !self.is_current(message) {
            return None;
        }
        self.outstanding.swap_remove(index);
        self.work += message.work().unwrap_or(0.0) as u64;
        let rgba = message.rgba().dyn_into::<Uint8Array>().ok()?;
        self.arrived.push((item, rgba.to_vec()));
        self.finished.push(item);
        self.coarse_left -= usize::from(is_coarse(item));
        Some(())
    }

    fn begin(&mut self, items: Vec<u32>) {
        self.coarse_items = items.iter().filter(|&&item| is_coarse(item)).count();
        self.coarse_left = self.coarse_items;
        self.items = items.len();
        self.queue = items.into();
        self.outstanding.clear();
        self.arrived.clear();
        self.finished.clear();
    }
}

fn is_coarse(item: u32) -> bool {
    Item::from_number(item).layer == Layer::Coarse
}

fn layer_grid(layer: Layer, size: Size) -> TileGrid {
    match layer {
        Layer::Fine => TileGrid::new(size.width, size.height),
        Layer::Coarse => TileGrid::new(size.width.div_ceil(COARSE), size.height.div_ceil(COARSE)),
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

    fn start(&mut self, order: Order, keep: bool) -> Result<(), String> {
        let named = |layer, slot| Item { layer, slot }.number();
        let mut items: Vec<u32> = Vec::new();
        if order.coarse {
            let coarse = layer_grid(Layer::Coarse, order.size);
            items.extend(coarse.visible().map(|slot| named(Layer::Coarse, slot)));
        }
        let fine = layer_grid(Layer::Fine, order.size).from_focus(order.focus);
        items.extend(fine.into_iter().map(|slot| named(Layer::Fine, slot)));
        self.order = Some(order);
        self.work = 0;
        self.begin(items);
        self.announce(if keep { "keep" } else { "picture" });
        self.feed();
        Ok(())
    }

    fn recolour(&mut self, name: u64, view: &View, _colouring: &Colouring) -> bool {
        // What is kept while another is computed stays with the worker: then the
        // view is computed again.
        let Some(order) = self.order.as_mut().filter(|order| order.coarse) else {
            return false;
        };
        order.name = name;
        order.view = view.clone();
        // What is under way is done again: nobody here knows how far it came. The
        // worker does, and what it has counted it only paints.
        let left = self.outstanding.iter().chain(&self.queue);
        let items = self.finished.iter().chain(left).copied().collect();
        self.begin(items);
        self.announce("recolour");
        self.feed();
        true
    }

    fn wait(&mut self, _until: f64) -> bool {
        // Tiles arrive as messages: between frames, in the event loop.
        self.feed();
        self.finished.len() == self.items
    }

    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress {
        let Some(order) = &self.order else {
            return Progress::default();
        };
        for (item, rgba) in self.arrived.drain(..) {
            let Item { layer, slot } = Item::from_number(item);
            let grid = layer_grid(layer, order.size);
            if rgba.len() != Frame::SLOT_RGBA_BYTES {
                continue;
            }
            sink(Piece {
                layer,
                layer_size: Size {
                    width: grid.width(),
                    height: grid.height(),
                },
                tile: grid.tile(slot),
                rgba: &rgba,
            });
        }
        Progress {
            finished: self.finished.len(),
            items: self.items,
            coarse: 1.0 - self.coarse_left as f64 / self.coarse_items.max(1) as f64,
            limit: order.view.limit(order.size),
            work: self.work,
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
                self.take_tile(message);
                self.feed();
            }
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
        // Its memory is its own, and died with it.
        if let Some(hand) = self.hand.take() {
            hand.end_by_force();
        }
        for id in self.asked.drain(..) {
            events::send(Event::Answered(id, Err(LOST.to_owned())));
        }
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
                self.hand = Some(hand);
                // What is complete is on its canvas; what is not is done again.
                let complete = self.finished.len() == self.items && self.arrived.is_empty();
                if let Some(order) = self.order.take().filter(|_| !complete)
                    && let Err(hopeless) = self.start(order, false)
                {
                    return Loss::Fatal(hopeless);
                }
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
        // Its trap is an event; its memory is nobody else's.
        None
    }

    fn dismiss(&mut self) -> bool {
        if let Some(hand) = self.hand.take() {
            hand.end_by_force();
        }
        true
    }
}
