//! What Firefox's own profiler captures: a marker for each measure on the thread of
//! the worker that it is of, and Rust's names in the stacks.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::drive::{Browser, Window};
use crate::fleet::in_both;
use crate::profile::{LISTEN, watched};
use crate::support::scratch;
use crate::widget::LINK;

/// A process in the profiler's file, and those that it started.
#[derive(Deserialize)]
struct Process {
    threads: Vec<Thread>,
    #[serde(default)]
    processes: Vec<Process>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thread {
    markers: Table,
    samples: Table,
    stack_table: Table,
    frame_table: Table,
    string_table: Vec<String>,
}

/// Rows, and which column is where in them; one at the end may be missing.
#[derive(Deserialize)]
struct Table {
    schema: HashMap<String, usize>,
    data: Vec<Vec<Value>>,
}

/// A measure: its name, when it began and when it ended, in milliseconds.
type Measure = (String, f64, f64);

impl Table {
    /// What a row has in a column.
    fn get<'a>(&self, row: &'a [Value], column: &str) -> Option<&'a Value> {
        row.get(self.schema[column])
    }

    fn time(&self, row: &[Value], column: &str) -> Option<f64> {
        self.get(row, column)?.as_f64()
    }

    fn index(&self, row: &[Value], column: &str) -> Option<usize> {
        Some(self.get(row, column)?.as_u64()? as usize)
    }
}

impl Thread {
    fn measures(&self) -> Vec<Measure> {
        let measure = |row: &Vec<Value>| {
            let data = self.markers.get(row, "data")?;
            let of_user = Some(data).filter(|data| data["type"] == "UserTiming")?;
            let name = of_user["name"].as_str()?.to_owned();
            let [begun, ended] = ["startTime", "endTime"].map(|end| self.markers.time(row, end));
            Some((name, begun?, ended?))
        };
        self.markers.data.iter().filter_map(measure).collect()
    }

    /// When each sample was taken, and the functions that ran then.
    fn stacks(&self) -> Vec<(f64, Vec<&str>)> {
        let (stacks, frames) = (&self.stack_table, &self.frame_table);
        let caller = |&at: &usize| stacks.index(&stacks.data[at], "prefix");
        let name = |at: usize| {
            let frame = &frames.data[stacks.index(&stacks.data[at], "frame")?];
            Some(self.string_table[frames.index(frame, "location")?].as_str())
        };
        let sample = |row: &Vec<Value>| {
            let top = self.samples.index(row, "stack");
            let functions = std::iter::successors(top, caller).filter_map(name);
            Some((self.samples.time(row, "time")?, functions.collect()))
        };
        self.samples.data.iter().filter_map(sample).collect()
    }
}

fn threads_of(process: Process) -> Vec<Thread> {
    let within = process.processes.into_iter().flat_map(threads_of);
    process.threads.into_iter().chain(within).collect()
}

/// Lets a view of the explorer be computed, and gives what its workers told, each with
/// its role, and the profiler's threads that have measures.
fn capture(page: &crate::page::Page) -> (Vec<Value>, Vec<Thread>) {
    let host = watched(true);
    let file = scratch("capture").join("capture.json");
    let window = Window {
        width: 640,
        height: 400,
        ratio: 1.0,
    };
    let captured = page.captured(window, &file);
    captured.open(&format!("{}/?profile#{LINK}", host.address()));
    captured.get::<()>("canvas.setAttribute('samples', '1');");
    captured.settled();
    captured.get::<()>(LISTEN);
    let told = captured.eval(
        "const threads = canvas.catalogue.threads;
         await canvas.flyTo('re=-0.7453&im=0.1127&zoom=300', { duration: 500 });
         await canvas.settled();
         const computing = new Set();
         await toldOf(({ role, name }) => {
           if (name.startsWith('tile')) computing.add(role);
           return computing.size === threads;
         });
         await toldOf(({ name }) => name.startsWith('frame 0'));
         return told;",
        json!([]),
    );
    drop(captured);
    let text = fs::read_to_string(&file).expect("Firefox wrote a profile when it ended");
    let process: Process = serde_json::from_str(&text).expect("it is a profile");
    let mut threads = threads_of(process);
    threads.retain(|thread| !thread.measures().is_empty());
    let told = serde_json::from_value(told).expect("a list");
    (told, threads)
}

#[test]
fn firefoxs_profiler_has_a_marker_a_measure_and_rusts_names() {
    in_both(|page| {
        if page.browser != Browser::Firefox {
            return;
        }
        let (told, threads) = capture(page);
        let mut roles: Vec<&str> = told.iter().filter_map(|one| one["role"].as_str()).collect();
        roles.sort_unstable();
        roles.dedup();
        let computing = roles.iter().filter(|role| role.starts_with("compute-"));
        assert!(computing.count() > 0, "{roles:?}");
        let mut rows = Vec::new();
        for role in &roles {
            let text = |one: &Value, key: &str| one[key].as_str().map(str::to_owned);
            let time = |one: &Value, key: &str| one[key].as_f64().expect("a time");
            let of_role = told.iter().filter(|one| one["role"] == **role);
            let expected: Vec<Measure> = of_role
                .map(|one| {
                    let name = text(one, "name").expect("a name");
                    (name, time(one, "start"), time(one, "end"))
                })
                .collect();
            // One thread has all that the worker told, in its order and each as long.
            let has_all = |thread: &&Thread| {
                let measures = thread.measures();
                measures.windows(expected.len()).any(|window| {
                    window.iter().zip(&expected).all(|(found, told)| {
                        let apart = (found.2 - found.1) - (told.2 - told.1);
                        // Clocks that the page may read are coarse.
                        found.0 == told.0 && apart.abs() < 0.1
                    })
                })
            };
            let mut found = threads.iter().filter(has_all);
            let thread = found.next().unwrap_or_else(|| {
                panic!("no thread has the {} measures of {role}", expected.len())
            });
            assert!(found.next().is_none(), "{role} is on two threads");
            if role.starts_with("compute-") {
                assert_tiles_are_sampled(role, thread);
            }
            rows.push((role.replace('-', " "), thread.measures()));
        }
        // The coordinator above those that compute for it.
        rows.sort_by_key(|(role, _)| (role != "coordinator", role.clone()));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("the folder can be made");
        let file = folder.join("firefox-guide-markers.svg");
        fs::write(file, drawn(&rows)).expect("the picture can be written");
    });
}

/// Asserts that tiles follow each other, and that Rust's function for them is in the
/// stacks that were sampled meanwhile, and in hardly any other.
fn assert_tiles_are_sampled(role: &str, thread: &Thread) {
    let mut tiles = thread.measures();
    tiles.retain(|(name, ..)| name.starts_with("tile"));
    for pair in tiles.windows(2) {
        assert!(pair[0].2 <= pair[1].1 + 0.1, "{role}: {pair:?}");
    }
    let (mut inside, mut named) = (0, 0);
    for (time, functions) in thread.stacks() {
        if !tiles
            .iter()
            .any(|(_, begun, ended)| (*begun..*ended).contains(&time))
        {
            continue;
        }
        inside += 1;
        let is_it = |name: &&str| name.contains("::Picture::run_item");
        named += usize::from(functions.iter().any(is_it));
    }
    assert!(inside > 0, "{role}: {} tiles, no sample", tiles.len());
    assert!(named * 10 >= inside * 9, "{role}: {named} of {inside}");
}

/// The markers of each worker in a row, in the middle of what was drawn: a picture for
/// the guide, because the profiler's own page does not come with the browser.
fn drawn(rows: &[(String, Vec<Measure>)]) -> String {
    const SHOWN_MS: f64 = 80.0;
    const WIDTH: f64 = 960.0;
    const LABELS: f64 = 100.0;
    const ROW: f64 = 40.0;
    const TOP: f64 = 30.0;
    let frames = rows[0]
        .1
        .iter()
        .filter(|(name, ..)| name.starts_with("frame 0"));
    let frames: Vec<f64> = frames.map(|(_, begun, _)| *begun).collect();
    let from = frames[frames.len() / 2];
    let at = |time: f64| LABELS + (time - from).clamp(0.0, SHOWN_MS) * (WIDTH - LABELS) / SHOWN_MS;
    let height = TOP + ROW * rows.len() as f64 + 10.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    let mut put = |text: String| svg.push_str(&(text + "\n"));
    for ms in (0..SHOWN_MS as u32).step_by(20) {
        let x = at(from + f64::from(ms));
        put(format!("<path d=\"M{x:.1} 22V{height}\" stroke=\"#ddd\"/>"));
        put(format!(
            "<text x=\"{x:.1}\" y=\"16\" fill=\"#555\">{ms} ms</text>"
        ));
    }
    for (row, (role, measures)) in rows.iter().enumerate() {
        let top = TOP + ROW * row as f64;
        put(format!(
            "<text x=\"8\" y=\"{:.1}\" fill=\"#222\">{role}</text>",
            top + 21.0
        ));
        // What is within another is over it.
        let mut measures: Vec<&Measure> = measures.iter().collect();
        measures.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (name, begun, ended) in measures {
            if *ended <= from || *begun >= from + SHOWN_MS {
                continue;
            }
            let colour = match name.split(' ').next() {
                Some("frame" | "frame,") => "#3d7dd8",
                Some("present") => "#1d4f96",
                Some("tile") => "#3f9f5f",
                Some("message") => "#8a5fb0",
                _ => "#e4e4ec",
            };
            let (x, width) = (at(*begun), (at(*ended) - at(*begun)).max(0.5));
            put(format!(
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"30\" \
                 fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"0.5\"><title>{name}</title></rect>"
            ));
        }
    }
    svg + "</svg>\n"
}
