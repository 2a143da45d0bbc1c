//! What to compute: the picture of the view, or, while a zoom is under way, the
//! pictures that it is about to need.

use super::super::backend::Order;
use super::super::clock;
use super::super::report::Reason;
use super::{After, AheadSubject, Coordinator, Subject, Target};
use crate::motion::{Ahead, Pace, next_ahead};
use crate::view::{Size, View};
use wasm_bindgen::JsValue;

/// Fewer pixels than this are no picture.
const LEAST_PIXELS: u64 = 128 * 128;

/// A picture ahead whose place is off by more than this share of the canvas, for
/// the pointer moved, is not worth finishing.
const ASTRAY: f64 = 0.25;

/// A zoom that is this many doublings past a picture ahead has no use for it.
const PASSED: f64 = 0.75;

/// How much the latest picture counts in the estimate of what one takes.
const LATEST: f64 = 0.5;

/// Why a picture cannot be begun.
pub(super) enum Obstacle {
    /// There is no memory for it.
    Memory(String),
    /// The canvas threw this.
    Canvas(JsValue),
}

impl Coordinator {
    /// Sees to it that the backend computes what is needed most, at this time in
    /// milliseconds since 1970.
    pub(super) fn plan(&mut self, now: f64) -> Result<(), Obstacle> {
        let Some(reason) = self.outdated else {
            return Ok(());
        };
        if std::mem::take(&mut self.is_new_view) {
            self.generations += 1;
            self.generation_begun = clock::now();
        }
        let pace = Pace {
            doublings_per_second: self.gestures.heading(now).doublings_per_second,
            picture_ms: self.picture_ms.unwrap_or(0.0),
        };
        if pace.is_zoom() && !self.gestures.is_resting() && self.target.is_some() {
            return self.plan_ahead(pace);
        }
        self.outdated = None;
        self.put_errand_off();
        loop {
            match self.begin_target(reason) {
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
        self.set_place(self.place.width, self.place.height, None);
        self.pixel_budget >= LEAST_PIXELS
    }

    fn plan_ahead(&mut self, pace: Pace) -> Result<(), Obstacle> {
        if let Subject::Ahead(ahead) = &self.subject
            && self.is_wanted(ahead, pace)
        {
            return Ok(());
        }
        let canvas = self.place.size;
        let next = next_ahead(
            pace,
            &self.view,
            canvas,
            |zoom| self.gestures.forecast(zoom, &self.view, canvas),
            |view| self.stage.covering_scale(view, canvas),
        );
        self.put_errand_off();
        let Some(Ahead { view, size }) = next else {
            self.subject = Subject::Nothing;
            return Ok(());
        };
        self.names += 1;
        let name = self.names;
        let (x, y) = self.focus.unwrap_or(canvas.middle());
        let shrink = f64::from(size.width) / f64::from(canvas.width.max(1));
        let order = Order {
            name,
            view: view.clone(),
            size,
            focus: (x * shrink, y * shrink),
            coarse: true,
            about: self
                .zoom_centre(&view, canvas)
                .map(|(x, y)| (x * shrink, y * shrink)),
            is_passing: false,
        };
        if self.backend.start(order, None).is_err() {
            // Without memory for it, what is known has to do until the view rests.
            self.subject = Subject::Nothing;
            return Ok(());
        }
        self.stage
            .begin(name, &view.fitted(size), size)
            .map_err(Obstacle::Canvas)?;
        self.subject = Subject::Ahead(AheadSubject {
            name,
            view,
            size,
            inwards: pace.doublings_per_second > 0.0,
            begun: Some(clock::now()),
        });
        Ok(())
    }

    /// The pixel of the canvas, or the nearest, that stays where it is on the way to a view.
    fn zoom_centre(&self, ahead: &View, canvas: Size) -> Option<(f64, f64)> {
        let map = ahead.transform_from(canvas, &self.view, canvas);
        let (x, y) = map.fixed_point()?;
        let within = |place: f64, edge: u32| place.clamp(0.0, f64::from(edge));
        Some((within(x, canvas.width), within(y, canvas.height)))
    }

    /// Whether a picture ahead is still worth finishing.
    fn is_wanted(&self, ahead: &AheadSubject, pace: Pace) -> bool {
        let canvas = self.place.size;
        let inwards = pace.doublings_per_second > 0.0;
        let there = ahead.view.fitted(canvas).zoom();
        let past = (self.view.fitted(canvas).zoom().log2() - there.log2())
            * if inwards { 1.0 } else { -1.0 };
        if inwards != ahead.inwards || past > PASSED {
            return false;
        }
        // What is missing lies out of sight, and goes further out.
        if inwards && past > 0.0 && self.stage.is_seen_whole(ahead.name, &self.view, canvas) {
            return false;
        }
        let Some(now) = self.gestures.forecast(there, &self.view, canvas) else {
            return past > 0.0;
        };
        let map = now.transform_from(canvas, &ahead.view, canvas);
        past > 0.0
            || map.e.abs() <= ASTRAY * f64::from(canvas.width)
                && map.f.abs() <= ASTRAY * f64::from(canvas.height)
    }

    fn begin_target(&mut self, reason: Reason) -> Result<(), Obstacle> {
        let size = self.place.size;
        let view = self.view.clone();
        self.names += 1;
        let name = self.names;
        let mut in_full = false;
        let is_panned = self.pan_target(name, &view, size)?;
        if !is_panned {
            if !self.recolour_target(name, &view, size) {
                in_full = true;
                let order = Order {
                    name,
                    view: view.clone(),
                    size,
                    focus: self.focus.unwrap_or(size.middle()),
                    coarse: true,
                    about: None,
                    is_passing: false,
                };
                self.backend.start(order, None).map_err(Obstacle::Memory)?;
            }
            self.stage
                .begin(name, &view.fitted(size), size)
                .map_err(Obstacle::Canvas)?;
        }
        self.moved.get_or_insert(reason);
        // A pan leaves the samples on screen that it had.
        let is_mixed = self.target.as_ref().is_some_and(Target::has_more_samples);
        self.subject = Subject::Target;
        self.target = Some(Target {
            name,
            view,
            size,
            begun: in_full.then(clock::now),
            settled: None,
            samples: 1,
            is_mixed: is_panned && is_mixed,
            after: After::Surroundings,
        });
        Ok(())
    }

    /// Begins the target by what the last one knows, if it is that moved by whole
    /// pixels.
    fn pan_target(&mut self, name: u64, view: &View, size: Size) -> Result<bool, Obstacle> {
        let Some(target) = self.target.as_ref().filter(|target| target.size == size) else {
            return Ok(false);
        };
        let Some(by) = view.whole_pixel_pan_from(&target.view, size) else {
            return Ok(false);
        };
        let focus = self.focus.unwrap_or(size.middle());
        let of = target.name;
        if !self.stage.has(of) {
            return Ok(false);
        }
        let Some(missing) = self.backend.pan(of, name, view, by, focus) else {
            return Ok(false);
        };
        self.stage
            .pan(of, name, &view.fitted(size), by, &missing)
            .map_err(Obstacle::Canvas)?;
        Ok(true)
    }

    /// Begins the target by what the last one knows, if only the colours changed.
    fn recolour_target(&mut self, name: u64, view: &View, size: Size) -> bool {
        self.target
            .as_ref()
            .filter(|target| target.size == size && target.view.has_samples_of(view))
            .is_some_and(|target| self.backend.recolour(target.name, name, view))
    }

    /// The picture under way is complete.
    pub(super) fn picture_is_complete(&mut self) {
        let (name, begun, size) = match &self.subject {
            Subject::Target => match &self.target {
                Some(target) => (target.name, target.begun, target.size),
                None => return,
            },
            Subject::Ahead(ahead) => (ahead.name, ahead.begun, ahead.size),
            Subject::Nothing | Subject::Refinement | Subject::Errand => return,
        };
        self.stage.complete(name);
        let pixels = |size: Size| f64::from(size.width) * f64::from(size.height);
        // What an anchor took tells nothing of the pictures that it serves next.
        if let Some(begun) = begun
            && self.progress.anchored.is_none()
        {
            let full_ms = (clock::now() - begun) * pixels(self.place.size) / pixels(size).max(1.0);
            let before = self.picture_ms.unwrap_or(full_ms);
            self.picture_ms = Some(before + (full_ms - before) * LATEST);
        }
        if matches!(self.subject, Subject::Ahead(_)) {
            self.subject = Subject::Nothing;
        }
    }
}
