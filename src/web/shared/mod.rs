//! The shared backend: compute workers on the coordinator's own memory, driven
//! by the pool's protocol.

mod left;
mod loss;
mod staff;
mod survey;

use super::anchors::{Anchors, TERMS};
use super::backend::{Backend, Counts, Labour, Loss, Lowered, Order, Piece, Progress, Refining};
use super::clock;
use super::compute;
use super::crew::Kit;
use super::hud::busy;
use super::memory;
use super::message::Message;
use super::profile;
use super::rehearsal::{self, Rehearsal};
use crate::fractal::Painter;
use crate::picture::{Item, Layer, Picture, Survey};
use crate::pool::{Job, Pool, Publisher, Rect};
use crate::view::{Anchor, Size, View};
use left::{Back, Left};
pub(super) use staff::SEATS;
use staff::Staff;
use std::collections::HashSet;
use std::time::Duration;

/// What the workers run.
#[expect(clippy::large_enum_variant, reason = "there are a few at a time")]
enum Work {
    Picture(Picture),
    /// What comes before a deep one.
    Survey(Survey),
}

/// A job of the workers.
pub(super) struct Task {
    work: Work,
    /// Which job this is.
    serial: u64,
    /// Whether its pixels are counted: those of errands are not.
    is_counted: bool,
}

impl Job for Task {
    unsafe fn run(&self, item: u32, stale: &mut dyn FnMut() -> bool) -> bool {
        rehearsal::in_mid_tile();
        match &self.work {
            // SAFETY: the caller's promise is the same.
            Work::Picture(picture) => unsafe { profile::run_item(picture, item, stale).0 },
            Work::Survey(survey) => {
                let is_found = profile::run_survey(survey, &mut |_| stale());
                if is_found {
                    compute::tell_found();
                }
                is_found
            }
        }
    }
}

/// See the module.
pub(super) struct Shared {
    /// Whether workers may pause while frames follow each other.
    has_short_pauses: bool,
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
    anchors: Anchors,
    /// The picture that begins when the anchor is found that is computed for it.
    pending: Option<Order>,
    /// Whether an anchor was computed for the current picture.
    was_surveyed: bool,
}

/// Pauses that take longer cost more than they gain.
const SHORT_MS: f64 = 0.3;

/// Whether the system ends a short sleep soon: some round it up to a millisecond,
/// which would halve what is computed. The best of three, for a thread may have to
/// wait for a core.
fn has_short_pauses(pool: &Pool<Task>) -> bool {
    (0..3).any(|_| {
        let begun = clock::now();
        pool.pause();
        clock::now() - begun < SHORT_MS
    })
}

impl Shared {
    /// Starts `threads` workers on this memory.
    pub(super) fn new(
        kit: Kit,
        threads: usize,
        rehearsal: Option<Rehearsal>,
    ) -> Result<Self, String> {
        let publisher = Publisher::new(SEATS);
        let has_short_pauses = has_short_pauses(&publisher.pool());
        compute::offer(publisher.pool());
        let mut shared = Self {
            has_short_pauses,
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
            anchors: Anchors::default(),
            pending: None,
            was_surveyed: false,
        };
        shared.set_threads(threads)?;
        Ok(shared)
    }

    /// Publishes a picture and forgets what was shown of the one before.
    fn publish(&mut self, picture: Picture, items: Vec<u32>) {
        self.current = picture.name;
        self.pending = None;
        self.was_surveyed = false;
        self.publish_work(Work::Picture(picture), items);
    }

    fn publish_work(&mut self, work: Work, items: Vec<u32>) {
        self.serial += 1;
        self.shown = vec![false; items.len()];
        self.refining = None;
        let task = Task {
            work,
            serial: self.serial,
            is_counted: self.counting,
        };
        self.publisher.publish(task, items);
    }

    /// Computes a picture, by an anchor where it is a deep one.
    fn begin(
        &mut self,
        order: &Order,
        anchor: Option<Anchor>,
        keep: Option<u64>,
    ) -> Result<(), String> {
        let spare = self.spare.take();
        let picture = Picture::new(order.name, &order.view, order.size, anchor, spare)
            .map_err(|_| no_memory(&order.view, order.size))?;
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
        Ok(())
    }

    /// Whether every item of the current job is finished.
    fn is_complete(&self) -> bool {
        self.publisher.wait(Duration::ZERO, || Duration::ZERO)
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

    fn labour(&self) -> Labour {
        let seats = self.staff.seats_at_work();
        Labour {
            workers: seats
                .map(|seat| (seat, Some(busy::of_seat(seat))))
                .collect(),
            iterations: busy::iterations(),
            bytes: memory::bytes(),
            is_whole: true,
        }
    }

    fn start(&mut self, order: Order, keep: Option<u64>) -> Result<(), String> {
        self.sort_out();
        self.keep_only(keep);
        match self.anchor_for(&order) {
            Ok(anchor) => self.begin(&order, anchor, keep)?,
            Err(site) => self.survey(order, site, keep),
        }
        if let Some(rehearsal) = self.rehearsal.take_if(|known| known.is_in_mid_tile()) {
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
        loop {
            let start = clock::now();
            let budget = Duration::from_secs_f64(((until - start) / 1000.0).max(0.0));
            let is_complete = busy::wait(|| {
                self.publisher.wait(budget, || {
                    Duration::from_secs_f64(((clock::now() - start) / 1000.0).max(0.0))
                })
            });
            if !self.go_on_after_survey() {
                // What comes after it is not, or there is nothing.
                return is_complete && self.look_at_survey(|_| ()).is_none();
            }
        }
    }

    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress {
        self.go_on_after_survey();
        // What the jobs before have computed counts too.
        self.sort_out();
        let was_surveyed = self.was_surveyed;
        let shown = &mut self.shown;
        let before = self.computed;
        self.publisher
            .current(|task, items, is_finished| {
                let mut progress = Progress {
                    items: items.len(),
                    anchored: was_surveyed.then_some(1.0),
                    computed: before,
                    ..Progress::default()
                };
                let picture = match &task.work {
                    Work::Picture(picture) => picture,
                    Work::Survey(survey) => {
                        progress.anchored = Some(survey.progress());
                        return progress;
                    }
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
                progress.computed += picture.pixels_computed();
                progress.samples = picture.samples();
                let anchor = picture.anchor();
                let needed = anchor.and_then(|anchor| anchor.reference().lowered_from());
                progress.lowered = needed.map(|needed| Lowered {
                    needed,
                    granted: TERMS.most_bytes,
                });
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

    fn is_asked(&self) -> bool {
        // All answers are known at once.
        false
    }

    fn set_threads(&mut self, threads: usize) -> Result<(), String> {
        self.staff.set_count(threads, &mut self.publisher)
    }

    fn leave_a_core(&mut self, leave: bool) {
        self.publisher
            .give_way(leave && self.has_short_pauses && self.staff.takes_all_cores());
        self.staff.leave_a_core(leave, &mut self.publisher);
    }

    fn sleep(&mut self, asleep: bool) {
        self.staff.sleep(asleep, &mut self.publisher);
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

    /// Compute workers say that an anchor is found, and no more.
    fn hand_said(&mut self, _seat: usize, _message: &Message) {
        self.go_on_after_survey();
    }

    fn hand_died(&mut self, seat: usize, why: &str) -> Option<Loss> {
        Some(self.lose(seat, why))
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
pub(super) fn no_memory(view: &View, size: Size) -> String {
    let megabytes = Picture::bytes(size, view.colouring().mode) >> 20;
    format!(
        "A picture of {} × {} pixels takes {megabytes} MiB, more than the browser gives.",
        size.width, size.height
    )
}
