//! What JavaScript calls: the boundary of the laboratory's wasm.
//!
//! An instance has one workload at a time, which `load` makes. The architectures
//! of private memories let it `compute` regions; those of a shared one hand it over
//! to all threads of the memory, by `share`, `run_rayon` or `publish`. Words cross
//! as bytes, little-endian.

use super::{Claim, Kernel, Sheet, Task, copies, make};
use crate::pool::{Pool, Publisher, Rect};
use js_sys::{Array, Uint8Array, Uint8ClampedArray};
use rayon::prelude::*;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use wasm_bindgen::prelude::*;

pub use wasm_bindgen_rayon::init_thread_pool;

/// Compute workers of our own architecture at most.
const SEATS: usize = 64;

thread_local! {
    /// What `load` has made.
    static LOADED: RefCell<Option<Box<dyn Kernel>>> = const { RefCell::new(None) };
    /// Our own architecture's coordinator.
    static PUBLISHER: RefCell<Option<Publisher<Task>>> = const { RefCell::new(None) };
    /// How many of the task's items were handed over.
    static SHOWN: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
}

/// The sheet that all threads of this memory work on.
static SHEET: Mutex<Option<Arc<Sheet>>> = Mutex::new(None);

/// The pool of this memory.
static POOL: OnceLock<Arc<Pool<Task>>> = OnceLock::new();

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn now() -> f64;
}

fn with_loaded<R>(look: impl FnOnce(&mut Box<dyn Kernel>) -> R) -> Result<R, JsError> {
    LOADED.with_borrow_mut(|loaded| loaded.as_mut().map(look).ok_or_else(not_loaded))
}

fn take_loaded() -> Result<Box<dyn Kernel>, JsError> {
    LOADED.take().ok_or_else(not_loaded)
}

fn not_loaded() -> JsError {
    JsError::new("lab: no workload is loaded: expected a call of load before")
}

fn no_memory() -> JsError {
    JsError::new("lab: there is not enough memory for the result")
}

/// Makes a workload of a name and a size, its input all zero. Gives its width and
/// height in cells, the bytes of a cell, the width and height of a tile, and the
/// bytes of its input.
///
/// # Errors
/// Where there is no such workload, or none of that size.
#[wasm_bindgen]
pub fn load(name: &str, size: u32, height: u32) -> Result<Vec<u32>, JsError> {
    // The one before goes first: both together may be more memory than either needs.
    LOADED.take();
    let mut kernel = make(name, size, height).map_err(|why| JsError::new(&why))?;
    let ((width, height), (across, down)) = (kernel.size(), kernel.tile());
    let cell = 4 * kernel.words() as u32;
    let input = 4 * kernel.input().len() as u32;
    LOADED.set(Some(kernel));
    Ok(vec![width, height, cell, across, down, input])
}

/// The usual input of a workload, of so many bytes.
#[wasm_bindgen]
#[must_use]
pub fn usual_input(name: &str, length: u32) -> Uint8Array {
    copy_of(&super::input(name, length as usize / 4))
}

/// Gives the loaded workload a part of its input, from this byte on.
///
/// # Errors
/// Where none is loaded, or the part is not of its input.
#[wasm_bindgen]
pub fn give_input(from: u32, part: &Uint8Array) -> Result<(), JsError> {
    with_loaded(|kernel| {
        let input = kernel.input();
        let (all, start) = (4 * input.len(), from as usize / 4);
        let (from, length) = (from as usize, part.length() as usize);
        let fits = from.is_multiple_of(4) && length.is_multiple_of(4);
        let to = input.get_mut(start..start + length / 4);
        let Some(to) = to.filter(|_| fits) else {
            return Err(JsError::new(&format!(
                "lab: a part of {length} bytes from byte {from} on: expected whole words of {all} \
                 bytes"
            )));
        };
        fill(to, part);
        Ok(())
    })?
}

/// The first byte of the input that a region needs, and the one after the last.
///
/// # Errors
/// Where no workload is loaded.
#[wasm_bindgen]
pub fn reads(x: u32, y: u32, width: u32, height: u32) -> Result<Vec<u32>, JsError> {
    let region = Rect {
        x,
        y,
        width,
        height,
    };
    let range = with_loaded(|kernel| kernel.reads(region))?;
    Ok(vec![4 * range.start as u32, 4 * range.end as u32])
}

/// Computes a region of the loaded workload, here and now: its cells.
///
/// # Errors
/// Where none is loaded.
#[wasm_bindgen]
pub fn compute(x: u32, y: u32, width: u32, height: u32) -> Result<Uint8Array, JsError> {
    let region = Rect {
        x,
        y,
        width,
        height,
    };
    with_loaded(|kernel| {
        let mut cells = vec![0; region.pixels() * kernel.words()];
        kernel.compute(region, &mut cells, &mut || false);
        copy_of(&cells)
    })
}

/// Computes all of the loaded workload, here and now, as one does who shares nothing
/// out: its result.
///
/// # Errors
/// Where none is loaded.
#[wasm_bindgen]
pub fn compute_all() -> Result<Uint8Array, JsError> {
    with_loaded(|kernel| copy_of(&kernel.alone()))
}

/// Words as bytes of JavaScript's own.
fn copy_of(words: &[u32]) -> Uint8Array {
    copies::note(words.len());
    // SAFETY: words may be read as bytes.
    let (_, bytes, _) = unsafe { words.align_to::<u8>() };
    // SAFETY: it is copied before anything is allocated.
    let view = unsafe { Uint8Array::view(bytes) };
    view.slice(0, bytes.len() as u32)
}

/// Fills words with as many bytes of JavaScript's.
fn fill(words: &mut [u32], from: &Uint8Array) {
    copies::note(words.len());
    // SAFETY: words may be written as bytes; wasm is little-endian.
    let (_, to, _) = unsafe { words.align_to_mut::<u8>() };
    from.copy_to(to);
}

/// The bytes that this thread's instance has copied since the last call.
#[wasm_bindgen]
#[must_use]
pub fn take_copied() -> f64 {
    copies::take() as f64
}

/// What becomes of all cells, row after row, of the loaded workload.
///
/// # Errors
/// Where none is loaded.
#[wasm_bindgen]
pub fn finish(cells: &Uint8Array) -> Result<Uint8Array, JsError> {
    with_loaded(|kernel| {
        let mut words = vec![0; cells.length() as usize / 4];
        fill(&mut words, cells);
        kernel.finish(&mut words);
        copy_of(&words)
    })
}

/// Hands the loaded workload over to all threads of this memory, which claim `cell`s,
/// `row`s or `tile`s of it. To be called while none of them works.
///
/// # Errors
/// Where none is loaded, there is no such claim, or no memory for the result.
#[wasm_bindgen]
pub fn share(claim: &str) -> Result<(), JsError> {
    let Some(claim) = Claim::from_name(claim) else {
        return Err(JsError::new(&format!(
            "lab: claim is \"{claim}\": expected cell, row or tile"
        )));
    };
    let sheet = Sheet::new(take_loaded()?, claim).map_err(|_| no_memory())?;
    *sheet_lock() = Some(Arc::new(sheet));
    Ok(())
}

fn sheet_lock() -> std::sync::MutexGuard<'static, Option<Arc<Sheet>>> {
    SHEET.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Works on what was shared until nothing is left to claim.
#[wasm_bindgen]
pub fn work_on_shared() {
    let sheet = sheet_lock().clone();
    if let Some(sheet) = sheet {
        sheet.work();
    }
}

/// The result of what was shared, copied: browsers take no shared bytes for a
/// picture. To be called when all threads have said that they are done.
///
/// # Errors
/// Where nothing was shared, or somebody still works on it.
#[wasm_bindgen]
pub fn shared_result() -> Result<Uint8ClampedArray, JsError> {
    let sheet = sheet_lock().take();
    let sheet = sheet.and_then(|sheet| Arc::try_unwrap(sheet).ok());
    let sheet = sheet.ok_or_else(|| JsError::new("lab: expected a shared workload at rest"))?;
    Ok(clamped(&sheet.result()))
}

fn clamped(words: &[u32]) -> Uint8ClampedArray {
    Uint8ClampedArray::new(&copy_of(words).buffer())
}

/// Runs the loaded workload on rayon's threads, a row at a time: its result.
///
/// # Errors
/// Where none is loaded.
#[wasm_bindgen]
pub fn run_rayon() -> Result<Uint8ClampedArray, JsError> {
    let kernel = take_loaded()?;
    let (width, height) = kernel.size();
    let row_words = width as usize * kernel.words();
    let mut cells = vec![0; row_words * height as usize];
    cells
        .par_chunks_mut(row_words)
        .zip(0..height)
        .for_each(|(row, y)| {
            let region = Rect {
                x: 0,
                y,
                width,
                height: 1,
            };
            kernel.compute(region, row, &mut || false);
        });
    kernel.finish(&mut cells);
    Ok(clamped(&cells))
}

/// Makes this thread the coordinator of our own architecture.
#[wasm_bindgen]
pub fn open_pool() {
    let publisher = Publisher::new(SEATS);
    // A memory has one coordinator.
    let _ = POOL.set(publisher.pool());
    PUBLISHER.set(Some(publisher));
}

fn with_publisher<R>(look: impl FnOnce(&mut Publisher<Task>) -> R) -> Result<R, JsError> {
    PUBLISHER.with_borrow_mut(|publisher| {
        let publisher = publisher.as_mut();
        publisher
            .map(look)
            .ok_or_else(|| JsError::new("lab: expected a call of open_pool before"))
    })
}

/// A seat for a compute worker.
///
/// # Errors
/// Where all are taken, or there is no pool.
#[wasm_bindgen]
pub fn take_seat() -> Result<usize, JsError> {
    with_publisher(Publisher::seat_worker)?.ok_or_else(|| JsError::new("lab: all seats are taken"))
}

/// A compute worker's life.
///
/// # Errors
/// Where this memory has no pool.
#[wasm_bindgen]
pub fn run_seat(seat: usize) -> Result<(), JsError> {
    let pool = POOL
        .get()
        .ok_or_else(|| JsError::new("lab: this memory has no pool"))?;
    pool.work(seat, || None);
    Ok(())
}

/// Publishes the loaded workload to the compute workers.
///
/// # Errors
/// Where none is loaded, or there is no memory for its result.
#[wasm_bindgen]
pub fn publish() -> Result<(), JsError> {
    let task = Task::new(take_loaded()?).map_err(|_| no_memory())?;
    let items = task.items();
    SHOWN.set(vec![false; items.len()]);
    with_publisher(|publisher| {
        // Those before, and their memory.
        while publisher.reap().is_some() {}
        publisher.publish(task, items);
    })
}

/// Waits until all is done, at most so many milliseconds: whether it is.
///
/// # Errors
/// Where there is no pool.
#[wasm_bindgen]
pub fn wait(milliseconds: f64) -> Result<bool, JsError> {
    let begun = now();
    let budget = Duration::from_secs_f64(milliseconds.max(0.0) / 1000.0);
    with_publisher(|publisher| {
        publisher.wait(budget, || {
            Duration::from_secs_f64((now() - begun).max(0.0) / 1000.0)
        })
    })
}

/// Hands the tiles over that were finished since the last time: calls `put` with
/// a copy of the pixels, left, top, width and height.
///
/// # Errors
/// Where there is no pool.
#[wasm_bindgen]
pub fn collect(put: &js_sys::Function) -> Result<(), JsError> {
    with_publisher(|publisher| {
        publisher.current(|task, items, is_finished| {
            SHOWN.with_borrow_mut(|shown| {
                for (index, &item) in items.iter().enumerate() {
                    if !is_finished(index) || std::mem::replace(&mut shown[index], true) {
                        continue;
                    }
                    let Rect {
                        x,
                        y,
                        width,
                        height,
                    } = task.region(item);
                    // SAFETY: the item is finished.
                    let pixels = clamped(unsafe { task.cells(item) });
                    let place =
                        Array::of5(&pixels, &x.into(), &y.into(), &width.into(), &height.into());
                    // It throws nothing that could be mended here.
                    let _ = put.apply(&JsValue::UNDEFINED, &place);
                }
            });
        });
    })
}

/// The result of what was published and is done, copied.
///
/// # Errors
/// Where nothing is done.
#[wasm_bindgen]
pub fn published_result() -> Result<Uint8ClampedArray, JsError> {
    let result = with_publisher(|publisher| {
        let is_done = publisher.wait(Duration::ZERO, || Duration::ZERO);
        let look = |task: &Task, _: &[u32], _: &dyn Fn(usize) -> bool| {
            // SAFETY: all items are finished.
            is_done.then(|| clamped(&unsafe { task.result() }))
        };
        publisher.current(look).flatten()
    })?;
    result.ok_or_else(|| JsError::new("lab: expected a workload that was published and is done"))
}
