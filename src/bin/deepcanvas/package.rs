//! Where the checkout is: its sources are what `build` builds, and its
//! `target/` is the only folder that the program writes to unasked.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::Result;

use crate::fault::Fault;

/// A checkout of this package.
pub(crate) struct Package {
    root: PathBuf,
}

impl Package {
    /// The checkout that cargo runs in, or else the one this program was
    /// compiled in.
    ///
    /// # Errors
    /// A fault where neither is there any more.
    pub(crate) fn find() -> Result<Self> {
        let compiled_in = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let run_in = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        run_in
            .into_iter()
            .chain([compiled_in.clone()])
            .find(|root| is_ours(root))
            .map(|root| Self { root })
            .ok_or_else(|| {
                Fault::error(format!(
                    "no checkout of deepcanvas at {}: expected its Cargo.toml and sources there; \
                     run `cargo run --release` inside a clone",
                    compiled_in.display()
                ))
            })
    }

    /// The folder of `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// `target/`, also where cargo was told another folder: what the program
    /// installs and builds stays with the checkout.
    pub(crate) fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// The pages, the element and the workers' JavaScript.
    pub(crate) fn www(&self) -> PathBuf {
        self.root.join("www")
    }
}

/// Whether a folder holds this package and not another one whose `cargo run`
/// happens to call us.
fn is_ours(root: &Path) -> bool {
    let name = concat!("name = \"", env!("CARGO_PKG_NAME"), "\"");
    fs::read_to_string(root.join("Cargo.toml"))
        .is_ok_and(|manifest| manifest.lines().any(|line| line == name))
}
