//! A log in a PostgreSQL database that several servers share.
//!
//! A transaction-scoped advisory lock lets one server write at a time, for the length of one batch. Positions are given out
//! under it, so they become visible in their order, and whoever reads behind a position misses nothing. There is no leader:
//! each server decides against what it finds under the lock, ids included.
use super::{Entry, Store, StoreError, Wake, id_of, now};
use crate::record::Record;
use crate::store::postgres_url::Target;
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Client, Row};
use std::time::Duration;

/// The layout of the tables; a newer one is refused.
const LAYOUT: i64 = 1;

/// The channel that a server notifies when it has written.
const CHANNEL: &str = "isobyte_log";

/// What the lock is called: a number that other users of the database are unlikely to have chosen ("isobyte" in ASCII).
const LOCK: i64 = 0x69_736f_6279_7465;

/// How long a follower waits for a notification before it looks by itself, and before it connects again.
const POLL: Duration = Duration::from_secs(1);

const CREATE: &str = "
    CREATE SEQUENCE isobyte_position;
    CREATE TABLE isobyte_log (
        position BIGINT PRIMARY KEY DEFAULT nextval('isobyte_position'),
        timestamp BIGINT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        value TEXT,
        last_id BIGINT NOT NULL
    );
    CREATE TABLE isobyte_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO isobyte_meta VALUES ('layout', '1'), ('cluster', replace(gen_random_uuid()::text, '-', ''));
";

/// A server that was stopped in the middle of a batch must not keep the others waiting for ever.
const SESSION: &str = "
    SET lock_timeout = '10s';
    SET statement_timeout = '30s';
    SET idle_in_transaction_session_timeout = '10s';
    SET default_transaction_isolation = 'read committed';
    SET synchronous_commit = 'on';
";

const READ: &str =
    "SELECT position, timestamp, key, value, last_id FROM isobyte_log WHERE position > $1 ORDER BY position";

/// A later record of a key replaces the earlier ones, but never what they say of ids.
const APPEND: &str = "
    INSERT INTO isobyte_log (timestamp, key, value, last_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (key) DO UPDATE SET position = nextval('isobyte_position'), timestamp = excluded.timestamp,
        value = excluded.value, last_id = greatest(isobyte_log.last_id, excluded.last_id)
    RETURNING position, last_id
";

/// A log that other servers may write, too.
pub struct PostgresStore {
    target: Target,
    client: Option<Connection>,
    cluster: String,
    /// Between `begin` and its end the connection must stay the same one: the lock goes with it.
    writing: bool,
    /// Whether something was appended in this transaction that others must hear of.
    appended: bool,
}

struct Connection {
    client: Client,
    read: postgres::Statement,
    append: postgres::Statement,
}

impl PostgresStore {
    /// Opens the log behind a URL, `postgresql://user@host/database`; makes the tables when they are missing.
    ///
    /// # Errors
    /// When the URL or the database is not usable, or a newer version of this program wrote the log.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let target = Target::parse(url)?;
        let mut client = target.connect()?;
        let cluster = prepare(&mut client).map_err(|error| {
            StoreError(format!("the tables of the log in {target} cannot be made or read: {error}"))
        })?;
        Ok(Self { target, client: Some(Connection::new(client)?), cluster, writing: false, appended: false })
    }

    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        let lost = self.client.as_ref().is_none_or(|connection| connection.client.is_closed());
        if lost && self.writing {
            return Err(StoreError(format!("the connection to {} was lost", self.target)));
        }
        if lost {
            self.client = Some(Connection::new(self.target.connect()?)?);
        }
        Ok(self.client.as_mut().expect("connected just now"))
    }
}

impl Connection {
    fn new(mut client: Client) -> Result<Self, StoreError> {
        client.batch_execute(SESSION)?;
        let (read, append) = (client.prepare(READ)?, client.prepare(APPEND)?);
        Ok(Self { client, read, append })
    }
}

/// Makes the tables, unless another server did; answers the name of the log.
fn prepare(client: &mut Client) -> Result<String, StoreError> {
    let mut transaction = client.transaction()?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK])?;
    let known: Option<String> = transaction.query_one("SELECT to_regclass('isobyte_meta')::text", &[])?.try_get(0)?;
    if known.is_none() {
        transaction.batch_execute(CREATE)?;
    }
    let mut meta = |name: &str| -> Result<String, StoreError> {
        let row = transaction.query_opt("SELECT value FROM isobyte_meta WHERE name = $1", &[&name])?;
        let row = row.ok_or_else(|| StoreError(format!("isobyte_meta has no row '{name}'")))?;
        Ok(row.try_get(0)?)
    };
    let layout = meta("layout")?;
    if layout.parse() != Ok(LAYOUT) {
        return Err(StoreError(format!("its layout is {layout}, and this version knows {LAYOUT} at most")));
    }
    let cluster = meta("cluster")?;
    transaction.commit()?;
    Ok(cluster)
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        // The server's own words are in the cause; the outer text says only "db error".
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        Self(cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}")))
    }
}

impl Store for PostgresStore {
    fn cluster(&self) -> &str {
        &self.cluster
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        let connection = self.connection()?;
        connection.client.batch_execute(&format!("BEGIN; SELECT pg_advisory_xact_lock({LOCK})"))?;
        (self.writing, self.appended) = (true, false);
        Ok(())
    }

    fn read(&mut self, after: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreError> {
        let Connection { client, read, .. } = self.connection()?;
        let mut rows = client.query_raw(&*read, [to_integer(after)])?;
        while let Some(row) = rows.next()? {
            each(entry_of(&row)?);
        }
        Ok(())
    }

    fn append(&mut self, record: &Record) -> Result<Entry, StoreError> {
        let timestamp = now();
        let Connection { client, append, .. } = self.connection()?;
        let row = client.query_one(
            &*append,
            &[&to_integer(timestamp), &record.key(), &record.value(), &i64::from(id_of(record))],
        )?;
        self.appended = true;
        let (position, last_id): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Entry { position: position.unsigned_abs(), timestamp, record: record.clone(), last_id: to_id(last_id)? })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let notify = if self.appended { format!("NOTIFY {CHANNEL}; COMMIT") } else { "COMMIT".to_owned() };
        self.connection()?.client.batch_execute(&notify)?;
        self.writing = false;
        Ok(())
    }

    fn rollback(&mut self) {
        self.writing = false;
        let Some(connection) = &mut self.client else { return };
        if connection.client.batch_execute("ROLLBACK").is_err() {
            // In whatever state it is, the next one begins afresh; the server undoes what this one left.
            self.client = None;
        }
    }

    fn follow(&mut self, wake: Wake) -> Result<bool, StoreError> {
        let target = self.target.clone();
        let thread = std::thread::Builder::new().name("registry-follower".to_owned());
        thread
            .spawn(move || {
                while listen(&target, &wake).unwrap_or_else(|error| {
                    tracing::warn!(%error, "not notified of what other servers write; looking again in {POLL:?}");
                    wake()
                }) {
                    std::thread::sleep(POLL);
                }
            })
            .map_err(|error| StoreError(format!("the follower cannot be started: {error}")))?;
        Ok(true)
    }
}

/// Wakes the engine at each notification, and now and then without one. False when the engine has gone.
fn listen(target: &Target, wake: &Wake) -> Result<bool, StoreError> {
    let mut client = target.connect()?;
    client.batch_execute(&format!("LISTEN {CHANNEL}"))?;
    loop {
        if !wake() {
            return Ok(false);
        }
        if client.notifications().timeout_iter(POLL).next()?.is_some() {
            // A burst of writes is one reason to look.
            while client.notifications().iter().next()?.is_some() {}
        } else if client.is_closed() {
            return Err(StoreError("the connection was lost".to_owned()));
        }
    }
}

fn entry_of(row: &Row) -> Result<Entry, StoreError> {
    let (position, timestamp, last_id): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
    let (key, value): (&str, Option<&str>) = (row.try_get(2)?, row.try_get(3)?);
    let record = Record::parse(key, value).map_err(|error| StoreError(error.to_string()))?;
    Ok(Entry {
        position: position.unsigned_abs(),
        timestamp: timestamp.unsigned_abs(),
        record,
        last_id: to_id(last_id)?,
    })
}

fn to_integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn to_id(number: i64) -> Result<u32, StoreError> {
    u32::try_from(number).map_err(|_| StoreError(format!("expected an id in the log, found {number}")))
}
