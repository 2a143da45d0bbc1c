//! What publisher and workers share.

use super::claims::{Claims, Epoch};
use super::seats::Seat;
use super::signal::Signal;
use super::slot::Slot;
use super::sync::AtomicBool;

/// Work made of items that can be run in any order, each by one worker.
pub trait Job: Send + Sync {
    /// Runs one item, asking `stale` by work done, about every 100 µs; returns
    /// whether the item was finished. When `stale` says yes the job is over: the
    /// item is left at once, whatever was written of it.
    ///
    /// Must not allocate: a worker that is stopped inside the allocator stops
    /// all others with it.
    ///
    /// # Safety
    /// Each item is run by one caller at a time, and by none after it finished.
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool;
}

/// The shared part: made by the publisher, used by every worker.
pub struct Pool<J> {
    pub(super) claims: Claims,
    pub(super) bell: Signal,
    /// Whether workers pause now and then. Only the publisher writes it.
    pub(super) gives_way: AtomicBool,
    pub(super) seats: Vec<Seat>,
    slots: Vec<Slot<J>>,
}

// SAFETY: a slot's work is only replaced by the one publisher while no ticket of
// its epoch is out, and only read otherwise (see `slot`); the rest is atomics. A
// job is read from many threads and dropped by another: hence `Send + Sync`.
unsafe impl<J: Send + Sync> Sync for Pool<J> {}

impl<J> Pool<J> {
    pub(super) fn new(seats: usize) -> Self {
        Self {
            claims: Claims::new(),
            bell: Signal::new(),
            gives_way: AtomicBool::new(false),
            seats: (0..seats).map(|_| Seat::new()).collect(),
            // One for each ticket that a dead worker may keep, one that is
            // current, one to fill.
            slots: (0..seats + 2).map(|_| Slot::new()).collect(),
        }
    }

    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn slot(&self, epoch: Epoch) -> &Slot<J> {
        &self.slots[epoch as usize % self.slots.len()]
    }
}
