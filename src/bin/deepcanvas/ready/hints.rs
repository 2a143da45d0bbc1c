//! What to type, on the usual systems, for what could not be installed.

use super::install::DEBIAN_TOOLCHAIN;
use super::programs::Program;

/// No toolchain can build the site: one line.
pub(super) fn toolchain() -> String {
    format!(
        "no Rust toolchain here can build std for shared memory: expected a nightly of rustup's \
         with rust-src, or a rustc {} or newer with its library source and rust-lld; \
         with rustup `rustup toolchain install nightly --profile minimal --component rust-src`, \
         on Debian `apt-get install {} lld-22`, \
         on Ubuntu `apt-get install rustup` and then rustup's command, \
         on Fedora `dnf install rust cargo rust-src lld`, \
         on Arch `pacman -S rust rust-src lld`, \
         on macOS `brew install rustup` and then rustup's command, \
         on Windows `winget install Rustlang.Rustup` and then rustup's command",
        env!("CARGO_PKG_RUST_VERSION"),
        DEBIAN_TOOLCHAIN.join(" ")
    )
}

/// Programs are missing that `need` needs: one line.
pub(super) fn programs(missing: &[&Program], need: &str) -> String {
    let keys: Vec<&str> = missing.iter().map(|program| program.key).collect();
    let mut ways = Vec::new();
    let mut way = |system: &str, command: &str, name: fn(&Program) -> &'static str| {
        let mut names: Vec<&str> = missing.iter().map(|program| name(program)).collect();
        names.retain(|name| !name.is_empty());
        // One package may hold a browser and its driver.
        names.dedup();
        if !names.is_empty() {
            ways.push(format!("on {system} `{command} {}`", names.join(" ")));
        }
    };
    way("Debian", "apt-get install", |program| program.debian);
    way("Ubuntu", "snap install", |program| program.snap);
    way("Fedora", "dnf install", |program| program.fedora);
    way("Arch", "pacman -S", |program| program.arch);
    way("macOS", "brew install", |program| program.brew);
    way("Windows", "winget install", |program| program.winget);
    if keys.contains(&"geckodriver") {
        ways.push("geckodriver anywhere with `cargo install geckodriver --locked`".to_owned());
    }
    format!(
        "not on this machine: {}; expected on PATH for {need}; install with: {}",
        keys.join(", "),
        ways.join(", ")
    )
}
