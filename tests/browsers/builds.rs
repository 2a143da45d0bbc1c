//! The program's two builds: one for engines that fuse a product and a sum, one for others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::TERMS;
use deepcanvas::view::Size;
use serde_json::json;

use crate::fleet::in_both;
use crate::host::Host;
use crate::page::Page;
use crate::pictures::view;

const SIZE: Size = Size {
    width: 96,
    height: 60,
};

/// Views of every tier and formula.
const VIEWS: [&str; 8] = [
    "",
    "re=-0.7453&im=0.1127&zoom=300&rot=20",
    "re=-1.7497219297423385&im=-0.0000290166477&zoom=1e10",
    "formula=julia&cre=-0.8&cim=0.156&re=0&im=0&zoom=1",
    "formula=burning-ship&re=-1.762&im=-0.028&zoom=30",
    "formula=multibrot3&re=0.36&im=0.72&zoom=20",
    "formula=multibrot4&re=0.45&im=0.36&zoom=20",
    "re=-1.624807512452702137023643310823760840&im=0.005718814846149834196049195979101287\
     &zoom=1e23&iter=2000",
];

/// An engine without relaxed SIMD: nothing is made of a module that imports nothing, as
/// the one is by which the worker finds out.
const UNFUSED: &str = "WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
      construct(target, given) {
        if (given.length === 1) throw new Error('no such instruction');
        return Reflect.construct(target, given);
      },
    });\n";

/// What the host counts: as machines that do not fuse do, and as this one does.
fn counted(link: &str) -> [Vec<u32>; 2] {
    let view = view(link);
    let anchor = view.is_deep(SIZE).then(|| {
        view.anchor(SIZE, TERMS, &mut || false)
            .expect("its orbit is short")
    });
    let task = view.task(SIZE, anchor.as_ref());
    let region = SIZE.whole();
    let blank = || (vec![0; region.pixels()], vec![0.0; region.pixels()]);
    let (mut baseline, mut best) = (blank(), blank());
    task.render_baseline(region, &mut baseline.0, &mut baseline.1, &mut || false);
    task.render(region, &mut best.0, &mut best.1, &mut || false);
    [baseline.0, best.0]
}

/// Whether the host's lanes fuse.
fn fuses() -> bool {
    #[cfg(target_arch = "x86_64")]
    return is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
    #[cfg(not(target_arch = "x86_64"))]
    cfg!(target_arch = "aarch64")
}

/// What the page counts, of every pixel.
fn counts_of(page: &Page, link: &str) -> Vec<u32> {
    let points: Vec<[u32; 2]> = (0..SIZE.height)
        .flat_map(|y| (0..SIZE.width).map(move |x| [x, y]))
        .collect();
    let counts = page.counts(link, &points).into_iter();
    counts
        .map(|count| u32::try_from(count).unwrap_or(BOUNDED))
        .collect()
}

#[test]
fn engines_that_do_not_fuse_count_as_hosts_that_do_not() {
    let is_asked_for = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_asked_for);
    let host = Host::start(move |path, served| match path {
        "/worker.js" => served.begin_with(UNFUSED),
        "/pkg/baseline_bg.wasm" => asked.store(true, Ordering::Relaxed),
        "/pkg/deepcanvas_bg.wasm" => served.be_missing(),
        _ => {}
    });
    in_both(|page| {
        page.open(&host.page());
        page.eval(
            "put({ samples: 1 }, `width: ${arguments[0]}px; height: ${arguments[1]}px`);",
            json!([SIZE.width, SIZE.height]),
        );
        let (mut pixels, mut others) = (0, 0);
        for link in VIEWS {
            let [baseline, best] = counted(link);
            assert!(counts_of(page, link) == baseline, "{link}");
            pixels += best.len();
            others += (best.iter().zip(&baseline))
                .filter(|(one, other)| one != other)
                .count();
        }
        // Where rounding decides the two builds count otherwise: in one pixel of 200.
        assert!(others * 200 <= pixels, "{others} of {pixels}");
        // And on hosts that fuse, in some.
        assert!(others > 0 || !fuses(), "none of {pixels}");
    });
    assert!(is_asked_for.load(Ordering::Relaxed));
}
