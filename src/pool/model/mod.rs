//! The protocol under a model checker: the same source files, compiled against
//! `loom`'s atomics, run through every interleaving that the bound allows.
//!
//! The futex is `loom`'s mutex and condition variable; a thread that wakes
//! everybody at any time stands for spurious wake-ups and time-outs. `loom` finds
//! a missed wake-up as a deadlock, a double owner as a race on the item's cell,
//! and a job that is touched after it was taken back as a race on its slot.
#![expect(
    clippy::duplicate_mod,
    unreachable_pub,
    dead_code,
    reason = "each file is compiled for real and for the model"
)]

#[path = "../claims.rs"]
mod claims;
#[path = "../publisher.rs"]
mod publisher;
#[path = "../seats.rs"]
mod seats;
#[path = "../shared.rs"]
mod shared;
#[path = "../signal.rs"]
mod signal;
#[path = "../slot.rs"]
mod slot;
#[path = "../worker.rs"]
mod worker;

mod sync {
    pub(super) use loom::cell::UnsafeCell;
    pub(super) use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
    pub(super) use loom::sync::{Arc, Condvar, Mutex};
}

mod explorations;
mod sleep;
