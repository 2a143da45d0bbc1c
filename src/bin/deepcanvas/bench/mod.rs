//! How fast the library is on this machine, natively and in real browsers.
//!
//! ```text
//! places     the views
//! speed      kernels and threads: which, how often, and what they are to reach
//! native     the kernels, and a frame by std threads
//! browser    the same frame by the page
//! backends   the page with shared memory and without
//! motion     what is on screen while the view moves
//! idle       what a page at rest costs
//! profile    what it costs to be profiled
//! hud        what the overlay of figures costs
//! start      how soon the widget is there, and what is fetched for it
//! lab        the laboratory's workloads, by every architecture
//! patience   what a page takes its time for
//! processes  what browsers take of the processors
//! series     a number measured several times
//! report     the tables, and the same as JSON
//! compare    the same against an earlier run's
//! noise      what of that is noise
//! ```
//!
//! Everything is measured once a round, in turn: what the machine does beside
//! disturbs all of it alike. Nothing here fails for being slow.

mod backends;
mod browser;
mod compare;
mod hud;
mod idle;
mod lab;
mod motion;
mod native;
mod noise;
mod patience;
mod places;
mod processes;
mod profile;
mod report;
mod series;
mod speed;
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
use compare::{Comparison, Saved};
use hud::Hud;
use idle::Idle;
use lab::Lab;
use motion::Motion;
use profile::Profile;
use report::Report;
use start::Start;

/// Measure this machine, natively and in the browsers that are installed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write the same to a file, for programs, every round's numbers included.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How often everything is measured [default: 9, of motion, rest and the laboratory 3; quickly, a third].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: Option<u32>,
    /// Measure one part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Fewer rounds and shorter sessions: enough to see that all works, not to judge it.
    #[arg(long)]
    quick: bool,
    /// Print what changed since a run that `--json` wrote, and what of that is noise.
    #[arg(long, value_name = "OLD.json")]
    compare: Option<PathBuf>,
    /// Compare with this run, and measure nothing.
    #[arg(
        long,
        value_name = "NEW.json",
        requires = "compare",
        conflicts_with_all = ["json", "rounds", "only", "quick"]
    )]
    with: Option<PathBuf>,
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
    /// The laboratory's workloads, by every architecture that people use.
    Lab,
    /// What it costs to note frames and tiles for the profilers, in the page.
    Profile,
    /// The processor time of the overlay of figures.
    Hud,
}

/// How often kernels, threads and starts are measured.
const ROUNDS: u32 = 9;

/// How often sessions are played and rests are waited for: they take minutes.
const MOTION_ROUNDS: u32 = 3;

/// Measures, and prints tables.
///
/// # Errors
/// Where the site cannot be built, a page fails or the file cannot be written; a fault
/// where what is to be compared cannot be.
pub(crate) fn run(options: &Options) -> Result<()> {
    let saved = |option, path: &Option<PathBuf>| {
        let path = path.as_deref();
        path.map(|path| Saved::read(option, path)).transpose()
    };
    // Before what takes minutes, not after it.
    let old = saved("--compare", &options.compare)?;
    if let (Some(old), Some(new)) = (&old, saved("--with", &options.with)?) {
        print!("{}", Comparison::of(old, &new)?);
        return Ok(());
    }
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
    let text = report.to_json();
    if let Some(json) = json {
        json.fill(|sink| Ok(sink.write_all(text.as_bytes())?))?;
    }
    if let Some(old) = old {
        let new = Saved::parse("this run", &text).map_err(anyhow::Error::msg)?;
        print!("\n{}", Comparison::of(&old, &new)?);
    }
    Ok(())
}

impl Options {
    fn has(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    /// How often something is measured that usually is so often.
    fn rounds(&self, usual: u32) -> u32 {
        let unless_told = if self.quick { usual.div_ceil(3) } else { usual };
        self.rounds.unwrap_or(unless_told)
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
        speed::measure(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Backends) {
        measure_backends(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Profile) {
        measure_profile(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Start) {
        measure_start(options, &browsers, &mut report).await?;
    }
    if options.has(Part::Idle) {
        measure_idle(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Lab) {
        measure_lab(options, &browsers, &page, &mut report).await?;
    }
    if options.has(Part::Hud) {
        measure_hud(options, &browsers, &page, &mut report).await?;
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

/// Both backends in turn, in a browser after the other.
async fn measure_backends(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(ROUNDS);
    if !browsers.is_empty() {
        let plain = serve_site(&Package::find()?, false)?;
        for (browser, programs) in browsers {
            eprintln!("deepcanvas: warming up {browser}, with shared memory and without");
            let mut backends = Backends::start(*browser, programs, page, &plain).await?;
            for round in 1..=rounds {
                eprintln!("deepcanvas: {browser}, backends, round {round} of {rounds}");
                report.pace.add(native::pace());
                backends.round().await?;
            }
            report.sections.push(backends.section());
            report.verdicts.push(backends.verdicts());
            backends.quit().await?;
        }
    }
    report.rounds.push(("backends", rounds));
    Ok(())
}

/// Profiling on and off in turn, in a browser after the other.
async fn measure_profile(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(ROUNDS);
    for (browser, programs) in browsers {
        eprintln!("deepcanvas: warming up {browser}, profiled and not");
        let mut profile = Profile::start(*browser, programs, page).await?;
        for round in 1..=rounds {
            eprintln!("deepcanvas: {browser}, profile, round {round} of {rounds}");
            report.pace.add(native::pace());
            profile.round().await?;
        }
        report.sections.push(profile.section());
        report.verdicts.push(profile.verdicts());
        profile.quit().await?;
    }
    report.rounds.push(("profiling", rounds));
    Ok(())
}

/// Starts of the widget, in a browser after the other.
async fn measure_start(
    options: &Options,
    browsers: &[(Browser, Programs)],
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(ROUNDS);
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
            report.pace.add(native::pace());
            start.round(&page).await?;
        }
        report.sections.push(start.section());
        report.verdicts.push(start.verdicts());
        if *browser == Browser::Chromium {
            report.verdicts.push(start.sizes(&site)?);
        }
        start.quit().await?;
    }
    report.rounds.push(("starts", rounds));
    Ok(())
}

/// Rests, in a browser after the other: one that runs beside is no rest.
async fn measure_idle(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(MOTION_ROUNDS);
    for (browser, programs) in browsers {
        let mut idle = Idle::start(*browser, programs).await?;
        for round in 1..=rounds {
            eprintln!("deepcanvas: {browser} at rest, round {round} of {rounds}");
            report.pace.add(native::pace());
            idle.round(page).await?;
        }
        report.sections.push(idle.section());
        report.verdicts.push(idle.verdicts());
        idle.quit().await?;
    }
    report.rounds.push(("rest", rounds));
    Ok(())
}

/// The laboratory, in a browser after the other.
async fn measure_lab(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(MOTION_ROUNDS);
    let mut labs: Vec<Lab> = browsers
        .iter()
        .map(|(browser, programs)| Lab::new(*browser, programs.clone(), options.quick))
        .collect();
    for round in 1..=rounds {
        report.pace.add(native::pace());
        for lab in &mut labs {
            eprintln!("deepcanvas: {lab}, round {round} of {rounds}");
            lab.round(page).await?;
        }
    }
    report.rounds.push(("the laboratory", rounds));
    for lab in labs {
        report.sections.push(lab.section());
        report.grids.push(lab.grid());
        report.notes.extend(lab.into_notes());
    }
    Ok(())
}

/// Flights with the overlay of figures and without, in a browser after the other.
async fn measure_hud(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(MOTION_ROUNDS);
    for (browser, programs) in browsers {
        eprintln!("deepcanvas: warming up {browser}, figures");
        let mut hud = Hud::start(*browser, programs, page).await?;
        for round in 1..=rounds {
            eprintln!("deepcanvas: {browser}, figures, round {round} of {rounds}");
            report.pace.add(native::pace());
            hud.round().await?;
        }
        report.sections.push(hud.section());
        report.verdicts.push(hud.verdicts());
        hud.quit().await?;
    }
    report.rounds.push(("the overlay", rounds));
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
    let rounds = options.rounds(MOTION_ROUNDS);
    for round in 1..=rounds {
        eprintln!("deepcanvas: motion, round {round} of {rounds}");
        report.pace.add(native::pace());
        for motion in &mut motions {
            motion.round(page).await?;
        }
    }
    report.rounds.push(("motion", rounds));
    report.grids.extend(motions.iter().map(Motion::grid));
    report.verdicts.extend(motions.iter().map(Motion::verdicts));
    report
        .notes
        .extend(motions.into_iter().flat_map(Motion::into_notes));
    Ok(())
}
