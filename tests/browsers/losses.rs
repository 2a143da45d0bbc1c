//! Compute workers with memory of their own that are lost, or have too little of
//! it: others take over, and nothing is lost, done twice or kept for ever.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;
use crate::page::Page;
use crate::transfer::{assert_counts, assert_file, refine};

const LINK: &str = "re=-0.7453&im=0.1127&zoom=30";

/// Takes longer than a few frames, so that who dies in it leaves work behind.
const LONG: &str = "re=-0.7453&im=0.1127&zoom=300&iter=20000";

/// Has every worker tell what it does on the channel `workers`: the items that a
/// compute worker ran, and what it was asked that no picture was there for. By the
/// same channel it is told to die.
const TELLING: &str = r"{
  const role = new URLSearchParams(location.search).get('role');
  const told = new BroadcastChannel('workers');
  const known = { role, ran: [], refused: 0, asked: 0, buffers: 0, memory: null };
  const owed = [];
  let refusedEpoch = 0;
  let link = '';
  const post = self.postMessage.bind(self);
  if (role !== 'coordinator') {
    addEventListener('message', ({ data }) => {
      if (data.link) link = data.link;
      if (data.type !== 'run') return;
      owed.push(data);
      if (data.epoch === refusedEpoch) known.asked += 1;
    });
    self.postMessage = (message, transfer) => {
      if (message.type === 'nomemory') {
        known.refused += 1;
        refusedEpoch = message.epoch;
      }
      if (message.type === 'tiles') {
        const { items } = owed.shift();
        for (const item of items.slice(0, message.done ?? 0)) known.ran.push(`${item} of ${link}`);
      }
      post(message, transfer);
    };
  } else {
    ArrayBuffer = new Proxy(ArrayBuffer, {
      construct: (target, sizes) => {
        known.buffers += 1;
        return new target(...sizes);
      },
    });
  }
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct: (target, [limits]) => (known.memory = new target(self.limit?.(limits) ?? limits)),
  });
  told.onmessage = ({ data }) => {
    if (data.die === role) throw new Error('told to die');
    if (data.ask) told.postMessage({ ...known, memory: known.memory?.buffer.byteLength ?? 0 });
  };
}
";

/// What the page needs to hear them.
const HEARING: &str = r"
    const staff = new BroadcastChannel('workers');
    // Answers come in the order of what they tell: all before them has come.
    window.told = async (roles, howMany = roles.length) => {
      const known = {};
      const all = next('message', ({ data }) => {
        if (roles.includes(data.role)) known[data.role] = data;
        return Object.keys(known).length === howMany;
      }, staff);
      staff.postMessage({ ask: true });
      await all;
      return Object.values(known);
    };
    window.kill = async (role) => {
      const warned = next('warning', undefined, document.querySelector('deep-canvas'));
      staff.postMessage({ die: role });
      return (await warned).message;
    };
";

/// A host that isolates nothing and whose workers tell what they do; `more` is the
/// workers' script's beginning.
fn telling(more: &'static str) -> Host {
    Host::start(move |path, served| {
        served.isolated = false;
        if path == "/worker.js" {
            served.begin_with(TELLING);
            served.begin_with(more);
        }
    })
}

/// Puts an element onto the host's page, and awaits its complete picture.
fn put(page: &Page, host: &Host, attributes: &Value, style: &str, link: &str) -> Value {
    page.open(&host.page());
    let mut all = attributes.clone();
    all["samples"] = json!("1");
    for pair in link.split('&') {
        let (key, value) = pair.split_once('=').expect("a pair");
        all[key] = json!(value);
    }
    page.eval(
        &format!(
            "{HEARING} const element = put(arguments[0], arguments[1]); return element.settled();"
        ),
        json!([all, style]),
    )
}

/// Turns to other views until so many compute workers are at work.
fn await_threads(page: &Page, threads: u64) {
    page.eval(
        "for (let turn = 1; ; turn += 1) {
             await canvas.setView(`re=-0.7453&im=0.1127&zoom=${30 + turn / 8}`);
             if ((await canvas.settled()).threads === arguments[0]) return;
         }",
        json!([threads]),
    );
}

/// The warnings so far, but for the one that such a page is slow.
fn warnings(page: &Page) -> Vec<Value> {
    page.get("return canvas.of('warning').filter(({ code }) => code !== 'not-isolated');")
}

#[track_caller]
fn assert_warned_once(page: &Page, words: &str) {
    let warnings = warnings(page);
    let [warning] = &warnings[..] else {
        panic!("one warning: {warnings:?}");
    };
    assert_eq!(warning["code"], "worker");
    let message = warning["message"].as_str().expect("a text");
    assert!(message.contains(words), "{message}");
}

/// Of `threads` workers one fails so; the picture is right, one warning says what
/// happened, and so many are left or in its place.
#[track_caller]
fn assert_goes_on(page: &Page, rehearse: &str, threads: u64, left: u64, words: &str) {
    let host = Host::start(|_, served| served.isolated = false);
    let attributes = json!({ "rehearse": rehearse, "threads": threads.to_string() });
    let report = put(page, &host, &attributes, "", LONG);
    assert_eq!(report["backend"], "transfer");
    assert_eq!(report["complete"], true);
    page.picture().assert_is(LONG);
    assert!(assert_counts(page), "some are counted");
    await_threads(page, left);
    page.picture().assert_is(&page.link());
    refine(page, 2);
    assert_file(page, 2);
    assert_warned_once(page, words);
    assert_eq!(page.get::<Value>("return canvas.of('error');"), json!([]));
    page.get::<()>("await canvas.destroy(); await noWorker();");
}

#[test]
fn one_of_three_does_not_start() {
    in_both(|page| assert_goes_on(page, "compute-start", 3, 2, "did not start"));
}

#[test]
fn one_of_three_traps_in_the_middle_of_a_tile() {
    in_both(|page| assert_goes_on(page, "compute-trap", 3, 3, "Another goes on"));
}

#[test]
fn the_only_one_traps() {
    in_both(|page| assert_goes_on(page, "compute-trap", 1, 1, "Another goes on"));
}

#[test]
fn one_of_three_falls_silent() {
    in_both(|page| assert_goes_on(page, "compute-silence", 3, 3, "no life"));
}

#[test]
fn the_only_one_falls_silent() {
    in_both(|page| assert_goes_on(page, "compute-silence", 1, 1, "no life"));
}

/// The same, told by themselves at any time: at rest, and in the middle of something.
#[test]
fn one_of_two_dies_at_any_time() {
    let host = telling("");
    in_both(|page| {
        put(page, &host, &json!({ "threads": "2" }), "", LINK);
        let die = |role: &str| {
            let message = page.eval("return kill(arguments[0]);", json!([role]));
            let message = message.as_str().expect("a text");
            assert!(message.contains("told to die"), "{message}");
        };
        // What it knew is gone: an answer is refused, or right.
        die("compute-0");
        page.get::<()>("await canvas.countsAt([[0, 0]]).catch(() => {});");
        page.get::<()>("await canvas.setView({ palette: 'lagoon' }, { merge: true });");
        page.settled();
        page.picture().assert_is(&page.link());
        assert_counts(page);
        // In more samples.
        page.get::<()>(
            "canvas.setAttribute('samples', '8');
             await next('frame', ({ detail }) => detail.samples > 1);",
        );
        die("compute-1");
        page.get::<()>("canvas.setAttribute('samples', '1');");
        hands::rested(page, || hands::drag(page, (160, 100), (123, 81)));
        page.picture().assert_is(&page.link());
        // In a view that is moved, and so half known.
        await_threads(page, 2);
        page.eval(
            "const [link] = arguments;
             await canvas.setView(link);
             await canvas.settled();
             const { re, im } = canvas.view;
             // By a quarter of its height.
             await canvas.setView({ im: String(Number(im) + 1 / 300) }, { merge: true });",
            json!([LONG]),
        );
        die("compute-2");
        page.settled();
        page.picture().assert_is(&page.link());
        assert_eq!(page.get::<Value>("return canvas.of('error');"), json!([]));
    });
}

#[test]
fn a_question_to_one_that_answers_no_more_is_refused() {
    let deaf = "if (location.search.includes('compute-0')) {
           addEventListener('message', (event) => {
             if (event.data.type === 'counts') event.stopImmediatePropagation();
           });
         }\n";
    let host = telling(deaf);
    in_both(|page| {
        put(page, &host, &json!({ "threads": "2" }), "", LINK);
        // Of all over a picture that both were ready for, and so of both.
        let why: String = page.get(
            "const views = ['zoom=2', 'zoom=3'];
             const another = () => {
               views.push(canvas.view = views.shift());
               return canvas.settled();
             };
             while ((await another()).threads < 2);
             await another();
             const points = Array.from({ length: 100 }, (_, n) => [n * 3, n * 2]);
             return rejection(canvas.countsAt(points));",
        );
        assert!(why.contains("not at hand"), "{why}");
        assert_warned_once(page, "no life");
    });
}

#[test]
fn workers_without_memory_for_a_picture_are_not_asked_again_and_it_becomes_smaller() {
    // Little beside what the program begins with.
    let host = telling(
        "self.limit = (limits) =>
           location.search.includes('compute') ? { ...limits, maximum: limits.initial + 40 } : limits;\n",
    );
    in_both(|page| {
        let report = put(
            page,
            &host,
            &json!({ "threads": "2" }),
            "width: 640px",
            LINK,
        );
        assert_eq!(report["complete"], true);
        let pixels = report["pixels"].as_u64().expect("a number");
        assert!(pixels < 640 * 400, "{pixels} pixels");
        page.picture().assert_is(LINK);
        let known: Value = page.get("return told(['compute-0', 'compute-1']);");
        for worker in known.as_array().expect("a list") {
            let count = |name: &str| worker[name].as_u64().expect("a number");
            assert!(count("refused") > 0, "{worker}");
            // Two are on their way each time, before it is known.
            assert!(count("asked") <= 2 * count("refused"), "{worker}");
        }
        let warnings = warnings(page);
        for warning in &warnings {
            let message = warning["message"].as_str().expect("a text");
            assert_eq!(warning["code"], "size", "{message}");
            assert!(!message.contains("than the 0 "), "{message}");
        }
        assert!(!warnings.is_empty());
        assert_eq!(page.get::<Value>("return canvas.of('error');"), json!([]));
    });
}

#[test]
fn where_one_has_no_memory_the_other_draws_all_of_it_also_in_motion() {
    let host = telling(
        "self.limit = (limits) =>
           location.search.includes('compute-0') ? { ...limits, maximum: limits.initial + 40 } : limits;\n",
    );
    in_both(|page| {
        // As many as cores, so that one rests while the view moves.
        let threads: u64 = page.get("return Math.max(navigator.hardwareConcurrency, 2);");
        let attributes = json!({ "threads": threads.to_string() });
        let report = put(
            page,
            &host,
            &attributes,
            "width: 640px; height: 400px",
            LINK,
        );
        assert_eq!(report["pixels"], 640 * 400);
        page.picture().assert_is(LINK);
        // What lies around the view is small enough for it.
        let ran: Vec<String> = page.get("return (await told(['compute-0']))[0].ran;");
        let of_view = format!("of {LINK}");
        assert!(!ran.iter().any(|item| item.ends_with(&of_view)), "{ran:?}");
        page.get::<()>(hands::HELD_MOVE);
        assert_eq!(warnings(page), [json!(null); 0]);
    });
}

#[test]
fn buffers_come_back_and_memory_is_flat() {
    let host = telling("");
    in_both(|page| {
        put(page, &host, &json!({ "threads": "2" }), "", LINK);
        let measured: [[[f64; 2]; 3]; 2] = page.get(
            "// Some views are left before they are complete.
             const turns = async (from, to) => {
               for (let turn = from; turn < to; turn += 1) {
                 await canvas.setView(`re=-0.7453&im=0.1127&zoom=${30 + turn % 20}&iter=${500 + turn % 7}`);
                 if (turn % 3 === 0) await canvas.settled();
                 else await next('frame');
               }
               await canvas.settled();
             };
             const measure = async () => {
               const known = await told(['coordinator', 'compute-0', 'compute-1']);
               known.sort((a, b) => (a.role < b.role ? -1 : 1));
               return known.map(({ memory, buffers }) => [memory, buffers]);
             };
             await turns(0, 30);
             const before = await measure();
             await turns(30, 120);
             return [before, await measure()];",
        );
        let [before, after] = measured;
        let bytes = |told: [[f64; 2]; 3]| told.map(|[bytes, _]| bytes);
        assert_eq!(bytes(before), bytes(after), "bytes of memory");
        // Of two workers each at most two for what is wanted and one for what is not.
        let [_, _, [_, made]] = after;
        assert!((1.0..=6.0).contains(&made), "{made} buffers");
    });
}

#[test]
fn what_the_others_did_is_not_done_again() {
    let host = telling("");
    in_both(|page| {
        let attributes = json!({ "rehearse": "compute-trap", "threads": "3" });
        put(page, &host, &attributes, "", LONG);
        let twice: Vec<String> = page.get(
            "// The one that is lost answers no more.
             const known = await told(['compute-0', 'compute-1', 'compute-2'], 2);
             const ran = known.flatMap(({ ran }) => ran);
             return ran.filter((item, index) => ran.indexOf(item) < index);",
        );
        assert_eq!(twice, [""; 0]);
    });
}
