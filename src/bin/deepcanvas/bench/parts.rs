//! All parts, one after the other, each in a browser after the other. What fails is
//! noted, and the rest goes on.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::{future, thread};

use anyhow::{Context, Result};

use super::backends::Backends;
use super::deep::DeepViews;
use super::hud::Hud;
use super::idle::Idle;
use super::lab::Lab;
use super::motion::Motion;
use super::profile::Profile;
use super::report::{Report, Section, Verdicts};
use super::start::{self, Start};
use super::{LONG_ROUNDS, Options, Part, ROUNDS, browser, native, processes, speed};
use crate::drive::{Browser, Programs};
use crate::package::Package;
use crate::{build, serve};

/// A browser that is installed.
type Found = (Browser, Programs);

/// What is measured in a browser, a round at a time.
pub(super) trait InBrowser {
    /// Measures all of it once.
    ///
    /// # Errors
    /// Where the page fails, or is not what it is to be.
    async fn round(&mut self) -> Result<()>;

    /// What was measured.
    fn section(&self) -> Section;

    /// What that says of the aims.
    fn verdicts(&self) -> Verdicts;

    /// Ends the browser.
    ///
    /// # Errors
    /// Where it does not end.
    async fn quit(self) -> Result<()>;
}

/// Measures what is asked for, of deep views these.
///
/// # Errors
/// Where the site cannot be built or served. What else fails is in the report.
pub(super) async fn measure(options: &Options, deep: DeepViews) -> Result<Report> {
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
        let done = speed::measure(options, &browsers, &page, &mut report).await;
        report.note_failure("speed", done);
    }
    if options.has(Part::Backends) {
        let done = measure_backends(options, &browsers, &page, &mut report).await;
        report.note_failure("backends", done);
    }
    if options.has(Part::Deep) {
        let done = measure_deep(options, deep, &browsers, &page, &mut report).await;
        report.note_failure("deep views", done);
    }
    if options.has(Part::Profile) {
        let rounds = options.rounds(ROUNDS);
        let start = async |browser: Browser, programs: &Programs| {
            Profile::start(browser, programs, &page).await
        };
        measure_each("profiling", rounds, &browsers, &mut report, start).await;
    }
    if options.has(Part::Start) {
        let done = measure_start(options, &browsers, &mut report).await;
        report.note_failure("starts", done);
    }
    // What a browser takes of the processors is all that these two are about.
    let is_told = processes::are_told();
    if options.has(Part::Idle) && is_told {
        let rounds = options.rounds(LONG_ROUNDS);
        let start = async |browser: Browser, programs: &Programs| {
            Idle::start(browser, programs, &page).await
        };
        measure_each("rest", rounds, &browsers, &mut report, start).await;
    }
    if options.has(Part::Lab) {
        measure_lab(options, &browsers, &page, &mut report).await;
    }
    if options.has(Part::Hud) && is_told {
        let rounds = options.rounds(LONG_ROUNDS);
        let start = async |browser: Browser, programs: &Programs| {
            Hud::start(browser, programs, &page).await
        };
        measure_each("the overlay", rounds, &browsers, &mut report, start).await;
    }
    if options.has(Part::Motion) {
        measure_motion(options, browsers, &page, &mut report).await;
    }
    if !is_told && (options.has(Part::Idle) || options.has(Part::Hud)) {
        let why = "this system tells no processor times";
        let note = format!("rest and the overlay are not measured: {why}");
        report.notes.push(note);
    }
    Ok(report)
}

/// The browsers that are there, and the address of the site, which is served
/// until the program ends. Why one is left out is noted.
fn find_browsers(notes: &mut Vec<String>) -> Result<(Vec<Found>, String)> {
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

/// Measures something so often, and the machine's own pace beside it.
///
/// # Errors
/// The first round's that fails.
async fn repeat(
    what: String,
    rounds: u32,
    report: &mut Report,
    mut measure: impl AsyncFnMut() -> Result<()>,
) -> Result<()> {
    for round in 1..=rounds {
        eprintln!("deepcanvas: {what}, round {round} of {rounds}");
        report.pace.add(native::pace());
        measure().await?;
    }
    Ok(())
}

/// Both backends in turn, in a browser after the other.
async fn measure_backends(
    options: &Options,
    browsers: &[Found],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    if browsers.is_empty() {
        return Ok(());
    }
    let plain = serve_site(&Package::find()?, false)?;
    let start = async |browser: Browser, programs: &Programs| {
        Backends::start(browser, programs, page, &plain).await
    };
    measure_each("backends", options.rounds(ROUNDS), browsers, report, start).await;
    Ok(())
}

/// The same in one browser after the other: what runs beside would disturb it.
async fn measure_each<S: InBrowser>(
    what: &'static str,
    rounds: u32,
    browsers: &[Found],
    report: &mut Report,
    start: impl AsyncFn(Browser, &Programs) -> Result<S>,
) {
    for (browser, programs) in browsers {
        let done = async {
            eprintln!("deepcanvas: warming up {browser}, {what}");
            let mut subject = start(*browser, programs).await?;
            let each = format!("{browser}, {what}");
            let done = repeat(each, rounds, report, async || subject.round().await).await;
            report.sections.push(subject.section());
            report.verdicts.push(subject.verdicts());
            done?;
            subject.quit().await
        };
        let done = done.await;
        report.note_failure(format!("{what}, {browser}"), done);
    }
    report.rounds.push((what, rounds));
}

/// Deep views, natively and in each browser in turn.
async fn measure_deep(
    options: &Options,
    mut deep: DeepViews,
    browsers: &[Found],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let rounds = options.rounds(LONG_ROUNDS);
    for (browser, programs) in browsers {
        eprintln!("deepcanvas: warming up {browser}, deep views");
        let done = deep.open(*browser, programs, page).await;
        report.note_failure(format!("deep views, {browser}"), done);
    }
    let mut done = Ok(());
    for round in 1..=rounds {
        eprintln!("deepcanvas: deep views, round {round} of {rounds}");
        let pace = native::pace();
        report.pace.add(pace);
        done = deep.round(pace).await;
        if done.is_err() {
            break;
        }
    }
    // Its number is the same each time.
    if let Some((browser, programs)) = browsers.first()
        && done.is_ok()
        && !options.quick
    {
        let weighed = deep.weigh(*browser, programs, page).await;
        report.note_failure("memory of deep views", weighed);
    }
    report.rounds.push(("deep views", rounds));
    report.sections.extend(deep.sections());
    report.verdicts.extend(deep.verdicts());
    done?;
    deep.quit().await
}

/// Starts of the widget, in a browser after the other.
async fn measure_start(options: &Options, browsers: &[Found], report: &mut Report) -> Result<()> {
    let rounds = options.rounds(ROUNDS);
    if browsers.is_empty() {
        return Ok(());
    }
    let package = Package::find()?;
    let site = build::build(&package, &build::default_out(&package))?;
    let copy = start::with_notes(&site, package.target().join("bench-start"))?;
    let page = format!("{}embed.html", serve_folder(copy, true)?);
    for (browser, programs) in browsers {
        let done = async {
            eprintln!("deepcanvas: warming up {browser}, starts");
            let mut start = Start::start(*browser, programs, &page).await?;
            let what = format!("{browser}, start");
            let done = repeat(what, rounds, report, async || start.round(&page).await).await;
            report.sections.push(start.section());
            report.verdicts.push(start.verdicts());
            if *browser == Browser::Chromium {
                report.verdicts.push(start.sizes(&site)?);
            }
            done?;
            start.quit().await
        };
        let done = done.await;
        report.note_failure(format!("starts, {browser}"), done);
    }
    report.rounds.push(("starts", rounds));
    Ok(())
}

/// The laboratory, in both browsers in turn.
async fn measure_lab(options: &Options, browsers: &[Found], page: &str, report: &mut Report) {
    let rounds = options.rounds(LONG_ROUNDS);
    let lab = |(browser, programs): &Found| {
        let lab = Lab::new(*browser, programs.clone(), options.quick);
        (lab, Ok(()))
    };
    let mut labs: Vec<(Lab, Result<()>)> = browsers.iter().map(lab).collect();
    for round in 1..=rounds {
        report.pace.add(native::pace());
        for (lab, done) in labs.iter_mut().filter(|(_, done)| done.is_ok()) {
            eprintln!("deepcanvas: {lab}, round {round} of {rounds}");
            *done = lab.round(page).await;
        }
    }
    report.rounds.push(("the laboratory", rounds));
    for (lab, done) in labs {
        report.note_failure(lab.to_string(), done);
        report.sections.push(lab.section());
        report.grids.push(lab.grid());
        report.notes.extend(lab.into_notes());
    }
}

/// Sessions, in both browsers in turn.
async fn measure_motion(options: &Options, browsers: Vec<Found>, page: &str, report: &mut Report) {
    let rounds = options.rounds(LONG_ROUNDS);
    let motion = |(browser, programs)| {
        let motion = Motion::new(browser, programs, options.quick);
        (motion, Ok(()))
    };
    let mut motions: Vec<(Motion, Result<()>)> = browsers.into_iter().map(motion).collect();
    for round in 1..=rounds {
        eprintln!("deepcanvas: motion, round {round} of {rounds}");
        report.pace.add(native::pace());
        for (motion, done) in motions.iter_mut().filter(|(_, done)| done.is_ok()) {
            *done = motion.round(page).await;
        }
    }
    report.rounds.push(("motion", rounds));
    let grids = motions.iter().map(|(motion, _)| motion.grid());
    report.grids.extend(grids);
    for (motion, done) in motions {
        let verdicts = motion.verdicts();
        report.note_failure(&*verdicts.title, done);
        report.verdicts.push(verdicts);
        report.notes.extend(motion.into_notes());
    }
}
