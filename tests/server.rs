//! `deepcanvas serve`, as a browser and an intruder meet it.

mod support;

use std::io::Read;
use std::net::TcpListener;

use support::http::{Reply, ask, get, send};
use support::{Server, assets, ending, errors, files_of, run, site};

const ISOLATION: [(&str, &str); 3] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Document-Isolation-Policy", "isolate-and-require-corp"),
];

/// The address of an asset.
fn asset(name: &str) -> String {
    format!("/{}/{name}", assets())
}

fn wasm() -> String {
    asset("pkg/deepcanvas_bg.wasm")
}

/// One reply of every kind that the server gives.
fn replies(port: u16) -> Vec<(&'static str, Reply)> {
    let tag = get(port, "/").header("ETag").expect("a tag").to_owned();
    let known = format!("If-None-Match: {tag}\r\n");
    let elsewhere = "GET / HTTP/1.1\r\nHost: example.org\r\n";
    vec![
        ("a page", get(port, "/")),
        ("the widget", get(port, "/embed.html")),
        ("the wasm", get(port, &wasm())),
        ("nothing there", get(port, "/nothing")),
        ("no asset", get(port, &asset("nothing"))),
        ("nothing for anyone", get(port, "/%2e%2e/Cargo.toml")),
        ("nothing new", ask(port, "GET", "/", &known)),
        ("a folder", get(port, "/assets")),
        (
            "a wrong method",
            ask(port, "POST", "/", "Content-Length: 0\r\n"),
        ),
        ("another host", send(port, elsewhere)),
    ]
}

#[test]
fn the_line_on_standard_output_names_the_port_taken() {
    let server = Server::start(&[]);
    let expected = format!("listening on http://localhost:{}/\n", server.port);
    assert_eq!(server.line, expected);
}

#[test]
fn every_response_isolates_and_has_a_strict_policy() {
    let server = Server::start(&[]);
    for (what, reply) in replies(server.port) {
        for (name, value) in ISOLATION {
            assert_eq!(reply.header(name), Some(value), "{what}: {}", reply.head);
        }
        let csp = reply.header("Content-Security-Policy").expect("a policy");
        assert!(csp.starts_with("default-src 'none';"), "{what}: {csp}");
        assert!(!csp.contains("unsafe-inline"), "{what}: {csp}");
        let trust = "require-trusted-types-for 'script'; trusted-types deepcanvas;";
        assert!(csp.contains(trust), "{what}: {csp}");
        let referrer = reply.header("Referrer-Policy");
        assert_eq!(referrer, Some("no-referrer"), "{what}");
        let features = reply.header("Permissions-Policy").expect("a policy");
        for feature in features.split(", ") {
            let uses = ["fullscreen=(self)", "clipboard-write=(self)"];
            assert!(
                feature.ends_with("=()") || uses.contains(&feature),
                "{what}: {feature}"
            );
        }
        let framers = if what == "the widget" { "*" } else { "'self'" };
        assert!(
            csp.ends_with(&format!("; frame-ancestors {framers}")),
            "{what}: {csp}"
        );
        let embedding = reply.header("Cross-Origin-Resource-Policy");
        assert_eq!(embedding, Some("cross-origin"), "{what}");
        let sniffing = reply.header("X-Content-Type-Options");
        assert_eq!(sniffing, Some("nosniff"), "{what}");
    }
}

#[test]
fn pages_that_stand_for_plain_hosts_are_sent_without_isolation() {
    let server = Server::start(&[]);
    for (path, isolated) in [
        ("/hosts/", true),
        ("/hosts/isolated.html", true),
        ("/hosts/plain/", false),
        ("/hosts/plain/twelve.html", false),
    ] {
        let reply = get(server.port, path);
        assert_eq!(reply.status, 200, "{path}");
        for (name, value) in ISOLATION {
            let expected = isolated.then_some(value);
            assert_eq!(reply.header(name), expected, "{path}");
        }
        assert!(reply.header("Content-Security-Policy").is_some(), "{path}");
    }
}

#[test]
fn no_isolation_leaves_out_isolation_alone() {
    let server = Server::start(&["--no-isolation"]);
    for (what, reply) in replies(server.port) {
        for (name, _) in ISOLATION {
            assert_eq!(reply.header(name), None, "{what}");
        }
        assert!(reply.header("Content-Security-Policy").is_some(), "{what}");
        // A copy of this would lack the headers when the server isolates again.
        assert_eq!(reply.header("Cache-Control"), Some("no-store"), "{what}");
    }
    // The service worker would add them.
    assert_eq!(get(server.port, "/service-worker.js").status, 404);
    // A copy from an isolating server would otherwise keep its headers.
    let all = replies(server.port);
    let (_, again) = all
        .iter()
        .find(|(what, _)| *what == "nothing new")
        .expect("it is one of them");
    assert_eq!(again.status, 200);
}

#[test]
fn types_are_what_browsers_insist_on() {
    let server = Server::start(&[]);
    for (path, expected) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/deep-canvas.js", "text/javascript; charset=utf-8"),
        (&asset("deep-canvas.js"), "text/javascript; charset=utf-8"),
        (&wasm(), "application/wasm"),
    ] {
        let reply = get(server.port, path);
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("Content-Type"), Some(expected), "{path}");
    }
}

#[test]
fn nothing_outside_the_site_is_served() {
    let server = Server::start(&[]);
    for path in [
        "/..",
        "/../site/index.html",
        "/../../Cargo.toml",
        "/assets/../../../Cargo.toml",
        "/assets/../index.html",
        "/./index.html",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/%2E%2E%2F%2E%2E%2FCargo.toml",
        "/..%2f..%2fCargo.toml",
        "/..%5c..%5cCargo.toml",
        "/%252e%252e/%252e%252e/Cargo.toml",
        "/..%c0%af..%c0%afCargo.toml",
        "/index.html%00",
        "/index.html%00.txt",
        "//etc/passwd",
        "/.htaccess",
        "/_headers",
        "/nginx.conf",
        "/vercel.json",
        "/assets/",
        &format!("/{}/", assets()),
        "/index.html.br",
        &format!("{}.br", wasm()),
        &format!("{}.gz", wasm()),
    ] {
        let reply = get(server.port, path);
        assert_eq!(reply.status, 404, "{path}: {}", reply.head);
        assert_eq!(reply.body, b"not found\n", "{path}");
    }
    // These are no addresses at all, and may be refused as such.
    for path in ["/..\\..\\Cargo.toml", "../../Cargo.toml", "/\0"] {
        let reply = get(server.port, path);
        assert!(matches!(reply.status, 400 | 404), "{path}: {}", reply.head);
    }
}

#[test]
fn only_get_and_head_are_served() {
    let server = Server::start(&[]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let reply = ask(server.port, method, "/", "Content-Length: 0\r\n");
        assert_eq!(reply.status, 405, "{method}");
        assert_eq!(reply.header("Allow"), Some("GET,HEAD"), "{method}");
    }
    let whole = get(server.port, "/");
    let head = ask(server.port, "HEAD", "/", "");
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
    for name in ["Content-Length", "Content-Type", "ETag"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
}

/// What a reply's bytes are once they are unpacked.
fn unpacked(reply: &Reply) -> Vec<u8> {
    let mut bytes = Vec::new();
    match reply.header("Content-Encoding") {
        None => bytes.clone_from(&reply.body),
        Some("br") => brotli::BrotliDecompress(&mut &*reply.body, &mut bytes).expect("brotli"),
        Some("gzip") => {
            let mut decoder = flate2::read::GzDecoder::new(&*reply.body);
            decoder.read_to_end(&mut bytes).expect("gzip");
        }
        Some(other) => panic!("nobody asked for {other}"),
    }
    bytes
}

#[test]
fn files_are_compressed_as_it_is_asked_for() {
    let server = Server::start(&[]);
    let file = std::fs::read(site().join(&wasm()[1..])).expect("the site has it");
    for (accepted, expected) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("br", Some("br")),
        ("gzip", Some("gzip")),
        ("GZIP", Some("gzip")),
        ("br;q=0.5, gzip;q=0.8", Some("gzip")),
        ("br;q=0, gzip", Some("gzip")),
        ("br;q=0.001", Some("br")),
        ("br;q=0", None),
        ("br;q=0, gzip;q=0.0", None),
        ("br;q=0.5, identity", None),
        ("deflate, zstd", None),
        ("", None),
    ] {
        let accept = format!("Accept-Encoding: {accepted}\r\n");
        let reply = ask(server.port, "GET", &wasm(), &accept);
        assert_eq!(reply.header("Content-Encoding"), expected, "{accepted}");
        assert_eq!(reply.header("Vary"), Some("accept-encoding"), "{accepted}");
        assert_eq!(reply.header("Content-Type"), Some("application/wasm"));
        assert!(unpacked(&reply) == file, "{accepted}: other bytes");
        let is_smaller = reply.body.len() < file.len();
        assert_eq!(is_smaller, expected.is_some(), "{accepted}");
        let head = ask(server.port, "HEAD", &wasm(), &accept);
        for name in ["Content-Length", "Content-Encoding", "ETag", "Vary"] {
            assert_eq!(head.header(name), reply.header(name), "{accepted}: {name}");
        }
    }
    let plain = get(server.port, &wasm());
    assert_eq!(plain.header("Content-Encoding"), None);
    assert!(plain.body == file, "the bytes served are the file's");
    // What is too small to gain has no compressed form.
    let small = "Accept-Encoding: br, gzip\r\n";
    let small = ask(server.port, "GET", "/deep-canvas.js", small);
    assert_eq!(small.header("Content-Encoding"), None);
}

#[test]
fn a_browser_keeps_its_copy_until_the_file_changes() {
    let server = Server::start(&[]);
    for path in ["/", &wasm()] {
        let mut tags = Vec::new();
        for coding in ["br", "gzip", "identity"] {
            let accept = format!("Accept-Encoding: {coding}\r\n");
            let first = ask(server.port, "GET", path, &accept);
            let tag = first.header("ETag").expect("a tag").to_owned();
            let known = format!("{accept}If-None-Match: {tag}\r\n");
            let again = ask(server.port, "GET", path, &known);
            assert_eq!(again.status, 304, "{path} {coding}");
            assert!(again.body.is_empty());
            for name in ["ETag", "Vary", "Cache-Control"] {
                assert_eq!(
                    again.header(name),
                    first.header(name),
                    "{path} {coding}: {name}"
                );
            }
            tags.push(tag);
        }
        // What is known in one form is not known in another.
        for tag in &tags[1..] {
            let other = format!("Accept-Encoding: br\r\nIf-None-Match: {tag}\r\n");
            assert_eq!(ask(server.port, "GET", path, &other).status, 200, "{path}");
        }
        let all = format!(
            "Accept-Encoding: br\r\nIf-None-Match: {}\r\n",
            tags.join(", ")
        );
        assert_eq!(ask(server.port, "GET", path, &all).status, 304, "{path}");
        let other = ask(server.port, "GET", path, "If-None-Match: \"other\"\r\n");
        assert_eq!(other.status, 200);
    }
}

#[test]
fn only_names_made_of_the_content_are_kept_unasked() {
    let server = Server::start(&[]);
    let kept = |path: &str| {
        let reply = get(server.port, path);
        let header = reply.header("Cache-Control").map(str::to_owned);
        (reply.status, header.expect("it says how long"))
    };
    let asked_each_time = "no-cache".to_owned();
    for path in files_of(site()) {
        if ["br", "gz"].contains(&ending(&path)) {
            continue;
        }
        let expected = if path.starts_with(assets()) {
            "public, max-age=31536000, immutable".to_owned()
        } else {
            asked_each_time.clone()
        };
        assert_eq!(kept(&format!("/{path}")), (200, expected), "{path}");
    }
    // What is not there yet may be there soon.
    for path in [
        asset("nothing"),
        "/assets/0/worker.js".to_owned(),
        wasm() + ".br",
    ] {
        assert_eq!(kept(&path), (404, asked_each_time.clone()), "{path}");
    }
    assert_eq!(kept("/assets"), (307, asked_each_time.clone()));
    assert_eq!(kept(&format!("/{}", assets())), (307, asked_each_time));
}

#[test]
fn a_name_that_was_made_to_lead_here_is_refused() {
    let server = Server::start(&[]);
    let status = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\n");
        send(server.port, &request).status
    };
    for host in ["localhost", "localhost:1", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in ["example.org", "localhost.example.org:8080", "192.0.2.1"] {
        assert_eq!(status(host), 421, "{host}");
    }
    let absolute = "GET http://example.org/ HTTP/1.1\r\nHost: localhost\r\n";
    assert_eq!(send(server.port, absolute).status, 421);
}

#[test]
fn another_address_is_named_as_it_is() {
    let server = Server::start(&["--bind", "0.0.0.0"]);
    let expected = format!("listening on http://0.0.0.0:{}/\n", server.port);
    assert_eq!(server.line, expected);
    let elsewhere = "GET / HTTP/1.1\r\nHost: example.org\r\n";
    assert_eq!(send(server.port, elsewhere).status, 200);
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("some port is free");
    let port = taken.local_addr().expect("it has an address").port();
    let output = run(&["serve", "--port", &port.to_string()]);
    let text = errors(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.contains(&format!("port {port} of 127.0.0.1 is in use")),
        "{text}"
    );
    assert!(text.contains("--port"), "{text}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_mistake_in_the_call_is_one_line_that_says_what_would_do() {
    for (call, expected) in [
        (&["serve", "--port", "many"][..], "0 to 65535"),
        (&["serve", "--port", "65536"], "0 to 65535"),
        (&["serve", "--bind", "here"], "127.0.0.1"),
        (&["serve", "--bind", "192.0.2.1", "--port", "0"], "--bind"),
        (&["serve", "--prot", "1"], "--port"),
        (&["sevre"], "serve"),
        (&["build", "--out"], "DIR"),
    ] {
        let output = run(call);
        let text = errors(&output);
        assert_eq!(output.status.code(), Some(2), "{call:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{call:?}: {text}");
        assert!(text.contains(expected), "{call:?}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly() {
    for signal in ["-INT", "-TERM"] {
        let server = Server::start(&[]);
        let told = std::process::Command::new("kill")
            .args([signal, &server.id().to_string()])
            .status();
        assert!(told.is_ok_and(|status| status.success()));
        assert_eq!(server.wait(), Some(0), "{signal}");
    }
}
