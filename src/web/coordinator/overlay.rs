//! The overlay of figures: when the page wants it, and what it is told.

use super::super::hud::{Hud, Now, Place, busy};
use super::super::message::Message;
use super::Coordinator;
use crate::view::Size;
use wasm_bindgen::JsCast as _;

/// A box larger than this, in device pixels, is none of ours.
const MOST: f64 = 4096.0;

impl Coordinator {
    /// The page shows the overlay, hides it or gives it another box; the first time
    /// with a canvas.
    pub(super) fn set_hud(&mut self, message: &Message) {
        let edge = |length: Option<f64>| length.unwrap_or(0.0).clamp(1.0, MOST) as u32;
        let place = Place {
            size: Size {
                width: edge(message.width()),
                height: edge(message.height()),
            },
            ratio: message.ratio().unwrap_or(1.0).clamp(0.1, 16.0),
        };
        if let Ok(canvas) = message.canvas().dyn_into() {
            self.hud = Hud::new(canvas, place).ok();
        }
        let target = self.target.as_ref();
        let on_screen = target.and_then(|target| target.settled.as_ref());
        if let Some(hud) = &mut self.hud {
            if let Some(report) = on_screen {
                hud.note_quality(report);
            }
            hud.set(message.on().unwrap_or(false), place);
        }
    }

    /// At the end of an animation frame.
    pub(super) fn draw_hud(&mut self, time: f64) {
        let Some(mut hud) = self.hud.take_if(|hud| hud.is_shown()) else {
            return;
        };
        let now = Now {
            time,
            display_ms: self.rhythm.interval_ms(),
            // Nothing but what comes after this is wanted for its own sake.
            goes_on: self.wants_frame(),
            threads: self.backend.threads(),
            backend: self.backend.name(),
        };
        // A picture goes on without it.
        if hud.frame(&now, || self.backend.labour()).is_ok() {
            self.hud = Some(hud);
        } else {
            busy::set(false);
        }
    }
}
