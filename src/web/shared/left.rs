//! Pictures whose jobs are over and that are still wanted.

use super::super::clock;
use super::{Shared, Task, Work};
use crate::picture::Picture;
use crate::pool::Retired;
use std::time::Duration;

/// How long the coordinator may wait for workers to leave a job that it wants
/// back: they poll every 100 µs or so, but on a machine that is busy with other
/// things one may not run for some milliseconds, and all its job knows is worth them.
const HANDOVER_MS: f64 = 12.0;

/// The first part of it is not slept through.
const SPIN_MS: f64 = 0.3;

/// A picture whose job is over: on its way back from the workers, or back.
pub(super) struct Left {
    pub(super) name: u64,
    /// Its job's: a rescued picture has the name of the one that was abandoned.
    pub(super) serial: u64,
    /// The job's items that were not handed over.
    pub(super) unshown: Vec<u32>,
    /// Whether the job was to add samples to a picture that was complete.
    pub(super) was_refined: bool,
    /// It, once nobody is inside its job any more.
    pub(super) retired: Option<Retired<Picture>>,
}

/// A picture that is back.
pub(super) struct Back {
    pub(super) picture: Picture,
    pub(super) finished: Vec<u32>,
    pub(super) unfinished: Vec<u32>,
    /// Those that were not handed over, finished or not: of an unfinished one all may
    /// be known that it was to hand over.
    pub(super) unshown: Vec<u32>,
    /// As of [`Left`].
    pub(super) was_refined: bool,
}

impl Left {
    /// The picture, if it is back.
    pub(super) fn picture(&self) -> Option<&Picture> {
        self.retired.as_ref().map(|retired| &retired.job)
    }

    /// The same with what is known of its items.
    pub(super) fn into_back(self) -> Option<Back> {
        let Retired {
            job,
            finished,
            unfinished,
        } = self.retired?;
        Some(Back {
            picture: job,
            finished,
            unfinished,
            unshown: self.unshown,
            was_refined: self.was_refined,
        })
    }
}

impl Shared {
    /// Leaves the current picture, which is wanted back. Its job must be ended after
    /// it.
    pub(super) fn leave(&mut self) {
        let shown = &self.shown;
        let unshown = self.publisher.current(|_, items, _| {
            let items = items.iter().zip(shown);
            let unshown = items.filter(|(_, shown)| !**shown);
            unshown.map(|(&item, _)| item).collect()
        });
        self.left.push(Left {
            name: self.current,
            serial: self.serial,
            unshown: unshown.unwrap_or_default(),
            was_refined: self.refining.is_some(),
            retired: None,
        });
        self.current = 0;
    }

    /// Of the pictures before only this one is wanted, or none.
    pub(super) fn keep_only(&mut self, name: Option<u64>) {
        for left in std::mem::take(&mut self.left) {
            if Some(left.name) == name {
                self.left.push(left);
            } else if let Some(back) = left.into_back() {
                self.set_spare(back.picture);
            }
        }
    }

    /// A picture is of no more use but for its memory.
    pub(super) fn set_spare(&mut self, mut picture: Picture) {
        picture.forget_samples();
        self.spare = Some(picture);
    }

    /// Sorts out the jobs that came back: those that are wanted, one spare.
    pub(super) fn sort_out(&mut self) {
        while let Some(Retired {
            job,
            finished,
            unfinished,
        }) = self.publisher.reap()
        {
            let Task {
                work,
                serial,
                is_counted,
            } = job;
            let mut picture = match work {
                Work::Picture(picture) => picture,
                Work::Survey(_) => continue,
            };
            let computed = picture.take_pixels_computed();
            if is_counted {
                self.computed += computed;
            }
            match self.left.iter_mut().find(|left| left.serial == serial) {
                Some(left) => {
                    left.retired = Some(Retired {
                        job: picture,
                        finished,
                        unfinished,
                    });
                }
                None => self.set_spare(picture),
            }
        }
    }

    /// Takes back picture `name`, the current or the kept one, waiting a moment for
    /// the workers to leave it. Where that is not enough it is on its way.
    pub(super) fn take_back(&mut self, name: u64) -> Option<Back> {
        if self.current == name {
            self.leave();
            self.publisher.withdraw();
        }
        let begun = clock::now();
        loop {
            self.sort_out();
            let index = self.left.iter().position(|left| left.name == name)?;
            if self.left[index].retired.is_some() {
                return self.left.swap_remove(index).into_back();
            }
            let waited = clock::now() - begun;
            if waited > HANDOVER_MS {
                return None;
            }
            if waited > SPIN_MS {
                std::thread::sleep(Duration::from_micros(200));
            } else {
                std::hint::spin_loop();
            }
        }
    }

    /// Looks at picture `name`, the current or the kept one, where it is at hand.
    pub(super) fn look<R>(&mut self, name: u64, look: impl FnOnce(&Picture) -> R) -> Option<R> {
        self.sort_out();
        if self.current == name {
            let current = self.publisher.current(|task, _, _| match &task.work {
                Work::Picture(picture) => Some(look(picture)),
                Work::Survey(_) => None,
            });
            return current.flatten();
        }
        let left = self.left.iter().find(|left| left.name == name)?;
        left.picture().map(look)
    }
}
