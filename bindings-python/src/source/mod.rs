//! Python objects as a source of values, walked where they are.
//!
//! A position is a borrowed pointer. What keeps it alive: every container is held from the moment that it is opened, and its
//! items are borrowed from it one at a time. Whatever may run Python code, which may change any container, first takes hold of
//! the object that it is about, and reads the next item afresh.
mod containers;
mod hold;
mod scalars;
mod walk;

pub(crate) use hold::PySource;
