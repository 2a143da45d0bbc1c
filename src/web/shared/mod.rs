//! The shared backend: compute workers on the coordinator's own memory, driven
//! by the pool's protocol.

mod left;
mod staff;

use super::backend::{Backend, Counts, Loss, Order, Piece, Progress, Refining};
use super::clock;
use super::compute;
use super::crew::Kit;
use super::message::Message;
use super::rehearsal::{self, Rehearsal};
use crate::fractal::Painter;
use crate::picture::{Item, Layer, Picture};
use crate::pool::{Job, Publisher, Rect};
use crate::view::{Size, View};
use left::{Back, Left};
use staff::{SEATS, Staff};
use std::collections::HashSet;
use std::time::Duration;

/// Deaths that are lived through. More are a fault of ours or of the machine's.
const DEATHS: usize = 16;

/// How long the coordinator may wait for workers to leave a job that it wants
/// back: they poll every 100 µs or so, but on a machine that is busy with other
/// things one may not run for some milliseconds, and all its job knows is worth them.
const HANDOVER_MS: f64 = 12.0;

/// The first part of it is not slept through.
const SPIN_MS: f64 = 0.3;

/// A picture as the workers run it.
pub(super) struct Task {
    picture: Picture,
    /// Which job this is.
    serial: u64,
    /// Whether its pixels are counted: those of errands are not.
    is_counted: bool,
}

impl Job for Task {
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        rehearsal::in_mid_tile();
        // SAFETY: the caller's promise is the same.
        unsafe { self.picture.run(item, stale) }
    }
}

/// See the module.
pub(super) struct Shared {
    publisher: Publisher<Task>,
    staff: Staff,
    deaths: usize,
    rehearsal: Option<Rehearsal>,
    /// The name of the current picture; 0 where there is none.
    current: u64,
    /// Which job is the latest.
    serial: u64,
    /// Pixels computed in jobs that came back, errands apart.
    computed: u64,
    /// Whether the current job's are counted.
    counting: bool,
    /// To how many samples the current job refines a picture that is complete, and
    /// from which pixel on.
    refining: Option<(u32, (f64, f64))>,
    /// Which of the current job's items were handed over.
    shown: Vec<bool>,
    /// What is wanted of the pictures before: the one that is kept while another is
    /// computed, and one that was asked for and is not back yet.
    left: Vec<Left>,
    /// A picture that is over, for its memory.
    spare: Option<Picture>,
}

impl Shared {
    /// Starts `threads` workers on this memory.
    pub(super) fn new(
        kit: Kit,
        threads: usize,
        rehearsal: Option<Rehearsal>,
    ) -> Result<Self, String> {
        let publisher = Publisher::new(SEATS);
        compute::offer(publisher.pool());
        let mut shared = Self {
            publisher,
            staff: Staff::new(kit, rehearsal),
            deaths: 0,
            rehearsal,
            current: 0,
            serial: 0,
            computed: 0,
            counting: false,
            refining: None,
            shown: Vec::new(),
            left: Vec::new(),
            spare: None,
        };
        shared.set_threads(threads)?;
        Ok(shared)
    }

    /// Publishes a job and forgets what was shown of the one before.
    fn publish(&mut self, picture: Picture, items: Vec<u32>) {
        self.current = picture.name;
        self.serial += 1;
        self.shown = vec![false; items.len()];
        self.refining = None;
        let task = Task {
            picture,
            serial: self.serial,
            is_counted: self.counting,
        };
        self.publisher.publish(task, items);
    }

    /// Whether every item of the current job is finished.
    fn is_complete(&self) -> bool {
        self.publisher.wait(Duration::ZERO, || Duration::ZERO)
    }

    /// Leaves the current picture, which is wanted back. Its job must be ended after
    /// it.
    fn leave(&mut self) {
        let shown = &self.shown;
        let unshown = self.publisher.current(|_, items, _| {
            let items = items.iter().zip(shown);
            let unshown = items.filter(|(_, shown)| !**shown);
            unshown.map(|(&item, _)| item).collect()
        });
        self.left.push(Left {
            name: self.current,
            serial: self.serial,
            unshown: unshown.unwrap_or_default(),
            was_refined: self.refining.is_some(),
            retired: None,
        });
        self.current = 0;
    }

    /// Of the pictures before only this one is wanted, or none.
    fn keep_only(&mut self, name: Option<u64>) {
        for left in std::mem::take(&mut self.left) {
            if Some(left.name) == name {
                self.left.push(left);
            } else if let Some(back) = left.into_back() {
                self.set_spare(back.picture);
            }
        }
    }

    /// A picture is of no more use but for its memory.
    fn set_spare(&mut self, mut picture: Picture) {
        picture.forget_samples();
        self.spare = Some(picture);
    }

    /// Sorts out the jobs that came back: those that are wanted, one spare.
    fn sort_out(&mut self) {
        while let Some(mut retired) = self.publisher.reap() {
            let Task {
                picture,
                serial,
                is_counted,
            } = &mut retired.job;
            let computed = picture.take_pixels_computed();
            if *is_counted {
                self.computed += computed;
            }
            match self.left.iter_mut().find(|left| left.serial == *serial) {
                Some(left) => left.retired = Some(retired),
                None => self.set_spare(retired.job.picture),
            }
        }
    }

    /// Takes back picture `name`, the current or the kept one, waiting a moment for
    /// the workers to leave it. Where that is not enough it is on its way.
    fn take_back(&mut self, name: u64) -> Option<Back> {
        if self.current == name {
            self.leave();
            self.publisher.withdraw();
        }
        let begun = clock::now();
        loop {
            self.sort_out();
            let index = self.left.iter().position(|left| left.name == name)?;
            if self.left[index].retired.is_some() {
                return self.left.swap_remove(index).into_back();
            }
            let waited = clock::now() - begun;
            if waited > HANDOVER_MS {
                return None;
            }
            if waited > SPIN_MS {
                std::thread::sleep(Duration::from_micros(200));
            } else {
                std::hint::spin_loop();
            }
        }
    }

    /// Looks at picture `name`, the current or the kept one, where it is at hand.
    fn look<R>(&mut self, name: u64, look: impl FnOnce(&Picture) -> R) -> Option<R> {
        self.sort_out();
        if self.current == name {
            return self.publisher.current(|task, _, _| look(&task.picture));
        }
        let left = self.left.iter().find(|left| left.name == name)?;
        left.picture().map(look)
    }

    /// Starts again what a dead worker left: in memory of its own, for the dead
    /// one may be only stunned, and write.
    fn rescue(&mut self) -> Result<(), String> {
        self.sort_out();
        // It may be inside what is not back: that may never come.
        self.left.retain(|left| left.retired.is_some());
        if self.is_complete() {
            return Ok(());
        }
        // There may not be memory for all of them.
        self.spare = None;
        let rescued = self.publisher.current(|task, items, is_finished| {
            let finished: Vec<u32> = items
                .iter()
                .enumerate()
                .filter_map(|(index, &item)| is_finished(index).then_some(item))
                .collect();
            // SAFETY: what the pool calls finished is.
            let picture = unsafe { task.picture.rescued(&finished) };
            picture.map(|picture| (picture, items.to_vec()))
        });
        match (rescued, self.refining) {
            (None, _) => Ok(()),
            (Some(Ok((picture, items))), None) => {
                self.publish(picture, items);
                Ok(())
            }
            (Some(Ok((picture, _))), Some((samples, focus))) => {
                self.publish_refined(picture, samples, focus, &[], &[]);
                Ok(())
            }
            (Some(Err(_)), Some(_)) => {
                // What is on screen stays there; no more is made of it.
                self.publisher.withdraw();
                self.current = 0;
                Ok(())
            }
            (Some(Err(_)), None) => {
                Err("there is no memory to replace what a lost worker left".to_owned())
            }
        }
    }

    /// Publishes a picture that is complete, to be refined: the items that need work,
    /// and those that were not handed over, which cost nothing where they need none.
    /// Where there is no memory for it, it stays what it is.
    fn publish_refined(
        &mut self,
        picture: Picture,
        samples: u32,
        focus: (f64, f64),
        finished: &[u32],
        unshown: &[u32],
    ) -> Refining {
        let name = picture.name;
        let refined = match picture.refined(name, samples, focus, finished) {
            // Without what is spare there may be.
            Err((picture, _)) if self.spare.take().is_some() => {
                picture.refined(name, samples, focus, finished)
            }
            refined => refined,
        };
        let (picture, mut items, can_be) = match refined {
            Ok((picture, items)) => (picture, items, true),
            Err((picture, _)) => (picture, Vec::new(), false),
        };
        let listed: HashSet<u32> = items.iter().copied().collect();
        items.extend(unshown.iter().filter(|item| !listed.contains(item)));
        let is_done = items.is_empty();
        self.publish(picture, items);
        self.refining = Some((samples, focus));
        match (can_be, is_done) {
            (true, false) => Refining::Begun,
            (true, true) => Refining::Done,
            (false, _) => Refining::Never,
        }
    }

    /// A worker is gone; the others go on.
    fn lose(&mut self, seat: usize, why: &str) -> Loss {
        self.staff.bury(seat, &mut self.publisher);
        // Perhaps it was the only one that did not rest.
        self.staff.leave_a_core(false, &mut self.publisher);
        self.deaths += 1;
        if self.deaths > DEATHS {
            return Loss::Fatal(format!(
                "{} compute workers failed, the last: {why}",
                self.deaths
            ));
        }
        if self.staff.is_gone()
            && let Err(hopeless) = self.staff.hire(&mut self.publisher)
        {
            return Loss::Fatal(format!(
                "the last compute worker failed ({why}) and no other starts: {hopeless}"
            ));
        }
        match self.rescue() {
            Ok(()) => Loss::Survived(format!(
                "Compute worker {seat} failed: {why}. The others go on."
            )),
            Err(hopeless) => Loss::Fatal(hopeless),
        }
    }
}

impl Backend for Shared {
    fn name(&self) -> &'static str {
        "shared"
    }

    fn threads(&self) -> usize {
        self.staff.at_work()
    }

    fn hired(&self) -> usize {
        self.staff.hired()
    }

    fn start(&mut self, order: Order, keep: Option<u64>) -> Result<(), String> {
        self.sort_out();
        self.keep_only(keep);
        let spare = self.spare.take();
        let picture = Picture::new(order.name, &order.view, order.size, spare)
            .map_err(|_| no_memory(order.size))?;
        if keep == Some(self.current) {
            self.leave();
        }
        self.counting = order.coarse;
        let items = if order.coarse {
            picture.items(order.focus)
        } else {
            picture.fine_items()
        };
        self.publish(picture, items);
        if let Some(rehearsal) = self.rehearsal.take_if(|rehearsal| {
            matches!(
                rehearsal,
                Rehearsal::ComputeTrap | Rehearsal::ComputeSilence
            )
        }) {
            rehearsal.arm();
        }
        Ok(())
    }

    fn recolour(&mut self, of: u64, name: u64, view: &View) -> bool {
        let Some(back) = self.take_back(of) else {
            return false;
        };
        self.keep_only(None);
        let painter = Painter::new(view.colouring());
        let (picture, items) =
            back.picture
                .recoloured(name, painter, &back.finished, &back.unfinished);
        self.counting = true;
        self.publish(picture, items);
        true
    }

    fn pan(
        &mut self,
        of: u64,
        name: u64,
        view: &View,
        by: (i32, i32),
        focus: (f64, f64),
    ) -> Option<Vec<Rect>> {
        let back = self.take_back(of)?;
        self.keep_only(None);
        // What was not shown is not there, but for samples that were added to what is.
        let unshown = if back.was_refined {
            Vec::new()
        } else {
            back.unshown
        };
        match back
            .picture
            .panned(name, view, by, focus, &back.finished, &unshown)
        {
            Ok((picture, items)) => {
                let grid = picture.grid(Layer::Fine);
                let place = |&item: &u32| grid.tile(Item::from_number(item).slot).visible;
                let missing = items.iter().map(place).collect();
                self.counting = true;
                self.publish(picture, items);
                Some(missing)
            }
            Err(picture) => {
                self.set_spare(picture);
                None
            }
        }
    }

    fn refine(&mut self, of: u64, samples: u32, focus: (f64, f64)) -> Refining {
        match self.take_back(of) {
            Some(Back {
                picture,
                finished,
                unshown,
                ..
            }) => self.publish_refined(picture, samples, focus, &finished, &unshown),
            None if self.left.iter().any(|left| left.name == of) => Refining::Later,
            None => Refining::Never,
        }
    }

    fn centres(&mut self, of: u64, sink: &mut dyn FnMut(Piece<'_>)) -> bool {
        let shown = self.look(of, |picture| {
            let (layer, grid) = (Layer::Fine, picture.grid(Layer::Fine));
            for slot in grid.visible() {
                sink(Piece {
                    layer,
                    tile: grid.tile(slot),
                    // SAFETY: the picture is complete; what refines it writes elsewhere.
                    rgba: unsafe { picture.centre_rgba(layer, slot) },
                });
            }
        });
        shown.is_some()
    }

    fn wait(&mut self, until: f64) -> bool {
        // A worker that is still starting does so only while this one is in its
        // event loop.
        if self.threads() == 0 {
            return false;
        }
        let start = clock::now();
        let budget = Duration::from_secs_f64(((until - start) / 1000.0).max(0.0));
        self.publisher.wait(budget, || {
            Duration::from_secs_f64(((clock::now() - start) / 1000.0).max(0.0))
        })
    }

    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress {
        // What the jobs before have computed counts too.
        self.sort_out();
        let shown = &mut self.shown;
        let before = self.computed;
        self.publisher
            .current(|task, items, is_finished| {
                let picture = &task.picture;
                let mut progress = Progress {
                    items: items.len(),
                    ..Progress::default()
                };
                for (index, &number) in items.iter().enumerate() {
                    let Item { layer, slot } = Item::from_number(number);
                    if !is_finished(index) {
                        continue;
                    }
                    progress.finished += 1;
                    if std::mem::replace(&mut shown[index], true) {
                        continue;
                    }
                    sink(Piece {
                        layer,
                        tile: picture.grid(layer).tile(slot),
                        // SAFETY: the item is finished.
                        rgba: unsafe { picture.rgba(layer, slot) },
                    });
                }
                // After the items, so that the work of all that are finished is in it.
                progress.work = picture.work();
                progress.computed = before + picture.pixels_computed();
                progress.samples = picture.samples();
                progress
            })
            .unwrap_or_default()
    }

    fn counts(&mut self, name: u64, points: &[(u32, u32)], _id: f64) -> Counts {
        let counts = self.look(name, |picture| {
            points
                .iter()
                // SAFETY: the caller asks of complete pictures only.
                .map(|&(x, y)| unsafe { picture.count(x, y) })
                .collect()
        });
        counts.map_or(Counts::Unknown, Counts::Known)
    }

    fn set_threads(&mut self, threads: usize) -> Result<(), String> {
        self.staff.set_count(threads, &mut self.publisher)
    }

    fn leave_a_core(&mut self, leave: bool) {
        self.staff.leave_a_core(leave, &mut self.publisher);
    }

    fn hand_settled(&mut self, seat: usize, how: Result<(), String>) -> Result<(), Loss> {
        match how {
            Ok(()) => {
                self.staff.set_ready(seat);
                Ok(())
            }
            Err(why) => {
                // It never ran, so it holds no ticket; but it may still come to life.
                self.staff.bury(seat, &mut self.publisher);
                if self.staff.is_gone() {
                    return Err(Loss::Fatal(format!("No compute worker started: {why}.")));
                }
                Err(Loss::Survived(format!(
                    "Compute worker {seat} did not start: {why}. The others go on."
                )))
            }
        }
    }

    fn hand_said(&mut self, _message: &Message) {}

    fn hand_died(&mut self, seat: usize, why: &str) -> Loss {
        self.lose(seat, why)
    }

    fn forget(&mut self, seat: usize) {
        self.staff.bury(seat, &mut self.publisher);
    }

    fn watch(&mut self, elapsed: f64) -> Option<Loss> {
        let silent = self.staff.silent(elapsed, &self.publisher)?;
        Some(self.lose(silent, "it showed no life"))
    }

    fn dismiss(&mut self) -> bool {
        self.publisher.withdraw();
        self.staff.dismiss(&mut self.publisher)
    }
}

/// There is not enough memory for a picture.
pub(super) fn no_memory(size: Size) -> String {
    let megabytes = Picture::bytes(size) >> 20;
    format!(
        "A picture of {} × {} pixels takes {megabytes} MiB, more than the browser gives.",
        size.width, size.height
    )
}
