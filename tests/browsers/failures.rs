//! Failures that end an element: one clear message in the page, one `error`
//! event, no worker left behind, and no promise left open.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::{Host, Served};
use crate::page::Page;
use crate::pictures::ENDLESS;

/// Puts an element on a host's bare page and asserts that it ends with one
/// error of that code, whose message says all of `words`.
#[track_caller]
fn assert_ends(page: &Page, host: &Host, attributes: &Value, code: &str, words: &[&str]) {
    page.open(&host.page());
    let [refusal, errors, shown, seen, late]: [Value; 5] = serde_json::from_value(page.eval(
        "const element = put(arguments[0], 'width: 640px');
         const over = next('error', undefined, element);
         const refusal = await rejection(element.settled());
         await over;
         await noWorker();
         const shown = element.shadowRoot.querySelector('.failure');
         return [refusal, element.of('error'), shown?.textContent, element.failure,
           await rejection(element.setView('zoom=2'))];",
        json!([attributes]),
    ))
    .expect("a list of five");
    let errors = errors.as_array().expect("a list");
    assert_eq!(errors.len(), 1, "one error: {errors:?}");
    let message = errors[0]["message"].as_str().expect("a text");
    assert_eq!(errors[0]["code"], code, "{message}");
    assert_eq!(errors[0], seen);
    for word in words {
        assert!(message.contains(word), "`{word}` is not in: {message}");
    }
    let shown = shown.as_str().expect("the page shows it");
    assert!(shown.contains(message), "{shown}");
    for refusal in [refusal, late] {
        let refusal = refusal.as_str().expect("rejected");
        assert!(refusal.contains(message), "{refusal}");
    }
}

/// Does so in both browsers, with one thing changed on the host.
#[track_caller]
fn assert_ends_where(
    change: impl Fn(&str, &mut Served) + Send + Sync + 'static,
    code: &str,
    words: &[&str],
) {
    let host = Host::start(change);
    in_both(|page| assert_ends(page, &host, &json!({}), code, words));
}

fn in_page(script: &'static str) -> impl Fn(&str, &mut Served) {
    move |path, served| {
        if path == "/bare.html" {
            served.begin_with(&format!("<!doctype html><script>{script}</script>"));
        }
    }
}

fn in_workers(script: &'static str) -> impl Fn(&str, &mut Served) {
    move |path, served| {
        if path == "/worker.js" {
            served.begin_with(script);
        }
    }
}

fn without(missing: &'static str) -> impl Fn(&str, &mut Served) {
    move |path, served| {
        if path == missing {
            served.be_missing();
        }
    }
}

#[test]
fn no_offscreen_canvas() {
    assert_ends_where(
        in_page("delete HTMLCanvasElement.prototype.transferControlToOffscreen;"),
        "no-offscreen-canvas",
        &["OffscreenCanvas"],
    );
}

#[test]
fn no_workers() {
    assert_ends_where(in_page("delete window.Worker;"), "no-worker", &["workers"]);
}

#[test]
fn no_wasm() {
    assert_ends_where(
        in_workers("delete self.WebAssembly;\n"),
        "no-wasm",
        &["WebAssembly"],
    );
}

#[test]
fn no_simd() {
    assert_ends_where(
        in_workers("WebAssembly.validate = () => false;\n"),
        "no-simd",
        &["SIMD"],
    );
}

#[test]
fn wasm_that_is_not_there() {
    let wasm = "/pkg/deepcanvas_bg.wasm";
    assert_ends_where(without(wasm), "wasm-load", &["deepcanvas_bg.wasm", "404"]);
}

#[test]
fn wasm_of_the_wrong_type() {
    assert_ends_where(
        |path, served| {
            if path == "/pkg/deepcanvas_bg.wasm" {
                "text/plain".clone_into(&mut served.kind);
            }
        },
        "wasm-load",
        &["text/plain", "application/wasm"],
    );
}

#[test]
fn wasm_that_is_cut_short() {
    assert_ends_where(
        |path, served| {
            if path == "/pkg/deepcanvas_bg.wasm" {
                served.body.truncate(1000);
            }
        },
        "wasm-compile",
        &["deepcanvas_bg.wasm", "could not be compiled"],
    );
}

#[test]
fn a_policy_that_forbids_wasm() {
    assert_ends_where(
        |path, served| {
            if path == "/worker.js" {
                served
                    .headers
                    .push_str("Content-Security-Policy: script-src 'self'\r\n");
            }
        },
        "wasm-compile",
        &["'wasm-unsafe-eval'"],
    );
}

#[test]
fn a_program_that_is_not_there() {
    assert_ends_where(
        without("/pkg/deepcanvas.js"),
        "wasm-load",
        &["pkg/deepcanvas.js"],
    );
}

#[test]
fn a_worker_script_that_is_not_there() {
    assert_ends_where(without("/worker.js"), "worker-load", &["worker.js"]);
}

#[test]
fn a_worker_script_without_the_isolation_headers() {
    assert_ends_where(
        |path, served| {
            if path == "/worker.js" {
                served.isolated = false;
            }
        },
        "worker-load",
        &["Cross-Origin-Embedder-Policy"],
    );
}

#[test]
fn a_page_of_another_origin() {
    let site = Host::start(|_, served| {
        let all = "Access-Control-Allow-Origin: *\r\n";
        served.headers.push_str(all);
    });
    let module = format!("src=\"{}/deep-canvas.js\"", site.address());
    let other = Host::start(move |path, served| {
        if path == "/bare.html" {
            let page = String::from_utf8_lossy(&served.body);
            served.body = page.replace("src=\"deep-canvas.js\"", &module).into_bytes();
        }
    });
    let words = ["on the origin of the page"];
    in_both(|page| assert_ends(page, &other, &json!({}), "worker-load", &words));
}

#[test]
fn no_memory_at_all() {
    assert_ends_where(
        in_workers("WebAssembly.Memory = function () { throw new RangeError('no memory'); };\n"),
        "memory",
        &["MiB of memory"],
    );
}

#[test]
fn no_compute_worker_starts() {
    in_both(|page| {
        let host = Host::start(|_, _| {});
        let attributes = json!({ "rehearse": "compute-none", "threads": "2" });
        let words = ["No compute worker started"];
        assert_ends(page, &host, &attributes, "workers", &words);
    });
}

#[test]
fn a_coordinator_that_dies_twice() {
    in_both(|page| {
        let host = Host::start(|_, _| {});
        // Its first picture is not complete before they die.
        let mut attributes = json!({ "rehearse": "coordinator-trap coordinator-trap" });
        for pair in ENDLESS.split('&') {
            let (key, value) = pair.split_once('=').expect("a pair");
            attributes[key] = json!(value);
        }
        let words = ["stopped twice"];
        assert_ends(page, &host, &attributes, "coordinator-died", &words);
        let warnings: Vec<Value> = page.get("return canvas.of('warning');");
        assert_eq!(warnings.len(), 1, "the first death: {warnings:?}");
    });
}

#[test]
fn the_explorer_shows_the_failure_in_place_of_the_picture() {
    let host = Host::start(without("/pkg/deepcanvas_bg.wasm"));
    in_both(|page| {
        page.open(&format!("{}/", host.address()));
        page.get::<()>("if (!canvas.failure) await next('error'); await noWorker();");
        let failed: bool = page.get(
            "return document.documentElement.classList.contains('failed') &&
               !document.querySelector('#progress.busy');",
        );
        assert!(failed);
        page.screenshot("failure");
        let alerts: u64 =
            page.get("return canvas.shadowRoot.querySelectorAll('[role=alert]').length;");
        assert_eq!(alerts, 1);
    });
}
