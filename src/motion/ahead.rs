//! The picture that a zoom is about to need.
//!
//! Pictures are computed at powers of two of the magnification: a frame between
//! two of them is the wider one, magnified by less than two, with the deeper one
//! shrunk into its middle. So a zoom by a factor of two costs one picture,
//! whichever way it goes, and the way back finds them all.

use crate::view::{Size, View, Zoom};

/// Powers of two that are looked ahead.
const LEVELS: i32 = 3;

/// Slower than this, in doublings a second, a motion is as good as over, and the
/// picture of the view itself is worth more.
const SLOWEST: f64 = 0.1;

/// The share of the time until the next power of two that a picture may take: the
/// rest is the frames' own, which without a GPU is half a core.
const SHARE: f64 = 0.8;

/// Resolutions give way by half the pixels at a time, this often at most.
const MOST_HALVINGS: i32 = 6;

/// The share of the canvas' width at which the way out is first computed.
const COARSELY: u32 = 4;

/// A plate of this scale or more serves as a picture of a view.
const SERVES: f64 = 0.7;

/// How fast the view moves, and how fast the pool is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Doublings of the magnification a second, negative outwards.
    pub doublings_per_second: f64,
    /// What a full picture takes, in milliseconds; 0 where none is known.
    pub picture_ms: f64,
}

/// A picture to compute ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// Of what.
    pub view: View,
    /// At this size, the canvas' or less.
    pub size: Size,
}

impl Pace {
    /// Whether this is a zoom that pictures are computed ahead for.
    #[must_use]
    pub fn is_zoom(&self) -> bool {
        self.doublings_per_second.abs() >= SLOWEST
    }

    /// The size that a picture ahead is computed at, so that it is there in time.
    fn size(&self, canvas: Size) -> Size {
        let available = SHARE * 1000.0 / self.doublings_per_second.abs();
        let halvings = (0..MOST_HALVINGS)
            .find(|&halvings| self.picture_ms * libm::exp2(-f64::from(halvings)) <= available)
            .unwrap_or(MOST_HALVINGS);
        let shrink = libm::exp2(-0.5 * f64::from(halvings));
        let edge = |length: u32| ((f64::from(length) * shrink).round() as u32).max(1);
        Size {
            width: edge(canvas.width),
            height: edge(canvas.height),
        }
    }
}

/// The next picture to compute for a zoom at `pace` from `view`, if one is
/// needed: `forecast` tells the view that will have a magnification, and
/// `scale_of` the scale at which a view is covered by what is known.
#[must_use]
pub fn next_ahead(
    pace: Pace,
    view: &View,
    canvas: Size,
    forecast: impl Fn(Zoom) -> Option<View>,
    scale_of: impl Fn(&View) -> f64,
) -> Option<Ahead> {
    let size = pace.size(canvas);
    let wanted = SERVES * f64::from(size.width) / f64::from(canvas.width.max(1));
    let zoom = view.fitted(canvas).zoom();
    let inwards = pace.doublings_per_second > 0.0;
    let at = |level| forecast(next_zoom(zoom, inwards, level));
    // What comes into sight on the way out is not known at all: coarsely is soon.
    if !inwards
        && let Some(view) = at(LEVELS - 1)
        && scale_of(&view) == 0.0
    {
        let size = Size {
            width: canvas.width.div_ceil(COARSELY),
            height: canvas.height.div_ceil(COARSELY),
        };
        return Some(Ahead { view, size });
    }
    (0..LEVELS)
        .filter_map(at)
        .find(|view| scale_of(view) < wanted)
        .map(|view| Ahead { view, size })
}

/// The `level`th power of two past `zoom`, the first being 0: inwards the first
/// above it, outwards the first that is not.
#[must_use]
pub fn next_zoom(zoom: Zoom, inwards: bool, level: i32) -> Zoom {
    // What rounding makes of a power of two.
    const SLACK: f64 = 1e-6;
    let log = zoom.log2();
    let next = if inwards {
        (log + SLACK).floor() + 1.0 + f64::from(level)
    } else {
        (log + SLACK).floor() - f64::from(level)
    };
    zoom.times(libm::exp2(next - log)).nearest(9)
}

#[cfg(test)]
mod tests {
    use super::super::plate::Plate;
    use super::super::{arrange, covering_scale};
    use super::*;
    use crate::view::testing::view;

    const CANVAS: Size = Size {
        width: 1920,
        height: 1080,
    };

    fn pace(doublings_per_second: f64, picture_ms: f64) -> Pace {
        Pace {
            doublings_per_second,
            picture_ms,
        }
    }

    #[test]
    fn powers_of_two_lie_on_one_ladder_both_ways() {
        let ladder = |zoom: &str, inwards| {
            let zoom = view(&format!("zoom={zoom}")).zoom();
            [0, 1].map(|level| next_zoom(zoom, inwards, level).to_string())
        };
        assert_eq!(ladder("3", true), ["4", "8"]);
        assert_eq!(ladder("3", false), ["2", "1"]);
        assert_eq!(ladder("4", true), ["8", "16"]);
        assert_eq!(ladder("4", false), ["4", "2"]);
    }

    #[test]
    fn resolution_gives_way_where_the_pool_is_too_slow() {
        assert_eq!(pace(1.0, 0.0).size(CANVAS), CANVAS);
        assert_eq!(pace(1.0, 700.0).size(CANVAS), CANVAS);
        assert_eq!(pace(-1.0, 3000.0).size(CANVAS).width, 960);
        assert_eq!(pace(4.0, 1e9).size(CANVAS).width, 240);
    }

    /// Zooms at a steady speed and gives the worst scale and coverage of a frame,
    /// with a pool that takes `picture_ms` for a full picture.
    fn zoom(doublings_per_second: f64, picture_ms: f64, start: &str, seconds: f64) -> (f64, f64) {
        let about = (700.0, 800.0);
        let pace = pace(doublings_per_second, picture_ms);
        let mut now = view(start);
        let complete = |view: &View, size| Plate {
            view: view.clone(),
            size,
            grain: 1,
            missing: Vec::new(),
        };
        let mut plates = vec![complete(&now, CANVAS)];
        let mut under_way: Option<(Ahead, f64)> = None;
        let (mut scale, mut coverage) = (1.0_f64, 1.0_f64);
        let frame = 1.0 / 60.0;
        for _ in 0..(seconds / frame) as usize {
            now.zoom_about(about, libm::exp2(doublings_per_second * frame), CANVAS);
            let all: Vec<&Plate> = plates.iter().collect();
            let shown = arrange(&now, CANVAS, &all);
            scale = scale.min(shown.scale);
            coverage = coverage.min(shown.coverage);
            if let Some((ahead, left)) = &mut under_way {
                *left -= frame * 1000.0;
                if *left <= 0.0 {
                    plates.push(complete(&ahead.view, ahead.size));
                    under_way = None;
                }
            } else {
                let forecast = |zoom| {
                    let mut there = now.clone();
                    there.zoom_to_about(about, zoom, CANVAS);
                    Some(there)
                };
                let known = |view: &View| covering_scale(view, CANVAS, &plates);
                under_way = next_ahead(pace, &now, CANVAS, forecast, known).map(|ahead| {
                    let share = f64::from(ahead.size.width) / f64::from(CANVAS.width);
                    (ahead, picture_ms * share * share)
                });
            }
        }
        (scale, coverage)
    }

    #[test]
    fn a_pool_that_keeps_up_shows_half_the_resolution_or_more() {
        let (scale, coverage) = zoom(1.0, 700.0, "re=-0.7436&im=0.1318&zoom=1.3", 12.0);
        assert!(scale >= 0.5 && coverage == 1.0, "{scale} {coverage}");
        let (scale, coverage) = zoom(-1.0, 700.0, "re=-0.7436&im=0.1318&zoom=1e6", 12.0);
        // Outwards nothing is known at first, and then little.
        assert!(scale >= 0.03 && coverage >= 0.9, "{scale} {coverage}");
    }

    #[test]
    fn a_pool_that_is_too_slow_shows_less_but_all_of_it() {
        let (scale, coverage) = zoom(2.0, 3000.0, "re=-0.7436&im=0.1318&zoom=1", 6.0);
        assert!(scale >= 0.1 && coverage == 1.0, "{scale} {coverage}");
    }
}
