//! The compute worker of the transfer backend: a picture in its own memory, run
//! item by item as messages ask for it.

use super::super::fields::object;
use super::super::message::Message;
use super::super::shared::no_memory;
use crate::fractal::{BOUNDED, Painter};
use crate::picture::{Item, Layer, Picture};
use crate::pool::Job;
use crate::view::{Size, View, permalink};
use js_sys::{Array, Float64Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// What the worker knows.
#[derive(Default)]
struct Known {
    /// The picture that is computed.
    current: Option<Picture>,
    /// A complete one that may be asked about.
    kept: Option<Picture>,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Tells the coordinator that messages can come.
pub(in super::super) fn start_compute() -> Result<(), JsValue> {
    scope().post_message(&object([("type", "ready".into())]))
}

/// A message of the coordinator.
pub(in super::super) fn compute_message(message: &Message) -> Result<(), JsError> {
    KNOWN.with_borrow_mut(|known| {
        match message.kind().as_deref() {
            Some("picture") => {
                known.kept = None;
                known.current = Some(described_picture(message, known.current.take())?);
            }
            Some("keep") => {
                known.kept = known.current.take();
                known.current = Some(described_picture(message, None)?);
            }
            Some("recolour") => {
                let (view, _, name) = described(message);
                known.current = known.current.take().map(|picture| {
                    let painter = Painter::new(view.colouring());
                    picture.recoloured(name, painter, &[], &[]).0
                });
            }
            Some("run") => {
                if let Some(picture) = named(known.current.as_ref(), message) {
                    run(picture, message.item().unwrap_or(0.0) as u32);
                }
            }
            Some("counts") => {
                let asked = named(known.current.as_ref(), message)
                    .or_else(|| named(known.kept.as_ref(), message));
                if let Some(picture) = asked {
                    answer_counts(picture, message);
                }
            }
            _ => {}
        }
        Ok(())
    })
}

/// The picture, if it is the one that the message names.
fn named<'a>(picture: Option<&'a Picture>, message: &Message) -> Option<&'a Picture> {
    picture.filter(|picture| message.name() == Some(picture.name as f64))
}

fn described_picture(message: &Message, spare: Option<Picture>) -> Result<Picture, JsError> {
    let (view, size, name) = described(message);
    Picture::new(name, &view, size, spare).map_err(|_| JsError::new(&no_memory(size)))
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn described(message: &Message) -> (View, Size, u64) {
    let (view, _) = permalink::parse(&message.link().unwrap_or_default(), None);
    let size = Size {
        width: message.width().unwrap_or(0.0) as u32,
        height: message.height().unwrap_or(0.0) as u32,
    };
    (view, size, message.name().unwrap_or(0.0) as u64)
}

fn run(picture: &Picture, item: u32) {
    let before = picture.work();
    // SAFETY: this worker is the only one of its memory.
    unsafe { picture.run(item, &mut || false) };
    let (layer, tile) = Item::from_number(item).place();
    // SAFETY: the item was just finished.
    let rgba = Uint8Array::from(unsafe { picture.rgba(layer, tile) });
    let message = object([
        ("type", "tile".into()),
        ("name", (picture.name as f64).into()),
        ("item", item.into()),
        ("work", ((picture.work() - before) as f64).into()),
        ("rgba", rgba.clone().into()),
    ]);
    let posted = scope().post_message_with_transfer(&message, &Array::of1(&rgba.buffer()));
    debug_assert!(posted.is_ok(), "a plain message");
}

fn answer_counts(picture: &Picture, message: &Message) {
    let grid = picture.grid(Layer::Fine);
    let points = message
        .points()
        .dyn_into::<Float64Array>()
        .map(|points| points.to_vec())
        .unwrap_or_default();
    let values: Array = points
        .chunks_exact(2)
        .map(|point| {
            let (x, y) = (point[0] as u32, point[1] as u32);
            if x >= grid.width() || y >= grid.height() {
                return JsValue::from(f64::NAN);
            }
            // SAFETY: this worker is the only one of its memory.
            let (count, _) = unsafe { picture.sample(x, y) };
            JsValue::from(if count == BOUNDED {
                -1.0
            } else {
                f64::from(count)
            })
        })
        .collect();
    let posted = scope().post_message(&object([
        ("type", "counts".into()),
        ("id", message.id().unwrap_or(0.0).into()),
        ("values", values.into()),
    ]));
    debug_assert!(posted.is_ok(), "a plain message");
}
