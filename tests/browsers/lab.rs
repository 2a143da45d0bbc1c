//! The laboratory's measurements, as scripts ask for them.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::page::Page;

/// Opens it where this host serves it.
fn open(page: &Page, host: &str) {
    page.open(&format!("{host}/lab.html"));
    page.get::<()>("await until(() => window.lab);");
}

fn run(page: &Page, request: &Value) -> Vec<Value> {
    let rows = page.eval("return lab.run(arguments[0]);", json!([request]));
    serde_json::from_value(rows).expect("a list of rows")
}

/// Asserts that a row has numbers that can be. Without isolation a short time may be
/// none: clocks have steps of up to a millisecond then.
#[track_caller]
fn assert_sane(row: &Value, is_isolated: bool) {
    assert_eq!(
        (&row["ok"], &row["reason"]),
        (&json!(true), &json!("")),
        "{row}"
    );
    for name in ["ms", "stallMs", "bytesCopied", "memoryBytes"] {
        let number = row[name].as_f64();
        let is_time = name.ends_with("ms") || name.ends_with("Ms");
        let can_be = |number| number > 0.0 || is_time && !is_isolated && number == 0.0;
        assert!(number.is_some_and(can_be), "{name}: {row}");
    }
    assert_eq!(row["times"].as_array().map(Vec::len), Some(1), "{row}");
}

/// What is copied for a quick run of a workload, by architecture: its input, its cells
/// and its result, so many bytes and so often. None where that is more than a line.
fn copies(workload: &str) -> Option<[(&'static str, u64); 8]> {
    let picture = 4 * 128 * 128;
    // The last says that the result is no picture: then it is put together in rows first.
    let (input, cells, result, is_in_rows, is_plain) = match workload {
        "mandelbrot" | "valley" | "deep" | "julia" | "sphere" => {
            (0, picture, picture, false, false)
        }
        "blur" | "edges" => (picture, picture, picture, true, false),
        "matrix" => (2 * 4 * 64 * 64, 4 * 64 * 64, 4 * 64 * 64, true, true),
        "sum" => (4 << 15, 8 * 8, 8, true, true),
        "sort" => (4 * 1000, 4 * 16 * 63, 4 * 1000, true, true),
        "bodies" => (4 * 7 * 256, 4 * 6 * 256, 4 * 6 * 256, true, true),
        _ => return None,
    };
    Some([
        ("page", input + result),
        ("worker-clone", 2 * (input + result)),
        ("worker-transfer", 2 * input + result),
        ("shared-cells", input + result),
        ("shared-rows", input + result),
        (
            "shared-tiles",
            input + result + if is_in_rows { 0 } else { cells },
        ),
        ("rayon", 2 * input + result),
        (
            "ours",
            2 * input + result + if is_plain { cells } else { 0 },
        ),
    ])
}

#[test]
fn every_architecture_computes_every_workload_to_the_same_bytes() {
    in_both(|page| {
        open(page, &page.fleet.site());
        let [architectures, workloads]: [Vec<String>; 2] =
            page.get("return [lab.architectures, lab.workloads];");
        assert_eq!((architectures.len(), workloads.len()), (9, 11));
        page.get::<()>("window.running = lab.run({ quick: true });");
        // One script may not take as long as all of them do on a busy machine.
        for workload in &workloads {
            page.eval(
                "const [id] = arguments;
                 const seen = () => lab.workloads.indexOf(document.querySelector('#setup :checked').value);
                 await until(() => document.querySelector('#rows tr') && seen() >= lab.workloads.indexOf(id));",
                json!([workload]),
            );
        }
        let rows: Vec<Value> = page.get("return window.running;");
        let find = |workload: &str, architecture: &str, threads: u64| {
            let mut such = rows.iter().filter(|row| {
                row["workload"] == workload
                    && row["architecture"] == architecture
                    && row["threads"] == threads
            });
            let row = such.next();
            assert!(such.next().is_none(), "{workload} {architecture} twice");
            row.unwrap_or_else(|| panic!("no row of {workload} by {architecture}"))
        };
        for workload in &workloads {
            for architecture in &architectures {
                let is_alone = architecture == "page" || architecture.starts_with("worker-");
                assert_sane(
                    find(workload, architecture, if is_alone { 1 } else { 2 }),
                    true,
                );
                if !is_alone && workload == "mandelbrot" {
                    assert_sane(find(workload, architecture, 1), true);
                }
            }
            let Some(expected) = copies(workload) else {
                continue;
            };
            for (architecture, bytes) in expected {
                let copied = rows.iter().filter(|row| {
                    row["workload"] == **workload && row["architecture"] == architecture
                });
                for row in copied {
                    assert_eq!(row["bytesCopied"], bytes, "{row}");
                }
            }
        }
        assert_eq!(rows.len(), 9 * 11 + 6);
        // They are on the page as well: the last workload is the one that is seen.
        let [title, states]: [Value; 2] = page.get(
            "const rows = [...document.querySelectorAll('#rows [data-state]')];
             return [document.querySelector('#result-title').textContent, rows.map(({ dataset }) => dataset.state)];",
        );
        assert_eq!(title, "Ray-marched sphere");
        assert_eq!(states, json!(vec!["done"; 9]));
        page.screenshot("lab-everything");
    });
}

#[test]
fn what_needs_shared_memory_says_why_on_a_plain_host_and_the_rest_runs() {
    in_both(|page| {
        open(page, &page.fleet.plain());
        assert!(!page.get::<bool>("return crossOriginIsolated;"));
        let rows = run(
            page,
            &json!({ "quick": true, "workloads": ["deep", "sort"] }),
        );
        assert_eq!(rows.len(), 2 * 9 + 6);
        for row in &rows {
            let architecture = row["architecture"].as_str().expect("a name");
            if ["page", "worker-clone", "worker-transfer", "queue"].contains(&architecture) {
                assert_sane(row, false);
                continue;
            }
            assert_eq!(row["ok"], false, "{row}");
            let reason = row["reason"].as_str().expect("a text");
            assert!(reason.contains("not cross-origin isolated"), "{reason}");
            assert!(row["ms"].is_null(), "no number: {row}");
        }
        let [seen, feature]: [Value; 2] = page.get(
            "const row = document.querySelector('#rows [data-architecture=ours]');
             return [row.innerText, document.querySelector('[data-feature=isolation]').textContent];",
        );
        assert!(
            seen.as_str()
                .is_some_and(|text| text.contains("not cross-origin isolated"))
        );
        assert_eq!(feature, "no");
        page.screenshot("lab-plain");
    });
}

#[test]
fn what_is_asked_wrongly_is_rejected_with_what_would_do() {
    in_both(|page| {
        open(page, &page.fleet.site());
        for (request, expected) in [
            (
                "7",
                "the request is 7: expected an object such as { quick: true }",
            ),
            ("null", "the request is null"),
            ("[]", "the request is a list of 0"),
            (
                "{ fast: true }",
                "a key is \"fast\": expected one of quick, architectures,",
            ),
            (
                "{ quick: 'yes' }",
                "quick is \"yes\": expected true or false",
            ),
            (
                "{ architectures: ['rayon', 'gpu'] }",
                "architectures is \"gpu\": expected a list of some of page, worker-clone,",
            ),
            (
                "{ workloads: 'blur' }",
                "workloads is \"blur\": expected a list of some of mandelbrot, valley,",
            ),
            ("{ workloads: [] }", "workloads is a list of 0"),
            ("{ workloads: [{}] }", "workloads is an object"),
            (
                "{ threads: 0 }",
                "threads is 0: expected a whole number from 1 to 64",
            ),
            ("{ threads: 1.5 }", "threads is 1.5"),
            (
                "{ size: NaN }",
                "size is NaN: expected a whole number from 1 to",
            ),
            ("{ workloads: ['julia'], size: 100000 }", "size is 100000"),
            (
                "{ rounds: '3' }",
                "rounds is \"3\": expected a whole number from 1 to 100",
            ),
            ("{ signal: 1 }", "signal is 1: expected an AbortSignal"),
        ] {
            let refusal: String = page.get(&format!("return rejection(lab.run({request}));"));
            assert!(refusal.starts_with("lab.run: "), "{request}: {refusal}");
            assert!(refusal.contains(expected), "{request}: {refusal}");
        }
        // Nothing of it is left: it measures.
        let request = json!({ "quick": true, "workloads": ["sort"], "architectures": ["page"] });
        assert_eq!(run(page, &request).len(), 1);
    });
}

#[test]
fn as_many_rounds_are_measured_as_are_asked_for() {
    in_both(|page| {
        open(page, &page.fleet.site());
        for rounds in [1, 2, 3, 5] {
            let request = json!({ "quick": true, "workloads": ["sort"], "architectures": ["page"], "rounds": rounds });
            let [row] = &run(page, &request)[..] else {
                panic!("one row for one architecture");
            };
            let times = row["times"].as_array().map(Vec::len);
            assert_eq!(times, Some(rounds), "{row}");
        }
    });
}

#[test]
fn a_run_is_stopped_by_its_signal_and_there_is_one_at_a_time() {
    in_both(|page| {
        open(page, &page.fleet.site());
        let [second, first, aborted, frames]: [Value; 4] = page.get(
            "const stopper = new AbortController();
             const request = { quick: true, workloads: ['deep', 'sort'], signal: stopper.signal };
             const running = rejection(lab.run(request));
             const second = await rejection(lab.run({ quick: true }));
             await until(() => document.querySelector('#rows [data-state=done]'));
             stopper.abort(new Error('enough'));
             const frames = () => document.querySelectorAll('iframe').length;
             return [second, await running, await rejection(lab.run(request)), frames()];",
        );
        assert!(
            second
                .as_str()
                .is_some_and(|why| why.contains("something is measured already"))
        );
        assert_eq!((first, aborted), (json!("enough"), json!("enough")));
        assert_eq!(frames, 0, "no machine is left");
        assert!(page.get::<bool>("return !document.querySelector('.measuring');"));
    });
}
