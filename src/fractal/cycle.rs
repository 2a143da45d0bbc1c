//! From a few colours to a whole cycle of them: a smooth closed curve in `OKLab`
//! that is walked at an even pace, so that equal steps of the phase look
//! equally far apart.

use super::oklab::{Oklab, Srgb};

/// Colours in a palette's table: a power of two, and enough that neighbours
/// differ by no more than bytes must.
pub(super) const COLOURS: usize = 4096;

/// How a palette is made.
pub(super) struct Design {
    pub(super) name: &'static str,
    /// sRGB hex, in the order of the phase.
    pub(super) stops: &'static [u32],
    /// Whether the way back is the way there; else the last stop joins the first.
    pub(super) mirrored: bool,
    /// The colour of bounded pixels.
    pub(super) inside: u32,
}

impl Design {
    /// The colour of bounded pixels.
    pub(super) fn inside(&self) -> Srgb {
        Oklab::from_hex(self.inside).to_srgb()
    }

    /// One cycle of [`COLOURS`] colours; the first follows the last.
    pub(super) fn cycle(&self) -> Vec<Srgb> {
        evenly_paced(&self.curve())
    }

    /// The closed curve through the stops, as many short pieces; its first
    /// point again at its end.
    fn curve(&self) -> Vec<Oklab> {
        const PIECES: usize = 512;
        let mut stops: Vec<_> = self.stops.iter().map(|&hex| Oklab::from_hex(hex)).collect();
        if self.mirrored {
            let way_back = stops[1..stops.len() - 1].to_vec();
            stops.extend(way_back.into_iter().rev());
        }
        let stop = |k: usize| stops[k % stops.len()];
        let mut curve = Vec::with_capacity(stops.len() * PIECES + 1);
        for k in 0..stops.len() {
            for piece in 0..PIECES {
                let t = piece as f64 / PIECES as f64;
                let before = stop(k + stops.len() - 1);
                curve.push(Oklab::between(before, stop(k), stop(k + 1), stop(k + 2), t));
            }
        }
        curve.push(stops[0]);
        curve
    }
}

/// [`COLOURS`] points of a closed curve, each as far from the next along it.
fn evenly_paced(curve: &[Oklab]) -> Vec<Srgb> {
    let length: f64 = curve.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
    let mut pieces = curve.windows(2);
    let (mut piece, mut piece_length, mut walked) = (&curve[..2], 0.0, 0.0);
    (0..COLOURS)
        .map(|k| {
            let goal = length * k as f64 / COLOURS as f64;
            while walked + piece_length <= goal {
                walked += piece_length;
                let Some(next) = pieces.next() else { break };
                piece = next;
                piece_length = piece[0].distance(piece[1]);
            }
            let t = ((goal - walked) / piece_length).clamp(0.0, 1.0);
            let [from, to] = [piece[0].0, piece[1].0];
            Oklab([0, 1, 2].map(|axis| from[axis] + t * (to[axis] - from[axis]))).to_srgb()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::PaletteName;
    use super::*;

    fn lab([red, green, blue]: Srgb) -> Oklab {
        Oklab::from_hex(u32::from_be_bytes([0, red, green, blue]))
    }

    #[test]
    fn no_palette_has_a_seam() {
        for palette in PaletteName::ALL {
            let cycle = palette.design().cycle();
            assert_eq!(cycle.len(), COLOURS);
            for k in 0..COLOURS {
                let (here, next) = (cycle[k], cycle[(k + 1) % COLOURS]);
                for channel in 0..3 {
                    let step = here[channel].abs_diff(next[channel]);
                    assert!(
                        step <= 3,
                        "{} jumps from {here:?} to {next:?} at {k}",
                        palette.name()
                    );
                }
            }
        }
    }

    #[test]
    fn equal_steps_of_the_phase_look_equally_far_apart() {
        const STEP: usize = COLOURS / 64;
        for palette in PaletteName::ALL {
            let cycle = palette.design().cycle();
            let steps: Vec<f64> = (0..64)
                .map(|k| lab(cycle[k * STEP]).distance(lab(cycle[(k + 1) * STEP % COLOURS])))
                .collect();
            let mean = steps.iter().sum::<f64>() / 64.0;
            for (k, step) in steps.iter().enumerate() {
                // A turn in the curve is cut short by the chord, and the turning
                // point of a mirrored palette is itself a still moment.
                let turning = palette.design().mirrored && [0, 31, 32, 63].contains(&k);
                assert!(
                    *step < 1.25 * mean,
                    "{} at {k}: {step} of {mean}",
                    palette.name()
                );
                assert!(
                    turning || *step > 0.7 * mean,
                    "{} at {k}: {step} of {mean}",
                    palette.name()
                );
            }
        }
    }

    #[test]
    fn colour_blind_safe_palettes_grow_ever_lighter_then_ever_darker() {
        for palette in [
            PaletteName::Meadow,
            PaletteName::Dune,
            PaletteName::Grey,
            PaletteName::Glacier,
            PaletteName::Ember,
        ] {
            let cycle = palette.design().cycle();
            let lightness = |k: usize| lab(cycle[k % COLOURS]).0[0];
            let step = COLOURS / 64;
            for k in (0..COLOURS / 2).step_by(step) {
                assert!(
                    lightness(k) < lightness(k + step),
                    "{} at {k}",
                    palette.name()
                );
                let back = k + COLOURS / 2;
                assert!(
                    lightness(back) > lightness(back + step),
                    "{} at {back}",
                    palette.name()
                );
            }
            assert!(
                lightness(COLOURS / 2) - lightness(0) > 0.6,
                "{}",
                palette.name()
            );
        }
    }

    #[test]
    fn bounded_pixels_are_near_black() {
        for palette in PaletteName::ALL {
            assert!(
                lab(palette.design().inside()).0[0] < 0.2,
                "{}",
                palette.name()
            );
        }
    }
}
