//! One process at a time: installing, building.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

/// Waits until no other process holds the lock file at `path`, then holds it
/// until the file that is given back is dropped, or the process ends, however
/// it does. `work` says what the other one is doing, should there be one.
///
/// # Errors
/// Where the file cannot be made or locked.
pub(crate) fn hold(path: &Path, work: &str) -> Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("cannot open the lock {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => {
            eprintln!("deepcanvas: waiting for another deepcanvas that is {work}");
        }
        // The wait below says what is wrong.
        Err(TryLockError::Error(_)) => {}
    }
    file.lock()
        .with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
