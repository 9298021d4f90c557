//! Columns: many data of one schema as buffers in the layout of Apache Arrow, filled by the decoder without a value in between.
pub mod batch;
pub mod column;
mod layout;
mod sink;
