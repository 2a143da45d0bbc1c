//! Values that several threads write, each its own.

use std::cell::{Cell, UnsafeCell};
use std::collections::TryReserveError;
use std::ops::Range;

/// See the module.
#[derive(Debug, Default)]
pub struct Cells<T>(Vec<UnsafeCell<T>>);

// SAFETY: all access goes through the unsafe methods, whose callers promise one
// writer and no reader, or readers alone, for every value.
unsafe impl<T: Send + Sync> Sync for Cells<T> {}

impl<T: Copy + Default> Cells<T> {
    /// Becomes so many values, in the memory that there is where it is enough;
    /// those that come in have their default.
    ///
    /// # Errors
    /// Where the memory cannot be had; there are no values then.
    pub fn resize(&mut self, len: usize) -> Result<(), TryReserveError> {
        if self.0.capacity() < len {
            // The old memory first: both together may be more than there is.
            self.0 = Vec::new();
            self.0.try_reserve_exact(len)?;
        }
        self.0.resize_with(len, UnsafeCell::default);
        Ok(())
    }

    /// The same, and all have their default value.
    ///
    /// # Errors
    /// Where the memory cannot be had; there are no values then.
    pub fn renew(&mut self, len: usize) -> Result<(), TryReserveError> {
        self.0.clear();
        self.resize(len)
    }

    /// The values, whose owner nobody else is any more.
    #[must_use]
    pub fn into_values(self) -> Vec<T> {
        self.0.into_iter().map(UnsafeCell::into_inner).collect()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where the first is.
    #[cfg(test)]
    pub(super) fn start(&self) -> *const UnsafeCell<T> {
        self.0.as_ptr()
    }

    /// A range as cells.
    ///
    /// # Safety
    /// Of the cells that the caller touches nobody else does meanwhile.
    ///
    /// # Panics
    /// Where there is no such range.
    #[must_use]
    pub unsafe fn cells(&self, range: Range<usize>) -> &[Cell<T>] {
        let cells = &self.0[range];
        // SAFETY: a `Cell` has an `UnsafeCell`'s layout; by the caller's promise no
        // two threads meet in one.
        unsafe { std::slice::from_raw_parts(cells.as_ptr().cast::<Cell<T>>(), cells.len()) }
    }

    /// A range, to read.
    ///
    /// # Safety
    /// Nobody writes the range meanwhile.
    ///
    /// # Panics
    /// Where there is no such range.
    #[must_use]
    pub unsafe fn slice(&self, range: Range<usize>) -> &[T] {
        let cells = &self.0[range];
        // SAFETY: a cell has its value's layout; by the caller's promise there is
        // no writer.
        unsafe { std::slice::from_raw_parts(cells.as_ptr().cast::<T>(), cells.len()) }
    }

    /// A range, to write.
    ///
    /// # Safety
    /// Nobody else reads or writes the range meanwhile.
    ///
    /// # Panics
    /// Where there is no such range.
    #[must_use]
    #[expect(
        clippy::mut_from_ref,
        reason = "the caller promises that it is exclusive"
    )]
    pub unsafe fn slice_mut(&self, range: Range<usize>) -> &mut [T] {
        let cells = &self.0[range];
        // SAFETY: a cell has its value's layout and may be written through a
        // shared reference; by the caller's promise it is this caller's alone.
        unsafe { std::slice::from_raw_parts_mut(UnsafeCell::raw_get(cells.as_ptr()), cells.len()) }
    }
}
