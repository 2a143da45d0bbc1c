//! Workers that are gone, or have no memory for a picture: others do their part.

use super::super::backend::Loss;
use super::super::events::{self, Event};
use super::Transfer;
use crate::picture::{Item, Layer};
use std::collections::HashSet;

/// Deaths of workers that are lived through.
const DEATHS: usize = 3;

impl Transfer {
    /// A worker is gone, or has to go, and what it knew with it. Others compute that
    /// again; where they would have to know what it knew before this picture, the whole
    /// picture begins again.
    pub(super) fn part_with(&mut self, seat: usize) {
        self.hands.lose(seat);
        self.questions.lose(seat);
        self.anchors.lose(seat);
        self.feed_search();
        self.kept.take_if(|kept| !kept.lose(seat).is_empty());
        let is_complete = self.is_finished();
        let Some(current) = &mut self.current else {
            return;
        };
        let was_member = current.members.contains(&seat);
        let mut lost = current.lose(seat);
        if was_member && self.has_known || is_complete && !lost.is_empty() {
            self.begin_again();
            return;
        }
        // Coarse colours that came are all that was wanted of those.
        let finished: HashSet<u32> = self.finished.iter().copied().collect();
        let is_coarse = |item: u32| Item::from_number(item).layer == Layer::Coarse;
        lost.retain(|item| !(is_coarse(*item) && finished.contains(item)));
        let again: HashSet<u32> = lost.into_iter().collect();
        self.finished.retain(|item| !again.contains(item));
        self.arrived.retain(|tile| !again.contains(&tile.item));
        // In the order of the items, which is that of their numbers nowhere.
        let items = current.all_items();
        let items = items.into_iter().filter(|item| again.contains(item));
        for item in items.rev() {
            self.queue.push_front(item);
        }
        self.recruit();
        self.feed();
        self.tell_if_nobody_has_memory();
    }

    /// Has those that are ready help with the current picture, as far as there is memory
    /// for them. One that comes late to a picture of which the others knew some before
    /// would not know it.
    pub(super) fn recruit(&mut self) {
        if self.has_known {
            return;
        }
        let ready = self.hands.ready();
        let Some(current) = &mut self.current else {
            return;
        };
        let taken_in = current.take_in(ready);
        self.announce_new(&taken_in);
    }

    /// The worker in `seat` has no memory for the current picture.
    pub(super) fn go_on_without(&mut self, seat: usize) {
        let Some(current) = &mut self.current else {
            return;
        };
        current.refuse(seat);
        self.recruit();
        self.feed();
        self.tell_if_nobody_has_memory();
    }

    /// Where all have refused the current picture, and none is on its way that may have
    /// memory for it, the coordinator hears that, once.
    pub(super) fn tell_if_nobody_has_memory(&mut self) {
        let Some(current) = self.current.as_ref().filter(|known| known.is_refused()) else {
            return;
        };
        let is_on_its_way = self.hands.count() > self.hands.ready().count();
        if !is_on_its_way && self.refused != self.epoch {
            self.refused = self.epoch;
            events::send(Event::NoMemory(current.order.name));
        }
    }

    /// A worker failed; another takes its place.
    pub(super) fn replace(&mut self, seat: usize, why: &str) -> Loss {
        self.deaths += 1;
        if self.deaths > DEATHS {
            return Loss::Fatal(format!(
                "{} compute workers failed, the last: {why}",
                self.deaths
            ));
        }
        let hired = self.hands.hire();
        self.part_with(seat);
        match hired {
            Ok(()) => Loss::Survived(format!("A compute worker failed: {why}. Another goes on.")),
            Err(_) if self.hands.count() > 0 => {
                Loss::Survived(format!("A compute worker failed: {why}. The others go on."))
            }
            Err(hopeless) => Loss::Fatal(format!(
                "The last compute worker failed ({why}) and no other starts: {hopeless}"
            )),
        }
    }
}
