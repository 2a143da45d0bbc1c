//! A folder that appears whole or not at all.
//!
//! It is written under another name beside its place, then takes that place in
//! one step; what was there goes away afterwards. A build that dies in between
//! leaves the hidden folder, which the next one removes. Builds of other
//! checkouts into the same place wait on the lock of the folder around it.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::fault::Fault;
use crate::package::Package;

/// Whether a site may be written to `out`; `is_earlier` tells what may be
/// replaced.
///
/// # Errors
/// A fault where something stands there that is no site, or where the next
/// build would copy the site into itself.
pub(super) fn check(
    package: &Package,
    out: &Path,
    is_earlier: impl FnOnce(&Path) -> bool,
) -> Result<()> {
    let refuse = |what: &str| {
        Err(Fault::error(format!(
            "--out {}: {what}; expected a new or empty folder, or what an earlier build wrote; name another",
            out.display()
        )))
    };
    if std::path::absolute(out).is_ok_and(|out| out.starts_with(package.www())) {
        return refuse("it lies within www");
    }
    match fs::read_dir(out) {
        Ok(mut entries) => {
            if entries.next().is_some() && !is_earlier(out) {
                return refuse("it holds something else");
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => refuse(&error.to_string()),
    }
}

/// A folder on its way to its place; dropped before it gets there, it is gone.
pub(super) struct Staged {
    folder: PathBuf,
    out: PathBuf,
    /// Held while the folder is written; `None` where folders cannot be locked.
    _lock: Option<File>,
}

impl Staged {
    /// An empty folder beside `out`, which need not be there.
    ///
    /// # Errors
    /// Where the folder around `out` cannot be written.
    pub(super) fn beside(out: &Path) -> Result<Self> {
        let out = true_path(out).with_context(|| format!("cannot make {}", out.display()))?;
        let (Some(around), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(Fault::error(
                "--out is the root: expected a folder in it; name one",
            ));
        };
        let lock = File::open(around)
            .and_then(|folder| folder.lock().map(|()| folder))
            .ok();
        remove_leftovers(around, name);
        let folder = around.join(staged_name(name, &std::process::id().to_string()));
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self {
            folder,
            out,
            _lock: lock,
        })
    }

    /// Where to write.
    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder into its place, unless what is there is the same already.
    /// Gives the place.
    ///
    /// # Errors
    /// Where it cannot be put there; what was there is there again then.
    pub(super) fn publish(self) -> Result<PathBuf> {
        if !same(&self.folder, &self.out) {
            put(&self.folder, &self.out)
                .with_context(|| format!("cannot put the site at {}", self.out.display()))?;
        }
        Ok(self.out.clone())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After an exchange this is the old site. What cannot be removed now,
        // the next build tries to.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `out` without links, its parents made.
fn true_path(out: &Path) -> io::Result<PathBuf> {
    if out.exists() {
        return out.canonicalize();
    }
    let out = std::path::absolute(out)?;
    match (out.parent(), out.file_name()) {
        (Some(around), Some(name)) => {
            fs::create_dir_all(around)?;
            Ok(around.canonicalize()?.join(name))
        }
        _ => Ok(out),
    }
}

/// `.site.deepcanvas-4711` for `site`.
fn staged_name(name: &OsStr, suffix: &str) -> OsString {
    let mut staged = OsString::from(".");
    staged.push(name);
    staged.push(".deepcanvas-");
    staged.push(suffix);
    staged
}

/// Removes what builds left that were killed. The lock says that none is alive.
fn remove_leftovers(around: &Path, name: &OsStr) {
    let prefix = staged_name(name, "");
    let Ok(entries) = fs::read_dir(around) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if name
            .as_encoded_bytes()
            .starts_with(prefix.as_encoded_bytes())
        {
            // In the way of nobody, should it stay.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Puts `staged` where `out` is. What was there is at `staged` afterwards, or
/// gone.
fn put(staged: &Path, out: &Path) -> io::Result<()> {
    if !out.exists() {
        return fs::rename(staged, out);
    }
    if exchange(staged, out).is_ok() {
        return Ok(());
    }
    // Where a system cannot exchange two folders, nothing is at `out` for the
    // time between two renames.
    let mut aside = staged.as_os_str().to_owned();
    aside.push("-old");
    fs::rename(out, &aside)?;
    if let Err(error) = fs::rename(staged, out) {
        fs::rename(&aside, out)?;
        return Err(error);
    }
    fs::rename(&aside, staged)
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether two folders hold the same files with the same bytes.
fn same(one: &Path, other: &Path) -> bool {
    same_folders(one, other).unwrap_or(false)
}

fn same_folders(one: &Path, other: &Path) -> io::Result<bool> {
    let names = names(one)?;
    if names != self::names(other)? {
        return Ok(false);
    }
    for name in names {
        let (one, other) = (one.join(&name), other.join(&name));
        let alike = if one.is_dir() {
            same_folders(&one, &other)?
        } else {
            fs::read(one)? == fs::read(other)?
        };
        if !alike {
            return Ok(false);
        }
    }
    Ok(true)
}

fn names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name()))
        .collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
