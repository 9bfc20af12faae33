//! All rows of one community as text and back: the form of back-ups and hand-overs, the same on
//! both engines.
//!
//! One line a row: a JSON array of the columns in the order of the schema; bytes as `{"hex": ..}`.

use serde_json::{Value as Json, json};

use mingbai_domain::ids::CommunityId;

use crate::schema::{Columns, MIGRATIONS, TABLES};
use crate::{Kind, Row, StoreError, Tx, Value};

/// The columns of a table, read from its migrations.
pub fn columns(table: &str) -> Vec<(&'static str, Kind)> {
    Columns::of(MIGRATIONS, table).all
}

/// Calls `write` with the table's name and each row of a community, table by table.
pub fn export(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mut write: impl FnMut(&'static str, Json) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    for table in TABLES {
        let columns = Columns::of(MIGRATIONS, table);
        export_table(tx, table, &columns, id, |row| write(table, row))?;
    }
    Ok(())
}

fn export_table(
    tx: &mut Tx<'_>,
    table: &str,
    columns: &Columns,
    id: CommunityId,
    mut write: impl FnMut(Json) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let names: Vec<&str> = columns.all.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let sql = format!("SELECT {names} FROM {table} WHERE community_id = $1 ORDER BY {names}");
    tx.each(&sql, &[id.0.into()], |row| {
        write(to_json(row, &columns.all)?)
    })
}

fn to_json(row: &Row<'_>, columns: &[(&str, Kind)]) -> Result<Json, StoreError> {
    let cells = columns.iter().enumerate().map(|(at, (_, kind))| {
        Ok(match kind {
            Kind::Int => json!(row.int_opt(at)?),
            Kind::Text => json!(row.text_opt(at)?),
            Kind::Bool => json!(row.bool_opt(at)?),
            Kind::Bytes => match row.bytes_opt(at)? {
                Some(bytes) => json!({ "hex": hex_of(&bytes) }),
                None => Json::Null,
            },
        })
    });
    Ok(Json::Array(cells.collect::<Result<_, StoreError>>()?))
}

/// Inserts one exported row. One from before a column was added is shorter; the column gets its
/// default.
pub fn import(tx: &mut Tx<'_>, table: &str, row: &Json) -> Result<(), StoreError> {
    import_row(tx, table, &Columns::of(MIGRATIONS, table), row)
}

fn import_row(
    tx: &mut Tx<'_>,
    table: &str,
    columns: &Columns,
    row: &Json,
) -> Result<(), StoreError> {
    let misfit = || StoreError::Inconsistent(format!("a row of `{table}` does not fit the schema"));
    let fits = columns.created.max(1)..=columns.all.len();
    let cells = row.as_array().filter(|cells| fits.contains(&cells.len()));
    let cells = cells.ok_or_else(misfit)?;
    let columns = &columns.all[..cells.len()];
    let bytes: Vec<Option<Vec<u8>>> = cells
        .iter()
        .map(|cell| cell.get("hex")?.as_str().and_then(bytes_of))
        .collect();
    let mut values = Vec::with_capacity(columns.len());
    for ((cell, bytes), (_, kind)) in cells.iter().zip(&bytes).zip(columns) {
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

#[cfg(test)]
mod tests {
    use mingbai_testkit::{TestDatabase, TestTarget, both_engines};

    use super::*;
    use crate::Target;
    use crate::connection::Connection;
    use crate::place::{Place, Use};
    use crate::schema::migrate_by;

    const HOME: CommunityId = CommunityId(7);
    const FIRST: (&str, &str) = (
        "0001_thing",
        "CREATE TABLE thing (\n    community_id BIGINT NOT NULL,\n    name TEXT NOT NULL,\n    \
         PRIMARY KEY (community_id, name)\n)",
    );
    const LATER: [(&str, &str); 6] = [
        FIRST,
        (
            "0002_a",
            "ALTER TABLE thing ADD COLUMN kind TEXT NOT NULL DEFAULT 'plain'",
        ),
        (
            "0003_b",
            "ALTER TABLE thing ADD COLUMN amount_fen BIGINT NOT NULL DEFAULT 0",
        ),
        (
            "0004_c",
            "ALTER TABLE thing ADD COLUMN open BOOLEAN NOT NULL DEFAULT TRUE",
        ),
        ("0005_d", "ALTER TABLE thing ADD COLUMN hash BYTEA"),
        ("0006_e", "ALTER TABLE thing ADD COLUMN closed BOOLEAN"),
    ];

    fn connect(db: &TestDatabase) -> Connection {
        let target = match &db.target {
            TestTarget::Sqlite(path) => Target::Sqlite(path.clone()),
            TestTarget::Postgres(url) => Target::Postgres(url.clone()),
        };
        Place::of(&target).unwrap().connect(Use::Writing).unwrap()
    }

    fn in_one<T>(
        connection: &mut Connection,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        connection.begin_writing()?;
        Tx::finish(connection, work).0
    }

    fn all(connection: &mut Connection) -> Vec<Json> {
        let columns = Columns::of(&LATER, "thing");
        let mut rows = Vec::new();
        in_one(connection, |tx| {
            export_table(tx, "thing", &columns, HOME, |row| {
                rows.push(row);
                Ok(())
            })
        })
        .unwrap();
        rows
    }

    both_engines! {
        fn a_column_is_added_to_a_table_with_rows_and_older_packages_still_fit(db) {
            let mut connection = connect(db);
            let old = Columns::of(&[FIRST], "thing");
            let new = Columns::of(&LATER, "thing");
            assert_eq!((old.created, old.all.len()), (2, 2));
            assert_eq!((new.created, new.all.len()), (2, 7));
            in_one(&mut connection, |tx| migrate_by(tx, &[FIRST])).unwrap();
            let put = |connection: &mut Connection, columns: &Columns, row: Json| {
                in_one(connection, |tx| import_row(tx, "thing", columns, &row))
            };
            put(&mut connection, &old, json!([7, "before"])).unwrap();
            in_one(&mut connection, |tx| migrate_by(tx, &LATER)).unwrap();
            put(&mut connection, &new, json!([7, "from an old package"])).unwrap();
            put(&mut connection, &new, json!([7, "half", "fine", 5])).unwrap();
            let whole = json!([7, "whole", "fine", 5, false, { "hex": "00ff" }, true]);
            put(&mut connection, &new, whole.clone()).unwrap();
            let short = put(&mut connection, &new, json!([7]));
            let long = put(&mut connection, &new, json!([7, "x", "y", 1, true, null, null, 1]));
            let null = put(&mut connection, &new, json!([7, "null", null]));
            for refused in [short, long] {
                assert!(matches!(refused, Err(StoreError::Inconsistent(_))), "{refused:?}");
            }
            assert!(matches!(null, Err(StoreError::Constraint(_))), "{null:?}");
            assert_eq!(all(&mut connection), [
                json!([7, "before", "plain", 0, true, null, null]),
                json!([7, "from an old package", "plain", 0, true, null, null]),
                json!([7, "half", "fine", 5, true, null, null]),
                whole,
            ]);
            // What is there is not done twice, and an older program refuses it.
            in_one(&mut connection, |tx| migrate_by(tx, &LATER)).unwrap();
            let older = in_one(&mut connection, |tx| migrate_by(tx, &LATER[..3]));
            assert!(matches!(older, Err(StoreError::Schema(_))), "{older:?}");
        }
    }
}
