//! What stands in the site's folder beside the wasm.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::headers::{HOST_FILES, HostFile};
use crate::package::Package;

/// The folder of the generated files, within the site.
pub(super) const PKG: &str = "pkg";

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

/// Whether a folder is a site that an earlier build wrote.
pub(super) fn is_site(folder: &Path) -> bool {
    folder.join(PKG).join("memory.js").is_file()
        && HOST_FILES
            .iter()
            .all(|file| folder.join(file.name).is_file())
}

/// Copies the pages. Hidden files, such as editors leave behind, stay out.
///
/// # Errors
/// Where there are no pages, or one cannot be copied or served.
pub(super) fn copy_www(package: &Package, site: &Path) -> Result<()> {
    let www = package.www();
    if !www.join("index.html").is_file() {
        bail!(
            "no index.html in {}: expected the site's pages there; take them from the repository",
            www.display()
        );
    }
    copy(&www, site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", from.display()))?;
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
        let kind = entry
            .file_type()
            .with_context(|| format!("cannot read {}", path.display()))?;
        if kind.is_dir() {
            copy(&path, &to.join(name))?;
        } else if kind.is_file() {
            // Not fs::copy: the copy's time is when the site changed.
            fs::read(&path)
                .and_then(|bytes| fs::write(to.join(name), bytes))
                .with_context(|| format!("cannot copy {}", path.display()))?;
        } else {
            bail!(
                "{} is a link or a device: expected a file; put a copy there",
                path.display()
            );
        }
    }
    Ok(())
}

/// Writes the files that tell common hosts which headers to send.
///
/// # Errors
/// Where one cannot be written.
pub(super) fn write_host_files(site: &Path) -> Result<()> {
    for HostFile { name, text } in HOST_FILES {
        fs::write(site.join(name), text()).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}
