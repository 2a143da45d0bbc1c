//! The compute workers of the shared backend: hired, watched, let go.

use super::super::backend::SILENCE_MS;
use super::super::crew::{Hand, Kit, cores};
use super::super::rehearsal::Rehearsal;
use crate::pool::{Job, Publisher, SeatState};

/// Workers at most, dead ones counted: a slot a seat, so it costs little.
pub(in super::super) const SEATS: usize = 192;

/// A worker's last sign of life.
struct LastSeen {
    seat: usize,
    pulse: Option<u64>,
    silent_ms: f64,
}

/// The compute workers, those that are leaving included.
pub(super) struct Staff {
    kit: Kit,
    hands: Vec<Hand>,
    last_seen: Vec<LastSeen>,
    rehearsal: Option<Rehearsal>,
    /// The seat of the worker that rests, so that a core is free.
    resting: Option<usize>,
    /// Whether all rest.
    asleep: bool,
}

impl Staff {
    pub(super) fn new(kit: Kit, rehearsal: Option<Rehearsal>) -> Self {
        Self {
            kit,
            hands: Vec::new(),
            last_seen: Vec::new(),
            rehearsal,
            resting: None,
            asleep: false,
        }
    }

    /// The workers that are not leaving.
    fn staying(&self) -> impl Iterator<Item = &Hand> {
        self.hands.iter().filter(|hand| !hand.leaving.get())
    }

    /// How many are at work.
    pub(super) fn at_work(&self) -> usize {
        self.seats_at_work().count()
    }

    /// Where they sit.
    pub(super) fn seats_at_work(&self) -> impl Iterator<Item = usize> {
        let at_work = self.staying().filter(|hand| hand.ready.get());
        at_work.map(|hand| hand.seat)
    }

    /// Whether none is left, nor on its way.
    pub(super) fn is_gone(&self) -> bool {
        self.staying().next().is_none()
    }

    /// How many are at work or on their way.
    pub(super) fn hired(&self) -> usize {
        self.staying().count()
    }

    /// Hires or lets go until there are `count`.
    pub(super) fn set_count<J: Job>(
        &mut self,
        count: usize,
        publisher: &mut Publisher<J>,
    ) -> Result<(), String> {
        // None of those that stay may be left resting.
        self.leave_a_core(false, publisher);
        while self.staying().count() < count {
            self.hire(publisher)?;
        }
        let mut staying: Vec<&Hand> = self.staying().collect();
        // Those that still start go first: perhaps they never do.
        staying.sort_by_key(|hand| !hand.ready.get());
        let surplus: Vec<usize> = staying.iter().skip(count).map(|hand| hand.seat).collect();
        for hand in staying.iter().skip(count) {
            hand.leaving.set(true);
        }
        publisher.retire_workers(&surplus);
        if self.asleep {
            self.sleep(true, publisher);
        }
        Ok(())
    }

    /// Has all workers rest, those that are hired meanwhile too, or all work again.
    pub(super) fn sleep<J: Job>(&mut self, asleep: bool, publisher: &mut Publisher<J>) {
        self.asleep = asleep;
        self.resting = None;
        for hand in &self.hands {
            publisher.rest_worker(hand.seat, asleep);
        }
    }

    /// Whether there are as many at work as the machine has cores.
    pub(super) fn takes_all_cores(&self) -> bool {
        self.at_work() >= cores().max(2)
    }

    /// Has a worker rest where there are as many as cores, or all work again.
    ///
    /// No more than one, also where frames are missed: to have all rest for half a
    /// second after each that was, or for a share of the frames, made more of them
    /// late (102 to 112 of 120 in time beside a blocked page, 115 and 116 without). A
    /// worker that has just rested goes before the threads that draw.
    pub(super) fn leave_a_core<J: Job>(&mut self, leave: bool, publisher: &mut Publisher<J>) {
        if leave == self.resting.is_some() {
            return;
        }
        if let Some(seat) = self.resting.take() {
            publisher.rest_worker(seat, false);
            return;
        }
        if !self.takes_all_cores() {
            return;
        }
        let at_work = self.staying().find(|hand| hand.ready.get());
        self.resting = at_work.map(|hand| hand.seat);
        if let Some(seat) = self.resting {
            publisher.rest_worker(seat, true);
        }
    }

    /// Hires one more.
    pub(super) fn hire<J: Job>(&mut self, publisher: &mut Publisher<J>) -> Result<(), String> {
        // A seat that is taken again must not have two workers' names.
        self.sweep(publisher);
        let seat = publisher
            .seat_worker()
            .ok_or_else(|| format!("all {SEATS} seats for compute workers are taken"))?;
        let spoilt = self
            .rehearsal
            .is_some_and(|rehearsal| rehearsal.spoils(seat));
        let hand =
            Hand::hire(&self.kit, seat, spoilt).inspect_err(|_| publisher.bury_worker(seat))?;
        publisher.rest_worker(seat, self.asleep);
        self.hands.push(hand);
        Ok(())
    }

    /// Forgets the workers that have left.
    fn sweep<J: Job>(&mut self, publisher: &Publisher<J>) {
        self.hands.retain(|hand| {
            !hand.leaving.get() || publisher.seat_state(hand.seat) != SeatState::Vacant
        });
    }

    /// The worker in `seat` is ready.
    pub(super) fn set_ready(&self, seat: usize) {
        if let Some(hand) = self.hands.iter().find(|hand| hand.seat == seat) {
            hand.ready.set(true);
        }
    }

    /// Gives up the worker in `seat`.
    pub(super) fn bury<J: Job>(&mut self, seat: usize, publisher: &mut Publisher<J>) {
        publisher.bury_worker(seat);
        self.hands.retain(|hand| hand.seat != seat);
    }

    /// The seat of a worker that has been silent for too long, `elapsed`
    /// milliseconds after the last look.
    pub(super) fn silent<J: Job>(
        &mut self,
        elapsed: f64,
        publisher: &Publisher<J>,
    ) -> Option<usize> {
        self.sweep(publisher);
        self.last_seen
            .retain(|known| self.hands.iter().any(|hand| hand.seat == known.seat));
        for hand in self.hands.iter().filter(|hand| hand.ready.get()) {
            let pulse = publisher.pulse(hand.seat);
            let known = self
                .last_seen
                .iter_mut()
                .find(|known| known.seat == hand.seat);
            match known {
                None => self.last_seen.push(LastSeen {
                    seat: hand.seat,
                    pulse,
                    silent_ms: 0.0,
                }),
                Some(known) if pulse.is_none() || known.pulse != pulse => {
                    known.pulse = pulse;
                    known.silent_ms = 0.0;
                }
                Some(known) => known.silent_ms += elapsed,
            }
        }
        let silent = self
            .last_seen
            .iter()
            .find(|known| known.silent_ms > SILENCE_MS)?;
        Some(silent.seat)
    }

    /// Asks all to leave; true once they have. Those that still start go with
    /// the coordinator.
    pub(super) fn dismiss<J: Job>(&mut self, publisher: &mut Publisher<J>) -> bool {
        let seats: Vec<usize> = self.hands.iter().map(|hand| hand.seat).collect();
        publisher.retire_workers(&seats);
        self.hands.retain(|hand| {
            hand.ready.get() && publisher.seat_state(hand.seat) != SeatState::Vacant
        });
        self.hands.is_empty()
    }
}
