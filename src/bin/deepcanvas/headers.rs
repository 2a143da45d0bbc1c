//! The response headers of the site: one table, which the server sends and
//! from which the header files of common hosts are written.

use std::fmt::Write as _;

/// A response header.
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
}

/// What makes a page cross-origin isolated, and so gives it threads. Measured:
/// the last one isolates frames in Chromium even inside pages that send nothing.
pub(crate) const ISOLATION: [Header; 3] = [
    header("Cross-Origin-Opener-Policy", "same-origin"),
    header("Cross-Origin-Embedder-Policy", "require-corp"),
    header("Document-Isolation-Policy", "isolate-and-require-corp"),
];

/// What every response carries, isolated or not, beside its content policy.
const ALWAYS: [Header; 5] = [
    // The widget's frame may be embedded by isolated pages of other origins.
    header("Cross-Origin-Resource-Policy", "cross-origin"),
    header("X-Content-Type-Options", "nosniff"),
    header("Referrer-Policy", "no-referrer"),
    header(
        "Permissions-Policy",
        "fullscreen=(self), clipboard-write=(self)",
    ),
    // No name carries a hash of its content, so a browser asks each time, and
    // is told 304 as long as nothing changed.
    header("Cache-Control", "no-cache"),
];

/// The one page that is made for frames of other sites.
const WIDGET: &str = "embed.html";

macro_rules! content_policy {
    ($ancestors:literal) => {
        header(
            "Content-Security-Policy",
            concat!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                 connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; \
                 manifest-src 'self'; base-uri 'none'; form-action 'none'",
                $ancestors
            ),
        )
    };
}

const FRAMED_BY_ANYONE: Header = content_policy!("; frame-ancestors *");
const FRAMED_BY_ITSELF: Header = content_policy!("; frame-ancestors 'self'");
/// For a host that can only add to what it sends for every file.
const FRAMES_LEFT_OPEN: Header = content_policy!("");

/// What the file of an address is sent with, isolated or not.
pub(crate) fn always(path: &str) -> impl Iterator<Item = &'static Header> + use<> {
    let policy = match path.strip_prefix('/') {
        Some(WIDGET) => &FRAMED_BY_ANYONE,
        _ => &FRAMED_BY_ITSELF,
    };
    ALWAYS.iter().chain([policy])
}

const fn header(name: &'static str, value: &'static str) -> Header {
    Header { name, value }
}

/// A file in the site's root that tells a host which headers to send.
pub(crate) struct HostFile {
    pub(crate) name: &'static str,
    pub(crate) text: fn() -> String,
}

/// For the common hosts. Our own server does not serve them.
pub(crate) const HOST_FILES: [HostFile; 4] = [
    host_file("_headers", netlify),
    host_file(".htaccess", apache),
    host_file("nginx.conf", nginx),
    host_file("vercel.json", vercel),
];

const fn host_file(name: &'static str, text: fn() -> String) -> HostFile {
    HostFile { name, text }
}

/// What isolates, and what every file is sent with but for its content policy.
fn common() -> impl Iterator<Item = &'static Header> {
    ISOLATION.iter().chain(&ALWAYS)
}

/// Netlify's and Cloudflare Pages' `_headers`. Where several rules match, one
/// host sends the values of all and another that of the last: pages keep to what
/// is meant either way, as of two content policies both hold.
fn netlify() -> String {
    let mut text =
        String::from("# Written by `deepcanvas build`, for Netlify and Cloudflare.\n/*\n");
    for Header { name, value } in common().chain([&FRAMES_LEFT_OPEN]) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for (path, Header { name, value }) in [
        ("", &FRAMED_BY_ITSELF),
        ("index.html", &FRAMED_BY_ITSELF),
        (WIDGET, &FRAMED_BY_ANYONE),
    ] {
        let _ = writeln!(text, "/{path}\n  {name}: {value}");
    }
    text
}

/// Apache's `.htaccess`.
fn apache() -> String {
    let mut text = String::from(
        "# Written by `deepcanvas build`, for Apache with mod_headers.\n\
         AddType application/wasm .wasm\n\
         AddType text/javascript .js\n",
    );
    for Header { name, value } in common().chain([&FRAMED_BY_ITSELF]) {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    let Header { name, value } = &FRAMED_BY_ANYONE;
    let _ = writeln!(
        text,
        "<Files \"{WIDGET}\">\n  Header always set {name} \"{value}\"\n</Files>"
    );
    text
}

/// A part of nginx' configuration. A location within one inherits no header as
/// soon as it adds one: the widget's names all of them.
fn nginx() -> String {
    let mut text = String::from(
        "# Written by `deepcanvas build`: include this file in nginx' location of the site.\n",
    );
    add_headers(&mut text, "", &FRAMED_BY_ITSELF);
    let _ = writeln!(text, "location ~ /embed\\.html$ {{");
    add_headers(&mut text, "  ", &FRAMED_BY_ANYONE);
    text.push_str("}\n");
    text
}

fn add_headers(text: &mut String, indent: &str, policy: &'static Header) {
    for Header { name, value } in common().chain([policy]) {
        let _ = writeln!(text, "{indent}add_header {name} \"{value}\" always;");
    }
}

/// Vercel's `vercel.json`: two rules that never match the same file.
fn vercel() -> String {
    let rule = |source: String, policy| {
        let headers: Vec<_> = common()
            .chain([policy])
            .map(|Header { name, value }| serde_json::json!({ "key": name, "value": value }))
            .collect();
        serde_json::json!({ "source": source, "headers": headers })
    };
    let rules = serde_json::json!({ "headers": [
        rule(format!("/((?!{WIDGET}$).*)"), &FRAMED_BY_ITSELF),
        rule(format!("/{WIDGET}"), &FRAMED_BY_ANYONE),
    ] });
    format!("{rules:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static Header> {
        let policies = [&FRAMED_BY_ITSELF, &FRAMED_BY_ANYONE, &FRAMES_LEFT_OPEN];
        common().chain(policies)
    }

    #[test]
    fn every_host_file_names_every_header_with_its_value() {
        for HostFile { name: file, text } in HOST_FILES {
            let text = text();
            for Header { name, value } in all() {
                assert!(text.contains(name), "{file} lacks {name}");
                assert!(text.contains(value), "{file} lacks the value of {name}");
            }
        }
    }

    #[test]
    fn the_widget_alone_may_be_framed_by_anyone() {
        let ancestors = |path| {
            let (_, ancestors) = always(path)
                .find(|header| header.name == "Content-Security-Policy")
                .and_then(|policy| policy.value.split_once("frame-ancestors "))
                .expect("a policy says who may frame it");
            ancestors
        };
        assert_eq!(ancestors("/embed.html"), "*");
        for path in [
            "/",
            "/index.html",
            "/embed.js",
            "/a/embed.html",
            "/worker.js",
            "/none",
        ] {
            assert_eq!(ancestors(path), "'self'", "{path}");
        }
    }

    #[test]
    fn a_host_file_opens_frames_after_it_closed_them_for_the_rest() {
        for HostFile { name, text } in HOST_FILES {
            let text = text();
            let open = text.find("frame-ancestors *").expect("the widget's policy");
            let closed = text.find("frame-ancestors 'self'").expect("the rest's");
            assert!(closed < open, "{name}");
            assert_eq!(text.matches("frame-ancestors *").count(), 1, "{name}");
            assert!(text[closed..open].contains("embed"), "{name}");
        }
    }

    #[test]
    fn no_value_needs_quoting_in_a_host_file() {
        assert!(all().all(|header| !header.value.contains(['"', '\\', '$', '\n'])));
    }
}
