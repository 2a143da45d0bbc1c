//! The futex: the host's file, between `loom`'s mutex and condition variable.

#[path = "../sleep/host.rs"]
mod host;
pub(super) use host::Sleepers;
