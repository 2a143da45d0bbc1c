//! A ray-marched sphere over a chequered floor: the example of a kernel that anybody
//! could write.

use super::by_rows;
use crate::lab::Kernel;
use crate::pool::Rect;

/// A square picture. A cell is a pixel.
pub(super) struct Sphere {
    pub(super) edge: u32,
}

impl Kernel for Sphere {
    fn size(&self) -> (u32, u32) {
        (self.edge, self.edge)
    }

    fn compute(&self, region: Rect, cells: &mut [u32], stale: &mut dyn FnMut() -> bool) -> bool {
        let plane = |at: u32| (2 * at + 1) as f32 / self.edge as f32 - 1.0;
        by_rows(region, 1, cells, stale, |y, columns, row| {
            for (x, cell) in columns.zip(row) {
                let grey = (255.0 * march([plane(x), -plane(y), 1.5])) as u8;
                *cell = u32::from_le_bytes([grey, grey, grey, u8::MAX]);
            }
        })
    }
}

/// How bright it is where a ray ends: each step is as long as nothing can be nearer.
fn march(ray: [f32; 3]) -> f32 {
    let ray = ray.map(|part| part / length(ray));
    let mut at = [0.0, 0.2, -3.0];
    for _ in 0..128 {
        let (sphere, floor) = (length(at) - 1.0, at[1] + 1.0);
        let step = sphere.min(floor);
        if step > 1e-3 {
            at = std::array::from_fn(|axis| at[axis] + step * ray[axis]);
        } else if sphere < floor {
            // On this sphere a place is its normal. The light comes from the upper right.
            let light = 0.48 * at[0] + 0.8 * at[1] - 0.36 * at[2];
            return 0.15 + 0.85 * light.max(0.0);
        } else {
            let is_light = (at[0].floor() + at[2].floor()) % 2.0 == 0.0;
            return if is_light { 0.75 } else { 0.3 } * sphere.clamp(0.25, 1.0);
        }
    }
    0.9
}

fn length([x, y, z]: [f32; 3]) -> f32 {
    (x * x + y * y + z * z).sqrt()
}
