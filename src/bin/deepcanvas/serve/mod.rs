//! Builds the site and serves it, to browsers on this machine unless told.

mod guard;
mod respond;
mod stop;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::handler::HandlerWithoutStateExt;
use axum::middleware;
use tower_http::services::ServeDir;

use crate::build;
use crate::fault::Fault;
use crate::package::Package;

/// Build the site and serve it (what happens when no command is given).
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The port; 0 takes a free one and prints it.
    #[arg(long, value_name = "N", default_value_t = 8080, value_parser = port)]
    port: u16,
    /// The IP address to listen on.
    #[arg(long, value_name = "ADDR", default_value_t = LOCALHOST, value_parser = address)]
    bind: IpAddr,
    /// Leave out the headers that isolate pages, to try what a plain host gets.
    #[arg(long)]
    no_isolation: bool,
    /// Serve the wasm's debug information (DWARF), too, for debuggers that ask for it.
    #[arg(long)]
    debug_info: bool,
}

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// How long a browser in the middle of a download may take after Ctrl-C.
const FAREWELL: Duration = Duration::from_secs(1);

fn port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| "expected a number from 0 to 65535, such as 8080".to_owned())
}

fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(LOCALHOST);
    }
    text.parse()
        .map_err(|_| "expected an IP address, such as 127.0.0.1 or ::1".to_owned())
}

/// Builds the site, prints `listening on http://localhost:8080/` on standard
/// output, and serves until Ctrl-C.
///
/// # Errors
/// A fault where the address cannot be had; else what `build` says.
pub(crate) fn run(options: &Options) -> Result<()> {
    // The port first: to learn after the build that it is in use helps no one.
    let listener = listen(options)?;
    let package = Package::find()?;
    let out = build::default_out(&package);
    let site = build::build_to_serve(&package, &out, options.debug_info)?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the server's threads")?
        .block_on(serve(listener, &site, options))
}

fn listen(options: &Options) -> Result<TcpListener> {
    let Options { bind, port, .. } = *options;
    TcpListener::bind((bind, port)).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => Fault::error(format!(
            "port {port} of {bind} is in use: expected a free one; stop the program that has it, \
             or choose with --port N (0 takes any)"
        )),
        io::ErrorKind::PermissionDenied => Fault::error(format!(
            "port {port} of {bind} is not for us ({error}): expected one above 1023; choose with \
             --port N"
        )),
        _ => Fault::error(format!(
            "cannot listen on port {port} of {bind} ({error}): expected an address of this \
             machine; choose with --bind ADDR"
        )),
    })
}

async fn serve(listener: TcpListener, site: &Path, options: &Options) -> Result<()> {
    let address = listener.local_addr().context("the socket has no address")?;
    let asked_to_stop = stop::asked().context("cannot listen for Ctrl-C")?;
    announce(address)?;
    until(asked_to_stop, listener, site, !options.no_isolation).await
}

/// Serves a site until `stop`, and a moment longer to whoever is in the middle
/// of a download; `isolated` tells whether pages are.
///
/// # Errors
/// Where the socket cannot be used.
pub(crate) async fn until(
    stop: impl Future<Output = ()>,
    listener: TcpListener,
    site: &Path,
    isolated: bool,
) -> Result<()> {
    let address = listener.local_addr().context("the socket has no address")?;
    listener
        .set_nonblocking(true)
        .context("cannot make the socket non-blocking")?;
    let listener = tokio::net::TcpListener::from_std(listener).context("cannot use the socket")?;

    let guard = guard::Guard::new(site, address.ip());
    // What the build compressed: each form is a file, with a tag of its own.
    let files = ServeDir::new(site)
        .precompressed_br()
        .precompressed_gzip()
        .not_found_service(respond::not_found.into_service());
    let app = Router::new()
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(guard, guard::refuse))
        .layer(middleware::from_fn_with_state(
            isolated,
            respond::add_headers,
        ));

    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async {
        // An error means that the sender is gone: stop all the same.
        let _ = told.await;
    });
    let until_told = async {
        stop.await;
        let _ = tell.send(());
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        done = server => done.context("the server failed"),
        () = until_told => Ok(()),
    }
}

/// Says on standard output that a browser can use the address now.
fn announce(address: SocketAddr) -> Result<()> {
    let shown = if address.ip() == LOCALHOST {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    };
    if !address.ip().is_loopback() {
        eprintln!(
            "deepcanvas: browsers on other machines give no threads to a page over plain http"
        );
    }
    let mut out = io::stdout().lock();
    writeln!(out, "listening on http://{shown}/")
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}
