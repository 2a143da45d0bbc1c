//! The one interface behind which pixels are computed: by workers that share the
//! coordinator's memory, or by some that each have their own.

use super::message::Message;
use crate::picture::Layer;
use crate::pool::{Rect, Tile};
use crate::view::{Size, View};

/// A worker that owes something and shows no life for so long is dead. Those that
/// share memory show it every 100 µs or so, the others four times a second; a tab
/// that was throttled for a second must pass.
pub(super) const SILENCE_MS: f64 = 3000.0;

/// A picture to compute.
pub(super) struct Order {
    /// What its tiles are called by.
    pub(super) name: u64,
    pub(super) view: View,
    pub(super) size: Size,
    /// The pixel to begin at.
    pub(super) focus: (f64, f64),
    /// Whether the coarse layer is wanted first.
    pub(super) coarse: bool,
    /// The pixel about which a zoom is under way that this is a picture of.
    pub(super) about: Option<(f64, f64)>,
    /// Whether the anchor that is found for it is not worth keeping.
    pub(super) is_passing: bool,
}

/// A finished tile, to be shown.
pub(super) struct Piece<'a> {
    pub(super) layer: Layer,
    pub(super) tile: Tile,
    /// The colours of the tile's slot, what is not seen of it included.
    pub(super) rgba: &'a [u8],
}

/// How far the current picture is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    pub(super) finished: usize,
    pub(super) items: usize,
    /// Iterations done so far.
    pub(super) work: u64,
    /// Pixels computed so far in all pictures, coarse ones included, errands and
    /// further samples not.
    pub(super) computed: u64,
    /// Samples that every pixel has, once every item is finished; 0 where the
    /// picture was lost.
    pub(super) samples: u32,
    /// How much is done of the anchor, 0 to 1, where one had to be computed before: no
    /// item is finished until it is.
    pub(super) anchored: Option<f64>,
    /// What its anchor lacks of its table, if it does.
    pub(super) lowered: Option<Lowered>,
}

/// Bytes that all of a table would need, where it is lowered to those that are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lowered {
    pub(super) needed: u64,
    pub(super) granted: u64,
}

impl Progress {
    /// Whether every item is finished.
    pub(super) fn is_complete(&self) -> bool {
        self.finished == self.items
    }

    /// Whether the anchor is being computed.
    pub(super) fn is_anchoring(&self) -> bool {
        self.anchored.is_some() && self.finished == 0
    }

    /// How much is done, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let finished = self.finished as f64 / self.items.max(1) as f64;
        self.anchored
            .map_or(finished, |anchored| f64::midpoint(anchored, finished))
    }
}

/// What the compute workers have done so far, where that is counted (`hud::busy`).
pub(super) struct Labour {
    /// The seat of each that is at work, and for how long it was busy, in milliseconds,
    /// if it has told.
    pub(super) workers: Vec<(usize, Option<f64>)>,
    pub(super) iterations: u64,
    /// Of all memory, the coordinator's included.
    pub(super) bytes: u64,
    /// Whether every worker has told of its memory.
    pub(super) is_whole: bool,
}

/// What becomes of a compute worker that fails.
pub(super) enum Loss {
    /// The others, or a new one, go on.
    Survived(String),
    /// None is left, and none can be had.
    Fatal(String),
}

/// Who computes pictures, one at a time.
pub(super) trait Backend {
    /// `shared` or `transfer`.
    fn name(&self) -> &'static str;

    /// Compute workers that are at work.
    fn threads(&self) -> usize;

    /// Compute workers that are at work or on their way.
    fn hired(&self) -> usize;

    /// What its workers have done.
    fn labour(&self) -> Labour;

    /// Starts a picture; the one before is left. Picture `keep`, the current or the
    /// kept one, is complete, and may be asked about, recoloured, panned and refined
    /// until the next start that does not keep it.
    fn start(&mut self, order: Order, keep: Option<u64>) -> Result<(), String>;

    /// Starts picture `of`, the current or the kept one, in the colours of `view` as
    /// `name`, computing only what is not known. False where it is not at hand.
    fn recolour(&mut self, of: u64, name: u64, view: &View) -> bool;

    /// Starts picture `of`, the current or the kept one, as `name`: moved by whole
    /// pixels, to the right and down, into `view`. Computes what comes into sight
    /// and what was missing, and tells those places; none where it is not at hand or
    /// shares no pixel. It has no coarse layer.
    fn pan(
        &mut self,
        of: u64,
        name: u64,
        view: &View,
        by: (i32, i32),
        focus: (f64, f64),
    ) -> Option<Vec<Rect>>;

    /// Goes on with picture `of`, the current or the kept one, which is complete, to
    /// so many samples a pixel. Tiles that have as many and were not handed over are
    /// handed over. Whether it came so far tells [`Progress::samples`].
    fn refine(&mut self, of: u64, samples: u32, focus: (f64, f64)) -> Refining;

    /// Hands over all tiles of picture `of`, the current or the kept one, which is
    /// complete, at one sample a pixel. False where it is not at hand.
    fn centres(&mut self, of: u64, sink: &mut dyn FnMut(Piece<'_>)) -> bool;

    /// Waits for the current picture, until this time of the clock at most; returns
    /// whether every item is finished.
    fn wait(&mut self, until: f64) -> bool;

    /// Hands over the tiles that were finished since the last time.
    fn collect(&mut self, sink: &mut dyn FnMut(Piece<'_>)) -> Progress;

    /// Asks for counts of pixels of the complete picture `name`, for the page's
    /// question `id`; -1 for bounded, NaN outside.
    fn counts(&mut self, name: u64, points: &[(u32, u32)], id: f64) -> Counts;

    /// Whether an answer to such a question is still to come: frames go on until then,
    /// so that a worker that falls silent is noticed.
    fn is_asked(&self) -> bool;

    /// Changes the number of compute workers.
    fn set_threads(&mut self, threads: usize) -> Result<(), String>;

    /// Leaves a core to the frames and lets them go first, or computes with all
    /// again: without a GPU a frame takes the browser half a core, and must not wait
    /// for one.
    fn leave_a_core(&mut self, leave: bool);

    /// Has all workers sleep, each after the tile that it is in, or all go on: nobody
    /// sees what they compute.
    fn sleep(&mut self, asleep: bool);

    /// A worker's start settled.
    fn hand_settled(&mut self, seat: usize, how: Result<(), String>) -> Result<(), Loss>;

    /// The worker in `seat` said something.
    fn hand_said(&mut self, seat: usize, message: &Message);

    /// A worker trapped; none where it was gone before, and that was told.
    fn hand_died(&mut self, seat: usize, why: &str) -> Option<Loss>;

    /// A worker trapped that was to leave anyway.
    fn forget(&mut self, seat: usize);

    /// Looks for workers that fell silent; `elapsed` milliseconds after the last look.
    fn watch(&mut self, elapsed: f64) -> Option<Loss>;

    /// Asks all workers to leave; true once they have.
    fn dismiss(&mut self) -> bool;
}

/// What becomes of a wish for more samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refining {
    /// They are being computed.
    Begun,
    /// It has as many, and all is handed over.
    Done,
    /// The picture is not back from the workers: the wish may be repeated.
    Later,
    /// There is no memory for them, or the picture is gone.
    Never,
}

/// The answer to a question for counts.
pub(super) enum Counts {
    Known(Vec<f64>),
    /// They come as an event.
    Later,
    /// That picture is not at hand.
    Unknown,
}
