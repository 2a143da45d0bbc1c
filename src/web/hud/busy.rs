//! How long workers have been busy, and what came of it: counted while an overlay is
//! shown. Otherwise a tile costs a load and a branch.
//!
//! Compute workers that share the coordinator's memory count where it can look; each
//! that has its own tells what it counted with its tiles.

use super::super::clock;
use super::super::shared::SEATS;
use crate::hud::Watch;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

// Relaxed throughout: figures for people.

/// Whether anything is counted: one for all workers of a memory.
static ON: AtomicBool = AtomicBool::new(false);

/// One a seat.
static WATCHES: [Watch; SEATS] = [const { Watch::new() }; SEATS];

static COORDINATOR: Watch = Watch::new();

/// Iterations of all tiles that were counted.
static ITERATIONS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Where this worker sits. One with a memory of its own sits alone.
    static SEAT: Cell<usize> = const { Cell::new(0) };
}

/// Counts from now on, or no more.
pub(in super::super) fn set(on: bool) {
    ON.store(on, Ordering::Relaxed);
}

/// Whether it is counted.
pub(in super::super) fn is_on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// This worker sits in `seat` of a shared memory.
pub(in super::super) fn take_seat(seat: usize) {
    SEAT.set(seat);
}

/// This compute worker begins with a tile: whether that is counted.
pub(in super::super) fn begin() -> bool {
    let counts = is_on();
    if counts {
        WATCHES[SEAT.get()].start(now());
    }
    counts
}

/// It has ended, after so many iterations.
pub(in super::super) fn end(counted: bool, iterations: u64) {
    if counted {
        WATCHES[SEAT.get()].stop(now());
        ITERATIONS.fetch_add(iterations, Ordering::Relaxed);
    }
}

/// How long the compute worker in `seat` of this memory has been busy, in
/// milliseconds.
pub(in super::super) fn of_seat(seat: usize) -> f64 {
    WATCHES[seat].read(now())
}

/// The same of this worker.
pub(in super::super) fn of_this() -> f64 {
    of_seat(SEAT.get())
}

/// Iterations that were done in this memory.
pub(in super::super) fn iterations() -> u64 {
    ITERATIONS.load(Ordering::Relaxed)
}

/// Does what the coordinator has to do, and counts it.
pub(in super::super) fn coordinate<T>(act: impl FnOnce() -> T) -> T {
    let counts = is_on();
    if counts {
        COORDINATOR.start(now());
    }
    let done = act();
    if counts {
        COORDINATOR.stop(now());
    }
    done
}

/// Waits, which the coordinator is not busy by.
pub(in super::super) fn wait<T>(wait: impl FnOnce() -> T) -> T {
    // It may have been switched on by what is coordinated now, which is not counted.
    let counts = is_on() && COORDINATOR.stop(now());
    let waited = wait();
    if counts {
        COORDINATOR.start(now());
    }
    waited
}

/// How long the coordinator has been busy, in milliseconds.
pub(in super::super) fn of_coordinator() -> f64 {
    COORDINATOR.read(now())
}

/// A time that all workers understand.
fn now() -> f64 {
    clock::absolute(clock::now())
}
