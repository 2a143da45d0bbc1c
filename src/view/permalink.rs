//! A view as text: the fragment of a page's address.
//!
//! `re=-0.75&im=0&zoom=1` and so on; keys in any order. What cannot be read is
//! a [`Problem`], and the rest of the link still works. What is written reads
//! back as the same view, at any depth.

mod keys;
mod percent;
mod problem;
mod read;
mod values;
mod write;

pub use problem::{Problem, ProblemKind};
pub use read::parse;
pub use write::{pairs, write};

#[cfg(test)]
mod tests;
