//! A complete frame is the host's picture of the same link, byte for byte.

use deepcanvas::fractal::{BOUNDED, PaletteName};
use deepcanvas::picture::{render, render_refined};
use deepcanvas::view::Size;
use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::pictures::{Picture, view};

const VIEWS: [&str; 11] = [
    "",
    "re=-0.7453&im=0.1127&zoom=300",
    "formula=julia&cre=-0.8&cim=0.156&re=0&im=0&zoom=1",
    "re=-0.16&im=1.0405&zoom=40&rot=33.5",
    "re=-1.7497219297423385&im=-0.0000290166477&zoom=1e10",
    "re=-0.5&im=0.6&zoom=3&mode=bands&density=2&offset=0.3",
    "re=-0.7453&im=0.1127&zoom=300&mode=slopes&rot=20",
    "formula=julia&cre=-0.8&cim=0.156&re=0&im=0&zoom=1&mode=distance",
    "formula=burning-ship&re=-1.762&im=-0.028&zoom=30",
    "formula=multibrot3&mode=slopes",
    "formula=multibrot4&re=0.45&im=0.36&zoom=20",
];

#[test]
fn a_complete_frame_is_the_hosts_picture() {
    in_both(|page| {
        for link in VIEWS {
            page.explore(link);
            page.picture().assert_is(link);
        }
    });
}

#[test]
fn every_palette_is_the_hosts() {
    in_both(|page| {
        page.bare();
        page.get::<()>("await put({}, 'width: 96px; height: 64px').settled();");
        for palette in PaletteName::ALL {
            let link = format!("re=-0.75&im=0.1&zoom=12&palette={}", palette.name());
            page.eval(
                "canvas.view = arguments[0]; await canvas.settled();",
                json!([link]),
            );
            page.picture().assert_is(&link);
        }
    });
}

#[test]
fn modes_follow_each_other() {
    in_both(|page| {
        page.explore("re=-0.7453&im=0.1127&zoom=300");
        // Some know what the next is painted by, and some do not.
        for mode in ["slopes", "smooth", "bands", "distance", "slopes"] {
            page.eval(
                "await canvas.setView({ mode: arguments[0] }, { merge: true });",
                json!([mode]),
            );
            page.picture()
                .assert_is(&format!("re=-0.7453&im=0.1127&zoom=300&mode={mode}"));
        }
    });
}

#[test]
fn odd_sizes_are_drawn_to_the_last_pixel() {
    in_both(|page| {
        for (width, height) in [(1, 1), (1, 97), (33, 31), (333, 217), (65, 500)] {
            page.bare();
            page.get::<()>(&format!(
                "await put({{ zoom: '3' }}, 'width: {width}px; height: {height}px').settled();"
            ));
            let picture = page.picture();
            assert_eq!(picture.size, Size { width, height });
            picture.assert_is("zoom=3");
        }
    });
}

#[test]
fn what_is_seen_is_the_complete_frame() {
    in_both(|page| {
        for _ in 0..4 {
            page.bare();
            page.get::<()>("await put({ zoom: '3', samples: 1 }).settled();");
            let size = Size {
                width: 320,
                height: 200,
            };
            let seen = Picture::from_png(&page.seen()).corner(size);
            seen.assert_is("zoom=3");
            page.get::<()>("canvas.view = 'zoom=5';");
            page.settled();
            let seen = Picture::from_png(&page.seen()).corner(size);
            seen.assert_is("zoom=5");
        }
    });
}

#[test]
fn progress_ends_with_one_before_the_view_settles() {
    in_both(|page| {
        page.explore("");
        let told: Vec<Value> = page.get(
            "const told = [];
             canvas.setAttribute('samples', '3');
             canvas.addEventListener('progress', ({ detail }) => told.push(detail.fraction));
             canvas.addEventListener('settle', () => told.push('settle'));
             const refined = next('frame', ({ detail }) => detail.samples === 3);
             canvas.view = 're=-0.7453&im=0.1127&zoom=30';
             await refined;
             return told;",
        );
        let [shares @ .., one, settled] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!((one, settled), (&json!(1), &json!("settle")), "{told:?}");
        let is_share = |share: &Value| (0.0..1.0).contains(&share.as_f64().unwrap_or(-1.0));
        assert!(shares.iter().all(is_share), "{told:?}");
    });
}

#[test]
fn a_picture_at_rest_is_given_sixteen_samples_a_pixel() {
    in_both(|page| {
        let link = "re=-0.7453&im=0.1127&zoom=30";
        page.bare();
        let counted: Vec<u64> = page
            .eval(
                "const element = put({ samples: 16 });
             element.view = arguments[0];
             let report = await element.settled();
             const counted = [report.samples];
             while (report.samples < 16) {
               report = await next('frame', undefined, element);
               if (!report.complete) throw new Error('more samples make it no less complete');
               counted.push(report.samples);
             }
             return counted;",
                json!([link]),
            )
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Value::as_u64)
            .collect();
        assert!(counted.is_sorted() && counted[0] == 1, "{counted:?}");
        let file = |samples: u32| {
            Picture::from_text(
                page.eval(
                    "return base64(await canvas.toBlob({ samples: arguments[0] }));",
                    json!([samples]),
                )
                .as_str()
                .expect("a file"),
            )
        };
        let size = file(1).size;
        for samples in [16, 1, 5] {
            let ours = render_refined(&view(link), size, samples, 2).expect("there is memory");
            let ours = Picture {
                size,
                rgba: ours.rgba(),
            };
            ours.assert_same(&file(samples), &format!("{samples} samples of {link}"));
        }
        let wrong: String = page.get("return rejection(canvas.toBlob({ samples: 17 }));");
        assert!(wrong.contains("from 1 to 16"), "{wrong}");
    });
}

#[test]
fn samples_that_files_interrupt_are_all_shown_in_the_end() {
    in_both(|page| {
        let link = "re=-0.7453&im=0.1127&zoom=300&iter=3000";
        page.bare();
        let file = page.eval(
            "const element = put({ samples: 6 }, 'width: 600px; height: 400px');
             element.view = arguments[0];
             await element.settled();
             let over = false;
             const interrupt = async () => {
               while (!over) await element.toBlob({ width: 64, height: 40 });
             };
             const interrupting = interrupt();
             await next('frame', ({ detail }) => detail.samples === 6, element);
             over = true;
             await interrupting;
             return base64(await element.toBlob({ samples: 6 }));",
            json!([link]),
        );
        let file = Picture::from_text(file.as_str().expect("a file"));
        let size = file.size;
        let ours = render_refined(&view(link), size, 6, 2).expect("there is memory");
        let rgba = ours.rgba();
        Picture { size, rgba }.assert_same(&file, link);
    });
}

#[test]
fn a_file_of_more_samples_leaves_what_is_known_at_hand() {
    in_both(|page| {
        let before = page.explore("re=-0.7453&im=0.1127&zoom=30");
        page.get::<()>("await canvas.toBlob({ samples: 4 });");
        let counts: Vec<i64> = page.get("return canvas.countsAt([[5, 5]]);");
        assert_eq!(counts.len(), 1);
        let after = hands::rested(page, || hands::drag(page, (320, 240), (300, 240)));
        let [before, after] = [before, after].map(|report| report["work"].as_u64());
        assert!(after.is_some() && after < before.map(|work| work / 4));
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn a_drag_of_a_refined_picture_leaves_the_centres_exact() {
    in_both(|page| {
        page.explore("re=-0.7453&im=0.1127&zoom=30");
        page.get::<()>(
            "canvas.setAttribute('samples', '3');
             await next('frame', ({ detail }) => detail.samples === 3);
             canvas.setAttribute('samples', '1');",
        );
        hands::rested(page, || hands::drag(page, (320, 240), (283, 221)));
        page.picture().assert_is(&page.link());
    });
}

#[test]
fn counts_are_the_hosts() {
    in_both(|page| {
        let link = "re=-0.7453&im=0.1127&zoom=30";
        page.explore(link);
        let size = page.picture().size;
        let ours = render(&view(link), size, 2).expect("there is memory");
        let points: Vec<[u32; 2]> = (0..size.height)
            .step_by(37)
            .flat_map(|y| (0..size.width).step_by(41).map(move |x| [x, y]))
            .collect();
        let expected: Vec<i64> = points
            .iter()
            .map(|&[x, y]| match ours.sample(x, y).0 {
                BOUNDED => -1,
                count => i64::from(count),
            })
            .collect();
        assert!(expected.contains(&-1) && expected.iter().any(|&count| count > 100));
        let counts = page.eval("return canvas.countsAt(arguments[0]);", json!([points]));
        assert_eq!(counts, json!(expected));
        let outside: String = page.get("return rejection(canvas.countsAt([[0, 1e6]]));");
        assert!(outside.contains("countsAt"), "{outside}");
    });
}

#[test]
fn a_file_at_another_size_leaves_the_screen_alone() {
    in_both(|page| {
        let link = "re=-0.7453&im=0.1127&zoom=30";
        let before = page.explore(link);
        let screen = page.picture();
        let size = Size {
            width: 801,
            height: 333,
        };
        let file = page.picture_sized(size);
        assert_eq!(file.size, size);
        file.assert_is(link);
        let after = page.settled();
        for key in ["generation", "work", "pixels"] {
            assert_eq!(before[key], after[key], "{key}");
        }
        assert!(page.picture() == screen, "the screen is as it was");
        let counts = page.get::<Vec<i64>>("return canvas.countsAt([[5, 5]]);");
        assert_eq!(counts.len(), 1);
    });
}
