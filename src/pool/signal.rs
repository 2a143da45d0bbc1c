//! A counter that threads can sleep on.
//!
//! Ordering: [`Signal::advance`] releases and [`Signal::get`] acquires, so
//! whoever has seen a count sees all that was written before it was reached.
//! Sleeping promises nothing: callers look again.

use super::sleep::Sleepers;
use super::sync::{AtomicU32, Ordering};
use std::time::Duration;

/// A wrapping counter with sleepers.
#[derive(Debug)]
pub(super) struct Signal {
    count: AtomicU32,
    sleepers: Sleepers,
}

impl Signal {
    pub(super) fn new() -> Self {
        Self {
            count: AtomicU32::new(0),
            sleepers: Sleepers::new(),
        }
    }

    /// The count now.
    pub(super) fn get(&self) -> u32 {
        // Acquire: pairs with the Release in `advance`.
        self.count.load(Ordering::Acquire)
    }

    /// Counts one up, and returns the new count. Wakes nobody by itself.
    pub(super) fn advance(&self) -> u32 {
        // Release: pairs with the Acquire in `get`. The additions of several
        // threads form one release sequence, so a reader of the sum acquires
        // from all of them.
        self.count.fetch_add(1, Ordering::Release).wrapping_add(1)
    }

    /// Starts again from zero. Only while nobody else knows of the counter.
    pub(super) fn reset(&self) {
        // Relaxed: the slot's owner publishes it by the swap in `Claims`.
        self.count.store(0, Ordering::Relaxed);
    }

    /// Sleeps while the count is `seen`; may return at any time.
    pub(super) fn sleep_while(&self, seen: u32, at_most: Option<Duration>) {
        self.sleepers.sleep_while(&self.count, seen, at_most);
    }

    /// Wakes all sleepers.
    pub(super) fn wake_all(&self) {
        self.sleepers.wake_all(&self.count);
    }
}
