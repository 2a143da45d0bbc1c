//! Counts at probes: what a file expects, what the library gives.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::locations::{self, Location, Probe};
use crate::fault::Fault;

/// Computes the probed pixels of a locations file, nothing else, and prints a
/// line a probe, then how many agree. Exactly: as the arithmetic alone decides.
///
/// # Errors
/// A fault where the file cannot be read; an error where a probe differs.
pub(super) fn run(file: &Path, exact: bool) -> Result<()> {
    let refuse = |what: String| {
        Fault::error(format!(
            "--iterations-at {}: {what}; expected a locations file: TOML with [[location]] tables \
             of name, real, imag, zoom, iterations and probes, each [x, y, n] at 640x360",
            file.display()
        ))
    };
    let text = fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
    let mut tally = Tally::default();
    for location in locations::read(&text).map_err(refuse)? {
        print!("{}", tally.take(&location, exact).map_err(refuse)?);
    }
    if tally.probes == 0 {
        return Err(refuse("it has no probes".to_owned()));
    }
    println!("{}", tally.line());
    let differing = tally.probes - tally.agreeing;
    if differing > 0 {
        bail!("{differing} of {} probes differ", tally.probes);
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    probes: usize,
    agreeing: usize,
}

impl Tally {
    /// Computes a location's probes; gives their lines.
    fn take(&mut self, location: &Location, exact: bool) -> Result<String, String> {
        let name = &location.name;
        let view = location.view()?;
        let task = locations::task(&view, exact)?;
        let mut lines = String::new();
        for &Probe { x, y, count } in &location.probes {
            let got = locations::count_at(&task, x, y);
            let verdict = if got == count { "ok" } else { "differs" };
            self.probes += 1;
            self.agreeing += usize::from(got == count);
            // Writing to a string cannot fail.
            let _ = writeln!(
                lines,
                "{name} [{x}, {y}] expected {count} got {got} {verdict}"
            );
        }
        Ok(lines)
    }

    /// The sum of it.
    fn line(&self) -> String {
        format!("{} of {} agree", self.agreeing, self.probes)
    }
}
