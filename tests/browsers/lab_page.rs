//! The laboratory's page: its buttons and plots, the picture that a visitor gives, and
//! what it works out from times.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::page::Page;

fn open(page: &Page) {
    page.open(&format!("{}/lab.html", page.fleet.site()));
    page.get::<()>("await until(() => window.lab);");
}

/// Chooses a workload, small and quick.
fn choose(page: &Page, workload: &str) {
    page.eval(
        "document.querySelector(`[name=workload][value=${arguments[0]}]`).click();
         const quick = document.querySelector('#quick');
         if (!quick.checked) quick.click();",
        json!([workload]),
    );
}

/// Resolves when nothing is measured; what is said then.
const RESTED: &str = "
    await until(() => !document.documentElement.classList.contains('measuring'));
    return document.querySelector('#doing').textContent;";

fn states(page: &Page) -> Vec<String> {
    page.get(
        "return [...document.querySelectorAll('#rows [data-state]')].map(({ dataset }) => dataset.state);",
    )
}

/// The number of rows that are done.
fn done(page: &Page) -> usize {
    states(page).iter().filter(|state| *state == "done").count()
}

#[test]
fn rows_and_plots_appear_and_a_measurement_can_be_stopped_in_the_middle() {
    in_both(|page| {
        open(page);
        choose(page, "julia");
        let doing: String = page.get(
            "document.querySelector('#start').click();
             await until(() => document.querySelector('#rows [data-state=done]'));
             const doing = document.querySelector('#doing').textContent;
             document.querySelector('#stop').click();
             return doing;",
        );
        assert!(doing.contains("Julia, 128 × 128 pixels"), "{doing}");
        let said: String = page.get(RESTED);
        assert!(said.starts_with("Stopped"), "{said}");
        assert!((1..9).contains(&done(page)), "{:?}", states(page));
        page.screenshot("lab-stopped");

        let said: String = page.get(&format!(
            "document.querySelector('#start').click(); {RESTED}"
        ));
        assert_eq!(said, "Done.");
        assert_eq!(done(page), 9);
        let plots: Vec<[String; 2]> = page.get(
            "return [...document.querySelectorAll('.charts svg[role=img]')].map((svg) => [
               svg.querySelector('title').textContent,
               document.getElementById(svg.getAttribute('aria-describedby')).textContent,
             ]);",
        );
        let titles: Vec<&str> = plots.iter().map(|[title, _]| title.as_str()).collect();
        let measured_at: String = page.get(
            "return document.querySelector('[data-workload=julia]').closest('tr').cells[2].textContent;",
        );
        assert_eq!(measured_at, "128 × 128 pixels");
        let expected = [
            "Time: Julia",
            "Longest stall of the main thread: Julia",
            "How much faster with more threads",
            "Bytes copied: Julia",
            "Memory: Julia",
        ];
        assert_eq!(titles, expected);
        let [_, times] = &plots[0];
        assert!(
            times.contains("rayon: ") && times.contains(" ms; "),
            "{times}"
        );
        let cores: u64 = page.get("return navigator.hardwareConcurrency;");
        if cores > 1 {
            let [_, law] = &plots[2];
            assert!(law.contains("OffscreenCanvas, a coordinator: "), "{law}");
            let [verdict, kind]: [String; 2] = page.get(
                "const row = document.querySelector('[data-workload=julia]').closest('tr');
                 return [document.querySelector('#verdict').textContent, row.dataset.verdict];",
            );
            let pair = [
                "“OffscreenCanvas, a coordinator” with",
                "“One worker, transferred”",
            ];
            let is_told = pair.iter().all(|name| verdict.contains(name));
            assert!(kind == "open" || is_told, "{verdict}");
            assert!(
                ["from", "always", "never", "open"].contains(&kind.as_str()),
                "{kind}"
            );
        }
        // All have drawn the same picture, which is not empty.
        let pictures: Vec<String> = page.get(
            "return [...document.querySelectorAll('#rows canvas')].map((canvas) => canvas.toDataURL());",
        );
        assert_eq!(pictures.len(), 9);
        let differs: Vec<_> = (0..9).filter(|&row| pictures[row] != pictures[0]).collect();
        assert!(differs.is_empty(), "{differs:?}");
        let empty: String = page.get(
            "const [{ width, height }] = document.querySelectorAll('#rows canvas');
             return Object.assign(document.createElement('canvas'), { width, height }).toDataURL();",
        );
        assert_ne!(pictures[0], empty);

        // What is chosen is what is seen, and the table of all leads to each.
        choose(page, "sort");
        assert!(page.get::<bool>("return document.querySelector('#measured').hidden;"));
        page.get::<()>("document.querySelector('[data-workload=julia]').click();");
        assert_eq!(done(page), 9);
    });
}

/// Gives the page a file by its bytes or a canvas of this size, and the ways in
/// which visitors do.
const GIVE: &str = "
    const dropped = (file) => {
      const dataTransfer = new DataTransfer();
      if (file) dataTransfer.items.add(file);
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const png = async (width, height, name) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = 'teal';
      context.fillRect(0, 0, width / 2, height);
      return new File([await canvas.convertToBlob()], name);
    };
    const name = document.querySelector('#picture-name');
    const trouble = document.querySelector('#picture-trouble');
    const told = async (act) => {
      const [before, said] = [name.textContent, trouble.textContent];
      await act();
      const isRead = () => !name.textContent.endsWith('is being read …');
      await until(() => isRead() && (name.textContent !== before || trouble.textContent !== said));
      return [name.textContent, trouble.textContent];
    };";

/// A PNG's first bytes, which say that it is so large.
const HUGE: &str = "
    const huge = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 39, 16, 0, 0, 39, 16, 8, 6, 0, 0, 0]);";

fn given(page: &Page, act: &str) -> [String; 2] {
    page.get(&format!(
        "{GIVE} {HUGE} return told(async () => {{ {act} }});"
    ))
}

#[test]
fn a_visitors_picture_is_what_the_filters_work_on() {
    in_both(|page| {
        open(page);
        let [name, trouble] = given(page, "dropped(await png(40, 30, 'a.png'));");
        assert_eq!(name, "a.png: 40 × 30 pixels");
        assert_eq!(trouble, "");
        let chosen: String = page.get("return document.querySelector(':checked').value;");
        assert_eq!(chosen, "blur", "something can be done with it");
        page.screenshot("lab-picture");
        let rows: Vec<Value> =
            page.get("return lab.run({ quick: true, workloads: ['blur', 'edges'] });");
        assert!(rows.iter().all(|row| row["ok"] == true), "{rows:?}");
        // The picture in, and the picture out.
        assert_eq!(rows[0]["bytesCopied"], 2 * 40 * 30 * 4, "{}", rows[0]);
        let seen: [u32; 2] = page.get(
            "const { width, height } = document.querySelector('#rows canvas');
             return [width, height];",
        );
        assert_eq!(seen, [40, 30]);

        // Chosen, and pasted; the longest side is what filters take.
        let [name, _] = given(
            page,
            "const chosen = new DataTransfer();
             chosen.items.add(await png(9000, 4, 'long.png'));
             const input = document.querySelector('#file');
             input.files = chosen.files;
             input.dispatchEvent(new Event('change'));",
        );
        assert_eq!(
            name,
            "long.png: 8,192 × 3 pixels, made smaller from 9,000 × 4: filters take sides of 8,192 pixels at most; 6,071 × 2 in quick runs"
        );
        // Of its size is all that is told, and a quick run makes it as small as all others.
        let [name, _] = given(page, "dropped(await png(300, 200, 'wide.png'));");
        assert_eq!(name, "wide.png: 300 × 200 pixels; 156 × 104 in quick runs");
        let told: [String; 5] = page.get(
            "document.querySelector('[value=blur]').click();
             const shown = () => document.querySelector('#size').selectedOptions[0].textContent;
             const whole = shown();
             document.querySelector('#quick').click();
             const small = shown();
             document.querySelector('#start').click();
             await until(() => document.querySelector('#doing').textContent.includes('Blur'));
             const doing = document.querySelector('#doing').textContent;
             const what = document.querySelector('#result-what').textContent;
             lab.stop();
             await until(() => !document.documentElement.classList.contains('measuring'));
             document.querySelector('#quick').click();
             await lab.run({ workloads: ['blur'], architectures: ['page'], rounds: 1 });
             return [whole, small, doing, what, document.querySelector('#result-what').textContent];",
        );
        let expected = [
            "300 × 200",
            "156 × 104",
            "Main thread: Blur, 156 × 104 pixels",
            "your picture, made smaller for a quick run: 156 × 104 pixels, up to",
            "your picture, 300 × 200 pixels, up to 1 thread",
        ];
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told}");
        }
        let [name, _] = given(page, "dropped(await png(5000, 5000, 'large.png'));");
        assert_eq!(
            name,
            "large.png: 4,096 × 4,096 pixels, made smaller from 5,000 × 5,000: filters take 16 megapixels at most; 128 × 128 in quick runs"
        );
        let [name, _] = given(
            page,
            "const clipboardData = new DataTransfer();
             clipboardData.items.add(await png(20, 20, 'pasted.png'));
             const event = Object.assign(new Event('paste'), { clipboardData });
             dispatchEvent(event);",
        );
        assert_eq!(name, "pasted.png: 20 × 20 pixels");

        // A picture that is being read is waited for: the measurement is of it.
        let [reading, size]: [Value; 2] = page.get(&format!(
            "{GIVE}
             dropped(await png(30, 10, 'late.png'));
             const reading = name.textContent;
             const [row] = await lab.run({{ quick: true, workloads: ['edges'], architectures: ['page'] }});
             return [reading, row.size];"
        ));
        assert_eq!(reading, "“late.png” is being read …");
        assert_eq!(size, 30);
        let [name, _] = given(page, "document.querySelector('#own').click();");
        assert!(name.starts_with("The laboratory’s own"), "{name}");
    });
}

#[test]
fn a_file_that_is_no_picture_or_one_of_100_megapixels_gets_a_clear_line_and_the_one_before_stays() {
    in_both(|page| {
        open(page);
        let own = "The laboratory’s own picture stays.";
        for (act, expected) in [
            (
                "dropped(new File(['no picture'], 'notes.txt'));",
                "“notes.txt” is no picture that is read here: expected a PNG, JPEG, WebP, AVIF, GIF or BMP file.",
            ),
            (
                "dropped(new File([], 'empty.png'));",
                "“empty.png” is no picture that is read here",
            ),
            (
                "dropped(new File([huge], 'huge.png'));",
                "“huge.png” has 10,000 × 10,000 pixels, 100 megapixels: expected 67 megapixels at most.",
            ),
            (
                "huge[18] = huge[22] = 0; dropped(new File([huge], 'cut.png'));",
                "“cut.png” begins like a PNG of 16 × 16 pixels, and cannot be decoded",
            ),
        ] {
            let [_, trouble] = given(page, act);
            assert!(trouble.starts_with(expected), "{trouble}");
            assert!(trouble.ends_with(own), "{trouble}");
        }
        page.get::<()>("scrollTo(0, 0);");
        page.screenshot("lab-no-picture");
        let [_, trouble] = given(page, "dropped(null);");
        assert!(
            trouble.starts_with("What was dropped is no file"),
            "{trouble}"
        );

        let folders = given(
            page,
            "const folder = (dataTransfer) => dispatchEvent(Object.assign(new Event('drop'), { dataTransfer }));
             folder({ items: [{ webkitGetAsEntry: () => ({ isDirectory: true, name: 'holiday' }) }], files: [] });
             folder.said = trouble.textContent;
             const unreadable = Object.assign(new File([], 'photos'), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('no')) }) });
             folder({ items: [], files: [unreadable] });
             await until(() => trouble.textContent !== folder.said);
             name.textContent = folder.said;",
        );
        assert_eq!(folders[0], "“holiday” is a folder: expected a picture.");
        let expected = "“photos” cannot be read as a file: expected a picture that is still there, and no folder.";
        assert!(folders[1].starts_with(expected), "{}", folders[1]);

        given(page, "dropped(await png(8, 8, 'good.png'));");
        let [name, trouble] = given(page, "dropped(new File([huge], 'huge.png'));");
        assert_eq!(name, "good.png: 8 × 8 pixels");
        assert!(trouble.ends_with("“good.png” stays."), "{trouble}");
        // What is said goes when something is measured, and what is in the way of that with it.
        let [during, busy, after]: [String; 3] = page.get(&format!(
            "{GIVE}
             const request = {{ quick: true, workloads: ['sort'], architectures: ['page'] }};
             const running = lab.run(request);
             const during = trouble.textContent;
             dropped(await png(8, 8, 'other.png'));
             const busy = trouble.textContent;
             await running;
             return [during, busy, trouble.textContent];"
        ));
        assert_eq!((during.as_str(), after.as_str()), ("", ""));
        assert!(
            busy.starts_with("Reading a picture would disturb"),
            "{busy}"
        );
        // No file that is dropped takes the page away.
        assert!(page.get::<bool>(&format!("{GIVE} return dropped(null);")));
    });
}

#[test]
fn the_size_of_a_picture_is_read_from_the_beginning_of_its_file() {
    in_both(|page| {
        open(page);
        let heads: Vec<Value> = page.get(
            "const { readHead } = await import(document.querySelector('[href$=\"picture-head.js\"]').href);
             const made = async (type) => {
               const canvas = new OffscreenCanvas(300, 7);
               canvas.getContext('2d').fillRect(0, 0, 9, 9);
               return canvas.convertToBlob({ type });
             };
             const bytes = (...list) => new Blob([new Uint8Array(list.flatMap((one) => (typeof one === 'string' ? [...one].map((sign) => sign.charCodeAt(0)) : one)))]);
             const zeros = (count) => new Array(count).fill(0);
             return Promise.all([
               await made('image/png'),
               await made('image/jpeg'),
               await made('image/webp'),
               bytes('GIF89a', 44, 1, 7, 0, zeros(9)),
               bytes('BM', zeros(12), 40, 0, 0, 0, 44, 1, 0, 0, 249, 255, 255, 255),
               bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), 47, 43, 129, 1, 0, zeros(9)),
               bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), 43, 1, 0, 6, 0, 0),
               bytes(zeros(4), 'ftypavif', zeros(8), 'ispe', zeros(4), 0, 0, 1, 44, 0, 0, 0, 7),
               // None of these ends, and none is a picture.
               bytes(255, 216, 255, zeros(40)),
               bytes(255, 216, new Array(5000).fill(255)),
               bytes('RIFF', zeros(4), 'WAVE', zeros(40)),
               bytes(137, 'PNG'),
             ].map(readHead));",
        );
        let (pictures, others) = heads.split_at(8);
        let kinds = ["PNG", "JPEG", "WebP", "GIF", "BMP", "WebP", "WebP", "AVIF"];
        for (head, kind) in pictures.iter().zip(kinds) {
            assert_eq!(
                (&head["width"], &head["height"]),
                (&json!(300), &json!(7)),
                "{kind}: {head}"
            );
            assert_eq!(head["kind"], kind);
        }
        assert!(others.iter().all(Value::is_null), "{others:?}");
    });
}

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
fn every_architecture_is_explained_and_every_snippet_can_be_copied() {
    in_both(|page| {
        open(page);
        let [rows, articles]: [Value; 2] = page.get(
            "document.querySelector('#quick').click();
             document.querySelector('#start').click();
             await until(() => document.querySelector('#rows tr'));
             lab.stop();
             await until(() => !document.documentElement.classList.contains('measuring'));
             const rows = [...document.querySelectorAll('#rows tbody a')].map(({ hash, textContent }) => [hash, textContent]);
             const articles = [...document.querySelectorAll('article')].map(({ id, firstElementChild }) => [`#${id}`, firstElementChild.textContent]);
             return [rows, articles];",
        );
        assert_eq!(rows.as_array().map(Vec::len), Some(9));
        assert_eq!(rows, articles);
        let copied: Vec<[String; 2]> = page.get(
            "const copied = [];
             navigator.clipboard.writeText = async (text) => void copied.push(text);
             const said = document.querySelector('#copied');
             const all = [];
             for (const button of document.querySelectorAll('.copy')) {
               button.click();
               await until(() => said.textContent.includes('copied.'));
               all.push([said.textContent, copied.at(-1)]);
             }
             return all;",
        );
        assert_eq!(copied.len(), 5);
        for [said, text] in &copied {
            assert!(said.ends_with(": copied."), "{said}");
            assert!(text.contains("Cross-Origin-Embedder-Policy"), "{text}");
        }
        let features: Vec<String> = page.get(
            "return [...document.querySelectorAll('[data-feature]')].map(({ textContent }) => textContent);",
        );
        assert_eq!(features, ["yes"; 7]);
        // It is linked from the explorer, and leads back.
        let back: String = page.get("return document.querySelector('.up').href;");
        page.open(&back);
        let way: String = page.get("return document.querySelector('#help a[href*=lab]').href;");
        assert_eq!(way, format!("{}/lab.html", page.fleet.site()));
    });
}

#[test]
fn what_the_page_looks_like_on_screens_of_every_size() {
    in_both(|page| {
        open(page);
        page.get::<()>("await lab.run({ quick: true, workloads: ['mandelbrot'] });");
        for (width, height, theme) in [
            (1280, 800, "light"),
            (1280, 800, "dark"),
            (640, 400, "dark"),
            (320, 640, "light"),
        ] {
            page.resize(width, height);
            let overflow = page.eval(
                "document.documentElement.dataset.theme = arguments[0];
                 return document.documentElement.scrollWidth - innerWidth;",
                json!([theme]),
            );
            assert!(overflow.as_i64() <= Some(0), "{width}: {overflow} too wide");
            for (state, part) in [
                ("top", "main"),
                ("rows", "#rows"),
                ("plots", ".charts"),
                ("speedup", "[data-chart=speedup]"),
                ("architectures", "#about-page"),
                ("features", "#features-title"),
                ("headers", "#headers"),
            ] {
                page.eval(
                    "document.querySelector(arguments[0]).scrollIntoView({ behavior: 'instant' });",
                    json!([part]),
                );
                page.screenshot(&format!("lab-{width}-{theme}-{state}"));
            }
            // Plots are drawn anew for the room that they have.
            let outside: i32 = page.get(
                "const plots = [...document.querySelectorAll('.plot')];
                 return plots.filter((plot) => plot.firstChild.getBoundingClientRect().width > plot.clientWidth + 1).length;",
            );
            assert_eq!(outside, 0, "{width}");
        }
    });
}
