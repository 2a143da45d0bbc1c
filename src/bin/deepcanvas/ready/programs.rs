//! Programs that the tests need: where they are, and what holds them on the usual
//! systems.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::{Map, Value};

use super::{hints, install, search};
use crate::fault::Fault;
use crate::package::Package;

/// A program that the tests need, and what holds it on the usual systems.
pub(super) struct Program {
    /// What `deepcanvas ready` calls it.
    pub(super) key: &'static str,
    pub(super) names: &'static [&'static str],
    /// Where installers put it that leave `PATH` alone.
    pub(super) places: &'static [&'static str],
    pub(super) debian: &'static str,
    /// Ubuntu's snaps bring the browser's driver along.
    pub(super) snap: &'static str,
    pub(super) fedora: &'static str,
    pub(super) arch: &'static str,
    pub(super) brew: &'static str,
    pub(super) winget: &'static str,
}

impl Program {
    /// Where it is, if it is there; `tools` is where we install what no package holds.
    pub(super) fn find(&self, tools: &Path) -> Option<PathBuf> {
        let ours = tools
            .join("bin")
            .join(format!("{}{}", self.key, std::env::consts::EXE_SUFFIX));
        search::first(self.names).or_else(|| {
            self.places
                .iter()
                .map(PathBuf::from)
                .chain([ours])
                .find(|path| search::is_program(path))
        })
    }
}

/// Programs that are there, by name, installed where they must be and, where that did
/// not do, by `otherwise`, which is given the folder of our own.
///
/// # Errors
/// A fault that names what is missing, what needs it, and how to install it.
pub(super) fn ready(
    programs: &'static [Program],
    package: &Package,
    need: &str,
    otherwise: impl FnOnce(&Path),
) -> Result<Map<String, Value>> {
    let tools = package.target().join("tools");
    if !missing(programs, &tools).is_empty() {
        let _lock = super::hold_lock(package)?;
        let packages = packages(&missing(programs, &tools));
        if !packages.is_empty() {
            install::packages(&packages);
        }
        otherwise(&tools);
    }
    let missing = missing(programs, &tools);
    if !missing.is_empty() {
        return Err(Fault::error(hints::programs(&missing, need)));
    }
    Ok(found(programs, &tools))
}

/// Those that are not there.
pub(super) fn missing(programs: &'static [Program], tools: &Path) -> Vec<&'static Program> {
    programs
        .iter()
        .filter(|program| program.find(tools).is_none())
        .collect()
}

/// Those that are there, by name.
fn found(programs: &[Program], tools: &Path) -> Map<String, Value> {
    programs
        .iter()
        .filter_map(|program| {
            let path = program.find(tools)?;
            Some((program.key.to_owned(), path.display().to_string().into()))
        })
        .collect()
}

/// The Debian packages of these.
fn packages(programs: &[&Program]) -> Vec<&'static str> {
    let names = programs.iter().map(|program| program.debian);
    names.filter(|name| !name.is_empty()).collect()
}
