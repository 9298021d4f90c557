//! What the wings share: the frozen schema graph, names, host shapes, and the two doors for values.
pub mod dynamic;
pub mod kind;
pub mod name;
pub mod node;
pub mod shape;
pub mod shape_text;
pub mod time;
pub mod value;
