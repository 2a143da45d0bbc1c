//! Canvases for pictures that are put together, made before they are needed.
//!
//! Without a GPU, Chromium's first drawing on a new canvas asks the page's main
//! thread for something and waits for it: 1.3 s were measured while that thread
//! was blocked for 1.5. So a frame makes none where it can help it: some are always
//! spare, and more are made just after the page has shown that it is awake, most of
//! them while nothing moves.

use super::screen::Screen;
use crate::picture::COARSE;
use crate::view::{Affine, Size};
use wasm_bindgen::JsValue;

/// Pictures that there are spare canvases for: a flight begins one four times a
/// second, and a page that is blocked for two seconds is not to stop it.
const RESERVE: usize = 8;

/// As many do in motion. A page that answered may be blocked before the canvases are
/// made: in two of eight loads a flight that had begun 300 ms before its page was
/// blocked stood still with it.
const RESERVE_IN_MOTION: usize = 4;

/// Canvases are so many pixels wide and high, or multiples of it, so that they
/// serve also when the visible one changes its size a little.
const STEP: u32 = 128;

/// Canvases that are so many times as wide or as high as what is on them are too
/// large to keep.
const MOST_SURPLUS: u32 = 3;

/// Spare canvases for one size of pictures, and for their coarse layers.
#[derive(Default)]
pub(super) struct Surfaces {
    /// None has pixels before a size is set.
    size: Size,
    fine: Vec<Screen>,
    coarse: Vec<Screen>,
}

impl Surfaces {
    /// From now on pictures are of this size, or smaller. Canvases that are somewhat
    /// larger serve too: a window that is dragged by its corner needs new ones only
    /// while it grows.
    pub(super) fn set_size(&mut self, canvas: Size) {
        let edge = |length: u32, now: u32| {
            let serves = length <= now && now <= length.saturating_mul(MOST_SURPLUS);
            if serves {
                now
            } else {
                length.next_multiple_of(STEP)
            }
        };
        let size = Size {
            width: edge(canvas.width, self.size.width),
            height: edge(canvas.height, self.size.height),
        };
        if self.size != size {
            self.size = size;
            self.forget();
        }
    }

    /// Lets go of all that are spare.
    pub(super) fn forget(&mut self) {
        self.fine.clear();
        self.coarse.clear();
    }

    /// Whether one more picture should have canvases.
    pub(super) fn are_few(&self, in_motion: bool) -> bool {
        let enough = if in_motion {
            RESERVE_IN_MOTION
        } else {
            RESERVE
        };
        self.size.width > 0 && self.fine.len() < enough
    }

    /// Bytes that a picture's canvases take, and those that are spare.
    pub(super) fn bytes(&self) -> (u64, u64) {
        let each = bytes_of(self.size);
        (each, each * self.fine.len() as u64)
    }

    /// Makes the canvases of one more picture. The page should be awake.
    pub(super) fn add(&mut self) -> Result<(), JsValue> {
        self.fine.push(self.make(1)?);
        self.coarse.push(self.make(COARSE)?);
        Ok(())
    }

    /// A spare canvas with nothing on it, for a picture or a layer of so many of its
    /// pixels a pixel.
    pub(super) fn take(&mut self, grain: u32) -> Option<Screen> {
        let taken = self.of(grain).pop()?;
        taken.clear();
        Some(taken)
    }

    /// Moves what a picture's canvas shows by whole pixels; what comes into sight is
    /// transparent. Without a GPU a canvas that is drawn on itself is copied to new
    /// memory first, which takes 5 ms at 1080p: to draw it on another takes half a one.
    pub(super) fn shift(&mut self, surface: &mut Screen, by: (i32, i32)) -> Result<(), JsValue> {
        let spare = match self.take(1) {
            Some(spare) if spare.size() == surface.size() => spare,
            _ => return surface.shift(by),
        };
        let map = Affine::moving((f64::from(by.0), f64::from(by.1)));
        spare.draw(surface, surface.size(), &map, &[])?;
        self.give_back(std::mem::replace(surface, spare), 1);
        Ok(())
    }

    /// A new canvas.
    pub(super) fn make(&self, grain: u32) -> Result<Screen, JsValue> {
        let made = Screen::unseen(self.size_of(grain))?;
        made.touch();
        Ok(made)
    }

    /// A canvas is not used any more.
    pub(super) fn give_back(&mut self, surface: Screen, grain: u32) {
        if surface.size() == self.size_of(grain) && self.of(grain).len() < RESERVE {
            self.of(grain).push(surface);
        }
    }

    fn of(&mut self, grain: u32) -> &mut Vec<Screen> {
        if grain == 1 {
            &mut self.fine
        } else {
            &mut self.coarse
        }
    }

    fn size_of(&self, grain: u32) -> Size {
        let Size { width, height } = self.size;
        Size {
            width: width.div_ceil(grain),
            height: height.div_ceil(grain),
        }
    }
}

/// Bytes of a canvas of that size.
pub(super) fn bytes_of(size: Size) -> u64 {
    u64::from(size.width) * u64::from(size.height) * 4
}
