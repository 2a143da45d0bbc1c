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

/// What every response carries, isolated or not.
pub(crate) const ALWAYS: [Header; 6] = [
    // The widget's frame may be embedded by isolated pages of other origins.
    header("Cross-Origin-Resource-Policy", "cross-origin"),
    header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
         connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    ),
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

fn all() -> impl Iterator<Item = &'static Header> {
    ISOLATION.iter().chain(&ALWAYS)
}

/// Netlify's and Cloudflare Pages' `_headers`.
fn netlify() -> String {
    let mut text =
        String::from("# Written by `deepcanvas build`, for Netlify and Cloudflare.\n/*\n");
    for Header { name, value } in all() {
        let _ = writeln!(text, "  {name}: {value}");
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
    for Header { name, value } in all() {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    text
}

/// A part of nginx' configuration.
fn nginx() -> String {
    let mut text = String::from(
        "# Written by `deepcanvas build`: include this file in nginx' location of the site.\n",
    );
    for Header { name, value } in all() {
        let _ = writeln!(text, "add_header {name} \"{value}\" always;");
    }
    text
}

/// Vercel's `vercel.json`.
fn vercel() -> String {
    let headers: Vec<_> = all()
        .map(|Header { name, value }| serde_json::json!({ "key": name, "value": value }))
        .collect();
    let rules = serde_json::json!({ "headers": [{ "source": "/(.*)", "headers": headers }] });
    format!("{rules:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn no_value_needs_quoting_in_a_host_file() {
        assert!(all().all(|header| !header.value.contains(['"', '\\', '$', '\n'])));
    }
}
