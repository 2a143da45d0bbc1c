//! What is on `PATH`.

use std::env;
use std::path::{Path, PathBuf};

/// Every program called `name` on `PATH`, in its order.
pub(crate) fn all(name: &str) -> Vec<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    folders()
        .into_iter()
        .map(|folder| folder.join(&file))
        .filter(|path| is_program(path))
        .collect()
}

/// The first program on `PATH` that has one of the names, the first name first.
pub(crate) fn first(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| all(name).into_iter().next())
}

/// The link on `PATH` called `name` that leads nowhere, and where it leads.
pub(crate) fn dangling(name: &str) -> Option<PathBuf> {
    folders()
        .into_iter()
        .map(|folder| folder.join(name))
        .filter(|path| !path.exists())
        .find_map(|path| path.read_link().ok())
}

fn folders() -> Vec<PathBuf> {
    env::var_os("PATH")
        .map(|path| {
            env::split_paths(&path)
                .filter(|folder| folder.is_absolute())
                .collect()
        })
        .unwrap_or_default()
}

/// Whether a file is there that may be run; links are followed.
#[cfg(unix)]
pub(crate) fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// Whether a file is there; Windows tells programs by their names.
#[cfg(not(unix))]
pub(crate) fn is_program(path: &Path) -> bool {
    path.is_file()
}
