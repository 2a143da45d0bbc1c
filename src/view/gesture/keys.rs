//! Keys that are held.
//!
//! A key drives the view evenly from its press until it goes up. One that goes
//! up soon has moved the view by a fixed amount: what is missing of that is
//! ordered at the end. Repetitions only say that it is still down.

use super::super::size::Size;
use super::Key;
use super::glide::Drive;

/// A tap magnifies by two to this,
const DOUBLINGS_A_TAP: f64 = 1.0;

/// or moves the view by this share of its smaller side.
const SHARE_A_TAP: f64 = 0.125;

/// A key that is held moves the view by this share of its smaller side a
/// second: as much as a tap in 117 ms, as long as taps last, so that they all
/// move it the same way.
const SHARE_A_SECOND: f64 = 0.75;

/// A key that is held magnifies by two to this a second.
const DOUBLINGS_A_SECOND: f64 = 2.0;

/// A key is taken for released if it was not repeated for so long: longer than
/// the 660 ms that X11 waits for the first repetition, the longest default of
/// the common systems. (Where one is set to wait for longer, the view pauses
/// and goes on with the repetition.) Systems repeat only the last of the keys
/// that are down: it speaks for all.
const SILENCE_MS: f64 = 700.0;

/// The keys that are down.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    down: Vec<Held>,
    silent_ms: f64,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    key: Key,
    speed: Drive,
    tap: Drive,
    ordered_seconds: f64,
}

impl Keys {
    pub(super) fn is_empty(&self) -> bool {
        self.down.is_empty()
    }

    pub(super) fn contain(&self, key: Key) -> bool {
        self.down.iter().any(|held| held.key == key)
    }

    /// What a tap of the key orders.
    pub(super) fn tap(key: Key, size: Size) -> Drive {
        let side = f64::from(size.width.min(size.height));
        let pixels = (side * SHARE_A_TAP).round_ties_even();
        towards(key, pixels, DOUBLINGS_A_TAP)
    }

    /// Takes a press or its repetition, and gives what it orders at once.
    pub(super) fn press(&mut self, key: Key, size: Size) -> Option<Drive> {
        self.silent_ms = 0.0;
        if self.contain(key) {
            return None;
        }
        let side = f64::from(size.width.min(size.height));
        let held = Held {
            key,
            speed: towards(key, side * SHARE_A_SECOND, DOUBLINGS_A_SECOND),
            tap: Self::tap(key, size),
            ordered_seconds: Drive::HEAD_START_SECONDS,
        };
        self.down.push(held);
        Some(held.speed.times(Drive::HEAD_START_SECONDS))
    }

    /// Takes the end of a press, and gives what is missing of a tap.
    pub(super) fn release(&mut self, key: Key) -> Option<Drive> {
        let index = self.down.iter().position(|held| held.key == key)?;
        Some(self.down.remove(index).missing())
    }

    /// Forgets the keys that zoom.
    pub(super) fn stop_zooming(&mut self) {
        self.down.retain(|held| held.speed.doublings == 0.0);
    }

    /// How fast they drive.
    pub(super) fn drive(&self) -> Drive {
        self.down
            .iter()
            .fold(Drive::default(), |sum, held| sum.plus(held.speed))
    }

    /// After so many milliseconds of driving; gives what is missing of the
    /// taps of keys that were silent for too long.
    pub(super) fn elapse(&mut self, elapsed: f64) -> Option<Drive> {
        if self.down.is_empty() {
            return None;
        }
        self.silent_ms += elapsed;
        for held in &mut self.down {
            held.ordered_seconds += elapsed / 1000.0;
        }
        if self.silent_ms < SILENCE_MS {
            return None;
        }
        let missing = |sum: Drive, held: Held| sum.plus(held.missing());
        Some(self.down.drain(..).fold(Drive::default(), missing))
    }
}

impl Held {
    fn missing(self) -> Drive {
        let ordered = self.speed.times(self.ordered_seconds);
        let missing = |tap: f64, ordered: f64| {
            if ordered.abs() < tap.abs() {
                tap - ordered
            } else {
                0.0
            }
        };
        Drive {
            doublings: missing(self.tap.doublings, ordered.doublings),
            pixels: (
                missing(self.tap.pixels.0, ordered.pixels.0),
                missing(self.tap.pixels.1, ordered.pixels.1),
            ),
        }
    }
}

/// So much in the direction of a key.
fn towards(key: Key, pixels: f64, doublings: f64) -> Drive {
    let pan = |x: f64, y: f64| Drive {
        doublings: 0.0,
        pixels: (x * pixels, y * pixels),
    };
    let zoom = |sign: f64| Drive {
        doublings: sign * doublings,
        pixels: (0.0, 0.0),
    };
    // The picture moves the other way.
    match key {
        Key::Left => pan(1.0, 0.0),
        Key::Right => pan(-1.0, 0.0),
        Key::Up => pan(0.0, 1.0),
        Key::Down => pan(0.0, -1.0),
        Key::Plus => zoom(1.0),
        Key::Minus => zoom(-1.0),
        Key::Home => Drive::default(),
    }
}
