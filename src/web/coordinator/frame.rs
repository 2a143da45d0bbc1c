//! A frame's work: input, the picture that it asks for, a bounded wait, tiles to
//! the canvas, a report.

use super::super::backend::{Order, Progress};
use super::super::clock;
use super::super::fields::text_of;
use super::super::report::{Reason, Report};
use super::super::screen::Screen;
use super::ground::Ground;
use super::{CoarseDrawing, Coordinator, Life, Shown, Told};
use crate::picture::{COARSE, Layer};
use crate::view::Size;
use wasm_bindgen::JsValue;

/// How long a frame may take of the display's interval, waiting and copying:
/// facts were measured with 8 to 10 ms of 16.7.
const BUDGET_MS: f64 = 10.0;

/// What a frame may wait for at most; the rest is for copying and drawing.
const WAIT_MS: f64 = 7.0;

/// How often a picture that is all there in some form is refined on screen: at
/// first often, then each time half as long again has passed. A frame costs the
/// browser's compositor 9 ms of a core at 1080p without a GPU, which two compute
/// workers on two cores miss: shown at every frame they were 1.59 times as fast
/// as one in Chromium, so 1.75 to 1.78 (natively 1.92).
const REFINE_MS: std::ops::RangeInclusive<f64> = 33.0..=100.0;

/// A ground that is coarser than this is covered by the coarse layer, finer
/// ground lies over it.
const WORSE_THAN_COARSE: f64 = 1.0 / COARSE as f64;

/// Fewer pixels than this are no picture.
const LEAST_PIXELS: u64 = 128 * 128;

/// Why a picture cannot be begun.
enum Obstacle {
    /// There is no memory for it.
    Memory(String),
    /// The canvas threw this.
    Canvas(JsValue),
}

/// The page is told no more than this often that the view goes no deeper.
const DEPTH_NOTICE_MS: f64 = 4000.0;

impl Coordinator {
    /// An animation frame; returns whether another one is wanted.
    pub(super) fn frame(&mut self, time: f64) -> bool {
        self.drain();
        if self.life == Life::Ending {
            self.go_on_ending();
        }
        if self.life != Life::Running || !self.wants_frame() {
            return self.wants_frame();
        }
        let begun = clock::now();
        let elapsed = (begun - self.last_frame).clamp(0.0, 50.0);
        self.last_frame = begun;
        self.look_after_workers(elapsed);
        if self.life != Life::Running {
            return self.wants_frame();
        }

        let effect = self
            .gestures
            .tick(clock::absolute(time), &mut self.view, self.place.size);
        self.moved_by_gesture(effect);
        if let Some(reason) = self.outdated.take()
            && let Err(obstacle) = self.begin_picture(reason)
        {
            match obstacle {
                Obstacle::Memory(why) => self.fail("memory", &why),
                Obstacle::Canvas(thrown) => self.fail_to_draw(&thrown),
            }
            return false;
        }
        self.tell_view();
        if self.is_settled() {
            self.run_errands(begun + BUDGET_MS);
        } else if self.on_screen && self.told_ready {
            // In shared memory a worker may be done before its "ready" is heard: the
            // page hears of that first.
            let complete = self.backend.wait(begun + WAIT_MS);
            if (complete || self.is_due(begun))
                && let Err(thrown) = self.present(time)
            {
                self.fail_to_draw(&thrown);
            }
        }
        self.wants_frame()
    }

    /// Whether the picture is to be shown now as far as it is: its first frame
    /// and its coarse layer at once, what is finer now and then.
    fn is_due(&self, now: f64) -> bool {
        self.shown.as_ref().is_some_and(|shown| {
            let refined = (shown.presented - shown.begun) / 2.0;
            shown.reason != Reason::Refine
                || shown.coarse != CoarseDrawing::Done
                || now - shown.presented >= refined.clamp(*REFINE_MS.start(), *REFINE_MS.end())
        })
    }

    /// Whether the picture on screen is complete and the wanted one.
    pub(super) fn is_settled(&self) -> bool {
        self.outdated.is_none()
            && self
                .shown
                .as_ref()
                .is_some_and(|shown| shown.settled.is_some())
    }

    /// Starts the picture that is wanted now.
    fn begin_picture(&mut self, reason: Reason) -> Result<(), Obstacle> {
        self.put_errand_off();
        loop {
            match self.try_picture(reason) {
                Err(Obstacle::Memory(why)) => {
                    if !self.lower_budget() {
                        return Err(Obstacle::Memory(why));
                    }
                    self.outdated = None;
                }
                done => return done,
            }
        }
    }

    /// Draws at half the pixels from here on; false where that is too few.
    pub(super) fn lower_budget(&mut self) -> bool {
        let Size { width, height } = self.place.size;
        self.pixel_budget = u64::from(width) * u64::from(height) / 2;
        self.set_place(self.place.width, self.place.height);
        self.pixel_budget >= LEAST_PIXELS
    }

    fn fail_to_draw(&mut self, thrown: &JsValue) {
        let why = format!("The canvas cannot be drawn on: {}.", text_of(thrown));
        self.fail("canvas", &why);
    }

    fn try_picture(&mut self, reason: Reason) -> Result<(), Obstacle> {
        let size = self.place.size;
        let (clamped, was_deeper) = self.view.clamped_to_direct(size);
        if was_deeper {
            self.view = clamped;
            self.told = Told::Nothing;
            self.tell_depth();
        }
        let view = self.view.clone();
        self.names += 1;
        let name = self.names;
        let repaint = self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.size == size && shown.view.has_counts_of(&view))
            && self.backend.recolour(name, &view, view.colouring());
        if !repaint {
            let order = Order {
                name,
                view: view.clone(),
                size,
                focus: self.focus.unwrap_or(size.middle()),
                coarse: true,
            };
            self.backend.start(order, false).map_err(Obstacle::Memory)?;
        }
        let was_complete = self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.settled.is_some());
        let ground = self.carry_over(size).map_err(Obstacle::Canvas)?;
        let coarse = if repaint && was_complete {
            // All is painted anew within a frame or two: it would only flash up.
            CoarseDrawing::Done
        } else if repaint || ground.scale < WORSE_THAN_COARSE {
            // Old colours are worse than coarse ones.
            CoarseDrawing::Over
        } else {
            CoarseDrawing::Under
        };
        self.on_screen = true;
        self.generations += 1;
        self.shown = Some(Shown {
            name,
            generation: self.generations,
            view,
            size,
            reason,
            begun: clock::now(),
            presented: 0.0,
            ground,
            coarse,
            settled: None,
        });
        Ok(())
    }

    /// Moves what is on screen to where the wanted view has it.
    fn carry_over(&mut self, size: Size) -> Result<Ground, JsValue> {
        self.screen.resize(size)?;
        self.screen.forget_coarse();
        let Some(shown) = &self.shown else {
            return Ok(Ground::NONE);
        };
        let before = if shown.settled.is_some() {
            Ground::EXACT
        } else {
            shown.ground
        };
        let map = self.view.transform_from(size, &shown.view, shown.size);
        let unrelated = shown.view.formula() != self.view.formula()
            || shown.view.constant() != self.view.constant();
        if unrelated || !map.is_finite() {
            self.screen.clear();
            return Ok(Ground::NONE);
        }
        if !map.is_identity() {
            self.screen
                .move_picture([map.a, map.b, map.c, map.d, map.e, map.f])?;
        }
        Ok(before.moved(&map, shown.size, size))
    }

    /// Puts what is finished on the canvas, and reports the frame.
    fn present(&mut self, time: f64) -> Result<(), JsValue> {
        let Some(shown) = self.shown.as_mut() else {
            return Ok(());
        };
        let start = clock::now();
        shown.presented = start;
        let screen = &mut self.screen;
        let mut tiles = 0;
        let mut trouble = None;
        let over = shown.coarse == CoarseDrawing::Over;
        let mut gathered = false;
        let progress = self.backend.collect(&mut |piece| {
            tiles += 1;
            let put = match piece.layer {
                Layer::Coarse => {
                    gathered = shown.coarse != CoarseDrawing::Done;
                    screen.put_coarse(piece.layer_size, piece.tile, piece.rgba)
                }
                // They come when all of the coarse layer is there.
                Layer::Fine => draw_coarse(screen, &mut gathered, over)
                    .and_then(|()| screen.put(piece.tile, piece.rgba)),
            };
            trouble = trouble.take().or(put.err());
        });
        if let Some(thrown) = trouble {
            return Err(thrown);
        }
        draw_coarse(screen, &mut gathered, over)?;
        if shown.coarse != CoarseDrawing::Done && progress.coarse > 0.0 {
            let ground = &mut shown.ground;
            let all = progress.coarse == 1.0;
            // The coarsest pixel that is left: of the layer, or of what it has not
            // covered yet, or of what it lies under.
            if ground.coverage == 0.0 || over && all {
                ground.scale = WORSE_THAN_COARSE;
            } else if over || ground.coverage < 1.0 {
                ground.scale = ground.scale.min(WORSE_THAN_COARSE);
            }
            ground.coverage = ground.coverage.max(progress.coarse);
            // Then it is drawn for good, and fine tiles go on top.
            if all {
                shown.coarse = CoarseDrawing::Done;
            }
        }
        // Nothing is right yet where nothing is drawn: that is no frame.
        let moved = shown.reason != Reason::Refine && shown.ground.coverage > 0.0;
        if moved || tiles > 0 || progress.is_complete() {
            self.report(time, start, tiles, &progress);
        }
        Ok(())
    }

    fn report(&mut self, time: f64, start: f64, tiles: usize, progress: &Progress) {
        let Some(shown) = self.shown.as_mut() else {
            return;
        };
        let complete = progress.is_complete();
        let ground = if complete {
            Ground::EXACT
        } else {
            shown.ground
        };
        self.frames += 1;
        let now = clock::now();
        let report = Report {
            frame: self.frames,
            generation: shown.generation,
            reason: shown.reason,
            limit: progress.limit,
            work: progress.work,
            pixels: u64::from(shown.size.width) * u64::from(shown.size.height),
            tiles,
            threads: self.backend.threads(),
            backend: self.backend.name(),
            compute_ms: now - shown.begun,
            present_ms: now - start,
            latency_ms: self
                .oldest_input
                .take()
                .map(|input| (clock::absolute(time) - input).max(0.0)),
            scale: ground.scale,
            coverage: ground.coverage,
            complete,
        };
        shown.reason = Reason::Refine;
        self.page.frame(&report);
        if complete {
            shown.settled = Some(report.clone());
            self.page.progress(1.0);
            self.page.settle(&report);
            self.answer_settled(&report);
        } else {
            let share = progress.finished as f64 / progress.items.max(1) as f64;
            self.page.progress(share);
        }
        self.rehearse_after_frame();
    }

    /// Tells the page of the view, if it changed or came to rest.
    fn tell_view(&mut self) {
        let resting = self.gestures.is_resting();
        let told = if resting { Told::Resting } else { Told::Moving };
        if self.told == told || self.told == Told::Resting {
            return;
        }
        let fitted = self.view.fitted(self.place.size);
        self.page.view(&self.view, &fitted, resting);
        self.told = told;
    }

    /// Tells the page that the view goes no deeper, now and then.
    pub(super) fn tell_depth(&mut self) {
        let now = clock::now();
        if now - self.told_depth < DEPTH_NOTICE_MS {
            return;
        }
        self.told_depth = now;
        self.page.warning(
            "depth",
            "This is as deep as 64-bit numbers go: from here on neighbouring pixels would be the \
             same number. The view stays at the deepest magnification that is still exact.",
        );
    }
}

/// Draws the coarse layer as far as it is gathered, if more of it was.
fn draw_coarse(screen: &Screen, gathered: &mut bool, over: bool) -> Result<(), JsValue> {
    if !std::mem::replace(gathered, false) {
        return Ok(());
    }
    screen.draw_coarse(f64::from(COARSE), over)
}
