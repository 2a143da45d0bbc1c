//! What is refused before any file is looked at.
//!
//! The build gives files plain names only, so an address with an escape, a
//! backslash or a leading dot in it names nothing here. Whatever a link in the
//! folder might lead to is checked against the folder's true path.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::respond;
use crate::build::{ENDINGS, is_plain};
use crate::hosts::HOST_FILES;

/// What the server may give, and to whom.
#[derive(Clone)]
pub(super) struct Guard {
    site: PathBuf,
    /// Only browsers on this machine can reach the server.
    local: bool,
}

impl Guard {
    /// For a site's folder, its path without links, served on `address`.
    pub(super) fn new(site: &Path, address: IpAddr) -> Self {
        Self {
            site: site.to_owned(),
            local: address.is_loopback(),
        }
    }

    async fn holds(&self, path: &str) -> bool {
        let file = self.site.join(path.trim_start_matches('/'));
        match tokio::fs::canonicalize(file).await {
            Ok(true_path) => true_path.starts_with(&self.site),
            Err(_) => false,
        }
    }
}

/// Lets a request through that is for this server and for a file of the site.
pub(super) async fn refuse(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    if guard.local && !names_this_machine(&request) {
        // A page elsewhere whose name was made to lead here (DNS rebinding).
        let text = "this server answers to localhost only\n";
        return (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    }
    if !is_address_of_a_file(request.uri()) || !guard.holds(request.uri().path()).await {
        return respond::not_found().await.into_response();
    }
    next.run(request).await
}

/// Whether the path could be a file's: plain names between single slashes. The
/// compressed files have no address: what they are of is asked for, and they are
/// what is sent.
fn is_address_of_a_file(uri: &Uri) -> bool {
    let Some(path) = uri.path().strip_prefix('/') else {
        return false;
    };
    let for_hosts = HOST_FILES.iter().any(|file| file.name == path);
    let compressed = ENDINGS.iter().any(|ending| path.ends_with(ending));
    let folder = path.strip_suffix('/').unwrap_or(path);
    path.is_empty() || (!for_hosts && !compressed && folder.split('/').all(is_plain))
}

/// Whether a request was sent to a name that only this machine has. One that
/// names no host comes from no browser.
fn names_this_machine(request: &Request) -> bool {
    let header = request.headers().get(HOST);
    let host = match (request.uri().authority(), header) {
        (Some(authority), _) => Some(authority.clone()),
        (None, Some(value)) => Authority::try_from(value.as_bytes()).ok(),
        (None, None) => return true,
    };
    host.is_some_and(|host| is_local(host.host()))
}

fn is_local(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(path: &str) -> bool {
        path.parse().is_ok_and(|uri| is_address_of_a_file(&uri))
    }

    #[test]
    fn plain_addresses_pass() {
        for path in [
            "/",
            "/index.html",
            "/pkg/deepcanvas_bg.wasm",
            "/a/b/",
            "/a?b=../c",
        ] {
            assert!(passes(path), "{path}");
        }
    }

    #[test]
    fn addresses_that_climb_hide_or_escape_do_not_pass() {
        for path in [
            "/..",
            "/../Cargo.toml",
            "/pkg/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/a%5c..",
            "/a\\..",
            "/a%00",
            "//a",
            "/pkg//a",
            "/.htaccess",
            "/_headers",
            "/index.html.br",
            "/pkg/deepcanvas_bg.wasm.gz",
            "/c:/a",
        ] {
            assert!(!passes(path), "{path}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_link_out_of_the_site_leads_nowhere() -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("deepcanvas-{}", std::process::id()));
        let site = folder.join("site");
        std::fs::create_dir_all(&site)?;
        let site = site.canonicalize()?;
        std::fs::write(site.join("page"), "")?;
        std::fs::write(folder.join("secret"), "")?;
        std::os::unix::fs::symlink("../secret", site.join("link"))?;
        std::os::unix::fs::symlink("page", site.join("alias"))?;

        let guard = Guard::new(&site, IpAddr::from([127, 0, 0, 1]));
        assert!(guard.holds("/").await);
        assert!(guard.holds("/page").await);
        assert!(guard.holds("/alias").await);
        assert!(!guard.holds("/link").await);
        assert!(!guard.holds("/nothing").await);
        std::fs::remove_dir_all(folder)
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "127.0.0.1",
            "127.0.0.2",
            "[::1]",
        ] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "example.org",
            "localhost.example.org",
            "10.0.0.1",
            "[::2]",
            "",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
