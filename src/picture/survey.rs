//! The anchor of deep views as a job for the pool.

use crate::fractal::{NoReference, Stage};
use crate::pool::Job;
use crate::view::{Anchor, Site, Terms};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// An anchor, being computed or done: a job of one item.
pub struct Survey {
    site: Site,
    terms: Terms,
    /// One whose orbit is gone on with.
    known: Option<Anchor>,
    /// Steps of its orbit so far.
    steps: AtomicU32,
    found: OnceLock<Result<Anchor, NoReference>>,
}

impl Survey {
    /// Its only item.
    pub const ITEM: u32 = 0;

    /// Of which nothing is known yet, but for the orbit of one that
    /// [it goes on with](Site::goes_on_with).
    #[must_use]
    pub fn new(site: Site, terms: Terms, known: Option<Anchor>) -> Self {
        Self {
            site,
            terms,
            known,
            steps: AtomicU32::new(0),
            found: OnceLock::new(),
        }
    }

    /// The same, from the beginning, by nothing that is known: for when somebody may be stuck
    /// in this one.
    #[must_use]
    pub fn again(&self) -> Self {
        Self::new(self.site.clone(), self.terms, None)
    }

    /// Where the anchor is to lie.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// How much of it is done, 0 to 1, at least: an orbit may end before its limit.
    #[must_use]
    pub fn progress(&self) -> f64 {
        // Relaxed: a figure for people.
        let steps = self.steps.load(Ordering::Relaxed);
        f64::from(steps) / f64::from(self.site.limit().max(1))
    }

    /// What came of it, once the item is finished.
    #[must_use]
    pub fn found(&self) -> Option<&Result<Anchor, NoReference>> {
        self.found.get()
    }

    /// Computes the anchor; false where `stale` said true, which is asked every few
    /// milliseconds and hears how far it is.
    pub fn run(&self, stale: &mut dyn FnMut(Stage) -> bool) -> bool {
        let known = self.known.as_ref();
        let found = self.site.anchor(self.terms, known, &mut |stage| {
            if let Stage::Orbit(steps) = stage {
                self.steps.store(steps, Ordering::Relaxed);
            }
            stale(stage)
        });
        if matches!(found, Err(NoReference::Stale)) {
            return false;
        }
        // The pool gives the item to one worker, once.
        self.found.set(found).is_ok()
    }
}

impl Job for Survey {
    unsafe fn run(&self, _item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        self.run(&mut |_| stale())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::Publisher;
    use crate::view::Size;
    use crate::view::testing::view;
    use std::thread;
    use std::time::Duration;

    const SIZE: Size = Size {
        width: 16,
        height: 9,
    };

    const TERMS: Terms = Terms {
        most_bytes: 1 << 30,
        exact: false,
    };

    #[test]
    fn a_worker_of_the_pool_finds_the_anchor_of_a_view() {
        let view = view("re=-2&zoom=1e30&iter=5000");
        let mut publisher = Publisher::new(1);
        let seat = publisher.seat_worker().expect("a seat");
        let pool = publisher.pool();
        thread::scope(|scope| {
            scope.spawn(move || pool.work(seat, || None));
            let survey = Survey::new(view.site(SIZE), TERMS, None);
            assert!(survey.progress() < 1e-9);
            publisher.publish(survey, vec![Survey::ITEM]);
            while !publisher.wait(Duration::from_millis(100), || Duration::ZERO) {}
            publisher.retire_workers(&[seat]);
        });
        publisher.withdraw();
        let survey = publisher.reap().expect("nobody is inside the job").job;
        let found = survey.found().expect("it is finished");
        assert!(found.as_ref().expect("it is short").serves(&view, SIZE));
    }

    #[test]
    fn a_survey_tells_how_far_it_is_and_stops_where_nobody_wants_it() {
        let limit = 1_000_000;
        let site = view(&format!("re=-0.1&im=0.1&zoom=1e30&iter={limit}")).site(SIZE);
        let survey = Survey::new(site, TERMS, None);
        let mut last = 0;
        let is_found = survey.run(&mut |stage| {
            if let Stage::Orbit(steps) = stage {
                last = steps;
            }
            last > 0
        });
        assert!(!is_found && survey.found().is_none());
        assert!(last > 0 && survey.progress() == f64::from(last) / f64::from(limit));
        assert!(survey.again().progress() < 1e-9);
    }
}
