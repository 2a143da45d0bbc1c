//! How the pool's workers run a picture's items.

use super::item::{Item, Layer};
use super::layers::Picture;
use crate::fractal::Region;
use crate::pool::Job;
use std::sync::atomic::Ordering;

impl Job for Picture {
    unsafe fn run(&self, number: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        let item = Item::from_number(number);
        let (layer, index) = item.place();
        let (direct, frame) = match layer {
            Layer::Coarse => (&self.coarse, &self.frames.coarse),
            Layer::Fine => (&self.fine, &self.frames.fine),
        };
        // SAFETY: the pool gives each item to one worker, and a picture's items
        // name each tile of a layer once.
        let pixels = unsafe { frame.tile_mut(index) };
        if let Item::Compute(..) = item {
            let tile = frame.grid().tile(index);
            let region = Region {
                x: tile.x,
                y: tile.y,
                width: tile.width,
                height: tile.height,
            };
            let outcome = direct.render(region, pixels.counts, pixels.fractions, stale);
            // Relaxed: a figure for people.
            self.work.fetch_add(outcome.work, Ordering::Relaxed);
            if !outcome.finished {
                return false;
            }
        }
        self.painter
            .paint(pixels.counts, pixels.fractions, pixels.rgba);
        true
    }
}
