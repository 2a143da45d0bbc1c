//! The file that a picture becomes: there whole, or as it was before.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

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

/// A file on its way to its place; dropped before it gets there, it is gone.
pub(super) struct Output {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
}

impl Output {
    /// An empty file beside `path`, made before the work, so that nobody waits
    /// for a picture that cannot be written.
    ///
    /// # Errors
    /// A fault where no file can be made there.
    pub(super) fn beside(path: &Path) -> Result<Self> {
        let refuse = |what: String| {
            Fault::error(format!(
                "-o {}: {what}; expected a file's name in a folder that can be written to",
                path.display()
            ))
        };
        let name = path
            .file_name()
            .filter(|_| !path.is_dir())
            .ok_or_else(|| refuse("it is a folder".to_owned()))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.part", std::process::id()));
        let temporary = path.with_file_name(hidden);
        let file = File::create(&temporary).map_err(|error| refuse(error.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            temporary,
            file,
        })
    }

    /// Has `write` fill the file, and puts it into its place.
    ///
    /// # Errors
    /// Where either fails; what was in the place is still there then.
    pub(super) fn fill(self, write: impl FnOnce(&mut dyn Sink) -> Result<()>) -> Result<()> {
        let cannot = || format!("cannot write {}", self.path.display());
        let mut buffer = BufWriter::new(&self.file);
        write(&mut buffer).with_context(cannot)?;
        buffer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|_| fs::rename(&self.temporary, &self.path))
            .with_context(cannot)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // In its place by now, or of no use.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// What a picture is written into.
pub(super) trait Sink: Write + Seek {}

impl<T: Write + Seek> Sink for T {}

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

    #[test]
    fn a_file_that_is_not_finished_leaves_what_was_there() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("deepcanvas-output-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let path = folder.join("a.png");
        fs::write(&path, "old")?;
        let output = Output::beside(&path)?;
        let failed = output.fill(|sink| {
            sink.write_all(b"half")?;
            anyhow::bail!("the disk is full")
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path)?, b"old");
        Output::beside(&path)?.fill(|sink| Ok(sink.write_all(b"new")?))?;
        assert_eq!(fs::read(&path)?, b"new");
        assert_eq!(fs::read_dir(&folder)?.count(), 1);
        Ok(fs::remove_dir_all(folder)?)
    }
}
