//! Pictures as PNG: eight bits of red, green and blue, sRGB.

use std::io::Write;

use anyhow::Result;
use deepcanvas::picture::Rendered;
use png::{BitDepth, ColorType, Encoder, SrgbRenderingIntent};

/// The `tEXt` chunk's keyword that holds the permalink, without the `#`.
pub(crate) const KEYWORD: &str = "deepcanvas-view";

/// Writes the colours, and the permalink beside them.
///
/// # Errors
/// Where `sink` takes no more.
pub(super) fn write(sink: impl Write, picture: &Rendered, permalink: &str) -> Result<()> {
    let size = picture.size();
    let mut encoder = Encoder::new(sink, size.width, size.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder.add_text_chunk(KEYWORD.to_owned(), permalink.to_owned())?;
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    // Pictures are opaque; a row at a time, so that no third copy is needed.
    let rgba = picture.rgba();
    let mut row = Vec::with_capacity(size.width as usize * 3);
    for pixels in rgba.chunks_exact(size.width as usize * 4) {
        row.clear();
        row.extend(pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]));
        stream.write_all(&row)?;
    }
    stream.finish()?;
    writer.finish()?;
    Ok(())
}
