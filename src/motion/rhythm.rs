//! The display's rhythm, and what a frame may take of it.

/// Intervals that are looked back on.
const MEMORY: usize = 24;

/// The share of the display's interval that a frame's waiting and drawing take
/// together: the browser has the rest. At 60 Hz, 10 ms of 16.7.
const SHARE: f64 = 0.6;

/// A frame waits no longer than this, on slow displays: input is looked at once a
/// frame.
const LONGEST_WAIT_MS: f64 = 12.0;

/// Displays are taken to lie between 20 and 500 Hz.
const INTERVAL_MS: (f64, f64) = (2.0, 50.0);

/// Measures the display's interval, and what drawing takes.
#[derive(Clone, Debug)]
pub struct Rhythm {
    intervals: [f64; MEMORY],
    next: usize,
    last: f64,
    draw_ms: f64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            intervals: [1000.0 / 60.0; MEMORY],
            next: 0,
            last: f64::NEG_INFINITY,
            draw_ms: 3.0,
        }
    }
}

impl Rhythm {
    /// A frame begins, at this `requestAnimationFrame` time in milliseconds.
    pub fn beat(&mut self, time: f64) {
        let interval = time - self.last;
        self.last = time;
        // Longer ones are pauses, not frames.
        if interval > 0.0 && interval <= INTERVAL_MS.1 * 2.0 {
            self.intervals[self.next] = interval.clamp(INTERVAL_MS.0, INTERVAL_MS.1);
            self.next = (self.next + 1) % MEMORY;
        }
    }

    /// Drawing a frame took so long.
    pub fn drew(&mut self, milliseconds: f64) {
        if milliseconds.is_finite() && milliseconds >= 0.0 {
            self.draw_ms += (milliseconds - self.draw_ms) / 8.0;
        }
    }

    /// The display's interval in milliseconds: the lower quartile of the last,
    /// since frames that were missed make it longer and nothing makes it shorter.
    #[must_use]
    pub fn interval_ms(&self) -> f64 {
        let mut sorted = self.intervals;
        sorted.sort_by(f64::total_cmp);
        sorted[MEMORY / 4]
    }

    /// What a frame may take altogether, in milliseconds.
    #[must_use]
    pub fn budget_ms(&self) -> f64 {
        self.interval_ms() * SHARE
    }

    /// How long a frame may wait before it draws, in milliseconds.
    #[must_use]
    pub fn wait_ms(&self) -> f64 {
        (self.budget_ms() - self.draw_ms).clamp(0.0, LONGEST_WAIT_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hertz: f64, missed: usize) -> Rhythm {
        let mut rhythm = Rhythm::default();
        let mut time = 0.0;
        for frame in 0..100 {
            time += 1000.0 / hertz * if frame % 10 < missed { 2.0 } else { 1.0 };
            rhythm.beat(time);
        }
        rhythm
    }

    #[test]
    fn the_interval_is_the_displays_also_where_frames_are_missed() {
        for hertz in [60.0, 120.0, 144.0] {
            for missed in [0, 5] {
                let interval = at(hertz, missed).interval_ms();
                assert!(
                    (interval - 1000.0 / hertz).abs() < 0.1,
                    "{hertz} {interval}"
                );
            }
        }
    }

    #[test]
    fn waiting_gives_way_to_drawing() {
        let mut rhythm = at(60.0, 0);
        assert!((rhythm.wait_ms() - 7.0).abs() < 0.1);
        for _ in 0..100 {
            rhythm.drew(20.0);
        }
        assert_eq!(rhythm.wait_ms(), 0.0);
        assert!(at(144.0, 0).wait_ms() < 2.0);
    }

    #[test]
    fn pauses_and_clocks_that_run_backwards_are_no_frames() {
        let mut rhythm = at(60.0, 0);
        for time in [1e9, 5.0, f64::NAN, f64::INFINITY, 7.0, 1e12] {
            rhythm.beat(time);
            rhythm.drew(f64::NAN);
        }
        assert!((rhythm.interval_ms() - 1000.0 / 60.0).abs() < 0.1);
        assert!(rhythm.wait_ms().is_finite());
    }
}
