//! What the library computes against what is known: counts from numbers of many
//! digits, one thread against several, a picture against its panned self.

#[path = "oracles/brute.rs"]
mod brute;
#[path = "../src/bin/deepcanvas/render/locations.rs"]
mod locations;
#[path = "oracles/minibrots.rs"]
mod minibrots;
#[path = "oracles/tiers.rs"]
mod tiers;

use deepcanvas::fractal::Grid;
use deepcanvas::picture::{Rendered, render};
use deepcanvas::view::{Size, View, permalink};
use locations::{Location, Probe, SIZE, count_at, task};

/// Below this magnification `f64` is asked to be exact.
const EXACT_BELOW: f64 = 1e9;

/// Views that differ in what they ask of a renderer: formula, depth, interiors,
/// rotation, limits.
const LINKS: [&str; 8] = [
    "",
    "re=-0.7463&im=0.1102&zoom=150",
    "re=-1.7548776662&im=0&zoom=60&iter=5000",
    "re=-0.1015&im=0.9562&zoom=2e12&mode=bands",
    "re=-0.5&im=0.1&zoom=3&rot=30",
    "formula=julia&cre=-0.8&cim=0.156&zoom=1.5&re=0&im=0",
    "re=-2&im=1e-31&zoom=1e30",
    "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e140",
];

/// The locations of the tests that `f64` resolves, or those that it does not.
fn known(are_deep: bool) -> Vec<Location> {
    let files = [
        include_str!("data/locations-own.toml"),
        include_str!("data/locations-shallow.toml"),
    ];
    let all = files.map(|text| locations::read(text).expect("a locations file"));
    all.into_iter()
        .flatten()
        .filter(|location| view_of(location).is_deep(SIZE) == are_deep)
        .collect()
}

fn view_of(location: &Location) -> View {
    location.view().expect("a location's view")
}

fn zoom_of(location: &Location) -> f64 {
    view_of(location).zoom().log2().exp2()
}

fn view(link: &str) -> View {
    let (view, problems) = permalink::parse(link, None);
    assert!(problems.is_empty(), "{link}: {problems:?}");
    view
}

/// The count of a pixel by nothing but the definition, −1 where bounded.
fn plain_count(grid: &Grid, limit: u32, x: u32, y: u32) -> i64 {
    let (x, y) = (x as usize, y as usize);
    let (c_re, c_im) = (
        grid.re_of_x[x] + grid.re_of_y[y],
        grid.im_of_y[y] + grid.im_of_x[x],
    );
    let (mut re, mut im) = (0.0, 0.0);
    for n in 1..=limit {
        (re, im) = (re * re - im * im + c_re, 2.0 * re * im + c_im);
        if re * re + im * im > 256.0 * 256.0 {
            return i64::from(n);
        }
    }
    -1
}

#[test]
fn counts_are_exact_below_1e9() {
    let (mut locations, mut wrong) = (0, Vec::new());
    for location in known(false) {
        if zoom_of(&location) >= EXACT_BELOW {
            continue;
        }
        locations += 1;
        let direct = view_of(&location).direct(SIZE);
        for probe in &location.probes {
            let got = count_at(&direct, probe.x, probe.y);
            if got != probe.count {
                wrong.push((location.name.clone(), probe.x, probe.y, probe.count, got));
            }
        }
    }
    assert_eq!(wrong, []);
    assert_eq!(locations, 11);
}

#[test]
fn from_1e9_on_no_more_counts_are_off_than_in_plain_iteration() {
    let (mut probes, mut wrong, mut plainly_wrong) = (0, 0, 0);
    for location in known(false) {
        if zoom_of(&location) < EXACT_BELOW {
            continue;
        }
        let direct = view_of(&location).direct(SIZE);
        for probe in &location.probes {
            probes += 1;
            let got = count_at(&direct, probe.x, probe.y);
            let plain = plain_count(&direct.grid, direct.limit, probe.x, probe.y);
            wrong += u32::from(got != probe.count);
            plainly_wrong += u32::from(plain != probe.count);
        }
    }
    println!("{wrong} of {probes} are off, {plainly_wrong} in plain iteration");
    assert!(wrong <= plainly_wrong, "{wrong} > {plainly_wrong}");
    assert_eq!(probes, 46);
}

#[test]
fn counts_are_exact_at_any_depth_where_the_arithmetic_alone_decides() {
    for location in known(false) {
        let task = task(&view_of(&location), true).expect("a small reference");
        for probe in &location.probes {
            let got = count_at(&task, probe.x, probe.y);
            let Probe { x, y, count } = *probe;
            assert_eq!(got, count, "{} at {x}, {y}", location.name);
        }
    }
}

#[test]
fn deep_counts_are_exact() {
    let (mut probes, mut wrong) = (0, Vec::new());
    for location in known(true) {
        let task = task(&view_of(&location), false).expect("a small reference");
        for probe in &location.probes {
            probes += 1;
            let got = count_at(&task, probe.x, probe.y);
            if got != probe.count {
                wrong.push((location.name.clone(), probe.x, probe.y, probe.count, got));
            }
        }
    }
    assert_eq!(wrong, []);
    assert_eq!(probes, 114);
}

/// The places, counted pixel by pixel in big numbers at so many pixels: no pixel is wrong but
/// by rounding, and few are. The share of those that are right.
fn exact_share(locations: &[Location], size: Size) -> f64 {
    let (mut pixels, mut right) = (0, 0);
    for location in locations {
        let slopes = format!("{}&mode=slopes", permalink::write(&view_of(location)));
        let wrong = brute::wrong(&view(&slopes), size);
        println!("{}: {wrong:?}", location.name);
        assert_eq!(wrong.surely, 0, "{}", location.name);
        pixels += wrong.pixels;
        right += wrong.pixels - wrong.by_rounding;
    }
    right as f64 / pixels as f64
}

/// Places of the tests that `f64` does not resolve at that size, and some where it is exact.
fn ten(size: Size) -> Vec<Location> {
    let shallow = known(false).into_iter();
    let shallow = shallow.filter(|location| zoom_of(location) < EXACT_BELOW);
    let deep = known(true).into_iter();
    let deep = deep.filter(|location| view_of(location).is_deep(size));
    let ten: Vec<_> = deep.chain(shallow).take(10).collect();
    assert_eq!(ten.len(), 10);
    ten
}

#[test]
fn small_pictures_are_what_big_numbers_count() {
    let size = Size {
        width: 16,
        height: 9,
    };
    let share = exact_share(&ten(size), size);
    assert!(share > 0.99, "{share}");
}

#[test]
fn small_pictures_of_the_other_formulas_are_what_big_numbers_count() {
    let size = Size {
        width: 16,
        height: 9,
    };
    let text = include_str!("data/locations-formulas.toml");
    let locations = locations::read(text).expect("a locations file");
    for location in &locations {
        assert!(view_of(location).is_deep(size), "{}", location.name);
    }
    let share = exact_share(&locations, size);
    assert!(share > 0.99, "{share}");
}

/// With `DEEPCANVAS_LOCATIONS=FILE` those of a file.
#[test]
#[ignore = "it takes minutes: README, for developers"]
fn whole_pictures_are_what_big_numbers_count() {
    let size = Size {
        width: 64,
        height: 36,
    };
    let locations = match std::env::var("DEEPCANVAS_LOCATIONS") {
        Ok(file) => {
            let text = std::fs::read_to_string(file).expect("a file");
            locations::read(&text).expect("a locations file")
        }
        Err(_) => ten(size),
    };
    let share = exact_share(&locations, size);
    println!("{:.3} % are exact", share * 100.0);
    assert!(share >= 0.999, "{share}");
}

/// Everything that a picture holds.
fn contents(picture: &Rendered) -> (Vec<u32>, Vec<u32>, Vec<u8>) {
    let (counts, fractions) = picture.samples();
    let bits = fractions.into_iter().map(f32::to_bits).collect();
    (counts, bits, picture.rgba())
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let sizes = [(200, 130), (64, 64), (1, 300), (257, 1), (127, 65)];
    for (link, (width, height)) in LINKS.iter().zip(sizes.iter().cycle()) {
        let size = Size {
            width: *width,
            height: *height,
        };
        let with = |threads| {
            let picture = render(&view(link), size, threads).expect("a small picture");
            assert_eq!(picture.size(), size);
            contents(&picture)
        };
        let one = with(1);
        for threads in [2, 3, 7] {
            assert!(with(threads) == one, "{link}: {threads} threads differ");
        }
    }
}

#[test]
fn pictures_that_lie_whole_pixels_apart_agree_where_they_overlap() {
    let size = Size {
        width: 201,
        height: 131,
    };
    let (dx, dy) = (37, 21);
    for link in LINKS {
        let here = view(link).fitted(size);
        // Turned coordinates are sums of two rounded parts, and each deep picture has a
        // reference of its own: not bit for bit.
        if link.contains("rot=") || here.is_deep(size) {
            continue;
        }
        let mut there = here.clone();
        there.pan(f64::from(dx), f64::from(dy), size);
        let [here, there] =
            [here, there].map(|view| render(&view, size, 2).expect("a small picture"));
        let (before, after) = (here.rgba(), there.rgba());
        let at = |rgba: &[u8], x: u32, y: u32| {
            let start = 4 * (y * size.width + x) as usize;
            [0, 1, 2, 3].map(|channel| rgba[start + channel])
        };
        for y in dy..size.height {
            for x in dx..size.width {
                let (x_before, y_before) = (x - dx, y - dy);
                assert_eq!(
                    there.sample(x, y),
                    here.sample(x_before, y_before),
                    "{link} at {x}, {y}"
                );
                let colour = at(&after, x, y);
                assert_eq!(
                    colour,
                    at(&before, x_before, y_before),
                    "{link} at {x}, {y}"
                );
            }
        }
    }
}
