//! Pictures as PNG: eight bits of red, green and blue, sRGB.

use std::io::Write;

use anyhow::Result;
use deepcanvas::view::Size;
use png::{BitDepth, ColorType, Encoder, SrgbRenderingIntent};

/// The `tEXt` chunk's keyword that holds the permalink, without the `#`.
pub(crate) const KEYWORD: &str = "deepcanvas-view";

/// Writes the colours, as `next_rows` gives some rows of them at a time, 4 bytes a pixel, and
/// the permalink beside them.
///
/// # Errors
/// Where `sink` takes no more, and those of `next_rows`.
pub(super) fn write(
    sink: impl Write,
    size: Size,
    permalink: &str,
    mut next_rows: impl FnMut() -> Result<Option<Vec<u8>>>,
) -> Result<()> {
    let mut encoder = Encoder::new(sink, size.width, size.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.add_text_chunk(KEYWORD.to_owned(), permalink.to_owned())?;
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    // Pictures are opaque; a row at a time, so that no third copy is needed.
    let mut row = Vec::with_capacity(size.width as usize * 3);
    while let Some(rgba) = next_rows()? {
        for pixels in rgba.chunks_exact(size.width as usize * 4) {
            row.clear();
            row.extend(pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]));
            stream.write_all(&row)?;
        }
    }
    stream.finish()?;
    writer.finish()?;
    Ok(())
}
