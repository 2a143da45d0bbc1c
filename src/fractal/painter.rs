//! Counts to pixels, by a table: this runs for every pixel of every frame.

use super::cycle::COLOURS;
use super::{BOUNDED, Colouring, Mode};

/// Cycles that the colours run through while the square root of the smooth
/// count grows by one. The root is gentle: the home view's outside, with counts
/// up to a hundred or so, takes about one cycle, and yet 1000 steps more still
/// show in a view whose counts are near 100,000. It is exact in IEEE
/// arithmetic, so that every target paints the same bytes.
const CYCLES_PER_ROOT: f64 = 0.15;

/// The phase at a count of 0, so that the cycle begins at the home view's
/// corners, where counts are about 3: dark there, light along the set.
const FIRST_PHASE: f64 = -0.25;

/// A colouring made ready to paint.
#[derive(Clone)]
pub struct Painter {
    colouring: Colouring,
    /// RGBA of each step of the cycle.
    table: Vec<[u8; 4]>,
    inside: [u8; 4],
    /// Table entries a unit of the root.
    scale: f64,
    /// Table entries at a count of 0: from 0 to under `COLOURS`.
    first: f64,
    /// What a fraction weighs: 1, or 0 for bands.
    fraction_weight: f64,
}

impl Painter {
    /// Makes the tables, which takes about a millisecond. A density that is not
    /// above 0 and finite is taken as 1, an offset that is not finite as 0.
    #[must_use]
    pub fn new(colouring: &Colouring) -> Self {
        let design = colouring.palette.design();
        let opaque = |[red, green, blue]: [u8; 3]| [red, green, blue, u8::MAX];
        let is_density = colouring.density > 0.0 && colouring.density.is_finite();
        let density = if is_density { colouring.density } else { 1.0 };
        let offset = if colouring.offset.is_finite() {
            colouring.offset
        } else {
            0.0
        };
        let first = FIRST_PHASE + (offset - libm::floor(offset));
        Self {
            colouring: colouring.clone(),
            table: design.cycle().into_iter().map(opaque).collect(),
            inside: opaque(design.inside()),
            scale: density * CYCLES_PER_ROOT * COLOURS as f64,
            first: (first - libm::floor(first)) * COLOURS as f64,
            fraction_weight: match colouring.mode {
                Mode::Smooth => 1.0,
                Mode::Bands => 0.0,
            },
        }
    }

    /// What it paints by.
    #[must_use]
    pub fn colouring(&self) -> &Colouring {
        &self.colouring
    }

    /// Paints pixels: `counts` and `fractions` as [`Task::render`] gives
    /// them, and into `rgba` four sRGB bytes a pixel, alpha 255.
    ///
    /// [`Task::render`]: super::Task::render
    ///
    /// # Panics
    /// When the lengths are not as many pixels.
    pub fn paint(&self, counts: &[u32], fractions: &[f32], rgba: &mut [u8]) {
        assert!(
            fractions.len() == counts.len() && rgba.len() == 4 * counts.len(),
            "paint: {} counts, {} fractions and {} bytes",
            counts.len(),
            fractions.len(),
            rgba.len(),
        );
        let table: &[[u8; 4]; COLOURS] = self.table[..].try_into().expect("a full table");
        for ((pixel, &count), &fraction) in rgba.chunks_exact_mut(4).zip(counts).zip(fractions) {
            let smooth = f64::from(count) + self.fraction_weight * f64::from(fraction);
            let step = self.first + self.scale * smooth.sqrt();
            // Never negative, so that to truncate is to round down.
            let colour = table[step as i64 as usize % COLOURS];
            pixel.copy_from_slice(if count == BOUNDED {
                &self.inside
            } else {
                &colour
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PaletteName;
    use super::*;

    fn painted(colouring: &Colouring, count: u32, fraction: f32) -> [u8; 4] {
        let mut rgba = [0; 4];
        Painter::new(colouring).paint(&[count], &[fraction], &mut rgba);
        rgba
    }

    #[test]
    fn a_step_of_the_count_is_no_step_of_the_smooth_colour() {
        for palette in PaletteName::ALL {
            let colouring = Colouring {
                palette,
                ..Colouring::default()
            };
            for count in [3, 50, 1000, 1_000_000] {
                let (last, next) = (
                    painted(&colouring, count, 0.999_999),
                    painted(&colouring, count + 1, 0.0),
                );
                for (left, right) in last.into_iter().zip(next) {
                    assert!(left.abs_diff(right) <= 3, "{last:?} {next:?}");
                }
            }
        }
    }

    #[test]
    fn bands_ignore_the_fraction() {
        let bands = Colouring {
            mode: Mode::Bands,
            ..Colouring::default()
        };
        assert_eq!(painted(&bands, 9, 0.7), painted(&bands, 9, 0.0));
        assert_ne!(painted(&bands, 9, 0.0), painted(&bands, 10, 0.0));
        let smooth = Colouring::default();
        assert_ne!(painted(&smooth, 9, 0.7), painted(&smooth, 9, 0.0));
    }

    #[test]
    fn bounded_pixels_have_a_colour_of_their_own() {
        for offset in [0.0, 0.3] {
            let colouring = Colouring {
                offset,
                ..Colouring::default()
            };
            let [red, green, blue] = colouring.palette.design().inside();
            assert_eq!(painted(&colouring, BOUNDED, 0.0), [red, green, blue, 255]);
        }
    }

    #[test]
    fn whole_cycles_of_offset_change_nothing() {
        let at = |offset| {
            painted(
                &Colouring {
                    offset,
                    ..Colouring::default()
                },
                12,
                0.25,
            )
        };
        assert_eq!(at(0.25), at(3.25));
        assert_eq!(at(0.25), at(-0.75));
        assert_ne!(at(0.25), at(0.5));
    }

    #[test]
    fn any_numbers_paint_something() {
        for density in [0.0, -1.0, 1e-300, 1e300, f64::INFINITY, f64::NAN] {
            for offset in [-1e300, -1e-300, 1e300, f64::NAN] {
                let colouring = Colouring {
                    density,
                    offset,
                    ..Colouring::default()
                };
                for count in [0, 1, 1000, BOUNDED - 1, BOUNDED] {
                    assert_eq!(painted(&colouring, count, 0.5)[3], 255);
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "paint: 1 counts, 1 fractions and 3 bytes")]
    fn lengths_that_disagree_are_refused() {
        Painter::new(&Colouring::default()).paint(&[1], &[0.0], &mut [0; 3]);
    }
}
