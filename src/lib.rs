//! deepcanvas: a Mandelbrot and Julia explorer whose page never touches a
//! pixel.
//!
//! ```text
//! fractal   formulas, arithmetic, SIMD lanes, colouring          pure
//! view      exact coordinates, viewport, gestures, permalink     pure
//! pool      claims, tiles, frame buffers, bells: shared memory   pure
//! picture   a view at a size as a job for the pool               pure
//! motion    what is on screen while the view moves              pure
//! lab       other work, through every architecture for it        pure but for its exports
//! hud       the overlay of figures: what it keeps and says      pure
//! web       coordinator, compute worker, presenting, messages    wasm only
//! ```
//!
//! A folder knows only those above it. Everything but `web` runs on the host
//! as it runs in the browser, so that pictures can be compared byte for byte.

#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

pub mod fractal;
pub mod hud;
#[cfg(any(not(target_arch = "wasm32"), feature = "lab"))]
pub mod lab;
pub mod motion;
pub mod picture;
pub mod pool;
pub mod view;
#[cfg(all(target_arch = "wasm32", not(feature = "lab")))]
pub mod web;
