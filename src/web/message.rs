//! The page's messages, as typed getters over the plain objects that arrive.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A message of the page or of a compute worker: an object with a `type`.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(typescript_type = "Message")]
    pub type Message;

    // One for all fields: a getter of its own for each would be half a kilobyte of
    // JavaScript, compressed.
    #[wasm_bindgen(method, indexing_getter)]
    fn value(this: &Message, field: &str) -> JsValue;
    #[wasm_bindgen(method, indexing_getter)]
    fn number(this: &Message, field: &str) -> Option<f64>;
    #[wasm_bindgen(method, indexing_getter)]
    fn flag(this: &Message, field: &str) -> Option<bool>;
    #[wasm_bindgen(method, indexing_getter)]
    fn text(this: &Message, field: &str) -> Option<String>;
}

/// Methods that read the fields of their names, or of those that follow them.
macro_rules! getters {
    ($read:ident -> $value:ty: $($name:ident $($field:literal)?),* $(,)?) => {
        impl Message {$(
            pub(super) fn $name(&self) -> $value {
                self.$read(getters!(@field $name $($field)?))
            }
        )*}
    };
    (@field $name:ident) => { stringify!($name) };
    (@field $name:ident $field:literal) => { $field };
}

getters! { value -> JsValue: anchors, canvas, inbox, items, points, rgba, values, wanted }
getters! {
    number -> Option<f64>:
    anchor, bits, bitmap_height "bitmapHeight", bitmap_width "bitmapWidth", busy, buttons, bytes,
    computed, done, duration, dx, dy, epoch, frames, generations, granted, height,
    hold_speed "holdSpeed", id, keep, limit, mode, name, needed, ratio, samples, speed, steps, threads, time, width, work, x, y,
}
getters! {
    flag -> Option<bool>:
    ctrl, hud, merge, on, out, profile, reduced, reduced_motion "reducedMotion", rotation, shift, visible,
}
getters! {
    text -> Option<String>:
    im, key, kind "type", link, message, mime, phase, pointer_kind "kind", re, rehearse, what,
}
