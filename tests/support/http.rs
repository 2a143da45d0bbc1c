//! Requests byte by byte: a client library would tidy up the very addresses
//! that a server must refuse.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
pub(crate) struct Reply {
    /// 200, 404 and so on.
    pub(crate) status: u16,
    /// Everything up to the empty line.
    pub(crate) head: String,
    /// What follows it, as it was sent.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The value of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Asks for `path` as it stands, with more headers, each ended by `\r\n`.
pub(crate) fn ask(port: u16, method: &str, path: &str, more: &str) -> Reply {
    let host = format!("Host: localhost:{port}\r\n");
    send(port, &format!("{method} {path} HTTP/1.1\r\n{host}{more}"))
}

/// Asks for `path` by GET.
pub(crate) fn get(port: u16, path: &str) -> Reply {
    ask(port, "GET", path, "")
}

/// Sends a request's lines and reads until the server closes.
pub(crate) fn send(port: u16, lines: &str) -> Reply {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a time-out can be set");
    let request = format!("{lines}Connection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .expect("the server takes the request");
    let mut bytes = Vec::new();
    stream
        .read_to_end(&mut bytes)
        .expect("the server answers in time");
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .expect("the answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Reply {
        status: status.unwrap_or_else(|| panic!("no status in {head:?}")),
        head,
        body: bytes[end + 4..].to_vec(),
    }
}
