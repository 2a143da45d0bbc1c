//! What the package managers can install. Every command is printed before it
//! runs, exactly as it runs; whether it helped is for the caller to see.

use std::io;
use std::process::Stdio;
use std::sync::Once;

use super::{search, toolchain};
use crate::nested;

/// Debian's compiler that its browsers are built with: newer than the
/// distribution's own, and with the source of `std`.
pub(super) const DEBIAN_TOOLCHAIN: [&str; 4] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

/// The library source for an installed nightly, or else a nightly with it.
/// False where there is no rustup, or it could not.
pub(super) fn toolchain_by_rustup() -> bool {
    if search::first(&["rustup"]).is_none() {
        return false;
    }
    let has_nightly = toolchain::rustup_toolchains()
        .iter()
        .any(|name| name.starts_with("nightly"));
    if has_nightly {
        run(&[
            "rustup",
            "component",
            "add",
            "rust-src",
            "--toolchain",
            "nightly",
        ])
    } else {
        run(&[
            "rustup",
            "toolchain",
            "install",
            "nightly",
            "--profile",
            "minimal",
            "--component",
            "rust-src",
            "--no-self-update",
        ])
    }
}

/// Debian's toolchain. False where apt-get is not there or could not.
pub(super) fn toolchain_by_apt() -> bool {
    packages(&DEBIAN_TOOLCHAIN)
}

/// The package that Debian's `rust-lld` is a link into: the link is there
/// before its target is, and the target's file has the package's name.
pub(super) fn linker_by_apt() -> bool {
    search::dangling("rust-lld")
        .and_then(|target| Some(target.file_name()?.to_str()?.to_owned()))
        .is_some_and(|package| packages(&[&package]))
}

/// Whether the lists of packages were updated.
static LISTS: Once = Once::new();

/// Debian packages, by apt-get as root or through a sudo that asks nothing.
/// The lists of packages are updated first, once: by those of a machine's image, which are
/// as old as that, a browser was installed that its makers no longer mend.
pub(super) fn packages(names: &[&str]) -> bool {
    if search::first(&["apt-get"]).is_none() {
        return false;
    }
    let Some(root) = as_root() else {
        return false;
    };
    // Another apt-get may be at work, as on a machine that has just booted.
    let apt = ["apt-get", "-o", "DPkg::Lock::Timeout=300"];
    let silent = ["env", "DEBIAN_FRONTEND=noninteractive"];
    let install = [
        root,
        &silent,
        &apt,
        &["install", "-y", "--no-install-recommends"],
        names,
    ]
    .concat();
    LISTS.call_once(|| {
        // Old lists may do.
        run(&[root, &apt, &["update"]].concat());
    });
    run(&install)
}

/// What to write before a command so that root runs it.
fn as_root() -> Option<&'static [&'static str]> {
    if is_root() {
        return Some(&[]);
    }
    let sudo: &[&str] = &["sudo", "-n"];
    let asks_nothing = nested::command("sudo")
        .args(["-n", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    asks_nothing.then_some(sudo)
}

#[cfg(target_os = "linux")]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(target_os = "linux"))]
fn is_root() -> bool {
    false
}

/// Prints a command and runs it; all that it says goes to standard error, as
/// standard output is for what the program itself answers.
pub(super) fn run(words: &[&str]) -> bool {
    let Some((program, arguments)) = words.split_first() else {
        return false;
    };
    eprintln!("deepcanvas: installing: {}", words.join(" "));
    nested::command(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(io::stderr())
        .status()
        .is_ok_and(|status| status.success())
}
