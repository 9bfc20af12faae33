//! Statements for many rows: one text per engine, made from one description.

use postgres::types::ToSql;

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

/// Rows, one behind the other, as one array a column.
pub(crate) fn columns<'a>(kinds: &[Kind], values: &[Value<'a>]) -> Vec<Box<dyn ToSql + Sync + 'a>> {
    kinds
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let column = values.iter().skip(at).step_by(kinds.len());
            let array: Box<dyn ToSql + Sync + 'a> = match kind {
                Kind::Int => Box::new(column.map(int).collect::<Vec<_>>()),
                Kind::Text => Box::new(column.map(text).collect::<Vec<_>>()),
                Kind::Bytes => Box::new(column.map(bytes).collect::<Vec<_>>()),
                Kind::Bool => Box::new(column.map(boolean).collect::<Vec<_>>()),
            };
            array
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

fn text<'a>(value: &Value<'a>) -> Option<&'a str> {
    if let Value::Text(text) = value {
        Some(text)
    } else {
        None
    }
}

fn bytes<'a>(value: &Value<'a>) -> Option<&'a [u8]> {
    if let Value::Bytes(bytes) = value {
        Some(bytes)
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
