//! A ray-marched sphere over a chequered floor: the example of a kernel that anybody
//! could write.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;

/// See the module. A cell is a pixel.
pub(super) struct Sphere {
    edge: u32,
}

/// Steps of a ray at most, and how near is a hit.
const STEPS: u32 = 128;
const NEAR: f32 = 1e-3;

/// Towards the light: a unit vector.
const LIGHT: [f32; 3] = [0.48, 0.8, -0.36];

impl Sphere {
    pub(super) fn new(edge: u32) -> Self {
        Self { edge }
    }

    /// Follows the ray of a pixel: each step is as long as nothing can be nearer.
    fn brightness(&self, x: u32, y: u32) -> f32 {
        let plane = |at: u32| (2.0 * at as f32 + 1.0) / self.edge as f32 - 1.0;
        let ray = scaled([plane(x), -plane(y), 1.5], 1.0);
        let mut at = [0.0, 0.2, -3.0];
        for _ in 0..STEPS {
            let (sphere, floor) = (dot(at, at).sqrt() - 1.0, at[1] + 1.0);
            if sphere.min(floor) < NEAR {
                return if sphere < floor {
                    // On a unit sphere the place is the normal, too.
                    0.15 + 0.85 * dot(at, LIGHT).max(0.0)
                } else {
                    let is_light = (at[0].floor() + at[2].floor()) % 2.0 == 0.0;
                    let shadow = (dot(at, at).sqrt() - 1.0).clamp(0.25, 1.0);
                    if is_light {
                        0.75 * shadow
                    } else {
                        0.3 * shadow
                    }
                };
            }
            let step = scaled(ray, sphere.min(floor));
            at = [at[0] + step[0], at[1] + step[1], at[2] + step[2]];
        }
        0.9
    }
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// A vector of this length.
fn scaled(vector: [f32; 3], length: f32) -> [f32; 3] {
    let factor = length / dot(vector, vector).sqrt();
    vector.map(|part| part * factor)
}

impl Kernel for Sphere {
    fn size(&self) -> (u32, u32) {
        (self.edge, self.edge)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        by_rows(region, 1, cells, stale, |y, columns, row| {
            for (x, cell) in columns.zip(row) {
                let grey = (255.0 * self.brightness(x, y)) as u8;
                *cell = u32::from_le_bytes([grey, grey, grey, u8::MAX]);
            }
        })
    }
}
