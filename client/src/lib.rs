//! The registry's client: schemas by id, by subject and version, or by URL; registered once, cached for good.
//!
//! ```
//! use isobyte_client::{Registry, RegistryConfig, Version};
//! use isobyte::schema::Schema;
//!
//! let registry = Registry::new(RegistryConfig::at("memory:"))?;
//! let id = registry.register("greetings-value", &Schema::parse(r#""string""#)?)?;
//! assert_eq!(registry.schema_by_version("greetings-value", Version::Latest)?.id, Some(id));
//! # Ok::<(), isobyte::Error>(())
//! ```
#![forbid(unsafe_code)]
#[cfg_attr(not(feature = "http"), allow(dead_code))] // Only HTTP needs the credentials.
mod access;
mod backend;
mod cache;
mod config;
mod flight;
#[cfg(feature = "http")]
mod http;
mod memory;
mod naming;
#[cfg(feature = "http")]
pub mod raw;
mod registered;
mod registry;
#[cfg(feature = "http")]
mod rest;
mod schema_id;
mod target;
#[cfg_attr(not(feature = "http"), allow(dead_code))]
mod url;

pub use backend::{Reference, Version};
pub use config::{Auth, RegistryConfig};
pub use naming::{Naming, Role};
pub use registered::Registered;
pub use registry::Registry;
pub use schema_id::SchemaId;
