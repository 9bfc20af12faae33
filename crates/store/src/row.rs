//! A row of an answer, read strictly: a wrong type or an unexpected NULL is an error, never a
//! default.

use mingbai_domain::money::{AreaC, Fen};

use crate::StoreError;

/// One row. Columns are numbered from 0 in the order of the SELECT.
pub enum Row<'a> {
    #[doc(hidden)]
    Sqlite(&'a rusqlite::Row<'a>),
    #[doc(hidden)]
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// BIGINT, not NULL.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BIGINT or NULL.
    pub fn int_opt(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BIGINT that counts something.
    pub fn count(&self, column: usize) -> Result<u64, StoreError> {
        let number = self.int(column)?;
        u64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("a count of {number}")))
    }

    /// An amount.
    pub fn fen(&self, column: usize) -> Result<Fen, StoreError> {
        self.int(column).map(Fen)
    }

    /// An area.
    pub fn area(&self, column: usize) -> Result<AreaC, StoreError> {
        self.int(column).map(AreaC)
    }

    /// BOOLEAN, not NULL.
    pub fn bool(&self, column: usize) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get::<_, i64>(column)? != 0),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BOOLEAN or NULL.
    pub fn bool_opt(&self, column: usize) -> Result<Option<bool>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get::<_, Option<i64>>(column)?.map(|n| n != 0)),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// TEXT, not NULL.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// TEXT or NULL.
    pub fn text_opt(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BYTEA, not NULL.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BYTEA or NULL.
    pub fn bytes_opt(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(row) => Ok(row.get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }

    /// BYTEA of 32 bytes.
    pub fn hash(&self, column: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(column)?;
        <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|_| StoreError::Inconsistent(format!("a hash of {} bytes", bytes.len())))
    }

    /// TEXT that names a value of the program.
    pub fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, StoreError> {
        parsed(&self.text(column)?)
    }
}

/// Reads a stored text as the value that it must be.
pub(crate) fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, StoreError> {
    let what = std::any::type_name::<T>();
    text.parse()
        .map_err(|_| StoreError::Inconsistent(format!("`{text}` is no {what}")))
}
