//! Plain objects, written field by field.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A plain object with these fields.
pub(super) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &value);
    }
    object.into()
}

/// Sets a field of a plain object of our own making.
pub(super) fn set(object: &Object, name: &str, value: &JsValue) {
    let set = Reflect::set(object, &JsValue::from_str(name), value);
    debug_assert!(set.is_ok(), "a plain object takes any field");
}

/// What a thrown value says for itself.
pub(super) fn text_of(thrown: &JsValue) -> String {
    thrown
        .dyn_ref::<js_sys::Error>()
        .map(|error| String::from(error.message()))
        .or_else(|| thrown.as_string())
        // Browsers throw errors; to show anything else as it is would be 300 bytes for every visitor.
        .unwrap_or_else(|| "what was thrown is no error".to_owned())
}

use wasm_bindgen::JsCast as _;
