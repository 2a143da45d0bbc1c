//! How fast the library is on this machine, natively and in real browsers.
//!
//! ```text
//! places     the views
//! native     the kernels, and a frame by std threads
//! browser    the same frame by the page
//! series     a number measured several times
//! report     the table, and the same as JSON
//! ```
//!
//! Everything is measured once a round, in turn: what the machine does beside
//! disturbs all of it alike. Nothing here fails for being slow.

mod browser;
mod native;
mod places;
mod report;
mod series;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::{future, thread};

use anyhow::{Context, Result};

use crate::drive::Browser;
use crate::output::Output;
use crate::package::Package;
use crate::{build, serve};
use browser::{Subject, Timed};
use native::Native;
use places::{FRAME, PLACES, SEAHORSE};
use report::{Figure, Report, Row, Section, Unit};

/// Measure this machine, natively and in the browsers that are installed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write the same to a file, for programs, every round's numbers included.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How often everything is measured.
    #[arg(long, value_name = "N", default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: u32,
}

/// What two threads are to gain in Chromium, as a share of what they gain
/// natively in the same run: coordinator, page and presenting take the rest.
const SHARE_OF_NATIVE_SPEED_UP: f64 = 0.9;

/// Less than this, and the native threads had no two cores to themselves.
const SPEED_UP_OF_FREE_CORES: f64 = 1.7;

/// Measures, and prints a table.
///
/// # Errors
/// Where the site cannot be built, a page fails or the file cannot be written.
pub(crate) fn run(options: &Options) -> Result<()> {
    let json = options
        .json
        .as_deref()
        .map(|path| Output::beside("--json", path))
        .transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the server's threads")?;
    let report = runtime.block_on(measure(options.rounds))?;
    print!("{report}");
    match json {
        Some(json) => json.fill(|sink| Ok(sink.write_all(report.to_json().as_bytes())?)),
        None => Ok(()),
    }
}

async fn measure(rounds: u32) -> Result<Report> {
    let mut notes = Vec::new();
    let mut subjects = start_browsers(&mut notes).await?;
    let mut native = Native::default();
    for round in 1..=rounds {
        eprintln!("deepcanvas: round {round} of {rounds}");
        native.round()?;
        for subject in &mut subjects {
            subject.round().await?;
        }
    }
    let mut timed = Vec::new();
    for mut subject in subjects {
        timed.push((subject.browser, std::mem::take(&mut subject.timed)));
        subject.quit().await?;
    }
    Ok(report(rounds, native, timed, notes))
}

/// Opens the page in every browser that is there; the site is served until the
/// program ends. Why one is left out is noted.
async fn start_browsers(notes: &mut Vec<String>) -> Result<Vec<Subject>> {
    let package = Package::find()?;
    let mut found = Vec::new();
    for browser in Browser::ALL {
        match browser::programs(&package, browser) {
            Ok(programs) => found.push((browser, programs)),
            Err(why) => notes.push(format!("{browser} is not measured: {why}")),
        }
    }
    let mut subjects = Vec::new();
    if !found.is_empty() {
        let page = serve_site(&package)?;
        for (browser, programs) in found {
            eprintln!("deepcanvas: warming up {browser}");
            subjects.push(Subject::start(browser, &programs, &page).await?);
        }
    }
    Ok(subjects)
}

/// Builds the site and serves it on a free port; gives the address.
fn serve_site(package: &Package) -> Result<String> {
    let site = build::build(package, &build::default_out(package))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port")?;
    let port = listener
        .local_addr()
        .context("the socket has no address")?
        .port();
    tokio::spawn(async move { serve::until(future::pending(), listener, &site, true).await });
    Ok(format!("http://localhost:{port}/"))
}

fn report(
    rounds: u32,
    native: Native,
    browsers: Vec<(Browser, Timed)>,
    mut notes: Vec<String>,
) -> Report {
    let frame = format!("{}, {}x{}", SEAHORSE.name, FRAME.width, FRAME.height);
    let native_gain = native.one_thread.over(&native.two_threads);
    let mut rates = vec![Row::new("plain scalar loop", Unit::Rate, native.plain)];
    for (place, series) in PLACES.iter().zip(native.kernel) {
        rates.push(Row::new(
            format!("kernel, {}", place.name),
            Unit::Rate,
            series,
        ));
    }
    let mut sections = vec![
        Section {
            title: "native, one core".to_owned(),
            rows: rates,
        },
        Section {
            title: format!("native, {frame}"),
            rows: vec![
                Row::new("one thread", Unit::Milliseconds, native.one_thread),
                Row::new("two threads", Unit::Milliseconds, native.two_threads),
                Row::new("speed-up", Unit::Times, native_gain.clone()),
            ],
        },
    ];
    let mut figures = Vec::new();
    for (browser, timed) in browsers {
        let gain = timed.one_thread.over(&timed.two_threads);
        if browser == Browser::Chromium {
            figures.push(Figure {
                name: format!("speed-up by two threads in {browser} over the native one"),
                value: gain.median() / native_gain.median(),
                at_least: SHARE_OF_NATIVE_SPEED_UP,
            });
        }
        sections.push(Section {
            title: format!("{browser}, {frame}, from setting the view to its completion"),
            rows: vec![
                Row::new("one thread", Unit::Milliseconds, timed.one_thread),
                Row::new("two threads", Unit::Milliseconds, timed.two_threads),
                Row::new("speed-up", Unit::Times, gain),
                Row::new("iterations, one thread", Unit::Rate, timed.rate),
            ],
        });
    }
    if native_gain.median() < SPEED_UP_OF_FREE_CORES {
        notes.push(format!(
            "two native threads are only {:.2} times as fast as one: something else keeps the \
             cores busy, and speed-ups say little; measure again when it is quiet",
            native_gain.median()
        ));
    }
    Report {
        rounds,
        cores: thread::available_parallelism().map_or(1, std::num::NonZero::get),
        sections,
        figures,
        notes,
    }
}
