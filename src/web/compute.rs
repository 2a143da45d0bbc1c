//! A compute worker of the shared backend: it finds the pool in the memory that
//! it shares with the coordinator.

use super::fields::object;
use super::hud::busy;
use super::profile;
use super::shared::Task;
use crate::pool::Pool;
use std::sync::{Arc, OnceLock};
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// The pool of this memory. A static is the same one for every worker of it.
static POOL: OnceLock<Arc<Pool<Task>>> = OnceLock::new();

/// Lets the compute workers of this memory find the pool.
pub(super) fn offer(pool: Arc<Pool<Task>>) {
    let offered = POOL.set(pool);
    debug_assert!(offered.is_ok(), "a memory has one coordinator");
}

/// The whole life of a compute worker.
pub(super) fn run(seat: usize) -> Result<(), JsError> {
    let pool = POOL
        .get()
        .ok_or_else(|| JsError::new("compute worker: no coordinator in this memory"))?;
    tell("ready");
    profile::name_track(profile::compute_track(seat));
    busy::take_seat(seat);
    pool.work(seat, profile::rest_for_a_while);
    profile::leave();
    Ok(())
}

/// An anchor is found, and the coordinator, which waits for a part of each frame alone, need
/// not be waiting: by its next frame the workers would have rested for 4 ms of the 200 that a
/// short deep picture took in Chromium.
pub(super) fn tell_found() {
    tell("found");
}

fn tell(what: &str) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let told = scope.post_message(&object([("type", what.into())]));
    debug_assert!(told.is_ok(), "a plain message");
}
