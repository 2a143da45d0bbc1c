//! Builds the site: the library to wasm with `std` from source, wasm-bindgen
//! over it, and a folder with the pages, the wasm and the header files of
//! common hosts, which appears whole or not at all.
//!
//! ```text
//! compile     the library to wasm
//! bindings    wasm-bindgen over it
//! names       what profilers call its functions
//! site        what stands where in the folder
//! pages       what the pages refer to
//! modules     what their scripts import, told in their heads
//! scripts     without what only people read
//! npm         the package for bundlers, in a folder of its own
//! share       what others show of the site
//! offline     what the service worker is told of the site
//! press       the compressed files beside the others
//! files       the names in a folder
//! place       the folder, whole or not at all
//! ```

mod bindings;
mod compile;
mod files;
mod modules;
mod names;
mod npm;
mod offline;
mod pages;
mod place;
mod press;
mod scripts;
mod share;
mod site;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;

use crate::package::Package;
use crate::{lock, ready};

pub(crate) use files::{ending, is_plain};
pub(crate) use press::ENDINGS;

/// Write the deployable static site.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The site's folder. One that is there is replaced, if it is a site, or
    /// else must be empty [default: target/site].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the npm package instead: the element for bundlers. [default
    /// folder: target/npm]
    #[arg(long)]
    npm: bool,
    /// Write the wasm's debug information (DWARF) beside it, for debuggers that know
    /// Rust's sources: `deepcanvas_bg.debug.wasm`, which no visitor fetches.
    #[arg(long, conflicts_with = "npm")]
    debug_info: bool,
    /// The site's address, for what others show of it: Open Graph tags and
    /// oEmbed.
    #[arg(long, value_name = "URL", value_parser = share::BaseUrl::read, conflicts_with = "npm")]
    base_url: Option<share::BaseUrl>,
}

/// What is built.
#[derive(Clone, Copy)]
enum Product<'a> {
    Site {
        /// Its address, where that is known.
        base: Option<&'a share::BaseUrl>,
        debug_info: bool,
    },
    Npm,
}

impl Product<'_> {
    fn name(self) -> &'static str {
        match self {
            Self::Site { .. } => "the site",
            Self::Npm => "the npm package",
        }
    }

    /// What tells whether a folder is one of these, from an earlier build.
    fn is_earlier(self) -> fn(&Path) -> bool {
        match self {
            Self::Site { .. } => site::is_site,
            Self::Npm => npm::is_package,
        }
    }
}

/// Builds the site and says on standard output where it is.
///
/// # Errors
/// A fault where the machine cannot build or the folder is no place for a
/// site; any other error where a step fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let package = Package::find()?;
    let (product, usual) = if options.npm {
        (Product::Npm, package.target().join("npm"))
    } else {
        let site = Product::Site {
            base: options.base_url.as_ref(),
            debug_info: options.debug_info,
        };
        (site, default_out(&package))
    };
    let out = options.out.clone().unwrap_or(usual);
    let folder = build_as(product, &package, &out)?;
    println!("built {}", folder.display());
    Ok(())
}

/// Where the site goes unless told: `target/site` of the checkout.
pub(crate) fn default_out(package: &Package) -> PathBuf {
    package.target().join("site")
}

/// Builds the site into `out` and gives its true path. A site that would come
/// out the same is left as it is, times of change included.
///
/// # Errors
/// As `run`'s.
pub(crate) fn build(package: &Package, out: &Path) -> Result<PathBuf> {
    build_to_serve(package, out, false)
}

/// The same, with the wasm's debug information beside it or without.
///
/// # Errors
/// As `run`'s.
pub(crate) fn build_to_serve(package: &Package, out: &Path, debug_info: bool) -> Result<PathBuf> {
    let base = None;
    build_as(Product::Site { base, debug_info }, package, out)
}

fn build_as(product: Product<'_>, package: &Package, out: &Path) -> Result<PathBuf> {
    let start = Instant::now();
    // Before a minute of work, not after it.
    place::check(package, out, product.is_earlier())?;
    let toolchain = ready::toolchain(package)?;
    let _lock = lock::hold(&package.target().join("build.lock"), "building the site")?;
    eprintln!(
        "deepcanvas: building {} with Rust {}",
        product.name(),
        toolchain.release()
    );
    let library = |program| compile::library(package, &toolchain, program);
    let builds = bindings::Builds {
        fused: library(compile::Program::Fused)?,
        baseline: library(compile::Program::Baseline)?,
    };
    let staged = place::Staged::beside(out)?;
    match product {
        Product::Site { base, debug_info } => {
            let lab = library(compile::Program::Lab)?;
            let bind = |pkg: &Path| {
                bindings::write(&builds, pkg, debug_info)?;
                bindings::write_lab(&lab, pkg)
            };
            site::write(&package.www(), base, bind, staged.path(), out)?;
        }
        Product::Npm => {
            let bind = |pkg: &Path| bindings::write(&builds, pkg, false);
            npm::write(package, bind, staged.path())?;
        }
    }
    let folder = staged.publish()?;
    eprintln!(
        "deepcanvas: {} is ready after {:.1} s",
        folder.display(),
        start.elapsed().as_secs_f64()
    );
    Ok(folder)
}
