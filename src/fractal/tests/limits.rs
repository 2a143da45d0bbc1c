//! Where a rendering ends: the iteration limit, a stale job, work that need not
//! be done, and calls that make no sense.

use super::*;

#[test]
fn limits_about_the_block_are_met_exactly() {
    for limit in [
        0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 128, 129,
    ] {
        for (formula, centre) in [
            (Formula::Mandelbrot, (-0.75, 0.1)),
            (Formula::Mandelbrot, (0.26, 0.0)),
            (julia(-0.8, 0.156), (0.0, 0.0)),
        ] {
            let task = square(formula, centre, 0.05, 40, limit);
            let (counts, ..) = assert_twins(&task, whole(&task));
            assert_definition(&task, &counts);
        }
    }
}

#[test]
fn the_limit_itself_is_still_a_count() {
    // c = 1: 0, 1, 2, 5, 26, 677.
    for (limit, expected) in [(4, BOUNDED), (5, 5), (6, 5)] {
        let task = square(Formula::Mandelbrot, (1.0, 0.0), 0.0, 1, limit);
        assert_eq!(assert_twins(&task, whole(&task)).0, [expected]);
    }
    // c = 300 escapes at once, Julia's pixel even before the first step.
    let task = square(Formula::Mandelbrot, (300.0, 0.0), 0.0, 1, 1);
    assert_eq!(assert_twins(&task, whole(&task)).0, [1]);
    let task = square(julia(0.0, 0.0), (256.1, 0.0), 0.0, 1, 0);
    assert_eq!(assert_twins(&task, whole(&task)).0, [0]);
    let task = square(julia(0.0, 0.0), (256.0, 0.0), 0.0, 1, u32::MAX);
    assert_eq!(assert_twins(&task, whole(&task)).0, [1]);
}

#[test]
fn a_stale_job_is_left_within_bounded_work_in_one_pixel_too() {
    // So near the cusp an orbit takes a hundred million steps.
    let slow = Task {
        limit: u32::MAX,
        ..square(Formula::Mandelbrot, (0.25, 0.0), 0.0, 1, 0)
    };
    let slow = Task {
        grid: Grid {
            re_of_x: vec![0.25 + 1e-15],
            ..slow.grid.clone()
        },
        ..slow
    };
    // And a large picture that takes no step at all.
    let inside = square(Formula::Mandelbrot, (-0.1, 0.0), 1e-9, 1000, 1000);
    for task in [slow, inside] {
        let region = whole(&task);
        for plain in [false, true] {
            let (mut counts, mut fractions, _) = blank(region);
            let mut asked = 0;
            let mut stale = || {
                asked += 1;
                asked == 10
            };
            let outcome = if plain {
                task.render_scalar(region, &mut counts, &mut fractions, &mut stale)
            } else {
                task.render(region, &mut counts, &mut fractions, &mut stale)
            };
            assert!(!outcome.finished);
            assert!(outcome.work <= 10 * (1 << 17), "{}", outcome.work);
            assert_eq!(asked, 10, "asked again after it said stale");
        }
    }
}

#[test]
fn pixels_known_without_iterating_cost_no_work() {
    let task = square(Formula::Mandelbrot, (-0.1, 0.0), 1e-3, 30, 1_000_000);
    let (mut counts, mut fractions, _) = blank(whole(&task));
    let outcome = task.render(whole(&task), &mut counts, &mut fractions, &mut || false);
    assert_eq!(
        outcome,
        Outcome {
            work: 0,
            finished: true
        }
    );
    assert!(counts.iter().all(|&n| n == BOUNDED));
}

#[test]
#[should_panic(expected = "3 counts and 4 fractions for a region of 4 pixels")]
fn buffers_of_the_wrong_length_are_refused() {
    let task = square(Formula::Mandelbrot, (0.0, 0.0), 1.0, 2, 1);
    task.render(whole(&task), &mut [0; 3], &mut [0.0; 4], &mut || false);
}
