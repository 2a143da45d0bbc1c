//! How the pool's workers run a picture's items.

use super::item::Item;
use super::layers::Picture;
use crate::pool::Job;
use std::sync::atomic::Ordering;

impl Job for Picture {
    unsafe fn run(&self, number: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        let Item { layer, slot } = Item::from_number(number);
        // SAFETY: the pool gives each item to one worker, a picture's items name
        // each tile of a layer once, and what is missing is read by nobody before
        // the item is finished.
        let spent = unsafe { self.sheet(layer).complete(slot, &self.painter, stale) };
        // Relaxed: figures for people.
        self.work.fetch_add(spent.work, Ordering::Relaxed);
        self.pixels.fetch_add(spent.pixels, Ordering::Relaxed);
        spent.finished
    }
}
