//! Errands, run while the picture on screen rests.

use super::super::backend::{Order, Refining};
use super::super::clock;
use super::super::errand::{Errand, Purpose};
use super::super::fields::text_of;
use super::super::screen::Screen;
use super::answers::make_file;
use super::{Coordinator, Subject};
use crate::picture::Layer;
use crate::view::Size;

/// What lies around the view is computed as far as this many views on a side, at
/// one pixel for as many along each axis: a sixteenth of the picture's work, so
/// that what comes into sight in a fling or on the way out is never blank.
const AROUND: u32 = 4;

impl Coordinator {
    /// Orders what lies around the view, once that is complete, if it is not known.
    pub(super) fn order_surroundings(&mut self) {
        let canvas = self.place.size;
        let around = |views: u32| {
            let mut view = self.view.clone();
            view.zoom_about(canvas.middle(), 1.0 / f64::from(views), canvas);
            view
        };
        // After a small pan what was computed for the last view still does.
        if self.stage.covering_scale(&around(AROUND / 2), canvas) > 0.0 {
            return;
        }
        self.errands.push_back(Errand {
            view: around(AROUND),
            size: Size {
                width: canvas.width.div_ceil(AROUND),
                height: canvas.height.div_ceil(AROUND),
            },
            purpose: Purpose::Surroundings,
            is_refined: false,
        });
    }

    /// Goes on with the errand under way, or begins the next, until this time of
    /// the clock.
    pub(super) fn run_errands(&mut self, until: f64) {
        while clock::now() < until {
            if self.errand.is_none() && !self.begin_errand() {
                return;
            }
            self.backend.wait(until);
            if !self.go_on_with_errand() {
                return;
            }
        }
    }

    /// Leaves the errand under way, to start again when the picture is complete.
    pub(super) fn put_errand_off(&mut self) {
        self.errands.retain(|errand| !errand.is_of_the_moment());
        if let Some((errand, _)) = self.errand.take()
            && !errand.is_of_the_moment()
            && !(errand.is_preview() && self.errands.iter().any(Errand::is_preview))
        {
            self.errands.push_front(Errand {
                is_refined: false,
                ..errand
            });
        }
    }

    /// Begins the next errand; false where there is none.
    fn begin_errand(&mut self) -> bool {
        let Some(errand) = self.errands.pop_front() else {
            return false;
        };
        self.names += 1;
        let order = Order {
            name: self.names,
            view: errand.view.clone(),
            size: errand.size,
            focus: errand.size.middle(),
            coarse: false,
        };
        let keep = matches!(self.subject, Subject::Target | Subject::Refinement);
        self.subject = Subject::Errand;
        let name = order.name;
        let begun = self.backend.start(order, keep).and_then(|()| {
            Ok(match errand.purpose {
                Purpose::Preview => None,
                Purpose::Surroundings => {
                    let (view, size) = (errand.view.fitted(errand.size), errand.size);
                    let kept = self.stage.begin(name, &view, size);
                    kept.map(|()| None).map_err(|thrown| text_of(&thrown))?
                }
                Purpose::File(_) => Some(
                    Screen::unseen(errand.size)
                        .map_err(|_| "toBlob: a canvas of this size cannot be had".to_owned())?,
                ),
            })
        });
        match begun {
            Ok(screen) => self.errand = Some((errand, screen)),
            Err(why) => self.refuse_errand(&errand, &why),
        }
        true
    }

    /// Puts what is finished; returns whether the errand is complete.
    fn go_on_with_errand(&mut self) -> bool {
        let Some((errand, own)) = &self.errand else {
            return true;
        };
        let surroundings = errand.is_of_the_moment().then_some(self.names);
        let screen = match own {
            Some(screen) => Some(screen),
            None => self.preview.as_ref().map(|preview| &preview.screen),
        };
        let stage = &mut self.stage;
        let mut trouble = false;
        let progress = self.backend.collect(&mut |piece| {
            if let Some(name) = surroundings {
                trouble |= stage.put(name, &piece).is_err();
            } else if let Some(screen) = screen
                && piece.layer == Layer::Fine
            {
                trouble |= screen.put(piece.tile, piece.rgba).is_err();
            }
        });
        if !trouble && !progress.is_complete() {
            return false;
        }
        if let Some((errand, _)) = &mut self.errand
            && let Purpose::File(order) = &errand.purpose
            && order.samples > 1
            && !std::mem::replace(&mut errand.is_refined, true)
            && !trouble
        {
            let middle = errand.size.middle();
            match self.backend.refine(self.names, order.samples, middle) {
                Refining::Begun => return false,
                Refining::Later => {
                    errand.is_refined = false;
                    return false;
                }
                Refining::Done => {}
                Refining::Never => {
                    if let Some((errand, _)) = self.errand.take() {
                        let why = "toBlob: there is no memory for so many samples";
                        self.refuse_errand(&errand, why);
                    }
                    return true;
                }
            }
        }
        let Some((errand, screen)) = self.errand.take() else {
            return true;
        };
        if trouble {
            self.refuse_errand(&errand, "toBlob: the canvas cannot be drawn on");
        } else {
            self.deliver(&errand, screen.as_ref());
        }
        true
    }

    /// No preview that was asked for is wanted any more.
    pub(super) fn drop_previews(&mut self) {
        self.errands.retain(|errand| !errand.is_preview());
        self.errand.take_if(|(errand, _)| errand.is_preview());
    }

    fn deliver(&mut self, errand: &Errand, screen: Option<&Screen>) {
        match &errand.purpose {
            Purpose::Preview => {
                let constant = errand.view.constant();
                self.page
                    .preview(&constant.re.to_string(), &constant.im.to_string());
            }
            Purpose::Surroundings => self.stage.complete(self.names),
            Purpose::File(order) => {
                if let Some(screen) = screen {
                    make_file(screen, order);
                }
            }
        }
    }

    pub(super) fn refuse_errand(&self, errand: &Errand, why: &str) {
        if let Purpose::File(order) = &errand.purpose {
            self.page.refuse(order.id, why);
        }
    }
}
