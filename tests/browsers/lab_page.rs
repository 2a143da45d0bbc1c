//! The laboratory's page: its buttons, plots and explanations.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::page::Page;

pub(crate) fn open(page: &Page) {
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
