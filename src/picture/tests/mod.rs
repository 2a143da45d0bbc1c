//! Pictures as jobs, run by hand.

mod refinement;
mod reuse;

use super::*;
use crate::fractal::{BOUNDED, Painter};
use crate::pool::Job;
use crate::view::{Size, View, permalink};

const SIZE: Size = Size {
    width: 150,
    height: 100,
};

fn view(link: &str) -> View {
    let (view, problems) = permalink::parse(link, None);
    assert!(problems.is_empty(), "{link}");
    view
}

fn picture(view: &View) -> Picture {
    Picture::new(1, view, SIZE, None, None).expect("a small picture")
}

fn run(picture: &Picture, items: &[u32]) {
    for &item in items {
        // SAFETY: this thread is the only one that knows the picture.
        assert!(unsafe { picture.run(item, &mut || false) });
    }
}

fn colours(picture: &Picture) -> Vec<Vec<u8>> {
    let frame = picture.fine.frame();
    let grid = frame.grid();
    grid.visible()
        // SAFETY: this thread is the only one that knows the picture.
        .flat_map(|slot| unsafe { frame.rows(grid.tile(slot).visible) })
        .map(|row| row.rgba.to_vec())
        .collect()
}

#[test]
fn the_coarse_layer_comes_first_and_every_tile_once() {
    let picture = picture(&view("zoom=3"));
    let items: Vec<Item> = picture
        .items((0.0, 0.0))
        .into_iter()
        .map(Item::from_number)
        .collect();
    let coarse = picture.grid(Layer::Coarse).visible().count();
    let fine = picture.grid(Layer::Fine).visible().count();
    assert_eq!(items.len(), coarse + fine);
    for (index, item) in items.iter().enumerate() {
        let layer = if index < coarse {
            Layer::Coarse
        } else {
            Layer::Fine
        };
        assert_eq!(item.layer, layer);
        assert!(!items[..index].contains(item));
    }
}

#[test]
fn a_coarse_pixel_is_the_exact_pixel_in_the_middle_of_its_block() {
    let picture = picture(&view("re=-0.7453&im=0.1127&zoom=300"));
    run(&picture, &picture.items((0.0, 0.0)));
    let coarse = picture.grid(Layer::Coarse);
    // SAFETY: this thread is the only one that knows the picture.
    let rgba = unsafe { picture.rgba(Layer::Coarse, 0) };
    for (x, y) in [(0, 0), (5, 3), (17, 11)] {
        let fine = picture.grid(Layer::Fine);
        let (tile, index) = fine.locate(x * COARSE + 4, y * COARSE + 4);
        // SAFETY: as above.
        let exact = unsafe { picture.rgba(Layer::Fine, tile) };
        let (_, block) = coarse.locate(x, y);
        assert_eq!(rgba[block * 4..][..4], exact[index * 4..][..4]);
    }
}

#[test]
fn other_colours_need_no_iterations() {
    let link = "re=-0.7453&im=0.1127&zoom=300";
    let before = picture(&view(link));
    let items = before.fine_items();
    let (known, unknown) = items.split_at(4);
    run(&before, known);
    let work = before.work();
    let other = view(&format!("{link}&palette=ember&density=2"));
    let painter = Painter::new(other.colouring());
    let (after, left) = before.recoloured(2, painter, known, unknown);
    run(&after, &left[..4]);
    assert_eq!(after.work(), work, "what is known is painted only");
    run(&after, &left[4..]);
    let afresh = picture(&other);
    run(&afresh, &afresh.fine_items());
    assert_eq!(colours(&after), colours(&afresh));
    assert_eq!(after.name, 2);
}

#[test]
fn a_picture_rescued_twice_and_recoloured_is_as_one_made_afresh() {
    let link = "re=-0.7453&im=0.1127&zoom=300";
    let lost = picture(&view(link));
    let items = lost.items((75.0, 50.0));
    run(&lost, &items[..3]);
    // SAFETY: the first three are finished.
    let again = unsafe { lost.rescued(&items[..3]) }.expect("a small picture");
    run(&again, &items[..5]);
    // SAFETY: the first five are finished.
    let rescued = unsafe { again.rescued(&items[..5]) }.expect("a small picture");
    assert_eq!(again.pixels_computed(), 0, "they are the rescued one's");
    let work = rescued.work();
    run(&rescued, &items[..5]);
    assert_eq!(rescued.work(), work, "what was finished costs nothing");
    run(&rescued, &items[5..]);
    let afresh = picture(&view(link));
    run(&afresh, &afresh.fine_items());
    assert_eq!(colours(&rescued), colours(&afresh));

    let other = view(&format!("{link}&palette=ember"));
    let painter = Painter::new(other.colouring());
    let (recoloured, items) = rescued.recoloured(2, painter, &items, &[]);
    run(&recoloured, &items);
    let afresh = picture(&other);
    run(&afresh, &afresh.fine_items());
    assert_eq!(colours(&recoloured), colours(&afresh));
}

#[test]
fn a_stale_item_is_left_unfinished() {
    // Bounded and without a period that is soon found: many iterations.
    let picture = picture(&view("re=-0.75&im=0.0001&zoom=1e6&iter=2000000000"));
    let item = picture.fine_items()[0];
    // SAFETY: this thread is the only one that knows the picture.
    assert!(!unsafe { picture.run(item, &mut || true) });
}

#[test]
fn a_picture_uses_the_memory_of_one_that_is_over() {
    let small = view("zoom=2");
    let spare = picture(&small);
    let again = Picture::new(2, &view("zoom=9"), SIZE, None, Some(spare)).expect("the same memory");
    run(&again, &again.fine_items());
    let afresh = picture(&view("zoom=9"));
    run(&afresh, &afresh.fine_items());
    assert_eq!(colours(&again), colours(&afresh));
}
