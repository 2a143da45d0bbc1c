//! A line on a terminal that tells how far a rendering is.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use deepcanvas::picture::Phase;

/// What takes less is over before it is read.
const PATIENCE: Duration = Duration::from_millis(400);

/// The bar's length, in letters.
const LENGTH: usize = 30;

/// See the module.
pub(super) struct Progress {
    begun: Instant,
    is_terminal: bool,
    is_shown: bool,
}

impl Progress {
    /// Of a rendering that begins now; shown where standard error is a terminal.
    pub(super) fn begin() -> Self {
        Self {
            begun: Instant::now(),
            is_terminal: io::stderr().is_terminal(),
            is_shown: false,
        }
    }

    /// So much of a phase is done, 0 to 1.
    pub(super) fn show(&mut self, phase: Phase, done: f64) {
        if self.is_terminal && self.begun.elapsed() >= PATIENCE {
            self.is_shown = true;
            write(&line(phase, done));
        }
    }

    /// It is over: the line is empty again.
    pub(super) fn end(self) {
        if self.is_shown {
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
    format!("{name:7} [{bar:LENGTH$}] {:3.0} %", done * 100.0)
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
    }
}
