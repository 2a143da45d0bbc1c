//! What the next picture keeps of one: all that is known and still right. What
//! was refined begins again at the pixels' centres, whose colours were kept.

use super::item::{Item, Layer};
use super::layers::{Picture, coarse, number};
use crate::fractal::Painter;
use crate::view::{Size, View};
use std::collections::{HashSet, TryReserveError};
use std::sync::atomic::{AtomicU64, Ordering};

impl Picture {
    /// The picture of `view`, which shows what this one does moved by whole
    /// pixels, `dx` to the right and `dy` down, in the same memory: what both show
    /// is known, and no pixel is copied. With it the items of what is missing, from
    /// the pixel `focus` outwards. It has no coarse layer.
    ///
    /// This picture's items in `finished` are finished. Those in `unshown`, finished
    /// or not, nobody has shown yet: where their tiles are still seen they are among
    /// the items again, at no cost for what is known of them.
    ///
    /// [`View::whole_pixel_pan_from`] finds the pixels of the move; nearly always it
    /// is exact only in views turned by quarters.
    ///
    /// # Errors
    /// The picture itself, its finished items noted, where its pixels are not those
    /// of `view` to the last bit of their coordinates, or its colours others.
    #[expect(clippy::result_large_err, reason = "it is the picture, back")]
    pub fn panned(
        mut self,
        name: u64,
        view: &View,
        (dx, dy): (i32, i32),
        focus: (f64, f64),
        finished: &[u32],
        unshown: &[u32],
    ) -> Result<(Self, Vec<u32>), Self> {
        self.note_finished(finished);
        let grid = self.fine.grid();
        let size = Size {
            width: grid.width(),
            height: grid.height(),
        };
        if self.is_out_of_reach(view, size) {
            return Err(self);
        }
        let task = view.task(size, self.anchor.as_ref());
        if !self.fine.has_pixels_of(&task, (dx, dy)) || self.painter.colouring() != view.colouring()
        {
            return Err(self);
        }
        self.name = name;
        self.view = view.clone();
        self.forget_samples();
        self.work = AtomicU64::new(0);
        self.pixels = AtomicU64::new(0);
        self.coarse.replace(coarse(&task));
        self.fine.pan(task, (dx, dy));
        let unshown: HashSet<u32> = unshown.iter().copied().collect();
        let fine = self.fine.grid().from_focus(focus).into_iter();
        let items = fine
            .filter(|&slot| {
                !self.fine.is_complete(slot) || unshown.contains(&number(Layer::Fine, slot))
            })
            .map(|slot| number(Layer::Fine, slot))
            .collect();
        Ok((self, items))
    }

    /// Whether a view of that size needs another anchor than the picture's.
    fn is_out_of_reach(&self, view: &View, size: Size) -> bool {
        match &self.anchor {
            Some(anchor) => !anchor.serves(view, size),
            None => view.is_deep(size),
        }
    }

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
        self.forget_samples();
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
            let mut unnamed: HashSet<u32> = missing.iter().copied().collect();
            items.extend(known.into_iter().map(|slot| number(layer, slot)));
            items.extend(unfinished.iter().copied().filter(|&item| {
                let item = Item::from_number(item);
                item.layer == layer && unnamed.remove(&item.slot)
            }));
            // None, where the job named all that was missing.
            let unnamed = missing.into_iter().filter(|slot| unnamed.contains(slot));
            items.extend(unnamed.map(|slot| number(layer, slot)));
        }
        (self, items)
    }

    /// The same picture in memory of its own, with all that is known: for when
    /// somebody may still be writing into this one's. Its items are the same, and
    /// those that are finished cost nothing. The count of pixels goes on with it, and
    /// this one's begins again at 0.
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
            view: self.view.clone(),
            whole: self.whole,
            rows: self.rows.clone(),
            anchor: self.anchor.clone(),
            refinement: None,
            memory: None,
            work: AtomicU64::new(self.work()),
            // Relaxed: a figure for people.
            pixels: AtomicU64::new(self.pixels.swap(0, Ordering::Relaxed)),
        })
    }
}
