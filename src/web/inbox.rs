//! Input that the page leaves in shared memory, where an animation frame finds
//! it: what comes often, moves and wheels, costs the page's main thread a tenth
//! of a message then, and this worker nothing between its frames.
//!
//! ```text
//!  words    WRITTEN  by the page: records so far, modulo 2^32
//!           TAKEN    by the coordinator: the same; up to ROOM lie between them
//!           LOOKED   by the coordinator: 1 while a frame is requested, which looks
//!  records  ROOM times FIELDS numbers
//! ```
//!
//! Nothing gets lost between a page that finds the coordinator looking and a
//! coordinator that finds nothing and stops to look: the page writes, then reads
//! `LOOKED`, and posts a message where it is 0; the coordinator sets it to 0, then
//! reads `WRITTEN`. JavaScript's `Atomics` have one order for all, so one of them
//! sees what the other wrote.
//!
//! Records and messages keep their order: each record says how many messages had
//! been posted before it, and is taken after exactly these.

use crate::view::gesture::{Input, Phase, PointerKind, WheelMode};
use js_sys::{Atomics, Float64Array, Int32Array};
use wasm_bindgen::JsValue;

const WRITTEN: u32 = 0;
const TAKEN: u32 = 1;
const LOOKED: u32 = 2;
/// Bytes before the records.
const HEADER: u32 = 16;
/// Records that fit; the page posts a message where they do not.
const ROOM: u32 = 256;
const FIELDS: usize = 8;

/// See the module.
#[derive(Clone)]
pub(super) struct Inbox {
    words: Int32Array,
    records: Float64Array,
}

impl Inbox {
    /// That in the page's shared buffer.
    pub(super) fn new(buffer: &JsValue) -> Self {
        let fields = ROOM * FIELDS as u32;
        Self {
            words: Int32Array::new_with_byte_offset_and_length(buffer, 0, HEADER / 4),
            records: Float64Array::new_with_byte_offset_and_length(buffer, HEADER, fields),
        }
    }

    /// From here on a frame is requested.
    pub(super) fn look(&self) {
        self.store(LOOKED, 1);
    }

    /// From here on none is, unless this says that there is something to take.
    pub(super) fn is_filled_after_the_last_look(&self) -> bool {
        self.store(LOOKED, 0);
        self.load(WRITTEN) != self.load(TAKEN)
    }

    /// The oldest input, if the `heard` messages are all that it comes after.
    /// Positions are multiplied by `scale`, from the canvas' box to its bitmap.
    pub(super) fn take(&self, heard: u64, scale: (f64, f64)) -> Option<Input> {
        let taken = self.load(TAKEN);
        if taken == self.load(WRITTEN) {
            return None;
        }
        let from = (taken as u32 % ROOM) * FIELDS as u32;
        let mut record = [0.0; FIELDS];
        self.records
            .subarray(from, from + FIELDS as u32)
            .copy_to(&mut record);
        if record[0] > heard as f64 {
            return None;
        }
        self.store(TAKEN, taken.wrapping_add(1));
        Some(input_of(record, scale))
    }

    fn load(&self, word: u32) -> i32 {
        Atomics::load(&self.words, word).unwrap_or(0)
    }

    fn store(&self, word: u32, value: i32) {
        let stored = Atomics::store(&self.words, word, value);
        debug_assert!(stored.is_ok(), "a word of the header");
    }
}

/// A record's input: the messages before it, its kind, its place and its time are
/// followed by what its kind has.
fn input_of(record: [f64; FIELDS], scale: (f64, f64)) -> Input {
    let [_, kind, x, y, time, first, second, third] = record;
    let (x, y) = (x * scale.0, y * scale.1);
    match kind as u32 {
        0 => Input::Wheel {
            x,
            y,
            dy: first,
            mode: WheelMode::from_delta_mode(second as u32),
            ctrl: third != 0.0,
            time,
        },
        1 => Input::Hold {
            phase: Phase::Move,
            id: first as i32,
            x,
            y,
            out: second != 0.0,
            time,
        },
        _ => Input::Pointer {
            phase: Phase::Move,
            id: first as i32,
            kind: PointerKind::from_name(match second as i32 {
                0 => "mouse",
                1 => "pen",
                _ => "touch",
            }),
            x,
            y,
            buttons: third as u32,
            time,
        },
    }
}
