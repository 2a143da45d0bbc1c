//! The workloads: what programs in browsers give to threads, and some that gain
//! nothing by it.
//!
//! ```text
//! escape    Mandelbrot and Julia pictures, a deep one too, by the explorer's own kernels
//! filter    a blur and a convolution of a picture
//! matrix    a product of two matrices
//! sum       the sum of an array
//! sort      a sort of an array: runs that are merged, or all at once by one alone
//! bodies    a step of bodies that attract each other
//! sphere    a ray-marched sphere: the example for those who write a kernel
//! ```
//!
//! All are made of additions, multiplications and square roots alone, which every
//! machine rounds alike: whoever computes a cell gets the same bits.

mod bodies;
mod escape;
mod filter;
mod matrix;
mod sort;
mod sphere;
mod sum;

use super::Kernel;
use crate::pool::Rect;
use std::ops::Range;

/// What workloads are called.
pub const NAMES: [&str; 11] = [
    "mandelbrot",
    "valley",
    "deep",
    "julia",
    "blur",
    "edges",
    "matrix",
    "sum",
    "sort",
    "bodies",
    "sphere",
];

/// The largest size of each, in the order of [`NAMES`]: what a phone has memory for.
const MOST: [u32; 11] = [
    4096,
    4096,
    4096,
    4096,
    8192,
    8192,
    2048,
    1 << 25,
    1 << 22,
    1 << 14,
    4096,
];

/// Makes a workload of a name and a size, its input all zero: width and height of a
/// picture or a matrix, items of an array. A filter's picture may have another height.
///
/// # Errors
/// Where there is no such workload, or the size is none for it.
pub fn make(name: &str, size: u32, height: u32) -> Result<Box<dyn Kernel>, String> {
    let number = NAMES.iter().position(|known| *known == name);
    let Some(number) = number else {
        let known = NAMES.join(", ");
        return Err(format!("workload is \"{name}\": expected one of {known}"));
    };
    let most = MOST[number];
    let fits = |length: u32| (1..=most).contains(&length);
    if !fits(size) || !fits(height) {
        return Err(format!(
            "{name}: size is {size} × {height}: expected 1 to {most}"
        ));
    }
    let view = |link| escape::Escape::new(size, link).map_err(|why| format!("{name}: {why}"));
    Ok(match name {
        "mandelbrot" => Box::new(view("")?),
        "valley" => Box::new(view(escape::VALLEY)?),
        "deep" => Box::new(view(escape::DEEP)?),
        "julia" => Box::new(view("formula=julia")?),
        "blur" => Box::new(filter::Filter::blur(size, height)),
        "edges" => Box::new(filter::Filter::edges(size, height)),
        "matrix" => Box::new(matrix::Product::new(size)),
        "sum" => Box::new(sum::Sum::new(size)),
        "sort" => Box::new(sort::Sort::new(size)),
        "bodies" => Box::new(bodies::Bodies::new(size)),
        _ => Box::new(sphere::Sphere { edge: size }),
    })
}

/// An input of the right length for a workload, the same each time: a picture for
/// filters, numbers for the others.
#[must_use]
pub fn input(name: &str, words: usize) -> Vec<u32> {
    let mut noise = Noise(0x9e37_79b9);
    match name {
        "blur" | "edges" => {
            let edge = (words as f64).sqrt() as u32;
            (0..words as u32)
                .map(|index| filter::sample(index % edge.max(1), index / edge.max(1)))
                .collect()
        }
        "sort" => (0..words).map(|_| noise.next()).collect(),
        _ => (0..words).map(|_| noise.unit().to_bits()).collect(),
    }
}

/// Marsaglia's xorshift: numbers without a pattern that a person would see, the
/// same each time.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// From 0 to under 1.
    fn unit(&mut self) -> f32 {
        (self.next() >> 8) as f32 / (1 << 24) as f32
    }
}

/// Runs `compute` for each row of a region: the row's number, its columns and its
/// cells of so many words each; asks `stale` between rows.
fn by_rows(
    region: Rect,
    words: usize,
    cells: &mut [u32],
    stale: &mut dyn FnMut() -> bool,
    mut compute: impl FnMut(u32, Range<u32>, &mut [u32]),
) -> bool {
    let columns = region.x..region.right();
    for (y, row) in (region.y..).zip(cells.chunks_exact_mut(region.width as usize * words)) {
        if stale() {
            return false;
        }
        compute(y, columns.clone(), row);
    }
    true
}
