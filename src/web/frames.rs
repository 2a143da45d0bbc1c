//! Animation frames, one at a time and only while they are wanted.

use super::fields::text_of;
use super::inbox::Inbox;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// Calls back once an animation frame for as long as it is asked to.
#[derive(Clone)]
pub(super) struct Frames(Rc<Inner>);

/// What the browser calls.
type Callback = Closure<dyn FnMut(f64)>;

struct Inner {
    scope: DedicatedWorkerGlobalScope,
    /// Where a frame finds input, if there is such a place.
    inbox: Option<Inbox>,
    requested: Cell<bool>,
    callback: RefCell<Option<Callback>>,
}

impl Frames {
    /// `each` gets the frame's time and says whether it wants another one. It takes
    /// what lies in the inbox.
    pub(super) fn new(
        scope: DedicatedWorkerGlobalScope,
        inbox: Option<Inbox>,
        mut each: impl FnMut(f64) -> bool + 'static,
    ) -> Self {
        let frames = Self(Rc::new(Inner {
            scope,
            inbox,
            requested: Cell::new(false),
            callback: RefCell::new(None),
        }));
        let weak = Rc::downgrade(&frames.0);
        let callback = Closure::new(move |time: f64| {
            let Some(inner) = weak.upgrade() else { return };
            inner.requested.set(false);
            let is_filled = |inbox: &Inbox| inbox.is_filled_after_the_last_look();
            if each(time) || inner.inbox.as_ref().is_some_and(is_filled) {
                Self(inner).request();
            }
        });
        *frames.0.callback.borrow_mut() = Some(callback);
        frames
    }

    /// Asks for a frame, if none is on its way.
    pub(super) fn request(&self) {
        if self.0.requested.replace(true) {
            return;
        }
        if let Some(inbox) = &self.0.inbox {
            inbox.look();
        }
        if let Some(callback) = self.0.callback.borrow().as_ref() {
            let asked = self
                .0
                .scope
                .request_animation_frame(callback.as_ref().unchecked_ref());
            if let Err(thrown) = asked {
                // Nested workers have no frames: the coordinator must be the
                // page's own child.
                wasm_bindgen::throw_str(&format!(
                    "coordinator: no animation frames here: {}",
                    text_of(&thrown)
                ));
            }
        }
    }
}
