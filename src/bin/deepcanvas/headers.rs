//! The response headers of the site: one table, which the server sends and
//! from which `hosts` writes the header files of common hosts.
//!
//! How long a browser keeps a file is told by its name. The `ASSETS` stand in a
//! folder that is named by their content: a name there never means anything
//! else, so what came under it is kept for good. All other names are those that
//! people and pages rely on, and mean whatever was built last.

/// A response header.
pub(crate) struct Header {
    pub(crate) name: &'static str,
    pub(crate) value: &'static str,
}

/// The folder, in the site's root, of one folder that is named by its content.
pub(crate) const ASSETS: &str = "assets";

/// The script that adds the headers of isolation where a host does not send them.
pub(crate) const SERVICE_WORKER: &str = "service-worker.js";

/// The one page that is made for frames of other sites.
pub(crate) const WIDGET: &str = "embed.html";

/// The folder of the pages that stand for hosts which send nothing: they are sent
/// without what isolates.
pub(crate) const PLAIN_HOSTS: &str = "hosts/plain/";

/// What makes a page cross-origin isolated, and so gives it threads. Measured:
/// the last one isolates frames in Chromium even inside pages that send nothing.
pub(crate) const ISOLATION: [Header; 3] = [
    header("Cross-Origin-Opener-Policy", "same-origin"),
    header("Cross-Origin-Embedder-Policy", "require-corp"),
    header("Document-Isolation-Policy", "isolate-and-require-corp"),
];

/// What sends nothing of it to a browser, where a host cannot leave a header out: a
/// value that is the default, alone or after the other one, for two are none.
pub(crate) const NO_ISOLATION: [Header; 3] = [
    header("Cross-Origin-Opener-Policy", "unsafe-none"),
    header("Cross-Origin-Embedder-Policy", "unsafe-none"),
    header("Document-Isolation-Policy", "none"),
];

/// What every response carries, isolated or not, beside its content policy and
/// how long it is kept.
pub(crate) const ALWAYS: [Header; 4] = [
    // The widget's frame may be embedded by isolated pages of other origins.
    header("Cross-Origin-Resource-Policy", "cross-origin"),
    header("X-Content-Type-Options", "nosniff"),
    header("Referrer-Policy", "no-referrer"),
    header(
        "Permissions-Policy",
        // What the site uses, the threads' isolation apart, which every frame may have;
        // then all that Chromium 156 knows and the site does not use. It calls a name
        // that it does not know an error, so that none stands here in advance.
        "fullscreen=(self), clipboard-write=(self), \
         accelerometer=(), autoplay=(), browsing-topics=(), camera=(), \
         captured-surface-control=(), clipboard-read=(), compute-pressure=(), \
         display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), \
         hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), \
         local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), \
         payment=(), picture-in-picture=(), publickey-credentials-create=(), \
         publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), \
         sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()",
    ),
];

macro_rules! content_policy {
    ($ancestors:literal) => {
        header(
            "Content-Security-Policy",
            concat!(
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                 connect-src 'self'; img-src 'self' blob: data:; style-src 'self'; \
                 manifest-src 'self'; require-trusted-types-for 'script'; \
                 trusted-types deepcanvas; base-uri 'none'; form-action 'none'",
                $ancestors
            ),
        )
    };
}

/// For the widget.
pub(crate) const FRAMED_BY_ANYONE: Header = content_policy!("; frame-ancestors *");
/// For all else: pages that have the widget in are among them, one in `srcdoc`, which
/// inherits this and where Firefox takes nothing for `'self'`.
pub(crate) const FRAMED_BY_ITSELF: Header =
    content_policy!("; frame-src http: https:; frame-ancestors 'self'");
/// For a host that can only add to what it sends for every file.
pub(crate) const FRAMES_LEFT_OPEN: Header = content_policy!("; frame-src http: https:");

/// For an asset: a browser need not ask again.
pub(crate) const IMMUTABLE: Header = header("Cache-Control", "public, max-age=31536000, immutable");

/// For every other name: a browser asks each time, and is told 304 as long as
/// nothing changed.
pub(crate) const REVALIDATED: Header = header("Cache-Control", "no-cache");

/// For a server without isolation: what a browser kept would lack the headers
/// that the same address has when the server isolates again.
pub(crate) const UNKEPT: Header = header("Cache-Control", "no-store");

const fn header(name: &'static str, value: &'static str) -> Header {
    Header { name, value }
}

/// What every response of an isolated site carries, beside its content policy
/// and how long it is kept.
pub(crate) fn common() -> impl Iterator<Item = &'static Header> {
    ISOLATION.iter().chain(&ALWAYS)
}

/// Whether a file is sent with what isolates, by its path in the site.
pub(crate) fn is_isolated(path: &str) -> bool {
    !path.starts_with(PLAIN_HOSTS)
}

/// The content policy of a file, by its path in the site.
pub(crate) fn policy_of(path: &str) -> &'static Header {
    match path {
        WIDGET => &FRAMED_BY_ANYONE,
        _ => &FRAMED_BY_ITSELF,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_stand_for_plain_hosts_alone_go_without_isolation() {
        for path in [
            "",
            "embed.html",
            "hosts/",
            "hosts/isolated.html",
            "a/hosts/plain/",
        ] {
            assert!(is_isolated(path), "{path}");
        }
        for path in ["hosts/plain/", "hosts/plain/index.html"] {
            assert!(!is_isolated(path), "{path}");
        }
    }

    #[test]
    fn what_sends_no_isolation_names_every_header_of_it() {
        let names = |headers: &[Header; 3]| headers.each_ref().map(|header| header.name);
        assert_eq!(names(&NO_ISOLATION), names(&ISOLATION));
    }

    #[test]
    fn the_widget_alone_may_be_framed_by_anyone() {
        let ancestors = |path| {
            let (_, ancestors) = policy_of(path)
                .value
                .split_once("frame-ancestors ")
                .expect("a policy says who may frame it");
            ancestors
        };
        assert_eq!(ancestors("embed.html"), "*");
        for path in [
            "",
            "index.html",
            "embed",
            "a/embed.html",
            "assets/0123/embed.js",
            "none",
        ] {
            assert_eq!(ancestors(path), "'self'", "{path}");
        }
    }
}
