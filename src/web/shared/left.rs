//! Pictures whose jobs are over and that are still wanted.

use super::Task;
use crate::picture::Picture;
use crate::pool::Retired;

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
    pub(super) retired: Option<Retired<Task>>,
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
        self.retired.as_ref().map(|retired| &retired.job.picture)
    }

    /// The same with what is known of its items.
    pub(super) fn into_back(self) -> Option<Back> {
        let Retired {
            job,
            finished,
            unfinished,
        } = self.retired?;
        Some(Back {
            picture: job.picture,
            finished,
            unfinished,
            unshown: self.unshown,
            was_refined: self.was_refined,
        })
    }
}
