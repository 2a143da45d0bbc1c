//! Whoever runs a workload gets the same cells.

use super::{Claim, Cut, Kernel, NAMES, Sheet, Task, input, make, take_copied};
use crate::pool::{Publisher, Rect};
use proptest::prelude::*;
use std::thread;
use std::time::{Duration, Instant};

/// A workload with its usual input.
fn ready(name: &str, size: u32) -> Box<dyn Kernel> {
    let mut kernel = make(name, size, size).expect("a workload");
    let words = kernel.input().len();
    kernel.input().copy_from_slice(&input(name, words));
    kernel
}

/// Small, and no multiple of any claim's size.
fn small(name: &str) -> u32 {
    match name {
        "sum" => 100_001,
        "sort" => 1003,
        "bodies" => 77,
        "matrix" => 67,
        _ => 133,
    }
}

/// The plain twin: all cells at once, by nobody else.
fn at_once(kernel: &dyn Kernel) -> Vec<u32> {
    let all = kernel.whole();
    let mut cells = vec![0; all.pixels() * kernel.words()];
    assert!(kernel.compute(all, &mut cells, &mut || false));
    kernel.finish(&mut cells);
    cells
}

#[test]
fn claims_of_every_size_give_the_same_cells() {
    for name in NAMES {
        let expected = at_once(&*ready(name, small(name)));
        assert!(ready(name, small(name)).alone() == expected, "{name} alone");
        for claim in [Claim::Cell, Claim::Row, Claim::Tile] {
            let sheet = Sheet::new(ready(name, small(name)), claim).expect("memory");
            thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| sheet.work());
                }
            });
            assert!(sheet.result() == expected, "{name} by {claim:?}");
        }
    }
}

#[test]
fn the_pool_runs_every_workload() {
    let mut publisher = Publisher::new(2);
    let seats = [0, 1].map(|_| publisher.seat_worker().expect("a seat"));
    thread::scope(|scope| {
        for seat in seats {
            let pool = publisher.pool();
            scope.spawn(move || pool.work(seat, || None));
        }
        for name in NAMES {
            let task = Task::new(ready(name, small(name))).expect("memory");
            let items = task.items();
            publisher.publish(task, items);
            let begun = Instant::now();
            assert!(publisher.wait(Duration::from_secs(60), || begun.elapsed()));
            let result = publisher.current(|task, _, _| {
                // SAFETY: the wait has told that all items are finished.
                unsafe { task.result() }
            });
            assert!(
                result == Some(at_once(&*ready(name, small(name)))),
                "{name}"
            );
        }
        publisher.withdraw();
        publisher.retire_workers(&seats);
    });
}

#[test]
fn a_region_reads_no_more_than_it_says() {
    for name in ["blur", "edges", "matrix", "sum", "sort", "bodies"] {
        let whole = ready(name, small(name));
        let cut = Cut::new(&*whole, Claim::Tile);
        for claim in 0..cut.claims() {
            let region = cut.region(claim);
            let reads = whole.reads(region);
            let mut part = make(name, small(name), small(name)).expect("a workload");
            let mut words = vec![0; part.input().len()];
            let all = input(name, words.len());
            words[reads.clone()].copy_from_slice(&all[reads]);
            part.input().copy_from_slice(&words);
            let compute = |kernel: &dyn Kernel| {
                let mut cells = vec![0; region.pixels() * kernel.words()];
                kernel.compute(region, &mut cells, &mut || false);
                cells
            };
            assert!(compute(&*part) == compute(&*whole), "{name}, {region:?}");
        }
    }
}

#[test]
fn what_lies_in_rows_is_not_copied_into_them() {
    for (name, claim, times) in [
        ("valley", Claim::Tile, 1),
        ("valley", Claim::Row, 0),
        ("edges", Claim::Tile, 0),
        ("sum", Claim::Tile, 0),
    ] {
        let sheet = Sheet::new(ready(name, small(name)), claim).expect("memory");
        sheet.work();
        let _ = take_copied();
        let length = 4 * sheet.result().len();
        assert_eq!(take_copied(), times * length, "{name} by {claim:?}");
    }
}

#[test]
fn work_that_nobody_wants_is_left() {
    for name in NAMES {
        let kernel = ready(name, small(name));
        let (width, height) = kernel.size();
        let all = Rect {
            x: 0,
            y: 0,
            width,
            height,
        };
        let mut cells = vec![0; all.pixels() * kernel.words()];
        assert!(!kernel.compute(all, &mut cells, &mut || true), "{name}");
    }
}

#[test]
fn a_sort_sorts_and_a_sum_sums() {
    for items in [1, 2, 15, 16, 17, 1000] {
        let mut expected = input("sort", items as usize);
        expected.sort_unstable();
        assert_eq!(at_once(&*ready("sort", items)), expected, "{items} items");
        assert_eq!(ready("sort", items).alone(), expected, "{items} items");
    }
    let items = input("sum", 50_000);
    let expected: f64 = items
        .iter()
        .map(|&item| f64::from(f32::from_bits(item)))
        .sum();
    let halves = at_once(&*ready("sum", 50_000));
    let sum = f64::from_bits(u64::from(halves[0]) | u64::from(halves[1]) << 32);
    assert!(
        (sum - expected).abs() < 1e-6 * expected,
        "{sum}, {expected}"
    );
}

#[test]
fn a_row_is_the_one_of_its_parts_wherever_these_begin() {
    for name in ["valley", "deep"] {
        let picture = ready(name, 1100);
        let row = |x, width| {
            let mut cells = vec![0; width as usize];
            let region = Rect {
                x,
                y: 550,
                width,
                height: 1,
            };
            assert!(picture.compute(region, &mut cells, &mut || false));
            cells
        };
        let parts = [row(0, 3), row(3, 61), row(64, 1030), row(1094, 6)];
        assert!(row(0, 1100) == parts.concat(), "{name}");
    }
}

#[test]
fn a_product_with_one_is_the_other_factor() {
    let edge = 9;
    let mut kernel = make("matrix", edge, edge).expect("a workload");
    let other = input("matrix", 81);
    let (left, right) = kernel.input().split_at_mut(81);
    for (index, entry) in left.iter_mut().enumerate() {
        *entry = f32::from(u8::from(index % 10 == 0)).to_bits();
    }
    right.copy_from_slice(&other);
    assert_eq!(at_once(&*kernel), other);
}

#[test]
fn a_blur_leaves_one_colour_as_it_is_and_there_are_no_edges_in_it() {
    let colour = u32::from_le_bytes([200, 100, 7, 255]);
    for (name, expected) in [
        ("blur", colour),
        ("edges", u32::from_le_bytes([128, 128, 128, 255])),
    ] {
        let mut kernel = make(name, 20, 11).expect("a workload");
        kernel.input().fill(colour);
        assert!(
            at_once(&*kernel).iter().all(|&pixel| pixel == expected),
            "{name}"
        );
    }
}

#[test]
fn what_is_no_workload_is_told() {
    let error = |name, size, height| make(name, size, height).err().expect("an error");
    assert!(error("fft", 8, 8).starts_with("workload is \"fft\": expected one of mandelbrot, "));
    assert_eq!(
        error("sphere", 0, 1),
        "sphere: size is 0 × 1: expected 1 to 4096"
    );
    assert!(error("matrix", 1 << 20, 1).contains("expected 1 to 2048"));
}

proptest! {
    #[test]
    fn claims_cover_every_cell_once(edge in 1..200_u32, height in 1..200_u32, kind in 0..3) {
        let claim = [Claim::Cell, Claim::Row, Claim::Tile][kind as usize];
        let kernel = make("blur", edge, height).expect("a workload");
        let cut = Cut::new(&*kernel, claim);
        let mut seen = vec![0; cut.len()];
        let mut cells = vec![0; cut.len()];
        for claim in 0..cut.claims() {
            let (range, region) = (cut.range(claim), cut.region(claim));
            for (place, word) in range.enumerate() {
                seen[word] += 1;
                let (x, y) = (place as u32 % region.width, place as u32 / region.width);
                cells[word] = (region.y + y) * edge + region.x + x;
            }
        }
        prop_assert!(seen.iter().all(|&times| times == 1));
        prop_assert!(cut.rows(&cells).into_iter().eq(0..edge * height));
    }
}
