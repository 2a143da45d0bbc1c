//! A web server of the tests' own: the built site, isolated, with whatever a
//! test wants changed; and two bare pages, where a test puts elements itself, or
//! widgets in frames.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support;

/// A page that notes every event of the elements that `put` puts there.
const BARE: &str = include_str!("bare.html");

/// A page that is longer than its window, and speaks with the widgets that
/// `embed` puts there.
const HOSTING: &str = include_str!("hosting.html");

const ISOLATION: &str = "Cross-Origin-Opener-Policy: same-origin\r\n\
    Cross-Origin-Embedder-Policy: require-corp\r\n\
    Cross-Origin-Resource-Policy: cross-origin\r\n";

/// Every worker holds a lock of this name in shared mode, and so tells the
/// page, in any browser, that it lives.
const SIGN_OF_LIFE: &str =
    "navigator.locks.request('worker', { mode: 'shared' }, () => new Promise(() => {}));\n";

/// An answer, as the site would give it until a test changes it.
pub(crate) struct Served {
    pub(crate) status: u16,
    pub(crate) kind: String,
    /// More headers, each ended by `\r\n`.
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
    /// Whether the isolation headers are sent with it.
    pub(crate) isolated: bool,
}

impl Served {
    /// Puts a script's lines before the others.
    pub(crate) fn begin_with(&mut self, script: &str) {
        self.body.splice(0..0, script.bytes());
    }

    /// Answers that there is nothing.
    pub(crate) fn be_missing(&mut self) {
        self.status = 404;
        "text/plain".clone_into(&mut self.kind);
        self.body = b"not found\n".to_vec();
    }
}

/// See the module. It ends with this value.
pub(crate) struct Host {
    port: u16,
    stopping: Arc<AtomicBool>,
}

impl Host {
    /// Serves the site; `change` is given every path and its answer. The path of
    /// an asset is given as it is in `www`: `/worker.js`.
    pub(crate) fn start(change: impl Fn(&str, &mut Served) + Send + Sync + 'static) -> Self {
        support::site();
        let listener = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let change = Arc::new(change);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let change = Arc::clone(&change);
                // A browser that goes away in the middle is no news.
                thread::spawn(move || drop(answer(&stream, &*change)));
            }
        });
        Self { port, stopping }
    }

    /// The address of the site's folder, without a slash.
    pub(crate) fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The same by another name: to browsers another site than `localhost`.
    pub(crate) fn elsewhere(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of the bare page.
    pub(crate) fn page(&self) -> String {
        format!("{}/bare.html", self.address())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees it; an error says that it is gone.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: &TcpStream, change: &dyn Fn(&str, &mut Served)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request)?;
    // Its head is read to the end: closing before would reset the connection.
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or("/");
    let path = target.split('?').next().unwrap_or("/");
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut served = of_site(path);
    let name = path
        .strip_prefix(support::assets())
        .map(|name| name.trim_start_matches('/'));
    change(&format!("/{}", name.unwrap_or(path)), &mut served);
    let Served {
        status,
        kind,
        headers,
        body,
        isolated,
    } = served;
    let length = body.len();
    let isolation = if isolated { ISOLATION } else { "" };
    let head = format!(
        "HTTP/1.1 {status} As it is\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\n{isolation}{headers}Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)
}

/// What the site has at a path.
pub(crate) fn of_site(path: &str) -> Served {
    let name = if path.is_empty() { "index.html" } else { path };
    let body = match name {
        "bare.html" => Some(BARE.as_bytes().to_vec()),
        "hosting.html" => Some(HOSTING.as_bytes().to_vec()),
        _ => fs::read(support::site().join(name)).ok(),
    };
    let kind = kind_of(name);
    let mut served = Served {
        status: 200,
        kind: kind.to_owned(),
        headers: String::new(),
        body: body.clone().unwrap_or_default(),
        isolated: true,
    };
    if body.is_none() {
        served.be_missing();
    }
    if name.ends_with("/worker.js") {
        served.begin_with(SIGN_OF_LIFE);
    }
    served
}

/// The type of a file by its name.
pub(crate) fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
