//! Python objects as a sink of values: dicts, lists and scalars, or objects of the classes that a codec was bound to.
mod build;
mod owned;
mod walk;

pub(crate) use build::PySink;
