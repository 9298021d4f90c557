//! Apache Arrow: data as record batches, handed over by its C data interface inside of capsules.
pub(crate) mod batches;
pub(crate) mod export;
pub(crate) mod input;
