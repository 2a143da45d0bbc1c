//! The end: asked for by the page, or because nothing can go on.

use super::super::backend::Lowered;
use super::super::errand::UnderWay;
use super::super::events::Event;
use super::super::rehearsal::Rehearsal;
use super::super::report::Reason;
use super::super::shared::no_memory;
use super::{Coordinator, Life, Subject};
use crate::fractal::NoReference;
use wasm_bindgen::JsCast as _;
use web_sys::DedicatedWorkerGlobalScope;

impl Coordinator {
    /// The page wants no more: the workers leave, then the coordinator does.
    pub(super) fn begin_ending(&mut self) {
        self.refuse_waiting("the canvas was destroyed");
        self.life = Life::Ending;
        self.go_on_ending();
    }

    /// Ends once all workers have left.
    pub(super) fn go_on_ending(&mut self) {
        if self.life == Life::Ending && self.backend.dismiss() {
            self.life = Life::Ended;
            self.page.destroyed();
            close();
        }
    }

    /// Nothing can go on: one clear message, and no worker left behind. The page
    /// ends this worker when it hears it.
    pub(super) fn fail(&mut self, code: &str, why: &str) {
        if self.life == Life::Ended {
            return;
        }
        self.refuse_waiting(why);
        self.page.error(code, why);
        self.backend.dismiss();
        self.life = Life::Ended;
    }

    /// Draws fewer pixels, for there is no memory for as many as picture `name` has; an errand
    /// is refused.
    pub(super) fn run_out_of_memory(&mut self, name: u64) {
        if let Some(UnderWay { errand, .. }) = self.errand.take_if(|known| known.name == name) {
            self.refuse_errand(&errand, &no_memory(&errand.view, errand.size));
            return;
        }
        if self.subject_name() != Some(name) {
            return;
        }
        if matches!(self.subject, Subject::Ahead(_)) {
            // What is known has to do until the view rests.
            self.subject = Subject::Nothing;
        } else if self.lower_budget() {
            self.outdate(Reason::Size);
        } else {
            self.fail("memory", &no_memory(&self.view, self.place.size));
        }
    }

    /// There is nothing that the pixels of picture `name` could be told by: the view gets
    /// a limit for which there is.
    pub(super) fn go_without_anchor(&mut self, name: u64, why: NoReference) {
        if let Some(UnderWay { errand, .. }) = self.errand.take_if(|known| known.name == name) {
            self.refuse_errand(&errand, &why.to_string());
            return;
        }
        if self.subject_name() != Some(name) {
            return;
        }
        if matches!(self.subject, Subject::Target)
            && let NoReference::TooLarge { limit, .. } = why
        {
            self.page
                .warning("memory", &format!("{why}. The limit is lowered."));
            self.view.set_limit(limit);
            self.view_changed(Reason::View);
        }
        self.subject = Subject::Nothing;
    }

    /// The page hears where the view's table is lowered, once.
    pub(super) fn tell_lowered(&mut self) {
        let lowered = self.progress.lowered;
        if std::mem::replace(&mut self.told_lowered, lowered) == lowered {
            return;
        }
        if let Some(Lowered { needed, granted }) = lowered {
            let why = format!(
                "The table of this view's orbit would need {needed} bytes of memory, and \
                 {granted} are granted. Only its long runs are kept: it may take longer."
            );
            self.page.warning("memory", &why);
        }
    }

    /// After the end there is one thing left to say.
    pub(super) fn take_after_end(&self, event: &Event) {
        if let Event::Page(message) = event
            && message.kind().as_deref() == Some("destroy")
        {
            self.page.destroyed();
            close();
        }
    }

    /// Fails as it was asked to, once something is on screen.
    pub(super) fn rehearse_after_frame(&mut self) {
        match self.rehearsal {
            Some(Rehearsal::CoordinatorTrap) => core::arch::wasm32::unreachable(),
            Some(Rehearsal::CanvasLost) => {
                self.rehearsal = None;
                let lost = self.stage.screen().lose();
                debug_assert!(lost.is_ok(), "a canvas takes events");
            }
            _ => {}
        }
    }
}

/// Ends this worker.
pub(super) fn close() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    scope.close();
}
