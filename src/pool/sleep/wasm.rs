//! Wasm's own futex: the word is the queue.

use core::arch::wasm32::{memory_atomic_notify, memory_atomic_wait32};
use std::sync::atomic::AtomicU32;
use std::time::Duration;

/// Those who sleep on a word; the engine keeps them by the word's address.
#[derive(Debug)]
pub(in super::super) struct Sleepers;

#[expect(clippy::unused_self, reason = "the host's keep a queue")]
impl Sleepers {
    pub(in super::super) fn new() -> Self {
        Self
    }

    /// Sleeps while `word` holds `value`, at most for `at_most`; may wake early.
    pub(in super::super) fn sleep_while(
        &self,
        word: &AtomicU32,
        value: u32,
        at_most: Option<Duration>,
    ) {
        let nanoseconds = at_most.map_or(-1, |time| {
            i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
        });
        // SAFETY: the reference keeps the word alive and aligned for the call.
        unsafe {
            memory_atomic_wait32(word.as_ptr().cast::<i32>(), value as i32, nanoseconds);
        }
    }

    /// Wakes all who sleep on `word`.
    pub(in super::super) fn wake_all(&self, word: &AtomicU32) {
        // SAFETY: the reference keeps the word alive and aligned for the call.
        unsafe {
            memory_atomic_notify(word.as_ptr().cast::<i32>(), u32::MAX);
        }
    }
}
