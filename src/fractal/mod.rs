//! Formulas, arithmetic, SIMD lanes, colouring: the mathematics of a pixel.
