//! A line on a terminal that tells how far a rendering is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use deepcanvas::picture::Phase;

/// What takes less is over before it is read.
const PATIENCE: Duration = Duration::from_millis(400);

/// Between two lines: as often as one can be read.
const PACE: Duration = Duration::from_millis(100);

/// The bar's length, in letters.
const LENGTH: usize = 30;

/// See the module.
pub(super) struct Progress {
    due: Instant,
    is_terminal: bool,
    shown: String,
}

impl Progress {
    /// Of a rendering that begins now; shown where standard error is a terminal.
    pub(super) fn begin() -> Self {
        Self {
            due: Instant::now() + PATIENCE,
            is_terminal: io::stderr().is_terminal(),
            shown: String::new(),
        }
    }

    /// So much of a phase is done, 0 to 1.
    pub(super) fn show(&mut self, phase: Phase, done: f64) {
        let now = Instant::now();
        if !self.is_terminal || now < self.due {
            return;
        }
        self.due = now + PACE;
        let line = line(phase, done);
        if line != self.shown {
            write(&line);
            self.shown = line;
        }
    }

    /// It is over: the line is empty again.
    pub(super) fn end(self) {
        if !self.shown.is_empty() {
            write("");
        }
    }
}

/// Puts it in the place of what stands on the terminal's line.
fn write(line: &str) {
    // Nobody is there to be told where that fails.
    let _ = write!(io::stderr(), "\r\x1b[K{line}");
}

fn line(phase: Phase, done: f64) -> String {
    let name = match phase {
        Phase::Anchor => "orbit",
        Phase::Pixels => "pixels",
        Phase::Samples => "samples",
    };
    let done = done.clamp(0.0, 1.0);
    let full = (done * LENGTH as f64) as usize;
    let bar = "=".repeat(full);
    let percent = 100.0 * done;
    // An orbit that may be long, and then ends soon, is seen to go on.
    let digits = if percent > 0.0 && percent < 1.0 { 6 } else { 0 };
    format!("{name:7} [{bar:LENGTH$}] {percent:3.digits$} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_and_how_much() {
        let half = line(Phase::Pixels, 0.5);
        assert!(half.starts_with("pixels  [===============  "), "{half}");
        assert!(half.ends_with("]  50 %"), "{half}");
        for done in [-1.0, 0.0, 1.0, 7.0, f64::NAN] {
            assert_eq!(line(Phase::Anchor, done).len(), half.len());
        }
        let [few, more] = [1e-6, 1.1e-6].map(|done| line(Phase::Anchor, done));
        assert_ne!(few, more);
        assert!(few.ends_with("] 0.000100 %"), "{few}");
    }
}
