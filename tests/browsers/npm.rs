//! The npm package in a project of its own: packed, installed, built by Vite
//! without any setting for it, and run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::fleet::in_both;
use crate::host::{Host, kind_of};
use crate::support::{errors, run, scratch};
use crate::widget::LINK;

/// Runs a program in a folder, and gives what it says.
fn done(program: &Value, folder: &Path, arguments: &[&str]) -> String {
    let program = program.as_str().expect("a path");
    let output = Command::new(program)
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {said}{}",
        errors(&output)
    );
    said
}

/// A project that has the package from a packed file, built; where the result is.
fn built_project(node: &Value, npm: &Value) -> PathBuf {
    let around = scratch("npm");
    let package = around.join("package");
    let output = run(&[
        "build",
        "--npm",
        "--out",
        package.to_str().expect("a plain path"),
    ]);
    assert!(output.status.success(), "{}", errors(&output));
    let packed = done(
        npm,
        &package,
        &["pack", "--silent", "--pack-destination", ".."],
    );
    let packed = format!("../{}", packed.trim());

    let project = around.join("project");
    fs::create_dir(&project).expect("it can be made");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/npm");
    for entry in fs::read_dir(source).expect("it is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("its name");
        fs::copy(&path, project.join(name)).expect("it can be copied");
    }
    // Nothing is run that a package brings along, and what is there is not fetched.
    let install = [
        "install",
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
    ];
    done(npm, &project, &[&install[..], &[&packed]].concat());
    assert_whole(&project.join("node_modules/deepcanvas"));
    done(node, &project, &["server.js"]);
    done(node, &project, &["node_modules/vite/bin/vite.js", "build"]);
    project.join("dist")
}

/// Asserts that a package has what its `package.json` names, and the licences.
fn assert_whole(package: &Path) {
    let text = fs::read_to_string(package.join("package.json")).expect("it is there");
    let named: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(named["version"], env!("CARGO_PKG_VERSION"));
    let files: Vec<&str> = text
        .split("\"./")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.contains('.'))
        .collect();
    assert!(
        files.contains(&"index.d.ts") && files.contains(&"server.js"),
        "{files:?}"
    );
    let licences = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];
    for name in files.into_iter().chain(licences) {
        assert!(package.join(name).is_file(), "the package lacks {name}");
    }
    assert!(!package.join("explorer.js").exists());
}

#[test]
fn the_npm_package_draws_the_same_picture_from_what_a_bundler_made_of_it() {
    let ready = run(&["ready", "--node"]);
    assert!(ready.status.success(), "{}", errors(&ready));
    let programs: Value = serde_json::from_slice(&ready.stdout).expect("an object of paths");
    let dist = built_project(&programs["node"], &programs["npm"]);
    let host = Host::start(move |path, served| {
        let path = if path == "/" { "/index.html" } else { path };
        match fs::read(dist.join(&path[1..])) {
            Ok(body) => {
                served.status = 200;
                kind_of(path).clone_into(&mut served.kind);
                served.body = body;
            }
            Err(_) => served.be_missing(),
        }
    });
    in_both(|page| {
        page.open(&format!("{}/", host.address()));
        assert_eq!(page.settled()["backend"], "shared");
        page.picture().assert_is(LINK);
        let defined: [bool; 3] =
            page.get("return [wasDefined, isDefined, typeof connect === 'function'];");
        assert_eq!(defined, [false, true, true]);

        page.open(&format!("{}/defined.html", host.address()));
        page.settled();
        page.picture().assert_is(LINK);
    });
}
