//! A file that a call names: there whole, or as it was before.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::fault::Fault;

/// A file on its way to its place; dropped before it gets there, it is gone.
pub(crate) struct Output {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
}

impl Output {
    /// An empty file beside `path`, which the call named by `option`: made before
    /// the work, so that nobody waits for what cannot be written.
    ///
    /// # Errors
    /// A fault where no file can be made there.
    pub(crate) fn beside(option: &str, path: &Path) -> Result<Self> {
        let refuse = |what: String| {
            Fault::error(format!(
                "{option} {}: {what}; expected a file's name in a folder that can be written to",
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
    pub(crate) fn fill(self, write: impl FnOnce(&mut dyn Sink) -> Result<()>) -> Result<()> {
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

/// What a file is written through.
pub(crate) trait Sink: Write + Seek {}

impl<T: Write + Seek> Sink for T {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_leaves_what_was_there() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("deepcanvas-output-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let path = folder.join("a.png");
        fs::write(&path, "old")?;
        let output = Output::beside("-o", &path)?;
        let failed = output.fill(|sink| {
            sink.write_all(b"half")?;
            anyhow::bail!("the disk is full")
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path)?, b"old");
        Output::beside("-o", &path)?.fill(|sink| Ok(sink.write_all(b"new")?))?;
        assert_eq!(fs::read(&path)?, b"new");
        assert_eq!(fs::read_dir(&folder)?.count(), 1);
        Ok(fs::remove_dir_all(folder)?)
    }
}
