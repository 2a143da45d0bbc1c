//! `deepcanvas ready` on machines made of scripts: what is found is used, what
//! is missing is installed by the first package manager that can, and what no
//! one can install is named.

#![cfg(unix)]

mod machine;
#[path = "../support/mod.rs"]
mod support;

use std::fs;

use machine::Machine;
use support::errors;

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
    // The linker's link is there before the linker.
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
    assert_eq!(log[..2], ["apt-get update", apt]);
    assert!(
        log[2].starts_with("cargo install geckodriver --locked --version "),
        "{log:?}"
    );
    assert_eq!(log.len(), 3, "{log:?}");

    // And once all is there, nothing is installed.
    let output = machine.ready(&["--browsers"]);
    assert_eq!(errors(&output), "");
    assert_eq!(machine.log().len(), 3);
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

#[test]
fn node_is_installed_where_it_is_missing_and_named_where_it_cannot_be() {
    let machine = Machine::bare("node");
    machine.toolchain("nightly-machine", "1.97.0-nightly", true);
    machine.rustup("exit 1");
    machine.apt("/bin/cp $M/bin/sudo $M/bin/node; /bin/cp $M/bin/sudo $M/bin/npm");
    let output = machine.ready(&["--node"]);
    assert_eq!(machine.found(&output, "node"), "bin/node");
    assert_eq!(machine.found(&output, "npm"), "bin/npm");
    let command = "apt-get install -y --no-install-recommends nodejs npm noninteractive";
    assert_eq!(machine.log(), ["apt-get update", command]);

    fs::remove_file(machine.folder.join("bin/npm")).expect("it goes");
    machine.apt("exit 1");
    let output = machine.ready(&["--node"]);
    let text = errors(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    let last = text.lines().last().expect("a line");
    assert!(
        last.contains("not on this machine: npm; expected on PATH for the test of the npm package"),
        "{last}"
    );
    for words in [
        "apt-get install npm",
        "dnf install nodejs-npm",
        "pacman -S npm",
        "brew install node",
    ] {
        assert!(last.contains(words), "{words} is missing in: {last}");
    }
}
