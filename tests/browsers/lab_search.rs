//! What the laboratory works out from times: from which size on threads help, with times
//! that are made up, and what is around it.

use serde_json::{Value, json};

use crate::fleet::in_both;

#[test]
fn where_threads_begin_to_help_is_searched_with_as_many_rounds_as_short_times_need() {
    in_both(|page| {
        page.open(&format!("{}/lab.html", page.fleet.site()));
        let found: Vec<Value> = page.get(
            "await until(() => window.lab);
             const module = (name) => import(document.querySelector(`[href$='/${name}.js']`).href);
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
        page.open(&format!("{}/lab.html", page.fleet.site()));
        let [first, again]: [Value; 2] = page.get(
            "await until(() => window.lab);
             const request = { workloads: ['edges'], architectures: ['page'], size: 700, rounds: 1 };
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
