//! The browser's side: the coordinator worker, the compute workers, and what
//! they say to each other and to the page.
//!
//! ```text
//!  page ──messages──▶ events ──▶ coordinator ──▶ backend ──▶ compute workers
//!   └──moves, wheels──▶ inbox ─(frames)─┤          │ shared:   one memory, `pool`
//!                                    ▼             │ transfer: messages, tiles
//!                                   stage ◀──tiles─┘
//! ```
//!
//! The coordinator is one future that sleeps on its events while the picture
//! rests, and an animation frame callback that does a frame's work while it does
//! not. JavaScript calls the few functions exported here and reads nothing of
//! Rust's memory.

mod anchors;
mod backend;
mod clock;
mod compute;
mod coordinator;
mod crew;
mod errand;
mod events;
mod exports;
mod fields;
mod frames;
mod hud;
mod inbox;
mod input;
mod ledger;
mod memory;
mod message;
mod page;
mod profile;
mod rehearsal;
mod report;
mod screen;
mod search;
mod shared;
mod stage;
mod surfaces;
mod tasks;
mod transfer;

pub use exports::{
    coordinator_message, run_compute, start_coordinator, start_transfer_compute, transfer_message,
};
pub use message::Message;

#[cfg(not(target_feature = "atomics"))]
compile_error!(
    "the browser's build needs shared memory: build it by `cargo run -- build`, which passes \
     the flags of .cargo/config.toml and builds std with atomics"
);
