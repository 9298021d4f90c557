//! The loop that takes connections, each with its limits, until it is told to stop.
use crate::listen::peer::Peer;
use crate::listen::tls::{Tls, common_name};
use axum::Router;
use axum::body::Body;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

/// What a connection may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once; more wait to be taken.
    pub connections: usize,
    /// How long the head of a request may take to arrive, and how long a connection may lie idle.
    pub head_timeout: Duration,
    /// Bytes of a request's head.
    pub head_bytes: usize,
    /// How long the other end may take to agree on TLS.
    pub handshake_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { connections: 10_000, head_timeout: seconds(30), head_bytes: 64 << 10, handshake_timeout: seconds(10) }
    }
}

/// Serves until `stop` is done and the requests that were begun are answered.
///
/// # Errors
/// When the listener fails for good.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()> + Send,
) -> std::io::Result<()> {
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut stop = std::pin::pin!(stop);
    loop {
        let taken = tokio::select! {
            () = &mut stop => break,
            taken = take(&listener, &places) => taken,
        };
        let (stream, address, place) = match taken {
            Ok(taken) => taken,
            // Of this connection, or for want of descriptors, which come back when others close.
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers are small and whole: waiting to fill a segment only delays them.
        drop(stream.set_nodelay(true));
        let (tls, router, limits, watcher) = (tls.clone(), router.clone(), limits.clone(), open.watcher());
        tokio::spawn(async move {
            let _place = place;
            let address = address.ip();
            match tls {
                None => talk(stream, Peer { address, certificate: None }, router, &limits, watcher).await,
                Some(tls) => {
                    let acceptor = TlsAcceptor::from(tls.config());
                    match tokio::time::timeout(limits.handshake_timeout, acceptor.accept(stream)).await {
                        Ok(Ok(stream)) => {
                            let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
                            let certificate = shown.and_then(|shown| common_name(shown)).map(Arc::from);
                            talk(stream, Peer { address, certificate }, router, &limits, watcher).await;
                        }
                        Ok(Err(error)) => tracing::debug!(%address, %error, "no TLS"),
                        Err(_) => tracing::debug!(%address, "no TLS in time"),
                    }
                }
            }
        });
    }
    drop(listener);
    open.shutdown().await;
    Ok(())
}

type Taken = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn take(listener: &TcpListener, places: &Arc<Semaphore>) -> std::io::Result<Taken> {
    let place = places.clone().acquire_owned().await.map_err(std::io::Error::other)?;
    let (stream, address) = listener.accept().await?;
    Ok((stream, address, place))
}

/// Answers the requests of one connection.
async fn talk<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    peer: Peer,
    router: Router,
    limits: &Limits,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer.clone());
        let mut router = router.clone();
        async move { Ok::<_, Infallible>(router.call(request).await.unwrap_or_else(|never| match never {})) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_buf_size(limits.head_bytes)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
