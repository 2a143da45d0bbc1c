//! Commands that cargo's own variables do not reach.
//!
//! `cargo run` tells its child which toolchain, flags and folders it used. A
//! cargo that the child starts must not take them for its own: `RUSTFLAGS`
//! alone would silence every flag of `.cargo/config.toml`, and
//! `RUSTUP_TOOLCHAIN` would overrule the toolchain that was chosen.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

/// Cargo's variables that are the user's settings and not a message to us.
const KEPT: [&str; 7] = [
    "CARGO_BUILD_JOBS",
    "CARGO_HOME",
    "CARGO_HTTP_",
    "CARGO_NET_",
    "CARGO_REGISTR",
    "CARGO_SOURCE_",
    "CARGO_TERM_",
];

/// The beginnings of what leaks. The library paths are cargo's, too: they put
/// the outer toolchain's libraries before the inner one's.
const LEAKING: [&str; 8] = [
    "CARGO",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "LD_LIBRARY_PATH",
    "RUSTC",
    "RUSTDOC",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
    "__CARGO",
];

/// A command in today's environment, less what leaks into a nested cargo.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(leaks) {
            command.env_remove(name);
        }
    }
    command
}

fn leaks(name: &str) -> bool {
    let begins = |start: &&str| name.starts_with(*start);
    LEAKING.iter().any(begins) && !KEPT.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_run_sets_does_not_leak() {
        for name in [
            "CARGO",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_MANIFEST_DIR",
            "CARGO_PROFILE_RELEASE_LTO",
            "CARGO_TARGET_DIR",
            "LD_LIBRARY_PATH",
            "RUSTC",
            "RUSTC_WRAPPER",
            "RUSTFLAGS",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(leaks(name), "{name} leaks");
        }
    }

    #[test]
    fn what_the_user_set_stays() {
        for name in [
            "CARGO_HOME",
            "CARGO_NET_OFFLINE",
            "CARGO_REGISTRIES_CRATES_IO_PROTOCOL",
            "HTTPS_PROXY",
            "PATH",
            "RUSTUP_HOME",
        ] {
            assert!(!leaks(name), "{name} stays");
        }
    }
}
