//! Trusted types and permissions: what the site's own pages forbid themselves, and
//! the element in pages that demand the same.

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::host::{Host, Served};
use crate::page::Page;
use crate::widget::{LINK, call, embed};

/// Whether each sink, given a text, threw.
const SINKS: &str = "
    const throws = (act) => { try { act(); return false; } catch { return true; } };
    return [
      throws(() => { document.createElement('p').innerHTML = '<b>'; }),
      throws(() => new Worker('worker.js')),
      throws(() => { document.createElement('script').src = 'a.js'; }),
      throws(() => trustedTypes.createPolicy('another', {})),
      throws(() => trustedTypes.createPolicy('deepcanvas', {})),
    ];";

#[test]
fn the_sites_pages_demand_trusted_types_and_make_one_policy() {
    in_both(|page| {
        page.explore(LINK);
        assert_eq!(page.get::<[bool; 5]>(SINKS), [true; 5]);
        embed(page, &format!("#{LINK}"));
        call(page, "settled", &json!({}));
        let threw: [bool; 5] = page.within(0, || page.get(SINKS));
        assert_eq!(threw, [true; 5]);
    });
}

/// A host all of whose answers have this content policy.
fn with_policy(policy: &'static str) -> Host {
    Host::start(move |_, served| {
        let header = format!("Content-Security-Policy: {policy}\r\n");
        served.headers.push_str(&header);
    })
}

/// The report of an element on the host's bare page.
fn settled_on(page: &Page, host: &Host) -> Value {
    page.open(&host.page());
    page.eval(
        "const element = put({});
         element.view = arguments[0];
         return element.settled();",
        json!([LINK]),
    )
}

#[test]
fn a_page_that_demands_trusted_types_allows_the_element_by_one_name() {
    let host = with_policy("require-trusted-types-for 'script'; trusted-types deepcanvas");
    in_both(|page| {
        let report = settled_on(page, &host);
        assert_eq!(report["complete"], true);
        page.picture().assert_is(LINK);
    });
}

#[test]
fn a_page_that_allows_other_names_alone_is_told_which_is_missing() {
    let host = with_policy("require-trusted-types-for 'script'; trusted-types another");
    in_both(|page| {
        page.open(&host.page());
        let trouble: Value = page.get(
            "const element = put({});
             return next('error', undefined, element);",
        );
        assert_eq!(trouble["code"], "worker-load");
        let message = trouble["message"].as_str().expect("a text");
        assert!(message.contains("trusted types"), "{message}");
        assert!(message.contains("deepcanvas"), "{message}");
    });
}

#[test]
fn where_nobody_demands_them_no_name_need_be_allowed() {
    let host = with_policy("trusted-types another");
    in_both(|page| assert_eq!(settled_on(page, &host)["complete"], true));
}

#[test]
fn browsers_that_know_no_trusted_types_draw_as_well() {
    let host = Host::start(|path, served: &mut Served| match path {
        "/bare.html" => {
            served.begin_with("<!doctype html><script>delete window.trustedTypes;</script>");
        }
        "/worker.js" => served.begin_with("delete self.trustedTypes;\n"),
        _ => {}
    });
    in_both(|page| {
        assert_eq!(settled_on(page, &host)["complete"], true);
        assert!(!page.get::<bool>("return 'trustedTypes' in window;"));
    });
}

#[test]
fn the_pages_may_use_nothing_of_the_machine_but_its_screen_and_clipboard() {
    in_both(|page| {
        page.open(&page.fleet.site());
        // Firefox knows the header by no name, and lets no page ask.
        if page.browser == Browser::Firefox {
            return;
        }
        let allowed: Vec<String> = page.get("return document.featurePolicy.allowedFeatures();");
        for feature in ["fullscreen", "clipboard-write", "cross-origin-isolated"] {
            assert!(allowed.iter().any(|name| name == feature), "{feature}");
        }
        for feature in [
            "camera",
            "microphone",
            "geolocation",
            "clipboard-read",
            "usb",
            "payment",
        ] {
            assert!(allowed.iter().all(|name| name != feature), "{feature}");
        }
    });
}
