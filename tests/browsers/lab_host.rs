//! The laboratory and the bench on a host that sends no header, and where threads are
//! lost.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::host::Host;
use crate::offline::{Plain, count};

/// In both pages: starts at once what is to be measured, and tells the host when it is,
/// how the page was loaded and whether it is isolated.
const TELL: &str = "<script type=\"module\">
    const begun = new Promise((resolve) => {
      const doing = document.querySelector('#doing');
      new MutationObserver(() => /Warming|Done/.test(doing.textContent) && resolve())
        .observe(doing, { childList: true, characterData: true, subtree: true });
    });
    if (window.lab) window.rows = lab.run({ quick: true, workloads: ['sort'], architectures: ['ours'] });
    else document.querySelector('#start').click();
    await begun;
    const [{ type }] = performance.getEntriesByType('navigation');
    await fetch(`/told/${type}/${crossOriginIsolated}`);
    </script>";

#[test]
fn without_headers_lab_and_bench_are_isolated_after_one_reload_and_begin_after_it() {
    in_both(|page| {
        let tell = |path: &str, served: &mut crate::host::Served| {
            if path == "/lab.html" || path == "/bench.html" {
                served.body.extend(TELL.bytes());
            }
        };
        let plain = Plain::start(tell);
        page.open(&format!("{}/lab.html", plain.host.address()));
        let asked = plain.until_told("reload/true");
        assert_eq!(count(&asked, "/lab.html"), 2, "{asked:?}");
        let realms = count(&asked, "/lab-realm.html");
        assert_eq!(
            realms, 4,
            "the input, two numbers of threads, what is expected"
        );
        let rows: Vec<Value> = page.get("return rows;");
        assert_eq!(rows[0]["ok"], true, "{rows:?}");
        // The worker is there: no page of the site is loaded twice any more.
        page.open(&format!("{}/lab.html", plain.host.address()));
        let asked = plain.until_told("navigate/true");
        assert_eq!(count(&asked, "/lab.html"), 1, "{asked:?}");

        // Another host is another site, with no worker yet.
        let plain = Plain::start(tell);
        page.open(&format!("{}/bench.html?quick", plain.host.address()));
        let asked = plain.until_told("reload/true");
        assert_eq!(count(&asked, "/bench.html"), 2, "{asked:?}");
        assert_eq!(count(&asked, "/bench/places.json"), 1, "{asked:?}");
    });
}

#[test]
fn a_measurement_whose_threads_are_lost_says_so_and_the_next_goes_on() {
    let host = Host::start(|path, served| {
        let (call, trap) = match path {
            "/lab/workers/compute.js" => (
                "program.run_seat(seat)",
                "(() => { throw new Error('it trapped'); })()",
            ),
            // Without its threads the pool does not start: they only say so.
            "/lab/workers/thread.js" => (
                "program.wbg_rayon_start_worker(receiver)",
                "(alarm.postMessage('it trapped'), program.wbg_rayon_start_worker(receiver))",
            ),
            _ => return,
        };
        let script = String::from_utf8_lossy(&served.body);
        assert!(script.contains(call), "{script}");
        served.body = script.replace(call, trap).into_bytes();
    });
    in_both(|page| {
        page.open(&format!("{}/lab.html", host.address()));
        let [rows, told, frames]: [Value; 3] = page.get(
            "await until(() => window.lab);
             const architectures = ['ours', 'rayon', 'shared-rows'];
             const rows = await lab.run({ quick: true, workloads: ['sphere'], architectures, threads: 2 });
             const told = document.querySelector('[data-chart=time] desc').textContent;
             return [rows, told, document.querySelectorAll('iframe').length];",
        );
        // All of them trap, and any may be heard first.
        let of_either = |reason: fn(u8) -> String| [0, 1].map(|seat| json!(reason(seat)));
        for (row, reasons) in [
            of_either(|seat| format!("The worker compute-{seat} was lost: it trapped.")),
            of_either(|seat| format!("The thread {seat} of rayon was lost: it trapped.")),
        ]
        .iter()
        .enumerate()
        {
            assert_eq!(rows[row]["ok"], false, "{rows}");
            assert!(reasons.contains(&rows[row]["reason"]), "{rows}");
        }
        assert_eq!(rows[2]["ok"], true, "{rows}");
        assert_eq!(frames, json!(0), "no machine is left");
        let told = told.as_str().expect("a text");
        assert!(told.contains("a coordinator: failed"), "{told}");
    });
}
