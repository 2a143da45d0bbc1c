//! A page's head names all modules that its scripts import, however deep: a browser
//! asks for them at once, and not level by level, each as late as a way to the host
//! and back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Adds the links to a page of the site that is led to its assets.
///
/// # Errors
/// Where a module cannot be read.
pub(super) fn preload(site: &Path, page: &str) -> Result<()> {
    let file = site.join(page);
    let html = fs::read_to_string(&file).with_context(|| format!("cannot read {page}"))?;
    let read = |path: &str| {
        fs::read_to_string(site.join(path)).with_context(|| format!("cannot read {path}"))
    };
    let folder = page.rfind('/').map_or("", |slash| &page[..=slash]);
    let linked = with_links(&html, |address| read(&beside(folder, address)))?;
    fs::write(&file, linked).with_context(|| format!("cannot write {page}"))
}

/// The page with links to what its module scripts import; `read` gives the text at an
/// address relative to the page.
fn with_links(html: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let Some(head) = html.find("</head>") else {
        return Ok(html.to_owned());
    };
    let scripts = html[..head].split("<script ").skip(1);
    let scripts = scripts.filter_map(|rest| {
        let (tag, _) = rest.split_once('>')?;
        tag.contains("type=\"module\"")
            .then(|| quoted(tag, "src=\"", '"'))?
    });
    let mut open: Vec<String> = scripts.map(str::to_owned).collect();
    let known: BTreeSet<String> = open.iter().cloned().collect();
    let mut seen = known.clone();
    while let Some(address) = open.pop() {
        let folder = address.rfind('/').map_or("", |slash| &address[..=slash]);
        for import in imports(&read(&address)?) {
            let target = beside(folder, import);
            if seen.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    let mut linked = html[..head].to_owned();
    for address in seen.difference(&known) {
        let link = format!("<link rel=\"modulepreload\" href=\"{address}\">\n");
        if !linked.contains(link.trim_end()) {
            linked.push_str(&link);
        }
    }
    linked.push_str(&html[head..]);
    Ok(linked)
}

/// What a module imports before it runs, of its own folders. Our modules say so at the
/// beginning of a line; what is imported on demand is not.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    let begins = |line: &&str| {
        // With the spaces that people want, and without.
        let starts = ["import", "export", "} from ", "}from "];
        starts.iter().any(|start| line.starts_with(start))
    };
    let address = |line| quoted(line, "from '", '\'').or_else(|| quoted(line, "import '", '\''));
    script
        .lines()
        .filter(begins)
        .filter_map(address)
        .filter(|address| address.starts_with('.'))
}

/// What stands between `before` and a quote.
fn quoted<'a>(text: &'a str, before: &str, quote: char) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(quote).map(|(value, _)| value)
}

/// The path of an address relative to a folder, which is empty or ends with a slash.
fn beside(folder: &str, address: &str) -> String {
    let mut parts: Vec<&str> = folder.split_terminator('/').collect();
    for part in address.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_imported_is_linked_once() -> Result<()> {
        let html = "<head>\n<link rel=\"modulepreload\" href=\"../a/two.js\">\n\
                    <script type=\"module\" src=\"../a/one.js\"></script>\n</head><body>";
        let linked = with_links(html, |address| {
            Ok(match address {
                "../a/one.js" => "import { two } from './two.js';\nimport './deep/three.js';\n",
                "../a/two.js" => {
                    "import {\n  one,\n} from './one.js';\nawait import('./late.js');\n"
                }
                "../a/deep/three.js" => "export * from '../four.js';\nconst a = \"from 'x'\";\n",
                "../a/four.js" => {
                    "import 'elsewhere';import{a}from './five.js';\nimport{\nb}from './five.js';\n"
                }
                "../a/five.js" => "",
                _ => anyhow::bail!("nothing leads to {address}"),
            }
            .to_owned())
        })?;
        let expected = "<head>\n<link rel=\"modulepreload\" href=\"../a/two.js\">\n\
                        <script type=\"module\" src=\"../a/one.js\"></script>\n\
                        <link rel=\"modulepreload\" href=\"../a/deep/three.js\">\n\
                        <link rel=\"modulepreload\" href=\"../a/five.js\">\n\
                        <link rel=\"modulepreload\" href=\"../a/four.js\">\n</head><body>";
        assert_eq!(linked, expected);
        Ok(())
    }

    #[test]
    fn a_page_without_modules_stays_as_it_is() -> Result<()> {
        let nothing = |address: &str| anyhow::bail!("{address} is not asked for");
        for html in [
            "<head><script src=\"a.js\"></script></head>",
            "<p>no head",
            "<head></head><script type=\"module\" src=\"late.js\"></script>",
        ] {
            assert_eq!(with_links(html, nothing)?, html);
        }
        Ok(())
    }
}
