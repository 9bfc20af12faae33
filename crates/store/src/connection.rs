//! A connection of either engine, and where its transactions begin.

use crate::StoreError;
use crate::server::Server;

/// A connection. Statements are prepared once.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Server>),
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
}
