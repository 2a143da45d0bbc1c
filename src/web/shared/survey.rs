//! The anchors of deep pictures: computed by a worker, before the picture.

use super::super::anchors::TERMS;
use super::super::backend::Order;
use super::super::events::{self, Event};
use super::{Shared, Work};
use crate::picture::Survey;
use crate::view::{Anchor, Site};

impl Shared {
    /// The anchor of a picture, where it needs one, or where one has to be found.
    pub(super) fn anchor_for(&mut self, order: &Order) -> Result<Option<Anchor>, Site> {
        let Order { view, size, .. } = order;
        if !view.is_deep(*size) {
            return Ok(None);
        }
        let anchor = self.anchors.serving(view, *size);
        anchor
            .map(Some)
            .ok_or_else(|| view.next_site(*size, order.about, self.anchors.sites()))
    }

    /// Has the anchor at `site` found, and then the picture computed. One that is being
    /// found and serves it is gone on with.
    pub(super) fn survey(&mut self, order: Order, site: Site, keep: Option<u64>) {
        if keep == Some(self.current) {
            self.leave();
        }
        let serves = |survey: &Survey| survey.site().serves(&order.view, order.size);
        if self.pending.is_none() || self.look_at_survey(serves) != Some(true) {
            let known = self.anchors.begun(&site);
            self.begin_survey(Survey::new(site, TERMS, known));
        }
        self.pending = Some(order);
    }

    /// Publishes it; there is no picture until it is done.
    pub(super) fn begin_survey(&mut self, survey: Survey) {
        self.current = 0;
        self.publish_work(Work::Survey(survey), vec![Survey::ITEM]);
    }

    /// Looks at the anchor that is being found, or that was not.
    pub(super) fn look_at_survey<R>(&self, look: impl FnOnce(&Survey) -> R) -> Option<R> {
        let seen = self.publisher.current(|task, _, _| match &task.work {
            Work::Survey(survey) => Some(look(survey)),
            Work::Picture(_) => None,
        });
        seen.flatten()
    }

    /// Begins with the picture whose anchor was just found, if there is one. Where it was
    /// not found the coordinator hears why.
    pub(super) fn go_on_after_survey(&mut self) -> bool {
        if self.pending.is_none() {
            return false;
        }
        let found = self.look_at_survey(|survey| survey.found().cloned());
        let Some(found) = found.flatten() else {
            return false;
        };
        let Some(order) = self.pending.take() else {
            return false;
        };
        let anchor = match found {
            Ok(anchor) => anchor,
            Err(why) => {
                events::send(Event::NoAnchor(order.name, why));
                return false;
            }
        };
        if !order.is_passing {
            self.anchors.keep(anchor.clone());
        }
        // What is kept was left before.
        if self.begin(&order, Some(anchor), None).is_err() {
            events::send(Event::NoMemory(order.name));
            return false;
        }
        self.was_surveyed = true;
        true
    }
}
