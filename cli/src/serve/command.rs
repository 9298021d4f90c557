//! `isobyte serve`: the schema registry as a process.
use crate::serve::guard::{Guard, Guarded};
use clap::Args;
use isobyte_registry::engine::Engine;
use isobyte_registry::http::{self, Options};
use isobyte_registry::store::memory::MemoryStore;
use isobyte_registry::store::postgres::PostgresStore;
use isobyte_registry::store::sqlite::SqliteStore;
use isobyte_registry::store::{Store, StoreError};
use std::io::Write;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing::level_filters::LevelFilter;

/// How long requests that were begun may still take after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the schema registry until SIGTERM or SIGINT.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on. Port 0 takes a free one; the line on stdout says which.
    #[arg(long, default_value = "127.0.0.1:8081", env = "ISOBYTE_LISTEN", value_name = "HOST:PORT")]
    listen: SocketAddr,
    /// The store: a directory, made when it is missing; the URL of a PostgreSQL database, postgresql://USER@HOST/DATABASE,
    /// which several servers may share; or `memory:`, which is forgotten at the end.
    #[arg(long, env = "ISOBYTE_DATA", hide_env_values = true, value_name = "DIR|URL")]
    data: PathBuf,
    /// Bytes of a request's body, at most.
    #[arg(long, default_value_t = Options::default().max_body, env = "ISOBYTE_MAX_BODY", value_name = "BYTES")]
    max_body: usize,
    /// Requests that one caller may send in a second, on the average; more are answered with 429.
    #[arg(long, env = "ISOBYTE_RATE", value_name = "REQUESTS")]
    rate: Option<NonZeroU32>,
    /// Seconds that the answer to a request may take.
    #[arg(long, default_value_t = Options::default().request_timeout.as_secs(), env = "ISOBYTE_REQUEST_TIMEOUT", value_name = "SECONDS")]
    request_timeout: u64,
    /// Seconds that the head of a request may take to arrive, and that a connection may lie idle.
    #[arg(long, default_value_t = Options::default().connections.head_timeout.as_secs(), env = "ISOBYTE_IDLE_TIMEOUT", value_name = "SECONDS")]
    idle_timeout: u64,
    /// Connections at once, at most; more wait.
    #[arg(long, default_value_t = Options::default().connections.connections, env = "ISOBYTE_MAX_CONNECTIONS", value_name = "NUMBER")]
    max_connections: usize,
    #[command(flatten)]
    guard: Guard,
    /// The error_code of an incompatible schema: most clients assert 409, newer servers answer 40901.
    #[arg(long, default_value_t = Options::default().incompatible_code, env = "ISOBYTE_INCOMPATIBLE_CODE", value_name = "CODE")]
    incompatible_code: u32,
    /// What is told on stderr: off, error, warn, info, debug (every request) or trace.
    #[arg(long, default_value = "info", env = "ISOBYTE_LOG", value_name = "LEVEL")]
    log: LevelFilter,
}

impl Serve {
    /// Serves; returns after a graceful end.
    pub(crate) fn run(self) -> Result<(), String> {
        tracing_subscriber::fmt().with_max_level(self.log).with_writer(std::io::stderr).with_ansi(false).init();
        let guarded = self.guard.clone().open()?;
        let store = open(&self.data).map_err(|error| error.to_string())?;
        let engine = Engine::open(store).map_err(|error| error.to_string())?;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?;
        let served = runtime.block_on(self.serve(engine.clone(), guarded));
        // Connections that outlived their grace end here; a write that was begun does not.
        runtime.shutdown_timeout(Duration::from_millis(100));
        engine.close();
        served
    }

    async fn serve(self, engine: Engine, guarded: Guarded) -> Result<(), String> {
        let failed = |error: std::io::Error| format!("cannot listen on {}: {error}", self.listen);
        let listener = TcpListener::bind(self.listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, mut stopped) = watch::channel(false);
        let signals = signals().map_err(|error| format!("cannot listen to signals: {error}"))?;
        tokio::spawn(async move {
            let name = signals.await;
            tracing::info!("{name}: finishing what was begun");
            stop.send_replace(true);
        });
        if !address.ip().is_loopback() && !guarded.gate.is_guarded() {
            tracing::warn!("every host that can reach {address} may read and write: there is no --access file");
        }
        listen_for_reload(&guarded).map_err(|error| format!("cannot listen to signals: {error}"))?;
        announce(address, guarded.tls.is_some()).map_err(|error| format!("cannot write to stdout: {error}"))?;
        let mut options = Options {
            max_body: self.max_body,
            incompatible_code: self.incompatible_code,
            rate: self.rate,
            request_timeout: Duration::from_secs(self.request_timeout),
            gate: guarded.gate,
            tls: guarded.tls,
            ..Options::default()
        };
        options.connections.connections = self.max_connections;
        options.connections.head_timeout = Duration::from_secs(self.idle_timeout);
        let mut late = stopped.clone();
        let serving = http::serve(listener, engine, options, async move { drop(stopped.wait_for(|stop| *stop).await) });
        tokio::select! {
            served = serving => served.map_err(|error| format!("serving failed: {error}")),
            () = async { drop(late.wait_for(|stop| *stop).await); tokio::time::sleep(GRACE).await } => {
                tracing::warn!("some connections did not end in {} s", GRACE.as_secs());
                Ok(())
            }
        }
    }
}

pub(crate) fn open(data: &Path) -> Result<Box<dyn Store>, StoreError> {
    match data.to_str() {
        Some("memory:") => Ok(Box::new(MemoryStore::new())),
        Some(url) if url.starts_with("postgresql://") || url.starts_with("postgres://") => {
            Ok(Box::new(PostgresStore::open(url)?))
        }
        // A typing error in a URL must not make a directory of that name.
        Some(url) if url.contains("://") => {
            let scheme = url.split("://").next().unwrap_or_default();
            Err(StoreError(format!(
                "--data: expected a directory, postgresql://... or memory:, found a URL '{scheme}:'"
            )))
        }
        _ => Ok(Box::new(SqliteStore::open(data)?)),
    }
}

/// The one line on stdout: whoever started the server may wait for it.
fn announce(address: SocketAddr, tls: bool) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    let scheme = if tls { "https" } else { "http" };
    writeln!(stdout, "isobyte registry listening on {scheme}://{address}")?;
    stdout.flush()
}

/// Reads the files of the guard again at each SIGHUP.
#[cfg(unix)]
fn listen_for_reload(guarded: &Guarded) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut hangup, guarded) = (signal(SignalKind::hangup())?, guarded.clone());
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            guarded.reload();
        }
    });
    Ok(())
}

/// Without the signal, a restart reads the files again.
#[cfg(not(unix))]
fn listen_for_reload(_: &Guarded) -> std::io::Result<()> {
    Ok(())
}

/// The first signal that asks the process to end.
#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

/// The first signal that asks the process to end.
#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        // Without a way to hear of it the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        "interrupt"
    })
}
