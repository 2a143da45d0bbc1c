//! A picture as the coordinator knows it: whose each tile is, and its colours.

use super::super::backend::Order;
use super::items::coarse_grid;
use crate::picture::{Centres, Item, Layer, Picture, Wanted};
use crate::pool::TileGrid;
use std::collections::HashMap;

/// Bytes that the workers' copies of a picture may take together: each has the
/// whole picture's memory.
const MOST_BYTES: u64 = 1 << 29;

/// See the module.
pub(super) struct Pictured {
    pub(super) order: Order,
    /// The name of its anchor, where it is a deep one.
    pub(super) anchor: Option<u64>,
    /// Whether that was computed for it.
    pub(super) was_surveyed: bool,
    /// How its fine layer is cut, and lies on the slots.
    pub(super) grid: TileGrid,
    /// The seats of the workers that know of it.
    pub(super) members: Vec<usize>,
    /// The seats of those that have no memory for it.
    refused: Vec<usize>,
    /// Who computed an item, and so knows it.
    owners: HashMap<u32, usize>,
    /// The colours of its pixels' centres, as far as they came; none where there is
    /// no memory for them.
    pub(super) centres: Option<Centres>,
    /// Whether more samples change anything in a slot, of those that were asked for.
    rough: HashMap<u32, bool>,
}

/// What more samples do to a tile.
pub(super) enum Contrast {
    /// Nothing.
    Smooth,
    /// They matter in these pixels.
    Rough(Box<Wanted>),
    /// As before: its owner knows where.
    Told,
}

impl Pictured {
    /// Of which nothing is known yet, for as many of `workers` as there is memory for;
    /// `spare` is one that is over, for its memory.
    pub(super) fn new(
        order: Order,
        anchor: Option<u64>,
        workers: impl Iterator<Item = usize>,
        spare: Option<Self>,
    ) -> Self {
        let grid = TileGrid::new(order.size.width, order.size.height);
        let spare = spare.and_then(|spare| spare.centres);
        let mut pictured = Self {
            order,
            anchor,
            was_surveyed: false,
            grid,
            members: Vec::new(),
            refused: Vec::new(),
            owners: HashMap::new(),
            centres: Centres::new(grid, spare).ok(),
            rough: HashMap::new(),
        };
        pictured.take_in(workers);
        pictured
    }

    /// Takes in as many of `workers` as there is memory for; their seats. Nothing of it
    /// may be known but by who computed it.
    pub(super) fn take_in(&mut self, workers: impl Iterator<Item = usize>) -> Vec<usize> {
        let before = self.members.len();
        for seat in workers {
            let is_known = self.members.contains(&seat) || self.refused.contains(&seat);
            if !is_known && self.has_room() {
                self.members.push(seat);
            }
        }
        self.members[before..].to_vec()
    }

    /// The worker in `seat` has no memory for it: the others compute all of it.
    pub(super) fn refuse(&mut self, seat: usize) {
        self.members.retain(|&member| member != seat);
        self.refused.push(seat);
    }

    /// Whether none is left of those that were to compute it, for want of memory.
    pub(super) fn is_refused(&self) -> bool {
        self.members.is_empty() && !self.refused.is_empty()
    }

    /// Whether the worker in `seat` is to run an item: nobody else knows its tile. One
    /// that `rests` leaves to others what it does not know either, if there are any.
    pub(super) fn is_for(&self, seat: usize, rests: bool, item: u32) -> bool {
        match self.owners.get(&item) {
            Some(&owner) => owner == seat,
            None => self.members.contains(&seat) && (!rests || self.members.len() == 1),
        }
    }

    /// Whether the memory that is meant for them all has room for one more who knows it.
    fn has_room(&self) -> bool {
        let mode = self.order.view.colouring().mode;
        let bytes = Picture::bytes(self.order.size, mode).max(1);
        self.members.is_empty() || (self.members.len() as u64 + 1) * bytes <= MOST_BYTES
    }

    /// The worker in `seat` runs an item.
    pub(super) fn give(&mut self, seat: usize, item: u32) {
        self.owners.insert(item, seat);
    }

    /// An item comes back as it was given. Where the workers knew some of the picture
    /// before, its owner may know its tile.
    pub(super) fn take_back(&mut self, item: u32, has_known: bool) {
        if !has_known {
            self.owners.remove(&item);
        }
    }

    /// A worker is gone; the items that it knew, or was to run.
    pub(super) fn lose(&mut self, seat: usize) -> Vec<u32> {
        let lost = self.owners.extract_if(|_, owner| *owner == seat);
        let lost = lost.map(|(item, _)| item).collect();
        self.members.retain(|&member| member != seat);
        lost
    }

    /// Who knows the pixel (x, y), which must lie in the picture.
    pub(super) fn owner_of(&self, x: u32, y: u32) -> Option<usize> {
        let (slot, _) = self.grid.locate(x, y);
        let layer = Layer::Fine;
        self.owners.get(&Item { layer, slot }.number()).copied()
    }

    /// Moves it over its slots.
    pub(super) fn pan(&mut self, by: (i32, i32)) {
        self.grid = self.grid.panned(by);
        // Tiles of which nothing was seen before are anybody's.
        let (grid, size) = (self.grid, self.order.size);
        self.owners.retain(|&item, _| {
            let tile = grid.tile(Item::from_number(item).slot).visible;
            let before = tile.moved((-by.0, -by.1), size.width, size.height);
            Item::from_number(item).layer == Layer::Fine && !before.is_empty()
        });
        if let Some(centres) = &mut self.centres {
            centres.pan(by);
        }
        self.forget_contrast();
    }

    /// Its colours are others from now on.
    pub(super) fn forget_contrast(&mut self) {
        self.rough.clear();
    }

    /// What more samples do to the tile of a fine item; all its centres are known.
    pub(super) fn contrast(&mut self, item: u32) -> Contrast {
        let slot = Item::from_number(item).slot;
        match (self.rough.get(&slot), &self.centres) {
            (Some(false), _) | (None, None) => Contrast::Smooth,
            (Some(true), _) => Contrast::Told,
            (None, Some(centres)) => {
                let Some(wanted) = centres.worth_refining(slot) else {
                    self.rough.insert(slot, false);
                    return Contrast::Smooth;
                };
                Contrast::Rough(Box::new(wanted))
            }
        }
    }

    /// The owner of a fine item's tile has refined it, and so knows where it matters.
    pub(super) fn note_refined(&mut self, item: u32) {
        self.rough.insert(Item::from_number(item).slot, true);
    }

    /// All items: the coarse layer, if it has one, then the fine one from the focus
    /// outwards.
    pub(super) fn all_items(&self) -> Vec<u32> {
        let order = &self.order;
        let named = |layer| move |slot| Item { layer, slot }.number();
        let coarse = order.coarse.then(|| coarse_grid(order.size));
        let coarse = coarse.into_iter().flat_map(TileGrid::visible);
        let fine = self.grid.from_focus(order.focus).into_iter();
        coarse
            .map(named(Layer::Coarse))
            .chain(fine.map(named(Layer::Fine)))
            .collect()
    }
}
