//! A search for a minibrot, in a worker of its own that is ended to end it.

use super::clock;
use super::fields::object;
use crate::view::{Size, permalink};
use js_sys::Function;
use wasm_bindgen::JsValue;

/// Between two messages of how far it is.
const PACE_MS: f64 = 100.0;

/// Pictures are no larger to either side.
const MOST_PIXELS: u32 = 1 << 16;

/// The minibrot of the lowest period in a view; `tell` hears of steps done.
///
/// # Errors
/// A text for people, where there is none.
pub(super) fn find(
    link: &str,
    width: u32,
    height: u32,
    tell: &Function,
) -> Result<JsValue, String> {
    let (view, _) = permalink::parse(link, None);
    let size = Size {
        width: width.clamp(1, MOST_PIXELS),
        height: height.clamp(1, MOST_PIXELS),
    };
    let mut told = clock::now();
    let mut stale = |steps: u32| {
        if clock::now() - told >= PACE_MS {
            told = clock::now();
            // Where nobody listens the search goes on: whoever ends it ends the worker.
            let _ = tell.call1(&JsValue::UNDEFINED, &steps.into());
        }
        false
    };
    let found = view.minibrot(size, &mut stale);
    let found = found.map_err(|why| why.to_string())?;
    Ok(object([
        ("period", found.period.into()),
        ("link", permalink::write(&found.view).into()),
        ("magnification", found.magnification.to_string().into()),
        ("isShown", found.is_shown.into()),
    ]))
}
