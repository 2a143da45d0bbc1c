//! The shared backend: compute workers on the coordinator's own memory, driven
//! by the pool's protocol.

mod staff;

use super::backend::{Backend, Counts, Loss, Order, Piece, Progress, Refining};
use super::clock;
use super::compute;
use super::crew::Kit;
use super::message::Message;
use super::rehearsal::{self, Rehearsal};
use crate::fractal::{Colouring, Painter};
use crate::picture::{Item, Layer, Picture};
use crate::pool::{Job, Publisher, Rect, Retired};
use crate::view::{Size, View};
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
///
/// The second says whether its pixels are counted: those of errands are not.
pub(super) struct Task(Picture, bool);

impl Job for Task {
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        rehearsal::in_mid_tile();
        // SAFETY: the caller's promise is the same.
        unsafe { self.0.run(item, stale) }
    }
}

/// See the module.
pub(super) struct Shared {
    publisher: Publisher<Task>,
    staff: Staff,
    deaths: usize,
    rehearsal: Option<Rehearsal>,
    /// The name of the current picture.
    current: u64,
    /// Pixels computed in jobs that came back, errands apart.
    computed: u64,
    /// Whether the current job's are counted.
    counting: bool,
    /// Whether the current job adds samples to a picture that is complete.
    refining: bool,
    /// Which of the current job's items were handed over.
    shown: Vec<bool>,
    /// The complete picture to keep while another is computed: its name, and
    /// itself once it came back.
    kept: Option<(u64, Option<Retired<Task>>)>,
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
            computed: 0,
            counting: false,
            refining: false,
            shown: Vec::new(),
            kept: None,
            spare: None,
        };
        shared.set_threads(threads)?;
        Ok(shared)
    }

    /// Publishes a job and forgets what was shown of the one before.
    fn publish(&mut self, picture: Picture, items: Vec<u32>) {
        self.current = picture.name;
        self.shown = vec![false; items.len()];
        self.refining = false;
        self.publisher.publish(Task(picture, self.counting), items);
    }

    /// Whether every item of the current job is finished.
    fn is_complete(&self) -> bool {
        self.publisher.wait(Duration::ZERO, || Duration::ZERO)
    }

    /// Sorts out the jobs that came back: the kept one, one spare.
    fn sort_out(&mut self) {
        while let Some(mut retired) = self.publisher.reap() {
            let computed = retired.job.0.take_pixels_computed();
            if retired.job.1 {
                self.computed += computed;
            }
            match &mut self.kept {
                Some((name, place)) if *name == retired.job.0.name => *place = Some(retired),
                _ => self.spare = Some(retired.job.0),
            }
        }
    }

    /// Takes back the current or the kept picture, if it is this one.
    fn take_known(&mut self, name: u64) -> Option<Retired<Task>> {
        let is_kept = matches!(&self.kept, Some((kept, _)) if *kept == name);
        if is_kept || self.current == name {
            self.take_back(name)
        } else {
            None
        }
    }

    /// Takes a picture back, waiting a moment for the workers to leave it.
    fn take_back(&mut self, name: u64) -> Option<Retired<Task>> {
        if self.current == name {
            self.publisher.withdraw();
            self.current = 0;
        }
        if self.kept.as_ref().is_none_or(|(kept, _)| *kept != name) {
            self.kept = Some((name, None));
        }
        let begun = clock::now();
        loop {
            self.sort_out();
            if let Some((_, Some(_))) = &self.kept {
                return self.kept.take().and_then(|(_, retired)| retired);
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

    /// Starts again what a dead worker left: in memory of its own, for the dead
    /// one may be only stunned, and write.
    fn rescue(&mut self) -> Result<(), String> {
        if self.is_complete() {
            return Ok(());
        }
        // There may not be memory for all of them.
        self.sort_out();
        self.spare = None;
        let rescued = self.publisher.current(|task, items, is_finished| {
            let finished: Vec<u32> = items
                .iter()
                .enumerate()
                .filter_map(|(index, &item)| is_finished(index).then_some(item))
                .collect();
            // SAFETY: what the pool calls finished is.
            let picture = unsafe { task.0.rescued(&finished) };
            picture.map(|picture| (picture, items.to_vec()))
        });
        match rescued {
            None => Ok(()),
            Some(Ok((picture, items))) => {
                self.publish(picture, items);
                Ok(())
            }
            Some(Err(_)) => Err("there is no memory to replace what a lost worker left".to_owned()),
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

    fn start(&mut self, order: Order, keep: bool) -> Result<(), String> {
        if keep {
            self.kept = Some((self.current, None));
        }
        self.sort_out();
        if order.coarse
            && let Some((_, Some(retired))) = self.kept.take()
        {
            self.spare = Some(retired.job.0);
        }
        let spare = self.spare.take();
        let picture = Picture::new(order.name, &order.view, order.size, spare)
            .map_err(|_| no_memory(order.size))?;
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

    fn recolour(&mut self, of: u64, name: u64, _view: &View, colouring: &Colouring) -> bool {
        let Some(retired) = self.take_known(of) else {
            return false;
        };
        let painter = Painter::new(colouring);
        let (picture, items) =
            retired
                .job
                .0
                .recoloured(name, painter, &retired.finished, &retired.unfinished);
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
        // Only what is shown is there already; a kept picture is.
        let unshown: HashSet<u32> = if self.current == of && !self.refining {
            let shown = &self.shown;
            self.publisher.current(|_, items, _| {
                let items = items.iter().zip(shown);
                let unshown = items.filter(|(_, shown)| !**shown);
                unshown.map(|(&item, _)| item).collect()
            })?
        } else {
            HashSet::new()
        };
        let Retired { job, finished, .. } = self.take_known(of)?;
        let (unshown, shown): (Vec<u32>, Vec<u32>) =
            finished.iter().partition(|item| unshown.contains(item));
        match job.0.panned(name, view, by, focus, &shown, &unshown) {
            Ok((picture, items)) => {
                let grid = picture.grid(Layer::Fine);
                let place = |&item: &u32| grid.tile(Item::from_number(item).slot).visible;
                let missing = items.iter().map(place).collect();
                self.counting = true;
                self.publish(picture, items);
                Some(missing)
            }
            Err(picture) => {
                self.spare = Some(picture);
                None
            }
        }
    }

    fn refine(&mut self, of: u64, samples: u32, focus: (f64, f64)) -> Refining {
        let Some(Retired { job, finished, .. }) = self.take_known(of) else {
            let is_on_its_way = matches!(self.kept, Some((kept, None)) if kept == of);
            return if is_on_its_way {
                Refining::Later
            } else {
                Refining::Never
            };
        };
        match job.0.refined(of, samples, focus, &finished) {
            Ok((picture, items)) => {
                let is_done = items.is_empty();
                self.publish(picture, items);
                self.refining = true;
                if is_done {
                    Refining::Done
                } else {
                    Refining::Begun
                }
            }
            Err((picture, _)) => {
                // It stays what it is: complete.
                self.publish(picture, Vec::new());
                Refining::Never
            }
        }
    }

    fn centres(&mut self, of: u64, sink: &mut dyn FnMut(Piece<'_>)) -> bool {
        let show = |picture: &Picture, sink: &mut dyn FnMut(Piece<'_>)| {
            let (layer, grid) = (Layer::Fine, picture.grid(Layer::Fine));
            for slot in grid.visible() {
                sink(Piece {
                    layer,
                    tile: grid.tile(slot),
                    // SAFETY: the picture is complete; what refines it writes elsewhere.
                    rgba: unsafe { picture.centre_rgba(layer, slot) },
                });
            }
        };
        self.sort_out();
        if self.current == of {
            let shown = self.publisher.current(|task, _, _| show(&task.0, sink));
            return shown.is_some();
        }
        match &self.kept {
            Some((kept, Some(retired))) if *kept == of => {
                show(&retired.job.0, sink);
                true
            }
            _ => false,
        }
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
                let picture = &task.0;
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
                progress
            })
            .unwrap_or_default()
    }

    fn counts(&mut self, name: u64, points: &[(u32, u32)], _id: f64) -> Counts {
        let read = |picture: &Picture| {
            points
                .iter()
                // SAFETY: the caller asks of complete pictures only.
                .map(|&(x, y)| unsafe { picture.count(x, y) })
                .collect()
        };
        self.sort_out();
        if self.current == name {
            return match self.publisher.current(|task, _, _| read(&task.0)) {
                Some(counts) => Counts::Known(counts),
                None => Counts::Unknown,
            };
        }
        match &self.kept {
            Some((kept, Some(retired))) if *kept == name => Counts::Known(read(&retired.job.0)),
            _ => Counts::Unknown,
        }
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
