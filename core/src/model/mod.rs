//! What the wings share: the frozen schema graph, names, host shapes, and the two doors for values.
pub mod name;
pub mod node;
