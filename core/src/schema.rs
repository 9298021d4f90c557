//! Schema: text parsed once, frozen, and shared by everything that encodes, decodes or compares.
use crate::error::Result;
use crate::model::node::Graph;
use std::sync::Arc;

/// The language in which a schema is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Format {
    /// Apache Avro 1.12.
    #[default]
    Avro,
}

/// A parsed schema: immutable, cheap to clone, safe to share between threads.
#[derive(Debug, Clone)]
pub struct Schema(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    text: String,
    graph: Graph,
}
