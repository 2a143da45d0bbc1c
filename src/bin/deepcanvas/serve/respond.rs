//! What every response gets on its way out.

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, IF_MODIFIED_SINCE, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::headers::{
    ALWAYS, ASSETS, Header, IMMUTABLE, ISOLATION, REVALIDATED, SERVICE_WORKER, UNKEPT, is_isolated,
    policy_of,
};

/// Nothing is there.
pub(super) async fn not_found() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "not found\n")
}

/// Adds the table's headers, those that isolate only where `isolated` is true.
pub(super) async fn add_headers(
    State(isolated): State<bool>,
    mut request: Request,
    next: Next,
) -> Response {
    if !isolated {
        // A browser that has an isolated copy would keep it, headers and all,
        // when told 304: what is left out takes nothing away.
        request.headers_mut().remove(IF_NONE_MATCH);
        request.headers_mut().remove(IF_MODIFIED_SINCE);
    }
    let path = request.uri().path();
    let name = path.strip_prefix('/').unwrap_or(path);
    let policy = policy_of(name);
    let isolates = isolated && is_isolated(name);
    let is_asset = is_asset(path);
    let mut response = if !isolated && name == SERVICE_WORKER {
        // It would isolate. One that is there already ends when this is gone.
        not_found().await.into_response()
    } else {
        next.run(request).await
    };
    let is_answer = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let kept = match (isolated, is_asset && is_answer) {
        (false, _) => &UNKEPT,
        (true, true) => &IMMUTABLE,
        (true, false) => &REVALIDATED,
    };
    let headers = response.headers_mut();
    let isolation = ISOLATION.iter().filter(|_| isolates);
    for Header { name, value } in isolation.chain(&ALWAYS).chain([policy, kept]) {
        if let Ok(name) = HeaderName::try_from(*name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    // Also where nothing is sent, for it is of what would have been.
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    name_charset(headers);
    response
}

/// Whether an address lies in the folder that is named by its content.
fn is_asset(path: &str) -> bool {
    let mut parts = path.split('/').skip(1);
    parts.next() == Some(ASSETS) && parts.count() > 1
}

/// All our texts are UTF-8; by extension alone that would be left to guess.
fn name_charset(headers: &mut HeaderMap) {
    let named = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .filter(|kind| kind.starts_with("text/") && !kind.contains("charset"))
        .and_then(|kind| HeaderValue::try_from(format!("{kind}; charset=utf-8")).ok());
    if let Some(named) = named {
        headers.insert(CONTENT_TYPE, named);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::WIDGET;

    #[test]
    fn the_headers_of_the_table_are_valid() {
        let policies = ["", WIDGET].map(policy_of);
        for Header { name, value } in ISOLATION.iter().chain(&ALWAYS).chain(policies).chain([
            &IMMUTABLE,
            &REVALIDATED,
            &UNKEPT,
        ]) {
            assert!(HeaderName::try_from(*name).is_ok(), "{name}");
            assert!(HeaderValue::from_str(value).is_ok(), "{name}: {value}");
        }
    }

    #[test]
    fn assets_are_what_lies_in_a_folder_of_the_folder() {
        for path in ["/assets/0123/x.js", "/assets/0123/a/x.js"] {
            assert!(is_asset(path), "{path}");
        }
        for path in ["/", "/x.js", "/assets", "/assets/x", "/a/assets/0123/x.js"] {
            assert!(!is_asset(path), "{path}");
        }
    }
}
