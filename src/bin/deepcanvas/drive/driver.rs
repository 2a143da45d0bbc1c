//! A driver's process. It takes a free port and says which.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// How often a driver is started anew because its port was taken.
const ATTEMPTS: u32 = 8;

/// A driver that listens. It ends when this is dropped.
pub(super) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts a driver and waits for the line that says that it listens. The browser
    /// that it starts inherits its environment, these `variables` included.
    ///
    /// # Errors
    /// Where it cannot be started, or ends before it listens.
    pub(super) async fn start(program: &Path, variables: &[(&str, &OsStr)]) -> Result<Self> {
        for _ in 0..ATTEMPTS {
            if let Some(driver) = Self::launch(program, variables).await? {
                return Ok(driver);
            }
        }
        bail!(
            "the driver {} found no free port in {ATTEMPTS} attempts",
            program.display()
        );
    }

    /// Starts it once. Nothing where the port that it took was not free.
    async fn launch(program: &Path, variables: &[(&str, &OsStr)]) -> Result<Option<Self>> {
        let named = || format!("the driver {}", program.display());
        let mut process = Command::new(program)
            .arg("--port=0")
            .envs(variables.iter().copied())
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
            match Said::of(&line) {
                Said::Listening(port) => {
                    drain(lines);
                    return Ok(Some(Self { process, port }));
                }
                Said::PortTaken => return Ok(None),
                Said::Other => said.push_str(&line),
            }
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

/// What a line of a driver means.
#[derive(Debug, PartialEq)]
enum Said {
    Listening(u16),
    /// Chromium's driver takes a port that is free for IPv6, then the same one
    /// for IPv4, and ends where some other process has that.
    PortTaken,
    Other,
}

impl Said {
    fn of(line: &str) -> Self {
        let port = line
            .split_once("successfully on port ")
            .or_else(|| line.split_once("Listening on 127.0.0.1:"))
            .and_then(|(_, tail)| tail.trim_end().trim_end_matches('.').parse().ok());
        match port {
            Some(port) => Self::Listening(port),
            None if line.contains("port not available") => Self::PortTaken,
            None => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn lines_of_both_drivers_are_understood() {
        for (line, said) in [
            (
                "ChromeDriver was started successfully on port 34475.\n",
                Said::Listening(34475),
            ),
            (
                "1795 geckodriver INFO Listening on 127.0.0.1:38877\n",
                Said::Listening(38877),
            ),
            ("IPv4 port not available. Exiting...\n", Said::PortTaken),
            (
                "Starting ChromeDriver 156.0.8078.79 on port 0\n",
                Said::Other,
            ),
        ] {
            assert_eq!(Said::of(line), said, "{line}");
        }
    }
}
