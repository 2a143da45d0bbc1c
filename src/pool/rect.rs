//! Rectangles of a picture's pixels.

/// A rectangle of pixels, from the picture's top left. All that are empty are
/// equal: at (0, 0), of no size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// The leftmost column.
    pub x: u32,
    /// The topmost row.
    pub y: u32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Rect {
    /// Without pixels.
    pub const EMPTY: Self = Self {
        x: 0,
        y: 0,
        width: 0,
        height: 0,
    };

    /// The pixels of columns `left..right` and rows `top..bottom`.
    #[must_use]
    pub fn between(left: u32, top: u32, right: u32, bottom: u32) -> Self {
        if left >= right || top >= bottom {
            return Self::EMPTY;
        }
        Self {
            x: left,
            y: top,
            width: right - left,
            height: bottom - top,
        }
    }

    /// Whether it has no pixels.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// Its left, top, right and bottom, as positions.
    #[must_use]
    pub fn edges(self) -> (f64, f64, f64, f64) {
        (
            f64::from(self.x),
            f64::from(self.y),
            f64::from(self.right()),
            f64::from(self.bottom()),
        )
    }

    /// Its number of pixels.
    #[must_use]
    pub fn pixels(self) -> usize {
        self.width as usize * self.height as usize
    }

    /// The column after the rightmost.
    #[must_use]
    pub fn right(self) -> u32 {
        self.x + self.width
    }

    /// The row after the lowest.
    #[must_use]
    pub fn bottom(self) -> u32 {
        self.y + self.height
    }

    /// What is left of it in a picture of `width` × `height` pixels after a move
    /// by `dx` to the right and `dy` down.
    #[must_use]
    pub fn moved(self, (dx, dy): (i32, i32), width: u32, height: u32) -> Self {
        let clip = |edge: u32, by: i32, len: u32| {
            (i64::from(edge) + i64::from(by)).clamp(0, i64::from(len)) as u32
        };
        Self::between(
            clip(self.x, dx, width),
            clip(self.y, dy, height),
            clip(self.right(), dx, width),
            clip(self.bottom(), dy, height),
        )
    }

    /// The pixels that both have.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self::between(
            self.x.max(other.x),
            self.y.max(other.y),
            self.right().min(other.right()),
            self.bottom().min(other.bottom()),
        )
    }

    /// The smallest rectangle that holds both; none of them may be empty.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        Self::between(
            self.x.min(other.x),
            self.y.min(other.y),
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        )
    }

    /// What it has beside `hole`, which is empty or lies in it: at most four
    /// rectangles, none of them empty, that do not overlap.
    pub fn without(self, hole: Self) -> impl Iterator<Item = Self> {
        let (right, bottom) = (self.right(), self.bottom());
        let parts = if hole.is_empty() {
            [self, Self::EMPTY, Self::EMPTY, Self::EMPTY]
        } else {
            [
                Self::between(self.x, self.y, right, hole.y),
                Self::between(self.x, hole.y, hole.x, hole.bottom()),
                Self::between(hole.right(), hole.y, right, hole.bottom()),
                Self::between(self.x, hole.bottom(), right, bottom),
            ]
        };
        parts.into_iter().filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(rect: Rect, x: u32, y: u32) -> bool {
        (rect.x..rect.right()).contains(&x) && (rect.y..rect.bottom()).contains(&y)
    }

    fn rects() -> impl Strategy<Value = Rect> {
        (0..20_u32, 0..20_u32, 0..20_u32, 0..20_u32)
            .prop_map(|(x, y, width, height)| Rect::between(x, y, x + width, y + height))
    }

    proptest! {
        #[test]
        fn a_rectangle_is_its_hole_and_what_is_beside_it(
            outer in rects(), left in 0..20_u32, top in 0..20_u32, right in 0..20_u32, bottom in 0..20_u32,
        ) {
            let hole = Rect::between(
                outer.x + left.min(outer.width),
                outer.y + top.min(outer.height),
                outer.right().saturating_sub(right).max(outer.x),
                outer.bottom().saturating_sub(bottom).max(outer.y),
            );
            for y in 0..40 {
                for x in 0..40 {
                    let times = outer.without(hole).filter(|part| holds(*part, x, y)).count();
                    prop_assert_eq!(times + usize::from(holds(hole, x, y)), usize::from(holds(outer, x, y)));
                }
            }
            prop_assert!(outer.without(hole).all(|part| !part.is_empty()));
        }

        #[test]
        fn an_intersection_is_in_both_and_both_are_in_what_is_around(a in rects(), b in rects()) {
            for y in 0..40 {
                for x in 0..40 {
                    prop_assert_eq!(holds(a.intersection(b), x, y), holds(a, x, y) && holds(b, x, y));
                    prop_assert!(holds(a.around(b), x, y) || !holds(a, x, y) && !holds(b, x, y));
                }
            }
        }

        #[test]
        fn a_move_keeps_what_stays_in_the_picture(rect in rects(), dx in -50..50_i32, dy in -50..50_i32) {
            let moved = rect.moved((dx, dy), 30, 25);
            for y in 0..25 {
                for x in 0..30 {
                    let before = u32::try_from(x as i32 - dx).ok().zip(u32::try_from(y as i32 - dy).ok());
                    let held = before.is_some_and(|(x, y)| holds(rect, x, y));
                    prop_assert_eq!(holds(moved, x, y), held);
                }
            }
            prop_assert!(moved.right() <= 30 && moved.bottom() <= 25);
        }
    }
}
