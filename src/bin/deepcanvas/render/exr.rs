//! Raw data as `OpenEXR`, the way Kalles Fraktaler 2+ and Fraktaler-3 write it.
//!
//! | channel | type | holds |
//! | --- | --- | --- |
//! | `N` | `uint` | the count + 1024, or `0xFFFFFFFF` where the pixel is bounded |
//! | `NF` | `float` | the fraction in `[0, 1)`, 0 where bounded: the smooth count is `N − 1024 + NF` |
//! | `DEX`, `DEY` | `float` | the distance estimate in pixels as a vector away from the set, to the right and up; both 0 where bounded. In the modes `distance` and `slopes` |
//! | `R`, `G`, `B` | `half` | the colours of the PNG, in linear light |
//!
//! With `--samples` the colours are means; all else stays that of the centres.
//!
//! Attributes: `Iterations` (`int`, the limit; a count may be as large),
//! `IterationsBias` (`int`, 1024) and `deepcanvas-view` (`string`, the
//! permalink). Scan lines from the top, ZIP compression.
//!
//! The channels, the bias and the value for bounded pixels were proposed by C.
//! Heiland-Allen ("towards a common file format for 2D escape time iteration
//! data", fractalforums.org, 2019) and are what both programs' writers do. In
//! theirs 0 in `N` marks a pixel that is not known; here every pixel is. They
//! split `N` into `N0` and `N1` where limit + bias do not fit 32 bits: limits
//! here end at 2³¹ − 1. Their fraction belongs to their own escape radius, so it
//! is a shift of the smooth count that differs, and nothing else.

use anyhow::Result;
use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::Rendered;
use exr::meta::attribute::AttributeValue;
use exr::prelude::{
    AnyChannel, AnyChannels, Blocks, Compression, Encoding, FlatSamples, Image, Layer,
    LayerAttributes, LineOrder, Text, WritableImage, f16,
};

use super::png::KEYWORD;
use crate::output::Sink;

/// Added to every count, so that 0 is left to mean "not known".
const BIAS: u32 = 1024;

/// Writes counts, fractions and colours, and the permalink beside them.
///
/// # Errors
/// Where `sink` takes no more.
pub(super) fn write(sink: &mut dyn Sink, picture: &Rendered, permalink: &str) -> Result<()> {
    let (counts, fractions) = picture.samples();
    let rgba = picture.rgba();
    let light = linear_light();
    let colour = |channel: usize| {
        let bytes = rgba.iter().skip(channel).step_by(4);
        FlatSamples::F16(bytes.map(|&byte| light[usize::from(byte)]).collect())
    };
    let counts = counts.into_iter().map(biased).collect();
    let estimates = picture.estimates().map(|estimates| {
        let part = |axis: usize| {
            let parts = estimates.iter().map(|estimate| estimate[axis]);
            FlatSamples::F32(parts.collect())
        };
        [
            AnyChannel::new("DEX", part(0)),
            AnyChannel::new("DEY", part(1)),
        ]
    });
    let channels = [
        AnyChannel::new("N", FlatSamples::U32(counts)),
        AnyChannel::new("NF", FlatSamples::F32(fractions)),
        AnyChannel::new("R", colour(0)),
        AnyChannel::new("G", colour(1)),
        AnyChannel::new("B", colour(2)),
    ];
    let channels = channels.into_iter().chain(estimates.into_iter().flatten());
    let channels = AnyChannels::sort(channels.collect());
    let size = picture.size();
    let encoding = Encoding {
        compression: Compression::ZIP16,
        blocks: Blocks::ScanLines,
        line_order: LineOrder::Increasing,
    };
    let mut layer = Layer::new(
        (size.width as usize, size.height as usize),
        LayerAttributes::default(),
        encoding,
        channels,
    );
    let number = |number: u32| AttributeValue::I32(i32::try_from(number).unwrap_or(i32::MAX));
    layer.attributes.other.extend([
        (Text::from("Iterations"), number(picture.limit())),
        (Text::from("IterationsBias"), number(BIAS)),
        (
            Text::from(KEYWORD),
            AttributeValue::Text(Text::from(permalink)),
        ),
    ]);
    Image::from_layer(layer).write().to_buffered(sink)?;
    Ok(())
}

fn biased(count: u32) -> u32 {
    if count == BOUNDED {
        u32::MAX
    } else {
        // The limit leaves room.
        count.saturating_add(BIAS)
    }
}

/// Linear light of each sRGB byte, 0 to 1 (IEC 61966-2-1).
fn linear_light() -> Vec<f16> {
    (0..=255_u8)
        .map(|byte| {
            let value = f64::from(byte) / 255.0;
            f16::from_f64(if value <= 0.04045 {
                value / 12.92
            } else {
                libm::pow((value + 0.055) / 1.055, 2.4)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_carry_the_bias_and_bounded_ones_the_mark() {
        assert_eq!(biased(0), 1024);
        assert_eq!(biased(7), 1031);
        assert_eq!(biased(BOUNDED), 0xFFFF_FFFF);
        assert!(biased(i32::MAX as u32) < 0xFFFF_FFFF);
    }

    #[test]
    fn every_byte_has_a_light_of_its_own() {
        let light = linear_light();
        assert!(light.is_sorted_by(|a, b| a < b));
        assert_eq!((light[0].to_f32(), light[255].to_f32()), (0.0, 1.0));
        assert!((light[188].to_f32() - 0.503).abs() < 0.001);
    }
}
