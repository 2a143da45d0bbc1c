//! The page that measures in its reader's own browser. How fast it is, is its
//! own affair: the tests are about what it says of it.

use std::fs;

use serde_json::{Value, json};

use crate::drive::Browser;
use crate::fleet::in_both;
use crate::hands::{ENTER, press};
use crate::host::Host;
use crate::page::Page;
use crate::support::{assets, ending, errors, run, scratch};

/// Rounds of a quick run.
const ROUNDS: usize = 2;

/// Opens the page, quick, and has what it saves at hand: no file is to be left.
fn open(page: &Page, site: &str) {
    page.open(&format!("{site}/bench.html?quick"));
    page.get::<()>(
        "window.saved = [];
         const make = URL.createObjectURL;
         URL.createObjectURL = (blob) => {
           window.saved.push(blob);
           return make(blob);
         };
         addEventListener('click', (event) => {
           if (event.target.matches('a[download]')) {
             window.named = event.target.download;
             event.preventDefault();
           }
         });",
    );
}

/// Starts, or stops, by the keyboard.
fn start_or_stop(page: &Page) {
    page.get::<()>("document.querySelector('#start').focus();");
    press(page, ENTER);
}

fn wait_for(page: &Page, id: &str, text: &str) {
    page.eval(
        "const [id, text] = arguments;
         await until(() => document.querySelector(id).textContent.startsWith(text));",
        json!([id, text]),
    );
}

fn said(page: &Page) -> String {
    page.get("return document.querySelector('#said').textContent;")
}

/// What it saves: the file's text, and its name.
fn saved(page: &Page) -> (String, String) {
    page.get(
        "document.querySelector('#save').click();
         return [await window.saved.at(-1).text(), window.named];",
    )
}

/// All rows of a file.
fn rows(file: &Value) -> Vec<&Value> {
    let sections = file["sections"].as_array().expect("a list");
    let rows = sections.iter().map(|section| section["rows"].as_array());
    rows.flat_map(|rows| rows.expect("a list")).collect()
}

/// Whether a number may be one of this unit.
fn is_plausible(unit: &str, number: f64) -> bool {
    match unit {
        "share" => (0.0..=1.0).contains(&number),
        "ms" | "times" => number.is_finite() && number >= 0.0,
        _ => false,
    }
}

#[test]
fn it_measures_in_the_readers_browser_and_saves_what_the_program_compares() {
    in_both(|page| {
        open(page, &page.fleet.site());
        start_or_stop(page);
        for doing in ["Warming up", "Round 1 of 2", "Round 2 of 2"] {
            wait_for(page, "#doing", doing);
        }
        wait_for(page, "#start", "Start again");
        assert_eq!(said(page), "Done.");
        page.screenshot("bench-done");

        let (text, name) = saved(page);
        assert!(name.starts_with("deepcanvas-bench-20"), "{name}");
        assert_eq!(ending(&name), "json");
        let file: Value = serde_json::from_str(&text).expect("it is JSON");
        let build = assets().trim_start_matches("assets/");
        assert_eq!(file["version"], format!("build {build}"));
        let browser = match page.browser {
            Browser::Chromium => "Chrome ",
            Browser::Firefox => "Firefox ",
        };
        let named = file["browser"].as_str().expect("a text");
        assert!(named.starts_with(browser), "{named}");
        assert_eq!(file["notes"], json!([]));
        assert_eq!(file["page"]["backend"], "shared");
        assert_eq!(
            file["pace"]["rounds"].as_array().map(Vec::len),
            Some(ROUNDS)
        );

        let rows = rows(&file);
        for part in ["1 thread", "speed-up, ", "home", "zoom by", "flight"] {
            let is_there = |row: &&Value| {
                row["name"]
                    .as_str()
                    .is_some_and(|name| name.starts_with(part))
            };
            assert!(rows.iter().any(is_there), "no {part}: {text}");
        }
        for row in &rows {
            let unit = row["unit"].as_str().expect("a text");
            let rounds = row["rounds"].as_array().expect("a list");
            assert_eq!(rounds.len(), ROUNDS, "{row}");
            let mut rounds = rounds.iter().map(|round| round.as_f64().expect("a number"));
            assert!(rounds.all(|round| is_plausible(unit, round)), "{row}");
            assert_eq!(row.get("reason"), None, "{row}");
        }
        let shown: usize =
            page.get("return document.querySelectorAll('#results tbody tr').length;");
        assert_eq!(shown, rows.len());

        let path = scratch(&format!("bench-{page}")).join("saved.json");
        fs::write(&path, &text).expect("it can be written");
        let path = path.to_str().expect("a plain path");
        let compared = run(&["bench", "--compare", path, "--with", path]);
        assert!(compared.status.success(), "{}", errors(&compared));
        let expected = format!("\n0 of {} numbers are outside of the noise\n", rows.len());
        let table = String::from_utf8_lossy(&compared.stdout);
        assert!(table.contains(&expected), "{table}");
    });
}

#[test]
fn it_can_be_stopped_at_any_time_and_keeps_what_it_has() {
    in_both(|page| {
        open(page, &page.fleet.site());
        start_or_stop(page);
        wait_for(page, "#doing", "Warming up");
        start_or_stop(page);
        wait_for(page, "#start", "Start again");
        assert_eq!(said(page), "Stopped, before anything was measured.");
        assert!(page.get::<bool>("return document.querySelector('#save').disabled;"));

        start_or_stop(page);
        wait_for(page, "#doing", "Round 2 of 2");
        start_or_stop(page);
        wait_for(page, "#start", "Start again");
        assert!(said(page).starts_with("Stopped: the numbers are"));
        let left: usize = page.get("return document.querySelectorAll('deep-canvas').length;");
        assert_eq!(left, 0, "nothing goes on");
        let file: Value = serde_json::from_str(&saved(page).0).expect("it is JSON");
        assert_eq!(file["notes"], json!(["it was stopped"]));
        assert_eq!(file["rounds"], json!({ "the page": 1 }));
        let first = &rows(&file)[0]["rounds"];
        assert!(first.as_array().is_some_and(|rounds| !rounds.is_empty()));
    });
}

#[test]
fn what_cannot_be_measured_says_why_and_the_rest_goes_on() {
    let host = Host::start(|path, served| {
        if path == "/bench/page.js" {
            served.begin_with(
                "customElements.whenDefined('deep-canvas').then(({ prototype }) => {
                   prototype.flyTo = () => Promise.reject(new Error('no wings'));
                 });\n",
            );
        }
    });
    in_both(|page| {
        open(page, &host.address());
        start_or_stop(page);
        wait_for(page, "#doing", "Round 1 of 2");
        wait_for(page, "#start", "Start again");
        let file: Value = serde_json::from_str(&saved(page).0).expect("it is JSON");
        assert_eq!(
            file["notes"],
            json!(["a flight was not measured: no wings"])
        );
        for row in rows(&file) {
            let name = row["name"].as_str().expect("a text");
            let is_lost = name.starts_with("flight");
            assert_eq!(row["rounds"] == json!([]), is_lost, "{row}");
            assert_eq!(row["reason"] == json!("no wings"), is_lost, "{row}");
        }
        let why: Vec<String> = page.get(
            "return [...document.querySelectorAll('#results .why')].map(({ textContent }) => textContent);",
        );
        assert_eq!(why, ["not measured: no wings"; 3]);
    });
}

#[test]
fn where_its_places_are_not_there_it_says_so() {
    let host = Host::start(|path, served| {
        if path == "/bench/places.json" {
            served.be_missing();
        }
    });
    in_both(|page| {
        open(page, &host.address());
        start_or_stop(page);
        wait_for(
            page,
            "#said",
            "It cannot be measured: places.json: status 404.",
        );
    });
}
