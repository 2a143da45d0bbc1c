//! The compute workers of the transfer backend, and what each is asked for.

use super::super::backend::{Labour, SILENCE_MS};
use super::super::clock;
use super::super::crew::{Hand, Kit, cores};
use super::super::fields::object;
use super::super::hud::busy;
use super::super::memory;
use super::super::message::Message;
use super::super::rehearsal::Rehearsal;
use js_sys::Array;
use std::collections::VecDeque;
use wasm_bindgen::JsValue;

/// Workers at most: each has a whole picture's memory.
const MOST: usize = 8;

/// Messages asked for ahead, of each worker: one is computed while the other travels.
const OUTSTANDING: usize = 2;

/// How long a picture waits for a worker to come out of a tile that nobody wants
/// any more. A tile cannot be left, and near a boundary, with a high limit, it may
/// take minutes; to start another worker takes a fraction of a second.
const PATIENCE_MS: f64 = 500.0;

/// The same where what the worker knows would be lost with it.
const PATIENCE_WITH_KNOWN_MS: f64 = 2000.0;

/// A worker with memory of its own.
struct Lone {
    hand: Hand,
    /// What it was told to run and has not answered, a message each: the epoch, and
    /// the items. What is of an earlier epoch nobody wants any more.
    owed: VecDeque<(u64, Vec<u32>)>,
    /// When it began with the first of them, as far as is known here.
    heard: f64,
    /// How long it has owed something and shown no life, in milliseconds of frames.
    silent_ms: f64,
    /// How long it was busy, in milliseconds, and what its memory is, in bytes, if it
    /// has told.
    busy_ms: Option<f64>,
    bytes: Option<f64>,
}

impl Lone {
    /// The items of an epoch that it owes.
    fn items(&self, epoch: u64) -> impl Iterator<Item = u32> {
        let owed = self.owed.iter().filter(move |(of, _)| *of == epoch);
        owed.flat_map(|(_, items)| items.iter().copied())
    }

    /// Whether it may be asked for more. One that is held up by what nobody wants any
    /// more is asked for a little.
    fn has_time(&self, epoch: u64) -> bool {
        let current = self.owed.iter().filter(|(of, _)| *of == epoch).count();
        current < OUTSTANDING && self.owed.len() <= OUTSTANDING
    }
}

/// A message, and what goes with it and is nobody else's then.
pub(super) struct Request {
    pub(super) body: JsValue,
    pub(super) transfer: Array,
}

/// See the module.
pub(super) struct Hands {
    kit: Kit,
    all: Vec<Lone>,
    /// The seat of the next one: what a worker said that is gone is nobody else's.
    next_seat: usize,
    /// Whether one of as many as cores is to rest.
    leaves_a_core: bool,
    /// Whether nobody is asked for anything.
    asleep: bool,
    rehearsal: Option<Rehearsal>,
}

impl Hands {
    pub(super) fn new(
        kit: Kit,
        count: usize,
        rehearsal: Option<Rehearsal>,
    ) -> Result<Self, String> {
        let mut hands = Self {
            kit,
            rehearsal,
            all: Vec::new(),
            next_seat: 0,
            leaves_a_core: false,
            asleep: false,
        };
        hands.set_count(count)?;
        Ok(hands)
    }

    /// Starts one more.
    pub(super) fn hire(&mut self) -> Result<(), String> {
        let seat = self.next_seat;
        let spoilt = self
            .rehearsal
            .is_some_and(|rehearsal| rehearsal.spoils(seat));
        let hand = Hand::hire(&self.kit, seat, spoilt)?;
        self.next_seat += 1;
        self.all.push(Lone {
            hand,
            owed: VecDeque::new(),
            heard: 0.0,
            silent_ms: 0.0,
            busy_ms: None,
            bytes: None,
        });
        Ok(())
    }

    /// Hires or lets go until there are `count`; the seats of those that went.
    pub(super) fn set_count(&mut self, count: usize) -> Result<Vec<usize>, String> {
        let count = count.clamp(1, MOST);
        while self.all.len() < count {
            if let Err(why) = self.hire() {
                if self.all.is_empty() {
                    return Err(why);
                }
                break;
            }
        }
        // Those that still start go first: perhaps they never do.
        self.all.sort_by_key(|lone| !lone.hand.ready.get());
        let surplus = self.all.split_off(count.min(self.all.len()));
        Ok(surplus
            .iter()
            .map(|lone| {
                lone.hand.end_by_force();
                lone.hand.seat
            })
            .collect())
    }

    /// The worker in `seat` is gone, or has to go.
    pub(super) fn lose(&mut self, seat: usize) {
        if let Some(index) = self.index_of(seat) {
            self.all.remove(index).hand.end_by_force();
        }
    }

    pub(super) fn dismiss(&mut self) {
        for lone in self.all.drain(..) {
            lone.hand.end_by_force();
        }
    }

    /// Those at work or on their way.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// The seats of those at work.
    pub(super) fn ready(&self) -> impl Iterator<Item = usize> {
        let ready = self.all.iter().filter(|lone| lone.hand.ready.get());
        ready.map(|lone| lone.hand.seat)
    }

    pub(super) fn set_ready(&self, seat: usize) {
        if let Some(lone) = self.of(seat) {
            lone.hand.ready.set(true);
        }
    }

    pub(super) fn leave_a_core(&mut self, leave: bool) {
        self.leaves_a_core = leave;
    }

    /// Has all of them rest after what they were asked for, or go on.
    pub(super) fn sleep(&mut self, asleep: bool) {
        self.asleep = asleep;
    }

    /// Those that may be asked for more: their seats, and whether they rest and so are
    /// to run nothing that another can.
    pub(super) fn free(&self, epoch: u64) -> Vec<(usize, bool)> {
        let at_work = self.ready().count();
        let rests = self.leaves_a_core && at_work >= cores().max(2);
        let ready = self.all.iter().filter(|lone| lone.hand.ready.get());
        ready
            .enumerate()
            .filter(|(_, lone)| !self.asleep && lone.has_time(epoch))
            .map(|(index, lone)| (lone.hand.seat, rests && index + 1 == at_work))
            .collect()
    }

    /// Sends the same to some of them.
    pub(super) fn tell(&self, seats: &[usize], message: &JsValue) {
        for lone in &self.all {
            if lone.hand.ready.get() && seats.contains(&lone.hand.seat) {
                lone.hand.tell(message);
            }
        }
    }

    /// Asks for items.
    pub(super) fn ask(&mut self, seat: usize, epoch: u64, items: Vec<u32>, message: &Request) {
        let Some(lone) = self.of_mut(seat) else {
            return;
        };
        lone.hand.tell_with(&message.body, &message.transfer);
        if lone.owed.is_empty() {
            lone.heard = clock::now();
        }
        lone.owed.push_back((epoch, items));
    }

    /// A worker shows that it lives, and may tell what it has done.
    pub(super) fn hear(&mut self, seat: usize, message: &Message) {
        if let Some(lone) = self.of_mut(seat) {
            lone.silent_ms = 0.0;
            if busy::is_on() {
                lone.busy_ms = message.busy().or(lone.busy_ms);
                lone.bytes = message.bytes().or(lone.bytes);
            }
        }
    }

    /// What they have done, and that is so many iterations.
    pub(super) fn labour(&self, iterations: u64) -> Labour {
        let ready = || self.all.iter().filter(|lone| lone.hand.ready.get());
        let theirs: f64 = ready().filter_map(|lone| lone.bytes).sum();
        Labour {
            workers: ready().map(|lone| (lone.hand.seat, lone.busy_ms)).collect(),
            iterations,
            bytes: memory::bytes() + theirs as u64,
            is_whole: ready().all(|lone| lone.bytes.is_some()),
        }
    }

    /// The seat of one that owes tiles, or what `is_asked` tells, and has been silent for
    /// too long, `elapsed` milliseconds after the last look.
    pub(super) fn silent(
        &mut self,
        elapsed: f64,
        is_asked: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        for lone in &mut self.all {
            if lone.owed.is_empty() && !is_asked(lone.hand.seat) {
                lone.silent_ms = 0.0;
            } else {
                lone.silent_ms += elapsed;
            }
        }
        let silent = self.all.iter().find(|lone| lone.silent_ms > SILENCE_MS)?;
        Some(silent.hand.seat)
    }

    /// A worker answered the first of what it owes: the epoch, and the items that it was
    /// asked for.
    pub(super) fn answered(&mut self, seat: usize) -> Option<(u64, Vec<u32>)> {
        // It knows something from here on, which is lost with it.
        if let Some(rehearsal) = self.rehearsal.take_if(|known| known.is_in_mid_tile()) {
            let message = [
                ("type", "rehearse".into()),
                ("what", rehearsal.name().into()),
            ];
            self.tell(&[seat], &object(message));
        }
        let lone = self.of_mut(seat)?;
        lone.heard = clock::now();
        lone.owed.pop_front()
    }

    /// Items that were asked for in this epoch and not answered.
    pub(super) fn outstanding(&self, epoch: u64) -> impl Iterator<Item = u32> {
        self.all.iter().flat_map(move |lone| lone.items(epoch))
    }

    /// Whether there is one in `seat`.
    pub(super) fn has(&self, seat: usize) -> bool {
        self.of(seat).is_some()
    }

    /// One that is late gets as much time again.
    pub(super) fn wait_again(&mut self, seat: usize) {
        if let Some(lone) = self.of_mut(seat) {
            lone.heard = clock::now();
        }
    }

    /// The seat of one that has been too long in a tile of an earlier epoch; longer is
    /// waited where something `is_known`.
    pub(super) fn late(&self, epoch: u64, is_known: bool) -> Option<usize> {
        let patience = if is_known {
            PATIENCE_WITH_KNOWN_MS
        } else {
            PATIENCE_MS
        };
        let now = clock::now();
        let is_late = |lone: &&Lone| {
            let owed = lone.owed.front();
            owed.is_some_and(|(of, _)| *of != epoch) && now - lone.heard > patience
        };
        let late = self.all.iter().find(is_late)?;
        Some(late.hand.seat)
    }

    fn of(&self, seat: usize) -> Option<&Lone> {
        self.all.iter().find(|lone| lone.hand.seat == seat)
    }

    fn of_mut(&mut self, seat: usize) -> Option<&mut Lone> {
        self.all.iter_mut().find(|lone| lone.hand.seat == seat)
    }

    fn index_of(&self, seat: usize) -> Option<usize> {
        self.all.iter().position(|lone| lone.hand.seat == seat)
    }
}
