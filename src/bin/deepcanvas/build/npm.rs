//! The npm package: the element and the widget's client, for bundlers.
//!
//! ```text
//! package.json, README.md, …   from www/npm, with the version of Cargo.toml
//! deep-canvas.js, element/     from www; importing them defines no element
//! worker.js                    with all modules that it loads in it
//! pkg/deepcanvas_bg.wasm       the program
//! pkg/baseline_bg.wasm         the same for engines that do not fuse
//! ```
//!
//! A bundler finds the worker and the wasm by `new URL('…', import.meta.url)`,
//! gives each a name of its own and leaves it as it is. So the worker's script
//! could not find modules beside it: they stand in it, and it imports itself.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{files, scripts};
use crate::package::Package;

/// The package's own files, within `www`. No site has them.
pub(super) const SOURCE: &str = "npm";

/// Files of `www` that the package has, too, and a folder.
const SHARED: [&str; 4] = [
    "deep-canvas.js",
    "deep-canvas.d.ts",
    "deep-canvas-embed.js",
    "deep-canvas-embed.d.ts",
];
const ELEMENT: &str = "element/";

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Where wasm-bindgen's files are among the assets, and so in what the worker loads.
const PKG: &str = "pkg/";
const WASM: [&str; 2] = ["pkg/deepcanvas_bg.wasm", "pkg/baseline_bg.wasm"];

/// What stands in `package.json` until the build puts the version there.
const NO_VERSION: &str = "\"version\": \"0.0.0\"";

/// The line of `deep-canvas.js` that a package leaves to its user.
const DEFINE: &str = "customElements.define('deep-canvas', DeepCanvas);\n";

/// How the worker's script loads a module, and how where it is a part of it: not
/// before it has run to its end, which Firefox insists on.
const FROM_BESIDE: &str = "import(new URL(path, import.meta.url).href)";
const FROM_ITSELF: &str = "Promise.resolve().then(() => import(import.meta.url))";

/// Bytes up to which bundlers put a file into the script that names it; a worker
/// does not start from there.
const INLINED: usize = 4096;

/// Whether a folder is a package that an earlier build wrote.
pub(super) fn is_package(folder: &Path) -> bool {
    let name = concat!("\"name\": \"", env!("CARGO_PKG_NAME"), "\"");
    folder.join(WASM[0]).is_file()
        && fs::read_to_string(folder.join("package.json")).is_ok_and(|text| text.contains(name))
}

/// Writes the package into an empty folder. `bind` puts wasm-bindgen's files into
/// one of its own.
///
/// # Errors
/// Where a file is missing or is not what can be made a part of the package, or
/// cannot be written, and what `bind` says.
pub(super) fn write(
    package: &Package,
    bind: impl FnOnce(&Path) -> Result<()>,
    folder: &Path,
) -> Result<()> {
    let www = package.www();
    let put = |path: &str, bytes: &[u8]| {
        let to = folder.join(path);
        to.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&to, bytes))
            .with_context(|| format!("cannot write {path}"))
    };
    let read = |from: &Path| {
        fs::read_to_string(from).with_context(|| format!("cannot read {}", from.display()))
    };

    for path in files::in_folder(&www.join(SOURCE))? {
        let mut text = read(&www.join(SOURCE).join(&path))?;
        if path == "package.json" {
            let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
            text = replaced_once(&text, NO_VERSION, &version, &path)?;
        }
        put(&path, text.as_bytes())?;
    }
    for name in LICENCES {
        put(name, read(&package.root().join(name))?.as_bytes())?;
    }
    for path in files::in_folder(&www)? {
        let is_script = path.starts_with(ELEMENT) && files::ending(&path) == "js";
        if !is_script && !SHARED.contains(&path.as_str()) {
            continue;
        }
        let mut text = read(&www.join(&path))?;
        if path == "deep-canvas.js" {
            text = replaced_once(&text, DEFINE, "", &path)?;
        }
        put(&path, text.as_bytes())?;
    }

    let bound = folder.join("bound");
    bind(&bound)?;
    let module = |path: &str| match path.strip_prefix(PKG) {
        Some(name) => read(&bound.join(name)),
        None => read(&www.join(path)),
    };
    let worker = worker(&read(&www.join("worker.js"))?, module)?;
    put("worker.js", worker.as_bytes())?;
    for path in WASM {
        let wasm = bound.join(&path[PKG.len()..]);
        put(path, &fs::read(wasm).context("wasm-bindgen gave no wasm")?)?;
    }
    fs::remove_dir_all(bound).context("cannot tidy up")
}

/// The worker's script with the modules that it loads.
fn worker(script: &str, module: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut whole = replaced_once(script, FROM_BESIDE, FROM_ITSELF, "worker.js")?;
    let loaded = script.split("load('").skip(1);
    let mut paths: Vec<&str> = loaded.filter_map(|rest| rest.split('\'').next()).collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let text = module(path)?;
        if text.lines().any(|line| line.starts_with("import ")) {
            bail!("{path}: it imports others: expected a module that can be put into worker.js");
        }
        whole.push('\n');
        whole.push_str(&text);
    }
    let whole = scripts::shortened(&whole).context("cannot shorten worker.js")?;
    if whole.len() <= INLINED {
        bail!(
            "worker.js has {} bytes: expected more than {INLINED}",
            whole.len()
        );
    }
    Ok(whole)
}

/// A text with its one `from` replaced.
fn replaced_once(text: &str, from: &str, to: &str, path: &str) -> Result<String> {
    if text.matches(from).count() != 1 {
        bail!("www: {path}: expected `{}` in it once", from.trim_end());
    }
    Ok(text.replacen(from, to, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_has_in_it_what_it_loads() -> Result<()> {
        let script = format!(
            "const load = (path) => {FROM_BESIDE};\nload('pkg/a.js');\nload('b.js');\nload('b.js');\n"
        );
        let module = |path: &str| {
            Ok(format!(
                "export const at = '{path}';\nconst room = '{}';\n",
                "x".repeat(INLINED)
            ))
        };
        let whole = worker(&script, module)?;
        assert!(whole.starts_with("const load=(path)=>"), "{whole}");
        assert!(whole.contains("import(import.meta.url)"), "{whole}");
        for path in ["b.js", "pkg/a.js"] {
            assert_eq!(whole.matches(&format!("at='{path}'")).count(), 1);
        }

        let error = worker(&script, |_| Ok(String::new())).expect_err("it would be inlined");
        assert!(
            error.to_string().contains("expected more than 4096"),
            "{error}"
        );
        let importing = |_: &str| Ok("import { c } from './c.js';\n".to_owned());
        let error = worker(&script, importing).expect_err("it imports");
        assert!(
            error.to_string().starts_with("b.js: it imports others"),
            "{error}"
        );
        let error = worker("", module).expect_err("it loads nothing");
        assert!(error.to_string().contains("in it once"), "{error}");
        Ok(())
    }
}
