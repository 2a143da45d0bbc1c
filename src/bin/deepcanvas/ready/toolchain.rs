//! Which compilers can build the site.
//!
//! `std` with atomics is not shipped by anyone, so it is built from its source,
//! which takes a compiler that has that source beside it and accepts unstable
//! flags: a nightly, or any other one under `RUSTC_BOOTSTRAP=1`. It also takes
//! `rust-lld`, which Debian packages apart and leaves a dangling link to.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde_json::{Map, Value};

use super::{hints, install, search};
use crate::fault::Fault;
use crate::nested;
use crate::package::Package;

/// A compiler that can build the site.
pub(crate) struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// What `rustc` calls itself, such as `1.97.0-nightly`.
    release: String,
}

impl Toolchain {
    /// Its cargo, in an environment that makes it use its own compiler and take
    /// unstable flags.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = nested::command(&self.cargo);
        command.env("RUSTC", &self.rustc);
        if !self.is_nightly() {
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command
    }

    /// The compiler's own name for itself, such as `1.97.0-nightly`.
    pub(crate) fn release(&self) -> &str {
        &self.release
    }

    /// Its programs, for `deepcanvas ready`.
    pub(super) fn paths(&self) -> Map<String, Value> {
        [("cargo", &self.cargo), ("rustc", &self.rustc)]
            .into_iter()
            .map(|(name, path)| (name.to_owned(), path.display().to_string().into()))
            .collect()
    }

    fn is_nightly(&self) -> bool {
        self.release.ends_with("-nightly") || self.release.ends_with("-dev")
    }
}

/// A toolchain that can build the site: one that is there, or one that a
/// package manager could install.
///
/// # Errors
/// A fault that says what is missing and how to install it.
pub(super) fn ready(package: &Package) -> Result<Toolchain> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let _lock = super::hold_lock(package)?;
    // Another process may have installed it while this one waited.
    if let Some(found) = find() {
        return Ok(found);
    }
    let remedies: [fn() -> bool; 3] = [
        install::toolchain_by_rustup,
        install::toolchain_by_apt,
        install::linker_by_apt,
    ];
    for remedy in remedies {
        if remedy()
            && let Some(found) = find()
        {
            return Ok(found);
        }
    }
    Err(Fault::error(hints::toolchain()))
}

/// The first usable toolchain: rustup's nightlies, rustup's others, then every
/// compiler on `PATH`.
fn find() -> Option<Toolchain> {
    rustup_sysroots()
        .into_iter()
        .chain(
            search::all("rustc")
                .iter()
                .filter_map(|path| sysroot(Command::new(path))),
        )
        .find_map(|sysroot| probe(&sysroot))
}

/// The names of rustup's toolchains, nightlies first.
pub(super) fn rustup_toolchains() -> Vec<String> {
    let Some(list) = output(nested::command("rustup").args(["toolchain", "list"])) else {
        return Vec::new();
    };
    // `nightly-x86_64-unknown-linux-gnu (default)`, or `no installed toolchains`.
    let mut names: Vec<String> = list
        .lines()
        .filter(|line| !line.starts_with("no installed"))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    names.sort_by_key(|name| !name.starts_with("nightly"));
    names
}

fn rustup_sysroots() -> Vec<PathBuf> {
    let run = |name: &String| {
        let mut command = nested::command("rustup");
        command.args(["run", name, "rustc"]);
        sysroot(command)
    };
    rustup_toolchains().iter().filter_map(run).collect()
}

/// Where a compiler keeps its libraries.
fn sysroot(mut rustc: Command) -> Option<PathBuf> {
    output(rustc.args(["--print", "sysroot"])).map(|text| PathBuf::from(text.trim()))
}

/// The toolchain of a sysroot, if it can build the site.
fn probe(sysroot: &Path) -> Option<Toolchain> {
    let program = |name: &str| {
        let path = sysroot
            .join("bin")
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        search::is_program(&path).then_some(path)
    };
    let source = sysroot.join("lib/rustlib/src/rust/library/Cargo.lock");
    if !source.exists() {
        return None;
    }
    let rustc = program("rustc")?;
    let cargo = program("cargo").or_else(|| search::first(&["cargo"]))?;
    let version = output(nested::command(&rustc).arg("-vV"))?;
    let release = field(&version, "release")?;
    let linker = sysroot
        .join("lib/rustlib")
        .join(field(&version, "host")?)
        .join("bin")
        .join(format!("rust-lld{}", std::env::consts::EXE_SUFFIX));
    let links = search::is_program(&linker) || search::first(&["rust-lld"]).is_some();
    (links && is_new_enough(release)).then(|| Toolchain {
        cargo,
        rustc: rustc.clone(),
        release: release.to_owned(),
    })
}

/// The value of a line of `rustc -vV`.
fn field<'a>(version: &'a str, name: &str) -> Option<&'a str> {
    version
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// Whether a release, such as `1.97.0-nightly`, compiles this package.
fn is_new_enough(release: &str) -> bool {
    let number = |text: &str| -> Option<(u32, u32)> {
        let mut parts = text.split('.').map(str::parse);
        Some((parts.next()?.ok()?, parts.next()?.ok()?))
    };
    number(release) >= number(env!("CARGO_PKG_RUST_VERSION"))
}

/// What a command that succeeded printed.
fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_older_than_the_package_asks_for_is_passed_over() {
        assert!(!is_new_enough("1.85.0"));
        assert!(!is_new_enough("nonsense"));
        assert!(is_new_enough(env!("CARGO_PKG_RUST_VERSION")));
        assert!(is_new_enough("1.97.0-nightly"));
    }

    #[test]
    fn the_fields_of_a_verbose_version_are_read() {
        let version =
            "rustc 1.96.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n";
        assert_eq!(field(version, "release"), Some("1.96.0"));
        assert_eq!(field(version, "host"), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(field(version, "LLVM version"), None);
    }
}
