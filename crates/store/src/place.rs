//! Where a database is, and how one is reached.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::address::Address;
use crate::connection::Connection;
use crate::server::Server;
use crate::{Engine, StoreError};

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
                    // There are several, and the system keeps what they read as well.
                    connection
                        .execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8000")?;
                }
                Ok(Connection::Sqlite(connection))
            }
        }
    }
}
