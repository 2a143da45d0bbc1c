//! How long one worker has been busy, for another one that looks on.

use std::sync::atomic::{AtomicU64, Ordering};

/// A stop-watch that one worker starts and stops, and any other may read, also while
/// it runs. Times are milliseconds of a clock that all of them share.
///
/// Both of what it knows lies in one word, so that nobody reads one without the
/// other: whether it runs (the lowest bit), and microseconds, those that were counted
/// while it stands, and while it runs the time at which it would have had to start
/// to have counted as many.
///
/// Relaxed throughout: it publishes nothing, a figure for people.
#[derive(Debug)]
pub struct Watch(AtomicU64);

const RUNS: u64 = 1;

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

impl Watch {
    /// One that stands, at nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// It runs from `now` on. Only its worker calls this.
    pub fn start(&self, now: f64) {
        let word = self.0.load(Ordering::Relaxed);
        if word & RUNS == 0 {
            let since = micros(now).saturating_sub(word >> 1);
            self.0.store(since << 1 | RUNS, Ordering::Relaxed);
        }
    }

    /// It stands from `now` on; whether it ran. Only its worker calls this.
    pub fn stop(&self, now: f64) -> bool {
        let word = self.0.load(Ordering::Relaxed);
        let ran = word & RUNS != 0;
        if ran {
            let counted = micros(now).saturating_sub(word >> 1);
            self.0.store(counted << 1, Ordering::Relaxed);
        }
        ran
    }

    /// What it has counted until `now`, in milliseconds.
    #[must_use]
    pub fn read(&self, now: f64) -> f64 {
        let word = self.0.load(Ordering::Relaxed);
        let counted = if word & RUNS == 0 {
            word >> 1
        } else {
            micros(now).saturating_sub(word >> 1)
        };
        counted as f64 / 1e3
    }
}

fn micros(milliseconds: f64) -> u64 {
    (milliseconds * 1e3) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time of today, in milliseconds since 1970.
    const NOON: f64 = 1.8e12;

    #[test]
    fn it_counts_while_it_runs_and_can_be_read_meanwhile() {
        let watch = Watch::new();
        assert_eq!(watch.read(NOON), 0.0);
        watch.start(NOON);
        assert_eq!(watch.read(NOON + 2.5), 2.5);
        watch.stop(NOON + 4.0);
        assert_eq!(watch.read(NOON + 100.0), 4.0);
        watch.start(NOON + 200.0);
        assert_eq!(watch.read(NOON + 201.0), 5.0);
        watch.stop(NOON + 203.0);
        assert_eq!(watch.read(NOON + 999.0), 7.0);
    }

    #[test]
    fn twice_is_once_and_a_clock_that_runs_backwards_counts_nothing() {
        let watch = Watch::new();
        watch.start(NOON);
        watch.start(NOON + 5.0);
        assert!(watch.stop(NOON + 6.0));
        assert!(!watch.stop(NOON + 9.0));
        assert_eq!(watch.read(NOON + 9.0), 6.0);
        watch.start(NOON + 10.0);
        watch.stop(NOON - 50.0);
        assert!(watch.read(NOON) <= 6.0);
    }
}
