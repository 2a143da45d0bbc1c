//! Where in a pixel its samples lie: the same places in every pixel, on every
//! machine.
//!
//! The sequence R2 (M. Roberts, "The unreasonable effectiveness of quasirandom
//! sequences", 2018): the multiples of 1/ρ and 1/ρ², ρ the plastic number,
//! modulo 1. Any that follow each other are spread about evenly; here they are
//! taken from 0 in both directions by turns, 0, 1, −1, 2, −2 and so on, so that
//! their mean stays at the centre and a refined picture does not shift.

/// 2³² by ρ and by ρ², rounded.
const STEP: [u32; 2] = [0xc13f_a9a9, 0x91e1_0da5];

/// Where a sample lies, in pixels to the right of and below the pixel's centre,
/// at most half a one: a multiple of 2⁻³². Sample 1 is the centre.
pub(super) fn beside_centre(sample: u32) -> (f64, f64) {
    let multiple = sample / 2;
    let [right, down] = STEP.map(|step| {
        let forwards = step.wrapping_mul(multiple);
        let place = if sample.is_multiple_of(2) {
            forwards
        } else {
            forwards.wrapping_neg()
        };
        // What is above one half is a place on the other side.
        f64::from(place as i32) / 4_294_967_296.0
    });
    (right, down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sample_is_the_centre_and_all_lie_in_the_pixel() {
        assert_eq!(beside_centre(1), (0.0, 0.0));
        for sample in 1..=16 {
            let (x, y) = beside_centre(sample);
            assert!(x.abs() <= 0.5 && y.abs() <= 0.5);
        }
    }

    #[test]
    fn samples_are_spread_evenly_around_the_centre() {
        let places: Vec<(f64, f64)> = (1..=16).map(beside_centre).collect();
        for (index, a) in places.iter().enumerate() {
            for b in &places[..index] {
                let (x, y) = (a.0 - b.0, a.1 - b.1);
                assert!(libm::sqrt(x * x + y * y) > 0.15, "{a:?} {b:?}");
            }
        }
        for odd in (1..16).step_by(2) {
            let sum = |pick: fn(&(f64, f64)) -> f64| places[..odd].iter().map(pick).sum::<f64>();
            assert_eq!((sum(|place| place.0), sum(|place| place.1)), (0.0, 0.0));
        }
    }
}
