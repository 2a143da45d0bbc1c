//! What can be asked of the program, and what goes to whom.

use std::process::ExitCode;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::{bench, build, fault, ready, render, serve};

/// A Mandelbrot and Julia explorer whose page never touches a pixel.
#[derive(Parser)]
#[command(name = "deepcanvas", version)]
pub(crate) struct Call {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Options),
    Build(build::Options),
    Render(render::Options),
    Bench(bench::Options),
    Ready(ready::Options),
}

/// What stands where no command does.
const DEFAULT: [&str; 2] = ["deepcanvas", "serve"];

/// Reads the command line.
///
/// # Errors
/// The exit status, everything having been printed: 0 after help and version,
/// 2 after a line that says what was wrong with the call.
pub(crate) fn parse() -> Result<Call, ExitCode> {
    let call = Call::try_parse().map_err(|error| refuse(&error))?;
    if call.command.is_some() {
        return Ok(call);
    }
    Call::try_parse_from(DEFAULT).map_err(|error| refuse(&error))
}

/// Prints help as clap does, and a mistake as one line.
fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Nothing is left to tell anyone where standard output is closed.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = fault::one_line(&error.to_string());
    eprintln!("deepcanvas: {}", text.trim_start_matches("error: "));
    ExitCode::from(fault::AT_FAULT)
}

impl Call {
    /// Does what was asked.
    ///
    /// # Errors
    /// What went wrong; `fault::report` knows the exit status.
    pub(crate) fn run(self) -> Result<()> {
        match self.command {
            Some(Command::Serve(options)) => serve::run(&options),
            Some(Command::Build(options)) => build::run(&options),
            Some(Command::Render(options)) => render::run(&options),
            Some(Command::Bench(options)) => bench::run(&options),
            Some(Command::Ready(options)) => ready::run(&options),
            None => unreachable!("parse fills the default command in"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Call::command().debug_assert();
    }

    #[test]
    fn serve_is_what_happens_when_no_command_is_given() {
        let call = Call::try_parse_from(DEFAULT);
        assert!(matches!(
            call.map(|call| call.command),
            Ok(Some(Command::Serve(_)))
        ));
    }
}
