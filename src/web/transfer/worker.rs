//! A compute worker of the transfer backend: a picture in its own memory, run item
//! by item as messages ask for it. Of the others' items it knows nothing.

use super::super::anchors::TERMS_APART;
use super::super::clock;
use super::super::fields::{object, set};
use super::super::hud::busy;
use super::super::memory;
use super::super::message::Message;
use super::super::profile;
use super::super::rehearsal::{self, Rehearsal};
use crate::fractal::{NoReference, Painter};
use crate::picture::{Item, Picture, Survey, Wanted};
use crate::pool::{Frame, TILE};
use crate::view::{Anchor, Point, Site, Size, View, permalink};
use js_sys::{Array, Float64Array, Object, Uint8Array, Uint32Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// How long a message's items may take, but for the first: as long as a message
/// that makes them stale may wait.
const PATIENCE_MS: f64 = 2.0;

/// How often a worker in a long tile shows that it lives.
const ALIVE_MS: f64 = 250.0;

/// Bytes that tell which pixels of a tile are worth refining.
const WANTED_BYTES: usize = size_of::<Wanted>();

/// What the worker knows.
#[derive(Default)]
struct Known {
    /// The picture that is computed.
    current: Option<Picture>,
    /// A complete one that may be asked about.
    kept: Option<Picture>,
    /// Samples that the tiles have which are run now.
    samples: u32,
    /// Which of the coordinator's beginnings this is.
    epoch: f64,
    /// What deep pictures are told by, by their names.
    anchors: Vec<(f64, Anchor)>,
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Tells the coordinator that messages can come.
pub(in super::super) fn start_compute(seat: usize) -> Result<(), JsValue> {
    profile::name_track(profile::compute_track(seat));
    scope().post_message(&object([("type", "ready".into())]))
}

/// A message of the coordinator.
pub(in super::super) fn compute_message(message: &Message) {
    KNOWN.with_borrow_mut(|known| {
        take(known, message);
    });
    profile::rest_until_message();
}

fn take(known: &mut Known, message: &Message) {
    let kind = message.kind();
    if !matches!(kind.as_deref(), Some("run" | "counts" | "rehearse")) {
        known.epoch = message.epoch().unwrap_or(0.0);
    }
    match kind.as_deref() {
        Some("picture") => {
            known.samples = 1;
            let spare = leave(known, message);
            known.current = described_picture(message, spare, &known.anchors);
        }
        Some("leave") => {
            leave(known, message);
        }
        Some("survey") => {
            keep_anchors(known, message);
            survey(known, message);
        }
        Some("anchor") => {
            keep_anchors(known, message);
            let site = described_site(message);
            let chunks: Array = message.values().unchecked_into();
            let mut chunks = chunks.iter();
            let mut take = || {
                let chunk = chunks.next()?.dyn_into::<Float64Array>();
                chunk.ok().map(|chunk| chunk.to_vec())
            };
            let anchor = site.anchor_of(&mut take);
            known.anchors.extend(message.anchor().zip(anchor));
        }
        Some("takeUp") => {
            known.samples = 1;
            known.current = known.kept.take();
        }
        Some("pan") => {
            known.samples = 1;
            let (view, _, name) = described(message);
            let by = |distance: Option<f64>| distance.unwrap_or(0.0) as i32;
            let by = (by(message.dx()), by(message.dy()));
            known.current = known.current.take().and_then(|picture| {
                let panned = picture.panned(name, &view, by, (0.0, 0.0), &[], &[]);
                panned.ok().map(|(panned, _)| panned)
            });
            tell_if_lost(known);
        }
        Some("refine") => {
            let samples = message.samples().unwrap_or(1.0) as u32;
            let refined = known
                .current
                .as_mut()
                .map(|picture| picture.refine_part(samples));
            // Without memory for it, it stays as it is.
            known.samples = if matches!(refined, Some(Ok(()))) {
                samples
            } else {
                1
            };
        }
        Some("recolour") => {
            known.samples = 1;
            let (view, _, name) = described(message);
            known.current = known.current.take().map(|picture| {
                let painter = Painter::new(view.colouring());
                picture.recoloured(name, painter, &[], &[]).0
            });
            tell_if_lost(known);
        }
        Some("run") => {
            let is_wanted = message.epoch() == Some(known.epoch);
            match known.current.as_mut().filter(|_| is_wanted) {
                Some(picture) => run(picture, message, known.samples),
                // Nobody wants them any more; but the coordinator hears that it is over,
                // and has its buffer back.
                None => answer(message, &[]),
            }
        }
        Some("counts") => {
            let asked = named(known.current.as_ref(), message)
                .or_else(|| named(known.kept.as_ref(), message));
            answer_counts(asked, message);
        }
        Some("rehearse") => {
            let rehearsal = message.what().and_then(|name| Rehearsal::from_name(&name));
            rehearsal.into_iter().for_each(Rehearsal::arm);
        }
        _ => {}
    }
}

/// Leaves the pictures that are not to be kept; one of them is spare.
fn leave(known: &mut Known, message: &Message) -> Option<Picture> {
    let pictures = [known.current.take(), known.kept.take()];
    let is_kept = |picture: &Picture| message.keep() == Some(picture.name as f64);
    let (mut kept, mut spare): (Vec<_>, Vec<_>) = pictures.into_iter().flatten().partition(is_kept);
    known.kept = kept.pop();
    spare.pop()
}

/// Forgets the anchors that the message does not name.
fn keep_anchors(known: &mut Known, message: &Message) {
    let named: Array = message.anchors().unchecked_into();
    known
        .anchors
        .retain(|(name, _)| named.includes(&JsValue::from(*name), 0));
}

/// Computes an anchor, keeps it, and sends the coordinator its numbers, or why there is
/// none.
fn survey(known: &mut Known, message: &Message) {
    set_figures(message);
    let site = described_site(message);
    let begun = |(_, anchor): &&(f64, Anchor)| {
        anchor.reference().can_be_gone_on_with() && site.goes_on_with(anchor.site())
    };
    let begun = known.anchors.iter().find(begun);
    let begun = begun.map(|(_, anchor)| anchor.clone());
    let survey = Survey::new(site, TERMS_APART, begun);
    let mut shown = clock::now();
    profile::run_survey(&survey, &mut |steps| {
        show_life(&mut shown, &[("steps", steps.into())])
    });
    let answer = object([
        ("type", "surveyed".into()),
        ("anchor", message.anchor().into()),
    ]);
    let fields: &Object = answer.unchecked_ref();
    let transfer = Array::new();
    match survey.found() {
        Some(Ok(anchor)) => {
            let chunks = Array::new();
            anchor.reference().write(&mut |numbers| {
                let chunk = Float64Array::from(numbers);
                transfer.push(&chunk.buffer());
                chunks.push(&chunk);
            });
            set(fields, "values", &chunks);
            let needed = anchor.reference().lowered_from();
            set(fields, "needed", &needed.map(|bytes| bytes as f64).into());
            known
                .anchors
                .extend(message.anchor().map(|name| (name, anchor.clone())));
        }
        Some(Err(NoReference::TooLarge {
            bytes,
            granted,
            limit,
        })) => {
            set(fields, "needed", &(*bytes as f64).into());
            set(fields, "granted", &(*granted as f64).into());
            set(fields, "limit", &(*limit).into());
        }
        // Nobody says here that it is not wanted.
        Some(Err(NoReference::Stale)) | None => return,
    }
    tell_labour(&answer);
    let posted = scope().post_message_with_transfer(&answer, &transfer);
    debug_assert!(posted.is_ok(), "a plain message");
}

/// Whether figures are kept of what is done.
fn set_figures(message: &Message) {
    profile::set(message.profile().unwrap_or(false));
    busy::set(message.hud().unwrap_or(false));
}

/// The coordinator hears that there is no picture that could be made another.
fn tell_if_lost(known: &Known) {
    if known.current.is_none() {
        post(&object([
            ("type", "lost".into()),
            ("epoch", known.epoch.into()),
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
fn described_picture(
    message: &Message,
    spare: Option<Picture>,
    anchors: &[(f64, Anchor)],
) -> Option<Picture> {
    let (view, size, name) = described(message);
    let is_its = |(name, _): &&(f64, Anchor)| message.anchor() == Some(*name);
    let anchor = anchors
        .iter()
        .find(is_its)
        .map(|(_, anchor)| anchor.clone());
    // One whose anchor could not be copied here cannot be told.
    let has_its = anchor.is_some() || message.anchor().is_none();
    let new = || Picture::new(name, &view, size, anchor, spare).ok();
    let picture = has_its.then(new).flatten();
    if picture.is_none() {
        post(&object([
            ("type", "nomemory".into()),
            ("epoch", message.epoch().into()),
        ]));
    }
    picture
}

/// Where the anchor lies that a message is about.
fn described_site(message: &Message) -> Site {
    let (view, size, _) = described(message);
    let part = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or_default();
    let place = Point {
        re: part(message.re()),
        im: part(message.im()),
    };
    view.site_at(size, &place, message.bits().unwrap_or(0.0) as u32)
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

/// Runs items until the time for one message is over, one at least.
fn run(picture: &mut Picture, message: &Message, samples: u32) {
    set_figures(message);
    let begun = clock::now();
    let mut shown = begun;
    let asked = message.items().dyn_into::<Uint32Array>();
    let asked = asked.map(|items| items.to_vec()).unwrap_or_default();
    let wanted = message.wanted().dyn_into::<Uint8Array>();
    let wanted = wanted.map(|bytes| bytes.to_vec()).unwrap_or_default();
    let mut wanted = wanted.chunks_exact(WANTED_BYTES);
    let computed = picture.pixels_computed();
    let (mut done, mut work) = (0, 0);
    for &item in &asked {
        if done > 0 && clock::now() - begun > PATIENCE_MS {
            break;
        }
        if let Some(wanted) = wanted.next().and_then(wanted_of) {
            picture.tell_wanted(Item::from_number(item).slot, wanted);
        }
        rehearsal::in_mid_tile();
        // SAFETY: this worker is the only one of its memory.
        let (_, iterations) =
            unsafe { profile::run_item(picture, item, &mut || show_life(&mut shown, &[])) };
        work += iterations;
        picture.note_finished(&[item]);
        done += 1;
    }
    let done = &asked[..done];
    let colours = Uint8Array::new(&message.rgba());
    for (index, &item) in done.iter().enumerate() {
        let Item { layer, slot } = Item::from_number(item);
        let start = (index * Frame::SLOT_RGBA_BYTES) as u32;
        let place = colours.subarray(start, start + Frame::SLOT_RGBA_BYTES as u32);
        // SAFETY: the item was just finished.
        place.copy_from(unsafe { picture.rgba(layer, slot) });
    }
    answer(
        message,
        &[
            ("done", (done.len() as u32).into()),
            ("samples", samples.into()),
            ("work", (work as f64).into()),
            (
                "computed",
                ((picture.pixels_computed() - computed) as f64).into(),
            ),
        ],
    );
}

/// Tells the coordinator now and then, since `shown`, that this worker lives; false, for
/// no tile is left: no message comes through in the middle of one.
fn show_life(shown: &mut f64, fields: &[(&str, JsValue)]) -> bool {
    let now = clock::now();
    if now - *shown > ALIVE_MS {
        *shown = now;
        let alive = object([("type", "alive".into())]);
        for (name, value) in fields {
            set(alive.unchecked_ref(), name, value);
        }
        tell_labour(&alive);
        post(&alive);
    }
    false
}

/// Adds to a message what this worker has done, if that is counted.
fn tell_labour(message: &JsValue) {
    if busy::is_on() {
        set(message.unchecked_ref(), "busy", &busy::of_this().into());
        set(
            message.unchecked_ref(),
            "bytes",
            &(memory::bytes() as f64).into(),
        );
    }
}

/// Answers a message that asks for tiles, in the buffer that came with it.
fn answer(message: &Message, fields: &[(&str, JsValue)]) {
    let buffer = message.rgba();
    let answer = object([("type", "tiles".into()), ("rgba", buffer.clone())]);
    for (name, value) in fields {
        set(answer.unchecked_ref(), name, value);
    }
    tell_labour(&answer);
    let posted = scope().post_message_with_transfer(&answer, &Array::of1(&buffer));
    debug_assert!(posted.is_ok(), "a plain message");
}

/// Which pixels of a tile are worth refining, where that is told.
fn wanted_of(bytes: &[u8]) -> Option<Wanted> {
    let mut wanted: Wanted = [0; TILE as usize];
    for (row, bytes) in wanted.iter_mut().zip(bytes.chunks_exact(size_of::<u64>())) {
        *row = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    wanted.iter().any(|&row| row != 0).then_some(wanted)
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
        let counts: Vec<f64> = points
            .chunks_exact(2)
            // SAFETY: the coordinator asks for tiles that were finished here, and this
            // worker is the only one of its memory.
            .map(|point| unsafe { picture.count(point[0] as u32, point[1] as u32) })
            .collect();
        Float64Array::from(&counts[..]).into()
    });
    post(&object([
        ("type", "counts".into()),
        ("id", message.id().unwrap_or(0.0).into()),
        ("values", values),
    ]));
}
