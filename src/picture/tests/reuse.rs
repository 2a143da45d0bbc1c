//! What a picture keeps from one view to the next, against pictures computed
//! afresh.

use super::*;
use crate::fractal::Task;
use crate::pool::Samples;
use proptest::prelude::*;

/// A step that a picture on screen takes.
#[derive(Clone, Debug)]
enum Step {
    /// Runs so many of the items that are left.
    Run(usize),
    Pan(i32, i32),
    Recolour(usize),
    Rescue,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..30_usize).prop_map(Step::Run),
        2 => Just(Step::Run(usize::MAX)),
        4 => (-70..70_i32, -70..70_i32).prop_map(|(dx, dy)| Step::Pan(dx, dy)),
        1 => (-400..400_i32, -400..400_i32).prop_map(|(dx, dy)| Step::Pan(dx, dy)),
        1 => (0..2_usize).prop_map(Step::Recolour),
        1 => Just(Step::Rescue),
    ];
    prop::collection::vec(step, 1..14)
}

/// A picture with what has become of its items.
struct OnScreen {
    view: View,
    picture: Picture,
    finished: Vec<u32>,
    left: Vec<u32>,
}

impl OnScreen {
    fn new(view: View) -> Self {
        let picture = picture(&view);
        let left = picture.items((70.0, 20.0));
        Self {
            view,
            picture,
            finished: Vec::new(),
            left,
        }
    }

    fn run(&mut self, items: usize) {
        let now: Vec<u32> = self.left.drain(..items.min(self.left.len())).collect();
        run(&self.picture, &now);
        self.finished.extend(now);
    }

    /// One item is left in the middle of its tile, as a stale one is.
    fn break_off(&mut self) {
        if let Some(&item) = self.left.first() {
            // SAFETY: this thread is the only one that knows the picture.
            let _ = unsafe { self.picture.run(item, &mut || true) };
        }
    }

    /// What the next picture is made of.
    fn begin(&mut self, (picture, items): (Picture, Vec<u32>)) {
        self.picture = picture;
        self.finished.clear();
        self.left = items;
    }

    fn take(&mut self) -> Picture {
        std::mem::replace(
            &mut self.picture,
            Picture::new(
                0,
                &self.view,
                Size {
                    width: 0,
                    height: 0,
                },
                None,
                None,
            )
            .expect("nothing"),
        )
    }

    fn pan(&mut self, dx: i32, dy: i32) {
        self.break_off();
        let old = self.view.clone();
        self.view.pan(f64::from(dx), f64::from(dy), SIZE);
        if let Some(found) = self.view.whole_pixel_pan_from(&old, SIZE) {
            assert_eq!(found, (dx, dy));
        }
        let picture = self.take();
        let panned = picture.panned(1, &self.view, (dx, dy), (9.0, 9.0), &self.finished, &[]);
        let Ok(panned) = panned else {
            panic!("a pan by ({dx}, {dy}) was refused");
        };
        self.begin(panned);
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Run(items) => self.run(items),
            Step::Pan(dx, dy) => self.pan(dx, dy),
            Step::Recolour(palette) => {
                self.break_off();
                let link = permalink::write(&self.view);
                let parts = link.split('&').filter(|part| !part.starts_with("palette"));
                let palette = ["palette=ember", "palette=lagoon"][palette];
                let parts: Vec<&str> = parts.chain([palette]).collect();
                self.view = view(&parts.join("&"));
                let painter = Painter::new(self.view.colouring());
                let picture = self.take();
                self.begin(picture.recoloured(1, painter, &self.finished, &self.left));
            }
            Step::Rescue => {
                self.break_off();
                // SAFETY: they are finished.
                let rescued = unsafe { self.picture.rescued(&self.finished) };
                let items = self.finished.iter().chain(&self.left).copied().collect();
                self.begin((rescued.expect("a small picture"), items));
            }
        }
    }
}

/// Counts, fractions and colours, pixel by pixel.
fn pixels(picture: &Picture) -> Vec<(u32, u32, [u8; 4])> {
    let frame = picture.fine.frame();
    let grid = frame.grid();
    let mut pixels = Vec::new();
    for y in 0..grid.height() {
        for x in 0..grid.width() {
            let (slot, index) = grid.locate(x, y);
            // SAFETY: this thread is the only one that knows the picture.
            let ((count, fraction), rgba) = unsafe { (frame.sample(x, y), frame.rgba(slot)) };
            let colour = rgba[index * 4..][..4].try_into().expect("4 bytes");
            pixels.push((count, fraction.to_bits(), colour));
        }
    }
    pixels
}

fn afresh(view: &View) -> Picture {
    let picture = picture(view);
    run(&picture, &picture.fine_items());
    picture
}

/// The pixels that come in by a pan.
fn entering(dx: i32, dy: i32) -> u64 {
    let stay = |len: u32, by: i32| u64::from(len.saturating_sub(by.unsigned_abs()));
    u64::from(SIZE.width) * u64::from(SIZE.height) - stay(SIZE.width, dx) * stay(SIZE.height, dy)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_kept_is_what_would_be_computed(
        link in prop_oneof![
            Just("re=-0.7453&im=0.1127&zoom=300"),
            Just("re=-0.7453&im=0.1127&zoom=300&rot=90"),
            Just("formula=julia&re=0.1&im=0.2&zoom=2&rot=-180"),
            Just("re=-0.7453&im=0.1127&zoom=300&mode=slopes"),
            Just("formula=julia&re=0.1&im=0.2&zoom=2&mode=distance"),
            Just(""),
        ],
        steps in steps(),
    ) {
        let mut screen = OnScreen::new(view(link));
        for step in &steps {
            screen.step(step);
        }
        screen.run(usize::MAX);
        prop_assert!(pixels(&screen.picture) == pixels(&afresh(&screen.view)));
    }

    #[test]
    fn a_pan_of_a_complete_picture_computes_what_comes_in(
        pans in prop::collection::vec((-200..200_i32, -120..120_i32), 1..5),
    ) {
        let mut screen = OnScreen::new(view("re=-0.7453&im=0.1127&zoom=300"));
        screen.run(usize::MAX);
        let blocks = u64::from(SIZE.width.div_ceil(COARSE) * SIZE.height.div_ceil(COARSE));
        prop_assert_eq!(screen.picture.pixels_computed(), entering(999, 0) + blocks);
        for (dx, dy) in pans {
            screen.pan(dx, dy);
            screen.run(usize::MAX);
            prop_assert_eq!(screen.picture.pixels_computed(), entering(dx, dy));
        }
    }

    #[test]
    fn no_pixel_that_is_known_is_touched(dx in -149..149_i32, dy in -99..99_i32) {
        let mut screen = OnScreen::new(view("re=-0.7453&im=0.1127&zoom=300"));
        screen.run(usize::MAX);
        screen.pan(dx, dy);
        // What no computation gives, in every pixel.
        let frame = screen.picture.fine.frame();
        for slot in frame.grid().visible() {
            let visible = frame.grid().tile(slot).visible;
            // SAFETY: this thread is the only one that knows the picture.
            unsafe {
                let Samples { counts, fractions, .. } = frame.cells(visible);
                for row in 0..visible.height as usize {
                    for pixel in row * 64..row * 64 + visible.width as usize {
                        counts[pixel].set(BOUNDED - 1);
                        fractions[pixel].set(-7.0);
                    }
                }
                frame.paint(visible, |_, rgba| rgba.fill(1));
            }
        }
        screen.run(usize::MAX);
        let touched = pixels(&screen.picture)
            .into_iter()
            .filter(|pixel| *pixel != (BOUNDED - 1, (-7.0_f32).to_bits(), [1; 4]))
            .count();
        prop_assert_eq!(touched as u64, entering(dx, dy));
    }
}

#[test]
fn a_pan_by_a_hundred_pixels_at_1080p_computes_what_comes_in() {
    const FULL: Size = Size {
        width: 1920,
        height: 1080,
    };
    // Nothing but interior: quick.
    let mut view = view("re=-0.1&im=0&zoom=100");
    let picture = Picture::new(1, &view, FULL, None, None).expect("a picture");
    let items = picture.items((0.0, 0.0));
    run(&picture, &items);
    view.pan(100.0, 0.0, FULL);
    let Ok((picture, items)) = picture.panned(2, &view, (100, 0), (0.0, 0.0), &items, &[]) else {
        panic!("the pan was refused");
    };
    // The columns 0..100 in two tiles, in rows of 17.
    assert_eq!(items.len(), 2 * 17);
    run(&picture, &items);
    assert_eq!(picture.pixels_computed(), 100 * 1080);
}

#[test]
fn what_nobody_has_shown_is_named_again_and_costs_nothing() {
    let mut screen = OnScreen::new(view("re=-0.7453&im=0.1127&zoom=300"));
    screen.run(usize::MAX);
    screen.view.pan(-70.0, 0.0, SIZE);
    let finished = std::mem::take(&mut screen.finished);
    let unseen = finished[finished.len() - 3..].to_vec();
    let picture = screen.take();
    let panned = picture.panned(1, &screen.view, (-70, 0), (0.0, 0.0), &finished, &unseen);
    let Ok((picture, items)) = panned else {
        panic!("the pan was refused");
    };
    // Nor while it was named again, before any worker came to it.
    screen.view.pan(-5.0, 0.0, SIZE);
    let panned = picture.panned(1, &screen.view, (-5, 0), (0.0, 0.0), &[], &items);
    let Ok((picture, items)) = panned else {
        panic!("the pan was refused");
    };
    for item in &items {
        let Item { layer, slot } = Item::from_number(*item);
        assert_eq!(layer, Layer::Fine);
        assert!(!picture.grid(layer).tile(slot).visible.is_empty());
        assert_eq!(items.iter().filter(|other| *other == item).count(), 1);
    }
    let gone = |item: &&u32| {
        let Item { slot, .. } = Item::from_number(**item);
        picture.grid(Layer::Fine).tile(slot).visible.is_empty()
    };
    assert!(
        unseen
            .iter()
            .filter(|item| !gone(item))
            .all(|item| items.contains(item))
    );
    run(&picture, &items);
    assert_eq!(picture.pixels_computed(), entering(-75, 0));
}

#[test]
fn what_is_no_pan_by_whole_pixels_is_refused() {
    let link = "re=-0.7453&im=0.1127&zoom=300";
    let refused = |old: &View, new: &View, by: (i32, i32)| {
        let picture = picture(old);
        let items = picture.fine_items();
        run(&picture, &items);
        picture
            .panned(2, new, by, (0.0, 0.0), &items, &[])
            .is_err_and(|back| {
                // It is as it was.
                let kept: fn(&Picture) -> &Task = |picture| picture.fine.task();
                kept(&back) == kept(&afresh(old)) && pixels(&back) == pixels(&afresh(old))
            })
    };
    let old = view(link);
    let mut new = old.clone();
    new.pan(5.0, 6.0, SIZE);
    assert!(!refused(&old, &new, (5, 6)));
    assert!(refused(&old, &new, (6, 5)));
    new.pan(0.5, 0.0, SIZE);
    assert!(refused(&old, &new, (5, 6)));
    for other in ["&iter=77", "&palette=ember", "&rot=1", "&formula=julia"] {
        assert!(
            refused(&old, &view(&format!("{link}{other}")), (0, 0)),
            "{other}"
        );
    }
}
