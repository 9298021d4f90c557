//! Who is at the other end of a connection.
use std::net::IpAddr;
use std::sync::Arc;

/// The other end, as handlers find it in a request's extensions.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address.
    pub address: IpAddr,
    /// The common name of its certificate, when it showed one that we trust.
    pub certificate: Option<Arc<str>>,
}
