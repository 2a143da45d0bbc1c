//! What JavaScript calls: all of the wasm boundary.

use super::events::{self, Event};
use super::message::Message;
use super::{compute, coordinator, search, transfer};
use js_sys::Function;
use wasm_bindgen::prelude::*;

/// Starts the coordinator of this worker, with `memory` to share;
/// `start_worker` makes a compute worker of a role and a name. It takes messages
/// from here on, and begins with the page's `start`.
#[wasm_bindgen]
pub fn start_coordinator(module: JsValue, memory: JsValue, start_worker: Function) {
    coordinator::start(module, memory, start_worker);
}

/// A message of the page to the coordinator.
#[wasm_bindgen]
pub fn coordinator_message(message: Message) {
    events::send(Event::Page(message));
}

/// The whole life of a compute worker on shared memory: posts `ready`, works in
/// `seat`, returns when it is retired.
///
/// # Errors
/// Where no coordinator has offered a pool in this memory.
#[wasm_bindgen]
pub fn run_compute(seat: usize) -> Result<(), JsError> {
    compute::run(seat)
}

/// Starts the compute worker of `seat` on private memory: posts `ready`.
///
/// # Errors
/// Where it cannot post.
#[wasm_bindgen]
pub fn start_transfer_compute(seat: usize) -> Result<(), JsValue> {
    transfer::start_compute(seat)
}

/// A message of the coordinator to a compute worker on private memory.
#[wasm_bindgen]
#[expect(clippy::needless_pass_by_value, reason = "JavaScript gives it away")]
pub fn transfer_message(message: Message) {
    transfer::compute_message(&message);
}

/// Looks for the minibrot of the lowest period in the view of a link, at a size in pixels:
/// `{ period, link, magnification, isShown }`. `tell` hears of steps done.
///
/// # Errors
/// Where there is none, with a text for people.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "JavaScript reaches it")]
pub fn find_minibrot(
    link: &str,
    width: u32,
    height: u32,
    tell: &Function,
) -> Result<JsValue, JsError> {
    search::find(link, width, height, tell).map_err(|why| JsError::new(&why))
}
