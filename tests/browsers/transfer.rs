//! A page that is not isolated: compute workers with memory of their own, driven
//! by messages.

use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::{render, render_refined};
use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;
use crate::page::Page;
use crate::pictures::{ENDLESS, Picture, view};

const LINK: &str = "re=-0.7453&im=0.1127&zoom=30";

/// Opens the explorer where it is not isolated.
fn explore(page: &Page, link: &str) {
    page.open(&format!("{}/#{link}", page.fleet.plain()));
    page.get::<()>("canvas.setAttribute('samples', '1');");
    assert_eq!(page.settled()["backend"], "transfer");
}

/// Has the picture at rest given so many samples a pixel.
pub(crate) fn refine(page: &Page, samples: u32) {
    page.eval(
        "canvas.setAttribute('samples', arguments[0]);
         await next('frame', ({ detail }) => detail.samples === arguments[0]);",
        json!([samples]),
    );
}

/// A file of that many samples a pixel is the host's.
#[track_caller]
pub(crate) fn assert_file(page: &Page, samples: u32) {
    let file = page.eval(
        "return base64(await canvas.toBlob({ samples: arguments[0] }));",
        json!([samples]),
    );
    let file = Picture::from_text(file.as_str().expect("a file"));
    let link = page.link();
    let size = file.size;
    let ours = render_refined(&view(&link), size, samples, 2).expect("there is memory");
    let rgba = ours.rgba();
    Picture { size, rgba }.assert_same(&file, &format!("{samples} samples of {link}"));
}

/// Counts of pixels all over the picture, and so of all workers, are the host's;
/// whether some are not bounded.
#[track_caller]
pub(crate) fn assert_counts(page: &Page) -> bool {
    let Picture { size, .. } = page.picture();
    let ours = render(&view(&page.link()), size, 2).expect("there is memory");
    let points = (0..40_u32).map(|n| [n * size.width / 40, (n * 7 % 40) * size.height / 40]);
    let points: Vec<[u32; 2]> = points.collect();
    let expected = points.iter().map(|&[x, y]| match ours.sample(x, y).0 {
        BOUNDED => -1,
        count => i64::from(count),
    });
    let expected: Vec<i64> = expected.collect();
    let counts = page.eval("return canvas.countsAt(arguments[0]);", json!([points]));
    assert_eq!(counts, json!(expected));
    expected.iter().any(|&count| count > 0)
}

#[test]
fn a_picture_that_was_dragged_is_recoloured_as_a_whole() {
    in_both(|page| {
        explore(page, LINK);
        hands::rested(page, || hands::drag(page, (320, 240), (283, 221)));
        page.picture().assert_is(&page.link());
        hands::rested(page, || {
            page.get::<()>("canvas.setView({ palette: 'lagoon' }, { merge: true });");
        });
        page.picture().assert_is(&page.link());
        let counts: Vec<i64> = page.get("return canvas.countsAt([[0, 0], [320, 240]]);");
        assert_eq!(counts.len(), 2);
    });
}

#[test]
fn samples_are_added_and_a_drag_leaves_the_centres_exact() {
    in_both(|page| {
        explore(page, LINK);
        refine(page, 3);
        assert_file(page, 3);
        assert_file(page, 1);
        assert_file(page, 2);
        let counts: Vec<i64> = page.get("return canvas.countsAt([[0, 0]]);");
        assert_eq!(counts.len(), 1, "the files left the picture at hand");
        page.get::<()>("canvas.setAttribute('samples', '1');");
        hands::rested(page, || hands::drag(page, (320, 240), (283, 221)));
        assert_file(page, 1);
        refine(page, 2);
        assert_file(page, 2);
    });
}

#[test]
fn a_pan_before_the_worker_is_ready_is_drawn_where_it_leads() {
    let host = Host::start(|path, served| {
        served.isolated = false;
        if path == "/worker.js" {
            // The compute worker starts when the page says so.
            served.begin_with(
                "if (location.search.includes('compute')) {
                   addEventListener('message', (start) => {
                     start.stopImmediatePropagation();
                     const channel = new BroadcastChannel('start');
                     channel.onmessage = () => { channel.close(); self.onmessage(start); };
                     channel.postMessage('here');
                   }, { once: true });
                 }\n",
            );
        }
    });
    in_both(|page| {
        page.open(&host.page());
        page.get::<()>(
            "const channel = new BroadcastChannel('start');
             const here = next('message', undefined, channel);
             const element = put({ samples: 1 }, 'height: 256px');
             let planned = next('viewchange', ({ detail }) => detail.resting, element);
             element.view = 're=-0.5&zoom=1';
             await planned;
             // By sixteen pixels.
             planned = next('viewchange', ({ detail }) => detail.resting, element);
             element.view = 're=-0.25&zoom=1';
             await planned;
             // And in other colours.
             planned = next('viewchange', ({ detail }) => detail.resting, element);
             element.setView({ palette: 'lagoon' }, { merge: true });
             await planned;
             await here;
             channel.postMessage('go');
             await element.settled();",
        );
        page.picture().assert_is("re=-0.25&zoom=1&palette=lagoon");
    });
}

#[test]
fn a_page_that_starts_out_of_sight_draws_when_it_is_seen() {
    let host = Host::start(|_, served| served.isolated = false);
    in_both(|page| {
        page.open(&host.page());
        let warnings: Vec<Value> = page.get(
            "const element = put({ samples: 1 }, 'height: 0; width: 0; aspect-ratio: auto');
             await next('ready', undefined, element);
             element.style = 'width: 640px';
             await element.settled();
             return element.of('warning').filter(({ code }) => code === 'worker');",
        );
        assert_eq!(warnings, [json!(null); 0], "nothing failed");
        page.picture().assert_is("");
    });
}

#[test]
fn what_enters_under_a_held_pointer_is_drawn() {
    in_both(|page| {
        explore(page, LINK);
        page.get::<()>(include_str!("../motion/sessions.js"));
        page.get::<()>(hands::HELD_MOVE);
    });
}

#[test]
fn a_file_amid_refinement_leaves_its_samples_right() {
    in_both(|page| {
        explore(page, LINK);
        page.get::<()>(
            "canvas.setAttribute('samples', '8');
             await next('frame', ({ detail }) => detail.samples === 3);
             await canvas.toBlob({ width: 200, height: 150 });",
        );
        refine(page, 8);
        assert_file(page, 8);
    });
}

#[test]
fn a_view_that_takes_hours_does_not_hold_up_the_next() {
    let host = Host::start(|_, served| served.isolated = false);
    let (endless, _) = ENDLESS.rsplit_once('&').expect("its place comes last");
    in_both(|page| {
        page.open(&host.page());
        let warnings: Vec<Value> = serde_json::from_value(page.eval(
            "const [endless, link] = arguments;
             const element = put({ samples: 1 }, 'width: 640px');
             // Beside the set, so that some of it is seen in the next frame.
             element.view = `${endless}&re=9`;
             await element.settled();
             element.view = `${endless}&re=3&zoom=1.01`;
             await next('frame', undefined, element);
             element.view = link;
             await element.settled();
             return element.of('warning').filter(({ code }) => code === 'worker');",
            json!([endless, LINK]),
        ))
        .expect("a list");
        assert_eq!(warnings, [json!(null); 0], "nothing failed");
        page.picture().assert_is(LINK);
        let counts: Vec<i64> = page.get("return canvas.countsAt([[0, 0]]);");
        assert_eq!(counts.len(), 1);
    });
}

#[test]
fn workers_come_and_go_and_the_picture_stays_right() {
    in_both(|page| {
        explore(page, LINK);
        for threads in [1, 3, 2] {
            let report = page.eval(
                "canvas.setAttribute('threads', arguments[0]);
                 for (let turn = 1; ; turn += 1) {
                     await canvas.setView(`re=-0.7453&im=0.1127&zoom=${30 + turn}`);
                     const report = await canvas.settled();
                     if (report.threads === arguments[0]) return report;
                 }",
                json!([threads]),
            );
            assert_eq!(report["complete"], true);
            page.picture().assert_is(&page.link());
            hands::rested(page, || hands::drag(page, (320, 240), (283, 221)));
            page.picture().assert_is(&page.link());
            refine(page, 2);
            assert_file(page, 2);
            page.get::<()>("canvas.setAttribute('samples', '1');");
            assert!(assert_counts(page), "some are counted");
        }
    });
}

#[test]
fn a_thousand_random_events_do_no_harm() {
    const SEED: u32 = 2027;
    in_both(|page| {
        explore(page, LINK);
        page.get::<()>(include_str!("../motion/sessions.js"));
        page.get::<()>(include_str!("../motion/fuzz.js"));
        let wrong = page.eval("return window.fuzz(...arguments);", json!([SEED, 1_000]));
        assert_eq!(wrong, json!([]), "seed {SEED}");
        page.picture().assert_is(&page.link());
        assert_counts(page);
        refine(page, 2);
        assert_file(page, 2);
    });
}
