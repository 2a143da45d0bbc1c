//! What the library does on this machine without a browser.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use deepcanvas::fractal::Task;
use deepcanvas::picture;

use super::places::{FRAME, PLACES, SAMPLE};
use super::series::Series;

/// A rate is measured for at least this long.
const LONG_ENOUGH: Duration = Duration::from_millis(100);

/// What is measured natively.
#[derive(Default)]
pub(super) struct Native {
    /// The kernel at each of its places, on one core, in iterations a second.
    pub(super) kernel: Vec<Series>,
    /// The frame with one thread, in milliseconds.
    pub(super) one_thread: Series,
    /// The frame with two.
    pub(super) two_threads: Series,
}

impl Native {
    /// Measures the kernels once.
    pub(super) fn kernel_round(&mut self) {
        self.kernel
            .resize_with(PLACES.kernels().count(), Series::default);
        for (place, series) in PLACES.kernels().zip(&mut self.kernel) {
            let direct = place.view().direct(SAMPLE);
            series.add(rate(|| kernel(&direct)));
        }
    }

    /// Measures the frame once.
    ///
    /// # Errors
    /// Where the memory of a frame cannot be had.
    pub(super) fn thread_round(&mut self) -> Result<()> {
        self.one_thread.add(frame_ms(1)?);
        self.two_threads.add(frame_ms(2)?);
        Ok(())
    }
}

/// The plain scalar loop, in iterations a second: what times of other machines, or of
/// another hour, are scaled by.
pub(super) fn pace() -> f64 {
    let seahorse = PLACES.threads.view().direct(SAMPLE);
    rate(|| plain_loop(&seahorse))
}

/// Iterations a second of something that says how many it did.
fn rate(mut work: impl FnMut() -> u64) -> f64 {
    let start = Instant::now();
    let mut iterations = 0;
    loop {
        iterations += work();
        let took = start.elapsed();
        if took >= LONG_ENOUGH {
            return iterations as f64 / took.as_secs_f64();
        }
    }
}

/// Follows each pixel to its escape or the limit, a step at a time, no interior
/// known beforehand. Gives the number of steps.
fn plain_loop(task: &Task) -> u64 {
    let mut iterations = 0;
    for &c_im in &task.grid.im_of_y {
        for &c_re in &task.grid.re_of_x {
            let (mut re, mut im, mut n) = (0.0, 0.0, 0);
            while n < task.limit && re * re + im * im <= 256.0 * 256.0 {
                (re, im) = (re * re - im * im + c_re, 2.0 * re * im + c_im);
                n += 1;
            }
            iterations += u64::from(black_box(n));
        }
    }
    iterations
}

/// Renders the picture by the library's kernel, on this thread.
fn kernel(task: &Task) -> u64 {
    let all = SAMPLE.whole();
    let pixels = (all.width * all.height) as usize;
    let (mut counts, mut fractions) = (vec![0; pixels], vec![0.0; pixels]);
    let outcome = task.render(all, &mut counts, &mut fractions, &mut || false);
    black_box((counts, fractions));
    outcome.work
}

/// Milliseconds of the whole frame, colours included.
fn frame_ms(threads: usize) -> Result<f64> {
    let view = PLACES.threads.view();
    let start = Instant::now();
    let rendered = picture::render(&view, FRAME, threads).context("no memory for a frame")?;
    let took = start.elapsed();
    black_box(rendered.work());
    Ok(took.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_loop_counts_what_the_definition_asks_for() {
        let mut direct = PLACES.threads.view().direct(SAMPLE);
        direct.grid.re_of_x = vec![2.0, 0.0];
        direct.grid.im_of_y = vec![0.0];
        direct.limit = 50;
        // 2, 6, 38, 1446 is past the radius at the fourth step; 0 stays.
        assert_eq!(plain_loop(&direct), 4 + 50);
    }

    #[test]
    fn a_rate_is_work_by_time() {
        let rate = rate(|| {
            std::thread::sleep(Duration::from_millis(60));
            6
        });
        assert!((20.0..=100.0).contains(&rate), "{rate}");
    }
}
