//! The shared-memory protocol: one publisher hands jobs to many workers,
//! nothing is locked and nothing queues.
//!
//! ```text
//!  publisher (coordinator)                    worker, one a seat
//!  ───────────────────────                    ──────────────────
//!  put the job into a vacant slot             sleep on the bell
//!  claims ← (epoch, 0)          ── swap ──▶   ticket ← claims.fetch_add(1)
//!  ring the bell                              run the ticket's item, polling the epoch
//!  sleep on finished, bounded   ◀─ release ─  mark the item, finished += 1
//!  read the items marked                      give the ticket back
//! ```
//!
//! What makes it sound is one invariant: **a job is touched only by those who
//! hold a ticket of its epoch.** A ticket is a `fetch_add` on the word that
//! carries epoch and counter together, so a worker that is late cannot take an
//! item of the next job without knowing that job: the ticket that it gets names
//! it. The swap that publishes the next epoch returns how many tickets the old
//! one gave out; when as many came back, nobody is inside the old job any more
//! and the publisher gets it back by value, buffers and all.
//!
//! A worker that died keeps its ticket for ever, and with it the job's slot;
//! the publisher goes on in another. There are two slots more than seats and a
//! worker holds one ticket at most, so a vacant slot always exists.
//!
//! No wait is missed: a worker reads the bell before it looks for work and
//! sleeps only while the bell still shows what it read. The publisher's waits
//! are bounded, for it presents only when it returns to its event loop.

mod cells;
mod claims;
mod frame;
mod publisher;
mod rect;
mod seats;
mod shared;
mod signal;
mod sleep;
mod slot;
mod sync;
mod tiles;
mod worker;

pub use cells::Cells;
pub use frame::{Frame, Row, Samples};
pub use publisher::{Publisher, Retired};
pub use rect::Rect;
pub use seats::SeatState;
pub use shared::{Job, Pool};
pub use tiles::{TILE, Tile, TileGrid};

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
