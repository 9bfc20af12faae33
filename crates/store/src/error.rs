//! What can go wrong below the rules.
//!
//! Everything here is text of our own making or the engine's short message, never its `DETAIL`: that
//! quotes the row, and a row may hold a resident's name.

use rusqlite::ffi;

use crate::bad_address::BadAddress;

/// A failure of the database, or of what it holds. Nothing was written, except where a variant says
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A unique key was already there.
    #[error("database: already there: {0}")]
    Duplicate(String),
    /// A row breaks another rule of the schema: a NULL, a wrong type, a missing parent.
    #[error("database: a row breaks the schema: {0}")]
    Constraint(String),
    /// The disk or the server's quota is full.
    #[error("database: the disk is full")]
    Full,
    /// The file, the folder or the server can only be read.
    #[error("database: it can only be read: {0}")]
    ReadOnly(String),
    /// The file is not a database or its pages are broken.
    #[error("database: it is damaged: {0}")]
    Damaged(String),
    /// The server does not answer or went away.
    #[error("database: the server does not answer: {0}")]
    Lost(String),
    /// Another transaction was in the way, and trying again did not help.
    #[error("database: another writer was in the way: {0}")]
    Contended(String),
    /// Anything else that the engine said.
    #[error("database: {0}")]
    Database(String),
    /// The server's address cannot be used.
    #[error("the database's address: {0}")]
    Address(#[from] BadAddress),
    /// No secure connection to the server.
    #[error("database: no secure connection: {0}")]
    Tls(String),
    /// What the database holds cannot be; never an answer to a user's mistake.
    #[error("the database is inconsistent: {0}")]
    Inconsistent(String),
    /// A statement changed another number of rows than it must.
    #[error("{what}: {changed} rows changed instead of {expected}")]
    RowCount {
        /// Which statement.
        what: &'static str,
        /// Rows it must change.
        expected: u64,
        /// Rows it changed.
        changed: u64,
    },
    /// The schema is newer than this program, or its migrations were edited.
    #[error("the database's schema is not this program's: {0}")]
    Schema(String),
    /// The writer has stopped.
    #[error("the database writer has stopped")]
    Stopped,
    /// The write ran into a fault of this program.
    #[error("the write ran into a fault of this program and was undone")]
    Panicked,
    /// A statement failed and the write went on as if it had not: PostgreSQL would have undone all.
    #[error("a statement of the write failed, so the write was undone")]
    Unheeded,
    /// Too many writes are waiting.
    #[error("{waiting} writes are waiting already, so this one was not taken")]
    Busy {
        /// How many wait.
        waiting: usize,
    },
    /// All readers stayed in use for too long.
    #[error("all {readers} connections for reading stayed in use")]
    NoReader {
        /// How many there are.
        readers: usize,
    },
    /// The server went away while it committed and did not come back: the write may be there or not.
    #[error("it is not known whether the write was kept: look before you repeat it")]
    Unknown,
}

impl StoreError {
    /// Whether running the transaction again may succeed: serialisation failures, deadlocks and a
    /// server that went away.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Lost(_) | Self::Contended(_))
    }

    /// Whether the connection is of no more use.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost(_))
    }

    /// Whether a unique key was already there.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Duplicate(_))
    }

    /// Whether there is no more room: on the disk, or in the queue.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full | Self::Busy { .. })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        let text = error.to_string();
        let Some(failure) = error.sqlite_error() else {
            return match error {
                E::InvalidColumnType(..)
                | E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::Utf8Error(..) => Self::Inconsistent(text),
                _ => Self::Database(text),
            };
        };
        match (failure.extended_code, failure.extended_code & 0xff) {
            (ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY, _) => {
                Self::Duplicate(text)
            }
            (_, ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH) => Self::Constraint(text),
            (_, ffi::SQLITE_FULL) => Self::Full,
            (_, ffi::SQLITE_READONLY | ffi::SQLITE_PERM) => Self::ReadOnly(text),
            (_, ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB) => Self::Damaged(text),
            (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => Self::Contended(text),
            _ => Self::Database(text),
        }
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            return of_the_driver(&error);
        };
        let code = said.code().code();
        let text = format!("{} ({code})", said.message());
        let (class, _) = code.split_at(code.len().min(2));
        match (code, class) {
            ("23505", _) => Self::Duplicate(said.constraint().unwrap_or(&text).to_owned()),
            (_, "23" | "22") => Self::Constraint(format!(
                "{} ({code})",
                said.constraint().or(said.column()).unwrap_or("a value")
            )),
            ("53100", _) => Self::Full,
            ("25006", _) => Self::ReadOnly(text),
            ("XX001" | "XX002", _) => Self::Damaged(text),
            ("40001" | "40P01" | "55P03", _) => Self::Contended(text),
            // Shutting down, starting up, too many connections, an idle transaction that was ended.
            ("57P01" | "57P02" | "57P03" | "53300" | "25P03", _) | (_, "08") => Self::Lost(text),
            _ => Self::Database(text),
        }
    }
}

/// What the driver itself found; it names its kinds by text only.
fn of_the_driver(error: &tokio_postgres::Error) -> StoreError {
    use std::error::Error;
    let kind = error.to_string();
    let text = match error.source() {
        Some(source) => format!("{kind}: {source}"),
        None => kind.clone(),
    };
    if kind.contains("TLS") {
        return StoreError::Tls(error.source().map_or(kind, ToString::to_string));
    }
    if kind.contains("deserializing column") {
        return StoreError::Inconsistent(text);
    }
    let lost = ["communicating", "connecting", "timeout", "closed"];
    if error.is_closed() || lost.iter().any(|word| kind.contains(word)) {
        return StoreError::Lost(text);
    }
    StoreError::Database(text)
}
