//! Futures of this worker, run between the tasks of its event loop.
//!
//! The executor of `wasm-bindgen-futures` wakes by `Atomics.waitAsync` where memory is
//! shared, so that any worker may; where a browser has none (Firefox before 145) it
//! posts the memory to a helper, which throws in a page that is not isolated. Here all
//! that futures wait for comes from the worker's own event loop.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(run: &Closure<dyn FnMut()>);
}

/// What is left to be done of a task.
type Work = Pin<Box<dyn Future<Output = ()>>>;

/// The tasks of a worker.
struct Tasks {
    /// A few, in no order.
    waiting: Vec<(u64, Work)>,
    /// Those to be asked, in the order in which they were woken; none twice.
    woken: VecDeque<u64>,
    next: u64,
    run: Closure<dyn FnMut()>,
}

impl Tasks {
    /// What is left of a task, if it is not done.
    fn take(&mut self, task: u64) -> Option<Work> {
        let index = self.waiting.iter().position(|(known, _)| *known == task)?;
        Some(self.waiting.swap_remove(index).1)
    }
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::new(Tasks {
        waiting: Vec::new(),
        woken: VecDeque::new(),
        next: 0,
        run: Closure::new(run),
    });
}

/// Wakes a task of the worker that it is called in, which has to be the task's own.
struct Alarm(u64);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        wake(self.0);
    }
}

/// Runs a future to its end: first when what called this has returned to the event loop.
pub(super) fn spawn(work: impl Future<Output = ()> + 'static) {
    let task = TASKS.with_borrow_mut(|tasks| {
        tasks.next += 1;
        tasks.waiting.push((tasks.next, Box::pin(work)));
        tasks.next
    });
    wake(task);
}

fn wake(task: u64) {
    TASKS.with_borrow_mut(|tasks| {
        if tasks.woken.contains(&task) {
            return;
        }
        if tasks.woken.is_empty() {
            queue_microtask(&tasks.run);
        }
        tasks.woken.push_back(task);
    });
}

/// Asks all that were woken so far; those that are woken meanwhile have their turn after
/// what the event loop has queued before.
fn run() {
    let woken = TASKS.with_borrow_mut(|tasks| std::mem::take(&mut tasks.woken));
    for task in woken {
        // One that is done may be woken once more.
        let work = TASKS.with_borrow_mut(|tasks| tasks.take(task));
        let Some(mut work) = work else { continue };
        let alarm = Waker::from(Arc::new(Alarm(task)));
        if work.as_mut().poll(&mut Context::from_waker(&alarm)) == Poll::Pending {
            TASKS.with_borrow_mut(|tasks| tasks.waiting.push((task, work)));
        }
    }
}
