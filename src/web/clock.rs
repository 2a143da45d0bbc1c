//! Time, in milliseconds.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(thread_local_v2, js_namespace = performance, js_name = timeOrigin)]
    static TIME_ORIGIN: f64;
}

/// Milliseconds since this worker started.
pub(super) fn now() -> f64 {
    performance_now()
}

/// A time of this worker's clock as milliseconds since 1970, which the page's
/// clock can be compared with.
pub(super) fn absolute(time: f64) -> f64 {
    TIME_ORIGIN.with(|origin| *origin) + time
}
