//! The protocol with real threads.

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Counts how often each item is run.
struct Tally(Vec<AtomicU32>);

impl Job for Tally {
    unsafe fn run(&self, item: u32, _stale: &mut dyn FnMut() -> bool) -> bool {
        self.0[item as usize].fetch_add(1, Ordering::Relaxed);
        true
    }
}

fn spawn<J: Job + 'static>(publisher: &mut Publisher<J>) -> (usize, JoinHandle<()>) {
    let seat = publisher.seat_worker().expect("a vacant seat");
    let pool = publisher.pool();
    (seat, thread::spawn(move || pool.work(seat, || None)))
}

fn retire<J: Job>(publisher: &mut Publisher<J>, workers: Vec<(usize, JoinHandle<()>)>) {
    let seats: Vec<usize> = workers.iter().map(|(seat, _)| *seat).collect();
    publisher.retire_workers(&seats);
    for (_, worker) in workers {
        worker.join().expect("the worker left in peace");
    }
}

fn wait<J: Job>(publisher: &Publisher<J>) {
    let start = Instant::now();
    assert!(publisher.wait(Duration::from_secs(60), || start.elapsed()));
}

#[test]
fn who_rests_takes_nothing_and_goes_on_when_asked() {
    let mut publisher = Publisher::new(1);
    let worker = spawn(&mut publisher);
    for _ in 0..200 {
        publisher.rest_worker(worker.0, true);
        let job = Tally(vec![AtomicU32::new(0)]);
        publisher.publish(job, vec![0]);
        // It shows that it has nothing to do in this epoch.
        while publisher.pulse(worker.0).is_some() {
            thread::yield_now();
        }
        assert!(!publisher.wait(Duration::ZERO, || Duration::ZERO));
        publisher.rest_worker(worker.0, false);
        wait(&publisher);
    }
    retire(&mut publisher, vec![worker]);
}

/// Asks so often whether it is stale that those who give way pause many times.
struct Long(AtomicU32);

impl Job for Long {
    unsafe fn run(&self, _item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        (0..1000).all(|_| !stale())
    }
}

#[test]
fn who_gives_way_finishes_all_the_same() {
    let mut publisher = Publisher::new(2);
    let workers = (0..2).map(|_| spawn(&mut publisher)).collect();
    for gives_way in [true, false, true] {
        publisher.give_way(gives_way);
        publisher.publish(Long(AtomicU32::new(0)), (0..8).collect());
        wait(&publisher);
        publisher.current(|job, _, _| assert_eq!(job.0.load(Ordering::Relaxed), 8));
    }
    retire(&mut publisher, workers);
}

#[test]
fn a_thousand_jobs_run_every_item_once() {
    let mut publisher = Publisher::new(4);
    let workers = (0..4).map(|_| spawn(&mut publisher)).collect();
    for round in 0..1000_u32 {
        let items = 1 + round % 37;
        publisher.publish(
            Tally((0..items).map(|_| AtomicU32::new(0)).collect()),
            (0..items).collect(),
        );
        // Every third job is abandoned wherever it is.
        if round % 3 != 0 {
            wait(&publisher);
            publisher.current(|job, _, _| {
                assert!(job.0.iter().all(|times| times.load(Ordering::Relaxed) == 1));
            });
        }
        while let Some(retired) = publisher.reap() {
            for item in retired.finished {
                assert_eq!(retired.job.0[item as usize].load(Ordering::Relaxed), 1);
            }
            for item in retired.unfinished {
                assert_eq!(retired.job.0[item as usize].load(Ordering::Relaxed), 0);
            }
        }
    }
    retire(&mut publisher, workers);
}

/// Items that end only when they are stale.
struct Endless {
    entered: Arc<AtomicBool>,
}

impl Job for Endless {
    unsafe fn run(&self, _item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        self.entered.store(true, Ordering::Release);
        while !stale() {
            std::hint::spin_loop();
        }
        false
    }
}

#[test]
fn a_stale_job_is_left_and_comes_back_unfinished() {
    let entered = Arc::new(AtomicBool::new(false));
    let mut publisher = Publisher::new(1);
    let workers = vec![spawn(&mut publisher)];
    publisher.publish(
        Endless {
            entered: Arc::clone(&entered),
        },
        vec![7, 8],
    );
    while !entered.load(Ordering::Acquire) {
        thread::yield_now();
    }
    assert!(!publisher.wait(Duration::ZERO, || Duration::ZERO));
    assert!(publisher.pulse(0).is_some(), "it owes work");
    publisher.withdraw();
    let retired = loop {
        if let Some(retired) = publisher.reap() {
            break retired;
        }
        thread::yield_now();
    };
    assert!(retired.finished.is_empty());
    assert_eq!(retired.unfinished, [7, 8]);
    retire(&mut publisher, workers);
}

#[test]
fn a_seat_is_given_again_after_its_worker_left() {
    let mut publisher: Publisher<Tally> = Publisher::new(1);
    for _ in 0..10 {
        let worker = spawn(&mut publisher);
        assert!(publisher.seat_worker().is_none());
        retire(&mut publisher, vec![worker]);
    }
}

#[test]
fn a_dead_workers_seat_is_not_given_again() {
    let mut publisher: Publisher<Tally> = Publisher::new(2);
    let dead = publisher.seat_worker().expect("a vacant seat");
    publisher.publish(Tally(vec![AtomicU32::new(0)]), vec![0]);
    assert!(
        publisher.pulse(dead).is_some(),
        "it owes work and is silent"
    );
    publisher.bury_worker(dead);
    assert!(publisher.pulse(dead).is_none());
    assert_ne!(publisher.seat_worker(), Some(dead));
    assert!(publisher.seat_worker().is_none());
}
