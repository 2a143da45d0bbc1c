//! The one word by which work is handed out: the job's epoch and the next
//! ticket's number, changed together.
//!
//! Ordering: the publisher's swap releases the slot that it filled; a worker's
//! `fetch_add` acquires it. A worker that took a ticket of an epoch therefore
//! sees that epoch's job, and the swap that ends the epoch counts the ticket.

use super::sync::{AtomicU64, Ordering};

/// An epoch's number; 0 is before the first job.
pub(super) type Epoch = u32;

/// The right to run one item of one epoch's job, and the duty to give it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) epoch: Epoch,
    /// Its number within the epoch; past the job's items there is nothing to do.
    pub(super) number: u32,
}

/// Epoch in the high half, next number in the low half.
#[derive(Debug)]
pub(super) struct Claims(AtomicU64);

impl Claims {
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(0))
    }

    /// Takes the next ticket of whatever epoch is current.
    ///
    /// A worker stops at its first ticket past the end, so the low half counts
    /// items and workers and never carries into the epoch.
    pub(super) fn take(&self) -> Ticket {
        // Acquire: pairs with the Release in `open`; the slot of this epoch is
        // visible. That the swap which ends the epoch counts this ticket needs no
        // ordering: both change one word, one after the other.
        let word = self.0.fetch_add(1, Ordering::Acquire);
        Ticket {
            epoch: (word >> 32) as u32,
            number: word as u32,
        }
    }

    /// The current epoch, as a hint: by the time the caller looks it may be over.
    pub(super) fn epoch(&self) -> Epoch {
        // Relaxed: whoever acts on it takes a ticket first.
        (self.0.load(Ordering::Relaxed) >> 32) as u32
    }

    /// Opens `epoch` and ends the one before; returns how many tickets that one
    /// gave out.
    pub(super) fn open(&self, epoch: Epoch) -> u32 {
        // Release: pairs with the Acquire in `take`, and publishes the slot.
        let word = self.0.swap(u64::from(epoch) << 32, Ordering::Release);
        word as u32
    }
}
