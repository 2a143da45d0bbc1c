//! The pointers that hold the view: one drags it, two pinch it.

use super::Phase;

/// Two fingers nearer than this many pixels do not magnify: a distance near
/// zero has no ratio.
const NEAREST: f64 = 8.0;

/// The pointers that are down, at most two; more are not looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Pointers {
    down: Vec<Pointer>,
}

#[derive(Clone, Copy, Debug)]
struct Pointer {
    id: i32,
    at: (f64, f64),
}

/// How far the pointers moved what they hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moved {
    /// First so many pixels to the right and down,
    pub(super) by: (f64, f64),
    /// then, about this position,
    pub(super) about: (f64, f64),
    /// so many times larger,
    pub(super) factor: f64,
    /// and turned counter-clockwise.
    pub(super) degrees: f64,
}

impl Moved {
    pub(super) const NOT: Self = Self {
        by: (0.0, 0.0),
        about: (0.0, 0.0),
        factor: 1.0,
        degrees: 0.0,
    };
}

impl Pointers {
    pub(super) fn is_empty(&self) -> bool {
        self.down.is_empty()
    }

    /// How many hold the view: none, one or two.
    pub(super) fn count(&self) -> usize {
        self.down.len()
    }

    /// Whether it holds the view.
    pub(super) fn contain(&self, id: i32) -> bool {
        self.down.iter().any(|pointer| pointer.id == id)
    }

    /// The middle between two pointers that hold the view.
    pub(super) fn pinch(&self) -> Option<(f64, f64)> {
        (self.count() == 2).then(|| self.grip().middle)
    }

    /// It holds the view no more.
    pub(super) fn let_go(&mut self, id: i32) {
        self.down.retain(|pointer| pointer.id != id);
    }

    /// Takes what a pointer did; `held` says whether it is down at all, so
    /// that one whose end was never told ends its drag.
    pub(super) fn take(&mut self, phase: Phase, id: i32, at: (f64, f64), held: bool) -> Moved {
        let known = self.down.iter().position(|pointer| pointer.id == id);
        match (phase, known) {
            (Phase::Down, _) if held => {
                self.down.retain(|pointer| pointer.id != id);
                if self.down.len() < 2 {
                    self.down.push(Pointer { id, at });
                }
            }
            (Phase::Move, Some(index)) if held => {
                let before = self.grip();
                self.down[index].at = at;
                return Grip::moved(before, self.grip());
            }
            // Without a button, or gone.
            (Phase::Move | Phase::Up | Phase::Cancel, Some(index)) => {
                self.down.remove(index);
            }
            _ => {}
        }
        Moved::NOT
    }

    fn grip(&self) -> Grip {
        match self.down[..] {
            [one, two] => Grip {
                middle: (
                    f64::midpoint(one.at.0, two.at.0),
                    f64::midpoint(one.at.1, two.at.1),
                ),
                span: Some((two.at.0 - one.at.0, two.at.1 - one.at.1)),
            },
            [one] => Grip {
                middle: one.at,
                span: None,
            },
            _ => Grip {
                middle: (0.0, 0.0),
                span: None,
            },
        }
    }
}

/// Where the pointers hold the view.
#[derive(Clone, Copy)]
struct Grip {
    middle: (f64, f64),
    /// From the first pointer to the second.
    span: Option<(f64, f64)>,
}

impl Grip {
    fn moved(before: Self, after: Self) -> Moved {
        let (factor, degrees) = match (before.span, after.span) {
            (Some(old), Some(new)) => spread(old, new),
            _ => (1.0, 0.0),
        };
        Moved {
            by: (
                after.middle.0 - before.middle.0,
                after.middle.1 - before.middle.1,
            ),
            about: after.middle,
            factor,
            degrees,
        }
    }
}

/// The ratio of two spans, and the angle between them in degrees, counter-
/// clockwise on a screen whose y points down.
fn spread(old: (f64, f64), new: (f64, f64)) -> (f64, f64) {
    let length = |(x, y): (f64, f64)| (x * x + y * y).sqrt();
    if length(old) < NEAREST || length(new) < NEAREST {
        return (1.0, 0.0);
    }
    let cross = old.1 * new.0 - old.0 * new.1;
    let dot = old.0 * new.0 + old.1 * new.1;
    (
        length(new) / length(old),
        libm::atan2(cross, dot).to_degrees(),
    )
}
