//! Profiling that is left on: what was told is forgotten, by the browser and by the
//! workers.

use serde::Deserialize;
use serde_json::json;

use crate::fleet::in_both;
use crate::host::Host;

/// What a worker keeps at most until it tells it.
const MANY: u64 = 2048;

/// So many a worker tells at least: if any of it stayed, several times `MANY` would.
const TOLD: u64 = 5 * MANY;

/// Whether something grows is seen by what there is when it has told so many.
const BEFORE: u64 = MANY;

/// How much more memory a worker may have in use after the rest: room for `MANY`
/// records takes 300 KB, all that it told would take more than a megabyte.
const MORE_BYTES: i64 = 512 * 1024;

/// A site whose workers tell the page, now and then, how many measures they made and
/// how many the browser still has of them.
fn counted(isolated: bool) -> Host {
    Host::start(move |path, served| {
        served.isolated = isolated;
        if path == "/service-worker.js" {
            served.be_missing();
        } else if path == "/worker.js" {
            served.begin_with(
                "const told = new BroadcastChannel('told');
                 const who = new URL(location.href).searchParams.get('role');
                 const { measure } = performance;
                 let calls = 0;
                 performance.measure = function (...measured) {
                   measure.apply(performance, measured);
                   calls += 1;
                   if (calls % 64 === 0) told.postMessage({ role: who, calls, kept: performance.getEntriesByType('measure').length });
                 };\n",
            );
        }
    })
}

#[derive(Deserialize)]
struct Memory {
    bytes: i64,
    workers: i64,
}

#[derive(Deserialize)]
struct Grown {
    /// The most that any worker had at once.
    kept: u64,
    /// What the compute worker that told most has told.
    told: u64,
    before: Memory,
    after: Memory,
}

#[test]
fn profiling_that_is_left_on_keeps_nothing() {
    for isolated in [true, false] {
        let host = counted(isolated);
        in_both(|page| {
            page.open(&host.page());
            // Many tiles without an iteration: the inside of the set, here and there.
            let grown = page.eval(
                "const [before, told] = arguments;
                 let kept = 0;
                 const calls = {};
                 new BroadcastChannel('told').onmessage = ({ data }) => {
                   kept = Math.max(kept, data.kept);
                   calls[data.role] = data.calls;
                 };
                 const most = () => Math.max(0, ...Object.keys(calls).filter((role) => role !== 'coordinator').map((role) => calls[role]));
                 const element = put({ samples: 1, profile: '' }, 'width: 1200px; height: 800px');
                 let views = 0;
                 const show = async () => {
                   views += 1;
                   await element.setView(`re=${-0.1 - views / 1e4}&zoom=40`);
                   await element.settled();
                 };
                 const memory = async () => {
                   const { liveBytes } = await element.ledger();
                   return { bytes: liveBytes, workers: element.stats.threads + 1 };
                 };
                 while (most() < before) await show();
                 const first = await memory();
                 while (most() < told) await show();
                 return { kept, told: most(), before: first, after: await memory() };",
                json!([BEFORE, TOLD]),
            );
            let grown: Grown = serde_json::from_value(grown).expect("numbers");
            assert!(grown.told >= TOLD);
            assert!((1..=MANY).contains(&grown.kept), "{} are kept", grown.kept);
            let more = grown.after.bytes - grown.before.bytes;
            let most = grown.after.workers * MORE_BYTES;
            assert!(more <= most, "{more} bytes more; expected {most} at most");
        });
    }
}
