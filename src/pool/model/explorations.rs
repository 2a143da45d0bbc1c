//! What the model checker is asked.

use super::publisher::Publisher;
use super::seats::SeatState;
use super::shared::{Job, Pool};
use super::worker::POLLS_BETWEEN_PAUSES;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread::{self, JoinHandle};
use std::time::Duration;

/// A job whose items write what `loom` watches: two owners of one item, or an
/// owner of a job that was taken back, are races.
struct Watched {
    name: u32,
    items: Vec<UnsafeCell<u32>>,
    /// How often an item asks whether it is stale.
    polls: u32,
}

impl Watched {
    fn new(name: u32, items: usize) -> Self {
        Self {
            name,
            items: (0..items).map(|_| UnsafeCell::new(0)).collect(),
            polls: 1,
        }
    }

    fn written(&self, item: usize) -> u32 {
        // SAFETY: callers ask only for items that are finished; if one were still
        // being written, `loom` would fail here.
        self.items[item].with(|value| unsafe { *value })
    }
}

// SAFETY: what is under test: items are written by their owners alone.
unsafe impl Sync for Watched {}

impl Job for Watched {
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        if (0..self.polls).any(|_| stale()) {
            return false;
        }
        // SAFETY: as above.
        self.items[item as usize].with_mut(|value| unsafe { *value += self.name });
        true
    }
}

/// Explores with at most `preemptions` switches that no thread asked for, or as
/// many as `LOOM_MAX_PREEMPTIONS` says: with two workers one more takes minutes.
fn explore(preemptions: usize, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(preemptions));
    builder.check(model);
}

fn spawn(publisher: &mut Publisher<Watched>) -> (usize, JoinHandle<()>) {
    let seat = publisher.seat_worker().expect("a vacant seat");
    let pool: Arc<Pool<Watched>> = publisher.pool();
    (seat, thread::spawn(move || pool.work(seat, || None)))
}

fn all_items(job: &Watched) -> Vec<u32> {
    (0..job.items.len() as u32).collect()
}

fn publish(publisher: &mut Publisher<Watched>, name: u32, items: usize) {
    let job = Watched::new(name, items);
    let items = all_items(&job);
    publisher.publish(job, items);
}

/// Waits without bound: a wake-up that is missed becomes a deadlock.
fn wait(publisher: &Publisher<Watched>) {
    assert!(publisher.wait(Duration::MAX, || Duration::ZERO));
}

fn assert_complete(publisher: &Publisher<Watched>, name: u32) {
    publisher.current(|job, items, finished| {
        assert_eq!(job.name, name);
        for (index, &item) in items.iter().enumerate() {
            assert!(finished(index));
            assert_eq!(job.written(item as usize), name, "each item once");
        }
    });
}

fn retire(publisher: &mut Publisher<Watched>, workers: Vec<(usize, JoinHandle<()>)>) {
    let seats: Vec<usize> = workers.iter().map(|(seat, _)| *seat).collect();
    publisher.retire_workers(&seats);
    for (seat, worker) in workers {
        worker.join().expect("the worker left in peace");
        assert_eq!(publisher.seat_state(seat), SeatState::Vacant);
    }
}

#[test]
fn every_item_is_run_once_and_completion_wakes_the_publisher() {
    explore(2, || {
        let mut publisher = Publisher::new(2);
        let workers = vec![spawn(&mut publisher), spawn(&mut publisher)];
        publish(&mut publisher, 1, 2);
        wait(&publisher);
        assert_complete(&publisher, 1);
        // How workers leave is explored below: with it this takes minutes.
        loom::stop_exploring();
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_late_worker_never_touches_the_next_job() {
    explore(1, || {
        let mut publisher = Publisher::new(2);
        let workers = vec![spawn(&mut publisher), spawn(&mut publisher)];
        publish(&mut publisher, 1, 1);
        // At once: the first job is stale wherever the workers are.
        publish(&mut publisher, 10, 1);
        wait(&publisher);
        assert_complete(&publisher, 10);
        // What comes back is quiet: `loom` sees that these reads race with nobody.
        while let Some(retired) = publisher.reap() {
            for item in retired.finished {
                assert_eq!(retired.job.written(item as usize), retired.job.name);
            }
            for item in retired.unfinished {
                assert_eq!(retired.job.written(item as usize), 0);
            }
        }
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_job_that_is_resized_is_dropped_only_when_all_are_out() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let workers = vec![spawn(&mut publisher)];
        // Four jobs of changing size through three slots: the last one reuses the
        // first one's, and dropping a job that someone is in is a race.
        publish(&mut publisher, 1, 2);
        publish(&mut publisher, 10, 1);
        publish(&mut publisher, 100, 2);
        publish(&mut publisher, 1000, 1);
        wait(&publisher);
        assert_complete(&publisher, 1000);
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_withdrawn_job_comes_back_with_its_items_accounted_for() {
    explore(1, || {
        let mut publisher = Publisher::new(2);
        let workers = vec![spawn(&mut publisher), spawn(&mut publisher)];
        publish(&mut publisher, 1, 1);
        publisher.withdraw();
        retire(&mut publisher, workers);
        // Nobody is left, so the job is quiet.
        let retired = publisher.reap().expect("the job comes back");
        assert_eq!(retired.finished.len() + retired.unfinished.len(), 1);
        for item in retired.finished {
            assert_eq!(retired.job.written(item as usize), 1);
        }
        for item in retired.unfinished {
            assert_eq!(retired.job.written(item as usize), 0);
        }
        assert!(publisher.reap().is_none());
    });
}

#[test]
fn spurious_wake_ups_and_time_outs_change_nothing() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let workers = vec![spawn(&mut publisher)];
        let pool = publisher.pool();
        let disturber = thread::spawn(move || {
            pool.bell.wake_all();
            pool.slot(1).finished.wake_all();
        });
        publish(&mut publisher, 1, 2);
        wait(&publisher);
        assert_complete(&publisher, 1);
        disturber.join().expect("it only wakes");
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_worker_asked_to_leave_leaves_wherever_it_is() {
    explore(1, || {
        let mut publisher = Publisher::new(2);
        let first = spawn(&mut publisher);
        let second = spawn(&mut publisher);
        publish(&mut publisher, 1, 1);
        retire(&mut publisher, vec![first]);
        // The other finishes what is left.
        wait(&publisher);
        assert_complete(&publisher, 1);
        retire(&mut publisher, vec![second]);
    });
}

#[test]
fn a_dead_worker_keeps_its_job_and_the_others_go_on() {
    explore(2, || {
        let mut publisher: Publisher<Watched> = Publisher::new(2);
        publish(&mut publisher, 1, 1);
        // It died with its ticket: taken, never given back.
        let dead = publisher.seat_worker().expect("a vacant seat");
        publisher.pool().claims.take();
        publisher.bury_worker(dead);
        assert_eq!(publisher.seat_state(dead), SeatState::Dead);
        let workers = vec![spawn(&mut publisher)];
        // Four slots: the fourth of these meets the one that the dead worker holds.
        for name in [10, 100, 1000, 10_000] {
            publish(&mut publisher, name, 1);
            wait(&publisher);
            assert_complete(&publisher, name);
        }
        retire(&mut publisher, workers);
        while let Some(retired) = publisher.reap() {
            assert_ne!(retired.job.name, 1, "the dead worker is still inside");
        }
    });
}

#[test]
fn an_item_that_is_marked_may_be_read_while_the_job_goes_on() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let workers = vec![spawn(&mut publisher)];
        publish(&mut publisher, 1, 2);
        // As a frame does it: without waiting for anything.
        publisher.current(|job, items, finished| {
            for (index, &item) in items.iter().enumerate() {
                if finished(index) {
                    assert_eq!(job.written(item as usize), 1);
                }
            }
        });
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_worker_that_was_only_stunned_leaves_when_it_comes_to() {
    explore(1, || {
        let mut publisher = Publisher::new(2);
        let (stunned, thread) = spawn(&mut publisher);
        publish(&mut publisher, 1, 1);
        publisher.bury_worker(stunned);
        // The others' job, while the stunned one is anywhere in its own.
        let workers = vec![spawn(&mut publisher)];
        publish(&mut publisher, 10, 1);
        wait(&publisher);
        assert_complete(&publisher, 10);
        retire(&mut publisher, workers);
        thread.join().expect("it left");
        assert_eq!(publisher.seat_state(stunned), SeatState::Dead);
        while let Some(retired) = publisher.reap() {
            for item in retired.finished {
                assert_eq!(retired.job.written(item as usize), retired.job.name);
            }
        }
    });
}

#[test]
fn a_seat_is_taken_again_after_its_worker_left() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let first = spawn(&mut publisher);
        publish(&mut publisher, 1, 1);
        retire(&mut publisher, vec![first]);
        let second = spawn(&mut publisher);
        publish(&mut publisher, 10, 1);
        wait(&publisher);
        assert_complete(&publisher, 10);
        retire(&mut publisher, vec![second]);
    });
}

#[test]
fn a_worker_that_rested_goes_on_when_it_may() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let (seat, thread) = spawn(&mut publisher);
        publish(&mut publisher, 1, 2);
        publisher.rest_worker(seat, true);
        // While it rests, or is about to, or is still in an item: nobody else does
        // its share, so a wake-up that it misses is a deadlock.
        publish(&mut publisher, 10, 1);
        publisher.rest_worker(seat, false);
        wait(&publisher);
        assert_complete(&publisher, 10);
        retire(&mut publisher, vec![(seat, thread)]);
    });
}

#[test]
fn others_do_the_share_of_one_that_rests_and_it_can_leave() {
    explore(1, || {
        let mut publisher = Publisher::new(2);
        let workers = vec![spawn(&mut publisher), spawn(&mut publisher)];
        publisher.rest_worker(workers[0].0, true);
        publish(&mut publisher, 1, 1);
        wait(&publisher);
        assert_complete(&publisher, 1);
        retire(&mut publisher, workers);
    });
}

#[test]
fn a_seat_left_by_one_that_rested_does_not_rest() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let first = spawn(&mut publisher);
        publisher.rest_worker(first.0, true);
        retire(&mut publisher, vec![first]);
        let second = spawn(&mut publisher);
        publish(&mut publisher, 1, 1);
        wait(&publisher);
        assert_complete(&publisher, 1);
        retire(&mut publisher, vec![second]);
    });
}

#[test]
fn the_one_that_rests_takes_over_from_a_dead_one() {
    explore(2, || {
        let mut publisher: Publisher<Watched> = Publisher::new(2);
        let dead = publisher.seat_worker().expect("a vacant seat");
        let other = spawn(&mut publisher);
        publisher.rest_worker(other.0, true);
        publish(&mut publisher, 1, 1);
        // It died with its ticket: taken, never given back.
        publisher.pool().claims.take();
        publisher.bury_worker(dead);
        publisher.rest_worker(other.0, false);
        publish(&mut publisher, 10, 1);
        wait(&publisher);
        assert_complete(&publisher, 10);
        retire(&mut publisher, vec![other]);
        while let Some(retired) = publisher.reap() {
            assert_ne!(retired.job.name, 1, "the dead worker is still inside");
        }
    });
}

#[test]
fn one_that_is_asked_to_rest_takes_one_item_more_at_most() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let worker = spawn(&mut publisher);
        publisher.rest_worker(worker.0, true);
        publish(&mut publisher, 1, 2);
        // Until it shows that it rests in this epoch.
        while publisher.pulse(worker.0).is_some() {
            thread::yield_now();
        }
        let finished = publisher.current(|_, items, finished| {
            (0..items.len()).filter(|&index| finished(index)).count()
        });
        assert!(finished <= Some(1), "{finished:?}");
        publisher.rest_worker(worker.0, false);
        wait(&publisher);
        assert_complete(&publisher, 1);
        retire(&mut publisher, vec![worker]);
    });
}

#[test]
fn one_that_pauses_in_an_item_leaves_a_job_that_is_over() {
    explore(2, || {
        let mut publisher = Publisher::new(1);
        let worker = spawn(&mut publisher);
        publisher.give_way(true);
        let mut long = Watched::new(1, 1);
        long.polls = POLLS_BETWEEN_PAUSES;
        publisher.publish(long, vec![0]);
        // The model's pauses have no end: it may be in one that nothing but this ends,
        // and is to begin none after it.
        publisher.give_way(false);
        publish(&mut publisher, 10, 1);
        wait(&publisher);
        assert_complete(&publisher, 10);
        retire(&mut publisher, vec![worker]);
        while let Some(retired) = publisher.reap() {
            for item in retired.finished {
                assert_eq!(retired.job.written(item as usize), retired.job.name);
            }
        }
    });
}
