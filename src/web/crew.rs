//! The compute workers: started, heard, and let go.
//!
//! A worker's start is a future over a channel that always settles: by its own
//! "ready" or "failed", by an error event, or by a time-out.

use super::events::{self, Event as News};
use super::fields::{object, text_of};
use super::message::Message;
use super::tasks;
use futures_channel::oneshot;
use js_sys::{Array, Function};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, ErrorEvent, Event, MessageEvent, Worker};

/// How long a worker may take to answer ready. Generous: on a busy phone a
/// module worker was seen to take over two seconds.
const START_MS: i32 = 10_000;

/// What a compute worker is given.
#[derive(Clone)]
pub(super) struct Kit {
    /// Makes a worker, given its role and its name.
    pub(super) start_worker: Function,
    /// The compiled wasm.
    pub(super) module: JsValue,
    /// The memory to share, or none where each has its own.
    pub(super) memory: Option<JsValue>,
}

/// One compute worker.
pub(super) struct Hand {
    pub(super) seat: usize,
    worker: Worker,
    /// Whether it answered ready.
    pub(super) ready: Cell<bool>,
    /// Whether it was asked to leave.
    pub(super) leaving: Cell<bool>,
    settle: Settle,
    _listeners: Listeners,
}

struct Listeners {
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(JsValue)>,
}

/// The machine's cores, as the browser tells.
pub(super) fn cores() -> usize {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.navigator().hardware_concurrency() as usize
}

/// The sending half of a start that settles once.
type Settle = Rc<RefCell<Option<oneshot::Sender<Result<(), String>>>>>;

impl Hand {
    /// Starts a worker for `seat`; its settled start arrives as an event. With
    /// `spoilt` it is given nothing to start from (a rehearsal).
    pub(super) fn hire(kit: &Kit, seat: usize, spoilt: bool) -> Result<Self, String> {
        // The script's address carries the role: it is all that a trace shows.
        let role = format!("compute-{seat}").into();
        let name = format!("compute {seat}").into();
        let worker = kit
            .start_worker
            .call2(&JsValue::UNDEFINED, &role, &name)
            .map_err(|thrown| text_of(&thrown))?;
        let worker: Worker = worker.unchecked_into();
        let (sender, receiver) = oneshot::channel();
        let settle: Settle = Rc::new(RefCell::new(Some(sender)));
        let listeners = listen(&worker, seat, &settle);
        let memory = kit.memory.clone();
        let start = object([
            ("type", "start".into()),
            (
                "module",
                if spoilt {
                    JsValue::NULL
                } else {
                    kit.module.clone()
                },
            ),
            ("private", memory.is_none().into()),
            ("memory", memory.unwrap_or(JsValue::UNDEFINED)),
            ("seat", (seat as u32).into()),
        ]);
        worker
            .post_message(&start)
            .map_err(|thrown| text_of(&thrown))?;
        tasks::spawn(async move {
            // Nothing comes from a worker that was let go before.
            if let Ok(settled) = receiver.await {
                events::send(News::HandSettled(seat, settled));
            }
        });
        Ok(Self {
            seat,
            worker,
            ready: Cell::new(false),
            leaving: Cell::new(false),
            settle,
            _listeners: listeners,
        })
    }

    /// Sends a message.
    pub(super) fn tell(&self, message: &JsValue) {
        // What we post is plain and cloneable; a worker that has ended hears nothing.
        let posted = self.worker.post_message(message);
        debug_assert!(posted.is_ok(), "a plain message");
    }

    /// Sends a message, and gives away what goes with it.
    pub(super) fn tell_with(&self, message: &JsValue, transfer: &Array) {
        let posted = self.worker.post_message_with_transfer(message, transfer);
        debug_assert!(posted.is_ok(), "a plain message");
    }

    /// Ends the worker by force: only one of a private memory, or one whose whole
    /// memory goes with it. A worker that is stopped inside std's allocator leaves
    /// the lock of a shared memory locked for ever.
    pub(super) fn end_by_force(&self) {
        self.worker.terminate();
    }
}

fn listen(worker: &Worker, seat: usize, settle: &Settle) -> Listeners {
    let started = Rc::clone(settle);
    let message = Closure::new(move |event: MessageEvent| {
        let message: Message = event.data().unchecked_into();
        match message.kind().as_deref() {
            Some("ready") => conclude(&started, Ok(())),
            Some("failed") => {
                let why = message.message().unwrap_or_default();
                if started.borrow().is_some() {
                    conclude(&started, Err(why));
                } else {
                    events::send(News::HandDied(seat, why));
                }
            }
            _ => events::send(News::HandSaid(seat, message)),
        }
    });
    let trapped = Rc::clone(settle);
    let error = Closure::new(move |event: JsValue| {
        // Or it would be the coordinator's own, and end that too.
        if let Some(event) = event.dyn_ref::<Event>() {
            event.prevent_default();
        }
        // A script that is not there fires an event without a message.
        let why = event
            .dyn_ref::<ErrorEvent>()
            .map(ErrorEvent::message)
            .filter(|message| !message.is_empty())
            .unwrap_or_else(|| "its script did not load".to_owned());
        if trapped.borrow().is_some() {
            conclude(&trapped, Err(why));
        } else {
            events::send(News::HandDied(seat, why));
        }
    });
    let late = Rc::clone(settle);
    after(START_MS, move || {
        let seconds = START_MS / 1000;
        conclude(&late, Err(format!("no answer in {seconds} s")));
    });
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    worker.set_onmessageerror(Some(error.as_ref().unchecked_ref()));
    Listeners {
        _message: message,
        _error: error,
    }
}

/// Settles a start, if it is not settled.
fn conclude(settle: &Settle, how: Result<(), String>) {
    if let Some(sender) = settle.borrow_mut().take() {
        // Only fails when nobody waits any more.
        let _ = sender.send(how);
    }
}

/// Calls `then` after a time.
pub(super) fn after(milliseconds: i32, then: impl FnOnce() + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let set = scope.set_timeout_with_callback_and_timeout_and_arguments_0(
        Closure::once_into_js(then).unchecked_ref(),
        milliseconds,
    );
    debug_assert!(set.is_ok(), "a worker has timers");
}

thread_local! {
    /// Hears errors of workers that are gone: those that nobody hears are the
    /// coordinator's own, and end it.
    static DEAF: Closure<dyn Fn(Event)> = Closure::new(|event: Event| event.prevent_default());
}

impl Drop for Hand {
    fn drop(&mut self) {
        // What it still says, or does not say in time, is nobody's concern.
        drop(self.settle.borrow_mut().take());
        self.worker.set_onmessage(None);
        DEAF.with(|deaf| {
            self.worker.set_onerror(Some(deaf.as_ref().unchecked_ref()));
        });
        self.worker.set_onmessageerror(None);
    }
}
