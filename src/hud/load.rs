//! How busy the workers were lately.

use std::collections::VecDeque;

/// What is shown is of so long before, in milliseconds: short enough to follow what
/// hands do, long enough to be read.
const WINDOW_MS: f64 = 1000.0;

/// A shorter time than this says nothing.
const LEAST_MS: f64 = 50.0;

/// What was done by a time. All of it only grows.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// In milliseconds.
    pub time: f64,
    /// How long the coordinator was busy, waits apart, in milliseconds.
    pub coordinator_ms: f64,
    /// The seat of each compute worker, and how long it was busy in milliseconds, if
    /// it has told.
    pub workers: Vec<(usize, Option<f64>)>,
    /// By all compute workers.
    pub iterations: u64,
}

/// The same in the time before.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// The share of its time that the coordinator was busy, 0 to 1.
    pub coordinator: f64,
    /// Those of the compute workers; none of one that has only just come.
    pub workers: Vec<Option<f64>>,
    /// Iterations a second.
    pub iterations: f64,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub struct Load {
    /// The oldest first.
    history: VecDeque<Done>,
    shares: Option<Shares>,
}

impl Load {
    /// Work begins after a rest: what comes is counted from here.
    pub fn begin(&mut self, done: Done) {
        self.history.clear();
        self.history.push_back(done);
    }

    /// So much was done by now. Where too little time has passed since the beginning,
    /// what was known stays.
    pub fn add(&mut self, done: Done) {
        let now = done.time;
        self.history.push_back(done);
        let is_old = |known: Option<&Done>| known.is_some_and(|old| now - old.time >= WINDOW_MS);
        while is_old(self.history.get(1)) {
            self.history.pop_front();
        }
        self.shares = self.between().or(self.shares.take());
    }

    /// What was done since the beginning, if that is long enough.
    fn between(&self) -> Option<Shares> {
        let (first, last) = (self.history.front()?, self.history.back()?);
        let elapsed = last.time - first.time;
        if elapsed < LEAST_MS {
            return None;
        }
        let of_worker = |&(seat, after): &(usize, Option<f64>)| {
            // One that came meanwhile is known for a shorter time.
            let mut known = self.history.iter();
            let (time, before) = known.find_map(|done| Some((done.time, done.of(seat)?)))?;
            let elapsed = last.time - time;
            let after = after.filter(|_| elapsed >= LEAST_MS)?;
            Some(share(before, after, elapsed))
        };
        let iterations = last.iterations.saturating_sub(first.iterations);
        Some(Shares {
            coordinator: share(first.coordinator_ms, last.coordinator_ms, elapsed),
            workers: last.workers.iter().map(of_worker).collect(),
            iterations: iterations as f64 * 1e3 / elapsed,
        })
    }

    /// How busy they were before now or before the rest, if that is known.
    #[must_use]
    pub fn shares(&self) -> Option<&Shares> {
        self.shares.as_ref()
    }
}

impl Done {
    /// How long the worker in a seat was busy, if it is there and has told.
    fn of(&self, seat: usize) -> Option<f64> {
        let (_, busy_ms) = self.workers.iter().find(|(known, _)| *known == seat)?;
        *busy_ms
    }
}

/// A worker that began anew has less than it had.
fn share(before: f64, after: f64, elapsed: f64) -> f64 {
    ((after - before) / elapsed).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(time: f64, coordinator_ms: f64, workers: &[f64], iterations: u64) -> Done {
        Done {
            time,
            coordinator_ms,
            workers: workers.iter().copied().map(Some).enumerate().collect(),
            iterations,
        }
    }

    #[test]
    fn shares_are_of_the_last_second() {
        let mut load = Load::default();
        load.begin(done(0.0, 0.0, &[0.0, 0.0], 0));
        assert_eq!(load.shares(), None);
        // A second in which one worker is busy, then one in which the other is.
        for quarter in 1..=8 {
            let time = f64::from(quarter) * 250.0;
            let (one, other) = (time.min(1000.0), (time - 1000.0).max(0.0));
            load.add(done(
                time,
                time / 10.0,
                &[one, other],
                quarter as u64 * 1000,
            ));
        }
        let expected = Shares {
            coordinator: 0.1,
            workers: vec![Some(0.0), Some(1.0)],
            iterations: 4000.0,
        };
        assert_eq!(load.shares(), Some(&expected));
    }

    #[test]
    fn a_moment_changes_nothing_and_a_rest_is_not_counted() {
        let mut load = Load::default();
        load.begin(done(0.0, 0.0, &[0.0], 0));
        load.add(done(100.0, 50.0, &[100.0], 10));
        let known = load.shares().cloned();
        assert!(known.is_some());
        load.begin(done(9000.0, 50.0, &[100.0], 10));
        load.add(done(9010.0, 50.0, &[100.0], 10));
        assert_eq!(load.shares().cloned(), known);
        load.add(done(9100.0, 50.0, &[150.0], 10));
        let workers = load.shares().map(|shares| shares.workers.clone());
        assert_eq!(workers, Some(vec![Some(0.5)]));
    }

    #[test]
    fn workers_that_come_and_go_are_told_apart_by_their_seats() {
        let mut load = Load::default();
        let with = |time, workers: &[(usize, Option<f64>)]| Done {
            time,
            workers: workers.to_vec(),
            ..Done::default()
        };
        load.begin(with(0.0, &[(3, Some(500.0)), (4, None)]));
        load.add(with(100.0, &[(4, Some(20.0)), (5, Some(10.0))]));
        let workers = load.shares().map(|shares| shares.workers.clone());
        assert_eq!(workers, Some(vec![None, None]));
        load.add(with(200.0, &[(4, Some(70.0)), (5, Some(110.0))]));
        let workers = load.shares().map(|shares| shares.workers.clone());
        assert_eq!(workers, Some(vec![Some(0.5), Some(1.0)]));
        load.begin(with(300.0, &[(4, Some(20.0))]));
        load.add(with(400.0, &[(4, Some(5.0))]));
        let workers = load.shares().map(|shares| shares.workers.clone());
        assert_eq!(workers, Some(vec![Some(0.0)]));
    }
}
