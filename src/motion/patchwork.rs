//! A frame put together from plates.
//!
//! Which plate is the best at a place, and how good the frame is altogether, is
//! decided on a lattice of samples, one every [`SPACING`] pixels or so. Holes
//! between samples cannot show: under everything lies the best plate that has
//! none and covers the whole frame, where there is one. What lies between them of
//! the view's own picture is drawn all the same: its further tiles go straight to
//! the frame, which is not put together again for those that it has.

use super::bare::Bare;
use super::plate::Plate;
use crate::pool::Rect;
use crate::view::{Affine, Size, View};

/// Pixels from sample to sample: half a tile, a quarter of one that is magnified
/// by two.
const SPACING: u32 = 32;

/// Samples along an axis at most.
const MOST_SAMPLES: u32 = 256;

/// Plates that are drawn at most where none covers the frame: each costs
/// milliseconds.
const MOST_LAYERS: usize = 6;

/// A plate in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct PlateLayer {
    /// The plate's index.
    pub plate: usize,
    /// The map from its pixels to the frame's.
    pub map: Affine,
    /// The parts of the frame where something of it may be seen; never none. They
    /// may overlap.
    pub parts: Vec<Rect>,
}

/// A frame's plates, and how good it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Patchwork {
    /// The plates to draw, the lowest first.
    pub layers: Vec<PlateLayer>,
    /// The magnification at which the coarsest pixel shown was computed, relative
    /// to the view; 1 at most. 0 where nothing is shown.
    pub scale: f64,
    /// The share of the frame that has been computed at all, 0 to 1.
    pub coverage: f64,
}

/// A plate as the frame sees it.
struct Seen<'a> {
    index: usize,
    plate: &'a Plate,
    map: Affine,
    inverse: Affine,
    /// Its pixels for each of the frame's.
    scale: f64,
}

/// How `plates` make up a frame of `view` at `size`. Of equals the later wins.
#[must_use]
pub fn arrange(view: &View, size: Size, plates: &[&Plate]) -> Patchwork {
    let mut seen: Vec<Seen> = plates
        .iter()
        .enumerate()
        .filter_map(|(index, plate)| Seen::new(index, plate, view, size))
        .collect();
    // The sort is stable, and keeps the later of equals above.
    seen.sort_by(|a, b| rank(a.scale).total_cmp(&rank(b.scale)));
    let base = seen
        .iter()
        .rposition(|seen| seen.plate.is_complete() && seen.covers(size));

    let samples = Samples::of(size);
    let mut best: Vec<Option<usize>> = vec![None; samples.count()];
    for (order, seen) in seen.iter().enumerate().skip(base.unwrap_or(0)) {
        samples.cover(seen, &mut best, order);
    }
    let scale = best
        .iter()
        .flatten()
        .map(|&order| seen[order].scale.min(1.0))
        .fold(f64::INFINITY, f64::min);
    let covered = best.iter().flatten().count();
    let mut layers: Vec<usize> = (base.unwrap_or(0)..seen.len())
        .filter(|&order| {
            let is_best = best.contains(&Some(order));
            Some(order) == base || is_best || seen[order].has_pixels_in_place()
        })
        .collect();
    if base.is_none() {
        layers.drain(..layers.len().saturating_sub(MOST_LAYERS));
    }
    Patchwork {
        layers: past_each_other(layers.into_iter().map(|order| &seen[order]), size),
        scale: if covered == 0 { 0.0 } else { scale },
        coverage: covered as f64 / samples.count().max(1) as f64,
    }
}

/// The layers of these plates, the lowest first, without what is hidden.
fn past_each_other<'a>(
    plates: impl DoubleEndedIterator<Item = &'a Seen<'a>>,
    size: Size,
) -> Vec<PlateLayer> {
    let mut bare = Bare::all(size);
    let mut layers = Vec::new();
    for seen in plates.rev() {
        if bare.parts().is_empty() {
            break;
        }
        layers.push(PlateLayer {
            plate: seen.index,
            map: seen.map,
            parts: bare.parts().to_vec(),
        });
        bare.hide(seen.plate, &seen.map);
    }
    layers.reverse();
    layers
}

/// The scale of the best complete plate that covers all of `view` at `size`: its
/// pixels for each of the view's. 0 where there is none.
#[must_use]
pub fn covering_scale<'a>(
    view: &View,
    size: Size,
    plates: impl IntoIterator<Item = &'a Plate>,
) -> f64 {
    plates
        .into_iter()
        .filter(|plate| plate.is_complete())
        .filter_map(|plate| Seen::new(0, plate, view, size))
        .filter(|seen| seen.covers(size))
        .map(|seen| seen.scale)
        .fold(0.0, f64::max)
}

/// What is better on screen is larger: a plate that is magnified less, above
/// those one that is shrunk less.
fn rank(scale: f64) -> f64 {
    if scale < 1.0 {
        scale
    } else {
        1.0 + 1.0 / scale
    }
}

impl<'a> Seen<'a> {
    /// The plate in the view; none where it is too far away for a number, or a
    /// point.
    fn new(index: usize, plate: &'a Plate, view: &View, size: Size) -> Option<Self> {
        let map = plate.map_to(view, size);
        let magnified = (map.a * map.a + map.b * map.b).sqrt();
        let inverse = inverted(&map)?;
        (magnified > 0.0 && map.is_finite()).then_some(Self {
            index,
            plate,
            map,
            inverse,
            scale: 1.0 / magnified,
        })
    }

    /// Whether it has pixels that are the frame's own.
    fn has_pixels_in_place(&self) -> bool {
        self.map.is_identity() && !self.plate.is_empty()
    }

    /// Whether the frame lies in it.
    fn covers(&self, size: Size) -> bool {
        // What rounding makes of an edge that lies on the plate's.
        const SLACK: f64 = 1e-6;
        let (width, height) = (f64::from(size.width), f64::from(size.height));
        let own = self.plate.pixels();
        [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)]
            .into_iter()
            .map(|corner| self.inverse.apply(corner))
            .all(|(x, y)| {
                (-SLACK..=f64::from(own.width) + SLACK).contains(&x)
                    && (-SLACK..=f64::from(own.height) + SLACK).contains(&y)
            })
    }
}

/// The map back; none where there is no way back.
fn inverted(map: &Affine) -> Option<Affine> {
    let determinant = map.a * map.d - map.b * map.c;
    if !(determinant.is_normal() && map.is_finite()) {
        return None;
    }
    let (a, b) = (map.d / determinant, -map.b / determinant);
    let (c, d) = (-map.c / determinant, map.a / determinant);
    Some(Affine {
        a,
        b,
        c,
        d,
        e: -(a * map.e + c * map.f),
        f: -(b * map.e + d * map.f),
    })
}

/// The lattice of samples of a frame.
struct Samples {
    columns: u32,
    rows: u32,
    /// Pixels from one to the next.
    step: (f64, f64),
}

impl Samples {
    fn of(size: Size) -> Self {
        let along = |length: u32| length.div_ceil(SPACING).min(MOST_SAMPLES);
        let (columns, rows) = (along(size.width), along(size.height));
        Self {
            columns,
            rows,
            step: (
                f64::from(size.width) / f64::from(columns.max(1)),
                f64::from(size.height) / f64::from(rows.max(1)),
            ),
        }
    }

    fn count(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    /// Makes a plate the best wherever it has pixels.
    fn cover(&self, seen: &Seen, best: &mut [Option<usize>], order: usize) {
        let own = seen.plate.pixels();
        let mut here = vec![false; best.len()];
        let inside = |at: f64, length: u32| (0.0..f64::from(length)).contains(&at);
        for row in 0..self.rows {
            for column in 0..self.columns {
                let (x, y) = seen.inverse.apply(self.position(column, row));
                here[self.index(column, row)] = inside(x, own.width) && inside(y, own.height);
            }
        }
        for tile in &seen.plate.missing {
            self.knock_out(seen, *tile, &mut here);
        }
        for (best, here) in best.iter_mut().zip(here) {
            if here {
                *best = Some(order);
            }
        }
    }

    /// Takes out the samples of a tile that is missing: all in its bounding box,
    /// which is the tile itself unless the plate is turned.
    fn knock_out(&self, seen: &Seen, tile: Rect, here: &mut [bool]) {
        let (left, top, right, bottom) = seen.map.bounds_of(tile.edges());
        let span = |low: f64, high: f64, step: f64, count: u32| {
            // Sample i is at (i + 0.5) steps. Casts saturate.
            let first = (low / step - 0.5).ceil().max(0.0) as u32;
            let end = ((high / step - 0.5).floor() + 1.0).max(0.0) as u32;
            first..end.min(count)
        };
        let columns = span(left, right, self.step.0, self.columns);
        for row in span(top, bottom, self.step.1, self.rows) {
            for column in columns.clone() {
                here[self.index(column, row)] = false;
            }
        }
    }

    fn index(&self, column: u32, row: u32) -> usize {
        row as usize * self.columns as usize + column as usize
    }

    fn position(&self, column: u32, row: u32) -> (f64, f64) {
        (
            (f64::from(column) + 0.5) * self.step.0,
            (f64::from(row) + 0.5) * self.step.1,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::view;

    const SIZE: Size = Size {
        width: 640,
        height: 320,
    };

    fn complete(link: &str) -> Plate {
        Plate {
            view: view(link),
            size: SIZE,
            grain: 1,
            missing: Vec::new(),
        }
    }

    fn missing_all(link: &str) -> Plate {
        Plate::empty(view(link), SIZE, 1)
    }

    fn indices(patchwork: &Patchwork) -> Vec<usize> {
        patchwork.layers.iter().map(|layer| layer.plate).collect()
    }

    #[test]
    fn the_picture_of_the_view_itself_is_all_there_is_to_draw() {
        let plates = [
            complete("re=0&zoom=1"),
            complete("re=0&zoom=4"),
            complete("re=0&zoom=2"),
        ];
        let patchwork = arrange(&view("re=0&zoom=2"), SIZE, &plates.each_ref());
        // The deeper one would be shrunk to a part of what is exact.
        assert_eq!(indices(&patchwork), [2]);
        assert!(patchwork.layers[0].map.is_identity());
        assert_eq!((patchwork.scale, patchwork.coverage), (1.0, 1.0));
    }

    #[test]
    fn between_two_magnifications_the_wider_lies_under_the_deeper() {
        let plates = [
            complete("re=0&zoom=2"),
            complete("re=0&zoom=1"),
            complete("re=0&zoom=0.5"),
        ];
        let patchwork = arrange(&view("re=0&zoom=1.5"), SIZE, &plates.each_ref());
        assert_eq!(indices(&patchwork), [1, 0]);
        assert_eq!(patchwork.coverage, 1.0);
        assert!((patchwork.scale - 1.0 / 1.5).abs() < 1e-12);
    }

    #[test]
    fn what_is_missing_shows_what_lies_under_it() {
        let mut partial = missing_all("re=0&zoom=2");
        let tile = partial.missing[0];
        let plates = [complete("re=0&zoom=1"), partial.clone()];
        let view = view("re=0&zoom=2");
        let before = arrange(&view, SIZE, &plates.each_ref());
        assert_eq!((indices(&before), before.scale), (vec![0], 0.5));
        partial.put(tile);
        let plates = [complete("re=0&zoom=1"), partial];
        let after = arrange(&view, SIZE, &plates.each_ref());
        assert_eq!((indices(&after), after.scale), (vec![0, 1], 0.5));
        assert_eq!(after.coverage, 1.0);
    }

    #[test]
    fn a_tile_between_samples_of_the_views_own_picture_is_drawn() {
        const LOW: Size = Size {
            width: 320,
            height: 200,
        };
        let at = view("re=0&zoom=1");
        let coarse = Plate {
            grain: 8,
            size: LOW,
            ..complete("re=0&zoom=1")
        };
        let mut fine = Plate::empty(at.clone(), LOW, 1);
        let nothing = arrange(&at, LOW, &[&coarse, &fine]);
        assert_eq!(indices(&nothing), [0]);
        // The last row of samples lies at 185.7.
        fine.put(Rect::between(128, 192, 192, 200));
        let both = arrange(&at, LOW, &[&coarse, &fine]);
        assert_eq!((indices(&both), both.scale), (vec![0, 1], 0.125));
    }

    #[test]
    fn coverage_is_the_share_that_some_plate_has() {
        // Half a width to the right of it.
        let plates = [complete("re=0&zoom=1")];
        let patchwork = arrange(&view("re=4&zoom=1"), SIZE, &plates.each_ref());
        assert_eq!((patchwork.coverage, patchwork.scale), (0.5, 1.0));
        let nothing = arrange(&view("re=40&zoom=1"), SIZE, &plates.each_ref());
        assert_eq!((nothing.coverage, nothing.scale), (0.0, 0.0));
        assert!(nothing.layers.is_empty());
        let tiles = missing_all("re=0&zoom=1");
        let patchwork = arrange(&view("re=0&zoom=1"), SIZE, &[&tiles]);
        assert_eq!((patchwork.coverage, patchwork.layers.len()), (0.0, 0));
    }

    #[test]
    fn a_coarse_layer_is_a_plate_of_its_own() {
        let coarse = Plate {
            grain: 8,
            ..complete("re=0&zoom=1")
        };
        assert_eq!(coarse.pixels().width, 80);
        let at_home = view("re=0&zoom=1");
        let alone = arrange(&at_home, SIZE, &[&coarse]);
        assert_eq!((alone.scale, alone.coverage), (0.125, 1.0));
        let ground = complete("re=0&zoom=0.5");
        let both = arrange(&at_home, SIZE, &[&coarse, &ground]);
        assert_eq!((indices(&both), both.scale), (vec![1], 0.5));
    }

    #[test]
    fn only_a_complete_plate_around_a_view_covers_it() {
        let plates = [
            complete("re=0&zoom=1"),
            complete("re=0.3&zoom=1.9"),
            missing_all("re=0&zoom=2"),
        ];
        let covering = |link: &str| covering_scale(&view(link), SIZE, &plates);
        assert!((covering("re=0&zoom=2") - 0.5).abs() < 1e-12);
        assert!((covering("re=0.3&zoom=3.8") - 0.5).abs() < 1e-12);
        assert_eq!(covering("re=0&zoom=0.9"), 0.0);
    }

    #[test]
    fn a_turned_plate_and_one_at_the_end_of_the_world_are_no_trouble() {
        let plates = [
            complete("re=0&zoom=1&rot=45"),
            complete("re=1&im=-1&zoom=1e300"),
        ];
        let patchwork = arrange(&view("re=0&zoom=1"), SIZE, &plates.each_ref());
        assert_eq!(indices(&patchwork), [0]);
        assert!((0.4..0.9).contains(&patchwork.coverage));
        let deep = arrange(&view("re=1&im=-1&zoom=1e300"), SIZE, &plates.each_ref());
        assert_eq!((indices(&deep), deep.coverage), (vec![1], 1.0));
    }
}
