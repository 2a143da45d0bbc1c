//! How many bytes a thread copies to have the work where it is done, and its result
//! where it is wanted: told where they are copied, so that the figure follows the code.

use std::cell::Cell;

thread_local! {
    /// So many words since it was asked last.
    static WORDS: Cell<usize> = const { Cell::new(0) };
}

/// So many words are copied.
pub(super) fn note(words: usize) {
    WORDS.set(WORDS.get() + words);
}

/// The bytes that this thread has copied since the last call.
#[must_use]
pub fn take() -> usize {
    4 * WORDS.take()
}
