//! A frame's work: input, what to compute, a bounded wait, the canvas, a report.

use super::super::clock;
use super::super::fields::text_of;
use super::super::ledger::Entry;
use super::super::page;
use super::super::profile::{self, What};
use super::super::report::{Reason, Report};
use super::plan::Obstacle;
use super::{Coordinator, Life, Subject, Told};
use crate::picture::COARSE;
use wasm_bindgen::JsValue;

/// How often a picture that is all there in some form is refined on screen: at
/// first often, then each time half as long again has passed. A frame costs the
/// browser's compositor 9 ms of a core at 1080p without a GPU, which two compute
/// workers on two cores miss: shown at every frame they were 1.59 times as fast
/// as one in Chromium, so 1.72 to 1.79, and on an opaque canvas 1.80 to 1.83 (natively
/// 1.93). From 33 to 100 ms, and from 100 to 250, gave the same within the noise.
const REFINE_MS: std::ops::RangeInclusive<f64> = 60.0..=200.0;

/// The page is told no more than this often that the view goes no deeper.
const DEPTH_NOTICE_MS: f64 = 4000.0;

/// While nothing of a picture can be displayed the page is told no more than this often
/// how far it is.
const PROGRESS_NOTICE_MS: f64 = 100.0;

impl Coordinator {
    /// An animation frame; returns whether another one is wanted.
    pub(super) fn frame(&mut self, time: f64) -> bool {
        let begun = profile::begin_after_rest();
        self.go_on(time);
        self.draw_hud(time);
        let goes_on = self.wants_frame();
        // That a view rests is not to wait for a frame which shows something of it.
        if self.told == Told::Resting {
            self.tell_change();
        }
        if goes_on {
            self.page.tell_old_frames();
        } else {
            self.page.tell_frames();
        }
        let noted = self.noted.take();
        profile::end(begun, || noted.unwrap_or(What::FrameWithoutDrawing));
        if !goes_on {
            profile::rest();
        } else if self.is_in_motion(self.last_frame) {
            profile::tell();
        }
        goes_on
    }

    fn go_on(&mut self, time: f64) {
        self.drain();
        if self.life == Life::Ending {
            self.go_on_ending();
        }
        if self.life != Life::Running || !self.wants_frame() {
            return;
        }
        let begun = clock::now();
        let elapsed = (begun - self.last_frame).clamp(0.0, 50.0);
        self.last_frame = begun;
        self.rhythm.beat(time);
        self.look_after_workers(elapsed);
        if self.life != Life::Running {
            return;
        }

        let now = clock::absolute(time);
        let effect = self.gestures.tick(now, &mut self.view, self.place.size);
        self.moved_by_gesture(effect);
        self.forget_input_without_effect();
        self.backend.leave_a_core(self.is_in_motion(begun));
        if let Err(obstacle) = self.plan(now) {
            match obstacle {
                Obstacle::Memory(why) => self.fail("memory", &why),
                Obstacle::Canvas(thrown) => self.fail_to_draw(&thrown),
            }
            return;
        }
        self.tell_view();
        self.ask_for_surfaces();
        if self.is_settled() && self.moved.is_some() {
            if let Err(thrown) = self.redraw(time, begun) {
                self.fail_to_draw(&thrown);
            }
        } else if self.is_settled() {
            self.run_errands(begun + self.rhythm.budget_ms());
            if let Err(thrown) = self.go_on_after_completion(time, begun) {
                self.fail_to_draw(&thrown);
            }
        } else if self.told_ready {
            // In shared memory a worker may be done before its "ready" is heard: the
            // page hears of that first.
            // A frame that moves is drawn at once: what a browser does for it after
            // this returns takes most of the display's interval without a GPU.
            let wait_ms = if self.moved.is_some() {
                0.0
            } else {
                self.rhythm.wait_ms()
            };
            let complete = self.subject_name().is_some()
                && profile::wait(|| self.backend.wait(begun + wait_ms));
            if (complete || self.is_due(begun))
                && let Err(thrown) = self.present(time, begun)
            {
                self.fail_to_draw(&thrown);
            }
        }
    }

    /// Whether frames follow each other, by hands or because the canvas changes its
    /// size.
    pub(super) fn is_in_motion(&self, now: f64) -> bool {
        !self.gestures.is_resting() || self.resizes.are_under_way(now)
    }

    /// Whether the canvas is to be drawn on now: where the view moved, or something
    /// is not there in any form, at once; what is finer, now and then.
    fn is_due(&self, now: f64) -> bool {
        let quality = self.stage.quality();
        let refined = (self.presented - self.generation_begun) / 2.0;
        self.moved.is_some()
            || quality.coverage < 1.0
            || quality.scale < 1.0 / f64::from(COARSE)
            || now - self.presented >= refined.clamp(*REFINE_MS.start(), *REFINE_MS.end())
    }

    /// Whether the picture on screen is complete and the wanted one.
    pub(super) fn is_settled(&self) -> bool {
        self.outdated.is_none()
            && self
                .target
                .as_ref()
                .is_some_and(|target| target.settled.is_some())
    }

    pub(super) fn fail_to_draw(&mut self, thrown: &JsValue) {
        let why = format!("The canvas cannot be drawn on: {}.", text_of(thrown));
        self.fail("canvas", &why);
    }

    /// Puts what is finished where it belongs, draws the view, and reports the
    /// frame.
    fn present(&mut self, time: f64, begun: f64) -> Result<(), JsValue> {
        let start = clock::now();
        self.presented = start;
        let size = self.place.size;
        let mut tiles = 0;
        let mut stale = self.moved.is_some();
        let mut complete = false;
        if let Some(name) = self.subject_name() {
            let stage = &mut self.stage;
            let mut trouble = None;
            let progress = self.backend.collect(&mut |piece| {
                tiles += 1;
                match stage.put(name, &piece) {
                    Ok(is_shown) => stale |= !is_shown,
                    Err(thrown) => trouble = Some(thrown),
                }
            });
            if let Some(thrown) = trouble {
                return Err(thrown);
            }
            complete = progress.is_complete();
            // A job that comes back late is counted late.
            self.computed = self.computed.max(progress.computed);
            self.progress = progress;
        }
        if tiles == 0 && self.progress.is_anchoring() {
            self.tell_anchoring(start);
        } else if matches!(self.subject, Subject::Target) {
            self.tell_lowered();
        }
        if stale {
            let target = self.target.as_ref().filter(|_| self.outdated.is_none());
            let target = target.map(|target| target.name);
            self.stage.compose(&self.view, size, target)?;
        } else if tiles > 0 {
            self.stage.judge(&self.view, size);
        }
        let complete_target = complete && matches!(self.subject, Subject::Target);
        if complete {
            self.picture_is_complete();
        }
        // Nothing is right yet where nothing is drawn: that is no frame.
        if stale && self.stage.quality().coverage > 0.0 || tiles > 0 || complete {
            self.report(time, begun, start, tiles, complete_target);
        }
        self.rhythm.drew(clock::now() - start);
        Ok(())
    }

    /// Draws the complete picture again, on a bitmap of another size.
    fn redraw(&mut self, time: f64, begun: f64) -> Result<(), JsValue> {
        let start = clock::now();
        let target = self.target.as_ref().map(|target| target.name);
        self.stage.compose(&self.view, self.place.size, target)?;
        self.report(time, begun, start, 0, true);
        Ok(())
    }

    pub(super) fn report(
        &mut self,
        time: f64,
        begun: f64,
        start: f64,
        tiles: usize,
        complete: bool,
    ) {
        let size = self.place.size;
        let quality = self.stage.quality();
        self.frames += 1;
        let now = clock::now();
        let time = clock::absolute(time);
        // What only refines the picture shows no input's effect.
        let moved = self.moved.take();
        let input_time = self.oldest_input.take_if(|_| moved.is_some());
        let report = Report {
            frame: self.frames,
            generation: self.generations,
            reason: moved.unwrap_or(Reason::Refine),
            tier: self.view.tier(size),
            limit: self.view.limit(size),
            work: self.progress.work,
            pixels: u64::from(size.width) * u64::from(size.height),
            tiles,
            threads: self.backend.threads(),
            backend: self.backend.name(),
            compute_ms: now - self.generation_begun,
            present_ms: now - start,
            latency_ms: input_time.map(|input| (time - input).max(0.0)),
            scale: quality.scale,
            coverage: quality.coverage,
            samples: self.samples_on_screen(),
            complete,
        };
        self.ledger.add(Entry {
            frame: self.frames,
            generation: self.generations,
            time,
            input_time,
            view: self.view.clone(),
            scale: quality.scale,
            coverage: quality.coverage,
            complete,
            work_ms: now - begun,
            computed: self.computed,
        });
        if let Some(hud) = &mut self.hud {
            hud.note(&report);
        }
        if profile::is_on() {
            self.noted = Some(What::Frame {
                report: report.clone(),
                budget_ms: self.rhythm.budget_ms(),
            });
            profile::end(Some(start), || What::Present {
                number: self.frames,
                tiles,
            });
        }
        // A picture that another view has just begun is nowhere yet.
        let progress = self
            .progress_of(complete)
            .filter(|_| complete || moved.is_none());
        let others_follow = moved.is_some() && !complete;
        self.page
            .frame(&report, self.change.take(), progress, others_follow);
        if complete {
            let known = self
                .target
                .as_mut()
                .and_then(|target| target.settled.replace(report.clone()));
            // More samples make it no more complete.
            if known.is_none() {
                self.page.settle(&report);
                self.answer_settled(&report);
            }
        }
        self.rehearse_after_frame();
    }

    /// How much of the view's picture is done, 0 to 1. None once the page knows that
    /// it is complete, and while another one is computed.
    fn progress_of(&self, complete: bool) -> Option<f64> {
        if complete {
            return (!self.is_settled()).then_some(1.0);
        }
        let is_computed = matches!(self.subject, Subject::Target) && self.outdated.is_none();
        is_computed.then(|| self.progress.share())
    }

    /// Tells the page how far the anchor of the view's picture is, now and then.
    fn tell_anchoring(&mut self, now: f64) {
        if now - self.told_progress >= PROGRESS_NOTICE_MS
            && let Some(share) = self.progress_of(false)
        {
            self.told_progress = now;
            self.page.progress(share);
        }
    }

    /// Samples a pixel: those of the target, while nothing else is shown.
    fn samples_on_screen(&self) -> u32 {
        let target = self.target.as_ref().filter(|_| self.outdated.is_none());
        target.map_or(1, |target| target.samples)
    }

    /// Tells the page of the view, if it changed or came to rest.
    fn tell_view(&mut self) {
        let resting = self.gestures.is_resting();
        let told = if resting { Told::Resting } else { Told::Moving };
        if self.told == told || self.told == Told::Resting {
            return;
        }
        let fitted = self.view.fitted(self.place.size);
        let fields = page::view_fields(&self.view, &fitted, resting);
        self.told = told;
        // The frame that shows it tells it: one task less for the page.
        self.change = Some(fields);
        if self.moved.is_none() {
            self.tell_change();
        }
    }

    /// Tells the page of the view, if no frame has done so.
    fn tell_change(&mut self) {
        if let Some(fields) = self.change.take() {
            self.page.view(&fields);
        }
    }

    /// Tells the page that the view goes no deeper, now and then.
    pub(super) fn tell_depth(&mut self) {
        let now = clock::now();
        if now - self.told_depth < DEPTH_NOTICE_MS {
            return;
        }
        self.told_depth = now;
        let why =
            "This is as deep as it goes: a magnification by a 1 with a hundred thousand zeros.";
        self.page.warning("depth", why);
    }
}
