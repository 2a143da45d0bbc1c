//! The processor time of the page's main thread, where the system tells of it.

use std::fs;
use std::path::PathBuf;

use crate::bench::processes::{descendants, numbers_in};

/// What a browser's worker threads are called, cut to 15 letters by the system.
const WORKERS: [&str; 2] = ["DedicatedWorker", "DOM Worker"];

/// The main thread of the process that a page's workers run in.
pub(super) struct MainThread {
    schedstat: PathBuf,
}

/// Times of a thread so far, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    /// On a processor.
    pub(super) ran: f64,
    /// Ready to run, while others had the processors.
    pub(super) waited: f64,
}

impl MainThread {
    /// The one of a page with workers in a browser that this program started.
    /// None where there is no such page, or the system does not tell.
    pub(super) fn find() -> Option<Self> {
        // A browser has workers of its own, fewer than a page of ours.
        let workers = |id: u32| workers_of(id).filter(|&count| count > 0);
        let (id, _) = descendants()?
            .into_iter()
            .filter(|&id| is_for_pages(id))
            .filter_map(|id| Some((id, workers(id)?)))
            .max_by_key(|&(_, count)| count)?;
        Some(Self {
            schedstat: format!("/proc/{id}/task/{id}/schedstat").into(),
        })
    }

    /// Its times so far.
    pub(super) fn times(&self) -> Option<Times> {
        parse(&fs::read_to_string(&self.schedstat).ok()?)
    }
}

impl Times {
    /// What came since.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            ran: self.ran - before.ran,
            waited: self.waited - before.waited,
        }
    }
}

/// `ran waited slices`, in nanoseconds.
fn parse(schedstat: &str) -> Option<Times> {
    let mut fields = schedstat.split_whitespace();
    let mut milliseconds = || Some(fields.next()?.parse::<f64>().ok()? / 1e6);
    Some(Times {
        ran: milliseconds()?,
        waited: milliseconds()?,
    })
}

/// Whether it is a process in which browsers run pages. Those that were forked
/// from a helper have their words parted by spaces.
fn is_for_pages(id: u32) -> bool {
    let call = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    call.split(|&byte| byte == 0 || byte == b' ')
        .any(|word| word == b"--type=renderer" || word == b"-isForBrowser")
}

fn workers_of(id: u32) -> Option<usize> {
    let tasks = numbers_in(&format!("/proc/{id}/task"))?;
    let name = |task| fs::read_to_string(format!("/proc/{id}/task/{task}/comm")).ok();
    let is_worker = |name: &String| WORKERS.iter().any(|worker| name.starts_with(worker));
    Some(tasks.into_iter().filter_map(name).filter(is_worker).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_nanoseconds() {
        let expected = Times {
            ran: 12.5,
            waited: 0.25,
        };
        assert_eq!(parse("12500000 250000 7\n"), Some(expected));
        assert_eq!(parse(""), None);
    }

    #[test]
    fn a_browser_that_is_not_there_has_no_thread() {
        assert!(MainThread::find().is_none());
    }
}
