//! What the laboratory works out from times: Amdahl's law, and from which size on threads
//! help, with times that are made up, and what is around it.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::lab_page::open;

#[test]
fn amdahls_law_is_found_in_times_that_follow_it_and_in_noisy_ones() {
    in_both(|page| {
        open(page);
        let laws: Vec<Value> = page.get(
            "const { fitLaw, wordsOf } = await import(document.querySelector('[href$=\"amdahl.js\"]').href);
             const by = (time) => [1, 2, 3, 4, 6, 8].map((threads) => ({ threads, ms: time(threads) }));
             const law = (single, serial) => (threads) => single * (serial + (1 - serial) / threads);
             let turn = 1;
             const noisy = (threads) => law(100, 0.06)(threads) * (1 + 0.02 * (turn = -turn));
             const fitted = (times) => {
               const found = fitLaw(times);
               return found && { ...found, words: wordsOf(found) };
             };
             return [
               fitted(by(law(100, 0.06))),
               fitted(by(noisy)),
               fitted(by((threads) => 100 / threads ** 1.2)),
               fitted(by((threads) => 100 * threads)),
               fitted([{ threads: 1, ms: 90 }, { threads: 2, ms: 60 }]),
               fitted([{ threads: 2, ms: 60 }, { threads: 2, ms: 61 }, { threads: 1, ms: NaN }]),
               fitted(by(() => 100)),
             ];",
        );
        let near = |law: &Value, single: f64, serial: f64, within: f64| {
            let off = |name: &str, expected: f64| {
                (law[name].as_f64().expect("a number") - expected).abs() / single.max(1.0)
            };
            assert!(off("single", single) < within, "{law}");
            assert!(off("serial", serial) * single < within, "{law}");
        };
        near(&laws[0], 100.0, 0.06, 1e-9);
        let words = "6 % of it can’t be shared out: at most 17 × faster, whatever the machine";
        assert_eq!(laws[0]["words"], words);
        near(&laws[1], 100.0, 0.06, 0.05);
        assert_eq!(laws[2]["serial"], 0.0);
        assert!(
            laws[2]["words"]
                .as_str()
                .is_some_and(|words| words.contains("no limit is in sight"))
        );
        assert_eq!(laws[3]["serial"], 1.0);
        assert!(
            laws[3]["words"]
                .as_str()
                .is_some_and(|words| words.contains("more threads make it slower"))
        );
        near(&laws[4], 90.0, 1.0 / 3.0, 1e-9);
        assert!(laws[5].is_null(), "one number of threads has no law");
        assert_eq!(laws[6]["words"], "more threads bring nothing");
        let told: [String; 2] = page.get(
            "const module = (name) => import(document.querySelector(`[href$='/${name}.js']`).href);
             const [{ Record }, { showCharts }, { WORKLOADS, ARCHITECTURES }] = await Promise.all(['record', 'charts', 'catalogue'].map(module));
             const architecture = ARCHITECTURES.find(({ id }) => id === 'ours');
             return [0.9, 90].map((single) => {
               const record = new Record(WORKLOADS[0]);
               record.begin([1, 2].map((threads) => ({ architecture, workload: WORKLOADS[0], threads, size: 16 })), null);
               for (const job of record.jobs) record.add(job, { ok: true, ms: single / job.threads ** 0.5, times: [], stallMs: single });
               showCharts(record, document);
               const stalls = document.querySelector('[data-chart=stall]');
               return document.querySelector('.legend').textContent + stalls.querySelector('desc').textContent + stalls.querySelectorAll('.bar').length;
             });",
        );
        assert!(told[0].ends_with("under 4 ms0"), "{}", told[0]);
        assert!(told[1].ends_with(" ms2"), "{}", told[1]);
        assert!(told[0].contains("too short to tell"), "{}", told[0]);
        assert!(told[1].contains("at most"), "{}", told[1]);
    });
}

#[test]
fn the_size_from_which_on_threads_help_is_found_by_halving() {
    in_both(|page| {
        open(page);
        let found: Vec<Value> = page.get(
            "const { findThreshold, powersBetween } = await import(document.querySelector('[href$=\"threshold.js\"]').href);
             const sizes = powersBetween(16, 1024);
             const search = async (gainAt, times = Infinity) => {
               const asked = [];
               const compare = async (size) => (asked.push(size), gainAt(size, asked));
               return { ...(await findThreshold(sizes, compare, () => asked.length >= times)), asked };
             };
             return [
               await search((size) => (size >= 256 ? 1.8 : 0.5)),
               await search(() => 1.5),
               await search(() => 0.9),
               await search((size) => (size >= 256 ? 1.8 : 0.5), 1),
               // One that was noise once is not told.
               await search((size, asked) => (asked.filter((one) => one === size).length > 1 ? 0.7 : 1.4)),
               // Near the line it asks again, and what it hears then counts.
               await search((size, asked) => (asked.filter((one) => one === size).length > 1 ? 1.3 : 1.05)),
             ];",
        );
        let gist: Vec<Value> = found
            .iter()
            .map(|found| json!([found["kind"], found["size"], found["gain"]]))
            .collect();
        let expected = json!([
            ["from", 256, 1.8],
            ["always", 16, 1.5],
            ["never", 1024, 0],
            ["open", 128, 0],
            ["never", 1024, 0],
            ["always", 16, 1.3]
        ]);
        assert_eq!(json!(gist), expected);
        assert_eq!(found[0]["asked"], json!([128, 512, 512, 256, 256]));
        assert_eq!(found[5]["asked"], json!([128, 128, 32, 32, 16, 16]));
    });
}

#[test]
fn where_threads_begin_to_help_is_searched_with_as_many_rounds_as_short_times_need() {
    in_both(|page| {
        open(page);
        let found: Vec<Value> = page.get(
            "const module = (name) => import(document.querySelector(`[href$='/${name}.js']`).href);
             const { search } = await module('examine');
             const { ARCHITECTURES, WORKLOADS } = await module('catalogue');
             const architecture = ARCHITECTURES.find(({ id }) => id === 'ours');
             const workload = { ...WORKLOADS.find(({ id }) => id === 'sphere'), least: 16, most: 1024 };
             const plan = { workload, quick: false, signal: new AbortController().signal };
             const job = { architecture, workload, threads: 3, size: 128 };
             const found = async (single, threaded, { known = [], fails = () => false } = {}) => {
               const asked = [];
               const measureRows = async (jobs, { rounds, passes }) => {
                 asked.push([jobs[0].size, rounds, passes, ...jobs.map(({ architecture: { id }, threads }) => `${id} ${threads}`)]);
                 return jobs.map(({ architecture: { id }, size }) => {
                   const ms = id === 'ours' ? threaded(size) : single(size);
                   return { architecture: id, ok: !fails(size), times: Array(rounds).fill(ms) };
                 });
               };
               return { ...(await search(plan, job, known, () => {}, measureRows)), asked };
             };
             const work = (size) => size ** 2 / 1000;
             const shared = (size) => 5 + work(size) / 2;
             const row = (id, times) => ({ architecture: id, times });
             return [
               await found(work, shared),
               await found(work, (size) => 5 + work(size)),
               await found(work, (size) => work(size) / 2),
               await found(work, shared, { known: [row('ours', [50, 70, 60]), row('worker-transfer', [180])] }),
               await found(work, shared, { known: [row('ours', []), row('worker-transfer', [180])] }),
               await found(work, shared, { fails: (size) => size >= 128 }),
             ];",
        );
        let gist = |found: &Value| json!([found["kind"], found["size"]]);
        let gists: Vec<Value> = found.iter().map(gist).collect();
        let expected = json!([
            ["from", 128],
            ["never", 1024],
            ["always", 16],
            ["from", 128],
            ["from", 128],
            ["never", 1024],
        ]);
        assert_eq!(json!(gists), expected);
        let gain = found[0]["gain"].as_f64().expect("a number");
        assert!((gain - 16.384 / 13.192).abs() < 1e-9, "{gain}");
        // 128 is near the line, and asked for again, with rounds for 16 ms each.
        let who = ["ours 3", "worker-transfer 1"];
        let ask = |size: u32, rounds: u32| json!([size, rounds, 2, who[0], who[1]]);
        let asked = json!([ask(128, 10), ask(128, 18), ask(32, 10), ask(64, 10)]);
        assert_eq!(found[0]["asked"], asked);
        // What is known of a size, of both, is a hint: where it says that threads help it
        // is measured, and that is told.
        let sizes = |found: &Value| -> Vec<Value> {
            let asked = found["asked"].as_array().expect("a list");
            asked.iter().map(|asked| asked[0].clone()).collect()
        };
        assert_eq!(sizes(&found[1]), [128, 512, 512, 1024, 1024]);
        assert_eq!(
            (sizes(&found[3]), &found[3]["gain"]),
            (vec![json!(128), json!(32), json!(64)], &found[0]["gain"])
        );
        assert_eq!(sizes(&found[4]), [128, 128, 32, 64]);
        assert_eq!(found[5]["gain"], 0);

        // An axis has some eight numbers, however many cores there are.
        let ticks: Vec<Value> = page.get(
            "const { ticksTo } = await import(document.querySelector('[href$=\"/speedup.js\"]').href);
             return [2.5, 8, 10, 64].map(ticksTo);",
        );
        let expected = json!([
            [1, 2],
            [1, 2, 3, 4, 5, 6, 7, 8],
            [1, 2, 4, 6, 8, 10],
            [1, 8, 16, 24, 32, 40, 48, 56, 64],
        ]);
        assert_eq!(json!(ticks), expected);
    });
}

#[test]
fn memory_is_the_same_whoever_comes_first_and_one_thread_is_said_to_be_one() {
    in_both(|page| {
        open(page);
        let [first, again]: [Value; 2] = page.get(
            "const request = { workloads: ['edges'], architectures: ['page'], size: 700, rounds: 1 };
             const memory = async () => (await lab.run(request))[0].memoryBytes;
             return [await memory(), await memory()];",
        );
        assert_eq!(first, again);
        assert!(first.as_u64() > Some(2 * 4 * 700 * 700), "{first}");
        let [verdict, kind, counts]: [String; 3] = page.get(
            "document.querySelector('[name=workload][value=sort]').click();
             document.querySelector('#quick').click();
             document.querySelector('#threads').value = '1';
             document.querySelector('#start').click();
             await until(() => !document.documentElement.classList.contains('measuring'));
             const row = document.querySelector('[data-workload=sort]').closest('tr');
             return [document.querySelector('#verdict').textContent, row.dataset.verdict,
               [...document.querySelectorAll('[data-chart=speedup] thead th')].map(({ textContent }) => textContent).join()];",
        );
        assert_eq!(counts, "Milliseconds by threads,1", "no others are tried");
        assert!(!page.get::<bool>(
            "return document.querySelector('[data-chart=speedup]').checkVisibility();"
        ));
        assert!(verdict.starts_with("One thread was chosen"), "{verdict}");
        assert_eq!(kind, "alone");
    });
}
