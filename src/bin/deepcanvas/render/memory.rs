//! Whether a picture fits into this machine.
//!
//! An allocator that promises more than there is would have the system kill
//! the program in the middle of the work, without a word.

use std::fs;

use anyhow::Result;
use deepcanvas::picture::Picture;

use super::Task;
use super::format::Format;
use crate::fault::Fault;

/// Refuses a picture that needs more memory than is free.
///
/// # Errors
/// A fault that names both numbers.
pub(super) fn check(task: Task) -> Result<()> {
    let needed = needed(task);
    match available() {
        Some(available) if needed > available => Err(too_large(task, needed, Some(available))),
        _ => Ok(()),
    }
}

/// That a picture does not fit, as an error.
pub(super) fn refusal(task: Task) -> anyhow::Error {
    too_large(task, needed(task), None)
}

fn too_large(task: Task, needed: u64, available: Option<u64>) -> anyhow::Error {
    let (width, height) = (task.size.width, task.size.height);
    let (with, smaller) = if task.samples > 1 {
        (
            format!(" with {} samples", task.samples),
            "a smaller --size, or --samples 1",
        )
    } else {
        (String::new(), "a smaller --size")
    };
    let free = available.map_or(String::new(), |bytes| {
        format!(", and {} are free", shown(bytes))
    });
    Fault::error(format!(
        "a picture of {width}x{height}{with} needs {} of memory{free}: expected one that fits; \
         choose {smaller}",
        shown(needed)
    ))
}

/// Strips of a picture take no more than this, where they need not: to go on from one to the
/// next costs little.
const STRIP_BYTES: u64 = 512 << 20;

/// Rows that strips need at least, so that all threads have something to do.
const STRIP_ROWS: u32 = 256;

/// Rows of a PNG that are rendered at a time.
pub(super) fn strip_rows(task: Task) -> u32 {
    let row = whole(task) / u64::from(task.size.height.max(1));
    let rows = STRIP_BYTES / row.max(1);
    u32::try_from(rows).unwrap_or(u32::MAX).max(STRIP_ROWS)
}

/// Bytes while the picture is written: of a PNG those of a strip.
fn needed(task: Task) -> u64 {
    let rows = match task.format {
        Format::Png => strip_rows(task).min(task.size.height),
        Format::Exr => task.size.height,
    };
    whole(task) / u64::from(task.size.height.max(1)) * u64::from(rows)
}

/// Bytes of all of it: its layers, what further samples take, and the copies in the order
/// and the types of the file.
fn whole(task: Task) -> u64 {
    let Task {
        size,
        samples,
        format,
        mode,
    } = task;
    let refinement = if samples > 1 {
        Picture::refinement_bytes(size)
    } else {
        0
    };
    let copies = match format {
        Format::Png => 4,
        Format::Exr if mode.needs_estimates() => 26,
        Format::Exr => 18,
    };
    Picture::bytes(size, mode)
        + refinement
        + u64::from(size.width) * u64::from(size.height) * copies
}

/// Bytes that this process may still take, where the system tells: the
/// machine's, or what is left of its container's share.
fn available() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| kilobytes(&text, "MemAvailable:"))
        .map(|kilobytes| kilobytes * 1024);
    let share = bytes("/sys/fs/cgroup/memory.max")
        .zip(bytes("/sys/fs/cgroup/memory.current"))
        .map(|(most, taken)| most.saturating_sub(taken));
    machine.into_iter().chain(share).min()
}

fn kilobytes(meminfo: &str, name: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The number in a file; `None` also where it says `max`.
fn bytes(file: &str) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

fn shown(bytes: u64) -> String {
    if bytes < 1 << 30 {
        format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20))
    } else {
        format!("{:.1} GiB", bytes as f64 / f64::from(1 << 30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepcanvas::fractal::Mode;
    use deepcanvas::view::Size;

    #[test]
    fn a_small_picture_fits_and_the_largest_says_what_it_needs() {
        let task = |side, samples, format| Task {
            size: Size {
                width: side,
                height: side,
            },
            samples,
            format,
            mode: Mode::Smooth,
        };
        assert!(check(task(64, 16, Format::Exr)).is_ok());
        let text = refusal(task(65_535, 1, Format::Exr)).to_string();
        assert!(text.contains("65535x65535 needs 120.9 GiB"), "{text}");
        let text = refusal(task(65_535, 2, Format::Exr)).to_string();
        assert!(
            text.contains("65535x65535 with 2 samples needs 169.5 GiB"),
            "{text}"
        );
        assert!(text.contains("or --samples 1"), "{text}");
    }

    #[test]
    fn a_png_needs_no_more_than_its_strips() {
        let task = |width, height| Task {
            size: Size { width, height },
            samples: 16,
            format: Format::Png,
            mode: Mode::Slopes,
        };
        assert!(strip_rows(task(1920, 1080)) > 1080);
        for (width, height) in [
            (16_384, 16_384),
            (65_535, 65_535),
            (64, 65_535),
            (65_535, 64),
        ] {
            assert!(needed(task(width, height)) <= 1 << 30, "{width} × {height}");
        }
    }

    #[test]
    fn the_systems_own_words_are_read() {
        let meminfo = "MemTotal:       24630372 kB\nMemAvailable:   23123456 kB\n";
        assert_eq!(kilobytes(meminfo, "MemAvailable:"), Some(23_123_456));
        assert_eq!(kilobytes("", "MemAvailable:"), None);
    }
}
