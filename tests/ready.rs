//! `deepcanvas ready` on machines made of scripts: what is found is used, what
//! is missing is installed by the first package manager that can, and what no
//! one can install is named.

#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use support::{deepcanvas, errors, scratch};

/// A machine: a folder that is the whole of its `PATH`, and a log of what the
/// package managers were told.
struct Machine {
    folder: PathBuf,
}

impl Machine {
    /// A machine with nothing on it but `env`, and a sudo that asks nothing.
    fn bare(name: &str) -> Self {
        let machine = Self {
            folder: scratch(&format!("ready-{name}")),
        };
        for folder in ["bin", "package"] {
            fs::create_dir(machine.folder.join(folder)).expect("it can be made");
        }
        let manifest = "[package]\nname = \"deepcanvas\"\n";
        fs::write(machine.folder.join("package/Cargo.toml"), manifest).expect("it can be written");
        symlink("/usr/bin/env", machine.folder.join("bin/env")).expect("it can be linked");
        machine.program("bin/sudo", "shift; exec \"$@\"");
        machine
    }

    /// Adds a program, a shell script that finds the machine in `$M`.
    fn program(&self, path: &str, script: &str) {
        let path = self.folder.join(path);
        let folder = path.parent().expect("it lies on the machine");
        fs::create_dir_all(folder).expect("it can be made");
        let text = format!("#!/bin/sh\nM={}\n{script}\n", self.folder.display());
        fs::write(&path, text).expect("it can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    /// Adds a toolchain of rustup's, with the source of `std` or without.
    fn toolchain(&self, name: &str, release: &str, with_source: bool) {
        let sysroot = format!("toolchains/{name}");
        let version = format!("host: machine\\nrelease: {release}\\n");
        self.program(
            &format!("{sysroot}/bin/rustc"),
            &format!("printf '{version}'"),
        );
        for program in ["bin/cargo", "lib/rustlib/machine/bin/rust-lld"] {
            self.program(&format!("{sysroot}/{program}"), "");
        }
        if with_source {
            self.source(&sysroot);
        }
    }

    /// Adds the source of `std` to a sysroot.
    fn source(&self, sysroot: &str) {
        let library = self
            .folder
            .join(sysroot)
            .join("lib/rustlib/src/rust/library");
        fs::create_dir_all(&library).expect("it can be made");
        fs::write(library.join("Cargo.lock"), "").expect("it can be written");
    }

    /// Adds rustup, which runs a script when it is to install something.
    fn rustup(&self, install: &str) {
        let script = format!(
            "case \"$1 $2\" in\n\
             'toolchain list') /bin/ls $M/toolchains 2>/dev/null ;;\n\
             'run '*) echo $M/toolchains/$2 ;;\n\
             *) echo \"rustup $*$RUSTUP_TOOLCHAIN\" >> $M/log; {install} ;;\n\
             esac"
        );
        self.program("bin/rustup", &script);
    }

    /// Adds apt-get, which runs a script after it has logged the call.
    fn apt(&self, script: &str) {
        let log = "shift; shift; echo \"apt-get $* $DEBIAN_FRONTEND\" >> $M/log";
        self.program("bin/apt-get", &format!("{log}\n{script}"));
    }

    fn ready(&self, arguments: &[&str]) -> Output {
        deepcanvas(&["ready"])
            .args(arguments)
            .env("PATH", self.folder.join("bin"))
            .env("CARGO_MANIFEST_DIR", self.folder.join("package"))
            // As `cargo run` sets it; rustup would obey.
            .env("RUSTUP_TOOLCHAIN", "the outer one")
            .env_remove("DEBIAN_FRONTEND")
            .output()
            .expect("deepcanvas starts")
    }

    /// What the package managers were told, line by line.
    fn log(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// The path of a program in what `ready` printed.
    fn found(&self, output: &Output, key: &str) -> String {
        assert_eq!(output.status.code(), Some(0), "{}", errors(output));
        let paths: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("one JSON object");
        let path = Path::new(paths[key].as_str().expect("a path"));
        let here = path
            .strip_prefix(&self.folder)
            .expect("a path on the machine");
        here.display().to_string()
    }
}

/// What puts the source of `std` into a toolchain, in a script's words.
fn add_source(sysroot: &str) -> String {
    let library = format!("$M/{sysroot}/lib/rustlib/src/rust/library");
    format!("/bin/mkdir -p {library}; : > {library}/Cargo.lock")
}

const DEBIAN: &str = "rustc-web cargo-web rust-web-src rust-web-llvm";

#[test]
fn a_nightly_with_the_source_is_used_as_it_is() {
    let machine = Machine::bare("nightly");
    machine.toolchain("stable-machine", "1.95.0", true);
    machine.toolchain("nightly-machine", "1.97.0-nightly", true);
    machine.rustup("exit 1");
    machine.apt("exit 1");
    let output = machine.ready(&[]);
    assert_eq!(
        machine.found(&output, "rustc"),
        "toolchains/nightly-machine/bin/rustc"
    );
    assert_eq!(
        machine.found(&output, "cargo"),
        "toolchains/nightly-machine/bin/cargo"
    );
    assert!(machine.log().is_empty(), "{:?}", machine.log());
    assert_eq!(errors(&output), "");
}

#[test]
fn a_nightly_too_old_is_passed_over_for_a_stable_one_with_the_source() {
    let machine = Machine::bare("old");
    machine.toolchain("nightly-machine", "1.80.0-nightly", true);
    machine.toolchain("stable-machine", "1.95.0", true);
    machine.rustup("exit 1");
    let output = machine.ready(&[]);
    assert_eq!(
        machine.found(&output, "rustc"),
        "toolchains/stable-machine/bin/rustc"
    );
}

#[test]
fn an_installed_nightly_gets_its_source_by_rustup() {
    let machine = Machine::bare("component");
    machine.toolchain("nightly-machine", "1.97.0-nightly", false);
    machine.rustup(&add_source("toolchains/nightly-machine"));
    machine.apt("exit 1");
    let output = machine.ready(&[]);
    assert_eq!(
        machine.found(&output, "rustc"),
        "toolchains/nightly-machine/bin/rustc"
    );
    let command = "rustup component add rust-src --toolchain nightly";
    assert_eq!(machine.log(), [command]);
    assert!(errors(&output).contains(&format!("installing: {command}\n")));
}

#[test]
fn rustup_without_a_nightly_installs_one() {
    let machine = Machine::bare("install");
    machine.toolchain("stable-machine", "1.95.0", false);
    machine.toolchain("spare", "1.97.0-nightly", true);
    fs::rename(
        machine.folder.join("toolchains/spare"),
        machine.folder.join("spare"),
    )
    .expect("it can be moved");
    machine.rustup("/bin/mv $M/spare $M/toolchains/nightly-machine");
    let output = machine.ready(&[]);
    assert_eq!(
        machine.found(&output, "rustc"),
        "toolchains/nightly-machine/bin/rustc"
    );
    let command = "rustup toolchain install nightly --profile minimal --component rust-src \
                   --no-self-update";
    assert_eq!(machine.log(), [command]);
}

#[test]
fn debian_installs_what_rustup_cannot_and_its_linker_too() {
    let machine = Machine::bare("debian");
    machine.toolchain("nightly-machine", "1.97.0-nightly", false);
    machine.rustup("exit 1");
    // Lists are missing at first; the linker's link is there before the linker.
    let install = format!(
        "case \"$*\" in\n\
         update) : > $M/updated ;;\n\
         *lld-22) /bin/cp $M/bin/sudo $M/bin/lld-22 ;;\n\
         *) test -e $M/updated || exit 100\n\
            /bin/cp $M/rustc $M/bin/rustc; /bin/cp $M/rustc $M/bin/cargo\n\
            /bin/ln -s lld-22 $M/bin/rust-lld; {} ;;\n\
         esac",
        add_source(".")
    );
    machine.apt(&install);
    let version = "host: machine\\nrelease: 1.96.0\\n";
    let rustc = format!("test \"$1\" = --print && echo $M || printf '{version}'");
    machine.program("rustc", &rustc);
    let output = machine.ready(&[]);
    assert_eq!(machine.found(&output, "rustc"), "bin/rustc");
    let install = "apt-get install -y --no-install-recommends";
    assert_eq!(
        machine.log(),
        [
            "rustup component add rust-src --toolchain nightly".to_owned(),
            format!("{install} {DEBIAN} noninteractive"),
            "apt-get update".to_owned(),
            format!("{install} {DEBIAN} noninteractive"),
            format!("{install} lld-22 noninteractive"),
        ]
    );
    let text = errors(&output);
    assert!(
        text.contains(&format!("{DEBIAN}\n")),
        "printed first: {text}"
    );
}

#[test]
fn what_no_one_can_install_is_named_with_what_to_type() {
    let machine = Machine::bare("nothing");
    let output = machine.ready(&["--browsers"]);
    let text = errors(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    for words in [
        "rustup toolchain install nightly",
        DEBIAN,
        "dnf",
        "pacman",
        "brew",
        "winget",
    ] {
        assert!(text.contains(words), "{words} is missing in: {text}");
    }
    assert!(output.stdout.is_empty());
}

#[test]
fn only_the_browsers_that_are_missing_are_installed() {
    let machine = Machine::bare("browsers");
    machine.toolchain("nightly-machine", "1.97.0-nightly", true);
    machine.rustup("exit 1");
    machine.program("bin/google-chrome", "");
    machine.apt("/bin/cp $M/bin/sudo $M/bin/chromedriver; /bin/cp $M/bin/sudo $M/bin/firefox-esr");
    machine.program(
        "bin/cargo",
        "echo \"cargo $*\" >> $M/log\n\
         T=$M/package/target/tools; /bin/mkdir -p $T/bin; /bin/cp $M/bin/sudo $T/bin/geckodriver",
    );
    let output = machine.ready(&["--browsers"]);
    assert_eq!(machine.found(&output, "chromium"), "bin/google-chrome");
    assert_eq!(machine.found(&output, "chromedriver"), "bin/chromedriver");
    assert_eq!(machine.found(&output, "firefox"), "bin/firefox-esr");
    let geckodriver = "package/target/tools/bin/geckodriver";
    assert_eq!(machine.found(&output, "geckodriver"), geckodriver);
    let log = machine.log();
    let apt =
        "apt-get install -y --no-install-recommends chromium-driver firefox-esr noninteractive";
    assert_eq!(log[0], apt);
    assert!(
        log[1].starts_with("cargo install geckodriver --locked --version "),
        "{log:?}"
    );
    assert_eq!(log.len(), 2, "{log:?}");

    // And once all is there, nothing is installed.
    let output = machine.ready(&["--browsers"]);
    assert_eq!(errors(&output), "");
    assert_eq!(machine.log().len(), 2);
}

#[test]
fn a_missing_driver_is_named_with_what_to_type() {
    let machine = Machine::bare("driver");
    machine.toolchain("nightly-machine", "1.97.0-nightly", true);
    machine.rustup("exit 1");
    for browser in ["chromium", "chromedriver", "firefox"] {
        machine.program(&format!("bin/{browser}"), "");
    }
    let output = machine.ready(&["--browsers"]);
    let text = errors(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    let last = text.lines().last().expect("a line");
    assert!(last.contains("not on this machine: geckodriver;"), "{last}");
    assert!(
        last.contains("cargo install geckodriver --locked"),
        "{last}"
    );
    assert!(!last.contains("apt-get"), "{last}");
}
