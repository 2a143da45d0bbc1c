//! Sizes: none, one pixel, more than fit, a hundred in a second, and device
//! pixels that are not CSS pixels.

use deepcanvas::fractal::{BOUNDED, Region};
use deepcanvas::view::Size;
use serde_json::{Value, json};

use crate::drive::Window;
use crate::fleet::in_both;
use crate::page::Page;
use crate::pictures::view;
use crate::support::assets;

#[test]
fn nothing_to_draw_on_is_no_trouble_and_ends_when_there_is_something() {
    in_both(|page| {
        page.bare();
        for style in [
            "width: 0; height: 0",
            "width: 0",
            "height: 0",
            "display: none",
        ] {
            let seen: Value = page.eval(
                "canvas?.remove();
                 const element = put({ zoom: '3' }, arguments[0]);
                 await next('ready', undefined, element);
                 await element.setView('zoom=4');
                 const before = element.of('frame').length;
                 element.style.cssText = 'width: 50px; height: 40px';
                 const report = await element.settled();
                 return [before, report.pixels, element.of('error'), element.of('warning')];",
                json!([style]),
            );
            assert_eq!(seen, json!([0, 2000, [], []]), "{style}");
            page.picture().assert_is("zoom=4");
        }
    });
}

#[test]
fn a_picture_of_one_pixel_is_exact() {
    in_both(|page| {
        page.bare();
        page.get::<()>("await put({ re: '-1.5' }, 'width: 1px; height: 1px').settled();");
        page.picture().assert_is("re=-1.5");
    });
}

#[test]
fn a_size_above_the_budget_is_drawn_at_a_lower_ratio_and_says_so() {
    in_both(|page| {
        page.bare();
        let [report, warnings]: [Value; 2] = page.get(
            "const element = put({ zoom: '0.3', iter: '200' }, 'width: 8192px; height: 8192px');
             const report = await element.settled();
             return [report, element.of('warning')];",
        );
        let warnings = warnings.as_array().expect("a list");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0]["code"], "size");
        let pixels = report["pixels"].as_u64().expect("a number");
        assert!((1 << 22..=1 << 24).contains(&pixels), "{pixels}");
        let edge = pixels.isqrt() as u32;
        assert_eq!(u64::from(edge).pow(2), pixels, "a square stays one");
        assert_counts(page, "zoom=0.3&iter=200", edge);
        page.get::<()>("await canvas.destroy();");
    });
}

/// Asserts counts of a square picture that is too large to carry over here.
fn assert_counts(page: &Page, link: &str, edge: u32) {
    let size = Size {
        width: edge,
        height: edge,
    };
    let direct = view(link).direct(size);
    let points: Vec<[u32; 2]> = (0..24)
        .flat_map(|row| (0..24).map(move |column| [column * edge / 24, row * edge / 24]))
        .collect();
    let expected: Vec<i64> = points
        .iter()
        .map(|&[x, y]| {
            let region = Region {
                x,
                y,
                width: 1,
                height: 1,
            };
            let mut count = [0];
            direct.render(region, &mut count, &mut [0.0], &mut || false);
            if count[0] == BOUNDED {
                -1
            } else {
                i64::from(count[0])
            }
        })
        .collect();
    assert!(expected.iter().any(|&count| count > 3), "something to see");
    let counts = page.eval("return canvas.countsAt(arguments[0]);", json!([points]));
    assert_eq!(counts, json!(expected));
}

#[test]
fn a_hundred_resizes_end_in_an_exact_picture_of_the_last_size() {
    in_both(|page| {
        page.bare();
        let errors: Value = page.get(
            "const element = put({ re: '-0.16', im: '1.04', zoom: '20' });
             await element.settled();
             for (let step = 0; step < 100; step += 1) {
               element.style.width = `${50 + (step * 37) % 400}px`;
               element.style.height = `${30 + (step * 53) % 300}px`;
               await new Promise(step % 3 ? queueMicrotask : requestAnimationFrame);
             }
             element.style.cssText = 'width: 301px; height: 187px';
             const resized = next('frame', ({ detail }) => detail.pixels === 301 * 187, element);
             await resized;
             await element.settled();
             return [element.of('error'), element.of('warning')];",
        );
        assert_eq!(errors, json!([[], []]));
        let picture = page.picture();
        assert_eq!((picture.size.width, picture.size.height), (301, 187));
        picture.assert_is("re=-0.16&im=1.04&zoom=20");
    });
}

/// With a clock of its own: which sizes follow each other is a matter of time.
#[test]
fn a_bitmap_has_room_only_while_the_box_changes() {
    in_both(|page| {
        page.bare();
        let bitmaps = page.eval(
            "const { Room } = await import(`/${arguments[0]}/element/room.js`);
             let time = 1000;
             let still;
             performance.now = () => time;
             window.setTimeout = (then) => ((still = then), 1);
             window.clearTimeout = () => (still = undefined);
             const own = document.createElement('canvas');
             const told = [];
             const room = new Room(own, { width: 400, height: 300 }, (size, bitmap) => {
               told.push([size.width, size.height, bitmap.width, bitmap.height, own.style.width, own.style.height]);
             });
             const take = (after, width, height) => ((time += after), room.take({ width, height }));
             take(1000, 390, 310);
             take(20, 380, 320);
             take(20, 200, 520);
             take(20, 100, 500);
             still();
             const atRest = still;
             take(300, 120, 480);
             return [told, String(atRest), String(still)];",
            json!([assets()]),
        );
        // The first change may be the only one; from then on there is room, but not
        // for much too much.
        let expected = json!([
            [390, 310, 390, 310, "", ""],
            [380, 320, 390, 512, "390px", "512px"],
            [200, 520, 390, 768, "390px", "768px"],
            [100, 500, 256, 768, "256px", "768px"],
            [100, 500, 100, 500, "", ""],
            [120, 480, 120, 480, "", ""],
        ]);
        assert_eq!(bitmaps[0], expected);
        assert_eq!(bitmaps[2], "undefined", "no timer at rest");
    });
}

#[test]
fn a_file_of_a_bitmap_with_room_has_the_size_of_the_box() {
    in_both(|page| {
        page.bare();
        let seen: Value = page.get(
            "const element = put({ zoom: '3' }, 'width: 300px; height: 200px');
             await element.settled();
             const own = element.shadowRoot.querySelector('canvas');
             const hasRoom = () => own.getBoundingClientRect().width > element.getBoundingClientRect().width;
             const sizes = (function* () { for (;;) yield* [260, 230, 200]; })();
             while (!hasRoom()) {
               element.style.width = `${sizes.next().value}px`;
               await new Promise(requestAnimationFrame);
               await new Promise(requestAnimationFrame);
             }
             await element.settled();
             const { width } = await createImageBitmap(await element.toBlob());
             if (hasRoom()) await next('frame', () => !hasRoom(), element);
             await element.settled();
             return [element.getBoundingClientRect().width - width, element.of('error')];",
        );
        assert_eq!(seen, json!([0, []]));
        page.picture().assert_is("zoom=3");
    });
}

#[test]
fn the_window_is_filled_at_any_size() {
    in_both(|page| {
        page.explore("zoom=3");
        for (width, height) in [(800, 500), (500, 700)] {
            page.get::<()>("window.resized = next('settle');");
            page.resize(width, height);
            page.get::<()>("await window.resized;");
            let inner: [u32; 2] = page.get("return [innerWidth, innerHeight];");
            page.settled();
            let picture = page.picture();
            assert_eq!([picture.size.width, picture.size.height], inner);
            picture.assert_is("zoom=3");
        }
    });
}

#[test]
fn a_picture_in_a_vertical_script_lies_as_its_element() {
    in_both(|page| {
        page.bare();
        page.get::<()>(
            "const element = put({ zoom: '3' }, 'writing-mode: vertical-rl; width: 100px; height: 50px');
             await element.settled();
             element.style.width = '120px';
             await next('settle', undefined, element);",
        );
        let size = Size {
            width: 120,
            height: 50,
        };
        let picture = page.picture();
        assert_eq!(picture.size, size);
        picture.assert_is("zoom=3");
    });
}

#[test]
fn a_picture_has_a_pixel_for_each_of_the_device() {
    in_both(|page| {
        for ratio in [1.5, 3.0] {
            let window = Window {
                width: 500,
                height: 400,
                ratio,
            };
            let page = page.sibling(window);
            page.bare();
            page.get::<()>("await put({ zoom: '3' }, 'width: 201px; height: 99px').settled();");
            assert_eq!(page.get::<f64>("return devicePixelRatio;"), ratio);
            let picture = page.picture();
            // Half a pixel is the layout's to round.
            let near = |length: u32, css: f64| (f64::from(length) - css * ratio).abs() < 1.0;
            assert!(near(picture.size.width, 201.0), "{:?}", picture.size);
            assert!(near(picture.size.height, 99.0), "{:?}", picture.size);
            picture.assert_is("zoom=3");
        }
    });
}
