//! The files of a folder, by names that an address can have.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Whether a file or folder of the site may have this name. Names are plain
/// ASCII, so that no address of the site needs an escape, and the server can
/// refuse every address that has one.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// What follows the last dot of a path: `js` for a script.
pub(crate) fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// The files of a folder and of those in it: their paths from there with `/`,
/// in order. Hidden ones, such as editors leave behind, stay out.
///
/// # Errors
/// Where one has a name that is not plain, or is no file.
pub(super) fn in_folder(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    let cannot = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let path = entry.path();
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let Some(name) = name.to_str().filter(|name| is_plain(name)) else {
            bail!(
                "{}: expected a name of ASCII letters, digits, `-`, `_` and `.`; rename it",
                path.display()
            );
        };
        let kind = entry.file_type().with_context(cannot)?;
        if kind.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() {
            found.push(format!("{prefix}{name}"));
        } else {
            bail!(
                "{} is a link or a device: expected a file; put a copy there",
                path.display()
            );
        }
    }
    Ok(())
}
