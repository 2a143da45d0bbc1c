//! Sleeping on a word of memory, chosen once per target.

#[cfg(not(target_arch = "wasm32"))]
mod host;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use host::Sleepers;
#[cfg(target_arch = "wasm32")]
pub(super) use wasm::Sleepers;
