//! The page's questions.

use super::super::backend::Counts;
use super::super::errand::{Errand, FileOrder, Purpose};
use super::super::events::{self, Event};
use super::super::fields::{set, text_of};
use super::super::message::Message;
use super::super::page;
use super::super::report::Report;
use super::super::screen::Screen;
use super::super::tasks;
use super::Coordinator;
use crate::picture::Picture;
use crate::view::Size;
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Pixels that one question may name.
const MOST_POINTS: u32 = 1 << 20;

impl Coordinator {
    pub(super) fn take_question(&mut self, message: &Message) {
        let Some(id) = message.id() else { return };
        match message.what().as_deref() {
            Some("settled") => match self.report_if_settled() {
                Some(report) => self.page.answer(id, &report),
                None => self.waiting.push(id),
            },
            Some("countsAt") => match self.counts_at(id, &message.points()) {
                Ok(Some(counts)) => self.page.answer(id, &counts),
                Ok(None) => {}
                Err(why) => self.page.refuse(id, &why),
            },
            Some("ledger") => self.page.answer(id, &self.ledger.to_js()),
            Some("toBlob") => {
                if let Err(why) = self.take_file_order(id, message) {
                    self.page.refuse(id, &why);
                }
            }
            _ => self.page.refuse(id, "this question is not known"),
        }
    }

    /// A view that was set has taken effect: what it is, and the report if it is
    /// on screen already.
    pub(super) fn answer_view(&self, id: f64) {
        let fitted = self.view.fitted(self.place.size);
        let answer: Object = page::view_fields(&self.view, &fitted, true).unchecked_into();
        let report = self.report_if_settled().unwrap_or(JsValue::NULL);
        set(&answer, "report", &report);
        self.page.answer(id, &answer);
    }

    fn report_if_settled(&self) -> Option<JsValue> {
        if !self.is_settled() {
            return None;
        }
        let target = self.target.as_ref()?;
        target.settled.as_ref().map(Report::to_js)
    }

    /// The view is complete: those who waited for it hear so.
    pub(super) fn answer_settled(&mut self, report: &Report) {
        for id in self.waiting.drain(..) {
            self.page.answer(id, &report.to_js());
        }
        for order in std::mem::take(&mut self.files) {
            self.make_file_of_screen(order);
        }
    }

    /// Those who wait for a view wait in vain.
    pub(super) fn refuse_waiting(&mut self, why: &str) {
        for id in self.waiting.drain(..) {
            self.page.refuse(id, why);
        }
    }

    fn counts_at(&mut self, id: f64, points: &JsValue) -> Result<Option<JsValue>, String> {
        let expected = "expected a list of [x, y] pixels";
        let list: &Array = points
            .dyn_ref()
            .ok_or_else(|| format!("countsAt: {expected}"))?;
        if list.length() > MOST_POINTS {
            return Err(format!(
                "countsAt: {} pixels, expected {MOST_POINTS} at most",
                list.length()
            ));
        }
        let size = self.place.size;
        let mut pixels = Vec::with_capacity(list.length() as usize);
        for point in list.iter() {
            let point: Array = point
                .dyn_into()
                .map_err(|_| format!("countsAt: {expected}"))?;
            let coordinate = |index: u32, end: u32| {
                let at = point.get(index).as_f64().unwrap_or(f64::NAN);
                if at >= 0.0 && at < f64::from(end) {
                    return Ok(at as u32);
                }
                Err(format!(
                    "countsAt: [{}, {}] is no pixel of the {} × {} that are drawn",
                    point.get(0).as_f64().unwrap_or(f64::NAN),
                    point.get(1).as_f64().unwrap_or(f64::NAN),
                    size.width,
                    size.height
                ))
            };
            pixels.push((coordinate(0, size.width)?, coordinate(1, size.height)?));
        }
        let name = match &self.target {
            Some(target) if self.is_settled() => target.name,
            _ => return Err("countsAt: the view is not complete, wait for settled()".to_owned()),
        };
        match self.backend.counts(name, &pixels, id) {
            Counts::Known(counts) => {
                let counts: Array = counts.into_iter().map(JsValue::from).collect();
                Ok(Some(counts.into()))
            }
            Counts::Later => Ok(None),
            Counts::Unknown => {
                Err("countsAt: the counts of this frame are not at hand any more".to_owned())
            }
        }
    }

    /// Makes a file of the complete picture that is on screen.
    fn make_file_of_screen(&mut self, order: FileOrder) {
        let Some(target) = &self.target else { return };
        let is_all = self.stage.screen().size() == target.size;
        if is_all && order.samples == target.samples && !target.is_mixed {
            make_file(self.stage.screen(), &order);
            return;
        }
        let name = target.name;
        if order.samples == 1
            && let Ok(screen) = Screen::unseen(target.size)
        {
            let mut trouble = false;
            let known = self.backend.centres(name, &mut |piece| {
                trouble |= screen.put(piece.tile, piece.rgba).is_err();
            });
            if known && !trouble {
                make_file(&screen, &order);
                return;
            }
        }
        self.errands.push_back(Errand {
            view: target.view.clone(),
            size: target.size,
            purpose: Purpose::File(order),
        });
    }

    fn take_file_order(&mut self, id: f64, message: &Message) -> Result<(), String> {
        let mime = message.mime().unwrap_or_else(|| "image/png".to_owned());
        let samples = message.samples().unwrap_or(1.0);
        let most = f64::from(Picture::MOST_SAMPLES);
        if samples.fract() != 0.0 || !(1.0..=most).contains(&samples) {
            return Err(format!(
                "toBlob: `samples` is {samples}: expected a whole number from 1 to {most}"
            ));
        }
        let samples = samples as u32;
        let order = FileOrder { id, mime, samples };
        let canvas = self.place.size;
        if canvas.is_empty() {
            return Err("toBlob: the canvas has no size yet, so nothing is computed".to_owned());
        }
        let edge = |asked: Option<f64>, own: u32, key: &str| match asked {
            // The canvas' own.
            None | Some(0.0) => Ok(own),
            Some(length) if (1.0..=65535.0).contains(&length) => Ok(length as u32),
            Some(length) => Err(format!(
                "toBlob: `{key}` is {length}: expected pixels from 1 to 65535"
            )),
        };
        let size = Size {
            width: edge(message.width(), canvas.width, "width")?,
            height: edge(message.height(), canvas.height, "height")?,
        };
        let own = [message.width(), message.height()]
            .iter()
            .all(|edge| edge.unwrap_or(0.0) == 0.0);
        if size == canvas && self.is_settled() {
            self.make_file_of_screen(order);
            return Ok(());
        }
        if own {
            // Of whatever view and size is complete first.
            self.files.push(order);
            return Ok(());
        }
        if u64::from(size.width) * u64::from(size.height) > self.pixel_budget {
            return Err(format!(
                "toBlob: {} × {} pixels are more than the {} Mi that fit: expected a smaller size",
                size.width,
                size.height,
                self.pixel_budget >> 20
            ));
        }
        self.errands.push_back(Errand {
            view: self.view.clone(),
            size,
            purpose: Purpose::File(order),
        });
        Ok(())
    }
}

/// Makes a file of a canvas as it is now, and answers the question with it.
pub(super) fn make_file(screen: &Screen, order: &FileOrder) {
    let id = order.id;
    match screen.to_blob(&order.mime) {
        Err(thrown) => events::send(Event::Answered(id, Err(text_of(&thrown)))),
        Ok(promise) => tasks::spawn(async move {
            let made = JsFuture::from(promise).await;
            events::send(Event::Answered(id, made.map_err(|thrown| text_of(&thrown))));
        }),
    }
}
