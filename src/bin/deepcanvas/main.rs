//! The host program: makes the machine ready, builds the site and serves it.
//!
//! ```text
//! cli       what can be asked, and what goes to whom
//! serve     the built site over HTTP
//! build     library -> wasm -> bindings -> a folder that appears whole
//! render    a view to a file, counts compared
//! bench     how fast it is here, natively and in browsers
//! drive     real browsers, told what to do
//! ready     the toolchain and the browsers: found, or installed
//! headers   the one table of response headers, for the server and for hosts
//! hosts     the files that tell it to common hosts
//! nested    commands that cargo's own variables do not reach
//! lock      one process at a time
//! output    a file that appears whole
//! package   where the checkout is
//! fault     what exits with 2 instead of 1
//! ```

mod bench;
mod build;
mod cli;
mod drive;
mod fault;
mod headers;
mod hosts;
mod lock;
mod nested;
mod output;
mod package;
mod ready;
mod render;
mod serve;

use std::process::ExitCode;

fn main() -> ExitCode {
    let call = match cli::parse() {
        Ok(call) => call,
        Err(status) => return status,
    };
    match call.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fault::report(&error),
    }
}
