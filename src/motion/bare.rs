//! What of a frame is seen past the plates above: only there a plate is drawn.
//!
//! To draw a magnified plate takes 2.5 ns a pixel without a GPU, 5 ms a 1080p
//! frame; while the view is panned all that is seen of it is a strip.

use super::plate::Plate;
use crate::pool::Rect;
use crate::view::{Affine, Size};

/// A plate with more tiles missing hides nothing: they are not worth going through.
const MOST_HOLES: usize = 160;

/// Parts of the frame are drawn one by one; more are taken together.
const MOST_PARTS: usize = 8;

/// Parts of a frame that no plate hides yet. They may overlap.
pub(super) struct Bare {
    parts: Vec<Rect>,
}

impl Bare {
    /// All of a frame.
    pub(super) fn all(size: Size) -> Self {
        let frame = Rect::between(0, 0, size.width, size.height);
        Self {
            parts: [frame]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect(),
        }
    }

    pub(super) fn parts(&self) -> &[Rect] {
        &self.parts
    }

    /// A plate is drawn by `map`: what it hides is bare no more.
    pub(super) fn hide(&mut self, plate: &Plate, map: &Affine) {
        let is_upright = map.b == 0.0 && map.c == 0.0 && map.a > 0.0 && map.d > 0.0;
        if !is_upright || plate.missing.len() > MOST_HOLES {
            return;
        }
        let own = plate.pixels();
        let all = Rect::between(0, 0, own.width, own.height);
        let (left, top, right, bottom) = map.bounds_of(all.edges());
        let hidden = whole(left.ceil(), top.ceil(), right.floor(), bottom.floor());
        let mut holes: Vec<Rect> = plate.missing.iter().map(|&tile| hole(map, tile)).collect();
        join(&mut holes);
        let mut bare = Vec::new();
        for part in &self.parts {
            bare.extend(part.without(part.intersection(hidden)));
            let holes = holes.iter().map(|hole| part.intersection(*hole));
            bare.extend(holes.filter(|hole| !hole.is_empty()));
        }
        join(&mut bare);
        if bare.len() > MOST_PARTS {
            let around = bare.iter().copied().reduce(Rect::around);
            bare = around.into_iter().collect();
        }
        self.parts = bare;
    }
}

/// Where a plate that is drawn by `map` does not hide everything, for this tile is
/// missing: a smoothed pixel is mixed with the transparent ones beside it.
fn hole(map: &Affine, tile: Rect) -> Rect {
    let (left, top, right, bottom) = map.bounds_of(tile.edges());
    let reach = if map.is_whole() {
        0.0
    } else {
        map.a.max(map.d).ceil()
    };
    whole(
        (left - reach).floor(),
        (top - reach).floor(),
        (right + reach).ceil(),
        (bottom + reach).ceil(),
    )
}

/// The pixels between whole edges. Casts saturate: to the left of the frame and
/// above it there are none.
fn whole(left: f64, top: f64, right: f64, bottom: f64) -> Rect {
    Rect::between(left as u32, top as u32, right as u32, bottom as u32)
}

/// Joins rectangles that lie side by side, first in rows, then in columns.
fn join(rects: &mut Vec<Rect>) {
    rects.sort_unstable_by_key(|rect| (rect.y, rect.height, rect.x));
    rects.dedup_by(|next, rect| {
        let is_beside = (next.y, next.height) == (rect.y, rect.height) && next.x <= rect.right();
        if is_beside {
            *rect = rect.around(*next);
        }
        is_beside
    });
    rects.sort_unstable_by_key(|rect| (rect.x, rect.width, rect.y));
    rects.dedup_by(|next, rect| {
        let is_below = (next.x, next.width) == (rect.x, rect.width) && next.y <= rect.bottom();
        if is_below {
            *rect = rect.around(*next);
        }
        is_below
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pool::TileGrid;
    use crate::view::testing::view;
    use proptest::prelude::*;

    const SIZE: Size = Size {
        width: 320,
        height: 200,
    };

    fn upright(scale: f64, x: f64, y: f64) -> Affine {
        Affine {
            a: scale,
            b: 0.0,
            c: 0.0,
            d: scale,
            e: x,
            f: y,
        }
    }

    fn plate(missing: Vec<Rect>) -> Plate {
        Plate {
            view: view("re=0&zoom=1"),
            size: SIZE,
            grain: 1,
            missing,
        }
    }

    fn parts(plate: &Plate, map: &Affine) -> Vec<Rect> {
        let mut bare = Bare::all(SIZE);
        bare.hide(plate, map);
        bare.parts
    }

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn a_plate_in_its_place_hides_everything() {
        assert_eq!(parts(&plate(vec![]), &upright(1.0, 0.0, 0.0)), []);
        assert_eq!(parts(&plate(vec![]), &upright(2.0, -10.5, -3.25)), []);
    }

    #[test]
    fn past_a_panned_plate_a_strip_is_seen() {
        let panned = upright(1.0, -30.0, 0.0);
        assert_eq!(parts(&plate(vec![]), &panned), [rect(290, 0, 30, 200)]);
        // The same by the tiles of what comes in.
        let grid = TileGrid::new(SIZE.width, SIZE.height).panned((-30, 0));
        let missing = grid.visible().map(|slot| grid.tile(slot).visible);
        let missing = missing.filter(|tile| tile.x >= 226).collect();
        let [strip] = parts(&plate(missing), &upright(1.0, 0.0, 0.0))[..] else {
            panic!("one strip");
        };
        assert_eq!((strip.right(), strip.y, strip.height), (320, 0, 200));
    }

    #[test]
    fn past_a_deeper_plate_a_ring_is_seen() {
        let ring = parts(&plate(vec![]), &upright(0.5, 80.25, 50.0));
        let pixels: usize = ring.iter().map(|part| part.pixels()).sum();
        // What it covers in part is bare: 159 columns are whole.
        assert_eq!(pixels, 320 * 200 - 159 * 100);
        assert_eq!(ring.len(), 4);
    }

    #[test]
    fn turned_plates_and_such_with_many_holes_hide_nothing() {
        let turned = Affine {
            a: 0.0,
            b: 1.0,
            c: -1.0,
            ..upright(0.0, 0.0, 0.0)
        };
        let all = [rect(0, 0, 320, 200)];
        assert_eq!(parts(&plate(vec![]), &turned), all);
        let holes = (0..200).map(|n| rect(n, n, 1, 1)).collect();
        assert_eq!(parts(&plate(holes), &upright(1.0, 0.0, 0.0)), all);
    }

    proptest! {
        /// Whatever a plate does not fill is bare.
        #[test]
        fn nothing_that_is_seen_is_left_out(
            scale in 0.3..3.0_f64, x in -300.0..300.0_f64, y in -200.0..200.0_f64,
            kept in prop::collection::vec(any::<bool>(), 20),
        ) {
            let whole_map = upright(1.0, x.round(), y.round());
            let grid = TileGrid::new(SIZE.width, SIZE.height);
            let tiles = grid.visible().map(|slot| grid.tile(slot).visible);
            let missing: Vec<Rect> = tiles.zip(kept).filter(|(_, kept)| !kept).map(|(tile, _)| tile).collect();
            for map in [whole_map, upright(scale, x, y)] {
                let plate = plate(missing.clone());
                let bare = parts(&plate, &map);
                for (column, row) in (0..SIZE.width).step_by(7).zip((0..SIZE.height).cycle().step_by(11)) {
                    let middle = (f64::from(column) + 0.5, f64::from(row) + 0.5);
                    let own = ((middle.0 - map.e) / map.a, (middle.1 - map.f) / map.d);
                    let is_in = |rect: &Rect, (x, y): (f64, f64)| {
                        let (left, top, right, bottom) = rect.edges();
                        (left..right).contains(&x) && (top..bottom).contains(&y)
                    };
                    let filled = is_in(&rect(0, 0, SIZE.width, SIZE.height), own)
                        && !missing.iter().any(|tile| is_in(tile, own));
                    let is_bare = bare.iter().any(|part| is_in(part, middle));
                    prop_assert!(filled || is_bare, "{column} {row}");
                }
            }
        }
    }
}
