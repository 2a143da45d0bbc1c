//! How fast the library is on this machine, natively and in real browsers.
//!
//! ```text
//! places     the views
//! parts      all of these, one after the other
//! speed      kernels and threads: which, how often, and what they are to reach
//! native     the kernels, and a frame by std threads
//! browser    the same frame by the page
//! backends   the page with shared memory and without
//! deep       views that f64 does not resolve
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
//! saved      a run as a file has it
//! compare    the same against an earlier run's
//! noise      what of that is noise
//! ```
//!
//! Everything is measured once a round, in turn: what the machine does beside
//! disturbs all of it alike. Nothing here fails for being slow, and what fails is
//! noted and takes nothing else with it.

mod backends;
mod browser;
mod compare;
mod deep;
mod hud;
mod idle;
mod lab;
mod motion;
mod native;
mod noise;
mod parts;
mod patience;
mod places;
mod processes;
mod profile;
mod report;
mod saved;
mod series;
mod speed;
mod start;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::fault::Fault;
use crate::output::Output;
use compare::Comparison;
use deep::DeepViews;
use saved::Saved;

/// Measure this machine, natively and in the browsers that are installed.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write the same to a file, for programs, every round's numbers included.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// How often everything is measured [default: 9; motion, rest, the overlay, deep views and the laboratory 3 times; quickly, a third].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99))]
    rounds: Option<u32>,
    /// Measure one part alone.
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// Fewer rounds and shorter sessions: enough to see that all works, not to judge it.
    #[arg(long)]
    quick: bool,
    /// The views whose depth is measured: those of a locations file that f64 does not resolve [default: the tests' own].
    #[arg(long, value_name = "FILE")]
    locations: Option<PathBuf>,
    /// Print what changed since a run that `--json` wrote, and what of that is noise.
    #[arg(long, value_name = "OLD.json")]
    compare: Option<PathBuf>,
    /// Compare with this run, and measure nothing.
    #[arg(
        long,
        value_name = "NEW.json",
        requires = "compare",
        conflicts_with_all = ["json", "rounds", "only", "quick", "locations"]
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
    /// Views deeper than f64 resolves, natively and in the page.
    Deep,
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

/// How often everything is measured but what follows.
const ROUNDS: u32 = 9;

/// How often motion, rest, the overlay, deep views and the laboratory are: a round takes
/// minutes.
const LONG_ROUNDS: u32 = 3;

/// Measures, and prints tables.
///
/// # Errors
/// Where the site cannot be built or the file cannot be written; where a part fails, once
/// the others are measured and told; a fault where what is to be compared cannot be.
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
    let deep = DeepViews::new(options.locations.as_deref())?;
    if let Some(old) = &old {
        options.check_against(old)?;
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
    let report = runtime.block_on(parts::measure(options, deep))?;
    print!("{report}");
    let text = report.to_json();
    if let Some(json) = json {
        json.fill(|sink| Ok(sink.write_all(text.as_bytes())?))?;
    }
    if let Some(old) = old {
        let new = Saved::parse("this run", &text).map_err(anyhow::Error::msg)?;
        print!("\n{}", Comparison::of(&old, &new)?);
    }
    ensure!(
        report.failed.is_empty(),
        "not all could be measured: {}: the notes say why",
        report.failed.join("; ")
    );
    Ok(())
}

impl Part {
    /// Whether a run measured it: kernels and threads are known by their titles, for one
    /// number of rounds counts both, the others by what `parts` calls their rounds.
    fn is_in(self, saved: &Saved) -> bool {
        match self {
            Self::Kernels => saved.has_title(speed::KERNELS),
            Self::Threads => saved.has_title(&speed::threads_title()),
            Self::Backends => saved.has_rounds_of("backends"),
            Self::Deep => saved.has_rounds_of("deep views"),
            Self::Motion => saved.has_rounds_of("motion"),
            Self::Idle => saved.has_rounds_of("rest"),
            Self::Start => saved.has_rounds_of("starts"),
            Self::Lab => saved.has_rounds_of("the laboratory"),
            Self::Profile => saved.has_rounds_of("profiling"),
            Self::Hud => saved.has_rounds_of("the overlay"),
        }
    }
}

impl Options {
    /// Refuses a run to compare with that has none of the parts that are to be measured.
    ///
    /// # Errors
    /// A fault that says what it measured.
    fn check_against(&self, old: &Saved) -> Result<()> {
        let mut parts = Part::value_variants().iter();
        if parts.any(|part| self.has(*part) && part.is_in(old)) {
            return Ok(());
        }
        Err(Fault::error(format!("--compare {}", old.without_match())))
    }

    fn has(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }

    /// How often something is measured that usually is so often.
    fn rounds(&self, usual: u32) -> u32 {
        let unless_told = if self.quick { usual.div_ceil(3) } else { usual };
        self.rounds.unwrap_or(unless_told)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::json;

    use super::*;

    #[derive(Parser)]
    struct Call {
        #[command(flatten)]
        options: Options,
    }

    fn check(call: &[&str], rounds: &serde_json::Value, titles: &[&str]) -> Result<()> {
        let sections = titles
            .iter()
            .map(|title| json!({ "title": title, "rows": [] }));
        let sections: Vec<_> = sections.collect();
        let file = json!({
            "schema": 1, "version": "0.1.0", "cores": 2, "rounds": rounds, "sections": sections,
        });
        let old = Saved::parse("old.json", &file.to_string()).expect("it is such a file");
        let call = Call::parse_from(["bench"].iter().chain(call));
        call.options.check_against(&old)
    }

    #[test]
    fn a_run_without_the_parts_to_be_measured_is_refused_before_that() {
        let kernels = (json!({ "speed": 9 }), [speed::KERNELS]);
        assert!(check(&[], &kernels.0, &kernels.1).is_ok());
        assert!(check(&["--only", "kernels"], &kernels.0, &kernels.1).is_ok());
        assert!(check(&["--only", "threads"], &kernels.0, &kernels.1).is_err());
        let profiling = json!({ "profiling": 9 });
        assert!(check(&["--only", "profile"], &profiling, &[]).is_ok());
        let error = check(&["--only", "kernels"], &profiling, &[]).expect_err("not measured");
        assert!(error.is::<Fault>());
        let said = error.to_string();
        assert!(
            said.starts_with("--compare old.json: it measured profiling, and nothing"),
            "{said}"
        );
        assert!(check(&[], &json!({ "the page": 5 }), &[]).is_err());
    }
}
