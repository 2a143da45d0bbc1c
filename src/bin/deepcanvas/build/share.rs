//! What others show of the site: Open Graph and Twitter tags, which stand in the
//! pages, and oEmbed. All of it has to name the site by its whole address, which
//! a build does not know unless it is told.
//!
//! Without an address pages name their picture as they name all else, which some
//! readers of such tags understand, and there is no oEmbed: what others would put
//! into their pages would lead nowhere.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use crate::headers::WIDGET;

/// Pages that have the tags, and what they show.
const PAGES: [&str; 2] = ["index.html", WIDGET];
const PICTURE: &str = "preview.png";
const OEMBED: &str = "oembed.json";

/// The widget's usual size in CSS pixels.
const WIDTH: u32 = 640;
const HEIGHT: u32 = 360;

/// The address of a site's folder: absolute, with a slash at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BaseUrl(String);

impl BaseUrl {
    /// Reads an address as the command line gives it.
    ///
    /// # Errors
    /// What would have done.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let expected = || "expected an address such as https://fractals.example/".to_owned();
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or_else(expected)?;
        let is_plain = |sign: u8| sign.is_ascii_alphanumeric() || b"-._~:/%[]".contains(&sign);
        let host = rest.split('/').next().unwrap_or_default();
        if host.is_empty() || !rest.bytes().all(is_plain) {
            return Err(expected());
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }
}

/// Puts right what the pages say of the site, and writes `oembed.json` where its
/// address is known. Both are done before anything refers to them.
///
/// # Errors
/// Where a page lacks what is to be put right, or a file cannot be read or written.
pub(super) fn describe(site: &Path, base: Option<&BaseUrl>) -> Result<()> {
    for page in PAGES {
        let file = site.join(page);
        if !file.is_file() {
            continue;
        }
        let html = fs::read_to_string(&file).with_context(|| format!("cannot read {page}"))?;
        fs::write(&file, described(&html, page, base))
            .with_context(|| format!("cannot write {page}"))?;
    }
    let Some(base) = base else {
        return Ok(());
    };
    let picture = site.join(PICTURE);
    let png = fs::read(&picture).with_context(|| format!("no {PICTURE} in www"))?;
    let text = format!("{:#}\n", oembed(base, size_of(&png)?));
    fs::write(site.join(OEMBED), text).with_context(|| format!("cannot write {OEMBED}"))
}

/// A page with whole addresses; without the line that leads to oEmbed where there
/// is none.
fn described(html: &str, page: &str, base: Option<&BaseUrl>) -> String {
    let link = format!("href=\"{OEMBED}\"");
    let picture = format!("content=\"{PICTURE}\"");
    let Some(BaseUrl(base)) = base else {
        let lines = html.split_inclusive('\n');
        return lines.filter(|line| !line.contains(&link)).collect();
    };
    let path = page.strip_suffix("index.html").unwrap_or(page);
    html.replace(&link, &format!("href=\"{base}{OEMBED}\""))
        .replace(&picture, &format!("content=\"{base}{PICTURE}\""))
        .replace(
            "<meta property=\"og:type\"",
            &format!(
                "<meta property=\"og:url\" content=\"{base}{path}\">\n<meta property=\"og:type\""
            ),
        )
}

/// <https://oembed.com>, 2.3.4.4: what a page of others puts in for a link to the site.
fn oembed(BaseUrl(base): &BaseUrl, (width, height): (u32, u32)) -> serde_json::Value {
    let html = format!(
        "<iframe src=\"{base}{WIDGET}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         title=\"The Mandelbrot set\" loading=\"lazy\" \
         allow=\"cross-origin-isolated; fullscreen\" style=\"border: 0\"></iframe>"
    );
    json!({
        "version": "1.0",
        "type": "rich",
        "title": "Deep Canvas: a Mandelbrot and Julia explorer",
        "provider_name": "Deep Canvas",
        "provider_url": base,
        "html": html,
        "width": WIDTH,
        "height": HEIGHT,
        "thumbnail_url": format!("{base}{PICTURE}"),
        "thumbnail_width": width,
        "thumbnail_height": height,
    })
}

/// A PNG's width and height in pixels.
fn size_of(file: &[u8]) -> Result<(u32, u32)> {
    let reader = png::Decoder::new(std::io::Cursor::new(file))
        .read_info()
        .with_context(|| format!("{PICTURE} is no PNG"))?;
    let info = reader.info();
    Ok((info.width, info.height))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<meta property=\"og:type\" content=\"website\">\n\
        <meta property=\"og:image\" content=\"preview.png\">\n\
        <link rel=\"alternate\" href=\"oembed.json\">\n";

    #[test]
    fn an_address_is_absolute_and_has_nothing_behind_its_path() {
        for (text, expected) in [
            ("https://fractals.example", "https://fractals.example/"),
            ("http://a.example:8080/b//", "http://a.example:8080/b/"),
            ("http://[::1]/", "http://[::1]/"),
        ] {
            assert_eq!(BaseUrl::read(text), Ok(BaseUrl(expected.to_owned())));
        }
        for text in [
            "",
            "fractals.example",
            "ftp://a.example/",
            "https://",
            "https:///a",
            "https://a.example/?b",
            "https://a.example/#b",
            "https://a.example/\"><script>",
            "https://a.example/ b",
        ] {
            let error = BaseUrl::read(text).expect_err(text);
            assert!(error.contains("expected an address"), "{error}");
        }
    }

    #[test]
    fn pages_name_what_they_are_by_whole_addresses() {
        let base = BaseUrl::read("https://a.example/b").expect("an address");
        let expected = "<meta property=\"og:url\" content=\"https://a.example/b/embed.html\">\n\
            <meta property=\"og:type\" content=\"website\">\n\
            <meta property=\"og:image\" content=\"https://a.example/b/preview.png\">\n\
            <link rel=\"alternate\" href=\"https://a.example/b/oembed.json\">\n";
        assert_eq!(described(PAGE, "embed.html", Some(&base)), expected);
        let home = described(PAGE, "index.html", Some(&base));
        assert!(home.contains("og:url\" content=\"https://a.example/b/\""));
    }

    #[test]
    fn without_an_address_nothing_leads_to_what_is_not_there() {
        let page = described(PAGE, "index.html", None);
        assert!(page.contains("content=\"preview.png\""));
        assert!(!page.contains("oembed"), "{page}");
    }

    #[test]
    fn others_get_a_frame_that_is_whole() {
        let base = BaseUrl::read("https://a.example/").expect("an address");
        let found = oembed(&base, (760, 380));
        let html = found["html"].as_str().expect("a text");
        assert!(
            html.starts_with("<iframe src=\"https://a.example/embed.html\" "),
            "{html}"
        );
        assert_eq!(found["type"], "rich");
        assert_eq!(found["thumbnail_url"], "https://a.example/preview.png");
        assert_eq!(found["thumbnail_width"], 760);
    }
}
