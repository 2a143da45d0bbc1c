//! The minibrot of the lowest period in view, against the walks that the tests' locations
//! were found by: each ends at a minibrot, whose period it names, or beside a point of the
//! boundary.

use super::{locations, view_of};
use deepcanvas::view::Size;
use serde::Deserialize;

const SIZE: Size = locations::SIZE;

/// Deeper ones take seconds.
const DEEPEST_LOG2: f64 = 1100.0;

#[derive(Deserialize)]
struct Walks {
    location: Vec<Walk>,
}

#[derive(Deserialize)]
struct Walk {
    name: String,
    /// Of the minibrots on its way; none where it goes elsewhere.
    #[serde(default)]
    periods: Vec<u32>,
}

#[test]
fn the_lowest_period_in_view_is_that_of_the_minibrot_there() {
    let text = include_str!("../data/locations-own.toml");
    let walks: Walks = toml::from_str(text).expect("a locations file");
    let all = locations::read(text).expect("a locations file");
    let mut tried = 0;
    for (location, walk) in all.iter().zip(&walks.location) {
        assert_eq!(location.name, walk.name);
        let view = view_of(location);
        let Some(&period) = walk.periods.last() else {
            continue;
        };
        if walk.periods.len() < 3 || view.zoom().log2() > DEEPEST_LOG2 {
            continue;
        }
        let found = view.minibrot(SIZE, &mut |_| false);
        let found = found.unwrap_or_else(|why| panic!("{}: {why}", walk.name));
        assert_eq!(found.period, period, "{}", walk.name);
        // There it is found again, by an orbit of its own in more digits.
        let again = found.view.minibrot(SIZE, &mut |_| false);
        let again = again.unwrap_or_else(|why| panic!("{}: {why}", walk.name));
        assert_eq!((again.period, again.is_shown), (period, true));
        tried += 1;
    }
    assert!(tried >= 6, "{tried} walks end at a minibrot");
}
