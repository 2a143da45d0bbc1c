//! What the program takes of its memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, with a count of the bytes that are in use: allocations
/// are rare, none happens while a tile is rendered.
struct Counted;

#[global_allocator]
static ALLOCATOR: Counted = Counted;

// Relaxed throughout: a figure for people.
static LIVE: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by the caller's promise.
        let pointer = unsafe { System.alloc(layout) };
        if !pointer.is_null() {
            LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        }
        pointer
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by the caller's promise.
        let pointer = unsafe { System.alloc_zeroed(layout) };
        if !pointer.is_null() {
            LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: by the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: by the caller's promise.
        let moved = unsafe { System.realloc(pointer, layout, size) };
        if !moved.is_null() {
            LIVE.fetch_add(size, Ordering::Relaxed);
            LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        }
        moved
    }
}

/// Bytes in use.
pub(super) fn live_bytes() -> usize {
    LIVE.load(Ordering::Relaxed)
}

/// Bytes that the memory has grown to.
pub(super) fn bytes() -> u64 {
    pages() as u64 * (64 << 10)
}

/// Pages of 64 KiB that the memory has grown to; it never shrinks.
pub(super) fn pages() -> usize {
    core::arch::wasm32::memory_size(0)
}
