//! Node and npm, for the test that puts the npm package into a project.

use anyhow::Result;
use serde_json::{Map, Value};

use super::programs::{self, Program};
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
    programs::ready(&PROGRAMS, package, "the test of the npm package", |_| {})
}
