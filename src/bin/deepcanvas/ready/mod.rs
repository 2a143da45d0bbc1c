//! Makes the machine ready: finds a toolchain that can build `std` for shared
//! memory, and the browsers of the tests, or has the package managers install
//! what is not there.
//!
//! ```text
//! search        what is on PATH, and in the usual folders
//! toolchain     which compilers can build the site, and why others cannot
//! programs      what is looked for by name, and what holds it
//! browsers      browsers and their drivers
//! node          Node and npm
//! install       rustup, apt-get, cargo install: printed, then run
//! hints         what to type where nothing could be installed
//! ```

mod browsers;
mod hints;
mod install;
mod node;
mod programs;
mod search;
mod toolchain;

use std::fs::File;
use std::path::PathBuf;

use anyhow::Result;

use crate::lock;
use crate::package::Package;

pub(crate) use toolchain::Toolchain;

/// Make the machine ready, and print where what the tests need is.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Browsers and their drivers, too.
    #[arg(long)]
    browsers: bool,
    /// Node and npm, too.
    #[arg(long)]
    node: bool,
}

/// Prints one JSON object on standard output: `cargo` and `rustc` of the
/// toolchain, and with `--browsers` `chromium`, `chromedriver`, `firefox` and
/// `geckodriver`, with `--node` `node` and `npm`, each the path of a program.
///
/// # Errors
/// A fault that names what is missing and could not be installed.
pub(crate) fn run(options: &Options) -> Result<()> {
    let package = Package::find()?;
    let toolchain = toolchain::ready(&package)?;
    let mut paths = toolchain.paths();
    if options.browsers {
        paths.extend(browsers::ready(&package)?);
    }
    if options.node {
        paths.extend(node::ready(&package)?);
    }
    println!("{}", serde_json::to_string_pretty(&paths)?);
    Ok(())
}

/// A toolchain that can build the site, installed if it must be.
///
/// # Errors
/// A fault where there is none and none could be installed.
pub(crate) fn toolchain(package: &Package) -> Result<Toolchain> {
    toolchain::ready(package)
}

/// A browser or a driver by its name in [`run`]'s output, if it is there
/// already; nothing is installed.
pub(crate) fn found(package: &Package, name: &str) -> Option<PathBuf> {
    browsers::found(package, name)
}

/// Held while something is installed: two tests that start at once must not
/// run two package managers.
fn hold_lock(package: &Package) -> Result<File> {
    lock::hold(
        &package.target().join("ready.lock"),
        "making the machine ready",
    )
}
