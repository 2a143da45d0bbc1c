//! Means of colours in linear light, in whole numbers: the same bits on every
//! machine, and as many additions as one likes in any order.
//!
//! A channel's light is a number of 17 bits, and so a sum of 16 has 21 and the
//! three of a pixel fit one word. The darkest bytes lie 39 of its steps apart,
//! so that each byte's light comes back as that byte, and a mean is off by no
//! more than a fortieth of a level before it is rounded.

use super::srgb::light_of;

/// The light of white.
const FULL: u32 = (1 << 17) - 1;

/// Bits of a channel in a sum.
const CHANNEL_BITS: u32 = 21;

/// Lights, as a power of two, that share an entry of the table of bytes: fewer
/// than lie between two bytes.
const ENTRY_BITS: u32 = 5;

/// Colours added up: a channel's light above another's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LightSum(u64);

/// The tables: colours to light, and light to colours.
pub struct Light {
    /// Of each byte, its light in the place of red.
    red: [u64; 256],
    green: [u64; 256],
    blue: [u64; 256],
    /// The byte of the first light of each entry.
    bytes: [u8; (FULL as usize + 1) >> ENTRY_BITS],
    /// The first light of the byte after each.
    next: [u32; 256],
    /// 2³² by each number of samples, rounded up.
    shares: [u64; Light::MOST_SAMPLES as usize + 1],
}

impl LightSum {
    /// Both together. No more than [`Light::MOST_SAMPLES`] colours make a sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Light {
    /// How many colours can be added up.
    pub const MOST_SAMPLES: u32 = 16;

    /// Makes the tables, which takes some 50 µs.
    #[must_use]
    pub fn new() -> Self {
        let full = f64::from(FULL);
        let lights: [u64; 256] =
            std::array::from_fn(|byte| (light_of(byte as f64 / 255.0) * full + 0.5) as u64);
        // A byte is that of the lights whose value rounds to it.
        let next: [u32; 256] = std::array::from_fn(|byte| {
            if byte == 255 {
                u32::MAX
            } else {
                libm::ceil(light_of((byte as f64 + 0.5) / 255.0) * full) as u32
            }
        });
        let bytes = std::array::from_fn(|entry| {
            let light = (entry as u32) << ENTRY_BITS;
            next.partition_point(|&next| next <= light) as u8
        });
        Self {
            red: lights.map(|light| light << (2 * CHANNEL_BITS)),
            green: lights.map(|light| light << CHANNEL_BITS),
            blue: lights,
            bytes,
            next,
            shares: std::array::from_fn(|samples| (1_u64 << 32).div_ceil(samples.max(1) as u64)),
        }
    }

    /// The light of an opaque colour.
    #[must_use]
    pub fn of(&self, [red, green, blue, _]: [u8; 4]) -> LightSum {
        let [red, green, blue] = [red, green, blue].map(usize::from);
        LightSum(self.red[red] | self.green[green] | self.blue[blue])
    }

    /// The opaque colour of the mean of `samples` colours that were added up.
    ///
    /// # Panics
    /// Where there are more than [`Light::MOST_SAMPLES`].
    #[must_use]
    pub fn mean(&self, sum: LightSum, samples: u32) -> [u8; 4] {
        let share = self.shares[samples as usize];
        let byte = |channel: u32| {
            let sum = (sum.0 >> (channel * CHANNEL_BITS)) & ((1 << CHANNEL_BITS) - 1);
            // The quotient rounded down, exactly: the share is too large by less
            // than 1, and the sum less than 2³² by the number of samples.
            let light = ((sum * share) >> 32) as u32;
            let byte = self.bytes[(light >> ENTRY_BITS) as usize];
            byte + u8::from(self.next[usize::from(byte)] <= light)
        };
        [byte(2), byte(1), byte(0), u8::MAX]
    }
}

impl Default for Light {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::super::srgb::value_of;
    use super::*;
    use proptest::prelude::*;

    fn sum(light: &Light, colours: &[[u8; 4]]) -> LightSum {
        let lights = colours.iter().map(|&colour| light.of(colour));
        lights.fold(LightSum::default(), LightSum::plus)
    }

    #[test]
    fn a_colour_of_any_bytes_stays_what_it_is() {
        let light = Light::new();
        for byte in 0..=255_u8 {
            for samples in 1..=Light::MOST_SAMPLES {
                let colour = [byte, 255 - byte, byte ^ 0x55, 255];
                let same = vec![colour; samples as usize];
                assert_eq!(light.mean(sum(&light, &same), samples), colour);
            }
        }
    }

    #[test]
    fn two_bytes_never_share_an_entry_with_a_third() {
        let light = Light::new();
        for pair in light.next[..255].windows(2) {
            assert!(pair[1] - pair[0] > 1 << ENTRY_BITS);
        }
        for number in 0..=FULL {
            let expected = light.next.partition_point(|&next| next <= number) as u8;
            assert_eq!(light.mean(LightSum(u64::from(number)), 1)[2], expected);
        }
    }

    #[test]
    fn black_and_white_make_a_light_grey() {
        let light = Light::new();
        let both = sum(&light, &[[0, 0, 0, 255], [255, 255, 255, 255]]);
        assert_eq!(light.mean(both, 2), [188, 188, 188, 255]);
    }

    proptest! {
        #[test]
        fn a_mean_is_that_of_exact_light(
            colours in prop::collection::vec(any::<[u8; 3]>(), 1..=16),
        ) {
            let light = Light::new();
            let opaque: Vec<[u8; 4]> = colours.iter().map(|&[r, g, b]| [r, g, b, 255]).collect();
            let mean = light.mean(sum(&light, &opaque), colours.len() as u32);
            for channel in 0..3 {
                let lights = colours.iter().map(|colour| light_of(f64::from(colour[channel]) / 255.0));
                let exact = 255.0 * value_of(lights.sum::<f64>() / colours.len() as f64);
                prop_assert!((f64::from(mean[channel]) - exact).abs() < 0.5 + 1.0 / 39.0);
            }
            prop_assert_eq!(mean[3], 255);
        }
    }
}
