//! Real browsers, driven over `WebDriver`: for `bench`, and for the tests, which
//! include this folder by its path.
//!
//! ```text
//! driver     chromedriver or geckodriver, a process that ends with its value
//! session    a browser with a fresh profile, told what to do
//! ```
//!
//! Nothing here sleeps: a driver says on standard output that it listens, and
//! a page's conditions are promises of the page's own.

mod driver;
mod session;

use std::fmt;
use std::path::PathBuf;

pub(crate) use session::{Session, Window};

/// A browser that can be driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    /// Both of them.
    pub(crate) const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// What `deepcanvas ready --browsers` calls the browser and its driver.
    pub(crate) fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("chromium", "chromedriver"),
            Self::Firefox => ("firefox", "geckodriver"),
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.keys().0)
    }
}

/// Where a browser and its driver are.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}
