//! A view at a size as a job for the pool.
//!
//! A picture has two layers. The coarse one has a pixel for each block of
//! [`COARSE`] × [`COARSE`] and is computed first: a sixty-fourth of the work
//! shows the whole view. The fine one has every pixel, computed once, at its
//! centre, to its exact value, the tiles nearest to the focus first. Both are
//! items of one job, so no worker waits between them.
//!
//! A picture knows which of its pixels are known, and what is made of it
//! keeps them: the same view in other colours, or panned by whole pixels, or
//! in other memory. An item computes what is missing of its tile.
//!
//! A picture that is complete can be refined: more samples a pixel, where its
//! neighbourhood shows that they matter, whose mean in linear light is what is
//! shown. It keeps the counts and colours of its centres beside, so that all the
//! above goes on as if it had not been.
//!
//! ```text
//! item      what a job is made of      kernel   how workers run it
//! sheet     one layer: task, pixels, and which of them are known
//! layers    the picture: its layers    reuse    what the next one keeps of it
//! refinement  more samples a pixel      contrast where they matter
//! jitter    where in the pixel they lie      centres    what shows where they matter, alone
//! survey    what a deep view's pixels are told by, computed before them
//! render    whole pictures on the host      strips   those larger than memory
//! ```

mod centres;
mod contrast;
mod item;
mod jitter;
mod kernel;
mod layers;
mod refinement;
#[cfg(not(target_arch = "wasm32"))]
mod render;
mod reuse;
mod sheet;
#[cfg(not(target_arch = "wasm32"))]
mod strips;
mod survey;

pub use centres::Centres;
pub use contrast::Wanted;
pub use item::{Item, Layer};
pub use layers::{COARSE, Picture};
#[cfg(not(target_arch = "wasm32"))]
pub use render::{
    Phase, RenderError, Rendered, TERMS, Took, render, render_refined, render_watched,
};
#[cfg(not(target_arch = "wasm32"))]
pub use strips::Strips;
pub use survey::Survey;

#[cfg(test)]
mod tests;
