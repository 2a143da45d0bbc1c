//! The iteration limit.

use super::zoom::Zoom;

/// How many iterations a pixel may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Limit {
    /// Chosen for the view: [`View::limit`](super::View::limit).
    #[default]
    Auto,
    /// As told, from 1 to [`Limit::MOST`].
    Fixed(u32),
}

impl Limit {
    /// The largest limit.
    pub const MOST: u32 = i32::MAX as u32;
}

/// Past `2^64` the limit goes on linearly: squares of a logarithm of thousands
/// would ask for more than any view there needs.
const LINEAR_FROM: f64 = 64.0;

/// The limit at a magnification: 1000 at home and above, then quadratic in the
/// number of doublings, as the counts along a boundary grow, and from 2^64 on
/// with the slope reached there.
///
/// It is above every escaping probe of 37 out of 38 shared locations; the one
/// left, at 1.5e16, takes six million iterations.
pub(super) fn automatic(zoom: Zoom) -> u32 {
    let doublings = zoom.log2().max(0.0);
    let curved = doublings.min(LINEAR_FROM);
    let linear = doublings - curved;
    let limit = 1000.0 + 28.0 * (curved * curved + 2.0 * LINEAR_FROM * linear);
    limit.min(f64::from(Limit::MOST)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_automatic_limit_grows_with_the_magnification() {
        let at = |text: &str| automatic(text.parse().unwrap());
        assert_eq!(at("0.01"), 1000);
        assert_eq!(at("1"), 1000);
        assert_eq!(at("1024"), 1000 + 2800);
        let depths = [
            "1", "10", "1e3", "1e10", "1e19", "1e20", "1e100", "1e1000", "1e100000",
        ];
        assert!(depths.is_sorted_by_key(|text| at(text)));
        assert!(at("1e100000") < Limit::MOST);
    }
}
