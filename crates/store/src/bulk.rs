//! Statements for many rows: one text per engine, made from one description.

use tokio_postgres::types::ToSql;

use crate::{Kind, Value};

/// A statement for many rows of the same columns.
#[derive(Debug)]
pub struct Bulk {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) sqlite: String,
    pub(crate) postgres: String,
}

impl Bulk {
    /// Inserts rows.
    pub(crate) fn insert(table: &str, columns: &[(&str, Kind)]) -> Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
        Self {
            kinds: columns.iter().map(|(_, kind)| *kind).collect(),
            sqlite: format!(
                "INSERT INTO {table} ({names}) VALUES ({})",
                places.join(", ")
            ),
            postgres: format!(
                "INSERT INTO {table} ({names}) SELECT {names} FROM {}",
                unnest(columns)
            ),
        }
    }

    /// Any statement: `sqlite` with `$1..` for one row; `postgres` with `{keys}` where the rows
    /// stand as a table `k` with the given columns.
    pub(crate) fn of(columns: &[(&str, Kind)], sqlite: &str, postgres: &str) -> Self {
        Self {
            kinds: columns.iter().map(|(_, kind)| *kind).collect(),
            sqlite: crate::engine::for_sqlite(sqlite),
            postgres: postgres.replace("{keys}", &unnest(columns)),
        }
    }
}

fn unnest(columns: &[(&str, Kind)]) -> String {
    let arrays: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, kind))| format!("${}::{}[]", at + 1, kind.sql()))
        .collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    format!("UNNEST({}) AS k ({})", arrays.join(", "), names.join(", "))
}

/// An argument that the statement owns, so that it can be sent later.
pub(crate) type Owned = Box<dyn ToSql + Sync + Send>;

/// Rows, one behind the other, as one array a column.
pub(crate) fn columns(kinds: &[Kind], values: &[Value<'_>]) -> Vec<Owned> {
    kinds
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let column = values.iter().skip(at).step_by(kinds.len());
            let array: Owned = match kind {
                Kind::Int => Box::new(column.map(int).collect::<Vec<_>>()),
                Kind::Text => Box::new(column.map(text).collect::<Vec<_>>()),
                Kind::Bytes => Box::new(column.map(bytes).collect::<Vec<_>>()),
                Kind::Bool => Box::new(column.map(boolean).collect::<Vec<_>>()),
            };
            array
        })
        .collect()
}

/// Values that a statement owns.
pub(crate) fn owned(values: &[Value<'_>]) -> Vec<Owned> {
    values
        .iter()
        .map(|value| {
            let owned: Owned = match *value {
                Value::Null => Box::new(Value::Null),
                Value::Bool(b) => Box::new(b),
                Value::Int(n) => Box::new(n),
                Value::Text(text) => Box::new(text.to_owned()),
                Value::Bytes(bytes) => Box::new(bytes.to_owned()),
            };
            owned
        })
        .collect()
}

fn int(value: &Value<'_>) -> Option<i64> {
    if let Value::Int(n) = value {
        Some(*n)
    } else {
        None
    }
}

fn text(value: &Value<'_>) -> Option<String> {
    if let Value::Text(text) = value {
        Some((*text).to_owned())
    } else {
        None
    }
}

fn bytes(value: &Value<'_>) -> Option<Vec<u8>> {
    if let Value::Bytes(bytes) = value {
        Some((*bytes).to_owned())
    } else {
        None
    }
}

fn boolean(value: &Value<'_>) -> Option<bool> {
    if let Value::Bool(b) = value {
        Some(*b)
    } else {
        None
    }
}
