//! The real program, as a test starts it.

#![allow(dead_code, reason = "every test file uses its own part of this")]

pub(crate) mod http;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread;

/// `deepcanvas`, as cargo built it for this test run.
pub(crate) fn deepcanvas(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deepcanvas"));
    command.args(arguments).stdin(Stdio::null());
    command
}

/// Runs `deepcanvas` to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    deepcanvas(arguments).output().expect("deepcanvas starts")
}

/// Standard error as text.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The site, built once a test process; the first one takes a minute.
pub(crate) fn site() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| {
        let output = run(&["build"]);
        assert!(output.status.success(), "{}", errors(&output));
        Path::new(env!("CARGO_MANIFEST_DIR")).join("target/site")
    })
}

/// The folder of a site's assets: its path within the site, with their hash.
pub(crate) fn assets_of(site: &Path) -> String {
    let mut folders = std::fs::read_dir(site.join("assets")).expect("the site has assets");
    let folder = folders
        .next()
        .expect("they have a folder")
        .expect("it can be read");
    assert!(folders.next().is_none(), "one folder a build");
    let name = folder.file_name().into_string().expect("a plain name");
    format!("assets/{name}")
}

/// The same of the site that is built once.
pub(crate) fn assets() -> &'static str {
    static ASSETS: OnceLock<String> = OnceLock::new();
    ASSETS.get_or_init(|| assets_of(site()))
}

/// The files of a site, but for those that only hosts read: their paths in it.
pub(crate) fn files_of(site: &Path) -> Vec<String> {
    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            let name = path.file_name().expect("its name").to_string_lossy();
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), found);
            } else if !["_headers", ".htaccess", "nginx.conf", "vercel.json"].contains(&&*name) {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    collect(site, "", &mut found);
    found.sort();
    found
}

/// What follows the last dot of a path: `br` for one of a compressed file.
pub(crate) fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// An empty folder for a test's own use.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("the last run's folder goes away");
    }
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder.canonicalize().expect("the folder is there")
}

/// A server of the site, which ends with this value.
pub(crate) struct Server {
    child: Child,
    /// The line that said where it listens.
    pub(crate) line: String,
    /// The port it took.
    pub(crate) port: u16,
}

impl Server {
    /// Starts `deepcanvas serve --port 0` with more arguments, and waits until
    /// it says that a browser can use it.
    pub(crate) fn start(more: &[&str]) -> Self {
        site();
        let mut child = deepcanvas(&["serve", "--port", "0"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("deepcanvas starts");
        let mut stderr = child.stderr.take().expect("a pipe was asked for");
        let said = thread::spawn(move || {
            let mut text = String::new();
            let _ = stderr.read_to_string(&mut text);
            text
        });
        let stdout = child.stdout.take().expect("a pipe was asked for");
        let mut line = String::new();
        let _ = BufReader::new(stdout).read_line(&mut line);
        // Standard error ends with the process: until then there is no joining.
        if line.is_empty() {
            let said = said.join().unwrap_or_default();
            panic!("the server did not start: {said}");
        }
        let port = line
            .trim_end()
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok())
            .unwrap_or_else(|| panic!("no port in {line:?}"));
        Self { child, line, port }
    }

    /// The process, to send it signals.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end of the process and gives its exit status.
    pub(crate) fn wait(mut self) -> Option<i32> {
        self.child.wait().expect("the server ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
