//! Formulas, arithmetic, SIMD lanes, colouring: the mathematics of a pixel.
//!
//! ```text
//! complex   a point            formula   what is iterated, escape and bounded
//! grid      where pixels lie   task      a picture's counts as a task
//! tier      the arithmetics    target    where counts and fractions go
//!
//! walk      the way through a region: hands out orbits, takes counts, asks for staleness
//!   map       a step of each formula
//!   scalar    one orbit at a time, plain
//!   kernel    many at once: the vector steps;  orbits: its lanes' book-keeping
//!     lanes     the instruction sets
//!   interior  the cardioid and the disc, known without iterating
//!   smooth    the fraction of a count;  distance: how far away the set is
//! deep      views that f64 does not resolve, by a reference orbit
//!
//! colouring what a person chooses        palette   the named palettes
//! painter   counts to pixels, by table    cycle     a palette's table, evenly paced
//! light     means in linear light         oklab     colours as they look
//! srgb      what bytes mean
//! ```

mod colouring;
mod complex;
mod cycle;
pub(crate) mod deep;
mod distance;
mod formula;
mod grid;
mod interior;
mod kernel;
mod lanes;
mod light;
mod map;
mod oklab;
mod orbits;
mod painter;
mod palette;
mod scalar;
mod smooth;
mod srgb;
mod target;
mod task;
#[cfg(test)]
mod tests;
mod tier;
mod walk;

pub use colouring::{Colouring, Mode};
pub use complex::Complex;
pub use deep::{NoReference, Reference, Stage};
pub use distance::{Estimate, Pitch};
pub use formula::{BOUNDED, ESCAPE_RADIUS, Formula};
pub use grid::{Grid, Region};
pub use light::{Light, LightSum};
pub use painter::{Estimates, Painter};
pub use palette::PaletteName;
pub use target::Target;
pub use task::{Outcome, Task};
pub use tier::Tier;
