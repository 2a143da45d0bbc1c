//! What events do.

use super::super::backend::Loss;
use super::super::clock;
use super::super::errand::{Errand, Preview, Purpose};
use super::super::events::Event;
use super::super::input::input_of;
use super::super::message::Message;
use super::super::profile::{self, What};
use super::super::report::Reason;
use super::super::screen::Screen;
use super::start::threads_for;
use super::{Coordinator, Life, Subject, Told};
use crate::view::gesture::{Effect, FlightEnd, Input};
use crate::view::{Size, permalink};
use wasm_bindgen::{JsCast as _, JsValue};

impl Coordinator {
    /// Takes all events that have arrived.
    pub(super) fn drain(&mut self) {
        loop {
            let event = self.events.borrow_mut().try_recv();
            match event {
                Ok(event) => self.take(event),
                Err(_) => break,
            }
        }
        self.take_inbox();
    }

    /// Takes the input in shared memory that the page left there before it posted
    /// what has not been heard yet.
    fn take_inbox(&mut self) {
        while let Some(inbox) = &self.inbox {
            let Some(input) = inbox.take(self.heard, self.box_to_bitmap()) else {
                return;
            };
            if self.life == Life::Running {
                let begun = profile::begin_after_rest();
                self.take_input(input);
                profile::end(begun, || What::Message {
                    kind: "input".to_owned(),
                });
            }
        }
    }

    /// Takes an event.
    pub(super) fn take(&mut self, event: Event) {
        if matches!(event, Event::Page(_)) {
            self.take_inbox();
            self.heard += 1;
        }
        if self.life == Life::Ended {
            self.take_after_end(&event);
            return;
        }
        let begun = profile::begin_after_rest();
        let kind = begun.map(|_| event.kind());
        self.react(event);
        profile::end(begun, || What::Message {
            kind: kind.unwrap_or_default(),
        });
    }

    fn react(&mut self, event: Event) {
        match event {
            Event::Page(message) => self.take_message(&message),
            Event::HandSettled(seat, how) => {
                let settled = self.backend.hand_settled(seat, how);
                if let Err(loss) = settled {
                    self.tell_loss(loss);
                }
                // With the first of them pictures begin, and the page hears of that
                // before it hears of a frame.
                if self.life == Life::Running && !self.told_ready && self.backend.threads() > 0 {
                    self.told_ready = true;
                    // Until now there was nobody to compute the first picture.
                    if let Some(target) = &mut self.target {
                        target.begun = Some(clock::now());
                    }
                    let shared = self.backend.name() == "shared";
                    self.page
                        .ready(self.backend.hired(), self.backend.name(), shared);
                }
            }
            Event::HandSaid(seat, message) => self.backend.hand_said(seat, &message),
            Event::CanvasRestored => {
                self.stage.forget();
                self.target = None;
                self.outdate(Reason::View);
            }
            Event::NoMemory(name) => self.run_out_of_memory(name),
            Event::NoAnchor(name, why) => self.go_without_anchor(name, why),
            // One that leaves anyway is not replaced.
            Event::HandDied(seat, _) if self.life == Life::Ending => self.backend.forget(seat),
            Event::HandDied(seat, why) => {
                if let Some(loss) = self.backend.hand_died(seat, &why) {
                    self.tell_loss(loss);
                }
            }
            Event::Answered(id, Ok(blob)) => self.page.answer(id, &blob),
            Event::Answered(id, Err(why)) => self.page.refuse(id, &why),
        }
    }

    /// Looks for compute workers that fell silent.
    pub(super) fn look_after_workers(&mut self, elapsed: f64) {
        if let Some(loss) = self.backend.watch(elapsed) {
            self.tell_loss(loss);
        }
    }

    fn tell_loss(&mut self, loss: Loss) {
        match loss {
            Loss::Survived(what) => self.page.warning("worker", &what),
            Loss::Fatal(why) => self.fail("workers", &why),
        }
    }

    fn take_message(&mut self, message: &Message) {
        let Some(kind) = message.kind() else { return };
        let was_seen = self.is_seen();
        match kind.as_str() {
            "pointer" | "wheel" | "doubleclick" | "hold" | "key" => {
                if let Some(input) = input_of(message, self.box_to_bitmap()) {
                    self.take_input(input);
                }
            }
            "size" => self.set_place(
                message.width().unwrap_or(0.0),
                message.height().unwrap_or(0.0),
                message.bitmap_width().zip(message.bitmap_height()),
            ),
            "visible" => self.visible = message.visible().unwrap_or(true),
            "motion" => self
                .gestures
                .set_reduced_motion(message.reduced().unwrap_or(false)),
            "holdSpeed" => self.gestures.set_hold_speed(message.speed().unwrap_or(1.0)),
            "rotation" => self
                .gestures
                .set_rotation(message.rotation().unwrap_or(false)),
            "profile" => profile::set(message.on().unwrap_or(false)),
            "hud" => self.set_hud(message),
            "samples" => self.set_most_samples(message.samples()),
            "fly" => self.fly(message),
            "hello" => {
                let in_motion = self.is_in_motion(clock::now());
                if let Err(thrown) = self.stage.add_surfaces(in_motion) {
                    self.fail_to_draw(&thrown);
                }
                self.ask_for_surfaces();
            }
            "threads" => {
                let threads = threads_for(message.threads());
                if let Err(why) = self.backend.set_threads(threads) {
                    self.page.warning("threads", &why);
                }
            }
            "view" => {
                let link = message.link().unwrap_or_default();
                self.set_view(&link, message.merge().unwrap_or(false));
                if let Some(id) = message.id() {
                    self.answer_view(id);
                }
            }
            "ask" => self.take_question(message),
            "preview" => self.open_preview(message),
            "previewAt" => {
                let at = self.position(message);
                if let Some(preview) = &self.preview {
                    let errand = Errand {
                        view: self.view.julia_at(at, self.place.size),
                        size: preview.size,
                        purpose: Purpose::Preview,
                    };
                    // The one under way is finished, so that something is seen.
                    self.errands.retain(|errand| !errand.is_preview());
                    self.errands.push_front(errand);
                }
            }
            "previewOff" => {
                self.preview = None;
                self.drop_previews();
            }
            "openJulia" => {
                let at = self.position(message);
                self.stop();
                self.view = self.view.julia_at(at, self.place.size);
                self.view_changed(Reason::View);
            }
            "destroy" => self.begin_ending(),
            _ => {}
        }
        if self.is_seen() && !was_seen {
            self.wake();
        } else if was_seen && !self.is_seen() {
            self.backend.sleep(true);
        }
    }

    /// The canvas is seen again: motion goes on from where it was, and no input is
    /// older than this.
    fn wake(&mut self) {
        self.backend.sleep(false);
        self.gestures.resume(clock::absolute(clock::now()));
        self.oldest_input = None;
        // The workers may have gone on unseen, or waited: it tells nothing of them.
        if let Some(target) = &mut self.target {
            target.begun = None;
        }
        if let Subject::Ahead(ahead) = &mut self.subject {
            ahead.begun = None;
        }
    }

    fn take_input(&mut self, input: Input) {
        if let Some(place) = input.place() {
            self.focus = Some(place);
        }
        let effect = self.gestures.input(input, &mut self.view, self.place.size);
        if effect.moved || self.gestures.is_moving() {
            let time = input.time();
            self.oldest_input = Some(self.oldest_input.map_or(time, |oldest| oldest.min(time)));
        }
        self.moved_by_gesture(effect);
    }

    /// Input that asked for a motion which moved nothing, as at the end of the zoom,
    /// is shown by no frame: the next one is not its frame.
    pub(super) fn forget_input_without_effect(&mut self) {
        if self.moved.is_none() && !self.gestures.is_moving() {
            self.oldest_input = None;
        }
    }

    /// What a gesture did to the view.
    pub(super) fn moved_by_gesture(&mut self, effect: Effect) {
        if effect.moved {
            self.view_changed(Reason::View);
        }
        if effect.stopped {
            self.tell_depth();
        }
        if let (Some(end), Some(id)) = (effect.flight, self.flight) {
            self.flight = None;
            match end {
                FlightEnd::Arrived => self.page.answer(id, &JsValue::NULL),
                FlightEnd::Interrupted => self
                    .page
                    .refuse(id, "flyTo: another motion came before the flight arrived"),
            }
        }
    }

    /// Drops the motion under way, and the input that asked for it.
    fn stop(&mut self) {
        self.oldest_input = None;
        let effect = self.gestures.stop();
        self.moved_by_gesture(effect);
    }

    /// Sees to it that there are canvases for pictures to come: they are made when
    /// the page has shown that it is awake.
    pub(super) fn ask_for_surfaces(&mut self) {
        let in_motion = self.is_in_motion(clock::now());
        if self.life == Life::Running && self.stage.asks_for_surfaces(in_motion) {
            self.page.hello();
        }
    }

    /// Flies to a view; the question is answered when it arrives.
    fn fly(&mut self, message: &Message) {
        let merge = message.merge().unwrap_or(false).then_some(&self.view);
        let (target, problems) = permalink::parse(&message.link().unwrap_or_default(), merge);
        self.tell_problems(&problems);
        self.stop();
        self.flight = message.id();
        let size = self.place.size;
        let now = clock::absolute(clock::now());
        let effect = self
            .gestures
            .fly_to(&target, message.duration(), now, &mut self.view, size);
        self.moved_by_gesture(effect);
    }

    fn tell_problems(&self, problems: &[permalink::Problem]) {
        for problem in problems {
            self.page.warning(problem.kind.code(), &problem.to_string());
        }
    }

    /// Sets the view of a link; what the link could not say becomes warnings.
    pub(super) fn set_view(&mut self, link: &str, merge: bool) {
        let (view, problems) = permalink::parse(link, merge.then_some(&self.view));
        self.tell_problems(&problems);
        self.stop();
        if view == self.view {
            // The page may have set it in other words.
            self.told = Told::Nothing;
            return;
        }
        let recoloured = view.has_counts_of(&self.view);
        self.view = view;
        self.view_changed(if recoloured {
            Reason::Colour
        } else {
            Reason::View
        });
    }

    fn open_preview(&mut self, message: &Message) {
        let Ok(canvas) = message.canvas().dyn_into() else {
            return;
        };
        let edge = |length: Option<f64>| length.unwrap_or(0.0).clamp(1.0, 1024.0) as u32;
        let size = Size {
            width: edge(message.width()),
            height: edge(message.height()),
        };
        self.drop_previews();
        self.preview = Screen::visible(canvas).ok().map(|mut screen| {
            screen.resize(size);
            Preview { screen, size }
        });
    }

    fn position(&self, message: &Message) -> (f64, f64) {
        let scale = self.box_to_bitmap();
        let coordinate = |at: Option<f64>| at.filter(|at| at.is_finite()).unwrap_or(0.0);
        (
            coordinate(message.x()) * scale.0,
            coordinate(message.y()) * scale.1,
        )
    }
}
