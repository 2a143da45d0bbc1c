//! What is on screen while the view moves: pictures that are known, each at its
//! own place and magnification, put together for the view of the moment, and
//! which picture to compute next so that there will be one when it is needed.
//!
//! ```text
//! plate       a picture that is kept: where it lies, what of it is missing
//! patchwork   which plates a frame is put together from, and how good it is
//! bare        what of a frame is seen past the plates above
//! ahead       the picture that a zoom is about to need
//! rhythm      what a frame may take of the display's interval
//! ```

mod ahead;
mod bare;
mod patchwork;
mod plate;
mod rhythm;

pub use ahead::{Ahead, Pace, next_ahead, next_zoom};
pub use patchwork::{Patchwork, PlateLayer, arrange, covering_scale};
pub use plate::Plate;
pub use rhythm::Rhythm;
