//! The browsers of the tests and the drivers that the tests speak to.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::{Map, Value};

use super::install;
use super::programs::{self, Program};
use crate::package::Package;

/// The version of the one driver that Debian does not package.
const GECKODRIVER: &str = "0.37.1";

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

/// Both browsers and their drivers by name, installed where they must be.
///
/// # Errors
/// A fault that names what is missing and how to install it.
pub(super) fn ready(package: &Package) -> Result<Map<String, Value>> {
    let need = "the tests in real browsers";
    programs::ready(&PROGRAMS, package, need, |tools| {
        if programs::missing(&PROGRAMS, tools)
            .iter()
            .any(|program| program.key == "geckodriver")
        {
            build_geckodriver(tools);
        }
    })
}

/// The program of that name, if it is there already.
pub(super) fn found(package: &Package, key: &str) -> Option<PathBuf> {
    let tools = package.target().join("tools");
    PROGRAMS
        .iter()
        .find(|program| program.key == key)
        .and_then(|program| program.find(&tools))
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
