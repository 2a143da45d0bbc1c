//! The files of the built site: which names they have, that all they refer to
//! is there, and what stands compressed beside them.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use support::{assets, ending, files_of, run, scratch, site};

fn text_of(path: &str) -> String {
    fs::read_to_string(site().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands between `before` and the quote that it ends with, each time.
fn quoted<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    let quote = before.chars().last().expect("it ends with a quote");
    text.split(before)
        .skip(1)
        .map(move |rest| rest.split(quote).next().expect("a part"))
}

/// A script without its comments of many lines, which name types.
fn without_comments(script: &str) -> String {
    let mut parts = script.split("/*");
    let first = parts.next().expect("a part");
    let code = parts.filter_map(|part| part.split_once("*/").map(|(_, code)| code));
    std::iter::once(first).chain(code).collect()
}

/// How a script names a module that it does not always need.
const ON_DEMAND: &str = "import('";

/// What a file of the site refers to, as it says it: relative to its own place.
fn references(path: &str) -> Vec<String> {
    references_but(path, "")
}

/// The same, but for what is named after `left_out`.
fn references_but(path: &str, left_out: &str) -> Vec<String> {
    let (text, marks): (String, &[&str]) = match ending(path) {
        "html" => (text_of(path), &[" href=\"", " src=\""]),
        "css" => (
            text_of(path),
            &["url(\"", "url('", "@import \"", "@import '"],
        ),
        "js" => (
            without_comments(&text_of(path)),
            &[
                "from '",
                "from \"",
                "import '",
                "import \"",
                ON_DEMAND,
                "new URL('",
                "new URL(\"",
                "load('",
                "compile('",
            ],
        ),
        _ => return Vec::new(),
    };
    marks
        .iter()
        .filter(|mark| **mark != left_out)
        .flat_map(|mark| quoted(&text, mark))
        .filter(|reference| !reference.starts_with(['#', '?']) && !reference.contains(':'))
        .map(str::to_owned)
        .collect()
}

/// The path in the site that a file's reference leads to.
fn led_to(path: &str, reference: &str) -> String {
    let reference = reference.split(['?', '#']).next().expect("a part");
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in reference.split('/') {
        match part {
            "." => {}
            ".." => assert!(parts.pop().is_some(), "{path}: {reference} leads out"),
            // A folder's address means the page in it.
            "" => parts.push("index.html"),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// All files that these lead to, themselves included.
fn reached(from: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    reached_by(from, references)
}

fn reached_by(
    from: impl IntoIterator<Item = String>,
    references: impl Fn(&str) -> Vec<String>,
) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = from.into_iter().collect();
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        for reference in references(&path) {
            let target = led_to(&path, &reference);
            let is_there = site().join(&target).is_file();
            assert!(is_there, "{path}: {reference}: no {target}");
            open.push(target);
        }
    }
    seen
}

#[test]
fn all_that_the_files_refer_to_is_there() {
    let outside = files_of(site()).into_iter();
    let seen = reached(outside.filter(|path| !path.starts_with("assets/")));
    // The crawl finds its way: from the pages to the program.
    for name in [
        "explorer.js",
        "explorer/panel.css",
        "embed.css",
        "embed.js",
        "embed/talk.js",
        "embed/words/ja.js",
        "deep-canvas.js",
        "element/session.js",
        "worker.js",
        "pkg/memory.js",
        "pkg/deepcanvas.js",
        "pkg/deepcanvas_bg.wasm",
    ] {
        let path = format!("{}/{name}", assets());
        assert!(seen.contains(&path), "nothing leads to {path}: {seen:?}");
    }
}

#[test]
fn pages_go_to_the_assets_and_not_through_the_name_for_others() {
    for page in files_of(site())
        .iter()
        .filter(|path| ending(path) == "html")
    {
        for reference in references(page) {
            let target = led_to(page, &reference);
            assert_ne!(target, "deep-canvas.js", "{page}");
        }
    }
    let module = text_of("deep-canvas.js");
    let expected = format!("export * from './{}/deep-canvas.js';", assets());
    assert_eq!(module.lines().last(), Some(&*expected));
}

#[test]
fn the_widgets_client_is_whole_in_one_file_that_can_be_copied() {
    let client = text_of("deep-canvas-embed.js");
    assert!(client.contains("export function connect("), "{client}");
    assert_eq!(references("deep-canvas-embed.js"), [""; 0]);
}

#[test]
fn outside_of_the_assets_is_only_what_others_rely_on() {
    let mut names = files_of(site());
    names.retain(|path| !path.starts_with("assets/") && ending(path) != "html");
    names.retain(|path| !["br", "gz"].contains(&ending(path)));
    let expected = [
        "deep-canvas-embed.d.ts",
        "deep-canvas-embed.js",
        "deep-canvas.d.ts",
        "deep-canvas.js",
        "favicon.svg",
        "preview.png",
        "service-worker.js",
    ];
    assert_eq!(names, expected);
    let hash = assets().strip_prefix("assets/").expect("the folder");
    assert_eq!(hash.len(), 12);
    assert!(
        hash.bytes().all(|digit| digit.is_ascii_hexdigit()),
        "{hash}"
    );
}

#[test]
fn others_can_show_what_the_site_is() {
    let out = scratch("shared").join("site");
    let out_text = out.to_str().expect("a plain path");
    let built = run(&[
        "build",
        "--out",
        out_text,
        "--base-url",
        "https://a.example/b",
    ]);
    assert!(built.status.success());
    let base = "https://a.example/b/";
    for page in ["index.html", "embed.html"] {
        let html = fs::read_to_string(out.join(page)).expect("it is there");
        let tag = |name: &str| {
            let mark = format!("\"{name}\" content=\"");
            let value = quoted(&html, &mark).next().map(str::to_owned);
            value.unwrap_or_else(|| panic!("{page} has no {name}"))
        };
        assert!(!tag("og:title").is_empty() && !tag("og:description").is_empty());
        assert_eq!(tag("og:image"), format!("{base}preview.png"));
        assert!(tag("og:url").starts_with(base));
        assert_eq!(tag("twitter:card"), "summary_large_image");
        let link = format!("type=\"application/json+oembed\" href=\"{base}oembed.json\"");
        assert!(html.contains(&link), "{page}: {html}");
        // Those of a site that does not know its address name what is there.
        let own = text_of(page);
        assert!(own.contains("property=\"og:image\" content=\"preview.png\""));
        assert!(!own.contains("oembed") && !own.contains("og:url"), "{page}");
    }
    assert!(out.join("preview.png").is_file());
    let oembed = fs::read(out.join("oembed.json")).expect("it is there");
    let oembed: serde_json::Value = serde_json::from_slice(&oembed).expect("it is JSON");
    let html = oembed["html"].as_str().expect("a text");
    assert!(
        html.contains(&format!("src=\"{base}embed.html\"")),
        "{html}"
    );

    let refused = run(&["build", "--base-url", "a.example"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn two_builds_give_the_same_bytes() {
    // There, nothing of an earlier build can be taken over.
    let other = scratch("again").join("site");
    let built = run(&["build", "--out", other.to_str().expect("a plain path")]);
    assert!(built.status.success());
    let hosts = ["_headers", ".htaccess", "nginx.conf", "vercel.json"].map(str::to_owned);
    let files = files_of(site());
    assert_eq!(files_of(&other), files);
    for path in files.iter().chain(&hosts) {
        let [one, two] =
            [site(), &other].map(|site| fs::read(site.join(path)).expect("it is there"));
        assert!(one == two, "{path}");
    }
}

#[test]
fn compressed_files_are_smaller_and_unpack_to_what_they_stand_beside() {
    let files = files_of(site());
    for path in &files {
        let packed = fs::read(site().join(path)).expect("it is there");
        let mut bytes = Vec::new();
        let whole = if let Some(whole) = path.strip_suffix(".br") {
            brotli::BrotliDecompress(&mut &*packed, &mut bytes).expect("it is brotli");
            whole
        } else if let Some(whole) = path.strip_suffix(".gz") {
            let mut decoder = flate2::read::GzDecoder::new(&*packed);
            decoder.read_to_end(&mut bytes).expect("it is gzip");
            whole
        } else {
            continue;
        };
        assert!(packed.len() < bytes.len(), "{path}");
        assert!(
            bytes == fs::read(site().join(whole)).expect("it is there"),
            "{path}"
        );
    }
    for name in ["worker.js", "pkg/deepcanvas_bg.wasm", "explorer.css"] {
        for ending in ["br", "gz"] {
            let path = format!("{}/{name}.{ending}", assets());
            assert!(files.contains(&path), "no {path}");
        }
    }
}

#[test]
fn what_a_visitor_fetches_is_small() {
    let size = |path: &str| {
        let packed = site().join(format!("{path}.br"));
        let file = Some(packed).filter(|packed| packed.exists());
        fs::metadata(file.unwrap_or_else(|| site().join(path)))
            .expect("it is there")
            .len()
    };
    for program in ["deepcanvas", "baseline"] {
        let path = format!("{}/pkg/{program}_bg.wasm", assets());
        assert!(size(&path) <= 250_000, "{path}");
    }
    // The widget's: what its page loads, and not the page that it links to, nor what
    // it imports when it is wanted.
    let loaded = references("embed.html").into_iter();
    let loaded = loaded.map(|reference| led_to("embed.html", &reference));
    let loaded = loaded.filter(|path| path.starts_with(assets()));
    // What only some widgets need is imported by those.
    let mut scripts = reached_by(loaded, |path| references_but(path, ON_DEMAND));
    scripts.retain(|path| ending(path) == "js");
    for name in [
        "embed/words.js",
        "element/watchdog.js",
        "worker.js",
        "pkg/deepcanvas.js",
    ] {
        let path = format!("{}/{name}", assets());
        assert!(scripts.contains(&path), "no {path}");
    }
    let share = format!("{}/embed/share.js", assets());
    assert!(!scripts.contains(&share), "only several widgets need it");
    assert!(size(&share) <= 1_000);
    let sum: u64 = scripts.iter().map(|path| size(path)).sum();
    assert!(sum <= 25_000, "{sum} bytes of JavaScript");
    let of_tours = reached([format!("{}/embed/tour/tour.js", assets())]);
    let sum: u64 = of_tours.difference(&scripts).map(|path| size(path)).sum();
    assert!((1..=8_000).contains(&sum), "{sum} bytes for a tour");
    let client = size("deep-canvas-embed.js");
    assert!(client <= 2_000, "{client} bytes of the widget's client");
}

#[test]
fn the_guide_shows_the_kernel_as_it_is() {
    let page = text_of("guide/kernel.html");
    let (_, code) = page
        .split_once("<pre id=\"kernel\"")
        .and_then(|(_, rest)| rest.split_once("<code>"))
        .expect("it shows one");
    let (code, _) = code.split_once("</code>").expect("it ends");
    let code = code
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lab/workloads/sphere.rs");
    let source = fs::read_to_string(root).expect("it is there");
    assert_eq!(code, source);
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    assert!(source.lines().filter(is_code).count() <= 45, "it is short");
}
