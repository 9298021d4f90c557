//! From sockets to requests: connections, their limits, and TLS.
pub mod accept;
pub mod peer;
pub mod tls;
