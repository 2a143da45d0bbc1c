//! Errands, run while the picture on screen rests.

use super::super::backend::Order;
use super::super::clock;
use super::super::errand::{Errand, Purpose};
use super::super::screen::Screen;
use super::Coordinator;
use super::answers::make_file;
use crate::picture::Layer;

impl Coordinator {
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
        if let Some((errand, _)) = self.errand.take()
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
        };
        let keep = std::mem::replace(&mut self.on_screen, false);
        let begun = self.backend.start(order, keep).and_then(|()| {
            Ok(match errand.purpose {
                Purpose::Preview => None,
                Purpose::File { .. } => Some(
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
        let Some((_, own)) = self.errand.as_mut() else {
            return true;
        };
        let screen = match own {
            Some(screen) => Some(screen),
            None => self.preview.as_mut().map(|preview| &mut preview.screen),
        };
        let mut trouble = false;
        let mut screen = screen;
        let progress = self.backend.collect(&mut |piece| {
            if let Some(screen) = screen.as_mut()
                && piece.layer == Layer::Fine
            {
                trouble |= screen.put(piece.tile, piece.rgba).is_err();
            }
        });
        if !trouble && !progress.is_complete() {
            return false;
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

    fn deliver(&self, errand: &Errand, screen: Option<&Screen>) {
        match &errand.purpose {
            Purpose::Preview => {
                let constant = errand.view.constant();
                self.page
                    .preview(&constant.re.to_string(), &constant.im.to_string());
            }
            Purpose::File { id, mime } => {
                if let Some(screen) = screen {
                    make_file(screen, *id, mime);
                }
            }
        }
    }

    pub(super) fn refuse_errand(&self, errand: &Errand, why: &str) {
        if let Purpose::File { id, .. } = errand.purpose {
            self.page.refuse(id, why);
        }
    }
}
