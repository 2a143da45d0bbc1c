//! Which items are left of the current picture, and what came of those that
//! workers were asked for.

use super::super::backend::Order;
use super::super::clock;
use super::super::fields::{object, set};
use super::super::hud::busy;
use super::super::message::Message;
use super::super::profile;
use super::Transfer;
use super::hands::Request;
use super::pictured::{Contrast, Pictured};
use crate::picture::{COARSE, Item, Layer, Wanted};
use crate::pool::{Frame, TILE, TileGrid};
use crate::view::Size;
use js_sys::{Array, ArrayBuffer, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

/// Items of one message at most. A worker that has no time for all of them gives the
/// rest back.
const MOST_ITEMS: usize = 8;

/// How long it may take at a time to find out which tiles more samples matter in: some
/// 50 µs each.
const CONTRAST_MS: f64 = 2.0;

/// Buffers that are kept.
const MOST_BUFFERS: usize = 32;

/// A tile that was not handed over yet.
pub(super) struct Arrived {
    pub(super) item: u32,
    /// Its colours, where they are not those of its centres, which are kept.
    pub(super) rgba: Option<Vec<u8>>,
}

impl Transfer {
    /// Keeps the workers busy, unless they are to sleep.
    pub(super) fn feed(&mut self) {
        self.feed_search();
        let begun = clock::now();
        loop {
            let free = self.hands.free(self.epoch);
            // Each gets one more in turn.
            let mut asked = false;
            for (seat, rests) in free {
                asked |= self.feed_one(seat, rests, begun).is_some();
            }
            if !asked {
                return;
            }
        }
    }

    /// Asks a worker for the first items that are for it.
    fn feed_one(&mut self, seat: usize, rests: bool, begun: f64) -> Option<()> {
        let current = self.current.as_mut()?;
        // Near the end none takes what another could do meanwhile.
        let share = self.queue.len() / (2 * self.hands.count().max(1));
        let most = (share + 1).min(MOST_ITEMS);
        let mut items: Vec<u32> = Vec::new();
        let mut wanted = Vec::new();
        let mut index = 0;
        while items.len() < most && index < self.queue.len() {
            let item = self.queue[index];
            if !current.is_for(seat, rests, item) {
                index += 1;
                continue;
            }
            if self.refining && clock::now() - begun > CONTRAST_MS {
                break;
            }
            self.queue.remove(index);
            if self.refining {
                match current.contrast(item) {
                    Contrast::Smooth => {
                        self.finished.push(item);
                        continue;
                    }
                    Contrast::Rough(rows) => wanted.extend(bytes_of(&rows)),
                    Contrast::Told => wanted.extend(bytes_of(&TOLD)),
                }
            }
            current.give(seat, item);
            items.push(item);
        }
        if items.is_empty() {
            return None;
        }
        let body = object([
            ("type", "run".into()),
            ("epoch", (self.epoch as f64).into()),
            ("items", Uint32Array::from(&items[..]).into()),
            ("profile", profile::is_on().into()),
            ("hud", busy::is_on().into()),
        ]);
        if self.refining {
            set(
                body.unchecked_ref(),
                "wanted",
                &Uint8Array::from(&wanted[..]).into(),
            );
        }
        // Tiles come in buffers, which go back to be filled again.
        let buffer = self.buffers.pop();
        let bytes = (MOST_ITEMS * Frame::SLOT_RGBA_BYTES) as u32;
        let buffer = buffer.unwrap_or_else(|| ArrayBuffer::new(bytes));
        set(body.unchecked_ref(), "rgba", &buffer);
        let transfer = Array::of1(&buffer);
        let request = Request { body, transfer };
        self.hands.ask(seat, self.epoch, items, &request);
        Some(())
    }

    /// Whether every item of the current picture is finished.
    pub(super) fn is_finished(&self) -> bool {
        self.anchors.progress().is_none() && self.finished.len() == self.asked_for.len()
    }

    /// Whether a message is about what is computed now.
    pub(super) fn is_current(&self, message: &Message) -> bool {
        message.epoch() == Some(self.epoch as f64)
    }

    /// Takes a worker's answer to the first message that it owes one to.
    pub(super) fn take_tiles(&mut self, seat: usize, message: &Message) -> Option<()> {
        let (epoch, asked) = self.hands.answered(seat)?;
        let buffer = message.rgba().dyn_into::<ArrayBuffer>().ok()?;
        let colours = Uint8Array::new(&buffer);
        let work = message.work().unwrap_or(0.0) as u64;
        self.iterations += work;
        if self.buffers.len() < MOST_BUFFERS {
            self.buffers.push(buffer);
        }
        if epoch != self.epoch {
            return None;
        }
        // How many of them it had time for.
        let done = (message.done().unwrap_or(0.0) as usize).min(asked.len());
        let (done, rest) = asked.split_at(done);
        for &item in rest.iter().rev() {
            self.queue.push_front(item);
            if let Some(current) = &mut self.current {
                current.take_back(item, self.has_known);
            }
        }
        // Of samples past the first it is none of the picture's own.
        if !self.refining {
            self.work += work;
        }
        if self.counting {
            self.computed += message.computed().unwrap_or(0.0) as u64;
        }
        self.samples = self.samples.min(message.samples().unwrap_or(1.0) as u32);
        for (index, &item) in done.iter().enumerate() {
            let start = (index * Frame::SLOT_RGBA_BYTES) as u32;
            let colours = colours.subarray(start, start + Frame::SLOT_RGBA_BYTES as u32);
            self.take_tile(item, &colours);
        }
        Some(())
    }

    /// Takes a tile, by one copy: centres are kept anyway.
    fn take_tile(&mut self, item: u32, colours: &Uint8Array) {
        if colours.length() as usize != Frame::SLOT_RGBA_BYTES {
            return;
        }
        let Item { layer, slot } = Item::from_number(item);
        let Some(current) = &mut self.current else {
            return;
        };
        let rgba = match &mut current.centres {
            Some(centres) if layer == Layer::Fine && !self.refining => {
                colours.copy_to(centres.slot_mut(slot));
                None
            }
            _ => Some(colours.to_vec()),
        };
        if self.refining {
            current.note_refined(item);
        }
        self.arrived.push(Arrived { item, rgba });
        self.finished.push(item);
    }

    /// Makes picture `of` the current one, if it is that or the kept one.
    pub(super) fn take_up(&mut self, of: u64) -> bool {
        if self
            .current
            .as_ref()
            .is_some_and(|known| known.order.name == of)
        {
            return true;
        }
        let Some(kept) = self.kept.take_if(|kept| kept.order.name == of) else {
            return false;
        };
        let layer = Layer::Fine;
        let items = kept
            .grid
            .visible()
            .map(|slot| Item { layer, slot }.number());
        self.begin(items.collect());
        self.queue.clear();
        self.finished = self.asked_for.iter().copied().collect();
        self.counting = true;
        // Who comes from now on would not know it.
        self.has_known = true;
        let message = object([
            ("type", "takeUp".into()),
            ("epoch", (self.epoch as f64).into()),
        ]);
        self.hands.tell(&kept.members, &message);
        self.current = Some(kept);
        true
    }

    /// Begins with these items; nobody waits any more for what was asked for before.
    pub(super) fn begin(&mut self, items: Vec<u32>) {
        self.epoch += 1;
        self.asked_for = items.iter().copied().collect();
        self.queue = items.into();
        self.arrived.clear();
        self.finished.clear();
        self.samples = 1;
        self.refining = false;
        self.anchors.stop();
    }

    /// Computes all of a picture; `spare` is one that is over, for its memory.
    pub(super) fn set_out(&mut self, order: Order, spare: Option<Pictured>) {
        self.work = 0;
        self.has_known = false;
        let Some((order, anchor)) = self.with_anchor(order) else {
            return;
        };
        let pictured = Pictured::new(order, anchor, self.hands.ready(), spare);
        let (items, members) = (pictured.all_items(), pictured.members.clone());
        self.current = Some(pictured);
        self.begin(items);
        self.announce_new(&members);
        self.feed();
    }

    /// What a worker knew is lost: what is not complete is computed again. Further
    /// samples are not, for what they were to be added to is lost too.
    pub(super) fn begin_again(&mut self) {
        self.kept = None;
        // What is complete is on its canvas.
        let is_complete = self.is_finished() && self.arrived.is_empty();
        if self.anchors.progress().is_some() {
            return;
        }
        match self.current.take() {
            Some(Pictured { order, .. }) if !is_complete && !self.refining => {
                self.set_out(order, None);
            }
            _ => self.begin(Vec::new()),
        }
    }
}

/// Stands for a tile whose owner knows already which pixels matter: where none does
/// nobody is asked.
const TOLD: Wanted = [0; TILE as usize];

/// How a picture's coarse layer is cut.
pub(super) fn coarse_grid(size: Size) -> TileGrid {
    TileGrid::new(size.width.div_ceil(COARSE), size.height.div_ceil(COARSE))
}

/// What tells a worker which pixels of a tile are worth refining: a row of them 8
/// bytes, the lowest first.
fn bytes_of(wanted: &Wanted) -> impl Iterator<Item = u8> {
    wanted.iter().flat_map(|row| row.to_le_bytes())
}
