//! After the picture is complete, and while nobody moves it: what lies around it, what
//! readies the browser for the next arithmetic, then more samples a pixel, until they change nothing.

use super::super::backend::Refining;
use super::super::clock;
use super::super::profile;
use super::{After, Coordinator, Subject};
use crate::picture::Picture;
use wasm_bindgen::JsValue;

/// How long the view rests before more is made of it: a hand that pauses is not
/// to be met by work that it interrupts.
const CALM_MS: f64 = 150.0;

/// Samples come to the screen this often, and whenever every pixel has one more.
const SHOW_MS: f64 = 100.0;

impl Coordinator {
    /// Goes on with what comes after the picture's completion.
    pub(super) fn go_on_after_completion(&mut self, time: f64, begun: f64) -> Result<(), JsValue> {
        let calm = self.gestures.is_resting() && begun - self.generation_begun >= CALM_MS;
        if !calm || self.errand.is_some() || !self.errands.is_empty() {
            return Ok(());
        }
        let Some(target) = &mut self.target else {
            return Ok(());
        };
        match target.after {
            After::Nothing => Ok(()),
            After::Surroundings => {
                target.after = After::WarmUp;
                self.order_surroundings();
                Ok(())
            }
            After::WarmUp => {
                target.after = After::Samples;
                self.order_warm_up();
                Ok(())
            }
            After::Samples => self.add_samples(time, begun),
        }
    }

    /// Gives pictures at rest no more samples than so many.
    pub(super) fn set_most_samples(&mut self, samples: Option<f64>) {
        let most = f64::from(Picture::MOST_SAMPLES);
        self.most_samples = samples.unwrap_or(most).clamp(1.0, most) as u32;
        if let Some(target) = &mut self.target
            && target.after == After::Nothing
        {
            target.after = After::Samples;
        }
    }

    fn add_samples(&mut self, time: f64, begun: f64) -> Result<(), JsValue> {
        let focus = self.focus.unwrap_or(self.place.size.middle());
        let Some(target) = &mut self.target else {
            return Ok(());
        };
        let name = target.name;
        if !matches!(self.subject, Subject::Refinement) {
            if target.samples >= self.most_samples {
                target.after = After::Nothing;
                return Ok(());
            }
            match self.backend.refine(name, target.samples + 1, focus) {
                Refining::Begun => self.subject = Subject::Refinement,
                Refining::Later => return Ok(()),
                Refining::Done | Refining::Never => {
                    target.after = After::Nothing;
                    return Ok(());
                }
            }
        }
        let complete = profile::wait(|| self.backend.wait(begun + self.rhythm.wait_ms()));
        let start = clock::now();
        if !complete && start - self.presented < SHOW_MS {
            return Ok(());
        }
        self.presented = start;
        let (mut tiles, mut trouble) = (0, None);
        let stage = &mut self.stage;
        let progress = self.backend.collect(&mut |piece| {
            tiles += 1;
            trouble = trouble.take().or(stage.put(name, &piece).err());
        });
        if let Some(thrown) = trouble {
            return Err(thrown);
        }
        target.is_mixed |= tiles > 0;
        if progress.is_complete() {
            self.subject = Subject::Target;
            if progress.samples > target.samples {
                target.is_mixed = false;
            } else {
                // They were lost, or cannot be had.
                target.is_mixed = target.has_more_samples();
                target.after = After::Nothing;
            }
            target.samples = progress.samples.max(1);
        }
        if tiles > 0 {
            self.report(time, begun, start, tiles, true);
        }
        Ok(())
    }
}
