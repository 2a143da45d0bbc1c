//! Failures on request, so that tests can see them survived: the element's
//! `rehearse` attribute names one.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the next tile of this memory traps.
static TRAP: AtomicBool = AtomicBool::new(false);
/// Whether the next tile of this memory never ends and shows no life.
static SILENCE: AtomicBool = AtomicBool::new(false);

/// A failure that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rehearsal {
    /// One compute worker does not start.
    ComputeStart,
    /// No compute worker starts.
    ComputeNone,
    /// A compute worker traps in the middle of a tile.
    ComputeTrap,
    /// A compute worker stops in the middle of a tile, as one does that the
    /// browser has ended: no event tells of it.
    ComputeSilence,
    /// The browser loses the canvas' pixels once something is shown.
    CanvasLost,
    /// The coordinator traps once it shows something.
    CoordinatorTrap,
}

impl Rehearsal {
    /// The failure of a name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "compute-start" => Self::ComputeStart,
            "compute-none" => Self::ComputeNone,
            "compute-trap" => Self::ComputeTrap,
            "compute-silence" => Self::ComputeSilence,
            "canvas-lost" => Self::CanvasLost,
            "coordinator-trap" => Self::CoordinatorTrap,
            _ => return None,
        })
    }

    /// What [`Self::from_name`] takes.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ComputeStart => "compute-start",
            Self::ComputeNone => "compute-none",
            Self::ComputeTrap => "compute-trap",
            Self::ComputeSilence => "compute-silence",
            Self::CanvasLost => "canvas-lost",
            Self::CoordinatorTrap => "coordinator-trap",
        }
    }

    /// Whether it happens to a compute worker in the middle of a tile.
    pub(super) fn is_in_mid_tile(self) -> bool {
        matches!(self, Self::ComputeTrap | Self::ComputeSilence)
    }

    /// Whether the compute worker in `seat` is to be given nothing to start from.
    pub(super) fn spoils(self, seat: usize) -> bool {
        match self {
            Self::ComputeStart => seat == 0,
            Self::ComputeNone => true,
            _ => false,
        }
    }

    /// Sets up what happens in compute workers.
    pub(super) fn arm(self) {
        match self {
            Self::ComputeTrap => TRAP.store(true, Ordering::Relaxed),
            Self::ComputeSilence => SILENCE.store(true, Ordering::Relaxed),
            _ => {}
        }
    }
}

/// Called by a compute worker in the middle of a tile.
pub(super) fn in_mid_tile() {
    if TRAP.swap(false, Ordering::Relaxed) {
        core::arch::wasm32::unreachable();
    }
    if SILENCE.swap(false, Ordering::Relaxed) {
        let never = 0_i32;
        // SAFETY: the word lives for the call; nobody knows it, so nobody wakes it.
        unsafe {
            core::arch::wasm32::memory_atomic_wait32((&raw const never).cast_mut(), 0, -1);
        }
    }
}
