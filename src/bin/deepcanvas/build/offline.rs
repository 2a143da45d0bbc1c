//! What the service worker is told of the site: which files it answers for, and
//! which headers it adds where the host sends none.
//!
//! Its source has a line for that, `const SITE = …`, and the build writes it.
//! Browsers see that there is another site by that this script has changed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::bindings::DEBUG_INFO;
use super::{files, scripts, site};
use crate::headers::{Header, SERVICE_WORKER, common};

/// How the line begins.
const LINE: &str = "const SITE = ";

/// Headers that only isolate, or let isolated pages of others frame this one.
/// What else a host sends or does not is its own affair.
const ADDED: &str = "Cross-Origin-";
const ADDED_TO_FRAMES: &str = "Document-Isolation-Policy";

/// The folder of pages for those who read them, with their pictures.
const GUIDE: &str = "guide";

/// Endings of files outside of the assets that pages of the site ask for.
const KINDS: [&str; 3] = ["html", "js", "svg"];

/// Writes the line, once all else of the site is there but the compressed files.
///
/// # Errors
/// Where the script has no such line, or cannot be read or written.
pub(super) fn tell_worker(folder: &Path, assets: &str, build: &str) -> Result<()> {
    let file = folder.join(SERVICE_WORKER);
    let script = fs::read_to_string(&file)
        .with_context(|| format!("no {SERVICE_WORKER} in www: take it from the repository"))?;
    let all = files::in_folder(folder)?;
    let (inside, outside): (Vec<_>, Vec<_>) = all
        .iter()
        .filter(|path| is_kept(path))
        .partition(|path| site::is_asset(path));
    let files: Vec<_> = inside.into_iter().chain(outside).collect();
    let headers: Vec<_> = common()
        .filter(|header| header.name.starts_with(ADDED) || header.name == ADDED_TO_FRAMES)
        .map(|Header { name, value }| (name, value))
        .collect();
    let line = json!({ "build": build, "assets": assets, "files": files, "headers": headers });
    let script = with_line(&script, &line.to_string())?;
    let script =
        scripts::shortened(&script).with_context(|| format!("cannot shorten {SERVICE_WORKER}"))?;
    fs::write(&file, script).with_context(|| format!("cannot write {SERVICE_WORKER}"))
}

/// Whether the worker answers for a file. Pages in folders are about others'
/// sites, and stay as the host sends them.
fn is_kept(path: &str) -> bool {
    let ending = files::ending(path);
    if site::is_asset(path) {
        return ending != "ts" && !path.ends_with(DEBUG_INFO) && !is_of_guide(path);
    }
    !path.contains('/') && path != SERVICE_WORKER && KINDS.contains(&ending)
}

/// Whether an asset is a picture of the guide's pages.
fn is_of_guide(path: &str) -> bool {
    path.split('/').nth(2) == Some(GUIDE)
}

fn with_line(script: &str, value: &str) -> Result<String> {
    let is_it = |line: &&str| line.starts_with(LINE);
    if script.lines().filter(is_it).count() != 1 {
        bail!("www/{SERVICE_WORKER}: expected one line that begins with `{LINE}`");
    }
    let line = format!("{LINE}{value};");
    let lines = script.lines();
    let lines: Vec<&str> = lines
        .map(|known| if is_it(&known) { &*line } else { known })
        .collect();
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_written_where_it_stands() -> Result<()> {
        let script = "one\nconst SITE = { a: 1 }; // why\nconst SITES = 2;\n";
        let expected = "one\nconst SITE = {};\nconst SITES = 2;\n";
        assert_eq!(with_line(script, "{}")?, expected);
        for script in ["", "const SITE = 1;\nconst SITE = 2;\n"] {
            let error = with_line(script, "{}").expect_err(script);
            assert!(error.to_string().contains("expected one line"), "{error}");
        }
        Ok(())
    }

    #[test]
    fn it_answers_for_what_pages_of_the_site_ask_for() {
        for path in [
            "index.html",
            "favicon.svg",
            "deep-canvas.js",
            "assets/0123/a/b.css",
            "assets/0123/c.png",
        ] {
            assert!(is_kept(path), "{path}");
        }
        for path in [
            "service-worker.js",
            "preview.png",
            "deep-canvas.d.ts",
            "assets/0123/element/messages.d.ts",
            "assets/0123/pkg/deepcanvas_bg.debug.wasm",
            "assets/0123/guide/a.png",
            "hosts/index.html",
        ] {
            assert!(!is_kept(path), "{path}");
        }
    }
}
