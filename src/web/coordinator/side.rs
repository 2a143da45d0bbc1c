//! Errands, run while the picture on screen rests.

use super::super::backend::{Order, Refining};
use super::super::clock;
use super::super::errand::{Errand, Purpose, UnderWay};
use super::super::fields::text_of;
use super::super::profile;
use super::super::screen::Screen;
use super::answers::make_file;
use super::{Coordinator, Subject};
use crate::fractal::Tier;
use crate::picture::Layer;
use crate::view::{Size, permalink};

/// What lies around the view is computed as far as this many views on a side, at
/// one pixel for as many along each axis: a sixteenth of the picture's work, so
/// that what comes into sight in a fling or on the way out is never blank.
const AROUND: u32 = 4;

/// The tier that comes when a view of one is zoomed on, and a small picture of it, some
/// milliseconds of work. The first deep picture of a page took 1.5 and 1.25 times as long in
/// Chromium as the same again (596 and 388 ms, 725 and 557), with this 1.08 and 1.04 times.
const fn warm_up(tier: Tier) -> Option<(Tier, &'static str)> {
    match tier {
        Tier::F64 => Some((Tier::Perturb, "re=-2&zoom=1e20&iter=900")),
        Tier::Perturb => Some((Tier::PerturbExt, "re=-2&zoom=1e200&iter=900")),
        Tier::PerturbExt => None,
    }
}

/// The size of a warm-up.
const WARM_UP: Size = Size {
    width: 96,
    height: 64,
};

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
        });
    }

    /// Orders a picture of the tier that comes when the view is zoomed on, once, if the view is
    /// not the first: who only looks at that has no use for it.
    pub(super) fn order_warm_up(&mut self) {
        let next = warm_up(self.view.tier(self.place.size));
        let Some((tier, link)) = next.filter(|(tier, _)| self.generations > 1 && *tier > self.warm)
        else {
            return;
        };
        self.errands.push_back(Errand {
            view: permalink::parse(link, None).0,
            size: WARM_UP,
            purpose: Purpose::WarmUp(tier),
        });
    }

    /// Goes on with the errand under way, or begins the next, until this time of
    /// the clock.
    pub(super) fn run_errands(&mut self, until: f64) {
        while clock::now() < until {
            if self.errand.is_none() && !self.begin_errand() {
                return;
            }
            profile::wait(|| self.backend.wait(until));
            if !self.go_on_with_errand() {
                return;
            }
        }
    }

    /// Leaves the errand under way, to start again when the picture is complete.
    pub(super) fn put_errand_off(&mut self) {
        self.errands.retain(|errand| !errand.is_of_the_moment());
        if let Some(UnderWay { errand, .. }) = self.errand.take()
            && !errand.is_of_the_moment()
            && !(errand.is_preview() && self.errands.iter().any(Errand::is_preview))
        {
            self.errands.push_front(errand);
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
            about: None,
            is_passing: matches!(errand.purpose, Purpose::WarmUp(_)),
        };
        let keep = self.target.as_ref().map(|target| target.name);
        self.subject = Subject::Errand;
        let name = order.name;
        let begun = self.backend.start(order, keep).and_then(|()| {
            Ok(match errand.purpose {
                Purpose::Preview | Purpose::WarmUp(_) => None,
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
            Ok(screen) => {
                self.errand = Some(UnderWay {
                    errand,
                    name,
                    screen,
                    is_refined: false,
                });
            }
            Err(why) => {
                if let Purpose::WarmUp(tier) = errand.purpose {
                    self.warm = tier;
                }
                self.refuse_errand(&errand, &why);
            }
        }
        true
    }

    /// Puts what is finished; returns whether the errand is over.
    fn go_on_with_errand(&mut self) -> bool {
        let Some(under_way) = &mut self.errand else {
            return true;
        };
        let UnderWay { errand, name, .. } = &*under_way;
        let surroundings = matches!(errand.purpose, Purpose::Surroundings).then_some(*name);
        let preview = self.preview.as_ref().filter(|_| errand.is_preview());
        let preview = preview.map(|preview| &preview.screen);
        let screen = under_way.screen.as_ref().or(preview);
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
        let samples = errand.samples();
        let mut lacks_samples = progress.samples < samples;
        if lacks_samples && !trouble && !under_way.is_refined {
            match self.backend.refine(*name, samples, errand.size.middle()) {
                Refining::Begun => {
                    under_way.is_refined = true;
                    return false;
                }
                Refining::Later => return false,
                Refining::Done => lacks_samples = false,
                Refining::Never => {}
            }
        }
        let Some(over) = self.errand.take() else {
            return true;
        };
        if trouble {
            self.refuse_errand(&over.errand, "toBlob: the canvas cannot be drawn on");
        } else if lacks_samples {
            let why = "toBlob: there is no memory for so many samples";
            self.refuse_errand(&over.errand, why);
        } else {
            self.deliver(&over);
        }
        true
    }

    /// No preview that was asked for is wanted any more.
    pub(super) fn drop_previews(&mut self) {
        self.errands.retain(|errand| !errand.is_preview());
        self.errand
            .take_if(|under_way| under_way.errand.is_preview());
    }

    fn deliver(&mut self, over: &UnderWay) {
        match &over.errand.purpose {
            Purpose::Preview => {
                let constant = over.errand.view.constant();
                self.page
                    .preview(&constant.re.to_string(), &constant.im.to_string());
            }
            Purpose::Surroundings => self.stage.complete(over.name),
            Purpose::WarmUp(tier) => self.warm = *tier,
            Purpose::File(order) => {
                if let Some(screen) = &over.screen {
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
