//! What compute workers run allocates nothing: one that is stopped inside the allocator
//! stops all others with it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use deepcanvas::lab;
use deepcanvas::picture::TERMS;
use deepcanvas::view::{Size, permalink};

/// The system's allocator, and how often each thread has asked it for memory.
struct Counted;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: by the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: by the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How often memory is asked for meanwhile.
fn asked(run: impl FnOnce()) -> usize {
    let before = ASKED.get();
    run();
    ASKED.get() - before
}

#[test]
fn a_picture_is_computed_without_the_allocator() {
    // By the plain kernel, by one pixel after the other, and by references: near ones, far
    // ones, and with another orbit for those that rebase.
    for link in [
        "re=-0.74095&im=0.12003&zoom=7500",
        "formula=burning-ship",
        "re=0&im=1&zoom=1e50&iter=3000",
        "re=0&im=1&zoom=1e276&iter=3000",
        "formula=julia&cre=0&cim=1&re=0.5&im=-0.5&zoom=1e40&iter=800",
        "formula=multibrot4&re=0.680801899334026125069993136&im=-0.1952731896533073820915688\
         &zoom=1e150&iter=3000",
        "formula=burning-ship&re=-1.861&im=1e-131&zoom=1e130&iter=900",
        // With pixels on cycles, which are looked for meanwhile.
        "re=-1.7497219297423385717104386&im=-0.0000290166477&zoom=1e15&iter=5000",
    ] {
        let size = Size {
            width: 64,
            height: 48,
        };
        let (view, problems) = permalink::parse(link, None);
        assert!(problems.is_empty(), "{problems:?}");
        let anchor = view.is_deep(size).then(|| {
            let anchor = view.anchor(size, TERMS, &mut || false);
            anchor.expect("it is short")
        });
        let task = view.task(size, anchor.as_ref());
        let whole = size.whole();
        let (mut counts, mut fractions) = (vec![0; whole.pixels()], vec![0.0; whole.pixels()]);
        let times = asked(|| {
            task.render(whole, &mut counts, &mut fractions, &mut || false);
        });
        assert_eq!(times, 0, "{link}");
    }
}

#[test]
fn a_workload_is_computed_without_the_allocator() {
    for name in lab::NAMES {
        let kernel = lab::make(name, 99, 99).expect("a workload");
        let whole = kernel.whole();
        let mut cells = vec![0; whole.pixels() * kernel.words()];
        let times = asked(|| {
            kernel.compute(whole, &mut cells, &mut || false);
        });
        assert_eq!(times, 0, "{name}");
    }
}
