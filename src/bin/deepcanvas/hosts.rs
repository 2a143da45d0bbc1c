//! Files in the site's root that tell common hosts which headers to send, and
//! those that can do it with a few lines, to send the compressed files.
//!
//! A host that applies every rule that fits joins two values of one header, or
//! sends the last: the rules for what differs between files exclude each other.

use std::fmt::Write as _;

use serde_json::json;

use crate::build::ending;
use crate::headers::{
    ALWAYS, ASSETS, FRAMED_BY_ANYONE, FRAMED_BY_ITSELF, FRAMES_LEFT_OPEN, Header, IMMUTABLE,
    ISOLATION, NO_ISOLATION, PLAIN_HOSTS, REVALIDATED, WIDGET, common, policy_of,
};

/// Such a file. Our own server does not serve it.
pub(crate) struct HostFile {
    pub(crate) name: &'static str,
    /// Its text, for a site with these files outside of the assets.
    pub(crate) text: fn(&[String]) -> String,
}

/// One for each host.
pub(crate) const HOST_FILES: [HostFile; 4] = [
    host_file("_headers", netlify),
    host_file(".htaccess", apache),
    host_file("nginx.conf", nginx),
    host_file("vercel.json", vercel),
];

/// How `_headers` begins, in this version and in all before it.
pub(crate) const MARK: &str = "# Written by `deepcanvas build`";

/// In which Apache and nginx find an asset's address, and the widget's: to Apache
/// a compressed file has one of its own.
const HASHED: &str = "/[0-9a-f]{12}/";
const FRAMEABLE: &str = r"/embed\.html(\.(br|gz))?$";

const fn host_file(name: &'static str, text: fn(&[String]) -> String) -> HostFile {
    HostFile { name, text }
}

/// Netlify's and Cloudflare Pages' `_headers`. Both compress by themselves.
/// Neither has a rule for all but one folder: each file outside is named.
/// Whatever is not has a content policy, too; a page's own adds to that one or
/// replaces it, and of two both hold.
fn netlify(fixed: &[String]) -> String {
    let mut text = format!("{MARK}, for Netlify and Cloudflare.\n");
    let mut rule = |path: &str, headers: &[&Header]| {
        let _ = writeln!(text, "/{path}");
        for Header { name, value } in headers {
            let _ = writeln!(text, "  {name}: {value}");
        }
    };
    let everywhere: Vec<_> = common().chain([&FRAMES_LEFT_OPEN]).collect();
    rule("*", &everywhere);
    rule(&format!("{ASSETS}/*"), &[&IMMUTABLE]);
    let plain: Vec<_> = NO_ISOLATION.iter().collect();
    rule(&format!("{PLAIN_HOSTS}*"), &plain);
    for path in fixed {
        if ending(path) != "html" {
            rule(path, &[&REVALIDATED]);
            continue;
        }
        let headers = [&REVALIDATED, policy_of(path)];
        if let Some(folder) = path.strip_suffix("index.html") {
            rule(folder, &headers);
        }
        rule(path, &headers);
    }
    text
}

/// Apache's `.htaccess`. A header that is not set `always` is set where the
/// answer is the file: an error about an asset is not kept.
fn apache(_: &[String]) -> String {
    let mut text = format!(
        "{MARK}, for Apache 2.4 with mod_headers and mod_setenvif,\n\
         # and where it has mod_rewrite, for the compressed files beside the others.\n\
         AddType application/wasm .wasm\n\
         AddType text/javascript .js\n"
    );
    for Header { name, value } in &ALWAYS {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    let _ = writeln!(text, "SetEnvIf Request_URI \"/{PLAIN_HOSTS}\" IS_PLAIN");
    for Header { name, value } in &ISOLATION {
        let _ = writeln!(text, "Header always set {name} \"{value}\" env=!IS_PLAIN");
    }
    let _ = writeln!(text, "SetEnvIf Request_URI \"{FRAMEABLE}\" IS_WIDGET");
    for (Header { name, value }, condition) in [
        (FRAMED_BY_ITSELF, "env=!IS_WIDGET"),
        (FRAMED_BY_ANYONE, "env=IS_WIDGET"),
    ] {
        let _ = writeln!(text, "Header always set {name} \"{value}\" {condition}");
    }
    let _ = writeln!(text, "SetEnvIf Request_URI \"/{ASSETS}{HASHED}\" IS_ASSET");
    for (Header { name, value }, condition) in
        [(REVALIDATED, "env=!IS_ASSET"), (IMMUTABLE, "env=IS_ASSET")]
    {
        let _ = writeln!(text, "Header set {name} \"{value}\" {condition}");
    }
    text.push_str("<IfModule mod_rewrite.c>\nRewriteEngine On\n");
    for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
        let _ = writeln!(
            text,
            "RewriteCond %{{HTTP:Accept-Encoding}} \"\\b{coding}\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\"\n\
             RewriteCond %{{REQUEST_FILENAME}}.{ending} -f\n\
             RewriteRule ^(.+)$ $1.{ending} [L]\n\
             AddEncoding {coding} .{ending}\n\
             RemoveType .{ending}\n\
             RemoveLanguage .{ending}"
        );
    }
    text.push_str(
        "# They are not to be compressed again.\n\
         RewriteRule \\.(br|gz)$ - [E=no-gzip:1,E=no-brotli:1]\n\
         Header merge Vary Accept-Encoding\n\
         </IfModule>\n",
    );
    text
}

/// A part of nginx' configuration. Without `always` a header goes with the file
/// alone: an error about an asset is not kept. No location within one, for that
/// would inherit no header as soon as it adds one.
fn nginx(_: &[String]) -> String {
    let mut text = format!("{MARK}: include this file in nginx' server or location of the site.\n");
    for Header { name, value } in &ALWAYS {
        let _ = writeln!(text, "add_header {name} \"{value}\" always;");
    }
    // One without a value is not sent.
    for (index, Header { name, value }) in ISOLATION.iter().enumerate() {
        let _ = writeln!(
            text,
            "set $deepcanvas_isolation_{index} \"{value}\";\n\
             if ($uri ~ \"/{PLAIN_HOSTS}\") {{ set $deepcanvas_isolation_{index} \"\"; }}\n\
             add_header {name} $deepcanvas_isolation_{index} always;"
        );
    }
    let asset = format!("/{ASSETS}{HASHED}");
    for (variable, usual, pattern, special, end) in [
        (
            "policy",
            FRAMED_BY_ITSELF,
            FRAMEABLE,
            FRAMED_BY_ANYONE,
            " always",
        ),
        ("kept", REVALIDATED, &asset, IMMUTABLE, ""),
    ] {
        let Header { name, value } = usual;
        let special = special.value;
        let _ = writeln!(
            text,
            "set $deepcanvas_{variable} \"{value}\";\n\
             if ($uri ~ \"{pattern}\") {{ set $deepcanvas_{variable} \"{special}\"; }}\n\
             add_header {name} $deepcanvas_{variable}{end};"
        );
    }
    text.push_str(
        "# The compressed files beside the others. With the module ngx_brotli, add:\n\
         # brotli_static on;\n\
         gzip_static on;\n\
         gzip_vary on;\n",
    );
    text
}

/// Vercel's `vercel.json`. It compresses by itself.
fn vercel(_: &[String]) -> String {
    let rule = |source: &str, headers: &[&Header]| {
        let pair = |header: &&Header| json!({ "key": header.name, "value": header.value });
        let headers: Vec<_> = headers.iter().map(pair).collect();
        json!({ "source": source, "headers": headers })
    };
    let everywhere: Vec<_> = ALWAYS.iter().collect();
    let isolation: Vec<_> = ISOLATION.iter().collect();
    let rules = json!({ "headers": [
        rule("/(.*)", &everywhere),
        rule(&format!("/((?!{PLAIN_HOSTS}).*)"), &isolation),
        rule(&format!("/{WIDGET}"), &[&FRAMED_BY_ANYONE]),
        rule(&format!("/((?!{WIDGET}$).*)"), &[&FRAMED_BY_ITSELF]),
        rule(&format!("/{ASSETS}/(.*)"), &[&IMMUTABLE]),
        rule(&format!("/((?!{ASSETS}/).*)"), &[&REVALIDATED]),
    ] });
    format!("{rules:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIXED: [&str; 4] = ["a/index.html", "deep-canvas.js", "embed.html", "index.html"];

    fn texts() -> impl Iterator<Item = (&'static str, String)> {
        HOST_FILES
            .into_iter()
            .map(|HostFile { name, text }| (name, text(&FIXED.map(str::to_owned))))
    }

    fn all() -> impl Iterator<Item = &'static Header> {
        common().chain([
            &FRAMED_BY_ANYONE,
            &FRAMED_BY_ITSELF,
            &FRAMES_LEFT_OPEN,
            &IMMUTABLE,
            &REVALIDATED,
        ])
    }

    #[test]
    fn every_host_file_names_every_header_with_its_value() {
        for (file, text) in texts() {
            for Header { name, value } in all() {
                assert!(text.contains(name), "{file} lacks {name}");
                assert!(text.contains(value), "{file} lacks the value of {name}");
            }
        }
    }

    #[test]
    fn no_value_needs_quoting_in_a_host_file() {
        assert!(all().all(|header| !header.value.contains(['"', '\\', '$', '\n'])));
    }

    #[test]
    fn the_laboratorys_snippets_name_every_header_that_isolates_with_its_value() {
        let page = include_str!("../../../www/lab.html");
        let (_, part) = page.split_once("<div class=\"snippets\">").expect("it");
        let snippets = part.split("<pre ").skip(1);
        let snippets: Vec<_> = snippets
            .filter_map(|rest| rest.split("</pre>").next())
            .collect();
        assert_eq!(snippets.len(), 5);
        for snippet in snippets {
            for Header { name, value } in &ISOLATION {
                // As each of them writes a header and its value.
                let is_said = [
                    format!("{name} \"{value}\""),
                    format!("'{name}': '{value}'"),
                    format!("{name}: {value}"),
                    format!("\"key\": \"{name}\", \"value\": \"{value}\""),
                ];
                assert!(
                    is_said.iter().any(|said| snippet.contains(said)),
                    "{name}: {snippet}"
                );
            }
            assert_eq!(snippet.matches("Cross-Origin-").count(), 2, "{snippet}");
        }
    }

    #[test]
    fn a_host_file_opens_the_widgets_frames_and_no_others() {
        for (file, text) in texts() {
            let mut parts = text.split("frame-ancestors *");
            let before = parts.next().expect("a part");
            assert!(parts.next().is_some(), "{file}");
            assert!(parts.next().is_none(), "{file}");
            // The last page that is named before is the one that this is about.
            let (_, rest) = before.rsplit_once('/').expect("an address");
            let is_widget = rest.starts_with("embed.html") || rest.starts_with("embed\\.html");
            assert!(is_widget, "{file}: {rest}");
        }
    }

    #[test]
    fn a_host_file_leaves_isolation_out_for_the_pages_of_plain_hosts() {
        for (file, text) in texts() {
            let lines = text.lines().filter(|line| line.contains(PLAIN_HOSTS));
            assert!(lines.count() > 0, "{file}");
        }
        let text = netlify(&[]);
        let (_, rule) = text.split_once("\n/hosts/plain/*\n").expect("a rule");
        assert!(rule.starts_with("  Cross-Origin-Opener-Policy: unsafe-none\n"));
    }

    #[test]
    fn a_file_outside_of_the_assets_is_named_and_a_page_with_its_folder_and_policy() {
        let text = netlify(&FIXED.map(str::to_owned));
        let itself = FRAMED_BY_ITSELF.value;
        for (path, policy) in [
            ("/", itself),
            ("/index.html", itself),
            ("/a/", itself),
            ("/a/index.html", itself),
            ("/embed.html", FRAMED_BY_ANYONE.value),
        ] {
            let rule = format!(
                "\n{path}\n  Cache-Control: no-cache\n  Content-Security-Policy: {policy}\n"
            );
            assert!(text.contains(&rule), "{path}: {text}");
        }
        assert!(text.contains("\n/deep-canvas.js\n  Cache-Control: no-cache\n/"));
    }
}
