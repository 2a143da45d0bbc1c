//! The browsers of the tests and the drivers that the tests speak to.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::{Map, Value};

use super::{hints, install, search};
use crate::fault::Fault;
use crate::package::Package;

/// The version of the one driver that Debian does not package.
const GECKODRIVER: &str = "0.37.1";

/// A program that the tests need, and what holds it on the usual systems.
pub(super) struct Program {
    /// What `deepcanvas ready` calls it.
    pub(super) key: &'static str,
    names: &'static [&'static str],
    /// Where installers put it that leave `PATH` alone.
    places: &'static [&'static str],
    pub(super) debian: &'static str,
    /// Ubuntu's snaps bring the browser's driver along.
    pub(super) snap: &'static str,
    pub(super) fedora: &'static str,
    pub(super) arch: &'static str,
    pub(super) brew: &'static str,
    pub(super) winget: &'static str,
}

const PROGRAMS: [Program; 4] = [
    Program {
        key: "chromium",
        names: &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
        ],
        places: &[
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "C:/Program Files/Google/Chrome/Application/chrome.exe",
        ],
        debian: "chromium",
        snap: "chromium",
        fedora: "chromium",
        arch: "chromium",
        brew: "google-chrome",
        winget: "Google.Chrome",
    },
    Program {
        key: "chromedriver",
        names: &["chromedriver", "chromium.chromedriver"],
        places: &[],
        debian: "chromium-driver",
        snap: "chromium",
        fedora: "chromedriver",
        arch: "chromium",
        brew: "chromedriver",
        winget: "Chromium.ChromeDriver",
    },
    Program {
        key: "firefox",
        names: &["firefox", "firefox-esr"],
        places: &[
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            "C:/Program Files/Mozilla Firefox/firefox.exe",
        ],
        debian: "firefox-esr",
        snap: "firefox",
        fedora: "firefox",
        arch: "firefox",
        brew: "firefox",
        winget: "Mozilla.Firefox",
    },
    Program {
        key: "geckodriver",
        names: &["geckodriver"],
        places: &[],
        // Where nobody packages it, cargo compiles it.
        debian: "",
        snap: "firefox",
        fedora: "",
        arch: "geckodriver",
        brew: "geckodriver",
        winget: "",
    },
];

impl Program {
    fn find(&self, tools: &Path) -> Option<PathBuf> {
        let ours = tools
            .join("bin")
            .join(format!("{}{}", self.key, std::env::consts::EXE_SUFFIX));
        search::first(self.names).or_else(|| {
            self.places
                .iter()
                .map(PathBuf::from)
                .chain([ours])
                .find(|path| search::is_program(path))
        })
    }
}

/// Both browsers and their drivers by name, installed where they must be.
///
/// # Errors
/// A fault that names what is missing and how to install it.
pub(super) fn ready(package: &Package) -> Result<Map<String, Value>> {
    let tools = package.target().join("tools");
    if !missing(&tools).is_empty() {
        let _lock = super::hold_lock(package)?;
        let packages: Vec<&str> = missing(&tools)
            .iter()
            .map(|program| program.debian)
            .filter(|name| !name.is_empty())
            .collect();
        if !packages.is_empty() {
            install::packages(&packages);
        }
        if missing(&tools)
            .iter()
            .any(|program| program.key == "geckodriver")
        {
            build_geckodriver(&tools);
        }
    }
    let missing = missing(&tools);
    if !missing.is_empty() {
        return Err(Fault::error(hints::browsers(&missing)));
    }
    Ok(PROGRAMS
        .iter()
        .filter_map(|program| {
            let path = program.find(&tools)?;
            Some((program.key.to_owned(), path.display().to_string().into()))
        })
        .collect())
}

/// The program of that name, if it is there already.
pub(super) fn found(package: &Package, key: &str) -> Option<PathBuf> {
    let tools = package.target().join("tools");
    PROGRAMS
        .iter()
        .find(|program| program.key == key)
        .and_then(|program| program.find(&tools))
}

fn missing(tools: &Path) -> Vec<&'static Program> {
    PROGRAMS
        .iter()
        .filter(|program| program.find(tools).is_none())
        .collect()
}

/// Compiles Firefox's driver into `tools`, and leaves nothing else there.
fn build_geckodriver(tools: &Path) {
    let build = tools.join("build");
    if let (Some(root), Some(folder)) = (tools.to_str(), build.to_str()) {
        eprintln!("deepcanvas: compiling geckodriver once takes about 3 minutes");
        let words = [
            "cargo",
            "install",
            "geckodriver",
            "--locked",
            "--version",
            GECKODRIVER,
        ];
        let done = install::run(&[&words[..], &["--root", root, "--target-dir", folder]].concat());
        if done {
            // What cannot be removed only takes room.
            let _ = std::fs::remove_dir_all(build);
        }
    }
}
