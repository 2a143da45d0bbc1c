//! Views deeper than `f64` resolves: many orbits told by their small differences from
//! one that is known to many digits.
//!
//! ```text
//! limb       digits of big numbers         fixed      fixed-point numbers, and their orbits
//! extended   f64 with larger exponents     law        what takes an orbit on
//! tracer     an orbit, and its derivative  orbit      the reference orbit
//! run        many steps at once            table      all such runs
//! reference  orbit and table, for a view   perturb    the pixels' orbits
//! nucleus    middles of minibrots          interior   pixels that are surely inside
//! wire       all of it as plain numbers
//! ```

mod extended;
mod fixed;
#[cfg(any(target_arch = "x86_64", target_feature = "relaxed-simd"))]
mod fused;
mod interior;
mod law;
mod limb;
mod nucleus;
mod orbit;
mod perturb;
mod reference;
mod run;
mod table;
mod tracer;
mod wire;

pub(crate) use extended::Extended;
pub(crate) use fixed::Fixed;
#[cfg(test)]
pub(crate) use fixed::Walker;
pub(crate) use law::Law;
pub(crate) use limb::Limb;
pub(crate) use nucleus::{Approach, Periods, Stale, approach, has_cusp};
pub use reference::{NoReference, Reference, Stage};
pub(crate) use reference::{Order, tier_of};
