//! The overlay of figures that the key H brings: what it remembers, how much of it
//! there is room for, and how it puts figures into words. What draws it is
//! `web::hud`.
//!
//! ```text
//! watch     how long one worker has been busy
//! load      how busy all of them were lately
//! recent    the last values of a figure
//! layout    what stands where
//! words     figures as texts
//! ```

mod layout;
mod load;
mod recent;
mod watch;
mod words;

pub use layout::{Area, Layout, Spot};
pub use load::{Done, Load, Shares};
pub use recent::Recent;
pub use watch::Watch;
pub use words::{UNKNOWN, bytes, hertz, milliseconds, percent, rate, scale};

/// Frame intervals that are shown: two seconds of a display at 60 Hz.
pub const INTERVALS: usize = 120;

/// A frame that took so many of the display's intervals is one that missed its turn.
const LATE: f64 = 1.5;

/// Whether a frame came late, by the time since the one before and the display's
/// interval, in the same unit.
#[must_use]
pub fn is_late(interval: f64, display: f64) -> bool {
    interval > display * LATE
}
