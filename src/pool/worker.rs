//! A worker's life.

use super::claims::Ticket;
use super::seats::SeatState;
use super::shared::{Job, Pool};
use super::sync::Ordering;
use std::time::Duration;

/// Polls of a kernel from one pause of a worker that gives way to the next: about a
/// millisecond of work. Linux lets a thread run for 3 ms before another that woke
/// up in the meantime has its turn, and a frame is made by five threads after
/// each other: beside one compute worker and a page that blocks the other of two
/// cores Chromium showed 101 to 118 of 120 frames, and 116 to 120 with pauses (of
/// 5 polls: 114 to 118, of 20: 104 to 119).
pub(super) const POLLS_BETWEEN_PAUSES: u32 = 10;

/// No longer than it takes to have others go first. Linux makes some 60 µs of it; a
/// system that makes a millisecond of it is not to be asked.
const PAUSE: Duration = Duration::from_micros(1);

impl<J: Job> Pool<J> {
    /// Works in `seat` until asked to retire: the whole of a compute worker. `rest` is
    /// called each time that there is nothing to do, and tells how soon it wants to be
    /// called again where nothing comes meanwhile; with none it does not.
    ///
    /// # Panics
    /// Where there is no such seat.
    pub fn work(&self, seat: usize, mut rest: impl FnMut() -> Option<Duration>) {
        let me = &self.seats[seat];
        // The epoch in which there is nothing left to take.
        let mut spent = 0;
        // Items may be much shorter than what lies between two pauses.
        let mut polls = 0;
        loop {
            // Before looking for work: a ring after this line ends the sleep below.
            let heard = self.bell.get();
            if me.state() != SeatState::Working {
                break;
            }
            let epoch = self.claims.epoch();
            if epoch == spent || me.is_resting() {
                me.show(epoch, true);
                let at_most = rest();
                self.bell.sleep_while(heard, at_most);
                continue;
            }
            let ticket = self.claims.take();
            me.show(ticket.epoch, false);
            if !self.serve(ticket, seat, &mut polls) {
                spent = ticket.epoch;
            }
        }
        me.vacate();
    }

    /// Runs a ticket's item and gives the ticket back; false where the ticket is
    /// past the job's end.
    fn serve(&self, ticket: Ticket, seat: usize, polls: &mut u32) -> bool {
        let slot = self.slot(ticket.epoch);
        let me = &self.seats[seat];
        // SAFETY: the ticket is held until `give_back` below.
        let there_was_one = unsafe {
            slot.look(|work| {
                let Some(work) = work else { return false };
                let Some(&item) = work.items.get(ticket.number as usize) else {
                    return false;
                };
                let mut stale = || {
                    me.beat();
                    *polls += 1;
                    if *polls >= POLLS_BETWEEN_PAUSES {
                        *polls = 0;
                        self.pause_if_asked(ticket);
                    }
                    self.is_over(ticket)
                };
                // SAFETY: `fetch_add` handed this number to this worker alone.
                if work.job.run(item, &mut stale) {
                    work.finish(ticket.number);
                    if slot.finished.advance() as usize == work.items.len() {
                        slot.finished.wake_all();
                    }
                }
                true
            })
        };
        slot.give_back();
        there_was_one
    }

    /// Sleeps as long as a worker that pauses: to be timed.
    pub fn pause(&self) {
        self.bell.sleep_while(self.bell.get(), Some(PAUSE));
    }

    /// Whether the ticket's job was followed by another.
    fn is_over(&self, ticket: Ticket) -> bool {
        self.claims.epoch() != ticket.epoch
    }

    /// Lets threads that wait for a core go first, where the publisher wants it so.
    fn pause_if_asked(&self, ticket: Ticket) {
        let heard = self.bell.get();
        // Relaxed: a pause too many or too few is none the less right.
        if self.gives_way.load(Ordering::Relaxed) && !self.is_over(ticket) {
            self.bell.sleep_while(heard, Some(PAUSE));
        }
    }
}
