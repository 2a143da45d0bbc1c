//! Views deeper than `f64` resolves, in both backends.

use deepcanvas::view::permalink;
use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;
use crate::locations::{self, Location, SIZE};
use crate::page::Page;
use crate::profile;
use crate::transfer::{assert_counts, assert_file};

/// Views of both deep tiers: a valley, a tip past the exponents of `f64`, a Julia set, and the
/// valley so far below that its orbit needs another table.
const VIEWS: [(&str, &str); 4] = [
    (
        "re=-1.624807512452702137023643310823760840\
         &im=0.005718814846149834196049195979101287&zoom=1e23&iter=2000&rot=20&mode=slopes",
        "perturb",
    ),
    (
        "re=0&im=1&zoom=1e276&iter=3000&mode=distance",
        "perturb-ext",
    ),
    (
        "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800",
        "perturb",
    ),
    (
        "re=-1.624807512452702137023643310823760840\
         &im=0.005718814846149834196049195979101287&zoom=1e26&iter=2000&rot=20&mode=slopes",
        "perturb",
    ),
];

/// A view whose orbit is as long as its limit, in a minibrot's stead: all of it inside.
fn endless(zoom: &str, limit: u32) -> String {
    format!("re=-0.1&im=0.1&zoom={zoom}&iter={limit}")
}

/// Puts an element on a bare page that has a link.
fn put(page: &Page, attributes: &Value, link: &str) {
    page.eval(
        "put(arguments[0], 'width: 320px; height: 200px').view = arguments[1];",
        json!([attributes, link]),
    );
}

#[test]
fn deep_pictures_are_the_hosts() {
    for isolated in [true, false] {
        let host = Host::start(move |path, served| {
            served.isolated = isolated;
            if path == "/service-worker.js" {
                served.be_missing();
            }
        });
        in_both(|page| {
            page.open(&format!("{}/bare.html", host.address()));
            put(page, &json!({ "samples": "1" }), VIEWS[0].0);
            for (link, tier) in VIEWS {
                page.eval("canvas.view = arguments[0];", json!([link]));
                let report = page.settled();
                assert_eq!(report["tier"], tier, "{link}");
                assert_eq!(
                    report["backend"],
                    if isolated { "shared" } else { "transfer" }
                );
                assert!(assert_counts(page), "{link}: some are counted");
                // By the pixels that are known, and the same anchor.
                hands::rested(page, || {
                    page.get::<()>("await canvas.setView({ palette: 'lagoon' }, { merge: true });");
                });
                assert!(assert_counts(page), "{link}: some are counted");
                assert_file(page, 2);
            }
            let warned: Vec<Value> =
                page.get("return canvas.of('warning').map(({ code }) => code);");
            let expected: &[&str] = if isolated { &[] } else { &["not-isolated"] };
            assert_eq!(warned, expected);
        });
    }
}

#[test]
fn the_counts_of_known_places_are_right() {
    let all = locations::read(include_str!("../data/locations-own.toml")).expect("locations");
    let is_deep = |location: &&Location| location.view().is_ok_and(|view| view.is_deep(SIZE));
    let deep: Vec<&Location> = all.iter().filter(is_deep).collect();
    assert!(deep.len() >= 8);
    in_both(|page| {
        page.bare();
        page.eval(
            "put({ samples: 1 }, `width: ${arguments[0]}px; height: ${arguments[1]}px`);",
            json!([SIZE.width, SIZE.height]),
        );
        for location in &deep {
            let link = permalink::write(&location.view().expect("it was read"));
            let points: Vec<[u32; 2]> = location
                .probes
                .iter()
                .map(|probe| [probe.x, probe.y])
                .collect();
            let expected: Vec<i64> = location.probes.iter().map(|probe| probe.count).collect();
            assert_eq!(page.counts(&link, &points), expected, "{}", location.name);
        }
    });
}

#[test]
fn a_zoom_goes_on_past_the_depth_of_f64() {
    in_both(|page| {
        page.explore("re=-2&im=0&zoom=1e11");
        assert_eq!(page.settled()["tier"], "f64");
        page.get::<()>("window.warned = []; canvas.addEventListener('warning', ({ detail }) => warned.push(detail));");
        for _ in 0..2 {
            hands::rested(page, || hands::wheel(page, (320, 240), -1000));
        }
        let report = page.settled();
        assert_eq!(report["tier"], "perturb");
        assert!(assert_counts(page), "some are counted");
        page.get::<()>("await canvas.flyTo('re=-2&im=0&zoom=1e150', { duration: 1500 });");
        assert_eq!(page.settled()["tier"], "perturb-ext");
        assert!(assert_counts(page), "some are counted");
        assert_eq!(
            page.get::<Vec<Value>>("return warned;"),
            Vec::<Value>::new()
        );
    });
}

#[test]
fn progress_is_told_while_the_anchor_is_computed_and_a_newer_view_ends_that() {
    in_both(|page| {
        page.bare();
        put(page, &json!({}), &endless("1e30", 3_000_000));
        page.get::<()>("await next('progress', ({ detail }) => detail.fraction > 0, canvas);");
        assert_eq!(page.get::<Value>("return canvas.stats;"), Value::Null);
        page.get::<()>("canvas.view = 're=-2&zoom=1e20&iter=2000';");
        assert_eq!(page.settled()["tier"], "perturb");
        assert!(assert_counts(page), "some are counted");
    });
}

/// The one warning about memory.
fn memory_warning(page: &Page) -> String {
    let warned: Vec<String> = page.get(
        "return canvas.of('warning').filter(({ code }) => code === 'memory').map(({ message }) => message);",
    );
    let [warning] = &warned[..] else {
        panic!("{warned:?}");
    };
    warning.clone()
}

#[test]
fn an_anchor_that_would_need_too_much_memory_lowers_the_limit_and_says_so() {
    for isolated in [true, false] {
        let host = Host::start(move |_, served| served.isolated = isolated);
        in_both(|page| {
            page.open(&format!("{}/bare.html", host.address()));
            put(
                page,
                &json!({ "samples": "1" }),
                &endless("1e30", 2_000_000_000),
            );
            page.get::<()>("await next('settle', undefined, canvas);");
            let warning = memory_warning(page);
            assert!(
                warning.contains("bytes") && warning.contains("lowered"),
                "{warning}"
            );
            let limit: String = page.get("return canvas.view.iter;");
            let limit: u32 = limit.parse().expect("a number");
            assert!((1_000_000..100_000_000).contains(&limit), "{limit}");
        });
    }
}

#[test]
fn a_table_is_lowered_where_memory_is_short_and_the_page_hears_of_it() {
    // A worker's own memory has room for a third as much.
    for (isolated, limit) in [(true, 2_500_000), (false, 900_000)] {
        let host = Host::start(move |_, served| served.isolated = isolated);
        in_both(|page| {
            page.open(&format!("{}/bare.html", host.address()));
            // With figures of what workers do, which come in the same messages.
            let attributes = json!({ "samples": "1", "hud": "" });
            put(page, &attributes, "re=0&im=1&zoom=1e130&iter=3000");
            assert_eq!(page.settled()["tier"], "perturb-ext");
            page.eval(
                "canvas.view = arguments[0];",
                json!([endless("1e130", limit)]),
            );
            assert_eq!(page.settled()["limit"], limit);
            assert!(!assert_counts(page), "all is inside");
            let warning = memory_warning(page);
            // 208 a point.
            let needed = format!("{} bytes", 208 * (limit + 1));
            assert!(warning.contains(&needed), "{warning}");
        });
    }
}

#[test]
fn a_worker_that_traps_over_an_anchor_is_replaced() {
    for isolated in [true, false] {
        let host = Host::start(move |_, served| served.isolated = isolated);
        in_both(|page| {
            page.open(&format!("{}/bare.html", host.address()));
            let (link, _) = VIEWS[0];
            put(
                page,
                &json!({ "rehearse": "compute-trap", "threads": "2" }),
                link,
            );
            page.settled();
            assert!(assert_counts(page), "some are counted");
        });
    }
}

/// Shows a view in both backends, with all that profilers are told at hand.
fn profiled(link: &str, test: impl Fn(&Page) + Sync) {
    for isolated in [true, false] {
        let host = profile::watched(isolated);
        in_both(|page| {
            page.open(&format!("{}/bare.html", host.address()));
            page.get::<()>(profile::LISTEN);
            put(page, &json!({ "profile": "" }), link);
            test(page);
        });
    }
}

#[test]
fn a_view_that_was_moved_readies_the_browser_for_the_arithmetic_below() {
    profiled("", |page| {
        page.settled();
        page.get::<()>("canvas.view = 'zoom=3';");
        page.get::<()>("await toldOf(({ name }) => /^orbit \\d{8} steps$/.test(name));");
        assert_eq!(page.settled()["tier"], "f64");
        page.picture().assert_is("zoom=3");
    });
}

#[test]
fn profilers_are_told_of_the_orbit_and_its_table() {
    profiled(VIEWS[1].0, |page| {
        let (orbit, table): (Value, Value) = page.get(
            "return Promise.all([
               toldOf(({ name }) => /^orbit \\d{8} steps$/.test(name)),
               toldOf(({ name }) => /^orbit table \\d{8} steps$/.test(name)),
             ]);",
        );
        let end = |one: &Value| one["end"].as_f64().expect("a time");
        assert!(end(&orbit) <= end(&table));
        assert_eq!(orbit["role"], table["role"]);
        assert_eq!(orbit["detail"]["devtools"]["trackGroup"], "deepcanvas");
    });
}
