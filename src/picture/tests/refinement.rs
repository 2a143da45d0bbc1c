//! Pictures of many samples a pixel, against plain supersampling and each other.

use super::super::jitter::beside_centre;
use super::*;
use crate::pool::{Publisher, TILE};
use proptest::prelude::*;
use std::thread;
use std::time::{Duration, Instant};

const LINK: &str = "re=-0.7453&im=0.1127&zoom=300";
const FOCUS: (f64, f64) = (70.0, 20.0);

/// What is shown of the fine layer, pixel by pixel.
fn shown(picture: &Picture) -> Vec<[u8; 4]> {
    let grid = picture.grid(Layer::Fine);
    let at = |x, y| {
        let (slot, index) = grid.locate(x, y);
        // SAFETY: this thread is the only one that knows the picture.
        let rgba = unsafe { picture.rgba(Layer::Fine, slot) };
        rgba[index * 4..][..4].try_into().expect("4 bytes")
    };
    (0..grid.height())
        .flat_map(|y| (0..grid.width()).map(move |x| (x, y)))
        .map(|(x, y)| at(x, y))
        .collect()
}

fn complete(view: &View) -> Picture {
    let picture = picture(view);
    let items = picture.fine_items();
    run(&picture, &items);
    let mut picture = picture;
    picture.note_finished(&items);
    picture
}

fn refined(picture: Picture, samples: u32) -> (Picture, Vec<u32>) {
    match picture.refined(2, samples, FOCUS, &[]) {
        Ok(refined) => refined,
        Err((_, error)) => panic!("a small picture: {error}"),
    }
}

/// Refined in one job, and run.
fn at_once(view: &View, samples: u32) -> Picture {
    let (picture, items) = refined(complete(view), samples);
    run(&picture, &items);
    picture
}

/// The mean of 16 samples of every pixel in linear light, in plain arithmetic.
fn supersampled(view: &View) -> Vec<[f64; 3]> {
    let task = view.direct(SIZE);
    let pixels = (SIZE.width * SIZE.height) as usize;
    let painter = Painter::new(view.colouring());
    let whole = SIZE.whole();
    let mut sums = vec![[0.0; 3]; pixels];
    for sample in 1..=16 {
        let mut task = task.clone();
        let (right, down) = beside_centre(sample);
        task.grid = view.grid_beside(SIZE, (right, down));
        let (mut counts, mut fractions) = (vec![0; pixels], vec![0.0; pixels]);
        let mut rgba = vec![0; pixels * 4];
        task.render_scalar(whole, &mut counts, &mut fractions, &mut || false);
        painter.paint(&counts, &fractions, None, &mut rgba);
        for (sum, colour) in sums.iter_mut().zip(rgba.chunks_exact(4)) {
            for channel in 0..3 {
                let value = f64::from(colour[channel]) / 255.0;
                sum[channel] += if value <= 0.040_45 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                };
            }
        }
    }
    sums.iter()
        .map(|sum| {
            sum.map(|sum| {
                let light = sum / 16.0;
                let value = if light <= 0.003_130_8 {
                    light * 12.92
                } else {
                    1.055 * light.powf(1.0 / 2.4) - 0.055
                };
                value * 255.0
            })
        })
        .collect()
}

#[test]
fn sixteen_samples_are_plain_supersampling_to_a_level() {
    for link in [LINK, "re=-0.74095&im=0.12003&zoom=7500&rot=30", ""] {
        let view = view(link);
        let (got, expected) = (shown(&at_once(&view, 16)), supersampled(&view));
        let once = shown(&complete(&view));
        let off = |got: &[u8; 4], expected: &[f64; 3]| {
            let levels = got.iter().zip(expected);
            levels.fold(0.0_f64, |most, (&got, expected)| {
                most.max((f64::from(got) - expected).abs())
            })
        };
        let mut changed = 0;
        let mut missed = 0;
        for ((got, expected), once) in got.iter().zip(&expected).zip(&once) {
            changed += usize::from(got != once);
            if off(got, expected) > 1.0 {
                assert_eq!(got, once, "{expected:?}");
                missed += 1;
            }
        }
        assert!(missed <= 3, "{link}: {missed} pixels were taken for smooth");
        assert!(changed > 100, "{link}: {changed} pixels are refined");
    }
}

#[test]
fn pass_by_pass_comes_to_the_same_as_at_once() {
    let view = view(LINK);
    let mut picture = complete(&view);
    assert_eq!(picture.samples(), 1);
    for samples in 2..=16 {
        let (refined, items) = refined(picture, samples);
        assert_eq!(refined.samples(), samples - 1);
        run(&refined, &items);
        assert_eq!(refined.samples(), samples);
        let direct = at_once(&view, samples);
        assert!(shown(&refined) == shown(&direct), "{samples} samples");
        picture = refined;
    }
    let (picture, items) = refined(picture, 99);
    assert_eq!((picture.samples(), items.len()), (16, 0));
}

#[test]
fn the_inside_and_smooth_outsides_cost_nothing() {
    for link in ["re=-0.1&im=0&zoom=100", "re=2&im=2&zoom=20"] {
        let before = complete(&view(link));
        let (work, colours) = (before.work(), shown(&before));
        let (picture, items) = refined(before, 2);
        run(&picture, &items);
        assert_eq!((picture.samples(), picture.work()), (2, work));
        assert!(shown(&picture) == colours);
        let (picture, items) = refined(picture, 16);
        assert_eq!((picture.samples(), items.len()), (16, 0));
    }
}

#[test]
fn tiles_that_need_no_work_may_be_run_all_the_same() {
    // Inside and outside: some tiles are smooth, some are not.
    let view = view("re=-0.7&im=0.3&zoom=4");
    let mut picture = complete(&view);
    for samples in 2..=4 {
        let (refined, items) = refined(picture, samples);
        let all = refined.fine_items();
        assert!(samples == 2 || items.len() < all.len());
        run(&refined, &all);
        assert_eq!(refined.samples(), samples);
        picture = refined;
    }
    assert!(shown(&picture) == shown(&at_once(&view, 4)));
}

#[test]
fn counts_stay_those_of_the_centres() {
    let view = view(LINK);
    let (once, refined) = (complete(&view), at_once(&view, 16));
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            // SAFETY: this thread is the only one that knows the pictures.
            unsafe { assert_eq!(once.sample(x, y), refined.sample(x, y)) };
        }
    }
}

#[test]
fn a_picture_that_is_not_complete_is_completed_first() {
    let view = view(LINK);
    let picture = picture(&view);
    let items = picture.items(FOCUS);
    run(&picture, &items[..4]);
    let Ok((picture, left)) = picture.refined(2, 16, FOCUS, &items[..4]) else {
        panic!("a small picture");
    };
    run(&picture, &left);
    assert_eq!(picture.samples(), 1);
    assert!(shown(&picture) == shown(&complete(&view)));
    let Ok((picture, items)) = picture.refined(2, 4, FOCUS, &left) else {
        panic!("a small picture");
    };
    run(&picture, &items);
    assert!(shown(&picture) == shown(&at_once(&view, 4)));
}

#[test]
fn what_changed_most_comes_first() {
    let view = view("re=-0.74095&im=0.12003&zoom=200");
    let (picture, items) = refined(complete(&view), 2);
    run(&picture, &items);
    let before = shown(&complete(&view));
    let after = shown(&picture);
    let grid = picture.grid(Layer::Fine);
    let change = |item: &u32| -> u32 {
        let seen = grid.tile(Item::from_number(*item).slot).visible;
        (seen.y..seen.bottom())
            .flat_map(|y| (seen.x..seen.right()).map(move |x| (y * SIZE.width + x) as usize))
            .flat_map(|pixel| before[pixel].iter().zip(after[pixel]))
            .map(|(old, new)| u32::from(new.abs_diff(*old)))
            .sum()
    };
    let (_, items) = refined(picture, 3);
    assert!(items.len() > 2);
    assert!(items.is_sorted_by(|a, b| change(a) >= change(b)));
}

/// A job that goes stale at the n-th question.
fn run_until(picture: &Picture, items: &[u32], questions: usize) {
    let mut left = questions;
    for &item in items {
        let mut stale = || {
            left = left.saturating_sub(1);
            left == 0
        };
        // SAFETY: this thread is the only one that knows the picture.
        if !unsafe { picture.run(item, &mut stale) } {
            return;
        }
    }
}

#[test]
fn a_stale_pass_goes_on_where_it_was_left() {
    let view = view("re=-0.74095&im=0.12003&zoom=7500");
    let expected = shown(&at_once(&view, 6));
    for questions in [1, 2, 3, 7, 20, 50, 120] {
        let (picture, items) = refined(complete(&view), 6);
        run_until(&picture, &items, questions);
        assert_eq!(picture.samples(), 1);
        let (picture, items) = refined(picture, 6);
        run(&picture, &items);
        assert_eq!(picture.samples(), 6);
        assert!(shown(&picture) == expected, "left at question {questions}");
    }
}

#[test]
fn any_number_of_threads_makes_the_same_picture() {
    let view = view(LINK);
    let expected = shown(&at_once(&view, 16));
    for threads in [1, 2, 5] {
        let rendered = render_refined(&view, SIZE, 16, threads).expect("a small picture");
        assert_eq!(rendered.samples_reached(), 16);
        assert!(rendered.rgba() == expected.as_flattened());
        let once = render(&view, SIZE, threads).expect("a small picture");
        assert!(rendered.samples() == once.samples());
    }
}

#[test]
fn workers_that_leave_a_pass_in_the_middle_leave_whole_samples() {
    let view = view("re=-0.74095&im=0.12003&zoom=7500");
    let expected = shown(&at_once(&view, 9));
    let mut publisher = Publisher::new(3);
    let seats: Vec<usize> = (0..3).filter_map(|_| publisher.seat_worker()).collect();
    let workers: Vec<_> = seats
        .into_iter()
        .map(|seat| {
            let pool = publisher.pool();
            (seat, thread::spawn(move || pool.work(seat, || None)))
        })
        .collect();
    let mut picture = complete(&view);
    let mut budget = Duration::from_micros(300);
    while picture.samples() < 9 {
        let (refined, items) = refined(picture, 9);
        publisher.publish(refined, items);
        let start = Instant::now();
        publisher.wait(budget, || start.elapsed());
        publisher.withdraw();
        budget *= 2;
        picture = loop {
            match publisher.reap() {
                Some(retired) => break retired.job,
                None => thread::yield_now(),
            }
        };
    }
    assert!(shown(&picture) == expected);
    for (seat, worker) in workers {
        publisher.retire_workers(&[seat]);
        worker.join().expect("it leaves");
    }
}

#[test]
fn other_colours_begin_again_at_the_centres() {
    let (picture, items) = refined(complete(&view(LINK)), 3);
    run(&picture, &items);
    let work = picture.work();
    let other = view(&format!("{LINK}&palette=ember"));
    let painter = Painter::new(other.colouring());
    let (picture, items) = picture.recoloured(3, painter, &items, &[]);
    assert_eq!(picture.samples(), 1);
    run(&picture, &items);
    assert_eq!(picture.work(), work);
    assert!(shown(&picture) == shown(&complete(&other)));
    let Ok((picture, items)) = picture.refined(4, 5, FOCUS, &items) else {
        panic!("a small picture");
    };
    run(&picture, &items);
    assert!(shown(&picture) == shown(&at_once(&other, 5)));
}

#[test]
fn a_rescued_picture_begins_again_at_the_centres() {
    let view = view(LINK);
    let (picture, items) = refined(complete(&view), 3);
    run(&picture, &items[..2]);
    // SAFETY: the first two are finished.
    let rescued = unsafe { picture.rescued(&items[..2]) }.expect("a small picture");
    assert_eq!(rescued.samples(), 1);
    assert!(shown(&rescued) == shown(&complete(&view)));
    let work = rescued.work();
    run(&rescued, &items);
    assert_eq!(rescued.work(), work);
    let (rescued, items) = refined(rescued, 3);
    run(&rescued, &items);
    assert!(shown(&rescued) == shown(&at_once(&view, 3)));
}

#[test]
fn a_spare_that_was_refined_is_as_any() {
    let spare = at_once(&view(LINK), 3);
    let other = view("zoom=2");
    let again = Picture::new(2, &other, SIZE, None, Some(spare)).expect("the same memory");
    assert_eq!(again.samples(), 1);
    run(&again, &again.fine_items());
    assert!(shown(&again) == shown(&complete(&other)));
}

#[test]
fn a_tile_of_one_column_is_refined() {
    let size = Size {
        width: TILE + 1,
        height: 1,
    };
    let view = view(LINK);
    let expected = render_refined(&view, size, 16, 1).expect("a small picture");
    assert_eq!(expected.rgba().len(), (TILE as usize + 1) * 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_picture_that_was_refined_and_panned_is_as_one_made_afresh(
        link in prop_oneof![Just(LINK), Just("re=-0.7453&im=0.1127&zoom=300&rot=90"), Just("")],
        pans in prop::collection::vec(((-90..90_i32, -90..90_i32), 1..6_u32), 1..4),
    ) {
        let mut view = view(link);
        let mut picture = at_once(&view, 2);
        for ((dx, dy), samples) in pans {
            view.pan(f64::from(dx), f64::from(dy), SIZE);
            let Ok((panned, items)) = picture.panned(1, &view, (dx, dy), FOCUS, &[], &[]) else {
                panic!("a pan by ({dx}, {dy}) was refused");
            };
            prop_assert_eq!(panned.samples(), 1);
            run(&panned, &items);
            prop_assert!(shown(&panned) == shown(&complete(&view)));
            let Ok((refined, items)) = panned.refined(1, samples, FOCUS, &items) else {
                panic!("a small picture");
            };
            run(&refined, &items);
            prop_assert!(shown(&refined) == shown(&at_once(&view, samples)));
            picture = refined;
        }
    }
}

#[test]
fn samples_cost_iterations_that_are_none_of_the_pictures_own() {
    let (picture, items) = refined(complete(&view(LINK)), 2);
    let before = picture.work();
    // SAFETY: this thread is the only one that knows the picture.
    let spent = |&item: &u32| unsafe { picture.run_item(item, &mut || false) };
    let spent: Vec<(bool, u64)> = items.iter().map(spent).collect();
    assert!(spent.iter().all(|&(is_done, _)| is_done));
    let samples: u64 = spent.iter().map(|&(_, work)| work).sum();
    assert!(samples > 0 && picture.work() == before, "{samples}");
}
