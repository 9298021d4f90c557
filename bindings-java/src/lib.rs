//! The native half of the Java binding. What Java calls is in `border`; everything else is safe Rust.
mod border;
mod codec;
mod file;
mod registry;
mod schema;
mod store;
mod text;
