//! What the worker is asked for, item by item, and what came of it.

use super::super::backend::Order;
use super::super::clock;
use super::super::fields::object;
use super::super::message::Message;
use super::{Kept, Transfer};
use crate::picture::{COARSE, Item, Layer};
use crate::pool::TileGrid;
use crate::view::Size;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// Tiles asked for ahead: one is computed while the other's message travels.
const OUTSTANDING: usize = 2;

impl Transfer {
    /// Keeps the worker busy.
    pub(super) fn feed(&mut self) {
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
            if self.owed.is_empty() {
                self.heard = clock::now();
            }
            self.owed.push_back(order.name);
            self.queue.pop_front();
            self.outstanding.push(item);
        }
    }

    /// Whether a message is about the current picture.
    pub(super) fn is_current(&self, message: &Message) -> bool {
        let current = self.order.as_ref().map(|order| order.name as f64);
        current.is_some() && message.name() == current
    }

    /// Takes a tile, if it is one that was asked for.
    pub(super) fn take_tile(&mut self, message: &Message) -> Option<()> {
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
        if self.counting {
            self.computed += message.computed().unwrap_or(0.0) as u64;
        }
        self.samples = message.samples().unwrap_or(1.0) as u32;
        let rgba = message.rgba().dyn_into::<Uint8Array>().ok()?;
        self.arrived.push((item, rgba.to_vec()));
        self.finished.push(item);
        Some(())
    }

    /// Makes picture `of` the current one, if it is that or the kept one.
    pub(super) fn take_up(&mut self, of: u64) -> bool {
        if self.order.as_ref().is_some_and(|order| order.name == of) {
            return true;
        }
        let Some(Kept { order, grid }) = self.kept.take_if(|kept| kept.order.name == of) else {
            return false;
        };
        let layer = Layer::Fine;
        let items = grid.visible().map(|slot| Item { layer, slot }.number());
        self.begin(items.collect());
        self.queue.clear();
        self.finished = self.asked_for.iter().copied().collect();
        self.order = Some(order);
        self.counting = true;
        self.grid = grid;
        if let Some(hand) = self.ready_hand() {
            hand.tell(&object([("type", "takeUp".into())]));
        }
        true
    }

    pub(super) fn begin(&mut self, items: Vec<u32>) {
        self.asked_for = items.iter().copied().collect();
        self.queue = items.into();
        self.outstanding.clear();
        self.arrived.clear();
        self.finished.clear();
        self.samples = 1;
        self.refining = false;
    }

    /// All items of the current picture: the coarse layer, if it has one, then the
    /// fine one from the focus outwards.
    pub(super) fn all_items(&self) -> Vec<u32> {
        let Some(order) = &self.order else {
            return Vec::new();
        };
        let named = |layer| move |slot| Item { layer, slot }.number();
        let coarse = order.coarse.then(|| coarse_grid(order.size));
        let coarse = coarse.into_iter().flat_map(TileGrid::visible);
        let fine = self.grid.from_focus(order.focus).into_iter();
        coarse
            .map(named(Layer::Coarse))
            .chain(fine.map(named(Layer::Fine)))
            .collect()
    }

    /// Computes all of a picture.
    pub(super) fn set_out(&mut self, order: Order) {
        self.grid = TileGrid::new(order.size.width, order.size.height);
        self.order = Some(order);
        self.work = 0;
        self.has_known = false;
        self.begin(self.all_items());
        self.announce("picture");
        self.feed();
    }

    /// What the worker knew is lost: what is not complete is computed again. Further
    /// samples are not, for what they were to be added to is lost too.
    pub(super) fn begin_again(&mut self) {
        self.kept = None;
        // What is complete is on its canvas.
        let is_complete = self.finished.len() == self.asked_for.len() && self.arrived.is_empty();
        match self.order.take() {
            Some(order) if !is_complete && !self.refining => self.set_out(order),
            _ => self.begin(Vec::new()),
        }
    }
}

/// How a picture's coarse layer is cut.
pub(super) fn coarse_grid(size: Size) -> TileGrid {
    TileGrid::new(size.width.div_ceil(COARSE), size.height.div_ceil(COARSE))
}
