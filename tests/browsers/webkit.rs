//! `WebKitGTK`, where the machine has it: `webkit2gtk-driver`, `xvfb` and `dbus`
//! on Debian. Nothing is installed for it; without it the test says aloud that
//! it was skipped.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};
use tokio::runtime::Runtime;

use crate::host::Host;
use crate::pictures::Picture;
use crate::support::Server;
use crate::widget::LINK;

/// How long the driver may take until it listens.
const START: Duration = Duration::from_secs(60);

/// As for the other browsers.
const SCRIPT: Duration = Duration::from_secs(60);

/// Starts the driver on a screen and a bus of its own.
const PROGRAMS: [&str; 3] = ["xvfb-run", "dbus-run-session", "WebKitWebDriver"];

/// The browser, in a folder of one of the versions of its interface.
fn browser() -> Option<PathBuf> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib",
        "/usr/libexec",
    ];
    let versions = ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"];
    let mut found = folders.iter().flat_map(|folder| {
        versions.map(|version| PathBuf::from(folder).join(version).join("MiniBrowser"))
    });
    found.find(|path| path.is_file())
}

fn is_on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A driver, and all that it started; they end with this value.
struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start(shares_memory: bool) -> Self {
        // It cannot take any port and say which.
        let free = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let port = free.local_addr().expect("it has an address").port();
        drop(free);
        let [screen, bus, driver] = PROGRAMS;
        let mut process = Command::new(screen)
            .args(["-a", bus, "--", driver, &format!("--port={port}")])
            // Root has no sandbox of namespaces, and no GPU is there.
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env(
                "JSC_useSharedArrayBuffer",
                if shares_memory { "1" } else { "0" },
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("xvfb-run starts");
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = process.try_wait().expect("it can be asked");
            assert!(
                ended.is_none(),
                "the driver ended before it listened: {ended:?}"
            );
            assert!(begun.elapsed() < START, "the driver does not listen");
            std::thread::yield_now();
        }
        Self { process, port }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The whole group: the screen and the bus are other processes.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _ = self.process.wait();
    }
}

/// What a script calls back with, in the page or in the frame that is entered.
async fn eval(web: &WebDriver, body: &str) -> Value {
    let prelude = include_str!("page.js");
    let script = format!(
        "const done = arguments[0];
         (async () => {{ {prelude} {body} }})().then(
           (value) => done({{ value: value ?? null }}),
           (error) => done({{ error: String(error) }}));"
    );
    let answer = web.execute_async(script, vec![]).await.expect("an answer");
    let answer = answer.json();
    assert!(answer.get("error").is_none(), "{answer}\n{body}");
    answer["value"].clone()
}

/// The element's picture: how it was computed, and whether it is right.
async fn assert_draws(web: &WebDriver, backend: &str) {
    let report = eval(
        web,
        "await customElements.whenDefined('deep-canvas'); return canvas.settled();",
    )
    .await;
    assert_eq!(report["backend"], backend, "{report}");
    assert_eq!(report["complete"], true);
    let picture = eval(web, "return base64(await canvas.toBlob());").await;
    Picture::from_text(picture.as_str().expect("a text")).assert_is(LINK);
}

/// The explorer, then the widget in pages of another site.
async fn look(port: u16, browser: &str, backend: &str, site: &str, hosts: [&Host; 2]) {
    let mut capabilities = Capabilities::new();
    let options = json!({ "binary": browser, "args": ["--automation"] });
    for (name, value) in [
        ("browserName", json!("MiniBrowser")),
        ("webkitgtk:browserOptions", options),
    ] {
        capabilities.set(name, value).expect("it is plain");
    }
    let address = format!("http://127.0.0.1:{port}");
    let web = WebDriver::new(address, capabilities)
        .await
        .expect("it starts");
    web.set_script_timeout(SCRIPT).await.expect("it can be set");
    web.goto(format!("{site}/#{LINK}")).await.expect("it loads");
    assert_draws(&web, backend).await;
    for host in hosts {
        web.goto(format!("{}/hosting.html", host.elsewhere()))
            .await
            .expect("it loads");
        eval(&web, &format!("await embed('{site}/embed.html#{LINK}');")).await;
        web.enter_frame(0).await.expect("a frame");
        let shares = "return crossOriginIsolated && typeof SharedArrayBuffer === 'function';";
        let shares = eval(&web, shares).await == json!(true);
        assert_draws(&web, if shares { "shared" } else { "transfer" }).await;
        web.enter_default_frame().await.expect("a page");
    }
    web.quit().await.expect("it ends");
}

#[test]
fn webkit_draws_the_same_in_its_own_pages_and_in_others() {
    let missing: Vec<&str> = PROGRAMS
        .into_iter()
        .filter(|name| !is_on_path(name))
        .collect();
    let (true, Some(browser)) = (missing.is_empty(), browser()) else {
        // Past the harness, which keeps what a test that passes prints.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: WebKitGTK is not here (MiniBrowser, {}): on Debian, \
             apt-get install webkit2gtk-driver xvfb dbus",
            PROGRAMS.join(", ")
        );
        return;
    };
    let server = Server::start(&[]);
    let site = format!("http://localhost:{}", server.port);
    let plain = Host::start(|_, served| served.isolated = false);
    let isolated = Host::start(|_, _| {});
    let runtime = Runtime::new().expect("a runtime can be made");
    let browser = browser.to_str().expect("a plain path");
    // It is isolated, and has shared memory only where it is told to.
    for (shares_memory, backend) in [(false, "transfer"), (true, "shared")] {
        let driver = Driver::start(shares_memory);
        runtime.block_on(look(
            driver.port,
            browser,
            backend,
            &site,
            [&plain, &isolated],
        ));
    }
}
