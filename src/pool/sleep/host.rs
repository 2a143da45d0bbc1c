//! The futex of the host and of the model checker: a mutex and a condition
//! variable beside the word.

use super::super::sync::{AtomicU32, Condvar, Mutex, Ordering};
use std::sync::PoisonError;
use std::time::Duration;

/// Those who sleep on a word.
#[derive(Debug)]
pub(in super::super) struct Sleepers {
    entry: Mutex<()>,
    awake: Condvar,
}

impl Sleepers {
    pub(in super::super) fn new() -> Self {
        Self {
            entry: Mutex::new(()),
            awake: Condvar::new(),
        }
    }

    /// Sleeps while `word` holds `value`, at most for `at_most`; may wake early.
    pub(in super::super) fn sleep_while(
        &self,
        word: &AtomicU32,
        value: u32,
        at_most: Option<Duration>,
    ) {
        let entry = self.entry.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the lock: whoever changes the word takes the lock before it
        // wakes, so the change is seen here or the wake-up is.
        if word.load(Ordering::Acquire) != value {
            return;
        }
        match at_most {
            None => drop(self.awake.wait(entry)),
            Some(time) => drop(self.awake.wait_timeout(entry, time)),
        }
    }

    /// Wakes all who sleep on the word, after it was changed.
    pub(in super::super) fn wake_all(&self, _word: &AtomicU32) {
        drop(self.entry.lock());
        self.awake.notify_all();
    }
}
