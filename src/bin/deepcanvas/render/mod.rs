//! Pictures and raw data on the host, by the mathematics that the browser runs.
//!
//! ```text
//! size        sizes as they are typed
//! memory      whether a picture fits
//! format      what a file is to hold
//! png, exr    what is in it
//! progress    how far it is, on a terminal
//! locations   files of views whose counts are known
//! probes      their counts, compared
//! ```

mod exr;
mod format;
pub(crate) mod locations;
mod memory;
mod png;
mod probes;
mod progress;
mod size;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use deepcanvas::fractal::{Mode, Tier};
use deepcanvas::picture::{self, Picture, RenderError, Strips, Took};
use deepcanvas::view::{Size, View, permalink};

use crate::fault::Fault;
use crate::output::Output;
use format::Format;
use progress::Progress;
use serde_json::json;

/// Render a view to a file, or compare counts with known ones.
#[derive(clap::Args)]
#[command(
    override_usage = "deepcanvas render <PERMALINK> -o <FILE> [OPTIONS]\n       \
                      deepcanvas render --iterations-at <FILE> [--exact]"
)]
pub(crate) struct Options {
    /// The view, as it stands after the `#` of a page's address; '' is the
    /// whole set.
    #[arg(required_unless_present = "iterations_at", requires = "out")]
    permalink: Option<String>,
    /// Width and height in pixels.
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size::parse)]
    size: Size,
    /// How many samples of each pixel make its colour; counts are those of its
    /// centre.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=i64::from(Picture::MOST_SAMPLES)))]
    samples: u32,
    /// How many threads compute [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// The file: .png holds colours, .exr counts, fractions and colours.
    #[arg(short = 'o', long = "out", value_name = "FILE", requires = "permalink")]
    out: Option<PathBuf>,
    /// Print what was done, and how long each phase took, as JSON.
    #[arg(long, requires = "permalink")]
    json: bool,
    /// Instead of a picture: compute the probes of a locations file, and print
    /// expected and got.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["permalink", "out", "size", "samples", "threads", "json"])]
    iterations_at: Option<PathBuf>,
    /// Compute the probes with every tolerance tightened, until the arithmetic
    /// alone decides.
    #[arg(long, requires = "iterations_at", conflicts_with_all = ["permalink", "out"])]
    exact: bool,
}

/// Renders, or compares.
///
/// # Errors
/// A fault where the call cannot be served; any other error where the file
/// cannot be written or a count differs.
pub(crate) fn run(options: &Options) -> Result<()> {
    if let Some(file) = &options.iterations_at {
        return probes::run(file, options.exact);
    }
    let (Some(link), Some(out)) = (&options.permalink, &options.out) else {
        unreachable!("the command line asks for both")
    };
    let (view, problems) = permalink::parse(link, None);
    for problem in problems {
        eprintln!("deepcanvas: {problem}");
    }
    let threads = options.threads.map_or_else(cores, usize::from);
    let task = Task {
        size: options.size,
        samples: options.samples,
        format: Format::of(out)?,
        mode: view.colouring().mode,
    };
    picture(&view, task, threads, out, options.json)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What is made of a view.
#[derive(Clone, Copy)]
struct Task {
    size: Size,
    samples: u32,
    format: Format,
    mode: Mode,
}

/// What is told of a picture that was rendered.
struct Summary {
    samples: u32,
    tier: Tier,
    limit: u32,
    work: u64,
    took: Took,
}

fn picture(view: &View, task: Task, threads: usize, out: &Path, as_json: bool) -> Result<()> {
    let Task { size, samples, .. } = task;
    memory::check(task)?;
    let output = Output::beside("-o", out)?;
    let start = Instant::now();
    let mut progress = Progress::begin();
    let failed = |error| match error {
        RenderError::Pixels(_) => memory::refusal(task),
        RenderError::Reference(reason) => Fault::error(reason.to_string()),
    };
    let link = permalink::write(view);
    let watch = &mut |phase, done| progress.show(phase, done);
    let mut writing = Duration::ZERO;
    let rendered = match task.format {
        Format::Png => {
            let rows = memory::strip_rows(task);
            let mut strips =
                Strips::begin(view, size, samples, threads, rows, watch).map_err(failed)?;
            output.fill(|sink| {
                png::write(sink, size, &link, || {
                    strips.next_rows(watch).map_err(failed)
                })
            })?;
            let took = strips.took();
            let computing = took.anchor + took.pixels + took.samples;
            writing += start.elapsed().saturating_sub(computing);
            Summary {
                samples: strips.samples_reached(),
                tier: strips.tier(),
                limit: strips.limit(),
                work: strips.work(),
                took,
            }
        }
        Format::Exr => {
            let rendered =
                picture::render_watched(view, size, samples, threads, watch).map_err(failed)?;
            let begun = Instant::now();
            output.fill(|sink| exr::write(sink, &rendered, &link))?;
            writing += begun.elapsed();
            Summary {
                samples: rendered.samples_reached(),
                tier: rendered.tier(),
                limit: rendered.limit(),
                work: rendered.work(),
                took: rendered.took(),
            }
        }
    };
    progress.end();
    if as_json {
        let Took {
            anchor,
            pixels,
            samples: more,
        } = rendered.took;
        let ms = |took: Duration| took.as_secs_f64() * 1e3;
        let told = json!({
            "file": out,
            "link": link,
            "width": size.width,
            "height": size.height,
            "samples": rendered.samples,
            "threads": threads,
            "tier": rendered.tier.name(),
            "limit": rendered.limit,
            "iterations": rendered.work,
            "ms": {
                "orbit": ms(anchor),
                "pixels": ms(pixels),
                "samples": ms(more),
                "file": ms(writing),
                "all": ms(start.elapsed()),
            },
        });
        println!("{told}");
        return Ok(());
    }
    println!(
        "wrote {} ({}x{}) in {:.1} s",
        out.display(),
        size.width,
        size.height,
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
