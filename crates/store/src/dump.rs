//! All rows of one community as text and back: the form of back-ups and hand-overs, the same on
//! both engines.
//!
//! One line a row: a JSON array of the columns in the order of the schema; bytes as `{"hex": ..}`.

use serde_json::{Value as Json, json};

use mingbai_domain::ids::CommunityId;

use crate::schema::{MIGRATIONS, TABLES};
use crate::{Kind, Row, StoreError, Tx, Value};

/// The columns of a table, read from its migration.
pub fn columns(table: &str) -> Vec<(&'static str, Kind)> {
    let head = format!("CREATE TABLE {table} (");
    let text = MIGRATIONS
        .iter()
        .find_map(|(_, text)| text.strip_prefix(head.as_str()));
    text.unwrap_or_default()
        .lines()
        .filter_map(column)
        .collect()
}

fn column(line: &'static str) -> Option<(&'static str, Kind)> {
    let mut words = line.trim().trim_end_matches(',').split(' ');
    let name = words.next()?;
    let kind = match words.next()? {
        "BIGINT" => Kind::Int,
        "TEXT" => Kind::Text,
        "BYTEA" => Kind::Bytes,
        "BOOLEAN" => Kind::Bool,
        _ => return None,
    };
    Some((name, kind))
}

/// Calls `write` with the table's name and each row of a community, table by table.
pub fn export(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mut write: impl FnMut(&'static str, Json) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for table in TABLES.iter().filter(|table| **table != "district") {
        let columns = columns(table);
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let sql = format!("SELECT {names} FROM {table} WHERE community_id = $1 ORDER BY {names}");
        tx.each(&sql, &[id.0.into()], |row| {
            write(table, to_json(row, &columns)?)
        })?;
    }
    Ok(())
}

fn to_json(row: &Row<'_>, columns: &[(&str, Kind)]) -> Result<Json, StoreError> {
    let cells = columns.iter().enumerate().map(|(at, (_, kind))| {
        Ok(match kind {
            Kind::Int => json!(row.int_opt(at)?),
            Kind::Text => json!(row.text_opt(at)?),
            Kind::Bool => json!(row.bool(at)?),
            Kind::Bytes => match row.bytes_opt(at)? {
                Some(bytes) => json!({ "hex": hex_of(&bytes) }),
                None => Json::Null,
            },
        })
    });
    Ok(Json::Array(cells.collect::<Result<_, StoreError>>()?))
}

/// Inserts one exported row.
pub fn import(tx: &mut Tx<'_>, table: &str, row: &Json) -> Result<(), StoreError> {
    let columns = columns(table);
    let misfit = || StoreError::Inconsistent(format!("a row of `{table}` does not fit the schema"));
    let cells = row
        .as_array()
        .filter(|cells| !columns.is_empty() && cells.len() == columns.len());
    let cells = cells.ok_or_else(misfit)?;
    let bytes: Vec<Option<Vec<u8>>> = cells
        .iter()
        .map(|cell| cell.get("hex")?.as_str().and_then(bytes_of))
        .collect();
    let mut values = Vec::with_capacity(columns.len());
    for ((cell, bytes), (_, kind)) in cells.iter().zip(&bytes).zip(&columns) {
        let value = match (cell, kind) {
            (Json::Null, _) => Some(Value::Null),
            (_, Kind::Int) => cell.as_i64().map(Value::Int),
            (_, Kind::Text) => cell.as_str().map(Value::Text),
            (_, Kind::Bool) => cell.as_bool().map(Value::Bool),
            (_, Kind::Bytes) => bytes.as_deref().map(Value::Bytes),
        };
        values.push(value.ok_or_else(misfit)?);
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        places.join(", ")
    );
    tx.execute_one("insert an exported row", &sql, &values)
}

fn hex_of(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
            text
        })
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}
