//! What a file is to hold.

use std::path::Path;

use anyhow::Result;

use crate::fault::Fault;

/// What a file's name says that it is to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Colours.
    Png,
    /// Raw data.
    Exr,
}

impl Format {
    /// By the ending of a file's name.
    ///
    /// # Errors
    /// A fault where it names none.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("png") => Ok(Self::Png),
            Some("exr") => Ok(Self::Exr),
            _ => Err(Fault::error(format!(
                "-o {}: expected a name that ends in .png (colours) or .exr (raw data)",
                path.display()
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_the_file_holds() {
        assert_eq!(Format::of(Path::new("a.png")).ok(), Some(Format::Png));
        assert_eq!(Format::of(Path::new("a.b/c.EXR")).ok(), Some(Format::Exr));
        for name in ["a", "a.jpg", ".png", "png", "a.png.gz"] {
            assert!(Format::of(Path::new(name)).is_err(), "{name}");
        }
    }
}
