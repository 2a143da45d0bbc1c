//! How the pool's workers run a picture's items.

use super::item::{Item, Layer};
use super::layers::Picture;
use crate::pool::Job;
use std::sync::atomic::Ordering;

impl Job for Picture {
    unsafe fn run(&self, number: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        // SAFETY: the caller's promise is the same.
        unsafe { self.run_item(number, stale) }.0
    }
}

impl Picture {
    /// Runs an item as [`Job::run`] does; also tells how many iterations it took.
    ///
    /// # Safety
    /// As there.
    pub unsafe fn run_item(&self, number: u32, stale: &mut dyn FnMut() -> bool) -> (bool, u64) {
        let Item { layer, slot } = Item::from_number(number);
        // SAFETY: the pool gives each item to one worker, a picture's items name
        // each tile of a layer once, and what is missing is read by nobody before
        // the item is finished. A picture that is refined is complete, so that
        // nobody writes what it had before.
        let spent = unsafe {
            match (layer, &self.refinement) {
                (Layer::Fine, Some(refinement)) => {
                    // It is none of the picture's own, whose figures are of the centres.
                    return refinement.advance(slot, &self.fine, &self.painter, stale);
                }
                _ => self.sheet(layer).complete(slot, &self.painter, stale),
            }
        };
        // Relaxed: figures for people.
        self.work.fetch_add(spent.work, Ordering::Relaxed);
        if spent.finished {
            self.pixels.fetch_add(spent.pixels, Ordering::Relaxed);
        }
        (spent.finished, spent.work)
    }
}
