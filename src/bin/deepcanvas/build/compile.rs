//! The nested cargo: the library alone, for wasm, with `std` from its source.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::package::Package;
use crate::ready::Toolchain;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";

/// Has cargo name a `cdylib` in its own folder by what went into it, as it does any
/// other file. Without, the programs are one file there, and each build compiles all
/// anew (33 s for 1 s, when there were two). Its value is part of the names, those of
/// `std` too, so it is one for all.
const APART: &str = "__CARGO_DEFAULT_LIB_METADATA";

/// What a wasm file is for.
#[derive(Clone, Copy)]
pub(super) enum Program {
    /// For engines that fuse a product and a sum: those with relaxed SIMD, on processors
    /// that do.
    Fused,
    /// The same for all others.
    Baseline,
    /// The laboratory, with crates that the explorer has no use for.
    Lab,
}

impl Program {
    /// What its files are called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fused => env!("CARGO_CRATE_NAME"),
            Self::Baseline => "baseline",
            Self::Lab => "lab",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Fused | Self::Baseline => &[],
            Self::Lab => &["--features", "lab"],
        }
    }

    /// Of the library alone: `std` and the other crates are the same for all.
    fn flags(self) -> &'static [&'static str] {
        match self {
            Self::Fused => &["--", "-Ctarget-feature=+relaxed-simd"],
            Self::Baseline | Self::Lab => &[],
        }
    }
}

/// Compiles the library and gives the path of its wasm. Flags come from
/// `.cargo/config.toml`, which cargo finds from the folder it runs in. Cargo
/// itself sees to it that nothing is compiled twice.
///
/// # Errors
/// Where it does not compile; cargo has said why on standard error.
pub(super) fn library(
    package: &Package,
    toolchain: &Toolchain,
    program: Program,
) -> Result<PathBuf> {
    // A target folder of its own: the outer cargo may hold the lock of its own.
    let folder = package.target().join("wasm");
    let status = toolchain
        .cargo()
        .current_dir(package.root())
        .env(APART, PROFILE)
        .args(["rustc", "--locked", "--lib", "--no-default-features"])
        .args(program.features())
        .args(["--target", TARGET, "--profile", PROFILE])
        .arg("-Zbuild-std=panic_abort,std")
        // Its sorts and the like in little code: it took 15 KB off the 246 that were sent.
        .arg("-Zbuild-std-features=optimize_for_size")
        .arg("--target-dir")
        .arg(&folder)
        .args(program.flags())
        .stdin(Stdio::null())
        .stdout(io::stderr())
        .status()
        .context("cannot start cargo for the wasm build")?;
    if !status.success() {
        bail!(
            "the wasm build failed ({status}): expected the library to compile for {TARGET}; \
             see cargo's messages above"
        );
    }
    // Cargo calls all by one name: the next would take this one's place.
    let name = concat!(env!("CARGO_CRATE_NAME"), ".wasm");
    let built = folder.join(TARGET).join(PROFILE).join(name);
    let own = folder.join(program.name()).with_extension("wasm");
    fs::copy(&built, &own).with_context(|| format!("cannot copy {}", built.display()))?;
    Ok(own)
}
