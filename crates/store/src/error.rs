//! What can go wrong below the rules.

/// A failure of the database, or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused or is not there.
    #[error("database: {}", postgres_message(.0))]
    Postgres(#[from] postgres::Error),
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
    /// A group of writes could not be committed; nothing of it was written.
    #[error("the write could not be committed: {0}")]
    Commit(String),
}

/// The server's own words; the crate's default says only "db error".
fn postgres_message(error: &postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

impl StoreError {
    /// Whether running the transaction again may succeed: serialisation failures, deadlocks and a
    /// server that went away.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Postgres(error) => {
                let code = error.code().map(|state| state.code().to_owned());
                error.is_closed()
                    || code.is_some_and(|code| {
                        matches!(code.as_str(), "40001" | "40P01" | "57P01" | "57P03")
                            || code.starts_with("08")
                    })
            }
            _ => false,
        }
    }

    /// Whether a unique key was already there.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Sqlite(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
            }
            Self::Postgres(error) => error.code().is_some_and(|state| state.code() == "23505"),
            _ => false,
        }
    }
}
