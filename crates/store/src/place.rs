//! Where a database is, and connections to it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::address::Address;
use crate::server::Server;
use crate::{Engine, StoreError, Tx};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum Target {
    /// A file; it is made if it does not exist.
    Sqlite(PathBuf),
    /// A server's URL, `postgres://user:password@host/database?sslmode=verify-full&sslrootcert=FILE`.
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

/// A target that was understood.
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(Box<Address>),
}

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Writing,
    Reading,
}

/// A connection. Statements are prepared once.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Server>),
}

impl Place {
    pub(crate) fn of(target: &Target) -> Result<Self, StoreError> {
        Ok(match target {
            Target::Sqlite(path) => Self::Sqlite(path.clone()),
            Target::Postgres(url) => Self::Postgres(Box::new(Address::parse(url)?)),
        })
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(crate) fn connect(&self, purpose: Use) -> Result<Connection, StoreError> {
        match self {
            Self::Postgres(address) => {
                Ok(Connection::Postgres(Box::new(Server::connect(address)?)))
            }
            Self::Sqlite(path) => {
                let connection = rusqlite::Connection::open(path)?;
                connection.busy_timeout(Duration::from_secs(30))?;
                connection.set_prepared_statement_cache_capacity(200);
                // FULL: a commit that was answered survives a power failure.
                connection.execute_batch(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000; \
                     PRAGMA wal_autocheckpoint = 16000",
                )?;
                if purpose == Use::Reading {
                    connection.execute_batch("PRAGMA query_only = ON")?;
                }
                Ok(Connection::Sqlite(connection))
            }
        }
    }
}

impl Connection {
    /// Statements without arguments.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql)?,
            Self::Postgres(server) => {
                server.batch(sql)?;
            }
        }
        Ok(())
    }

    /// Undoes the open transaction. SQLite has done it by itself when the disk is full.
    pub(crate) fn roll_back(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) if connection.is_autocommit() => Ok(()),
            _ => self.batch("ROLLBACK"),
        }
    }

    pub(crate) fn begin_writing(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.batch("BEGIN IMMEDIATE"),
            Self::Postgres(_) => self.batch("BEGIN"),
        }
    }

    /// A view that does not change while it is read.
    pub(crate) fn begin_reading(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(_) => self.batch("BEGIN"),
            Self::Postgres(_) => self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Runs `work` in the transaction that has begun, and commits it; on an error all is undone.
    /// Answers also whether the connection is sound afterwards.
    pub(crate) fn finish<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> (Result<T, E>, bool) {
        match work(&mut Tx::new(self)) {
            Ok(answer) => match self.batch("COMMIT") {
                Ok(()) => (Ok(answer), true),
                Err(error) => (Err(error.into()), false),
            },
            // The first error is the one to tell.
            Err(error) => {
                let sound = self.roll_back().is_ok();
                (Err(error), sound)
            }
        }
    }
}
