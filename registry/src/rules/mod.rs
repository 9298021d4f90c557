//! The rules: what may be written, decided on a state and told as records of the log.
pub mod bundle;
pub mod compat;
pub mod config;
pub mod context;
pub mod delete;
pub mod draft;
pub mod explain;
pub mod lookup;
pub mod mend;
pub mod mode;
pub mod offer;
pub mod reader;
pub mod register;
pub mod rule_set;
