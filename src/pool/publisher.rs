//! The side that hands out jobs: one, and single-threaded.

use super::claims::Epoch;
use super::seats::SeatState;
use super::shared::{Job, Pool};
use super::slot::Work;
use super::sync::{Arc, Ordering};
use std::time::Duration;

/// A job that is over, with what became of its items.
pub struct Retired<J> {
    /// The job, owned again.
    pub job: J,
    /// The items that were finished.
    pub finished: Vec<u32>,
    /// The items that were not.
    pub unfinished: Vec<u32>,
}

/// An epoch that ended and whose slot is not yet emptied.
#[derive(Debug)]
struct Ended {
    epoch: Epoch,
    /// Tickets that it gave out.
    out: u32,
}

/// Hands jobs to the workers of a pool. There is one for each pool.
pub struct Publisher<J> {
    pool: Arc<Pool<J>>,
    epoch: Epoch,
    ended: Vec<Ended>,
}

impl<J: Job> Publisher<J> {
    /// A pool for at most `seats` workers over its life at once, dead ones
    /// counted, and its publisher.
    #[must_use]
    pub fn new(seats: usize) -> Self {
        Self {
            pool: Arc::new(Pool::new(seats)),
            epoch: 0,
            ended: Vec::with_capacity(seats + 2),
        }
    }

    /// What workers share with this publisher.
    #[must_use]
    pub fn pool(&self) -> Arc<Pool<J>> {
        Arc::clone(&self.pool)
    }

    /// Ends the current job and starts `job`, whose items are run in the order
    /// of `items`, each once.
    pub fn publish(&mut self, job: J, items: Vec<u32>) {
        self.open(Some(Work::new(job, items)));
    }

    /// Ends the current job; the workers go to sleep.
    pub fn withdraw(&mut self) {
        self.open(None);
    }

    fn open(&mut self, work: Option<Work<J>>) {
        let epoch = self.vacant_epoch();
        // SAFETY: this is the publisher, and `vacant_epoch` found the slot without
        // an epoch, so no ticket of it is out.
        unsafe { self.pool.slot(epoch).replace(work) };
        let out = self.pool.claims.open(epoch);
        if self.epoch != 0 {
            self.ended.push(Ended {
                epoch: self.epoch,
                out,
            });
        }
        self.epoch = epoch;
        self.ring();
    }

    /// Has every worker look again.
    fn ring(&self) {
        self.pool.bell.advance();
        self.pool.bell.wake_all();
    }

    /// The next epoch whose slot is neither current nor still entered by anyone.
    /// Jobs that nobody collected by [`Publisher::reap`] are dropped to make room.
    fn vacant_epoch(&mut self) -> Epoch {
        let slots = self.pool.slots() as u32;
        let mut epoch = self.epoch;
        loop {
            // 0 means "before the first job".
            epoch = epoch.checked_add(1).unwrap_or(1);
            if epoch % slots == self.epoch % slots && self.epoch != 0 {
                continue;
            }
            let occupant = self
                .ended
                .iter()
                .position(|ended| ended.epoch % slots == epoch % slots);
            match occupant {
                None => return epoch,
                Some(index) => {
                    if self.take_out(index).is_ok() {
                        return epoch;
                    }
                }
            }
        }
    }

    /// Empties the slot of an ended epoch, if it is quiet: `Err` where somebody
    /// is still inside.
    fn take_out(&mut self, index: usize) -> Result<Option<Work<J>>, ()> {
        let Ended { epoch, out } = self.ended[index];
        let slot = self.pool.slot(epoch);
        if !slot.is_quiet(out) {
            return Err(());
        }
        self.ended.swap_remove(index);
        // SAFETY: this is the publisher, and the epoch is over and all its tickets
        // are back.
        Ok(unsafe { slot.replace(None) })
    }

    /// Takes back a job that is over and that nobody is inside any more. A job
    /// that a worker died in never comes back.
    pub fn reap(&mut self) -> Option<Retired<J>> {
        let mut index = 0;
        while index < self.ended.len() {
            match self.take_out(index) {
                Err(()) => index += 1,
                Ok(None) => {}
                Ok(Some(work)) => return Some(Retired::of(work)),
            }
        }
        None
    }

    /// Looks at the current job, if there is one; `is_finished` tells of an index
    /// into its items whether that item is finished and may be read.
    pub fn current<R>(
        &self,
        look: impl FnOnce(&J, &[u32], &dyn Fn(usize) -> bool) -> R,
    ) -> Option<R> {
        // SAFETY: this is the publisher; it replaces nothing while it looks.
        unsafe {
            self.pool.slot(self.epoch).look(|work| {
                work.map(|work| {
                    look(&work.job, &work.items, &|index| {
                        work.is_finished(index as u32)
                    })
                })
            })
        }
    }

    /// Waits until the current job is complete, at most for `budget`; `clock`
    /// tells how much of it has passed. Returns whether it is complete.
    pub fn wait(&self, budget: Duration, clock: impl Fn() -> Duration) -> bool {
        let signal = &self.pool.slot(self.epoch).finished;
        let all = self.current(|_, items, _| items.len()).unwrap_or(0);
        loop {
            let seen = signal.get();
            if seen as usize == all {
                return true;
            }
            let Some(left) = budget.checked_sub(clock()).filter(|left| !left.is_zero()) else {
                return false;
            };
            signal.sleep_while(seen, Some(left));
        }
    }

    /// A seat for a new worker, if one is vacant: its number for [`Pool::work`].
    pub fn seat_worker(&mut self) -> Option<usize> {
        let seats = &self.pool.seats;
        let seat = (0..seats.len()).find(|&seat| seats[seat].state() == SeatState::Vacant)?;
        seats[seat].take();
        Some(seat)
    }

    /// Asks the workers in `seats` to leave after their items.
    pub fn retire_workers(&mut self, seats: &[usize]) {
        for &seat in seats {
            self.pool.seats[seat].ask_to_retire();
        }
        self.ring();
    }

    /// Has the worker in `seat` take no more items after the one that it runs, or
    /// go on. The others do its share. One that has just looked whether it is to rest
    /// takes one item all the same, be it of a job that is published after this.
    pub fn rest_worker(&mut self, seat: usize, resting: bool) {
        self.pool.seats[seat].set_resting(resting);
        self.ring();
    }

    /// Has all workers pause for a moment, after every millisecond of work or so, from
    /// now on or no longer: for threads that work for less than that at a time and that
    /// somebody waits for. [`Pool::pause`] tells how long a moment is on this system.
    pub fn give_way(&mut self, gives_way: bool) {
        // Relaxed: workers look again soon.
        self.pool.gives_way.store(gives_way, Ordering::Relaxed);
    }

    /// Gives up the worker in `seat`: it trapped or fell silent. Its item is
    /// never finished, its job never comes back, its seat is never used again.
    pub fn bury_worker(&mut self, seat: usize) {
        self.pool.seats[seat].bury();
        self.ring();
    }

    /// What has become of a seat.
    #[must_use]
    pub fn seat_state(&self, seat: usize) -> SeatState {
        self.pool.seats[seat].state()
    }

    /// The pulse of the worker in `seat`, or none where it owes nothing. The same
    /// value over a long time means that it is dead.
    #[must_use]
    pub fn pulse(&self, seat: usize) -> Option<u64> {
        let seat = &self.pool.seats[seat];
        match seat.state() {
            SeatState::Working | SeatState::Retiring => seat.pulse(self.epoch),
            SeatState::Vacant | SeatState::Dead => None,
        }
    }
}

impl<J> Retired<J> {
    fn of(work: Work<J>) -> Self {
        let mut finished = Vec::with_capacity(work.items.len());
        let mut unfinished = Vec::new();
        for (number, &item) in work.items.iter().enumerate() {
            if work.is_finished(number as u32) {
                finished.push(item);
            } else {
                unfinished.push(item);
            }
        }
        Self {
            job: work.job,
            finished,
            unfinished,
        }
    }
}
