//! The laboratory: the same work through every architecture that people use for
//! it in browsers.
//!
//! ```text
//! kernel      what a workload is to those who run it
//! workloads   the workloads
//! cut         a sheet of cells as claims: cells, rows or tiles
//! sheet       cells in shared memory, claimed by an atomic counter
//! task        a workload as a job of the pool: our own architecture
//! copies      how many bytes were copied for it
//! exports     what JavaScript calls                             wasm only
//! ```
//!
//! It is built into a wasm file of its own (feature `lab`), which knows nothing of
//! the explorer. Who starts workers, carries bytes and draws is JavaScript there:
//! that is what the architectures differ in.

mod copies;
mod cut;
#[cfg(target_arch = "wasm32")]
pub mod exports;
mod kernel;
mod sheet;
mod task;
mod workloads;

pub use copies::take as take_copied;
pub use cut::{Claim, Cut};
pub use kernel::Kernel;
pub use sheet::Sheet;
pub use task::Task;
pub use workloads::{NAMES, input, make};

#[cfg(test)]
mod tests;
