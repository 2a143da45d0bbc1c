//! The stage: the visible canvas, and the pictures that it is put together from,
//! each on a canvas of its own.
//!
//! While the view stays and its own picture is being computed, that picture's
//! tiles go to the visible canvas as they come. When the view moves, the canvas is
//! put together anew from all that is kept.

use super::backend::Piece;
use super::events::{self, Event};
use super::screen::Screen;
use super::surfaces::{Surfaces, bytes_of};
use crate::motion::{Patchwork, Plate, PlateLayer, arrange, covering_scale};
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

/// Pictures that are not given up for their canvases.
const LEAST_KEPT: usize = 4;

/// A picture that is kept, or its coarse layer.
struct Kept {
    /// The picture's name to the backend.
    name: u64,
    plate: Plate,
    surface: Screen,
}

impl Kept {
    fn bytes(&self) -> u64 {
        bytes_of(self.surface.size())
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
    surfaces: Surfaces,
    /// The visible canvas' size: that of the picture, or larger.
    bitmap: Size,
    /// Whether the page was asked if it is awake, and has not answered.
    asked: bool,
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
            surfaces: Surfaces::default(),
            bitmap: Size::default(),
            asked: false,
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
        self.surfaces.forget();
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

    /// Pictures to come are of this size at most, on a visible canvas of that of
    /// `bitmap`.
    pub(super) fn set_size(&mut self, size: Size, bitmap: Size) {
        self.surfaces.set_size(size);
        self.bitmap = bitmap;
    }

    /// Whether the page is to be asked now if it is awake, so that canvases for
    /// pictures to come can be made: they are few, and it was not asked yet.
    pub(super) fn asks_for_surfaces(&mut self, in_motion: bool) -> bool {
        let asks = !self.asked && self.wants_surfaces(in_motion);
        self.asked |= asks;
        asks
    }

    /// The page was awake when it answered: the canvases of one more picture are made.
    pub(super) fn add_surfaces(&mut self, in_motion: bool) -> Result<(), JsValue> {
        self.asked = false;
        if self.wants_surfaces(in_motion) {
            self.surfaces.add()?;
        }
        Ok(())
    }

    fn wants_surfaces(&self, in_motion: bool) -> bool {
        let (each, spare) = self.surfaces.bytes();
        let kept: u64 = self.kept.iter().map(Kept::bytes).sum();
        self.surfaces.are_few(in_motion) && kept + spare + each <= MOST_BYTES
    }

    /// Begins to keep picture `name` of `view` at `size`, of which nothing is there
    /// yet.
    pub(super) fn begin(&mut self, name: u64, view: &View, size: Size) -> Result<(), JsValue> {
        self.kept.retain(|kept| kept.plate.is_of(view));
        self.thin_out_partial();
        for grain in [COARSE, 1] {
            let plate = Plate::empty(view.clone(), size, grain);
            let surface = self.surface(grain, view, size)?;
            self.kept.push(Kept {
                name,
                plate,
                surface,
            });
        }
        while self.kept.iter().map(Kept::bytes).sum::<u64>() > MOST_BYTES
            && self.give_up_one(view, size, 0)
        {}
        Ok(())
    }

    /// Whether picture `name` is kept.
    pub(super) fn has(&self, name: u64) -> bool {
        let is_fine = |kept: &Kept| kept.name == name && kept.plate.grain == 1;
        self.kept.iter().any(is_fine)
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
                self.surfaces.shift(&mut kept.surface, by)?;
                kept.plate.view = view.clone();
                kept.plate.missing = missing.to_vec();
            }
        }
        Ok(())
    }

    /// A canvas with nothing on it, if need be that of the picture that is needed
    /// least.
    fn surface(&mut self, grain: u32, view: &View, size: Size) -> Result<Screen, JsValue> {
        loop {
            if let Some(spare) = self.surfaces.take(grain) {
                return Ok(spare);
            }
            if !self.give_up_one(view, size, LEAST_KEPT) {
                return self.surfaces.make(grain);
            }
        }
    }

    fn drop_kept(&mut self, index: usize) {
        let Kept { plate, surface, .. } = self.kept.remove(index);
        self.surfaces.give_back(surface, plate.grain);
    }

    /// Gives up the picture that is furthest from the magnification of `view`, the
    /// oldest of equals, but not the one on screen, nor the newest, nor one of the
    /// last so many; false where there is none.
    fn give_up_one(&mut self, view: &View, size: Size, least: usize) -> bool {
        let here = view.fitted(size).zoom().log2();
        let far = |kept: &Kept| (kept.plate.view.zoom().log2() - here).abs();
        let spared = [self.direct, self.kept.last().map(|kept| kept.name)];
        let pictures = self
            .kept
            .iter()
            .filter(|kept| kept.plate.grain == 1)
            .count();
        // Of equals `max_by` gives the last.
        let farthest = (0..self.kept.len())
            .rev()
            .filter(|&index| !spared.contains(&Some(self.kept[index].name)))
            .max_by(|&a, &b| far(&self.kept[a]).total_cmp(&far(&self.kept[b])));
        let Some(name) = farthest.map(|index| self.kept[index].name) else {
            return false;
        };
        if pictures <= least {
            return false;
        }
        while let Some(index) = self.kept.iter().position(|kept| kept.name == name) {
            self.drop_kept(index);
        }
        true
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
        self.screen.resize(self.bitmap);
        self.kept.retain(|kept| kept.plate.is_of(view));
        let Patchwork {
            layers,
            scale,
            coverage,
        } = self.arrange(view, size);
        if coverage < 1.0 {
            self.screen.clear();
        }
        for PlateLayer { plate, map, parts } in &layers {
            let Kept { plate, surface, .. } = &self.kept[*plate];
            self.screen.draw(surface, plate.pixels(), map, parts)?;
        }
        self.screen.clear_beyond(size);
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
