//! The processes of the browsers that this program started, and what they take of
//! the processors, where the system tells of it.

use std::collections::HashMap;
use std::fs;
use std::process;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// What threads have taken of the processors so far, in milliseconds.
pub(super) struct Taken(HashMap<(u32, u32), f64>);

impl Taken {
    /// Of all threads of all processes that this program started, and that those
    /// started. None where the system does not tell.
    pub(super) fn by_descendants() -> Option<Self> {
        let mut taken = HashMap::new();
        for id in descendants()? {
            // A process may end while it is looked at.
            for task in numbers_in(&format!("/proc/{id}/task")).unwrap_or_default() {
                let path = format!("/proc/{id}/task/{task}/schedstat");
                if let Some(ran) = fs::read_to_string(path).ok().and_then(|text| ran(&text)) {
                    taken.insert((id, task), ran);
                }
            }
        }
        (!taken.is_empty()).then_some(Self(taken))
    }

    /// What was taken since, in milliseconds. Threads that ended in between count
    /// for nothing.
    pub(super) fn since(&self, before: &Self) -> f64 {
        let of_thread = |(thread, now): (&(u32, u32), &f64)| {
            now - before.0.get(thread).copied().unwrap_or_default()
        };
        self.0.iter().map(of_thread).sum()
    }
}

/// Whether this system tells what threads have taken.
pub(super) fn are_told() -> bool {
    let own = fs::read_to_string("/proc/self/schedstat").ok();
    own.is_some_and(|text| ran(&text).is_some())
}

/// What the browsers take of a core for so long.
///
/// # Errors
/// Where the system does not tell.
pub(super) async fn share_of_a_core(duration: Duration) -> Result<f64> {
    let taken = || Taken::by_descendants().context("this system tells no processor times");
    let before = taken()?;
    let begun = Instant::now();
    tokio::time::sleep(duration).await;
    let milliseconds = taken()?.since(&before);
    Ok(milliseconds / 1e3 / begun.elapsed().as_secs_f64())
}

/// The processes that this program started, and those that they started.
pub(super) fn descendants() -> Option<Vec<u32>> {
    let parents: HashMap<u32, u32> = numbers_in("/proc")?
        .into_iter()
        .filter_map(|id| Some((id, parent_of(id)?)))
        .collect();
    let is_ours = |id: u32| {
        let mut ancestors = std::iter::successors(parents.get(&id), |id| parents.get(id));
        ancestors.any(|&ancestor| ancestor == process::id())
    };
    Some(parents.keys().copied().filter(|&id| is_ours(id)).collect())
}

/// The entries of a folder whose names are numbers.
pub(super) fn numbers_in(folder: &str) -> Option<Vec<u32>> {
    let entries = fs::read_dir(folder).ok()?;
    let number =
        |entry: std::io::Result<fs::DirEntry>| entry.ok()?.file_name().to_str()?.parse().ok();
    Some(entries.filter_map(number).collect())
}

/// From `id (name) state parent …`; the name may hold anything.
fn parent_of(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, tail) = stat.rsplit_once(')')?;
    tail.split_whitespace().nth(1)?.parse().ok()
}

/// The first of `ran waited slices`, in nanoseconds.
fn ran(schedstat: &str) -> Option<f64> {
    let ran: f64 = schedstat.split_whitespace().next()?.parse().ok()?;
    Some(ran / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_since_counts_threads_that_are_new() {
        let before = Taken(HashMap::from([((1, 1), 5.0), ((1, 2), 7.0)]));
        let after = Taken(HashMap::from([((1, 1), 6.5), ((2, 9), 0.25)]));
        assert_eq!(after.since(&before), 1.75);
    }

    #[test]
    fn times_are_told_in_nanoseconds() {
        assert_eq!(ran("12500000 250000 7\n"), Some(12.5));
        assert_eq!(ran(""), None);
    }
}
