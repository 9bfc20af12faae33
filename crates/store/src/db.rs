//! The database: one writer, and readers that never wait for it.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::engine::Connection;
use crate::writer::Writer;
use crate::{Engine, StoreError, Tx, schema};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file; it is made if it does not exist.
    Sqlite(PathBuf),
    /// A server's URL, `postgres://user:password@host/database`.
    Postgres(String),
}

/// The password in a URL is never shown.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "Sqlite({})", path.display()),
            Self::Postgres(_) => f.write_str("Postgres(..)"),
        }
    }
}

/// An open database.
pub struct Db {
    target: Target,
    writer: Writer,
    idle_readers: Mutex<Vec<Connection>>,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.target)
    }
}

/// More idle readers than this are closed.
const MAX_IDLE_READERS: usize = 8;

impl Db {
    /// Opens the database, brings its schema up to date and starts the writer.
    pub fn open(target: Target) -> Result<Self, StoreError> {
        let mut connection = connect(&target)?;
        transaction(&mut connection, begin_write(&target), schema::migrate)?;
        let writer = Writer::start(connection, target.clone());
        Ok(Self {
            target,
            writer,
            idle_readers: Mutex::default(),
        })
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self.target {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        }
    }

    /// Where it is.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The one place where a write transaction begins. Returns when the write is durable.
    ///
    /// `work` runs under a savepoint beside other waiting writes; on an error all of it is undone.
    /// It may run again after a serialisation failure, so it must not change anything but the
    /// database.
    pub fn write<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(work)
    }

    /// A consistent view for reading.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self
            .idle_readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.target)?,
        };
        let begin = match self.target {
            Target::Sqlite(_) => "BEGIN",
            Target::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let answer = transaction(&mut connection, begin, work);
        if answer.is_ok() {
            let mut idle = self
                .idle_readers
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MAX_IDLE_READERS {
                idle.push(connection);
            }
        }
        answer
    }

    /// Copies a SQLite database, also while it is written to. `None` on a server.
    pub fn copy_to(&self, path: &std::path::Path) -> Result<Option<()>, StoreError> {
        let Connection::Sqlite(source) = connect(&self.target)? else {
            return Ok(None);
        };
        let mut copy = rusqlite::Connection::open(path)?;
        let backup = rusqlite::backup::Backup::new(&source, &mut copy)?;
        backup.run_to_completion(1000, Duration::ZERO, None)?;
        Ok(Some(()))
    }
}

pub(crate) fn begin_write(target: &Target) -> &'static str {
    match target {
        Target::Sqlite(_) => "BEGIN IMMEDIATE",
        Target::Postgres(_) => "BEGIN",
    }
}

/// Runs `work` between `begin` and COMMIT, or ROLLBACK on an error.
fn transaction<T, E: From<StoreError>>(
    connection: &mut Connection,
    begin: &str,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let mut tx = Tx(connection);
    tx.ddl(begin)?;
    match work(&mut tx) {
        Ok(answer) => {
            tx.ddl("COMMIT")?;
            Ok(answer)
        }
        Err(error) => {
            // The first error is the one to tell; a connection that cannot roll back is dropped.
            let _ = tx.ddl("ROLLBACK");
            Err(error)
        }
    }
}

pub(crate) fn connect(target: &Target) -> Result<Connection, StoreError> {
    match target {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path)?;
            connection.busy_timeout(Duration::from_secs(30))?;
            connection.set_prepared_statement_cache_capacity(200);
            // FULL: a commit that was answered survives a power failure.
            connection.execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000; \
                 PRAGMA wal_autocheckpoint = 16000",
            )?;
            Ok(Connection::Sqlite(connection))
        }
        Target::Postgres(url) => {
            let client = postgres::Client::connect(url, postgres::NoTls)?;
            Ok(Connection::Postgres(Box::new(client), HashMap::new()))
        }
    }
}
