//! What the next picture keeps of one: all that is known and still right.

use super::item::{Item, Layer};
use super::layers::{Picture, number};
use crate::fractal::Painter;
use std::collections::{BTreeSet, TryReserveError};
use std::sync::atomic::AtomicU64;

impl Picture {
    /// The same picture in other colours, and the items that make it so: first what
    /// is known, which is only painted again, then the rest in the order of
    /// `unfinished`. The coarse layer before the fine one, as ever.
    ///
    /// `finished` and `unfinished` are the items of this picture's job. What was
    /// known before it is known, and has items all the same.
    #[must_use]
    pub fn recoloured(
        mut self,
        name: u64,
        painter: Painter,
        finished: &[u32],
        unfinished: &[u32],
    ) -> (Self, Vec<u32>) {
        self.note_finished(finished);
        self.name = name;
        self.painter = painter;
        self.coarse.forget_colours();
        self.fine.forget_colours();
        let mut items = Vec::new();
        for layer in [Layer::Coarse, Layer::Fine] {
            let is_named = |&item: &u32| Item::from_number(item).layer == layer;
            // Who had no coarse layer wants none now.
            if layer == Layer::Coarse && !finished.iter().chain(unfinished).any(is_named) {
                continue;
            }
            let sheet = self.sheet(layer);
            let (known, missing): (Vec<u32>, Vec<u32>) = sheet
                .grid()
                .visible()
                .partition(|&slot| sheet.is_counted(slot));
            let mut missing: BTreeSet<u32> = missing.into_iter().collect();
            items.extend(known.into_iter().map(|slot| number(layer, slot)));
            items.extend(unfinished.iter().copied().filter(|&item| {
                let item = Item::from_number(item);
                item.layer == layer && missing.remove(&item.slot)
            }));
            // None, where the job named all that was missing.
            items.extend(missing.into_iter().map(|slot| number(layer, slot)));
        }
        (self, items)
    }

    /// The same picture in memory of its own, with all that is known: for when
    /// somebody may still be writing into this one's. Its items are the same, and
    /// those that are finished cost nothing.
    ///
    /// # Safety
    /// The items in `finished` are finished.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    pub unsafe fn rescued(&self, finished: &[u32]) -> Result<Self, TryReserveError> {
        let of = |layer: Layer| {
            finished
                .iter()
                .map(|&item| Item::from_number(item))
                .filter(move |item| item.layer == layer)
                .map(|item| item.slot)
        };
        // SAFETY: by the caller's promise.
        let (coarse, fine) = unsafe {
            (
                self.coarse.rescued(of(Layer::Coarse))?,
                self.fine.rescued(of(Layer::Fine))?,
            )
        };
        Ok(Self {
            name: self.name,
            coarse,
            fine,
            painter: self.painter.clone(),
            work: AtomicU64::new(self.work()),
            pixels: AtomicU64::new(self.pixels_computed()),
        })
    }
}
