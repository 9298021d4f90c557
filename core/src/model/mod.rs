//! What the wings share: the frozen schema graph, names, host shapes, and the two doors for values.
#[cfg(feature = "serde")]
pub(crate) mod fields;
pub mod kind;
pub mod name;
pub mod names;
pub mod node;
pub mod shape;
pub mod shape_text;
pub mod time;
pub mod value;
pub mod view;
