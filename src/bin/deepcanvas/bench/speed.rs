//! Iterations a second, and what a second thread gains, natively and in the page.

use anyhow::Result;

use super::browser::Subject;
use super::native::{self, Native};
use super::places::{FRAME, PLACES};
use super::report::{Bound, Counts, Figure, PACE, Report, Row, Section, Unit, Verdicts};
use super::series::Series;
use super::{Options, Part, ROUNDS};
use crate::drive::{Browser, Programs};

/// What two threads are to gain in Chromium, as a share of what they gain
/// natively in the same run: coordinator, page and presenting take the rest.
const SHARE_OF_NATIVE_SPEED_UP: f64 = 0.95;

/// Less than this, and the native threads had no two cores to themselves.
const SPEED_UP_OF_FREE_CORES: f64 = 1.7;

/// The title of the kernels' numbers, by which a saved run is known to have them.
pub(super) const KERNELS: &str = "native, one core";

/// Kernels and threads, in turn.
///
/// # Errors
/// Where the threads of the machine itself fail. A browser that fails is noted.
pub(super) async fn measure(
    options: &Options,
    browsers: &[(Browser, Programs)],
    page: &str,
    report: &mut Report,
) -> Result<()> {
    let threads = options.has(Part::Threads);
    let mut subjects = Vec::new();
    for (browser, programs) in browsers.iter().filter(|_| threads) {
        eprintln!("deepcanvas: warming up {browser}");
        match Subject::start(*browser, programs, page).await {
            Ok(subject) => subjects.push((subject, Ok(()))),
            Err(error) => report.note_failure(format!("threads, {browser}"), Err(error)),
        }
    }
    let mut native = Native::default();
    let rounds = options.rounds(ROUNDS);
    for round in 1..=rounds {
        eprintln!("deepcanvas: round {round} of {rounds}");
        report.pace.add(native::pace());
        if options.has(Part::Kernels) {
            native.kernel_round();
        }
        if threads {
            native.thread_round()?;
        }
        for (subject, done) in subjects.iter_mut().filter(|(_, done)| done.is_ok()) {
            *done = subject.round().await;
        }
    }
    report.rounds.push(("speed", rounds));
    if options.has(Part::Kernels) {
        report_kernels(&native, report);
    }
    if threads {
        report_threads(native, &subjects, report);
    }
    for (subject, done) in subjects {
        let what = format!("threads, {}", subject.browser);
        let done = match done {
            Ok(()) => subject.quit().await,
            failed => failed,
        };
        report.note_failure(what, done);
    }
    Ok(())
}

fn report_kernels(native: &Native, report: &mut Report) {
    let mut rows = vec![Row::new(PACE, Unit::Rate, report.pace.clone())];
    for (place, series) in PLACES.kernels().zip(&native.kernel) {
        let name = format!("kernel, {}", place.name);
        rows.push(Row::new(name, Unit::Rate, series.clone()));
    }
    report.sections.push(Section {
        title: KERNELS.to_owned(),
        rows,
    });
}

/// The title of the native threads' numbers, by which a saved run is known to have them.
pub(super) fn threads_title() -> String {
    format!("native, {}", frame())
}

/// The picture whose time is taken, in words.
fn frame() -> String {
    format!("{}, {}x{}", PLACES.threads.name, FRAME.width, FRAME.height)
}

fn report_threads(native: Native, subjects: &[(Subject, Result<()>)], report: &mut Report) {
    let frame = frame();
    let native_gain = native.one_thread.over(&native.two_threads);
    report.sections.push(Section {
        title: threads_title(),
        rows: vec![
            Row::new("one thread", Unit::Milliseconds, native.one_thread),
            Row::new("two threads", Unit::Milliseconds, native.two_threads),
            Row::new("speed-up", Unit::Times, native_gain.clone()),
        ],
    });
    for (Subject { browser, timed, .. }, _) in subjects {
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
