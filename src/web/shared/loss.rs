//! Workers that die: what they left is started again, and the others go on.

use super::super::backend::Loss;
use super::{Shared, Work};
use crate::picture::Survey;

/// Deaths that are lived through. More are a fault of ours or of the machine's.
const DEATHS: usize = 16;

impl Shared {
    /// A worker is gone; the others go on.
    pub(super) fn lose(&mut self, seat: usize, why: &str) -> Loss {
        self.staff.bury(seat, &mut self.publisher);
        // Perhaps it was the only one that did not rest.
        self.staff.leave_a_core(false, &mut self.publisher);
        self.deaths += 1;
        if self.deaths > DEATHS {
            return Loss::Fatal(format!(
                "{} compute workers failed, the last: {why}",
                self.deaths
            ));
        }
        if self.staff.is_gone()
            && let Err(hopeless) = self.staff.hire(&mut self.publisher)
        {
            return Loss::Fatal(format!(
                "the last compute worker failed ({why}) and no other starts: {hopeless}"
            ));
        }
        match self.rescue() {
            Ok(()) => Loss::Survived(format!(
                "Compute worker {seat} failed: {why}. The others go on."
            )),
            Err(hopeless) => Loss::Fatal(hopeless),
        }
    }

    /// Starts again what a dead worker left: in memory of its own, for the dead
    /// one may be only stunned, and write.
    fn rescue(&mut self) -> Result<(), String> {
        self.sort_out();
        // It may be inside what is not back: that may never come.
        self.left.retain(|left| left.retired.is_some());
        if self.is_complete() {
            return Ok(());
        }
        // There may not be memory for all of them.
        self.spare = None;
        if let Some(survey) = self.look_at_survey(Survey::again) {
            self.begin_survey(survey);
            return Ok(());
        }
        let rescued = self.publisher.current(|task, items, is_finished| {
            let Work::Picture(picture) = &task.work else {
                return None;
            };
            let finished: Vec<u32> = items
                .iter()
                .enumerate()
                .filter_map(|(index, &item)| is_finished(index).then_some(item))
                .collect();
            // SAFETY: what the pool calls finished is.
            let picture = unsafe { picture.rescued(&finished) };
            Some(picture.map(|picture| (picture, items.to_vec())))
        });
        match (rescued.flatten(), self.refining) {
            (None, _) => Ok(()),
            (Some(Ok((picture, items))), None) => {
                self.publish(picture, items);
                Ok(())
            }
            (Some(Ok((picture, _))), Some((samples, focus))) => {
                self.publish_refined(picture, samples, focus, &[], &[]);
                Ok(())
            }
            (Some(Err(_)), Some(_)) => {
                // What is on screen stays there; no more is made of it.
                self.publisher.withdraw();
                self.current = 0;
                Ok(())
            }
            (Some(Err(_)), None) => {
                Err("there is no memory to replace what a lost worker left".to_owned())
            }
        }
    }
}
