//! A driver's process. It takes a free port and says which.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// A driver that listens. It ends when this is dropped.
pub(super) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts a driver and waits for the line that says that it listens.
    ///
    /// # Errors
    /// Where it cannot be started, or ends before it listens.
    pub(super) async fn start(program: &Path) -> Result<Self> {
        let named = || format!("the driver {}", program.display());
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // What browsers say there, of displays and buses, is no news.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", named()))?;
        let stdout = process.stdout.take().with_context(named)?;
        let mut lines = BufReader::new(stdout);
        let mut said = String::new();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await.with_context(named)? == 0 {
                bail!(
                    "{} ended before it listened: expected a line with its port, it said {said:?}",
                    named()
                );
            }
            if let Some(port) = port_of(&line) {
                drain(lines);
                return Ok(Self { process, port });
            }
            said.push_str(&line);
        }
    }

    /// The address to speak to.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Ends it, and waits until it has.
    ///
    /// # Errors
    /// Where the system does not let it.
    pub(super) async fn end(mut self) -> Result<()> {
        self.process.kill().await.context("the driver does not end")
    }
}

/// Takes what is still said: a driver stops when its pipe is full.
fn drain(mut from: impl AsyncRead + Unpin + Send + 'static) {
    tokio::spawn(async move { tokio::io::copy(&mut from, &mut tokio::io::sink()).await });
}

/// The port in `ChromeDriver was started successfully on port 34475.` or in
/// `… Listening on 127.0.0.1:38877`.
fn port_of(line: &str) -> Option<u16> {
    let (_, tail) = line
        .split_once("successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    tail.trim_end().trim_end_matches('.').parse().ok()
}
