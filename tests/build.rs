//! `deepcanvas build`: a folder that appears whole or not at all.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use support::{assets, assets_of, deepcanvas, errors, run, scratch, site};

fn build(out: &Path) -> Output {
    run(&["build", "--out", out.to_str().expect("a plain path")])
}

/// Asserts that a folder holds what a host needs.
fn assert_whole(site: &Path) {
    let assert_holds = |name: &str| {
        assert!(site.join(name).is_file(), "{} lacks {name}", site.display());
    };
    for name in [
        "index.html",
        "embed.html",
        "deep-canvas.js",
        "deep-canvas.d.ts",
        "deep-canvas-embed.js",
        "deep-canvas-embed.d.ts",
        "_headers",
        ".htaccess",
        "nginx.conf",
        "vercel.json",
    ] {
        assert_holds(name);
    }
    for name in [
        "deep-canvas.js",
        "worker.js",
        "pkg/deepcanvas.js",
        "pkg/deepcanvas_bg.wasm",
        "pkg/deepcanvas_bg.wasm.br",
        "pkg/baseline_bg.wasm.br",
        "pkg/memory.js",
    ] {
        assert_holds(&format!("{}/{name}", assets_of(site)));
    }
}

/// What stands in a file among the assets.
fn asset(name: &str) -> Vec<u8> {
    fs::read(site().join(assets()).join(name)).expect("it is there")
}

/// Asserts that a folder holds these entries and nothing else.
fn assert_holds_only(folder: &Path, expected: &[&str]) {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, expected);
}

#[test]
fn the_site_has_all_that_a_host_needs() {
    assert_whole(site());
    let pages = asset("pkg/memory.js");
    let pages = String::from_utf8(pages).expect("text");
    let number = |name: &str| -> u64 {
        let (_, rest) = pages.split_once(&format!("{name}=")).expect("its name");
        let (digits, _) = rest.split_once(';').expect("its end");
        digits.parse().expect("a number of pages")
    };
    assert!((1..1024).contains(&number("initialPages")), "{pages}");
    assert!((1024..=65536).contains(&number("maximumPages")), "{pages}");
}

#[test]
fn functions_keep_their_names_for_profilers() {
    let wasm = asset("pkg/deepcanvas_bg.wasm");
    let holds = |text: &[u8]| wasm.windows(text.len()).any(|window| window == text);
    assert!(holds(b"\x04name"), "the name section is there");
    assert!(!holds(b".debug_info"), "debug information is not");
}

#[test]
fn two_builds_at_once_leave_a_whole_site_at_every_moment() {
    let around = scratch("two-builds");
    let out = around.join("site");
    assert!(build(&out).status.success());
    // Otherwise there would be nothing to replace.
    fs::write(out.join("index.html"), "an older page").expect("it can be written");
    let leftover = around.join(".site.deepcanvas-1");
    fs::create_dir_all(leftover.join("assets")).expect("it can be made");

    let start = || {
        deepcanvas(&["build", "--out"])
            .arg(&out)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("deepcanvas starts")
    };
    let mut builds = [start(), start()];
    let mut running = true;
    while running {
        running = builds
            .iter_mut()
            .any(|build| build.try_wait().expect("it can be asked").is_none());
        // Other systems cannot exchange two folders in one step.
        if cfg!(any(target_os = "linux", target_os = "macos")) {
            assert!(
                fs::read(out.join("index.html")).is_ok(),
                "no page for a moment"
            );
        }
    }
    for mut build in builds {
        assert!(build.wait().expect("it has ended").success());
    }
    assert_whole(&out);
    let page = fs::read_to_string(out.join("index.html")).expect("it is there");
    assert_ne!(page, "an older page");
    assert_holds_only(&around, &["site"]);
}

#[test]
fn a_build_that_is_killed_leaves_no_half_site_and_the_next_one_cleans_up() {
    let around = scratch("killed");
    let out = around.join("site");
    site();
    let mut build = deepcanvas(&["build", "--out"])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("deepcanvas starts");
    // It is in the middle of writing as soon as anything is there.
    let untouched = || fs::read_dir(&around).is_ok_and(|mut entries| entries.next().is_none());
    while untouched() {
        assert!(build.try_wait().expect("it can be asked").is_none());
    }
    build.kill().expect("it can be killed");
    build.wait().expect("it ends");
    if out.exists() {
        // The kill came too late to hurt.
        assert_whole(&out);
    }
    assert!(self::build(&out).status.success());
    assert_whole(&out);
    assert_holds_only(&around, &["site"]);
}

#[test]
fn a_site_that_would_come_out_the_same_is_left_as_it_is() {
    let out = scratch("same").join("site");
    assert!(build(&out).status.success());
    let written = |out: &Path| {
        let wasm = out.join(assets_of(out)).join("pkg/deepcanvas_bg.wasm");
        let file = fs::metadata(wasm).expect("it is there");
        file.modified().expect("files have times here")
    };
    let first = written(&out);
    assert!(build(&out).status.success());
    assert_eq!(written(&out), first);
}

#[test]
fn a_folder_that_holds_something_else_is_not_touched() {
    let folder = scratch("precious");
    fs::write(folder.join("thesis.txt"), "years of work").expect("it can be written");
    let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/site");
    for out in [folder.as_path(), &folder.join("thesis.txt"), &www] {
        let output = build(out);
        let text = errors(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("expected a new or empty folder"), "{text}");
    }
    assert_holds_only(&folder, &["thesis.txt"]);
    assert!(!www.exists());
}

#[test]
fn an_empty_folder_and_a_new_one_within_new_ones_will_do() {
    let around = scratch("empty");
    assert!(build(&around).status.success());
    assert_whole(&around);
    let deep = scratch("deep").join("a/b/site");
    assert!(build(&deep).status.success());
    assert_whole(&deep);
}

/// A section of a wasm file: its number, the name of a custom one, and what is in it.
type Section<'a> = (u8, &'a str, &'a [u8]);

/// The number at the beginning of some bytes, in LEB128, and the bytes after it.
fn number(bytes: &[u8]) -> (usize, &[u8]) {
    let digits = bytes.iter().position(|byte| byte & 0x80 == 0);
    let (digits, rest) = bytes.split_at(digits.expect("it ends") + 1);
    let value = digits.iter().rev();
    let value = value.fold(0, |value, digit| value << 7 | usize::from(digit & 0x7f));
    (value, rest)
}

/// A text with its length before it, and the bytes after it.
fn text(bytes: &[u8]) -> (&str, &[u8]) {
    let (length, rest) = number(bytes);
    let (text, rest) = rest.split_at(length);
    (std::str::from_utf8(text).expect("it is text"), rest)
}

fn sections(wasm: &[u8]) -> Vec<Section<'_>> {
    let mut rest = wasm.strip_prefix(b"\0asm\x01\0\0\0").expect("it is wasm");
    let mut found = Vec::new();
    while let Some((&kind, after)) = rest.split_first() {
        let (length, after) = number(after);
        let (bytes, after) = after.split_at(length);
        let (name, content) = if kind == 0 { text(bytes) } else { ("", bytes) };
        found.push((kind, name, content));
        rest = after;
    }
    found
}

#[test]
fn debug_information_is_beside_the_wasm_only_where_it_is_asked_for() {
    const CODE: u8 = 10;
    let served = asset("pkg/deepcanvas_bg.wasm");
    let served = sections(&served);
    let named =
        |sections: &[Section<'_>], name: &str| sections.iter().any(|(_, found, _)| *found == name);
    assert!(named(&served, "name"));
    let has_debug_information = |sections: &[Section<'_>]| {
        let mut names = sections.iter().map(|(_, name, _)| name);
        names.any(|name| name.starts_with(".debug_"))
    };
    assert!(!has_debug_information(&served) && !named(&served, "external_debug_info"));

    let out = scratch("debug").join("site");
    let built = run(&[
        "build",
        "--debug-info",
        "--out",
        out.to_str().expect("a plain path"),
    ]);
    assert!(built.status.success(), "{}", errors(&built));
    assert_whole(&out);
    let pkg = out.join(assets_of(&out)).join("pkg");
    let read = |name: &str| fs::read(pkg.join(name)).expect("it is there");
    let [wasm, debug] = ["deepcanvas_bg.wasm", "deepcanvas_bg.debug.wasm"].map(read);
    let [wasm, debug] = [&wasm, &debug].map(|bytes| sections(bytes));
    assert!(!has_debug_information(&wasm) && named(&wasm, "name"));
    for name in [".debug_info", ".debug_line", "name"] {
        assert!(named(&debug, name), "no {name}");
    }
    let external = wasm
        .iter()
        .find(|(_, name, _)| *name == "external_debug_info");
    let (_, _, address) = external.expect("it says where");
    assert_eq!(text(address).0, "deepcanvas_bg.debug.wasm");
    // Addresses are those of the code.
    let code = |sections: &[Section<'_>]| {
        let code = sections.iter().find(|(kind, ..)| *kind == CODE);
        code.expect("there is code").2.to_vec()
    };
    assert!(code(&wasm) == code(&debug) && code(&wasm) == code(&served));

    assert!(!pkg.join("deepcanvas_bg.debug.wasm.br").exists());
    let worker = fs::read_to_string(out.join("service-worker.js")).expect("it is there");
    assert!(worker.contains("deepcanvas_bg.wasm") && !worker.contains(".debug.wasm"));
    let site = assets_of(site());
    let beside = Path::new(&site).join("pkg/deepcanvas_bg.debug.wasm");
    assert!(!support::site().join(beside).exists());

    let refused = run(&["build", "--debug-info", "--npm"]);
    assert_eq!(refused.status.code(), Some(2));
}
