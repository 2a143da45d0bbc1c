//! Every request of the site's pages and of their workers: none leaves the site.

use std::collections::BTreeSet;

use serde_json::json;

use crate::fleet::in_both;
use crate::hands;
use crate::host::{Host, Served};
use crate::page::Page;
use crate::support::assets;
use crate::widget::LINK;

/// In a page and in each worker: tells the address of all that is fetched there.
/// No content policy stands in the way: what is wanted from elsewhere is asked for.
const TELL: &str = "
    {
      const channel = new BroadcastChannel('requests');
      new PerformanceObserver((list) => {
        for (const { name } of list.getEntries()) channel.postMessage([location.search, name]);
      }).observe({ type: 'resource', buffered: true });
    }
";

/// A host whose pages and workers tell. It does not isolate, nor would a service
/// worker: those that share memory wait for work without end, and would tell nothing.
fn telling() -> Host {
    Host::start(|path, served: &mut Served| {
        served.isolated = false;
        match path {
            "/worker.js" => served.begin_with(TELL),
            "/service-worker.js" => served.be_missing(),
            "/" | "/embed.html" => {
                let script = format!(
                    "<!doctype html><script>
                 // By whom each was asked for last.
                 window.requests = new Map();
                 new BroadcastChannel('requests').onmessage = ({{ data: [asker, address] }}) => {{
                   requests.set(address, asker);
                   dispatchEvent(new Event('requested'));
                 }};
                 {TELL}</script>"
                );
                served.begin_with(&script);
            }
            _ => {}
        }
    })
}

/// All requests of the page, once those that a compute worker's start ends with are
/// among them. (Firefox does not list that worker's own script.)
fn requests(page: &Page) -> BTreeSet<String> {
    page.get(
        "const isThere = () => ['/worker.js?role=coordinator', '/pkg/deepcanvas_bg.wasm', '/pkg/deepcanvas.js']
           .every((part) => [...requests.keys()].some((name) => name.includes(part)));
         const isTold = () => [...requests.values()].some((asker) => asker.startsWith('?role=compute'));
         while (!isThere() || !isTold()) await next('requested', undefined, window);
         return [...requests.keys()];",
    )
}

fn assert_own(page: &Page, requests: &BTreeSet<String>, origin: &str) {
    for address in requests {
        let is_own = address.starts_with(&format!("{origin}/"));
        let is_inline =
            address.starts_with("data:") || address.starts_with(&format!("blob:{origin}/"));
        assert!(is_own || is_inline, "{}: {address}", page.browser);
    }
}

#[test]
fn the_explorer_asks_no_other_site_for_anything() {
    let host = telling();
    in_both(|page| {
        page.open(&format!("{}/#{LINK}", host.address()));
        page.settled();
        hands::rested(page, || hands::wheel(page, (300, 200), -120));
        // All that the panel and the keys open.
        page.eval("canvas.focus();", json!([]));
        for key in ["?", hands::ESCAPE, "j"] {
            hands::press(page, key);
        }
        page.get::<()>("await canvas.toBlob({ width: 40, height: 30 });");
        let requests = requests(page);
        assert!(requests.contains(&format!("{}/{}/explorer.css", host.address(), assets())));
        assert_own(page, &requests, &host.address());
    });
}

#[test]
fn the_widget_asks_no_other_site_for_anything() {
    let host = telling();
    in_both(|page| {
        page.open(&format!(
            "{}/embed.html?poster=https://example.org/a.png#{LINK}",
            host.address()
        ));
        page.settled();
        page.get::<()>("await canvas.flyTo('zoom=2', { duration: 50 });");
        let requests = requests(page);
        assert!(requests.contains(&format!("{}/{}/embed/talk.js", host.address(), assets())));
        assert_own(page, &requests, &host.address());
    });
}
