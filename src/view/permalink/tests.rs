use proptest::prelude::*;

use super::super::testing::view;
use super::super::{FormulaName, Size, View};
use super::*;
use crate::fractal::{Mode, PaletteName};

const SIZE: Size = Size {
    width: 1280,
    height: 720,
};

fn messages(link: &str) -> Vec<String> {
    parse(link, None)
        .1
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn value(view: &View, key: &str) -> String {
    let (_, value) = pairs(view)
        .into_iter()
        .find(|(name, _)| *name == key)
        .unwrap();
    value
}

#[test]
fn an_empty_link_is_home_with_every_default_of_the_contract() {
    let home = view("");
    assert!(home.is_home());
    assert_eq!(home, View::home(FormulaName::Mandelbrot));
    assert_eq!(write(&home), "");
    let keys: Vec<&str> = pairs(&home).iter().map(|(key, _)| *key).collect();
    assert_eq!(
        keys,
        [
            "formula", "re", "im", "zoom", "rot", "iter", "cre", "cim", "palette", "density",
            "offset", "mode"
        ]
    );
    for (key, expected) in [
        ("formula", "mandelbrot"),
        ("re", "-0.75"),
        ("im", "0"),
        ("zoom", "1"),
        ("rot", "0"),
        ("iter", "auto"),
        ("cre", "-0.8"),
        ("cim", "0.156"),
    ] {
        assert_eq!(value(&home, key), expected, "{key}");
    }
}

#[test]
fn a_link_says_what_is_shown() {
    let link = view(
        "zoom=1e+30&im=0.1&re=-1.25e-1&rot=-45.5&iter=5000&formula=julia&cre=0.3&cim=-0.01&density=2.5&offset=0.25",
    );
    let written = "formula=julia&re=-0.125&im=0.1&zoom=1e30&rot=-45.5&iter=5000&cre=0.3&cim=-0.01&density=2.5&offset=0.25";
    assert_eq!(write(&link), written);
    assert_eq!(
        view("re=-0.75&im=0&zoom=1"),
        view("%72e=-0.75&im=%30&zoom=%31")
    );
    assert_eq!(
        view("https://somewhere.example/explorer/#re=0.5&zoom=2"),
        view("re=0.5&zoom=2")
    );
}

#[test]
fn the_minus_of_the_pages_own_texts_is_one() {
    assert_eq!(
        view("re=\u{2212}0.5&im=1e\u{2212}3"),
        view("re=-0.5&im=1e-3")
    );
}

#[test]
fn a_view_that_is_at_home_by_chance_is_not_home() {
    let chance = view("re=-0.75&im=0&zoom=1");
    assert!(!chance.is_home());
    assert_eq!(write(&chance), "re=-0.75&im=0&zoom=1");
    assert_eq!(view("im=0"), chance);
}

#[test]
fn a_julia_link_without_a_place_is_julias_home() {
    let julia = view("formula=julia");
    assert!(julia.is_home());
    assert_eq!(value(&julia, "re"), "0");
    assert_eq!(write(&julia), "formula=julia");
    assert_eq!(value(&view("formula=julia&zoom=2"), "re"), "-0.75");
}

#[test]
fn merging_keeps_what_is_left_out() {
    let base = view("re=0.25&im=0.5&zoom=1e20&iter=900&rot=10");
    let (merged, problems) = parse("zoom=2e20", Some(&base));
    assert!(problems.is_empty());
    assert_eq!(write(&merged), "re=0.25&im=0.5&zoom=2e20&rot=10&iter=900");
    let (kept, _) = parse("zoom=nonsense", Some(&base));
    assert_eq!(kept, base);
    let (julia, _) = parse("formula=julia", Some(&View::home(FormulaName::Mandelbrot)));
    assert_eq!(julia, view("formula=julia"));
    assert_eq!(parse("", Some(&base)), (base, vec![]));
}

#[test]
fn every_nonsense_is_named_and_the_rest_works() {
    assert_eq!(
        messages("zoom=1e"),
        [
            "permalink: `zoom` is \"1e\": expected a decimal number such as 1e30, from 0.000001 to 1e100000; that of the home view is used"
        ]
    );
    assert_eq!(
        messages("re=1e999999"),
        [
            "permalink: `re` is \"1e999999\": expected a decimal number such as -0.75, from -10000 to 10000; that of the home view is used"
        ]
    );
    let base = view("re=0.25&im=0.5&zoom=250");
    let (_, problems) = parse("zoom=x", Some(&base));
    assert!(
        problems[0].to_string().ends_with("; 250 is used"),
        "{problems:?}"
    );
    assert_eq!(
        messages("formula=burning"),
        [
            "permalink: `formula` is \"burning\": expected one of mandelbrot, julia, burning-ship, multibrot3, multibrot4; mandelbrot is used"
        ]
    );
    assert_eq!(
        messages("iter=0"),
        [
            "permalink: `iter` is \"0\": expected auto, or a whole number from 1 to 2147483647; auto is used"
        ]
    );
    assert_eq!(
        messages("rot=inf"),
        ["permalink: `rot` is \"inf\": expected degrees such as 30, from -3600 to 3600; 0 is used"]
    );
    for (link, key) in [
        ("re=", "re"),
        ("im=0x1", "im"),
        ("zoom=0", "zoom"),
        ("zoom=-3", "zoom"),
        ("iter=2147483648", "iter"),
        ("iter=+5", "iter"),
        ("iter=1e3", "iter"),
        ("cre=1,5", "cre"),
        ("cim=nan", "cim"),
        ("palette=no-such", "palette"),
        ("density=0", "density"),
        ("offset=1e9", "offset"),
        ("mode=", "mode"),
        ("rot", "rot"),
        ("re=%zz", "re"),
    ] {
        let (parsed, problems) = parse(&format!("im=0.25&{link}&im=0.5&im=0.25"), None);
        let unreadable: Vec<&Problem> = problems
            .iter()
            .filter(|p| p.kind == ProblemKind::UnreadableValue)
            .collect();
        if key != "im" {
            assert_eq!(unreadable.len(), 1, "{link}");
            assert_eq!(unreadable[0].key, key);
        }
        assert_eq!(parsed, view("im=0.25"), "{link}");
    }
}

#[test]
fn an_unknown_key_is_a_warning() {
    let (parsed, problems) = parse("zom=5&re=0.5&theme=dark", None);
    assert_eq!(parsed, view("re=0.5"));
    assert_eq!(
        problems.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
        ["zom", "theme"]
    );
    assert!(problems.iter().all(|p| p.kind.code() == "unknown-key"));
    let (_, coded) = parse("%73ize=5&a%zz=1", None);
    assert_eq!(
        coded.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
        ["size", "a%zz"]
    );
    assert!(
        problems[0]
            .to_string()
            .starts_with("permalink: `zom` is no key: expected one of formula, re, im, zoom,")
    );
}

#[test]
fn of_a_key_that_is_given_twice_the_last_counts() {
    let (parsed, problems) = parse("re=1&re=0.5", None);
    assert_eq!(parsed, view("re=0.5"));
    assert_eq!(
        problems[0].to_string(),
        "permalink: `re` is given more than once: the last one counts"
    );
}

#[test]
fn a_hostile_link_is_answered_in_short_lines() {
    let long = format!("re={}\n\u{202e}", "é".repeat(100_000));
    assert!(messages(&long)[0].len() < 200);
    assert!(parse(&"a&".repeat(500_000), None).1.len() < 30);
    assert!(messages(&format!("{}=1", "k".repeat(100_000)))[0].len() < 300);
}

#[test]
fn a_long_coordinate_is_given_back_as_it_came() {
    let re = "-0.743643887037158704752191506114774000000000000000000000000000000000000000000001";
    let link = view(&format!("re={re}&zoom=1"));
    assert_eq!(value(&link, "re"), re);
    assert_eq!(write(&link), format!("re={re}&im=0&zoom=1"));
}

#[test]
fn a_link_round_trips_at_1e1000() {
    let mut deep = view("re=-1.7499&zoom=1e1000");
    deep.pan(17.25, -1.5, SIZE);
    deep.zoom_about((3.0, 700.0), 1.7, SIZE);
    assert_eq!(view(&write(&deep)), deep);
    assert!(value(&deep, "re").len() > 1000);
}

#[test]
fn a_link_round_trips_at_the_end_of_the_range() {
    let mut deep = view(&format!("re=-1.7{}&zoom=9e99999", "3".repeat(100_000)));
    deep.pan(17.25, -1.5, SIZE);
    deep.zoom_about((3.0, 700.0), 0.7, SIZE);
    assert_eq!(view(&write(&deep)), deep);
}

/// Any view that links and gestures lead to.
fn views() -> impl Strategy<Value = View> {
    let link = (
        prop::sample::select(&FormulaName::ALL[..]),
        "-?[01]\\.[0-9]{1,50}",
        "-?0\\.[0-9]{1,50}",
        -2_i32..1000,
        -720.0_f64..720.0,
        prop::option::of(1_u32..1 << 31),
        "-?[01]\\.[0-9]{1,50}",
        (prop::sample::select(&PaletteName::ALL[..]), 1e-3_f64..1e3, -3.0_f64..3.0, prop::sample::select(&Mode::ALL[..])),
        any::<bool>(),
    )
        .prop_map(|(formula, re, im, zoom, rot, iter, constant, (palette, density, offset, mode), home)| {
            let place = if home { String::new() } else { format!("&re={re}&im={im}&zoom=1.5e{zoom}") };
            let iter = iter.map_or("auto".to_owned(), |limit| limit.to_string());
            format!(
                "formula={}&rot={rot}&iter={iter}&cre={constant}&cim={im}&palette={}&density={density}&offset={offset}&mode={}{place}",
                formula.name(), palette.name(), mode.name(),
            )
        });
    let motions = prop::collection::vec(
        (-2000.0_f64..2000.0, -2000.0_f64..2000.0, -3.0_f64..3.0),
        0..5,
    );
    (link, motions).prop_map(|(link, motions)| {
        let mut moved = view(&link);
        for (x, y, log) in motions {
            moved.pan(x, y, SIZE);
            moved.zoom_about((x, y), log.exp2(), SIZE);
        }
        moved
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_exactly(view in views()) {
        let link = write(&view);
        let (read, problems) = parse(&link, None);
        prop_assert!(problems.is_empty(), "{:?}", problems);
        prop_assert_eq!(&read, &view);
        prop_assert!(link.bytes().all(|b| b.is_ascii_alphanumeric() || b"&=.-".contains(&b)), "{}", link);
        prop_assert_eq!(parse(&link.replace('.', "%2E"), None).0, view);
    }

    #[test]
    fn the_pairs_of_a_view_set_it_again(view in views()) {
        let view = view.fitted(SIZE);
        let link: Vec<String> = pairs(&view).iter().map(|(key, value)| format!("{key}={value}")).collect();
        prop_assert_eq!(parse(&link.join("&"), None), (view, vec![]));
    }

    #[test]
    fn any_text_gives_a_view_that_can_be_drawn(
        text in "\\PC{0,80}|((re|im|zoom|rot|iter|cre|cim|palette|density|offset|mode|formula)=[-+.eE0-9%a-z]{0,12}&){0,8}",
    ) {
        let (view, _) = parse(&text, None);
        prop_assert_eq!(parse(&write(&view), None), (view.clone(), vec![]));
        let direct = view.direct(Size { width: 3, height: 2 });
        prop_assert!(direct.grid.re_of_x.iter().chain(&direct.grid.im_of_y).all(|part| part.is_finite()));
        prop_assert!(direct.limit >= 1);
    }
}
