//! Questions for counts, whose parts are answered by the workers that know them.

use super::super::backend::Counts;
use super::super::events::{self, Event};
use super::super::fields::object;
use super::super::message::Message;
use super::hands::Hands;
use super::pictured::Pictured;
use js_sys::{Array, Float64Array};
use wasm_bindgen::prelude::*;

/// What a question is told whose answer died with a worker.
const LOST: &str = "countsAt: the counts of this frame are not at hand any more";

/// Questions that are not answered.
#[derive(Default)]
pub(super) struct Questions(Vec<Question>);

struct Question {
    id: f64,
    counts: Vec<f64>,
    /// Who owes the counts at which indices.
    parts: Vec<(usize, Vec<usize>)>,
}

impl Question {
    fn is_owed_by(&self, seat: usize) -> bool {
        self.parts.iter().any(|(owner, _)| *owner == seat)
    }
}

impl Questions {
    /// Asks for the counts of some pixels of a complete picture.
    pub(super) fn ask(
        &mut self,
        id: f64,
        points: &[(u32, u32)],
        pictured: &Pictured,
        hands: &Hands,
    ) -> Counts {
        // Those that lie outside stay what they are here.
        let mut question = Question {
            id,
            counts: vec![f64::NAN; points.len()],
            parts: Vec::new(),
        };
        let size = pictured.order.size;
        for (index, &(x, y)) in points.iter().enumerate() {
            if x >= size.width || y >= size.height {
                continue;
            }
            let Some(owner) = pictured.owner_of(x, y) else {
                return Counts::Unknown;
            };
            match question.parts.iter_mut().find(|(seat, _)| *seat == owner) {
                Some((_, indices)) => indices.push(index),
                None => question.parts.push((owner, vec![index])),
            }
        }
        if question.parts.is_empty() {
            return Counts::Known(question.counts);
        }
        for (seat, indices) in &question.parts {
            let flat: Vec<f64> = indices
                .iter()
                .flat_map(|&index| [f64::from(points[index].0), f64::from(points[index].1)])
                .collect();
            let message = object([
                ("type", "counts".into()),
                ("name", (pictured.order.name as f64).into()),
                ("id", id.into()),
                ("points", Float64Array::from(&flat[..]).into()),
            ]);
            hands.tell(&[*seat], &message);
        }
        self.0.push(question);
        Counts::Later
    }

    /// Takes a worker's part of an answer.
    pub(super) fn take(&mut self, seat: usize, message: &Message) {
        let id = message.id().unwrap_or(f64::NAN);
        let Some(index) = self.0.iter().position(|question| question.id == id) else {
            return;
        };
        let Ok(values) = message.values().dyn_into::<Float64Array>() else {
            self.refuse(index);
            return;
        };
        let question = &mut self.0[index];
        let Some(part) = question.parts.iter().position(|(owner, _)| *owner == seat) else {
            return;
        };
        let (_, indices) = question.parts.swap_remove(part);
        for (index, value) in indices.into_iter().zip(values.to_vec()) {
            question.counts[index] = value;
        }
        if question.parts.is_empty() {
            let Question { id, counts, .. } = self.0.swap_remove(index);
            let counts: Array = counts.into_iter().map(JsValue::from).collect();
            events::send(Event::Answered(id, Ok(counts.into())));
        }
    }

    /// A worker is gone, and its answers with it.
    pub(super) fn lose(&mut self, seat: usize) {
        while let Some(index) = self.0.iter().position(|question| question.is_owed_by(seat)) {
            self.refuse(index);
        }
    }

    /// Whether none is open.
    pub(super) fn are_answered(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a worker's part of an answer is still to come.
    pub(super) fn are_owed_by(&self, seat: usize) -> bool {
        self.0.iter().any(|question| question.is_owed_by(seat))
    }

    fn refuse(&mut self, index: usize) {
        let Question { id, .. } = self.0.swap_remove(index);
        events::send(Event::Answered(id, Err(LOST.to_owned())));
    }
}
