//! What each worker shows of itself: where it is, that it lives, and what is
//! asked of it.
//!
//! With `panic = abort` a worker that traps counts nothing more, and one that
//! was terminated fires no event: its silence is all there is to notice. All
//! words here are hints to the coordinator or single-writer flags; none
//! publishes pixels.

use super::claims::Epoch;
use super::sync::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// The life of a seat. Only forward, and back to vacant when its worker left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatState {
    /// No worker.
    Vacant,
    /// A worker works or sleeps.
    Working,
    /// It was asked to leave.
    Retiring,
    /// It fell silent. Whoever sits here may still hold a ticket, so the seat
    /// is not given to another.
    Dead,
}

const VACANT: u32 = 0;
const WORKING: u32 = 1;
const RETIRING: u32 = 2;
const DEAD: u32 = 3;

/// One worker's place.
#[derive(Debug)]
pub(super) struct Seat {
    state: AtomicU32,
    /// The last epoch that the worker looked for work in (high half), whether it
    /// then found nothing and sleeps ([`IDLE`]), and its beat: goes up with every
    /// poll of a kernel and every turn of the worker's loop. Only the worker
    /// writes it.
    pulse: AtomicU64,
    /// Whether the worker is to take no items for now. Only the publisher writes
    /// it, and rings the bell after it.
    resting: AtomicBool,
}

const IDLE: u64 = 1 << 31;
const BEAT: u64 = IDLE - 1;

impl Seat {
    pub(super) fn new() -> Self {
        Self {
            state: AtomicU32::new(VACANT),
            pulse: AtomicU64::new(IDLE),
            resting: AtomicBool::new(false),
        }
    }

    pub(super) fn state(&self) -> SeatState {
        // Acquire: pairs with the Release in `vacate`; what the worker did in
        // its seat is over when another takes it.
        match self.state.load(Ordering::Acquire) {
            VACANT => SeatState::Vacant,
            WORKING => SeatState::Working,
            RETIRING => SeatState::Retiring,
            _ => SeatState::Dead,
        }
    }

    /// The coordinator gives the seat to a new worker.
    pub(super) fn take(&self) {
        self.set_resting(false);
        // Release: pairs with the Acquire in `state`; the worker starts after.
        self.state.store(WORKING, Ordering::Release);
    }

    /// The coordinator asks the worker to leave after its item. The bell must be
    /// rung after it.
    pub(super) fn ask_to_retire(&self) {
        // A seat that is vacant or dead stays so. Relaxed on failure: nothing is
        // read. Release on success: the bell that follows carries it.
        let _ =
            self.state
                .compare_exchange(WORKING, RETIRING, Ordering::Release, Ordering::Relaxed);
    }

    /// The coordinator has the worker rest, or go on. The bell must be rung after it.
    pub(super) fn set_resting(&self, resting: bool) {
        // Relaxed: the bell that follows carries it.
        self.resting.store(resting, Ordering::Relaxed);
    }

    /// Whether the worker is to take no items for now.
    pub(super) fn is_resting(&self) -> bool {
        // Relaxed: whoever heard the bell rung after a change sees that change.
        self.resting.load(Ordering::Relaxed)
    }

    /// The coordinator gives the worker up.
    pub(super) fn bury(&self) {
        // Release: as in `ask_to_retire`.
        self.state.store(DEAD, Ordering::Release);
    }

    /// The worker leaves. A seat that was given up in the meantime stays dead.
    pub(super) fn vacate(&self) {
        // Release: pairs with the Acquire in `state`.
        let _ = self
            .state
            .compare_exchange(RETIRING, VACANT, Ordering::Release, Ordering::Relaxed);
    }

    /// The worker is alive. Called at every poll: a load and a store, no
    /// read-modify-write.
    pub(super) fn beat(&self) {
        let pulse = self.pulse.load(Ordering::Relaxed);
        let beat = pulse.wrapping_add(1) & BEAT;
        self.pulse.store(pulse & !BEAT | beat, Ordering::Relaxed);
    }

    /// The worker has turned to `epoch`, or sleeps in it.
    pub(super) fn show(&self, epoch: Epoch, idle: bool) {
        let beat = self.pulse.load(Ordering::Relaxed).wrapping_add(1) & BEAT;
        let idle = if idle { IDLE } else { 0 };
        self.pulse
            .store(u64::from(epoch) << 32 | idle | beat, Ordering::Relaxed);
    }

    /// What an observer compares over time while the worker owes work: the same
    /// value for long means silence. None where it has nothing to do in `epoch`.
    pub(super) fn pulse(&self, epoch: Epoch) -> Option<u64> {
        let pulse = self.pulse.load(Ordering::Relaxed);
        let rests = pulse & IDLE != 0 && (pulse >> 32) as u32 == epoch;
        (!rests).then_some(pulse)
    }
}
