//! What stands in the site's folder, and where.
//!
//! ```text
//! index.html, favicon.svg      the names that others rely on
//! deep-canvas-embed.js         one of them, which hosts of the widget copy
//! deep-canvas.js               leads on to the newest one among the assets
//! service-worker.js            knows all of these
//! assets/0123456789ab/         the rest of www as it stands there, and pkg
//! _headers, nginx.conf         what common hosts are to do with it
//! *.br, *.gz                   beside what they are the compressed form of
//! ```
//!
//! The folder of the assets is named by all that is in it. So they are kept by
//! browsers for good, those of two builds never meet in one page, and what is
//! relative among them needs no change.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::{files, modules, npm, offline, pages, press, scripts, share};
use crate::headers::{ASSETS, FRAMED_BY_ITSELF, Header, SERVICE_WORKER, common};
use crate::hosts::{HOST_FILES, HostFile, MARK};

/// The folder of the generated files, within the assets.
const PKG: &str = "pkg";

/// Files that others ask for by their names, as they do for pages.
/// The widget's client is one that they copy to where they need it.
const FIXED: [&str; 6] = [
    "deep-canvas.d.ts",
    "deep-canvas-embed.d.ts",
    "deep-canvas-embed.js",
    "favicon.svg",
    "preview.png",
    SERVICE_WORKER,
];

/// Modules that others import by their names. The one that stands there hands on
/// what the one among the assets exports, a default export excepted.
const ENTRIES: [&str; 1] = ["deep-canvas.js"];

/// Twelve digits: that two of a million builds share them is unlikely by 1 in 500.
const DIGITS: usize = 12;

/// Whether a folder is a site that an earlier build wrote, of this version or
/// of one that had no assets.
pub(super) fn is_site(folder: &Path) -> bool {
    let are_there = HOST_FILES
        .iter()
        .all(|file| folder.join(file.name).is_file());
    are_there
        && fs::read_to_string(folder.join("_headers")).is_ok_and(|text| text.starts_with(MARK))
}

/// Writes the whole site into an empty folder: what stands in `www`, and what
/// `bind` puts into a folder of its own; with whole addresses where others need
/// them and the site's own, `base`, is known. What the `earlier` site has compressed
/// already is taken from there.
///
/// # Errors
/// Where there are no pages, or one refers to what is not there, or a file cannot
/// be copied or served, and what `bind` says.
pub(super) fn write(
    www: &Path,
    base: Option<&share::BaseUrl>,
    bind: impl FnOnce(&Path) -> Result<()>,
    site: &Path,
    earlier: &Path,
) -> Result<()> {
    let unnamed = site.join(ASSETS).join("unnamed");
    copy_www(www, site, &unnamed)?;
    share::describe(site, base)?;
    bind(&unnamed.join(PKG))?;
    scripts::shorten(&unnamed)?;
    let fixed = files::in_folder(site)?
        .into_iter()
        .filter(|path| !is_asset(path));
    let mut fixed: Vec<String> = fixed.collect();

    let assets = format!("{ASSETS}/{}", name_of(&unnamed)?);
    fs::rename(&unnamed, site.join(&assets)).context("cannot name the assets")?;
    for page in fixed.iter().filter(|path| is_page(path)) {
        pages::lead_to_assets(site, page, &assets)?;
        modules::preload(site, page)?;
    }
    for entry in ENTRIES {
        if !site.join(&assets).join(entry).is_file() {
            bail!("no {entry} in www: expected the module there; take it from the repository");
        }
        let module = format!(
            "// Written by `deepcanvas build`: this name stays, the next changes with the content.\n\
             export * from './{assets}/{entry}';\n"
        );
        fs::write(site.join(entry), module).with_context(|| format!("cannot write {entry}"))?;
        fixed.push(entry.to_owned());
    }
    offline::tell_worker(site, &assets, &name_of(site)?)?;
    press::beside_each(site, earlier)?;
    for HostFile { name, text } in HOST_FILES {
        fs::write(site.join(name), text(&fixed)).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// Whether a path of the site lies among the assets.
pub(super) fn is_asset(path: &str) -> bool {
    path.split('/').next() == Some(ASSETS)
}

fn is_page(path: &str) -> bool {
    files::ending(path) == "html"
}

/// Copies the files whose names others rely on to `site`, all others to `assets`.
fn copy_www(www: &Path, site: &Path, assets: &Path) -> Result<()> {
    if !www.join("index.html").is_file() {
        bail!(
            "no index.html in {}: expected the site's pages there; take them from the repository",
            www.display()
        );
    }
    for path in files::in_folder(www)? {
        if is_asset(&path) {
            bail!("www/{path}: expected no folder {ASSETS} there; the build writes one; rename it");
        }
        if path.split('/').next() == Some(npm::SOURCE) {
            continue;
        }
        let is_fixed = is_page(&path) || FIXED.contains(&path.as_str());
        let to = if is_fixed { site } else { assets }.join(&path);
        // Not fs::copy: the copy's time is when the site changed.
        to.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::read(www.join(&path)))
            .and_then(|bytes| fs::write(&to, bytes))
            .with_context(|| format!("cannot copy www/{path}"))?;
    }
    Ok(())
}

/// A name that no other content of the folder has. The headers count, too: a
/// browser keeps them with the file, and a worker's script without those that
/// isolate would be of no use to a page that is.
fn name_of(folder: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut take = |bytes: &[u8]| {
        // Its length first: otherwise one could end where another begins.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for Header { name, value } in common().chain([&FRAMED_BY_ITSELF]) {
        take(name.as_bytes());
        take(value.as_bytes());
    }
    for path in files::in_folder(folder)? {
        let bytes = fs::read(folder.join(&path)).with_context(|| format!("cannot read {path}"))?;
        take(path.as_bytes());
        take(&bytes);
    }
    let digest = hash.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    let number = u64::from_be_bytes(first) >> (64 - 4 * DIGITS);
    Ok(format!("{number:0DIGITS$x}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;

    /// A folder with a small `www`.
    fn scratch(name: &str) -> Result<PathBuf> {
        let name = format!("deepcanvas-site-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        for (path, text) in [
            (
                "index.html",
                "<script type=\"module\" src=\"a.js\"></script>",
            ),
            ("favicon.svg", "<svg/>"),
            ("deep-canvas-embed.js", "export const two = 2;"),
            ("service-worker.js", "const SITE = {};\n"),
            ("a.js", "import './deep-canvas.js';"),
            ("deep-canvas.js", "export const one = 1;"),
        ] {
            put(&folder.join("www").join(path), text)?;
        }
        Ok(folder)
    }

    fn put(file: &Path, text: &str) -> Result<()> {
        fs::create_dir_all(file.parent().context("it lies in a folder")?)?;
        Ok(fs::write(file, text)?)
    }

    /// The site of the folder's `www`, written under a name: its files, each with
    /// its path and its bytes, and the folder of its assets.
    fn site_of(folder: &Path, name: &str) -> Result<(BTreeMap<String, Vec<u8>>, String)> {
        let site = folder.join(name);
        fs::create_dir_all(&site)?;
        let bind = |pkg: &Path| put(&pkg.join("memory.js"), "export const pages = 1;");
        write(&folder.join("www"), None, bind, &site, &folder.join("none"))?;
        let read = |path: String| Ok((path.clone(), fs::read(site.join(path))?));
        let files = files::in_folder(&site)?.into_iter().map(read);
        let files: BTreeMap<String, Vec<u8>> = files.collect::<Result<_>>()?;
        let asset = files.keys().find(|path| is_asset(path));
        let path = asset.context("there are assets")?;
        let assets = path[..ASSETS.len() + 1 + DIGITS].to_owned();
        Ok((files, assets))
    }

    #[test]
    fn only_names_that_others_rely_on_stay() -> Result<()> {
        let folder = scratch("names")?;
        let (files, assets) = site_of(&folder, "site")?;
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        let expected = [
            "_headers",
            &format!("{assets}/a.js"),
            &format!("{assets}/deep-canvas.js"),
            &format!("{assets}/pkg/memory.js"),
            "deep-canvas-embed.js",
            "deep-canvas.js",
            "favicon.svg",
            "index.html",
            "nginx.conf",
            "service-worker.js",
            "service-worker.js.br",
            "service-worker.js.gz",
            "vercel.json",
        ];
        assert_eq!(paths, expected);
        let text = |path: &str| fs::read_to_string(folder.join("site").join(path));
        assert!(text("index.html")?.contains(&format!("src=\"{assets}/a.js\"")));
        assert_eq!(text("deep-canvas-embed.js")?, "export const two = 2;");
        let exports = format!("\nexport * from './{assets}/deep-canvas.js';\n");
        assert!(text("deep-canvas.js")?.ends_with(&exports));
        assert!(text("_headers")?.contains("\n/deep-canvas.js\n"));
        assert!(is_site(&folder.join("site")));
        assert!(!is_site(&folder.join("www")));
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn the_same_content_gives_the_same_bytes() -> Result<()> {
        let folder = scratch("same")?;
        assert_eq!(site_of(&folder, "one")?, site_of(&folder, "two")?);
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn whatever_changes_in_an_asset_changes_the_names_of_all() -> Result<()> {
        let folder = scratch("change")?;
        let www = folder.join("www");
        let mut seen = vec![site_of(&folder, "site-0")?.1];
        put(&www.join("a.js"), "import './deep-canvas.js';;")?;
        seen.push(site_of(&folder, "site-1")?.1);
        put(&www.join("b.js"), "")?;
        seen.push(site_of(&folder, "site-2")?.1);
        fs::rename(www.join("b.js"), www.join("c.js"))?;
        seen.push(site_of(&folder, "site-3")?.1);
        // What begins one file ends the one before it.
        put(&www.join("c.js"), "c")?;
        seen.push(site_of(&folder, "site-4")?.1);
        for (index, assets) in seen.iter().enumerate() {
            assert!(!seen[..index].contains(assets), "{seen:?}");
        }
        // Pages and pictures are asked for each time.
        put(&www.join("index.html"), "")?;
        put(&www.join("favicon.svg"), "<svg></svg>")?;
        assert_eq!(Some(&site_of(&folder, "site-5")?.1), seen.last());
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn what_is_missing_in_www_fails_the_build() -> Result<()> {
        let folder = scratch("missing")?;
        let www = folder.join("www");
        let fails = |expected: &str| {
            let error = site_of(&folder, "site").expect_err(expected);
            assert!(error.to_string().contains(expected), "{error:#}");
            fs::remove_dir_all(folder.join("site"))
        };
        fs::rename(www.join("a.js"), www.join("b.js"))?;
        fails("www/index.html: \"a.js\" is not there")?;
        fs::rename(www.join("b.js"), www.join("a.js"))?;
        fs::remove_file(www.join("deep-canvas.js"))?;
        fails("no deep-canvas.js in www")?;
        put(&www.join("assets/x.js"), "")?;
        fails("www/assets/x.js: expected no folder")?;
        fs::remove_file(www.join("index.html"))?;
        fails("no index.html")?;
        Ok(fs::remove_dir_all(folder)?)
    }
}
