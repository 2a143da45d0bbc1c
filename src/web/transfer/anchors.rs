//! The anchors of deep pictures: one worker computes it, and each of the others that
//! needs it is sent a copy, once.

use super::super::anchors::{TERMS_APART, keep_few};
use super::super::backend::{Lowered, Order};
use super::super::events::{self, Event};
use super::super::fields::{object, set};
use super::super::hud::busy;
use super::super::message::Message;
use super::super::profile;
use super::Transfer;
use super::hands::Request;
use crate::fractal::{NoReference, Reference};
use crate::view::{Site, Size, permalink};
use js_sys::Array;
use std::collections::VecDeque;
use wasm_bindgen::prelude::*;

/// An anchor as the coordinator knows it.
struct Named {
    id: u64,
    site: Site,
    /// What tells workers of its site.
    link: String,
    size: Size,
}

/// One that is being found.
struct Search {
    named: Named,
    /// The picture that waits for it.
    order: Order,
    /// The seat of the worker that computes it.
    seat: Option<usize>,
    /// Steps of its orbit, as far as was told.
    steps: f64,
    /// Whether there is none, and the coordinator was told why.
    is_refused: bool,
}

/// One that was found.
struct Found {
    named: Named,
    /// Its numbers, chunk by chunk.
    chunks: Array,
    /// Where it has not all of its table.
    lowered: Option<Lowered>,
    /// The seats of those that have it.
    holders: Vec<usize>,
    /// That of the worker that computed it, while it lives: it can go on with its orbit.
    maker: Option<usize>,
    /// Whether it serves nothing but the picture that it was found for.
    is_passing: bool,
}

impl Found {
    /// Bytes that it takes, here and, more or less, of each worker's memory.
    fn bytes(&self) -> u64 {
        u64::from(self.chunks.length()) * (Reference::CHUNK * size_of::<f64>()) as u64
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Anchors {
    ids: u64,
    search: Option<Search>,
    /// That which served last comes first.
    found: VecDeque<Found>,
}

impl Anchors {
    /// How much is done of the one that is being found, 0 to 1.
    pub(super) fn progress(&self) -> Option<f64> {
        let search = self.search.as_ref()?;
        let limit = f64::from(search.named.site.limit().max(1));
        Some((search.steps / limit).min(1.0))
    }

    /// Nobody waits for one any more.
    pub(super) fn stop(&mut self) {
        self.search = None;
    }

    /// A worker is gone, and what it was computing, and had.
    pub(super) fn lose(&mut self, seat: usize) {
        if let Some(search) = &mut self.search {
            search.seat.take_if(|known| *known == seat);
        }
        for found in &mut self.found {
            found.holders.retain(|holder| *holder != seat);
            found.maker.take_if(|maker| *maker == seat);
        }
    }

    /// Whether `is_fit` says so of the anchor of that name.
    pub(super) fn is(&self, id: u64, is_fit: impl Fn(&Site) -> bool) -> bool {
        let mut found = self.found.iter();
        found.any(|found| found.named.id == id && is_fit(&found.named.site))
    }

    /// What the anchor of that name lacks of its table, if it does.
    pub(super) fn lowered(&self, id: u64) -> Option<Lowered> {
        let found = self.found.iter().find(|found| found.named.id == id)?;
        found.lowered
    }

    /// Whether a worker has computed the orbit of the one that is being found, or its beginning.
    fn is_begun_by(&self, seat: usize) -> bool {
        let search = self.search.as_ref();
        let has_its = |found: &Found| {
            search.is_some_and(|search| search.named.site.goes_on_with(&found.named.site))
        };
        let mut found = self.found.iter();
        found.any(|found| found.maker == Some(seat) && has_its(found))
    }

    /// The name of one that serves a picture, if there is one.
    fn serving(&mut self, order: &Order) -> Option<u64> {
        let serves = |found: &Found| found.named.site.serves(&order.view, order.size);
        let index = self.found.iter().position(serves)?;
        let found = self.found.remove(index)?;
        let id = found.named.id;
        self.found.push_front(found);
        Some(id)
    }

    /// A message about an anchor; workers forget those that are not named in it.
    fn message(&self, what: &str, named: &Named, epoch: u64) -> JsValue {
        let known = self.found.iter();
        let known: Array = known
            .map(|found| JsValue::from(found.named.id as f64))
            .collect();
        object([
            ("type", what.into()),
            ("epoch", (epoch as f64).into()),
            ("anchor", (named.id as f64).into()),
            ("link", named.link.as_str().into()),
            ("width", named.size.width.into()),
            ("height", named.size.height.into()),
            ("re", named.site.place().re.to_string().into()),
            ("im", named.site.place().im.to_string().into()),
            ("bits", named.site.bits().into()),
            ("anchors", known.into()),
        ])
    }
}

impl Transfer {
    /// The picture, and its anchor's name where it needs one. None where that has to be
    /// found first, which then goes on.
    pub(super) fn with_anchor(&mut self, order: Order) -> Option<(Order, Option<u64>)> {
        if !order.view.is_deep(order.size) {
            return Some((order, None));
        }
        if let Some(id) = self.anchors.serving(&order) {
            return Some((order, Some(id)));
        }
        if let Some(search) = &mut self.anchors.search
            && !search.is_refused
            && search.named.site.serves(&order.view, order.size)
        {
            search.order = order;
            return None;
        }
        self.begin(Vec::new());
        self.leave();
        self.anchors.ids += 1;
        let sites = self.anchors.found.iter().map(|found| &found.named.site);
        let site = order.view.next_site(order.size, order.about, sites);
        self.anchors.search = Some(Search {
            named: Named {
                id: self.anchors.ids,
                site,
                link: permalink::write(&order.view),
                size: order.size,
            },
            order,
            seat: None,
            steps: 0.0,
            is_refused: false,
        });
        self.feed_search();
        None
    }

    /// All workers leave their picture, but for the one that is kept.
    fn leave(&self) {
        let keep = self.kept.as_ref().map(|kept| kept.order.name as f64);
        let message = object([
            ("type", "leave".into()),
            ("epoch", (self.epoch as f64).into()),
            ("keep", keep.into()),
        ]);
        let ready: Vec<usize> = self.hands.ready().collect();
        self.hands.tell(&ready, &message);
    }

    /// Has a worker compute the anchor that is to be found, if none does.
    pub(super) fn feed_search(&mut self) {
        let free = self.hands.free(self.epoch);
        let has_begun = |(seat, _): &&(usize, _)| self.anchors.is_begun_by(*seat);
        let Some(&(seat, _)) = free.iter().find(has_begun).or(free.first()) else {
            return;
        };
        let Some(search) = &mut self.anchors.search else {
            return;
        };
        if search.seat.is_some() || search.is_refused {
            return;
        }
        search.seat = Some(seat);
        let Some(search) = &self.anchors.search else {
            return;
        };
        let body = self.anchors.message("survey", &search.named, self.epoch);
        set(body.unchecked_ref(), "profile", &profile::is_on().into());
        set(body.unchecked_ref(), "hud", &busy::is_on().into());
        let transfer = Array::new();
        let request = Request { body, transfer };
        self.hands.ask(seat, self.epoch, Vec::new(), &request);
    }

    /// A worker that computes an anchor tells how far it is.
    pub(super) fn take_steps(&mut self, seat: usize, steps: Option<f64>) {
        if let Some(search) = &mut self.anchors.search
            && search.seat == Some(seat)
        {
            search.steps = steps.unwrap_or(search.steps);
        }
    }

    /// A worker has found an anchor, or tells why there is none.
    pub(super) fn take_survey(&mut self, seat: usize, message: &Message) {
        let owed = self.hands.answered(seat);
        let is_wanted = |search: &mut Search| message.anchor() == Some(search.named.id as f64);
        if owed.is_none() {
            return;
        }
        let Some(mut search) = self.anchors.search.take_if(is_wanted) else {
            return;
        };
        let Ok(chunks) = message.values().dyn_into::<Array>() else {
            let number = |value: Option<f64>| value.unwrap_or(0.0);
            let why = NoReference::TooLarge {
                bytes: number(message.needed()) as u64,
                granted: number(message.granted()) as u64,
                limit: number(message.limit()) as u32,
            };
            events::send(Event::NoAnchor(search.order.name, why));
            search.is_refused = true;
            self.anchors.search = Some(search);
            return;
        };
        let lowered = message.needed().map(|needed| Lowered {
            needed: needed as u64,
            granted: TERMS_APART.most_bytes,
        });
        let is_passing = search.order.is_passing;
        let known = &mut self.anchors.found;
        known.retain(|found| !found.is_passing);
        known.push_front(Found {
            named: search.named,
            chunks,
            lowered,
            holders: vec![seat],
            maker: Some(seat),
            is_passing,
        });
        if !is_passing {
            keep_few(known, Found::bytes);
        }
        self.set_out(search.order, None);
        if let Some(current) = &mut self.current {
            current.was_surveyed = true;
        }
    }

    /// Sees to it that some workers have an anchor.
    pub(super) fn share_anchor(&mut self, id: u64, seats: &[usize]) {
        let is_named = |found: &Found| found.named.id == id;
        let Some(index) = self.anchors.found.iter().position(is_named) else {
            return;
        };
        let found = &self.anchors.found[index];
        let lacks = |seat: &&usize| !found.holders.contains(seat);
        let lacking: Vec<usize> = seats.iter().filter(lacks).copied().collect();
        if lacking.is_empty() {
            return;
        }
        let message = self.anchors.message("anchor", &found.named, self.epoch);
        set(message.unchecked_ref(), "values", &found.chunks);
        self.hands.tell(&lacking, &message);
        self.anchors.found[index].holders.extend(lacking);
    }
}
