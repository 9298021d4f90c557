//! Bytes in and out, bounds-checked: varints, the reading cursor, the output buffer.
