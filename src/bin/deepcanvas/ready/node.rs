//! Node and npm, for the test that puts the npm package into a project.

use anyhow::Result;
use serde_json::{Map, Value};

use super::programs::{self, Program};
use super::{hints, install};
use crate::fault::Fault;
use crate::package::Package;

const PROGRAMS: [Program; 2] = [
    Program {
        key: "node",
        names: &["node", "nodejs"],
        places: &["C:/Program Files/nodejs/node.exe"],
        debian: "nodejs",
        snap: "node --classic",
        fedora: "nodejs",
        arch: "nodejs",
        brew: "node",
        winget: "OpenJS.NodeJS.LTS",
    },
    Program {
        key: "npm",
        names: &["npm"],
        places: &["C:/Program Files/nodejs/npm.cmd"],
        debian: "npm",
        snap: "node --classic",
        fedora: "nodejs-npm",
        arch: "npm",
        brew: "node",
        winget: "OpenJS.NodeJS.LTS",
    },
];

/// Both by name, installed where they must be.
///
/// # Errors
/// A fault that names what is missing and how to install it.
pub(super) fn ready(package: &Package) -> Result<Map<String, Value>> {
    let tools = package.target().join("tools");
    let missing = || programs::missing(&PROGRAMS, &tools);
    if !missing().is_empty() {
        let _lock = super::hold_lock(package)?;
        let packages = programs::packages(&missing());
        if !packages.is_empty() {
            install::packages(&packages);
        }
    }
    let missing = missing();
    if !missing.is_empty() {
        return Err(Fault::error(hints::programs(
            &missing,
            "the test of the npm package",
        )));
    }
    Ok(programs::found(&PROGRAMS, &tools))
}
