//! A place for one job: the job, the items it is made of, and the marks of those
//! that are finished.
//!
//! Who may look inside: the publisher while the slot is vacant (alone), and
//! whoever holds a ticket of its epoch, and the publisher while it is current or
//! retired (both reading). The two are separated by [`Slot::is_quiet`].

use super::signal::Signal;
use super::sync::{AtomicBool, AtomicU32, Ordering, UnsafeCell};

/// A job with its items and their marks.
pub(super) struct Work<J> {
    pub(super) job: J,
    /// What ticket n runs.
    pub(super) items: Vec<u32>,
    /// Whether ticket n's item is finished.
    finished: Vec<AtomicBool>,
}

impl<J> Work<J> {
    pub(super) fn new(job: J, items: Vec<u32>) -> Self {
        let finished = items.iter().map(|_| AtomicBool::new(false)).collect();
        Self {
            job,
            items,
            finished,
        }
    }

    /// Marks ticket `number`'s item as finished.
    pub(super) fn finish(&self, number: u32) {
        // Release: pairs with the Acquire in `is_finished`, and publishes what
        // the item wrote.
        self.finished[number as usize].store(true, Ordering::Release);
    }

    /// Whether ticket `number`'s item is finished; if so, all it wrote is visible.
    pub(super) fn is_finished(&self, number: u32) -> bool {
        // Acquire: pairs with the Release in `finish`.
        self.finished[number as usize].load(Ordering::Acquire)
    }
}

/// A slot of the pool.
pub(super) struct Slot<J> {
    work: UnsafeCell<Option<Work<J>>>,
    /// Items finished.
    pub(super) finished: Signal,
    /// Tickets given back.
    returned: AtomicU32,
}

impl<J> Slot<J> {
    pub(super) fn new() -> Self {
        Self {
            work: UnsafeCell::new(None),
            finished: Signal::new(),
            returned: AtomicU32::new(0),
        }
    }

    /// Gives a ticket back: its holder is out of the job.
    pub(super) fn give_back(&self) {
        // Release: pairs with the Acquire in `is_quiet`; the holder's last access
        // to the job comes before.
        self.returned.fetch_add(1, Ordering::Release);
    }

    /// Whether all `out` tickets came back.
    pub(super) fn is_quiet(&self, out: u32) -> bool {
        // Acquire: pairs with the Release in `give_back`.
        self.returned.load(Ordering::Acquire) == out
    }

    /// Reads the slot.
    ///
    /// # Safety
    /// The caller holds a ticket of the slot's epoch, or is the publisher.
    pub(super) unsafe fn look<R>(&self, read: impl FnOnce(Option<&Work<J>>) -> R) -> R {
        self.work.with(|work| {
            // SAFETY: by the caller's promise nobody replaces the work meanwhile.
            read(unsafe { &*work }.as_ref())
        })
    }

    /// Puts new work in, takes the old out, and starts the counters again.
    ///
    /// # Safety
    /// The caller is the publisher, and the slot is quiet.
    pub(super) unsafe fn replace(&self, work: Option<Work<J>>) -> Option<Work<J>> {
        self.finished.reset();
        // Relaxed: published by the swap in `Claims::open`.
        self.returned.store(0, Ordering::Relaxed);
        self.work.with_mut(|place| {
            // SAFETY: by the caller's promise nobody else looks.
            std::mem::replace(unsafe { &mut *place }, work)
        })
    }
}
