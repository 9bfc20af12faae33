//! Reading for the audit: every row of a table as it is stored, page by page in the order of its
//! key. What a cell holds is judged by whoever asks for it, so that one damaged row is a finding
//! about that row; an `Err` here is a failure of the database itself.

use std::sync::LazyLock;

use mingbai_domain::ids::CommunityId;
use rusqlite::types::ValueRef;

use crate::dump::columns;
use crate::schema::{MIGRATIONS, TABLES};
use crate::{Engine, Kind, Row, StoreError, Tx, Value};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// BOOLEAN.
    Bool(bool),
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BYTEA.
    Bytes(Vec<u8>),
    /// A text that is not UTF-8: SQLite stores any bytes.
    BadText(Vec<u8>),
    /// Another type than the schema's.
    Misfit,
}

/// A table's columns, without `community_id`, and the places of its key among them.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The table.
    pub table: &'static str,
    /// Names and kinds.
    pub columns: Vec<(&'static str, Kind)>,
    /// The key behind `community_id`.
    pub key: Vec<usize>,
}

static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
    let tables = TABLES.iter().filter(|table| **table != "district");
    tables.map(|table| layout_of(table)).collect()
});

fn layout_of(table: &'static str) -> Layout {
    let columns: Vec<_> = columns(table)
        .into_iter()
        .filter(|(name, _)| *name != "community_id")
        .collect();
    let head = format!("CREATE TABLE {table} (");
    let text = MIGRATIONS.iter().find(|(_, text)| text.starts_with(&head));
    let key = text
        .and_then(|(_, text)| text.split_once("PRIMARY KEY ("))
        .and_then(|(_, rest)| rest.split_once(')'))
        .map_or("", |(key, _)| key);
    let key = key
        .split(", ")
        .filter_map(|name| columns.iter().position(|(column, _)| *column == name));
    Layout {
        table,
        key: key.collect(),
        columns,
    }
}

/// The layout of one of a community's tables.
pub fn layout(table: &'static str) -> Result<&'static Layout, StoreError> {
    let found = LAYOUTS.iter().find(|layout| layout.table == table);
    found.ok_or_else(|| StoreError::Schema(format!("there is no table `{table}`")))
}

/// The layouts of all tables of a community.
pub fn layouts() -> &'static [Layout] {
    &LAYOUTS
}

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Its table.
    pub layout: &'static Layout,
    /// Its cells, as the layout names them.
    pub cells: Vec<Cell>,
}

/// Why a cell cannot be what its column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The column.
    pub column: &'static str,
}

impl RawRow {
    /// The cell of a column; a column that is not there holds nothing.
    pub fn cell(&self, column: &str) -> &Cell {
        let mut columns = self.layout.columns.iter();
        let at = columns.position(|(name, _)| *name == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Null)
    }

    /// BIGINT.
    pub fn int(&self, column: &'static str) -> Result<i64, BadCell> {
        match self.cell(column) {
            Cell::Int(number) => Ok(*number),
            _ => Err(BadCell { column }),
        }
    }

    /// BIGINT or nothing.
    pub fn int_opt(&self, column: &'static str) -> Result<Option<i64>, BadCell> {
        match self.cell(column) {
            Cell::Null => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// BIGINT that counts something.
    pub fn count(&self, column: &'static str) -> Result<u64, BadCell> {
        u64::try_from(self.int(column)?).map_err(|_| BadCell { column })
    }

    /// BOOLEAN.
    pub fn bool(&self, column: &'static str) -> Result<bool, BadCell> {
        match self.cell(column) {
            Cell::Bool(yes) => Ok(*yes),
            _ => Err(BadCell { column }),
        }
    }

    /// TEXT.
    pub fn text(&self, column: &'static str) -> Result<&str, BadCell> {
        match self.cell(column) {
            Cell::Text(text) => Ok(text),
            _ => Err(BadCell { column }),
        }
    }

    /// TEXT or nothing.
    pub fn text_opt(&self, column: &'static str) -> Result<Option<&str>, BadCell> {
        match self.cell(column) {
            Cell::Null => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// TEXT that names a value.
    pub fn parse<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, BadCell> {
        self.text(column)?.parse().map_err(|_| BadCell { column })
    }

    /// BYTEA.
    pub fn bytes(&self, column: &'static str) -> Result<&[u8], BadCell> {
        match self.cell(column) {
            Cell::Bytes(bytes) => Ok(bytes),
            _ => Err(BadCell { column }),
        }
    }

    /// BYTEA of 32 bytes.
    pub fn hash(&self, column: &'static str) -> Result<[u8; 32], BadCell> {
        <[u8; 32]>::try_from(self.bytes(column)?).map_err(|_| BadCell { column })
    }

    /// The key that finds it again.
    pub fn key(&self) -> Vec<Cell> {
        let places = self.layout.key.iter();
        places.map(|&at| self.cells[at].clone()).collect()
    }
}

/// The next rows of a table behind the key `after`, at most `limit`, in the order of the key.
pub fn page(
    tx: &mut Tx<'_>,
    id: CommunityId,
    layout: &'static Layout,
    after: Option<&[Cell]>,
    limit: i64,
) -> Result<Vec<RawRow>, StoreError> {
    let table = layout.table;
    let names: Vec<&str> = layout.columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let key: Vec<&str> = layout.key.iter().map(|&at| layout.columns[at].0).collect();
    let order = if key.is_empty() {
        "community_id".to_owned()
    } else {
        key.join(", ")
    };
    let mut args: Vec<Value<'_>> = vec![id.0.into(), limit.into()];
    let mut behind = String::new();
    if let Some(after) = after.filter(|after| !after.is_empty()) {
        let mut places = Vec::with_capacity(after.len());
        for cell in after {
            args.push(bound(cell, tx.engine()));
            let place = format!("${}", args.len());
            // A text that is not UTF-8 is a key, too: it is bound as the bytes that it is.
            let bytes = matches!(cell, Cell::Text(_) | Cell::BadText(_));
            places.push(if bytes && tx.engine() == Engine::Sqlite {
                format!("CAST({place} AS TEXT)")
            } else {
                place
            });
        }
        behind = format!(" AND ({order}) > ({})", places.join(", "));
    }
    let sql = format!(
        "SELECT {names} FROM {table} WHERE community_id = $1{behind} ORDER BY {order} LIMIT $2"
    );
    tx.list(&sql, &args, |row| read(row, layout))
}

fn bound(cell: &Cell, engine: Engine) -> Value<'_> {
    match cell {
        Cell::Null | Cell::Misfit => Value::Null,
        Cell::Bool(yes) => Value::Bool(*yes),
        Cell::Int(number) => Value::Int(*number),
        Cell::Text(text) if engine == Engine::Sqlite => Value::Bytes(text.as_bytes()),
        Cell::Text(text) => Value::Text(text),
        Cell::Bytes(bytes) | Cell::BadText(bytes) => Value::Bytes(bytes),
    }
}

fn read(row: &Row<'_>, layout: &'static Layout) -> Result<RawRow, StoreError> {
    let columns = layout.columns.iter().enumerate();
    let cells = columns.map(|(at, (_, kind))| cell(row, at, *kind));
    Ok(RawRow {
        layout,
        cells: cells.collect::<Result<_, _>>()?,
    })
}

fn cell(row: &Row<'_>, at: usize, kind: Kind) -> Result<Cell, StoreError> {
    match row {
        Row::Sqlite(row) => Ok(match (row.get_ref(at)?, kind) {
            (ValueRef::Null, _) => Cell::Null,
            (ValueRef::Integer(number @ 0..=1), Kind::Bool) => Cell::Bool(number == 1),
            (ValueRef::Integer(number), Kind::Int) => Cell::Int(number),
            (ValueRef::Text(bytes), Kind::Text) => match std::str::from_utf8(bytes) {
                Ok(text) => Cell::Text(text.to_owned()),
                Err(_) => Cell::BadText(bytes.to_vec()),
            },
            (ValueRef::Blob(bytes), Kind::Bytes) => Cell::Bytes(bytes.to_vec()),
            _ => Cell::Misfit,
        }),
        // The server checks types and encodings itself.
        Row::Postgres(_) => Ok(match kind {
            Kind::Int => row.int_opt(at)?.map_or(Cell::Null, Cell::Int),
            Kind::Text => row.text_opt(at)?.map_or(Cell::Null, Cell::Text),
            Kind::Bytes => row.bytes_opt(at)?.map_or(Cell::Null, Cell::Bytes),
            Kind::Bool => match row {
                Row::Postgres(row) => row
                    .try_get::<_, Option<bool>>(at)?
                    .map_or(Cell::Null, Cell::Bool),
                Row::Sqlite(_) => Cell::Misfit,
            },
        }),
    }
}

/// Numbers that are almost certainly others when a row of the table was added, taken away or
/// changed, and that are cheap to ask for: how many rows there are, and sums over their cells, each weighted
/// by its key so that cells which change places show. It cannot overflow below 4 billion rows.
pub fn fingerprint(
    tx: &mut Tx<'_>,
    id: CommunityId,
    layout: &'static Layout,
) -> Result<Vec<i64>, StoreError> {
    let table = layout.table;
    let number = |(name, kind): &(&str, Kind)| match kind {
        Kind::Int => format!("COALESCE({name}, -1) % 1000003"),
        Kind::Bool => format!("CASE WHEN {name} THEN 2 ELSE 1 END"),
        Kind::Text | Kind::Bytes => format!("COALESCE(LENGTH({name}), -1)"),
    };
    let key = layout.key.iter().map(|&at| &layout.columns[at]);
    let weight: Vec<String> = key
        .filter(|(_, kind)| *kind == Kind::Int)
        .map(|column| format!("({} + 1)", number(column)))
        .collect();
    let weight = if weight.is_empty() {
        "1".to_owned()
    } else {
        format!("((({}) % 1009) + 2)", weight.join(" + "))
    };
    let sums: Vec<String> = layout
        .columns
        .iter()
        .map(|column| {
            format!(
                "CAST(COALESCE(SUM(({}) * {weight}), 0) AS BIGINT)",
                number(column)
            )
        })
        .collect();
    let sql = format!(
        "SELECT CAST(COUNT(*) AS BIGINT), {} FROM {table} WHERE community_id = $1",
        sums.join(", ")
    );
    let width = layout.columns.len() + 1;
    tx.get("a fingerprint", &sql, &[id.0.into()], |row| {
        (0..width).map(|at| row.int(at)).collect()
    })
}
