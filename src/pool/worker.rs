//! A worker's life.

use super::claims::Ticket;
use super::seats::SeatState;
use super::shared::{Job, Pool};

impl<J: Job> Pool<J> {
    /// Works in `seat` until asked to retire: the whole of a compute worker.
    ///
    /// # Panics
    /// Where there is no such seat.
    pub fn work(&self, seat: usize) {
        let me = &self.seats[seat];
        // The epoch in which there is nothing left to take.
        let mut spent = 0;
        loop {
            // Before looking for work: a ring after this line ends the sleep below.
            let heard = self.bell.get();
            if me.state() != SeatState::Working {
                break;
            }
            let epoch = self.claims.epoch();
            if epoch == spent || me.is_resting() {
                me.show(epoch, true);
                self.bell.sleep_while(heard, None);
                continue;
            }
            let ticket = self.claims.take();
            me.show(ticket.epoch, false);
            if !self.serve(ticket, seat) {
                spent = ticket.epoch;
            }
        }
        me.vacate();
    }

    /// Runs a ticket's item and gives the ticket back; false where the ticket is
    /// past the job's end.
    fn serve(&self, ticket: Ticket, seat: usize) -> bool {
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
                    self.claims.epoch() != ticket.epoch
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
}
