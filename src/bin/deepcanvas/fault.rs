//! Whose fault an error is: work that failed exits with 1, a call or a machine
//! that cannot be served exits with 2.

use std::fmt;
use std::process::ExitCode;

/// The exit status where the call or the machine is at fault.
pub(crate) const AT_FAULT: u8 = 2;

/// The call or the machine is at fault. The text is one line: what was wrong,
/// what was expected, what to do.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    /// A fault as an error, for `return Err(…)` and `ok_or_else`.
    pub(crate) fn error(text: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self(text.into()))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Prints an error as one line on standard error and gives its exit status.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("deepcanvas: {}", one_line(&format!("{error:#}")));
    if error.is::<Fault>() {
        ExitCode::from(AT_FAULT)
    } else {
        ExitCode::FAILURE
    }
}

/// The text with its lines joined by `; `, after a colon by a space; empty ones
/// and the rules that point into a file (`|`, `^`) are left out.
pub(crate) fn one_line(text: &str) -> String {
    let is_drawn = |line: &&str| line.chars().all(|sign| " |^".contains(sign));
    let lines = text
        .lines()
        .map(|line| line.trim().trim_end_matches([';', '.']))
        .filter(|line| !is_drawn(line));
    let mut joined = String::new();
    for line in lines {
        if joined.ends_with(':') {
            joined.push(' ');
        } else if !joined.is_empty() {
            joined.push_str("; ");
        }
        joined.push_str(line);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_many_lines_is_printed_as_one() {
        assert_eq!(one_line("wrong\n\n  tip: do.\n"), "wrong; tip: do");
        assert_eq!(
            one_line("missing:\n  --out\n\nUsage: x"),
            "missing: --out; Usage: x"
        );
        assert_eq!(
            one_line("at 3\n  |\n3 | a = \n  |   ^\nno"),
            "at 3; 3 | a =; no"
        );
    }

    #[test]
    fn a_fault_is_known_under_any_context() {
        let error = Fault::error("the call").context("while serving");
        assert!(error.is::<Fault>());
    }
}
