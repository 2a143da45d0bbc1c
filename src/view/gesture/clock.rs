//! The time that passes between inputs and frames.

/// The first frame of a motion goes on for so long more: it may follow its input
/// at once, and shows it all the same.
const LEAD_MS: f64 = 8.0;

/// A frame whose time does not advance counts as this: a clock that stands
/// still must not keep a motion alive,
const STANDING_MS: f64 = 1.0;
/// and once so many frames in a row did not, as much as any frame may.
const STANDING_FRAMES: u32 = 8;

/// Time that is farther back than this is a clock that was set anew; what is
/// nearer is only told late (a frame's time is older than that of the inputs
/// that were taken since it began).
const LATE_MS: f64 = 100.0;

/// The time up to which the motion under way was carried out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    time: f64,
    lead: f64,
    standing: u32,
}

impl Clock {
    /// A motion begins with an input at `time`.
    pub(super) fn begin(&mut self, time: f64) {
        self.begin_at(time);
        self.lead = LEAD_MS;
    }

    /// A motion goes on from `time`, with no lead.
    pub(super) fn begin_at(&mut self, time: f64) {
        *self = Self {
            time,
            ..Self::default()
        };
    }

    /// Milliseconds up to an input, 0 or more.
    pub(super) fn until_input(&mut self, time: f64) -> f64 {
        self.elapsed(time).unwrap_or(0.0)
    }

    /// Milliseconds up to a frame, more than 0.
    pub(super) fn until_frame(&mut self, now: f64) -> f64 {
        let lead = std::mem::take(&mut self.lead);
        if let Some(elapsed) = self.elapsed(now) {
            self.standing = 0;
            return lead + elapsed;
        }
        self.standing = self.standing.saturating_add(1);
        if self.standing > STANDING_FRAMES {
            LATE_MS
        } else {
            lead + STANDING_MS
        }
    }

    fn elapsed(&mut self, now: f64) -> Option<f64> {
        let elapsed = now - self.time;
        if elapsed > 0.0 {
            self.time = now;
            return Some(elapsed);
        }
        // Also where one of the two is no number.
        let late = elapsed > -LATE_MS;
        if !late {
            self.time = now;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_once_however_it_is_cut() {
        let mut clock = Clock::default();
        clock.begin(100.0);
        assert_eq!(clock.until_input(103.0), 3.0);
        // The frame began before the input.
        assert_eq!(clock.until_frame(102.0), LEAD_MS + STANDING_MS);
        assert_eq!(clock.until_frame(119.0), 16.0);
    }

    #[test]
    fn no_clock_keeps_a_motion_alive() {
        for time in [0.0, f64::NAN, f64::INFINITY, -1e300] {
            let mut clock = Clock::default();
            clock.begin(5.0);
            let passed: f64 = (0..20).map(|_| clock.until_frame(time)).sum();
            assert!(passed > 1000.0, "{time}: {passed}");
        }
        let mut clock = Clock::default();
        clock.begin(1e6);
        clock.until_frame(10.0);
        // It was set back by far.
        assert_eq!(clock.until_frame(26.0), 16.0);
    }
}
