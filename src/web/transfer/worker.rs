//! The compute worker of the transfer backend: a picture in its own memory, run
//! item by item as messages ask for it.

use super::super::fields::object;
use super::super::message::Message;
use crate::fractal::Painter;
use crate::picture::{Item, Picture};
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
pub(in super::super) fn compute_message(message: &Message) {
    KNOWN.with_borrow_mut(|known| match message.kind().as_deref() {
        Some("picture") => {
            let pictures = [known.current.take(), known.kept.take()];
            let is_kept = |picture: &Picture| message.keep() == Some(picture.name as f64);
            let (mut kept, mut spare): (Vec<_>, Vec<_>) =
                pictures.into_iter().flatten().partition(is_kept);
            known.kept = kept.pop();
            known.current = described_picture(message, spare.pop());
        }
        Some("takeUp") => known.current = known.kept.take(),
        Some("pan") => {
            let (view, _, name) = described(message);
            let by = |distance: Option<f64>| distance.unwrap_or(0.0) as i32;
            let by = (by(message.dx()), by(message.dy()));
            known.current = known.current.take().and_then(|picture| {
                let panned = picture.panned(name, &view, by, (0.0, 0.0), &[], &[]);
                panned.ok().map(|(panned, _)| panned)
            });
            tell_if_lost(known, name);
        }
        Some("refine") => {
            let samples = message.samples().unwrap_or(1.0) as u32;
            let focus = (message.x().unwrap_or(0.0), message.y().unwrap_or(0.0));
            known.current = known.current.take().map(|picture| {
                let name = picture.name;
                match picture.refined(name, samples, focus, &[]) {
                    // Without memory for it, it stays as it is.
                    Ok((picture, _)) | Err((picture, _)) => picture,
                }
            });
        }
        Some("recolour") => {
            let (view, _, name) = described(message);
            known.current = known.current.take().map(|picture| {
                let painter = Painter::new(view.colouring());
                picture.recoloured(name, painter, &[], &[]).0
            });
            tell_if_lost(known, name);
        }
        Some("run") => {
            let current = known.current.as_mut();
            match current.filter(|picture| is_named(picture, message)) {
                Some(picture) => run(picture, message.item().unwrap_or(0.0) as u32),
                // Nobody wants it any more; but the coordinator hears that it is over.
                None => post(&object([("type", "tile".into())])),
            }
        }
        Some("counts") => {
            let asked = named(known.current.as_ref(), message)
                .or_else(|| named(known.kept.as_ref(), message));
            answer_counts(asked, message);
        }
        _ => {}
    });
}

/// The coordinator hears that there is no picture that could be made `name`.
fn tell_if_lost(known: &Known, name: u64) {
    if known.current.is_none() {
        post(&object([
            ("type", "lost".into()),
            ("name", (name as f64).into()),
        ]));
    }
}

/// The picture, if it is the one that the message names.
fn named<'a>(picture: Option<&'a Picture>, message: &Message) -> Option<&'a Picture> {
    picture.filter(|picture| is_named(picture, message))
}

fn is_named(picture: &Picture, message: &Message) -> bool {
    message.name() == Some(picture.name as f64)
}

/// The picture that a message describes; the coordinator hears where there is no
/// memory for it.
fn described_picture(message: &Message, spare: Option<Picture>) -> Option<Picture> {
    let (view, size, name) = described(message);
    let picture = Picture::new(name, &view, size, spare).ok();
    if picture.is_none() {
        post(&object([
            ("type", "nomemory".into()),
            ("name", (name as f64).into()),
        ]));
    }
    picture
}

fn post(message: &JsValue) {
    let posted = scope().post_message(message);
    debug_assert!(posted.is_ok(), "a plain message");
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

fn run(picture: &mut Picture, item: u32) {
    let (work, computed) = (picture.work(), picture.pixels_computed());
    // SAFETY: this worker is the only one of its memory.
    unsafe { picture.run(item, &mut || false) };
    picture.note_finished(&[item]);
    let Item { layer, slot } = Item::from_number(item);
    // SAFETY: the item was just finished.
    let rgba = Uint8Array::from(unsafe { picture.rgba(layer, slot) });
    let message = object([
        ("type", "tile".into()),
        ("name", (picture.name as f64).into()),
        ("item", item.into()),
        ("samples", picture.samples().into()),
        ("work", ((picture.work() - work) as f64).into()),
        (
            "computed",
            ((picture.pixels_computed() - computed) as f64).into(),
        ),
        ("rgba", rgba.clone().into()),
    ]);
    let posted = scope().post_message_with_transfer(&message, &Array::of1(&rgba.buffer()));
    debug_assert!(posted.is_ok(), "a plain message");
}

/// Answers with the counts of the pixels that a message names, or with none where
/// the picture is not known.
fn answer_counts(picture: Option<&Picture>, message: &Message) {
    let values = picture.map_or(JsValue::NULL, |picture| {
        let points = message
            .points()
            .dyn_into::<Float64Array>()
            .map(|points| points.to_vec())
            .unwrap_or_default();
        let counts: Array = points
            .chunks_exact(2)
            // SAFETY: the coordinator asks of complete pictures only, and this worker
            // is the only one of its memory.
            .map(|point| unsafe { picture.count(point[0] as u32, point[1] as u32) })
            .map(JsValue::from)
            .collect();
        counts.into()
    });
    post(&object([
        ("type", "counts".into()),
        ("id", message.id().unwrap_or(0.0).into()),
        ("values", values),
    ]));
}
