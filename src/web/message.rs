//! The page's messages, as typed getters over the plain objects that arrive.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A message of the page or of a compute worker: an object with a `type`.
    #[derive(Clone, Debug)]
    #[wasm_bindgen(typescript_type = "Message")]
    pub type Message;

    #[wasm_bindgen(method, getter, js_name = "type")]
    pub(super) fn kind(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn canvas(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn width(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn height(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = bitmapWidth)]
    pub(super) fn bitmap_width(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = bitmapHeight)]
    pub(super) fn bitmap_height(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn keep(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn link(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn merge(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn threads(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn visible(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn reduced(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = "reducedMotion")]
    pub(super) fn reduced_motion(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter, js_name = "holdSpeed")]
    pub(super) fn hold_speed(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn rotation(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn frames(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn generations(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn rehearse(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn what(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn points(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn mime(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn samples(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn phase(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = "kind")]
    pub(super) fn pointer_kind(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn buttons(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn x(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn y(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn dx(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn dy(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn mode(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn ctrl(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn shift(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn out(this: &Message) -> Option<bool>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn speed(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn duration(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn key(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn time(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn message(this: &Message) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn items(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn work(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn computed(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn rgba(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn epoch(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn done(this: &Message) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn wanted(this: &Message) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn values(this: &Message) -> JsValue;
}
