//! What the coordinator reacts to: one channel for all of it, so that order is
//! kept and an animation frame can drain what has arrived.

use super::message::Message;
use crate::fractal::NoReference;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// Something that happened.
#[derive(Debug)]
pub(super) enum Event {
    /// The page said something.
    Page(Message),
    /// A compute worker settled its start: ready, or why not.
    HandSettled(usize, Result<(), String>),
    /// The compute worker in this seat said something.
    HandSaid(usize, Message),
    /// There is no memory for this picture.
    NoMemory(u64),
    /// There is nothing that the pixels of this picture could be told by.
    NoAnchor(u64, NoReference),
    /// The browser lost the canvas' pixels, and gave it back empty.
    CanvasRestored,
    /// A compute worker trapped.
    HandDied(usize, String),
    /// The answer to this question of the page's, or why there is none.
    Answered(f64, Result<JsValue, String>),
}

impl Event {
    /// What profilers call it.
    pub(super) fn kind(&self) -> String {
        match self {
            Self::Page(message) => message.kind().unwrap_or_default(),
            Self::HandSaid(seat, message) => {
                let kind = message.kind().unwrap_or_default();
                format!("{kind} of compute {seat}")
            }
            Self::HandSettled(seat, _) => format!("start of compute {seat}"),
            Self::HandDied(seat, _) => format!("end of compute {seat}"),
            Self::NoMemory(_) => "no memory".to_owned(),
            Self::NoAnchor(..) => "no anchor".to_owned(),
            Self::CanvasRestored => "canvas restored".to_owned(),
            Self::Answered(..) => "answer".to_owned(),
        }
    }
}

thread_local! {
    static SENDER: RefCell<Option<UnboundedSender<Event>>> = const { RefCell::new(None) };
}

/// Opens the channel of this worker.
pub(super) fn open() -> UnboundedReceiver<Event> {
    let (sender, receiver) = unbounded();
    SENDER.with(|slot| *slot.borrow_mut() = Some(sender));
    receiver
}

/// Adds an event; one that comes after the end is dropped.
pub(super) fn send(event: Event) {
    SENDER.with(|slot| {
        if let Some(sender) = slot.borrow().as_ref() {
            // Only fails when the coordinator has ended.
            let _ = sender.unbounded_send(event);
        }
    });
}
