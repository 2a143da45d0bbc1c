//! How fast the library is on this machine, natively and in real browsers.
//!
//! ```text
//! places     the views
//! native     the kernels, and a frame by std threads
//! browser    the same frame by the page
//! backends   the page with shared memory and without
//! motion     what is on screen while the view moves
//! idle       what a page at rest costs
//! start      how soon the widget is there, and what is fetched for it
//! processes  what browsers take of the processors
//! series     a number measured several times
//! report     the tables, and the same as JSON
//! ```
//!
//! Everything is measured once a round, in turn: what the machine does beside
//! disturbs all of it alike. Nothing here fails for being slow.

mod backends;
mod browser;
mod idle;
mod motion;
mod native;
mod places;
mod processes;
mod report;
mod series;
mod start;

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::{future, thread};

use anyhow::{Context, Result};

use crate::drive::{Browser, Programs};
use crate::output::Output;
use crate::package::Package;
use crate::{build, serve};
use backends::Backends;
use browser::Subject;
use idle::Idle;
use motion::Motion;
use native::Native;
use places::{FRAME, PLACES, SEAHORSE};
use report::{Bound, Counts, Figure, Report, Row, Section, Unit, Verdicts};
use series::Series;
use start::Start;

/// Measure this machine, natively and in the browsers that are installed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write the same to a file, for programs, every round's numbers included.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How often everything is measured [default: 9, of motion and rest 3].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: Option<u32>,
    /// Measure one part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Play shorter sessions: enough to see that they work, not to judge them.
    #[arg(long)]
    quick: bool,
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Iterations a second, on one core.
    Kernels,
    /// What a second thread gains, natively and in the page.
    Threads,
    /// The same views with shared memory and without, in the page.
    Backends,
    /// Sessions of wheel, drags, fingers and flights, in the page.
    Motion,
    /// The processor time of a page at rest.
    Idle,
    /// How soon the widget shows something, and what is fetched for it.
    Start,
}

/// How often kernels, threads and starts are measured.
const ROUNDS: u32 = 9;

/// How often sessions are played and rests are waited for: they take minutes.
const MOTION_ROUNDS: u32 = 3;

/// What two threads are to gain in Chromium, as a share of what they gain
/// natively in the same run: coordinator, page and presenting take the rest.
const SHARE_OF_NATIVE_SPEED_UP: f64 = 0.9;

/// Less than this, and the native threads had no two cores to themselves.
const SPEED_UP_OF_FREE_CORES: f64 = 1.7;

/// Measures, and prints tables.
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
    let report = runtime.block_on(measure(options))?;
    print!("{report}");
    match json {
        Some(json) => json.fill(|sink| Ok(sink.write_all(report.to_json().as_bytes())?)),
        None => Ok(()),
    }
}

impl Options {
    fn has(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}

async fn measure(options: &Options) -> Result<Report> {
    let mut report = Report {
        cores: thread::available_parallelism().map_or(1, std::num::NonZero::get),
        ..Report::default()
    };
    let (browsers, page) = if options.only == Some(Part::Kernels) {
        (Vec::new(), String::new())
    } else {
        find_browsers(&mut report.notes)?
    };
    if options.has(Part::Kernels) || options.has(Part::Threads) {
        measure_speed(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Backends) {
        measure_backends(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Start) {
        measure_start(options, &browsers, &mut report).await?;
    }
    if options.has(Part::Idle) {
        measure_idle(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Motion) {
        measure_motion(options, browsers, &page, &mut report).await?;
    }
    Ok(report)
}

/// The browsers that are there, and the address of the site, which is served
/// until the program ends. Why one is left out is noted.
fn find_browsers(notes: &mut Vec<String>) -> Result<(Vec<(Browser, Programs)>, String)> {
    let package = Package::find()?;
    let mut found = Vec::new();
    for browser in Browser::ALL {
        match browser::programs(&package, browser) {
            Ok(programs) => found.push((browser, programs)),
            Err(why) => notes.push(format!("{browser} is not measured: {why}")),
        }
    }
    let page = if found.is_empty() {
        String::new()
    } else {
        serve_site(&package, true)?
    };
    Ok((found, page))
}

/// Builds the site and serves it on a free port, isolated or not; gives the address.
fn serve_site(package: &Package, isolated: bool) -> Result<String> {
    let site = build::build(package, &build::default_out(package))?;
    serve_folder(site, isolated)
}

/// Serves a site that is built.
fn serve_folder(site: PathBuf, isolated: bool) -> Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("there is no free port")?;
    let port = listener
        .local_addr()
        .context("the socket has no address")?
        .port();
    tokio::spawn(async move { serve::until(future::pending(), listener, &site, isolated).await });
    Ok(format!("http://localhost:{port}/"))
}

/// Kernels and threads, in turn.
async fn measure_speed(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let threads = options.has(Part::Threads);
    let mut subjects = Vec::new();
    for (browser, programs) in browsers.iter().filter(|_| threads) {
        eprintln!("deepcanvas: warming up {browser}");
        subjects.push(Subject::start(*browser, programs, page).await?);
    }
    let mut native = Native::default();
    let rounds = options.rounds.unwrap_or(ROUNDS);
    for round in 1..=rounds {
        eprintln!("deepcanvas: round {round} of {rounds}");
        if options.has(Part::Kernels) {
            native.kernel_round();
        }
        if threads {
            native.thread_round()?;
        }
        for subject in &mut subjects {
            subject.round().await?;
        }
    }
    report.rounds = rounds;
    if options.has(Part::Kernels) {
        report_kernels(&native, report);
    }
    if threads {
        report_threads(native, &subjects, report);
    }
    for subject in subjects {
        subject.quit().await?;
    }
    Ok(())
}

/// Both backends in turn, in a browser after the other.
async fn measure_backends(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds.unwrap_or(ROUNDS);
    if !browsers.is_empty() {
        let plain = serve_site(&Package::find()?, false)?;
        for (browser, programs) in browsers {
            eprintln!("deepcanvas: warming up {browser}, with shared memory and without");
            let mut backends = Backends::start(*browser, programs, page, &plain).await?;
            for round in 1..=rounds {
                eprintln!("deepcanvas: {browser}, backends, round {round} of {rounds}");
                backends.round().await?;
            }
            report.sections.push(backends.section());
            report.verdicts.push(backends.verdicts());
            backends.quit().await?;
        }
    }
    report.backend_rounds = rounds;
    Ok(())
}

/// Starts of the widget, in a browser after the other.
async fn measure_start(
    options: &Options,
    browsers: &[(Browser, Programs)],
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds.unwrap_or(ROUNDS);
    if browsers.is_empty() {
        return Ok(());
    }
    let package = Package::find()?;
    let site = build::build(&package, &build::default_out(&package))?;
    let copy = start::with_notes(&site, package.target().join("bench-start"))?;
    let page = format!("{}embed.html", serve_folder(copy, true)?);
    for (browser, programs) in browsers {
        eprintln!("deepcanvas: warming up {browser}, starts");
        let mut start = Start::start(*browser, programs, &page).await?;
        for round in 1..=rounds {
            eprintln!("deepcanvas: {browser}, start {round} of {rounds}");
            start.round(&page).await?;
        }
        report.sections.push(start.section());
        report.verdicts.push(start.verdicts());
        if *browser == Browser::Chromium {
            report.verdicts.push(start.sizes(&site)?);
        }
        start.quit().await?;
    }
    report.start_rounds = rounds;
    Ok(())
}

/// Rests, in a browser after the other: one that runs beside is no rest.
async fn measure_idle(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds.unwrap_or(MOTION_ROUNDS);
    for (browser, programs) in browsers {
        let mut idle = Idle::start(*browser, programs).await?;
        for round in 1..=rounds {
            eprintln!("deepcanvas: {browser} at rest, round {round} of {rounds}");
            idle.round(page).await?;
        }
        report.sections.push(idle.section());
        report.verdicts.push(idle.verdicts());
        idle.quit().await?;
    }
    report.idle_rounds = rounds;
    Ok(())
}

/// Sessions, in a browser after the other.
async fn measure_motion(
    options: &Options,
    browsers: Vec<(Browser, Programs)>,
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let mut motions: Vec<Motion> = browsers
        .into_iter()
        .map(|(browser, programs)| Motion::new(browser, programs, options.quick))
        .collect();
    let rounds = options.rounds.unwrap_or(MOTION_ROUNDS);
    for round in 1..=rounds {
        eprintln!("deepcanvas: motion, round {round} of {rounds}");
        for motion in &mut motions {
            motion.round(page).await?;
        }
    }
    report.motion_rounds = rounds;
    report.grids.extend(motions.iter().map(Motion::grid));
    report.verdicts.extend(motions.iter().map(Motion::verdicts));
    report
        .notes
        .extend(motions.into_iter().flat_map(Motion::into_notes));
    Ok(())
}

fn report_kernels(native: &Native, report: &mut Report) {
    let mut rows = vec![Row::new(
        "plain scalar loop",
        Unit::Rate,
        native.plain.clone(),
    )];
    for (place, series) in PLACES.iter().zip(&native.kernel) {
        let name = format!("kernel, {}", place.name);
        rows.push(Row::new(name, Unit::Rate, series.clone()));
    }
    report.sections.push(Section {
        title: "native, one core".to_owned(),
        rows,
    });
}

fn report_threads(native: Native, subjects: &[Subject], report: &mut Report) {
    let frame = format!("{}, {}x{}", SEAHORSE.name, FRAME.width, FRAME.height);
    let native_gain = native.one_thread.over(&native.two_threads);
    report.sections.push(Section {
        title: format!("native, {frame}"),
        rows: vec![
            Row::new("one thread", Unit::Milliseconds, native.one_thread),
            Row::new("two threads", Unit::Milliseconds, native.two_threads),
            Row::new("speed-up", Unit::Times, native_gain.clone()),
        ],
    });
    for Subject { browser, timed, .. } in subjects {
        let gain = timed.one_thread.over(&timed.two_threads);
        let share = gain.median() / native_gain.median();
        report.sections.push(Section {
            title: format!("{browser}, {frame}, from setting the view to its completion"),
            rows: vec![
                Row::new("one thread", Unit::Milliseconds, timed.one_thread.clone()),
                Row::new("two threads", Unit::Milliseconds, timed.two_threads.clone()),
                Row::new("speed-up", Unit::Times, gain),
                Row::new("iterations, one thread", Unit::Rate, timed.rate.clone()),
            ],
        });
        if *browser == Browser::Chromium {
            report.verdicts.push(Verdicts {
                title: "threads".to_owned(),
                figures: vec![Figure {
                    name: format!("speed-up by two threads in {browser} over the native one"),
                    unit: Unit::Times,
                    series: Series::from_iter([share]),
                    bound: Some(Bound::AtLeast(SHARE_OF_NATIVE_SPEED_UP)),
                    remark: None,
                    counts: Counts::Median,
                }],
            });
        }
    }
    if native_gain.median() < SPEED_UP_OF_FREE_CORES {
        report.notes.push(format!(
            "two native threads are only {:.2} times as fast as one: something else keeps the \
             cores busy, and speed-ups say little; measure again when it is quiet",
            native_gain.median()
        ));
    }
}
