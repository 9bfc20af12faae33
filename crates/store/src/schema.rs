//! The schema: numbered migrations, one statement each, and how a text becomes SQLite's.

use crate::{Engine, Kind, StoreError, Tx};

macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../migrations/", $name, ".sql")))),+]
    };
}

/// Every migration: name and text, in order.
pub const MIGRATIONS: &[(&str, &str)] = migrations![
    "0001_community",
    "0002_community_by_slug",
    "0003_unit",
    "0004_unit_by_code",
    "0005_owner",
    "0006_owner_by_holder",
    "0007_tenure",
    "0008_charge",
    "0009_log",
    "0010_leaf",
    "0011_leaf_public",
    "0012_checkpoint",
    "0013_entry",
    "0014_entry_reversed_once",
    "0015_posting",
    "0016_balance",
    "0017_item",
    "0018_bill",
    "0019_allocation",
    "0020_prepaid",
    "0021_summary",
    "0022_request",
    "0023_expense",
    "0024_import_file",
    "0025_header_map",
    "0026_district",
    "0027_bank_line",
    "0028_writer",
    "0032_lease",
    "0033_recorded",
    "0034_item_by_unit",
    "0038_bank_source",
    "0040_trail",
    "0041_card",
];

/// Tables of the whole installation: the others belong to one community a row, and its id is their
/// first column.
pub const SHARED: &[&str] = &["district", "migration", "writer"];

/// Every table of communities, in the order in which they can be filled.
pub const TABLES: &[&str] = &[
    "community",
    "unit",
    "owner",
    "tenure",
    "charge",
    "log",
    "leaf",
    "checkpoint",
    "entry",
    "posting",
    "balance",
    "item",
    "bill",
    "allocation",
    "prepaid",
    "summary",
    "request",
    "expense",
    "import_file",
    "header_map",
    "bank_line",
    "bank_source",
    "trail",
];

/// Tables of this installation's own work, which neither a back-up nor a hand-over carries.
pub const LOCAL_TABLES: &[&str] = &["card", "lease", "recorded"];

/// A migration's text for an engine.
pub(crate) fn for_engine(text: &str, engine: Engine) -> String {
    match engine {
        Engine::Postgres => text.to_owned(),
        Engine::Sqlite => {
            let text = text
                .replace("BIGINT", "INTEGER")
                .replace("BYTEA", "BLOB")
                .replace("BOOLEAN", "INTEGER");
            let table = text.starts_with("CREATE TABLE");
            format!(
                "{}{}",
                text.trim_end(),
                if table { " STRICT, WITHOUT ROWID" } else { "" }
            )
        }
    }
}

/// A table's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// How many it was created with; the others were added later and have defaults.
    pub(crate) created: usize,
    /// All, in order.
    pub(crate) all: Vec<(&'static str, Kind)>,
}

impl Columns {
    /// Reads them from the migrations that create the table and add to it.
    pub(crate) fn of(migrations: &[(&str, &'static str)], table: &str) -> Self {
        let (create, alter) = (
            format!("CREATE TABLE {table} ("),
            format!("ALTER TABLE {table} ADD COLUMN "),
        );
        let mut found = Self::default();
        for (_, text) in migrations {
            if let Some(lines) = text.strip_prefix(create.as_str()) {
                found.all.extend(lines.lines().filter_map(column));
                found.created = found.all.len();
            } else if let Some(added) = text.strip_prefix(alter.as_str()) {
                found.all.extend(column(added));
            }
        }
        found
    }
}

fn column(line: &'static str) -> Option<(&'static str, Kind)> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let kind = match words.next()?.trim_end_matches(',') {
        "BIGINT" => Kind::Int,
        "TEXT" => Kind::Text,
        "BYTEA" => Kind::Bytes,
        "BOOLEAN" => Kind::Bool,
        _ => return None,
    };
    Some((name, kind))
}

/// Brings an empty or older database up to date; refuses one that is newer.
pub(crate) fn migrate(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    migrate_by(tx, MIGRATIONS)
}

pub(crate) fn migrate_by(tx: &mut Tx<'_>, migrations: &[(&str, &str)]) -> Result<(), StoreError> {
    tx.ddl(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)",
    )?;
    let done = tx.list(
        "SELECT name, body FROM migration ORDER BY name",
        &[],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )?;
    for (at, (name, body)) in done.iter().enumerate() {
        if migrations.get(at) != Some(&(name.as_str(), body.as_str())) {
            return Err(StoreError::Schema(format!(
                "migration {name} is not known here"
            )));
        }
    }
    for (name, body) in &migrations[done.len()..] {
        tx.ddl(&for_engine(body, tx.engine()))?;
        tx.execute(
            "INSERT INTO migration (name, body) VALUES ($1, $2)",
            &[(*name).into(), (*body).into()],
        )?;
    }
    Ok(())
}
