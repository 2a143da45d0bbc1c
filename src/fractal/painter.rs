//! Counts to pixels, by a table: this runs for every pixel of every frame.

use super::cycle::COLOURS;
use super::smooth::log2;
use super::{BOUNDED, Colouring, Estimate, Mode};

/// Cycles that the colours run through while the square root of the smooth
/// count grows by one. The root is gentle: the home view's outside, with counts
/// up to a hundred or so, takes about one cycle, and yet 1000 steps more still
/// show in a view whose counts are near 100,000. It is exact in IEEE
/// arithmetic, so that every target paints the same bytes.
const CYCLES_PER_ROOT: f64 = 0.15;

/// Cycles that they run through while the distance from the set doubles: about one from a
/// pixel of the set's border to the picture's. What has its colour at one magnification has
/// it at any.
const CYCLES_PER_OCTAVE: f64 = 0.1;

/// How steeply the light falls on a relief: from above as much so much as from the side.
const LIGHT_HEIGHT: f64 = 1.5;

/// The darkest slope's share of its colour, and what the lightest has more.
const SHADE: (f64, f64) = (0.25, 0.95);

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
    /// Table entries a doubling of the distance.
    scale_of_octaves: f64,
    /// What a fraction weighs: 1, or 0 for bands.
    fraction_weight: f64,
}

/// The distance estimates of a row of pixels.
#[derive(Clone, Copy, Debug)]
pub struct Estimates<'a> {
    /// In pixels, one each.
    pub vectors: &'a [Estimate],
    /// A pixel's edge in the plane, as a power of two.
    pub octaves: f64,
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
            scale_of_octaves: density * CYCLES_PER_OCTAVE * COLOURS as f64,
            first: (first - libm::floor(first)) * COLOURS as f64,
            fraction_weight: match colouring.mode {
                Mode::Smooth | Mode::Distance | Mode::Slopes => 1.0,
                Mode::Bands => 0.0,
            },
        }
    }

    /// What it paints by.
    #[must_use]
    pub fn colouring(&self) -> &Colouring {
        &self.colouring
    }

    /// Paints pixels: `counts`, `fractions` and, where the mode [needs
    /// them](Mode::needs_estimates), `estimates` as [`Task::render_into`] gives them, and
    /// into `rgba` four sRGB bytes a pixel, alpha 255. Without the estimates that it needs a
    /// mode paints as `smooth` does.
    ///
    /// [`Task::render_into`]: super::Task::render_into
    ///
    /// # Panics
    /// When the lengths are not as many pixels.
    pub fn paint(
        &self,
        counts: &[u32],
        fractions: &[f32],
        estimates: Option<Estimates<'_>>,
        rgba: &mut [u8],
    ) {
        assert!(
            fractions.len() == counts.len() && rgba.len() == 4 * counts.len(),
            "paint: {} counts, {} fractions and {} bytes",
            counts.len(),
            fractions.len(),
            rgba.len(),
        );
        match (self.colouring.mode, estimates) {
            (Mode::Distance, Some(estimates)) => self.paint_distances(counts, estimates, rgba),
            (Mode::Slopes, Some(estimates)) => {
                self.paint_counts(counts, fractions, rgba);
                light(estimates, rgba);
            }
            _ => self.paint_counts(counts, fractions, rgba),
        }
    }

    fn paint_counts(&self, counts: &[u32], fractions: &[f32], rgba: &mut [u8]) {
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

    /// By the distance from the set, and towards that into its colour within a pixel: so
    /// filaments that are thinner show as they are.
    fn paint_distances(&self, counts: &[u32], estimates: Estimates, rgba: &mut [u8]) {
        assert!(
            estimates.vectors.len() == counts.len(),
            "paint: too few distances"
        );
        let pixels = rgba.chunks_exact_mut(4).zip(counts).zip(estimates.vectors);
        for ((pixel, &count), vector) in pixels {
            let inside = self.inside;
            let norm = norm_squared(*vector);
            if count == BOUNDED || norm == 0.0 {
                pixel.copy_from_slice(&inside);
                continue;
            }
            let octaves = estimates.octaves + 0.5 * f64::from(log2(norm as f32));
            let step = self.first + self.scale_of_octaves * octaves;
            let colour = self.table[(step.floor() as i64).rem_euclid(COLOURS as i64) as usize];
            let share = norm.sqrt().min(1.0);
            for ((byte, colour), inside) in pixel.iter_mut().zip(colour).zip(inside) {
                let (colour, inside) = (f64::from(colour), f64::from(inside));
                *byte = (inside + (colour - inside) * share + 0.5) as u8;
            }
        }
    }
}

/// Lights painted pixels from the upper left, as a relief that falls off from the set.
fn light(estimates: Estimates, rgba: &mut [u8]) {
    assert!(
        estimates.vectors.len() == rgba.len() / 4,
        "paint: too few distances"
    );
    for (pixel, &vector) in rgba.chunks_exact_mut(4).zip(estimates.vectors) {
        let norm = norm_squared(vector);
        // Where there is no distance there is no slope: the set lies flat.
        if norm == 0.0 {
            continue;
        }
        let [right, up] = vector.map(f64::from);
        let facing = (up - right) / (norm + norm).sqrt();
        let lit = (facing + LIGHT_HEIGHT) / (1.0 + LIGHT_HEIGHT);
        let share = SHADE.0 + SHADE.1 * lit;
        for byte in &mut pixel[..3] {
            // Casts saturate.
            *byte = (f64::from(*byte) * share + 0.5) as u8;
        }
    }
}

fn norm_squared([right, up]: Estimate) -> f64 {
    let (right, up) = (f64::from(right), f64::from(up));
    right * right + up * up
}

#[cfg(test)]
mod tests {
    use super::super::PaletteName;
    use super::*;

    fn painted(colouring: &Colouring, count: u32, fraction: f32) -> [u8; 4] {
        let mut rgba = [0; 4];
        Painter::new(colouring).paint(&[count], &[fraction], None, &mut rgba);
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

    fn of_mode(mode: Mode) -> Painter {
        Painter::new(&Colouring {
            mode,
            ..Colouring::default()
        })
    }

    /// The colours of escaped pixels with these distance estimates.
    fn at_distances(mode: Mode, octaves: f64, vectors: &[Estimate]) -> Vec<[u8; 4]> {
        let mut rgba = vec![0; vectors.len() * 4];
        let (counts, fractions) = (vec![40; vectors.len()], vec![0.5; vectors.len()]);
        let estimates = Some(Estimates { vectors, octaves });
        of_mode(mode).paint(&counts, &fractions, estimates, &mut rgba);
        rgba.as_chunks().0.to_vec()
    }

    #[test]
    fn a_distance_has_its_colour_at_any_magnification() {
        let near = at_distances(
            Mode::Distance,
            -10.0,
            &[[96.0, 0.0], [0.0, -24.0], [3.0, 4.0]],
        );
        let deeper = at_distances(
            Mode::Distance,
            -12.0,
            &[[0.0, 384.0], [96.0, 0.0], [20.0, 0.0]],
        );
        assert_eq!(near, deeper);
        let deepest = at_distances(Mode::Distance, -332_192.5, &[[1.0, 0.0]]);
        let same = at_distances(Mode::Distance, -332_202.5, &[[1024.0, 0.0]]);
        assert_eq!(deepest, same);
    }

    #[test]
    fn what_is_thinner_than_a_pixel_goes_over_into_the_set() {
        let inside = of_mode(Mode::Distance).inside;
        let colours = at_distances(Mode::Distance, -8.0, &[[0.0; 2], [1e-20, 0.0], [0.25, 0.0]]);
        assert_eq!(colours[..2], [inside; 2]);
        assert_ne!(colours[2], inside);
        // However far away it is there is a colour for it.
        at_distances(Mode::Distance, 300.0, &[[1e30, -1e30], [f32::MAX, 0.0]]);
    }

    #[test]
    fn a_relief_is_light_to_the_upper_left_and_dark_to_the_lower_right() {
        let flat = at_distances(Mode::Smooth, 0.0, &[[0.0; 2]])[0];
        let lit = at_distances(
            Mode::Slopes,
            0.0,
            &[[-3.0, 3.0], [3.0, 3.0], [3.0, -3.0], [0.0; 2]],
        );
        for channel in 0..3 {
            assert!(lit[0][channel] >= flat[channel], "{lit:?} of {flat:?}");
            assert!(lit[1][channel] < lit[0][channel], "{lit:?}");
            assert!(lit[2][channel] < lit[1][channel], "{lit:?}");
        }
        assert_eq!(lit[3], flat);
        assert!(lit.iter().all(|colour| colour[3] == 255));
    }

    #[test]
    fn bounded_pixels_have_their_colour_in_every_mode() {
        for mode in Mode::ALL {
            let painter = of_mode(mode);
            let mut rgba = [0; 4];
            let estimates = Estimates {
                vectors: &[[0.0; 2]],
                octaves: -3.0,
            };
            painter.paint(&[BOUNDED], &[0.0], Some(estimates), &mut rgba);
            assert_eq!(rgba, painter.inside, "{mode:?}");
        }
    }

    #[test]
    #[should_panic(expected = "paint: 1 counts, 1 fractions and 3 bytes")]
    fn lengths_that_disagree_are_refused() {
        Painter::new(&Colouring::default()).paint(&[1], &[0.0], None, &mut [0; 3]);
    }
}
