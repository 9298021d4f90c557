//! Memory that one call borrows from its thread: taken out while in use, so that Python code may call in again.
use std::cell::Cell;

/// What is kept from call to call; larger buffers are given back to the system.
const KEPT: usize = 1 << 20;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// An output buffer of at least `size` bytes, whose bytes mean nothing.
pub(crate) fn take(size: usize) -> Vec<u8> {
    let mut buffer = BUFFER.try_with(Cell::take).unwrap_or_default();
    if buffer.len() < size {
        buffer.resize(size.next_multiple_of(4_096), 0);
    }
    buffer
}

/// Gives it back.
pub(crate) fn give(buffer: Vec<u8>) {
    if buffer.len() <= KEPT {
        // At the end of a thread there is nothing to give it to.
        let _ = BUFFER.try_with(|kept| kept.set(buffer));
    }
}
