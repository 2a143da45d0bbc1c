//! The stage: the visible canvas, and the pictures that it is put together from,
//! each on a canvas of its own.
//!
//! While the view stays and its own picture is being computed, that picture's
//! tiles go to the visible canvas as they come. When the view moves, the canvas is
//! put together anew from all that is kept.

use super::backend::Piece;
use super::events::{self, Event};
use super::screen::Screen;
use crate::motion::{Patchwork, Plate, arrange, covering_scale};
use crate::picture::{COARSE, Layer};
use crate::pool::Rect;
use crate::view::{Size, View};
use wasm_bindgen::prelude::*;

/// Bytes of the pictures that are kept: at 1080p 30 of them, the way from the
/// whole set to 1e9.
const MOST_BYTES: u64 = 256 << 20;

/// Pictures that were left before they were complete and are kept all the same:
/// what is on screen of them stays there.
const MOST_PARTIAL: usize = 3;

/// Canvases that wait to be used again: to make one costs milliseconds.
const MOST_SPARE: usize = 4;

/// A picture that is kept, or its coarse layer.
struct Kept {
    /// The picture's name to the backend.
    name: u64,
    plate: Plate,
    surface: Screen,
}

impl Kept {
    fn bytes(&self) -> u64 {
        let Size { width, height } = self.plate.pixels();
        u64::from(width) * u64::from(height) * 4
    }
}

/// How good what is on the canvas is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quality {
    /// As in the report.
    pub(super) scale: f64,
    /// As in the report.
    pub(super) coverage: f64,
}

/// See the module.
pub(super) struct Stage {
    screen: Screen,
    /// The oldest first.
    kept: Vec<Kept>,
    spare: Vec<Screen>,
    quality: Quality,
    /// The picture whose tiles go straight to the visible canvas: the one of the
    /// very view that it shows.
    direct: Option<u64>,
    _restored: Closure<dyn FnMut()>,
}

impl Stage {
    /// A stage on the visible canvas; an event tells when the browser lost what is
    /// on it.
    pub(super) fn new(screen: Screen) -> Result<Self, JsValue> {
        let restored = Closure::new(|| events::send(Event::CanvasRestored));
        screen.when_restored(&restored)?;
        Ok(Self {
            screen,
            kept: Vec::new(),
            spare: Vec::new(),
            quality: Quality {
                scale: 0.0,
                coverage: 0.0,
            },
            direct: None,
            _restored: restored,
        })
    }

    /// Forgets all pictures: their canvases are lost with the visible one.
    pub(super) fn forget(&mut self) {
        self.kept.clear();
        self.spare.clear();
        self.direct = None;
        self.quality = Quality {
            scale: 0.0,
            coverage: 0.0,
        };
    }

    /// The visible canvas.
    pub(super) fn screen(&self) -> &Screen {
        &self.screen
    }

    pub(super) fn quality(&self) -> Quality {
        self.quality
    }

    /// Begins to keep picture `name` of `view` at `size`, of which nothing is there
    /// yet.
    pub(super) fn begin(&mut self, name: u64, view: &View, size: Size) -> Result<(), JsValue> {
        self.kept.retain(|kept| kept.plate.is_of(view));
        self.thin_out_partial();
        for grain in [COARSE, 1] {
            let plate = Plate::empty(view.clone(), size, grain);
            let surface = self.surface(plate.pixels())?;
            self.kept.push(Kept {
                name,
                plate,
                surface,
            });
        }
        self.evict(view, size);
        Ok(())
    }

    /// Picture `of` goes on as `name`, moved by whole pixels into `view`; of what
    /// comes into sight, and what was missing, these places are not there yet.
    pub(super) fn pan(
        &mut self,
        of: u64,
        name: u64,
        view: &View,
        by: (i32, i32),
        missing: &[Rect],
    ) -> Result<(), JsValue> {
        for kept in self.kept.iter_mut().filter(|kept| kept.name == of) {
            kept.name = name;
            // A coarse layer stays what it is, where it is.
            if kept.plate.grain == 1 {
                kept.surface.shift(by)?;
                kept.plate.view = view.clone();
                kept.plate.missing = missing.to_vec();
            }
        }
        Ok(())
    }

    /// A canvas of that size with nothing on it.
    fn surface(&mut self, size: Size) -> Result<Screen, JsValue> {
        match self.spare.iter().position(|spare| spare.size() == size) {
            Some(index) => {
                let spare = self.spare.swap_remove(index);
                spare.clear();
                Ok(spare)
            }
            None => Screen::unseen(size),
        }
    }

    fn drop_kept(&mut self, index: usize) {
        let kept = self.kept.remove(index);
        self.spare.push(kept.surface);
        if self.spare.len() > MOST_SPARE {
            self.spare.remove(0);
        }
    }

    /// Keeps only the newest of the pictures that were left too early.
    fn thin_out_partial(&mut self) {
        let mut partial: Vec<u64> = self
            .kept
            .iter()
            .filter(|kept| !kept.plate.is_complete())
            .map(|kept| kept.name)
            .collect();
        partial.dedup();
        let surplus = partial.len().saturating_sub(MOST_PARTIAL);
        for name in &partial[..surplus] {
            while let Some(index) = self.kept.iter().position(|kept| kept.name == *name) {
                self.drop_kept(index);
            }
        }
    }

    /// Keeps within the budget: what is furthest from the view's magnification
    /// goes first.
    fn evict(&mut self, view: &View, size: Size) {
        let here = view.fitted(size).zoom().log2();
        while self.kept.iter().map(Kept::bytes).sum::<u64>() > MOST_BYTES {
            let far = |kept: &Kept| (kept.plate.view.zoom().log2() - here).abs();
            let newest = self.kept.last().map(|kept| kept.name);
            let farthest = (0..self.kept.len())
                .filter(|&index| Some(self.kept[index].name) != newest)
                .max_by(|&a, &b| far(&self.kept[a]).total_cmp(&far(&self.kept[b])));
            match farthest {
                Some(index) => self.drop_kept(index),
                None => return,
            }
        }
    }

    /// Puts a finished tile of picture `name`; true where the visible canvas has
    /// it too, false where that has to be put together anew to show it.
    pub(super) fn put(&mut self, name: u64, piece: &Piece) -> Result<bool, JsValue> {
        let grain = match piece.layer {
            Layer::Coarse => COARSE,
            Layer::Fine => 1,
        };
        let Some(kept) = self
            .kept
            .iter_mut()
            .find(|kept| kept.name == name && kept.plate.grain == grain)
        else {
            return Ok(true);
        };
        kept.surface.put(piece.tile, piece.rgba)?;
        kept.plate.put(piece.tile.visible);
        if self.direct != Some(name) {
            return Ok(false);
        }
        match piece.layer {
            Layer::Fine => {
                self.screen.put(piece.tile, piece.rgba)?;
                Ok(true)
            }
            // It shows only where nothing better lies over it.
            Layer::Coarse => {
                let Quality { scale, coverage } = self.quality;
                Ok(coverage == 1.0 && scale > 1.0 / f64::from(COARSE))
            }
        }
    }

    /// Picture `name` is complete: what it makes superfluous goes.
    pub(super) fn complete(&mut self, name: u64) {
        let Some(done) = self
            .kept
            .iter()
            .find(|kept| kept.name == name && kept.plate.grain == 1)
            .map(|kept| kept.plate.clone())
        else {
            return;
        };
        while let Some(index) = self.kept.iter().position(|kept| {
            let Plate { view, size, .. } = &kept.plate;
            let other_colours = view.colouring() != done.view.colouring();
            kept.name != name && (other_colours || covering_scale(view, *size, [&done]) >= 1.0)
                || kept.name == name && kept.plate.grain > 1
        }) {
            self.drop_kept(index);
        }
    }

    /// The scale at which complete pictures cover all of a view.
    pub(super) fn covering_scale(&self, view: &View, size: Size) -> f64 {
        let same_colours = self
            .kept
            .iter()
            .map(|kept| &kept.plate)
            .filter(|plate| plate.view.colouring() == view.colouring());
        covering_scale(view, size, same_colours)
    }

    /// Whether nothing that is missing of picture `name` can be seen in `view`.
    pub(super) fn is_seen_whole(&self, name: u64, view: &View, size: Size) -> bool {
        self.kept
            .iter()
            .find(|kept| kept.name == name && kept.plate.grain == 1)
            .is_none_or(|kept| kept.plate.shows_all_of(view, size))
    }

    /// Puts the visible canvas together for `view` at `size`; the tiles of `target`,
    /// if its picture is that of the very view, go straight there from now on.
    pub(super) fn compose(
        &mut self,
        view: &View,
        size: Size,
        target: Option<u64>,
    ) -> Result<(), JsValue> {
        self.screen.resize(size);
        self.kept.retain(|kept| kept.plate.is_of(view));
        let Patchwork {
            layers,
            scale,
            coverage,
        } = self.arrange(view, size);
        if coverage < 1.0 {
            self.screen.clear();
        }
        for (index, map) in &layers {
            self.screen.draw(&self.kept[*index].surface, map)?;
        }
        self.quality = Quality { scale, coverage };
        self.direct = target.filter(|&name| {
            self.kept.iter().any(|kept| {
                kept.name == name
                    && kept.plate.grain == 1
                    && kept.plate.map_to(view, size).is_identity()
            })
        });
        Ok(())
    }

    /// Recounts how good the canvas is, tiles having come straight to it.
    pub(super) fn judge(&mut self, view: &View, size: Size) {
        let Patchwork {
            scale, coverage, ..
        } = self.arrange(view, size);
        self.quality = Quality { scale, coverage };
    }

    fn arrange(&self, view: &View, size: Size) -> Patchwork {
        let plates: Vec<&Plate> = self.kept.iter().map(|kept| &kept.plate).collect();
        arrange(view, size, &plates)
    }
}
