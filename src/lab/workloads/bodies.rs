//! A step of bodies that attract each other, each by all others.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// Words of a body: place, mass and velocity.
const BODY: usize = 7;

/// How long a step is.
const STEP: f32 = 0.01;

/// Keeps the force of bodies that meet finite: a square of a length.
const SOFTENING: f32 = 1e-4;

/// See the module. A cell is a body's place and velocity after the step.
pub(super) struct Bodies {
    /// As bits.
    bodies: Vec<u32>,
}

impl Bodies {
    pub(super) fn new(bodies: u32) -> Self {
        Self {
            bodies: vec![0; bodies as usize * BODY],
        }
    }

    fn body(&self, number: usize) -> [f32; BODY] {
        let bits = &self.bodies[number * BODY..][..BODY];
        std::array::from_fn(|word| f32::from_bits(bits[word]))
    }
}

impl Kernel for Bodies {
    fn size(&self) -> (u32, u32) {
        (1, (self.bodies.len() / BODY) as u32)
    }

    fn words(&self) -> usize {
        6
    }

    fn tile(&self) -> (u32, u32) {
        (1, 32)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        by_rows(region, self.words(), cells, stale, |y, _, cell| {
            let [x, y, z, _, velocity @ ..] = self.body(y as usize);
            let place = [x, y, z];
            let mut pull = [0.0; 3];
            for other in self.bodies.chunks_exact(BODY) {
                let value = |word: usize| f32::from_bits(other[word]);
                let way: [f32; 3] = std::array::from_fn(|axis| value(axis) - place[axis]);
                let square = way[0] * way[0] + way[1] * way[1] + way[2] * way[2] + SOFTENING;
                let force = value(3) / (square * square.sqrt());
                for (pull, way) in pull.iter_mut().zip(way) {
                    *pull += force * way;
                }
            }
            for axis in 0..3 {
                let speed = velocity[axis] + STEP * pull[axis];
                cell[axis] = (place[axis] + STEP * speed).to_bits();
                cell[axis + 3] = speed.to_bits();
            }
        })
    }

    fn input(&mut self) -> &mut [u32] {
        &mut self.bodies
    }

    fn reads(&self, _region: Rect) -> Range<usize> {
        0..self.bodies.len()
    }
}
