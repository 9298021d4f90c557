//! A log in one SQLite file: write-ahead log, synchronous FULL, so that what is committed survives kill -9 and power loss.
use super::{Entry, Store, StoreError, id_of, now};
use crate::record::Record;
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;

/// The name of the file in the data directory.
pub const FILE: &str = "isobyte.db";

/// The layout of the file; a newer one is refused.
const LAYOUT: i64 = 1;

const CREATE: &str = "
    CREATE TABLE log (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        timestamp INTEGER NOT NULL,
        key TEXT NOT NULL,
        value TEXT,
        last_id INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX log_key ON log (key);
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO meta VALUES ('cluster', lower(hex(randomblob(16))));
    PRAGMA user_version = 1;
";

/// A log in one file, which this process alone has open.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    cluster: String,
}

impl SqliteStore {
    /// Opens the log in a directory; makes both when they are missing.
    ///
    /// # Errors
    /// When the directory cannot be written, another server has it open, or a newer version of this program wrote it.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let shown = directory.display();
        std::fs::create_dir_all(directory)
            .map_err(|error| StoreError(format!("data directory '{shown}' cannot be made: {error}")))?;
        Self::open_file(&directory.join(FILE)).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                StoreError(format!("data directory '{shown}' is in use by another server"))
            }
            _ => StoreError(format!("data directory '{shown}' cannot be opened: {error}")),
        })
    }

    fn open_file(file: &Path) -> Result<Self, rusqlite::Error> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(std::time::Duration::ZERO)?;
        // One server a directory: a second one would serve a stale state from its memory.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let layout: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        match layout {
            0 => transaction.execute_batch(CREATE)?,
            LAYOUT => {}
            newer => {
                let text = format!("its layout is {newer}, and this version knows {LAYOUT} at most");
                return Err(rusqlite::Error::ToSqlConversionFailure(text.into()));
            }
        }
        let cluster = transaction.query_row("SELECT value FROM meta WHERE name = 'cluster'", [], |row| row.get(0))?;
        transaction.commit()?;
        Ok(Self { connection, cluster })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

impl Store for SqliteStore {
    fn cluster(&self) -> &str {
        &self.cluster
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn read(&mut self, after: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreError> {
        let query = "SELECT position, timestamp, key, value, last_id FROM log WHERE position > ?1 ORDER BY position";
        let mut statement = self.connection.prepare_cached(query)?;
        let mut rows = statement.query([to_integer(after)])?;
        while let Some(row) = rows.next()? {
            let text = |column| row.get_ref(column).map(|value| value.as_str_or_null());
            let key = text(2)?.map_err(from_sql)?.unwrap_or_default();
            let value = text(3)?.map_err(from_sql)?;
            let record = Record::parse(key, value).map_err(|error| StoreError(error.to_string()))?;
            each(Entry {
                position: row.get::<_, i64>(0)?.unsigned_abs(),
                timestamp: row.get::<_, i64>(1)?.unsigned_abs(),
                record,
                last_id: row.get(4)?,
            });
        }
        Ok(())
    }

    fn append(&mut self, record: &Record) -> Result<Entry, StoreError> {
        let key = record.key();
        // A later record of a key replaces the earlier ones, but never what they say of ids.
        let mut replace = self.connection.prepare_cached("DELETE FROM log WHERE key = ?1 RETURNING last_id")?;
        let before: Option<u32> = replace.query_row([&key], |row| row.get(0)).optional()?;
        let last_id = id_of(record).max(before.unwrap_or(0));
        let timestamp = now();
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO log (timestamp, key, value, last_id) VALUES (?1, ?2, ?3, ?4)")?;
        let position = insert.insert(params![to_integer(timestamp), key, record.value(), last_id])?;
        Ok(Entry { position: position.unsigned_abs(), timestamp, record: record.clone(), last_id })
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("COMMIT")?)
    }

    fn rollback(&mut self) {
        // Fails only when SQLite has rolled back by itself.
        let _ = self.connection.execute_batch("ROLLBACK");
    }
}

fn from_sql(error: rusqlite::types::FromSqlError) -> StoreError {
    StoreError(error.to_string())
}

fn to_integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
