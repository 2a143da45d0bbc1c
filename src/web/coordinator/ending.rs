//! The end: asked for by the page, or because nothing can go on.

use super::super::rehearsal::Rehearsal;
use super::{Coordinator, Life};
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
            let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
            scope.close();
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

    /// Fails as it was asked to, once something is on screen.
    pub(super) fn rehearse_after_frame(&self) {
        if self.rehearsal == Some(Rehearsal::CoordinatorTrap) {
            core::arch::wasm32::unreachable();
        }
    }
}
