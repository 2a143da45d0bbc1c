//! The canvas that the page gave away, and how pixels get there: the one place
//! where they are copied.
//!
//! The canvas keeps what was drawn. A new view first moves what is there to its
//! new place; the coarse layer goes under it where nothing is, fine tiles go on
//! top as they come.

use crate::pool::{TILE, Tile};
use crate::view::Size;
use js_sys::Uint8ClampedArray;
use wasm_bindgen::prelude::*;
use web_sys::{ImageData, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// A drawn canvas.
pub(super) struct Screen {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    /// A picture of its own for the coarse layer, drawn enlarged.
    coarse: Option<(OffscreenCanvas, OffscreenCanvasRenderingContext2d)>,
    /// `ImageData` refuses shared memory, so each tile is copied once, into this.
    slot: Slot,
}

/// A buffer for the pixels of a tile's slot.
struct Slot {
    pixels: Uint8ClampedArray,
    image: ImageData,
}

impl Screen {
    /// Takes a canvas.
    pub(super) fn new(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        let context = context_of(&canvas)?;
        Ok(Self {
            canvas,
            context,
            coarse: None,
            slot: Slot::new()?,
        })
    }

    /// A canvas of its own, that nobody sees.
    pub(super) fn unseen(size: Size) -> Result<Self, JsValue> {
        Self::new(OffscreenCanvas::new(size.width, size.height)?)
    }

    pub(super) fn size(&self) -> Size {
        Size {
            width: self.canvas.width(),
            height: self.canvas.height(),
        }
    }

    /// Changes the size, keeping what is drawn in the top left.
    pub(super) fn resize(&mut self, size: Size) -> Result<(), JsValue> {
        if self.size() == size {
            return Ok(());
        }
        // Setting a canvas' size clears it.
        let kept = OffscreenCanvas::new(self.canvas.width(), self.canvas.height())?;
        context_of(&kept)?.draw_image_with_offscreen_canvas(&self.canvas, 0.0, 0.0)?;
        self.canvas.set_width(size.width);
        self.canvas.set_height(size.height);
        self.context
            .draw_image_with_offscreen_canvas(&kept, 0.0, 0.0)
    }

    /// Moves what is drawn by an affine map of pixels, [a, b, c, d, e, f] as in
    /// `setTransform`; what the map does not reach becomes transparent.
    pub(super) fn move_picture(&self, map: [f64; 6]) -> Result<(), JsValue> {
        let [a, b, c, d, e, f] = map;
        self.context.set_transform(a, b, c, d, e, f)?;
        self.context.set_global_composite_operation("copy")?;
        self.context
            .draw_image_with_offscreen_canvas(&self.canvas, 0.0, 0.0)?;
        self.context.set_global_composite_operation("source-over")?;
        self.context.reset_transform()
    }

    /// Makes all of it transparent.
    pub(super) fn clear(&self) {
        let Size { width, height } = self.size();
        self.context
            .clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    /// Puts what is seen of a tile of the fine layer.
    pub(super) fn put(&self, tile: Tile, rgba: &[u8]) -> Result<(), JsValue> {
        self.slot.put(&self.context, tile, rgba)
    }

    /// Puts a tile of the coarse layer where it is gathered.
    pub(super) fn put_coarse(
        &mut self,
        layer: Size,
        tile: Tile,
        rgba: &[u8],
    ) -> Result<(), JsValue> {
        if self.coarse.as_ref().is_none_or(|(canvas, _)| {
            canvas.width() != layer.width || canvas.height() != layer.height
        }) {
            let canvas = OffscreenCanvas::new(layer.width, layer.height)?;
            let context = context_of(&canvas)?;
            self.coarse = Some((canvas, context));
        }
        match &self.coarse {
            Some((_, context)) => self.slot.put(context, tile, rgba),
            None => Ok(()),
        }
    }

    /// Forgets what was gathered of an older picture's coarse layer.
    pub(super) fn forget_coarse(&self) {
        if let Some((canvas, context)) = &self.coarse {
            let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
            context.clear_rect(0.0, 0.0, width, height);
        }
    }

    /// Draws the gathered coarse layer, each pixel `scale` wide: under what is
    /// drawn, or over it.
    pub(super) fn draw_coarse(&self, scale: f64, over: bool) -> Result<(), JsValue> {
        let Some((canvas, _)) = &self.coarse else {
            return Ok(());
        };
        let under = if over {
            "source-over"
        } else {
            "destination-over"
        };
        self.context.set_global_composite_operation(under)?;
        self.context
            .draw_image_with_offscreen_canvas_and_dw_and_dh(
                canvas,
                0.0,
                0.0,
                f64::from(canvas.width()) * scale,
                f64::from(canvas.height()) * scale,
            )?;
        self.context.set_global_composite_operation("source-over")
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

fn context_of(canvas: &OffscreenCanvas) -> Result<OffscreenCanvasRenderingContext2d, JsValue> {
    let context = canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("the canvas has no 2D context"))?;
    Ok(context.unchecked_into())
}
