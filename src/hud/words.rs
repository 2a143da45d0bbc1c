//! Figures as texts, with their units.

/// Stands where something is not known.
pub const UNKNOWN: &str = "–";

/// Iterations a second: `1.43 G/s`, below a tenth of that `43 M/s`.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if per_second >= 1e8 {
        format!("{:.2} G/s", per_second / 1e9)
    } else {
        format!("{:.0} M/s", per_second / 1e6)
    }
}

/// `12 ms`, below ten `2.5 ms`.
#[must_use]
pub fn milliseconds(ms: f64) -> String {
    if ms < 9.95 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}

/// An interval's frequency in whole frames a second.
#[must_use]
pub fn hertz(interval_ms: f64) -> String {
    format!("{:.0}", 1000.0 / interval_ms)
}

/// A share of 1.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// `64 MiB`.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1 << 20))
}

/// A magnification relative to the view, as in a frame's report.
#[must_use]
pub fn scale(scale: f64) -> String {
    if scale == 1.0 {
        "1".to_owned()
    } else {
        // One that is not quite exact must not read as if it were.
        format!("{:.2}", (scale * 100.0).floor() / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_units_and_few_digits() {
        assert_eq!(rate(1.434e9), "1.43 G/s");
        assert_eq!(rate(4.3e7), "43 M/s");
        assert_eq!(rate(0.0), "0 M/s");
        assert_eq!(milliseconds(2.46), "2.5 ms");
        assert_eq!(milliseconds(9.96), "10 ms");
        assert_eq!(hertz(1000.0 / 59.7), "60");
        assert_eq!(percent(0.996), "100 %");
        assert_eq!(bytes((64 << 20) - 1), "64 MiB");
        assert_eq!(scale(1.0), "1");
        assert_eq!(scale(0.999), "0.99");
        assert_eq!(scale(0.0), "0.00");
    }
}
