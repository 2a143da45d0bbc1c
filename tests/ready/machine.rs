//! A machine made of shell scripts.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support::{deepcanvas, errors, scratch};

/// A machine: a folder that is the whole of its `PATH`, and a log of what the
/// package managers were told.
pub(crate) struct Machine {
    /// `bin/`, `toolchains/` and a checkout in `package/`.
    pub(crate) folder: PathBuf,
}

impl Machine {
    /// A machine with nothing on it but `env`, and a sudo that asks nothing.
    pub(crate) fn bare(name: &str) -> Self {
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
    pub(crate) fn program(&self, path: &str, script: &str) {
        let path = self.folder.join(path);
        let folder = path.parent().expect("it lies on the machine");
        fs::create_dir_all(folder).expect("it can be made");
        let text = format!("#!/bin/sh\nM={}\n{script}\n", self.folder.display());
        fs::write(&path, text).expect("it can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    /// Adds a toolchain of rustup's, with the source of `std` or without.
    pub(crate) fn toolchain(&self, name: &str, release: &str, with_source: bool) {
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
    pub(crate) fn rustup(&self, install: &str) {
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
    pub(crate) fn apt(&self, script: &str) {
        let log = "shift; shift; echo \"apt-get $* $DEBIAN_FRONTEND\" >> $M/log";
        self.program("bin/apt-get", &format!("{log}\n{script}"));
    }

    pub(crate) fn ready(&self, arguments: &[&str]) -> Output {
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
    pub(crate) fn log(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    /// The path of a program in what `ready` printed.
    pub(crate) fn found(&self, output: &Output, key: &str) -> String {
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
