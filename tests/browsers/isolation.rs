//! Who may share memory, and what the page's own thread keeps out of.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::Host;

#[test]
fn the_served_page_is_isolated_and_shares_memory() {
    in_both(|page| {
        let report = page.explore("");
        assert!(page.get::<bool>("return crossOriginIsolated;"));
        assert!(page.get::<bool>("return canvas.isolated;"));
        assert_eq!(report["backend"], "shared");
        let cores: u64 = page.get("return navigator.hardwareConcurrency;");
        assert_eq!(page.get::<u64>("return canvas.catalogue.threads;"), cores);
        // Those that still start join later.
        assert!(report["threads"].as_u64() <= Some(cores));
        assert_eq!(report["complete"], true);
        // It may have been refined before it was told not to be.
        assert!(report["samples"].as_u64() >= Some(1));
        assert_eq!(report["tier"], "f64");
    });
}

#[test]
fn the_main_thread_has_no_wasm_and_gave_its_canvas_away() {
    in_both(|page| {
        page.explore("");
        let loaded: Vec<String> =
            page.get("return performance.getEntriesByType('resource').map(({ name }) => name);");
        assert!(loaded.iter().any(|name| name.ends_with("/deep-canvas.js")));
        let program: Vec<&String> = loaded
            .iter()
            .filter(|name| name.contains("/pkg/"))
            .collect();
        assert!(program.is_empty(), "the page itself loaded {program:?}");
        let refusal: String = page.get(
            "try { canvas.shadowRoot.querySelector('canvas').getContext('2d'); return 'none'; }
            catch (error) { return error.name; }",
        );
        assert_eq!(refusal, "InvalidStateError");
    });
}

#[test]
fn without_isolation_the_page_says_so_and_draws_the_same_picture() {
    in_both(|page| {
        let link = "re=-0.745&im=0.113&zoom=200";
        page.open(&format!("{}/#{link}", page.fleet.plain()));
        let report = page.settled();
        assert!(!page.get::<bool>("return crossOriginIsolated || canvas.isolated;"));
        assert_eq!(report["backend"], "transfer");
        let threads: u64 = page.get("return Math.min(navigator.hardwareConcurrency, 8);");
        // The picture may have been complete before all of them had started.
        assert_eq!(page.get::<u64>("return canvas.catalogue.threads;"), threads);
        page.get::<()>(
            "const notes = document.querySelector('#notes');
             await until(() => notes.textContent.includes('not cross-origin isolated'));",
        );
        let panel: bool = page.get("return document.querySelector('#unisolated').hidden;");
        assert!(!panel, "the panel says it, too");
        page.picture().assert_is(link);
        let counts: Value = page.get("return canvas.countsAt([[0, 0], [320, 240]]);");
        page.screenshot("not-isolated");
        assert!(counts.is_array());
    });
}

/// Assets are kept with their headers, and a page of the same address may come
/// from a server that isolates no more.
#[test]
fn scripts_kept_from_an_isolated_visit_do_for_a_page_that_is_not() {
    let host = Host::start(|path, served| {
        served.isolated = path != "/bare.html";
        if served.isolated {
            let policy = "Document-Isolation-Policy: isolate-and-require-corp\r\n";
            served.headers.push_str(policy);
        }
    });
    in_both(|page| {
        let link = "re=-0.745&im=0.113&zoom=200";
        page.open(&host.page());
        let report = page.eval(
            "const element = put();
             element.view = arguments[0];
             return element.settled();",
            json!([link]),
        );
        assert_eq!(report["backend"], "transfer");
        page.picture().assert_is(link);
    });
}
