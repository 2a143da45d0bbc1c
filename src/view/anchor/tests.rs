//! Pixels that are told by a reference, against pixels that are iterated themselves.

use super::*;
use crate::fractal::deep::Walker;
use crate::fractal::{BOUNDED, ESCAPE_RADIUS, Task, Tier};
use crate::view::testing::view;

const SIZE: Size = Size {
    width: 16,
    height: 9,
};

const TERMS: Terms = Terms {
    most_bytes: u64::MAX,
    exact: false,
};

/// The counts of a picture.
fn counts(task: &Task) -> Vec<u32> {
    let whole = SIZE.whole();
    let (mut counts, mut fractions) = (vec![0; whole.pixels()], vec![0.0; whole.pixels()]);
    let outcome = task.render(whole, &mut counts, &mut fractions, &mut || false);
    assert!(outcome.finished);
    counts
}

/// The same by nothing but the definition, in numbers with more bits than any reference
/// has.
fn counts_by_definition(view: &View) -> Vec<u32> {
    let bits = view.bits(SIZE) + 128;
    let fixed = |point: &Point| [&point.re, &point.im].map(|part| part.to_fixed(bits));
    let pixels = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
    let count = |(x, y)| {
        let pixel = fixed(&view.point_at((f64::from(x) + 0.5, f64::from(y) + 0.5), SIZE));
        let law = view.formula().iterated(Complex::ZERO).law();
        let mut walker: Walker = match view.formula() {
            FormulaName::Julia => Walker::new(law, pixel, fixed(view.constant())),
            _ => Walker::new(law, fixed(&Point::default()), pixel),
        };
        for n in 0..=view.limit(SIZE) {
            if n > 0 {
                walker.step(0);
            }
            let [re, im] = [walker.re(), walker.im()].map(|part| {
                let (mantissa, exponent) = part.to_mantissa();
                libm::ldexp(mantissa, exponent)
            });
            if libm::hypot(re, im) > ESCAPE_RADIUS {
                return n;
            }
        }
        BOUNDED
    };
    pixels.map(count).collect()
}

fn anchored(view: &View) -> (Anchor, Task) {
    let anchor = view
        .anchor(SIZE, TERMS, &mut || false)
        .expect("nobody stops it");
    let task = view.task(SIZE, Some(&anchor));
    (anchor, task)
}

#[test]
fn every_count_of_a_deep_picture_is_that_of_the_definition() {
    // A dendrite's tips, a band of period doublings, a valley, a minibrot in the middle,
    // all of it inside, all of it outside; turned; at depths of every tier.
    for (link, tier) in [
        ("re=-2&zoom=1e20&iter=3000", Tier::Perturb),
        ("re=-2&zoom=1e276&iter=3000", Tier::PerturbExt),
        ("re=0&im=1&zoom=1e150&iter=3000&rot=33", Tier::PerturbExt),
        ("re=0&im=1&zoom=3e15&iter=700", Tier::Perturb),
        (
            "re=-1.4011551890920506004&zoom=1e16&iter=900",
            Tier::Perturb,
        ),
        (
            "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287\
             &zoom=1e23&iter=2000",
            Tier::Perturb,
        ),
        (
            "re=-1.7548776662466927600495088963585286918946&zoom=1e15&iter=1500",
            Tier::Perturb,
        ),
        ("re=-0.1&im=0.1&zoom=1e30&iter=500", Tier::Perturb),
        ("re=0.5&im=0.7&zoom=1e60&iter=500", Tier::Perturb),
        (
            "formula=julia&cre=-0.8&cim=0.156&re=0&im=0&zoom=1e18&iter=800",
            Tier::Perturb,
        ),
        (
            "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800&rot=20",
            Tier::Perturb,
        ),
        (
            "formula=julia&cre=-2&cim=0&re=2&im=0&zoom=1e140&iter=900",
            Tier::PerturbExt,
        ),
        ("formula=julia&re=300&im=0&zoom=1e20&iter=9", Tier::Perturb),
        // Tips, and a minibrot.
        (
            "formula=multibrot3&re=0.34062501931660664019439424403783088897721010254912530511973\
             &im=1.27122987841870623913561298993769759809299372278&zoom=1e40&iter=400&rot=-40",
            Tier::Perturb,
        ),
        (
            "formula=multibrot3&re=0.585797126769803825959175484&im=0.627360029998766175935691905\
             &zoom=1e17&iter=9000",
            Tier::Perturb,
        ),
        (
            "formula=multibrot4&re=0&im=0.1&zoom=1e150&iter=90",
            Tier::PerturbExt,
        ),
        (
            "formula=multibrot4&re=0.680801899334026125069993136&im=-0.195273189653307382091568811\
             &zoom=1e16&iter=3000",
            Tier::Perturb,
        ),
        // Among the masts of the ship, beside its needle, and inside.
        (
            "formula=burning-ship&re=-1.762&im=-0.028&zoom=1e16&iter=900&rot=11",
            Tier::Perturb,
        ),
        (
            "formula=burning-ship&re=-0.5&im=-0.5&zoom=1e160&iter=200",
            Tier::PerturbExt,
        ),
        (
            "formula=burning-ship&re=-1.861&im=1e-31&zoom=1e30&iter=400",
            Tier::Perturb,
        ),
        // About the critical point, of a constant whose own orbit ends in a fixed point.
        (
            "formula=julia&cre=-1.54368901269207636157085597180174798652520329765098\
             &cim=0&re=0&im=0&zoom=1e20&iter=300",
            Tier::Perturb,
        ),
    ] {
        let view = view(link);
        let (_, task) = anchored(&view);
        assert_eq!(task.tier(), tier, "{link}");
        assert_eq!(counts(&task), counts_by_definition(&view), "{link}");
    }
}

#[test]
fn a_neighbours_anchor_gives_the_same_counts() {
    // None of their pixels is on a filament, which the last bit of a place would decide.
    for link in [
        "re=-2&im=3e-22&zoom=1e20&iter=3000",
        "re=0&im=1&zoom=1e150&iter=3000",
        "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800",
    ] {
        let before = view(link);
        let (anchor, _) = anchored(&before);
        let mut after = before.clone();
        after.pan(7.0, -4.0, SIZE);
        assert!(anchor.serves(&after, SIZE), "{link}");
        let task = after.task(SIZE, Some(&anchor));
        assert_eq!(counts(&task), counts(&anchored(&after).1), "{link}");
        after.pan(60.0, 0.0, SIZE);
        assert!(!anchor.serves(&after, SIZE), "{link}");
    }
}

#[test]
fn an_anchor_serves_what_it_reaches_and_nothing_else() {
    let (anchor, _) = anchored(&view("re=-2&zoom=2e20&iter=3000"));
    for (link, serves) in [
        ("re=-2&zoom=2e20&iter=3000", true),
        ("re=-2&zoom=4e20&iter=2000&palette=ember&rot=9", true),
        ("re=-2&zoom=2e20&iter=3001", false),
        ("re=-2&zoom=2e19&iter=3000", false),
        ("re=-2&zoom=2e28&iter=3000", false),
        ("re=-2&im=1e-18&zoom=2e20&iter=3000", false),
        ("formula=julia&re=-2&im=0&zoom=2e20&iter=3000", false),
    ] {
        assert_eq!(anchor.serves(&view(link), SIZE), serves, "{link}");
    }
    let (julia, _) = anchored(&view("formula=julia&re=0&im=0&zoom=1e20&iter=99"));
    assert!(!julia.serves(
        &view("formula=julia&cre=1&re=0&im=0&zoom=1e20&iter=99"),
        SIZE
    ));
}

/// The numbers of an anchor at `site`, after `known` if that is one.
fn numbers(site: &Site, known: Option<&Anchor>) -> Vec<f64> {
    let anchor = site.anchor(TERMS, known, &mut |_| false);
    written(&anchor.expect("nobody stops it"))
}

/// The numbers of an anchor's reference.
fn written(anchor: &Anchor) -> Vec<f64> {
    let mut numbers = Vec::new();
    anchor.reference().write(&mut |chunk| numbers.extend(chunk));
    numbers
}

/// An anchor there that such numbers tell of.
fn read(site: &Site, numbers: &[f64]) -> Option<Anchor> {
    let mut chunks = numbers.chunks(1000).map(<[f64]>::to_vec);
    site.anchor_of(&mut || chunks.next())
}

/// A tip, a bounded middle and one that escapes, a periodic one that is found when the view
/// is not yet as deep, a folded orbit, and two orbits of a Julia set.
const GONE_ON_WITH: [&str; 6] = [
    "re=-2",
    "re=-0.1&im=0.1",
    "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287",
    "re=-1.7548776662466927600495088963585286918946",
    "formula=burning-ship&re=-1.762&im=-0.028",
    "formula=julia&cre=0&cim=1&re=0.5&im=-0.5",
];

#[test]
fn an_orbit_that_is_gone_on_with_is_that_which_is_begun_anew() {
    for place in GONE_ON_WITH {
        let first = view(&format!("{place}&zoom=3e15&iter=50"));
        let bits = if place.contains("julia") { 448 } else { 320 };
        let known = first
            .site_at(SIZE, &first.centre, bits)
            .anchor(TERMS, None, &mut |_| false);
        let mut known = known.expect("a small one");
        for zoom in ["3e15", "1e20", "1e40", "1e50"] {
            let deeper = view(&format!("{place}&zoom={zoom}&iter=3000"));
            let site = deeper.next_site(SIZE, None, [&known.site]);
            assert!(site.goes_on_with(&known.site), "{place} at {zoom}");
            assert!(site.serves(&deeper, SIZE));
            assert_eq!(
                numbers(&site, Some(&known)),
                numbers(&site, None),
                "{place} at {zoom}"
            );
            known = site
                .anchor(TERMS, Some(&known), &mut |_| false)
                .expect("a small one");
        }
    }
}

#[test]
fn an_orbit_is_kept_while_a_view_is_zoomed_as_far_as_it_has_digits() {
    let at = |zoom: &str| view(&format!("re=-1.75&im=1e-9&zoom={zoom}&iter=300"));
    let first = at("1e20").site(SIZE);
    let about = (4.0, 7.5);
    // The pointer is where it is zoomed to.
    let mut under_way = at("1e40");
    let site = under_way.next_site(SIZE, Some(about), [&first]);
    assert!(!site.goes_on_with(&first), "it lacks digits");
    assert_eq!(site.origin, under_way.point_at(about, SIZE));
    let mut anchors = 0;
    let mut current = site.clone();
    for _ in 0..120 {
        under_way.zoom_about(about, 2.0, SIZE);
        if !current.serves(&under_way, SIZE) {
            let next = under_way.next_site(SIZE, Some(about), [&current]);
            assert!(next.goes_on_with(&site), "{}", under_way.zoom);
            assert!(next.serves(&under_way, SIZE));
            current = next;
            anchors += 1;
        }
    }
    assert!((10..20).contains(&anchors), "{anchors} tables");
    // A view that is elsewhere, or of something else, or much shallower, has one of its own.
    let mut away = under_way.clone();
    away.pan(200.0, 0.0, SIZE);
    let (julia, deeper) = (view("formula=julia&zoom=1e30"), at("1e120").site(SIZE));
    for (other, known) in [(away, &current), (julia, &current), (at("1e20"), &deeper)] {
        let site = other.next_site(SIZE, Some(about), [known]);
        assert!(!site.goes_on_with(known));
    }
    // One that nobody is zooming has no digits to spare.
    assert_eq!(
        at("3e80").next_site(SIZE, None, [&first]),
        at("3e80").site(SIZE)
    );
}

#[test]
fn a_view_on_an_axis_has_its_anchor_there() {
    for (link, is_on) in [
        ("re=-2&zoom=1e20", false),
        ("re=-2&im=1e-26&zoom=1e20", true),
    ] {
        let view = view(link);
        let mut beside = view.clone();
        beside.pan(0.3, 0.7, SIZE);
        let known = beside.site(SIZE);
        assert_eq!(known.serves(&view, SIZE), is_on, "{link}");
        let next = view.next_site(SIZE, Some((3.0, 2.0)), [&known]);
        assert_eq!(next.goes_on_with(&known), is_on, "{link}");
        let anew = view.next_site(SIZE, Some((3.0, 2.0)), []);
        let point = if is_on {
            view.point_at((3.0, 2.0), SIZE)
        } else {
            view.centre.clone()
        };
        assert_eq!(anew.origin, point, "{link}");
    }
}

#[test]
fn a_known_orbit_takes_no_more_memory_than_is_granted() {
    let at = |link: &str| view(&format!("re=-0.1&im=0.1&{link}"));
    let terms = Terms {
        most_bytes: 2_200_000,
        exact: false,
    };
    let Site { origin, bits, .. } = at("zoom=1e130").site(SIZE);
    let shallower = at("zoom=1e100&iter=20000").site_at(SIZE, &origin, bits);
    let known = shallower.anchor(terms, None, &mut |_| false);
    let known = known.expect("short numbers");
    for (iter, is_granted) in [(20_000, false), (5_000, true)] {
        let site = at(&format!("zoom=1e130&iter={iter}")).site_at(SIZE, &origin, bits);
        assert!(site.goes_on_with(&known.site), "{iter}");
        assert_eq!(site.tier(), Tier::PerturbExt);
        let [anew, gone_on] = [None, Some(&known)].map(|known| {
            let anchor = site.anchor(terms, known, &mut |_| false);
            anchor.map(|anchor| anchor.reference().bytes())
        });
        assert_eq!(anew, gone_on, "{iter}");
        assert_eq!(anew.is_ok(), is_granted, "{iter}");
    }
}

#[test]
fn counts_are_those_of_the_definition_by_an_anchor_beside_the_view() {
    // None of their pixels is on a filament, which the last bit of a place would decide.
    for (place, zoom) in [
        ("re=-1.9999999999999999999999&im=3e-22", "1e20"),
        ("re=1e-151&im=1", "1e150"),
        (GONE_ON_WITH[2], "1e23"),
    ] {
        let view = view(&format!("{place}&zoom={zoom}&iter=2000"));
        let mut beside = view.clone();
        beside.pan(20.0, 9.0, SIZE);
        let (known, _) = anchored(&beside);
        let site = view.next_site(SIZE, None, [&known.site]);
        assert!(site.goes_on_with(&known.site), "{place}");
        let anchor = site.anchor(TERMS, Some(&known), &mut |_| false);
        let anchor = anchor.expect("a small one");
        let task = view.task(SIZE, Some(&anchor));
        assert_eq!(counts(&task), counts_by_definition(&view), "{place}");
    }
}

#[test]
fn a_copied_anchor_gives_the_same_counts() {
    for link in [
        "re=0&im=1&zoom=3e15&iter=700",
        "re=-2&zoom=1e276&iter=3000",
        "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800&rot=20",
        "formula=multibrot4&re=0.793700525984099737375852819636&im=0.793700525984099737375852819636\
         &zoom=1e22&iter=300",
        "formula=burning-ship&re=-1.762&im=-0.028&zoom=1e160&iter=900",
    ] {
        let view = view(link);
        let (anchor, task) = anchored(&view);
        let numbers = written(&anchor);
        let copy = read(&view.site(SIZE), &numbers).expect("all of it");
        assert!(copy.reference().bytes() <= anchor.reference().bytes());
        assert_eq!(
            counts(&view.task(SIZE, Some(&copy))),
            counts(&task),
            "{link}"
        );
        assert!(read(&view.site(SIZE), &numbers[1..]).is_none());
    }
}

#[test]
fn a_table_is_lowered_where_memory_is_short_and_counts_are_the_same() {
    for link in [
        "re=0&im=1&zoom=1e276&iter=3000",
        "re=-1.999999999999&im=1e-130&zoom=1e130&iter=4000",
        "formula=multibrot4&re=0.680801899334026125069993136&im=-0.1952731896533073820915688\
         &zoom=1e150&iter=3000",
        "formula=burning-ship&re=-1.861&im=1e-131&zoom=1e130&iter=900",
    ] {
        let view = view(link);
        let (whole, task) = anchored(&view);
        let bytes = whole.reference().bytes();
        let terms = Terms {
            most_bytes: bytes * 3 / 4,
            ..TERMS
        };
        let lowered = view.anchor(SIZE, terms, &mut || false);
        let lowered = lowered.expect("there is memory for less of a table");
        assert!(lowered.reference().bytes() < terms.most_bytes, "{link}");
        assert_eq!(whole.reference().lowered_from(), None, "{link}");
        let all = lowered.reference().lowered_from();
        assert!(all.is_some_and(|all| all > terms.most_bytes), "{link}");
        let got = counts(&view.task(SIZE, Some(&lowered)));
        assert_eq!(got, counts(&task), "{link}");
        let copy = read(&view.site(SIZE), &written(&lowered)).expect("all of it");
        assert_eq!(counts(&view.task(SIZE, Some(&copy))), got, "{link}");
    }
}

#[test]
fn nothing_comes_of_an_anchor_that_nobody_wants_any_more() {
    let view = view("re=-0.1&im=0.1&zoom=1e30&iter=100000");
    let mut questions = 0;
    let stopped = view.anchor(SIZE, TERMS, &mut || {
        questions += 1;
        questions == 3
    });
    assert_eq!(stopped.map(|_| ()), Err(NoReference::Stale));
    assert_eq!(questions, 3);
}

#[test]
fn an_anchor_that_needs_too_much_memory_is_refused_with_the_number() {
    let bytes = 1 << 20;
    let anchor = |iter| {
        let link = format!("re=-0.1&im=0.1&zoom=1e30&iter={iter}");
        let terms = Terms {
            most_bytes: bytes,
            ..TERMS
        };
        view(&link).anchor(SIZE, terms, &mut || false)
    };
    let message = anchor(1_000_000)
        .map(|_| ())
        .expect_err("too long")
        .to_string();
    assert!(
        message.contains("104000000 bytes of memory, and 1048576"),
        "{message}"
    );
    let taken = anchor(1000).expect("short enough").reference().bytes();
    assert!(taken < bytes);
}
