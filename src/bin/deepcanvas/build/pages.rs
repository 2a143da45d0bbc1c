//! Pages say `explorer.css`, in the site it stands among the assets: what a
//! page refers to is put right when the site is built, and must be there.
//!
//! Only addresses relative to the page are looked at, in the attributes that
//! hold one; of a page's text, comments and scripts nothing is changed.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Attributes whose value is an address.
const ATTRIBUTES: [&str; 3] = ["href", "src", "poster"];

/// Elements whose content is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Puts a page of the site right, given by its path there, as are the `assets`.
///
/// # Errors
/// Where the page refers to what is not in the site.
pub(super) fn lead_to_assets(site: &Path, page: &str, assets: &str) -> Result<()> {
    let file = site.join(page);
    let html = fs::read_to_string(&file).with_context(|| format!("cannot read www/{page}"))?;
    let is_there = |path: &str| site.join(path).is_file();
    let html = rewritten(&html, page, assets, is_there)?;
    fs::write(&file, html).with_context(|| format!("cannot write {page}"))
}

fn rewritten(
    html: &str,
    page: &str,
    assets: &str,
    is_there: impl Fn(&str) -> bool,
) -> Result<String> {
    let up = "../".repeat(page.matches('/').count());
    let mut text = String::with_capacity(html.len());
    let mut copied = 0;
    for range in addresses(html) {
        let address = &html[range.clone()];
        let Some(path) = relative_path(address) else {
            continue;
        };
        let Some(target) = resolved(page, path) else {
            bail!(
                "www/{page}: \"{address}\" leads out of www: expected a file in it, by an address \
                 relative to the page"
            );
        };
        let asset = format!("{assets}/{target}");
        if is_there(&asset) {
            text.push_str(&html[copied..range.start]);
            text.push_str(&up);
            text.push_str(&asset);
            copied = range.start + path.len();
        } else if !is_there(&target) {
            bail!("www/{page}: \"{address}\" is not there: expected www/{target}");
        }
    }
    text.push_str(&html[copied..]);
    Ok(text)
}

/// The path in an address, if it is of this site and not the page itself.
fn relative_path(address: &str) -> Option<&str> {
    let (path, _) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let (before, _) = path.split_at(path.find('/').unwrap_or(path.len()));
    let is_elsewhere = before.contains(':') || path.starts_with("//");
    (!path.is_empty() && !is_elsewhere).then_some(path)
}

/// The file that a relative path on a page means: its path in the site. `None`
/// where it is not relative, or climbs out.
fn resolved(page: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.strip_suffix('/').unwrap_or(path).split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    // A folder's address means the page in it.
    if matches!(path.rsplit('/').next(), Some("" | "." | "..")) {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

/// Where the addresses stand in a page: the values of its tags' attributes.
fn addresses(html: &str) -> Vec<Range<usize>> {
    // Names in HTML have no case. This one has the same positions.
    let lower = html.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = lower[at..].find('<') {
        at += open + 1;
        if lower[at..].starts_with("!--") {
            at = past(&lower, at, "-->");
        } else if lower[at..].starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            let end = end_of(&lower, at, |sign| is_space(sign) || "/>".contains(sign));
            let element = &lower[at..end];
            at = attributes(&lower, end, &mut found);
            if RAW.contains(&element) {
                at = past(&lower, at, &format!("</{element}"));
            }
        }
    }
    found
}

/// Reads a tag's attributes from `at` on, and gives where the tag is over.
fn attributes(lower: &str, mut at: usize, found: &mut Vec<Range<usize>>) -> usize {
    loop {
        at = end_of(lower, at, |sign| !is_space(sign) && sign != '/');
        let Some(first) = lower[at..].chars().next() else {
            return at;
        };
        if first == '>' {
            return at + 1;
        }
        let from = at;
        at = end_of(lower, at + first.len_utf8(), |sign| {
            is_space(sign) || "/>=".contains(sign)
        });
        let name = &lower[from..at];
        let after = end_of(lower, at, |sign| !is_space(sign));
        if !lower[after..].starts_with('=') {
            continue;
        }
        let value = end_of(lower, after + 1, |sign| !is_space(sign));
        let quote = lower[value..].chars().next();
        let (value, end) = if let Some(quote @ ('"' | '\'')) = quote {
            let end = end_of(lower, value + 1, |sign| sign == quote);
            at = lower.len().min(end + 1);
            (value + 1, end)
        } else {
            at = end_of(lower, value, |sign| is_space(sign) || sign == '>');
            (value, at)
        };
        if ATTRIBUTES.contains(&name) {
            found.push(value..end);
        }
    }
}

/// The first place from `at` on where a sign is such, or the end.
fn end_of(text: &str, at: usize, is_such: impl Fn(char) -> bool) -> usize {
    text[at..]
        .find(is_such)
        .map_or(text.len(), |found| at + found)
}

/// The place behind the next `end`, or the end of all.
fn past(text: &str, at: usize, end: &str) -> usize {
    text[at..]
        .find(end)
        .map_or(text.len(), |found| at + found + end.len())
}

fn is_space(sign: char) -> bool {
    sign.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASSETS: &str = "assets/0123";

    fn is_there(path: &str) -> bool {
        [
            "index.html",
            "a/index.html",
            "a/b.html",
            "icon.svg",
            "assets/0123/x.js",
            "assets/0123/a/y.css",
        ]
        .contains(&path)
    }

    fn on(page: &str, html: &str) -> Result<String> {
        rewritten(html, page, ASSETS, is_there)
    }

    #[test]
    fn what_is_an_asset_is_found_among_the_assets() -> Result<()> {
        let html = "<link HREF = 'a/y.css?v#w'><script src=x.js></script><use href=\"./x.js\">";
        let expected = "<link HREF = 'assets/0123/a/y.css?v#w'>\
                        <script src=assets/0123/x.js></script><use href=\"assets/0123/x.js\">";
        assert_eq!(on("index.html", html)?, expected);
        let html = "<script src=\"../x.js\"></script><link href=\"y.css\">";
        let expected = "<script src=\"../assets/0123/x.js\"></script>\
                        <link href=\"../assets/0123/a/y.css\">";
        assert_eq!(on("a/b.html", html)?, expected);
        Ok(())
    }

    #[test]
    fn what_is_no_asset_stays_as_it_is() -> Result<()> {
        for html in [
            "<a href=\"a/\">a folder's page</a> <a href='.'>and</a> <a href=a/..>this one</a>",
            "<a href=\"?theme=dark\"> <a href=\"#re=0\"> <a href=\"\"> <a href>",
            "<link href=\"icon.svg\"> <a href=\"a/b.html?c=d/..\">",
            "<a href=\"https://example.org/x.js\"> <img src=\"data:,x.js\"> <a href=\"//x.js\">",
            "<!-- <link href=\"x.js\"> --> 1 < 2 <p>src=\"x.js\"</p></p href=\"x.js\">",
            "<script>'<a href=\"x.js\">'</script><title><a href=\"x.js\"></title>",
            "<p data-src=\"x.js\" title='<a href=\"x.js\">'>ünïcode < ä</p>",
            "<a href=\"icon.svg",
            "<a =href",
        ] {
            assert_eq!(on("index.html", html)?, html);
        }
        Ok(())
    }

    #[test]
    fn what_is_not_there_fails_with_the_page_and_the_address() {
        for (html, expected) in [
            ("<img src=\"z.png?1\">", "\"z.png?1\" is not there"),
            ("<img src=\"a\">", "\"a\" is not there"),
            ("<img src=\"a//y.css\">", "is not there"),
            ("<a href=\"../index.html\">", "leads out of www"),
            ("<a href=\"/index.html\">", "leads out of www"),
        ] {
            let error = on("index.html", html).expect_err(html).to_string();
            assert!(error.starts_with("www/index.html: "), "{error}");
            assert!(error.contains(expected), "{error}");
        }
    }
}
