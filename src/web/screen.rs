//! Canvases that are drawn on, and how pixels get there: the one place where they
//! are copied.

use super::fields::{object, set};
use crate::pool::{Rect, TILE, Tile};
use crate::view::{Affine, Size};
use js_sys::Uint8ClampedArray;
use wasm_bindgen::prelude::*;
use web_sys::{
    Event, ImageData, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

/// Where nothing is known a visible canvas has the colour of the element behind it.
const GROUND: &str = "#0a0c12";

/// A drawn canvas.
pub(super) struct Screen {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    /// Whether what is not drawn is transparent.
    has_alpha: bool,
    /// `ImageData` refuses shared memory, so each tile is copied once, into this.
    slot: Slot,
}

/// Which end of a text is where it is told to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A buffer for the pixels of a tile's slot.
struct Slot {
    pixels: Uint8ClampedArray,
    image: ImageData,
}

impl Screen {
    /// Takes a canvas that is on the page. It is opaque: without a GPU, to blend it
    /// with what is below takes the browser's compositor two fifths of its time a frame.
    pub(super) fn visible(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        Self::new(canvas, false)
    }

    /// Takes a small canvas that lies over the picture's. It has alpha: Chromium's
    /// compositor without a GPU draws what is below an opaque one in pieces, which took a
    /// quarter of a core more while a view moved at 1080p.
    pub(super) fn above(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        Self::new(canvas, true)
    }

    /// A canvas of its own, that nobody sees.
    pub(super) fn unseen(size: Size) -> Result<Self, JsValue> {
        Self::new(OffscreenCanvas::new(size.width, size.height)?, true)
    }

    fn new(canvas: OffscreenCanvas, has_alpha: bool) -> Result<Self, JsValue> {
        let options = object([("alpha", has_alpha.into())]);
        let context = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or_else(|| JsValue::from_str("the canvas has no 2D context"))?
            .unchecked_into();
        Ok(Self {
            canvas,
            context,
            has_alpha,
            slot: Slot::new()?,
        })
    }

    /// Calls back when the browser has lost what was drawn (a graphics driver that
    /// starts again, a machine that slept) and the canvas can be drawn on anew.
    pub(super) fn when_restored(&self, then: &Closure<dyn FnMut()>) -> Result<(), JsValue> {
        self.canvas
            .add_event_listener_with_callback("contextrestored", then.as_ref().unchecked_ref())
    }

    /// Loses what is drawn, as the browser may (a rehearsal).
    pub(super) fn lose(&self) -> Result<(), JsValue> {
        self.clear();
        let restored = Event::new("contextrestored")?;
        self.canvas.dispatch_event(&restored).map(|_| ())
    }

    pub(super) fn size(&self) -> Size {
        Size {
            width: self.canvas.width(),
            height: self.canvas.height(),
        }
    }

    /// Changes the size; what was drawn is gone then.
    pub(super) fn resize(&mut self, size: Size) {
        if self.size() == size {
            return;
        }
        self.canvas.set_width(size.width);
        self.canvas.set_height(size.height);
    }

    /// Draws for the first time, so that all that a browser makes then is there.
    pub(super) fn touch(&self) {
        self.context.fill_rect(0.0, 0.0, 1.0, 1.0);
        self.clear();
    }

    /// Makes all of it transparent, or the ground's colour.
    pub(super) fn clear(&self) {
        let Size { width, height } = self.size();
        self.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    fn clear_rect(&self, left: f64, top: f64, width: f64, height: f64) {
        if self.has_alpha {
            self.context.clear_rect(left, top, width, height);
        } else {
            self.context.set_fill_style_str(GROUND);
            self.context.fill_rect(left, top, width, height);
        }
    }

    /// Fills a rectangle with a colour.
    pub(super) fn fill(&self, left: f64, top: f64, width: f64, height: f64, colour: &str) {
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(left, top, width, height);
    }

    /// Texts are in this font from here on, until the size changes.
    pub(super) fn set_font(&self, font: &str) {
        self.set("font", font);
    }

    /// Writes a text: where one of its ends is, on the line that letters stand on.
    pub(super) fn write(
        &self,
        text: &str,
        (x, y): (f64, f64),
        colour: &str,
        align: Align,
    ) -> Result<(), JsValue> {
        let align = match align {
            Align::Left => "left",
            Align::Right => "right",
        };
        self.set("textAlign", align);
        self.context.set_fill_style_str(colour);
        self.context.fill_text(text, x, y)
    }

    /// Sets a property of the context: one that is seldom set needs no setter of its
    /// own, which would be JavaScript that every visitor fetches.
    fn set(&self, property: &str, value: &str) {
        set(self.context.unchecked_ref(), property, &value.into());
    }

    /// Clears all but the top left of that size.
    pub(super) fn clear_beyond(&self, size: Size) {
        let own = self.size();
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let (beyond, below) = (f64::from(own.width) - width, f64::from(own.height) - height);
        if beyond > 0.0 {
            self.clear_rect(width, 0.0, beyond, f64::from(own.height));
        }
        if below > 0.0 {
            self.clear_rect(0.0, height, width, below);
        }
    }

    /// Draws the top left of another canvas, of that size, over these parts of this
    /// one, or all of it where there are none: by a map of pixels, exactly where that
    /// moves it by whole pixels, smoothed where it does not.
    pub(super) fn draw(
        &self,
        other: &Self,
        size: Size,
        map: &Affine,
        parts: &[Rect],
    ) -> Result<(), JsValue> {
        self.context.set_image_smoothing_enabled(!map.is_whole());
        if parts.is_empty() {
            return self.draw_all(other, size, map);
        }
        for part in parts {
            let (left, top, right, bottom) = part.edges();
            self.context.save();
            self.context.begin_path();
            self.context.rect(left, top, right - left, bottom - top);
            self.context.clip();
            let drawn = self.draw_all(other, size, map);
            self.context.restore();
            drawn?;
        }
        Ok(())
    }

    fn draw_all(&self, other: &Self, size: Size, map: &Affine) -> Result<(), JsValue> {
        self.context
            .set_transform(map.a, map.b, map.c, map.d, map.e, map.f)?;
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        self.context
            .draw_image_with_offscreen_canvas_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &other.canvas,
                0.0,
                0.0,
                width,
                height,
                0.0,
                0.0,
                width,
                height,
            )?;
        self.context.reset_transform()
    }

    /// Moves what is drawn by whole pixels, to the right and down; what comes into
    /// sight is transparent.
    pub(super) fn shift(&self, (dx, dy): (i32, i32)) -> Result<(), JsValue> {
        self.context.set_global_composite_operation("copy")?;
        self.context.draw_image_with_offscreen_canvas(
            &self.canvas,
            f64::from(dx),
            f64::from(dy),
        )?;
        self.context.set_global_composite_operation("source-over")
    }

    /// Puts what is seen of a tile.
    pub(super) fn put(&self, tile: Tile, rgba: &[u8]) -> Result<(), JsValue> {
        self.slot.put(&self.context, tile, rgba)
    }

    /// The picture as a file: a promise of a blob.
    pub(super) fn to_blob(&self, mime: &str) -> Result<js_sys::Promise, JsValue> {
        let options = ImageEncodeOptions::new();
        options.set_type(mime);
        self.canvas
            .convert_to_blob_with_options(&options)
            .map(JsCast::unchecked_into)
    }
}

impl Slot {
    fn new() -> Result<Self, JsValue> {
        let pixels = Uint8ClampedArray::new_with_length(TILE * TILE * 4);
        let image = ImageData::new_with_js_u8_clamped_array_and_sh(&pixels, TILE, TILE)?;
        Ok(Self { pixels, image })
    }

    /// Puts what is seen of a tile whose slot holds `rgba`.
    fn put(
        &self,
        context: &OffscreenCanvasRenderingContext2d,
        tile: Tile,
        rgba: &[u8],
    ) -> Result<(), JsValue> {
        self.pixels.copy_from(rgba);
        let Tile { visible, left, top } = tile;
        let [left, top] = [left, top].map(f64::from);
        context.put_image_data_with_dirty_x_and_dirty_y_and_dirty_width_and_dirty_height(
            &self.image,
            f64::from(visible.x) - left,
            f64::from(visible.y) - top,
            left,
            top,
            f64::from(visible.width),
            f64::from(visible.height),
        )
    }
}
