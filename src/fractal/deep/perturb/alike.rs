//! Which pixels of a group may go on together from 0: those whose points are not much smaller
//! than the largest. What is far for one is so for all then, and of all the power is in range.
//!
//! A neighbour that is about to escape outgrows the others by doubling its exponent, or more,
//! with each turn. Out of line: not done at each move, and there once for all lanes.

use super::super::extended::{Extended, key_of_power};
use super::group::{MOST, lanes_of};
use super::pair::Row;

/// They are smaller by this power of two at most.
const MOST_APART: i32 = 120;

/// About the square of that.
const SPREAD: f64 = 1.0 / (1_u128 << 127) as f64;

/// Those of some lanes, by their points: differences `z` from the reference's `point`, which
/// are to be multiplied by a power of two.
#[inline(never)]
pub(super) fn by_points(point: Extended, z: &Row, exponent: i32, lanes: u32) -> u32 {
    let mut keys = [i32::MIN; MOST];
    for lane in lanes_of(lanes) {
        keys[lane] = point.plus(Extended::new(z.at(lane), exponent)).norm_key();
    }
    let largest = keys.into_iter().max().unwrap_or(i32::MIN);
    let least = largest.saturating_sub(key_of_power(2 * MOST_APART));
    let alike = lanes_of(lanes).filter(|&lane| keys[lane] >= least);
    alike.fold(0, |alike, lane| alike | 1 << lane)
}

/// The same by the differences alone, which takes less: as good for squares, whose points
/// differ so much where their differences have done so before.
#[inline(never)]
pub(super) fn by_differences(z: &Row, lanes: u32) -> u32 {
    let size = |lane| z.at(lane).norm_squared();
    let largest = lanes_of(lanes).fold(0.0, |largest, lane| size(lane).max(largest));
    let small = lanes_of(lanes).filter(|&lane| size(lane) < largest * SPREAD);
    small.fold(lanes, |alike, lane| alike & !(1 << lane))
}
