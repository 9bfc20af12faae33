//! The rules by which the same schema runs on SQLite, PostgreSQL and engines that speak its dialect
//! (design: Store). Every migration and every SQL text in the sources is parsed.

use std::fs;
use std::path::Path;

use mingbai_store::{LOCAL_TABLES, MIGRATIONS, SHARED, TABLES};
use sqlparser::ast::{
    AlterTable, AlterTableOperation, ColumnOption, DataType, Expr, Statement, TableConstraint,
    visit_expressions,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

fn parse(sql: &str) -> Vec<Statement> {
    Parser::parse_sql(&PostgreSqlDialect {}, sql).unwrap_or_else(|error| panic!("{error}: {sql}"))
}

#[test]
fn a_migration_is_one_statement_and_the_community_leads_every_key() {
    for (name, text) in MIGRATIONS {
        let statements = parse(text);
        assert_eq!(statements.len(), 1, "{name}: one statement a file");
        match &statements[0] {
            Statement::CreateTable(table) => {
                let table_name = table.name.to_string();
                for column in &table.columns {
                    let plain = matches!(
                        column.data_type,
                        DataType::BigInt(None)
                            | DataType::Text
                            | DataType::Bytea
                            | DataType::Boolean
                    );
                    assert!(plain, "{name}: type of {}", column.name);
                    let allowed = column
                        .options
                        .iter()
                        .all(|option| matches!(option.option, ColumnOption::NotNull));
                    assert!(
                        allowed,
                        "{name}: {} has a default or a key of its own",
                        column.name
                    );
                }
                let key = table
                    .constraints
                    .iter()
                    .find_map(|constraint| match constraint {
                        TableConstraint::PrimaryKey(key) => Some(key.columns[0].to_string()),
                        _ => None,
                    });
                let key = key.unwrap_or_else(|| panic!("{name}: no primary key"));
                if SHARED.contains(&table_name.as_str()) {
                    continue;
                }
                assert_eq!(key, "community_id", "{name}");
                let listed = TABLES.iter().chain(LOCAL_TABLES);
                assert!(
                    listed.into_iter().any(|table| *table == table_name),
                    "{name} is neither in TABLES nor in LOCAL_TABLES"
                );
            }
            Statement::CreateIndex(index) => {
                let first = index.columns[0].to_string();
                // The address name is the one key that is unique across communities.
                let global = *name == "0002_community_by_slug";
                assert!(
                    global || first == "community_id",
                    "{name}: leads with {first}"
                );
            }
            Statement::AlterTable(table) => {
                if let Err(why) = addition(table) {
                    panic!("{name}: {why}");
                }
            }
            other => panic!("{name}: {other}"),
        }
    }
}

/// Why this is not the one change of a table that may be made: a column more, which old rows and
/// old packages can do without.
fn addition(table: &AlterTable) -> Result<(), String> {
    let name = table.name.to_string();
    if !TABLES.contains(&name.as_str()) && !SHARED.contains(&name.as_str()) {
        return Err(format!("there is no table `{name}`"));
    }
    let [
        AlterTableOperation::AddColumn {
            if_not_exists: false,
            column_def,
            column_position: None,
            ..
        },
    ] = table.operations.as_slice()
    else {
        return Err("one column is added, and nothing else is done".into());
    };
    let options: Vec<&ColumnOption> = column_def.options.iter().map(|one| &one.option).collect();
    match (&column_def.data_type, options.as_slice()) {
        (DataType::BigInt(None) | DataType::Text | DataType::Bytea | DataType::Boolean, []) => {
            Ok(())
        }
        (
            DataType::BigInt(None) | DataType::Text | DataType::Boolean,
            [ColumnOption::NotNull, ColumnOption::Default(Expr::Value(_))],
        ) => Ok(()),
        (DataType::Bytea, _) => Err("the engines write bytes differently: no default".into()),
        _ => Err("a column is nullable, or NOT NULL with a plain default, and nothing else".into()),
    }
}

#[test]
fn a_column_may_be_added_and_nothing_else_be_changed() {
    let check = |sql: &str| match &parse(sql)[0] {
        Statement::AlterTable(table) => addition(table),
        other => Err(other.to_string()),
    };
    for right in [
        "ALTER TABLE unit ADD COLUMN note TEXT",
        "ALTER TABLE unit ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE bill ADD COLUMN late_fen BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE bill ADD COLUMN open BOOLEAN NOT NULL DEFAULT FALSE",
        "ALTER TABLE bill ADD COLUMN hash BYTEA",
    ] {
        assert_eq!(check(right), Ok(()), "{right}");
    }
    for wrong in [
        "ALTER TABLE nowhere ADD COLUMN note TEXT",
        "ALTER TABLE unit ADD COLUMN note TEXT NOT NULL",
        "ALTER TABLE unit ADD COLUMN IF NOT EXISTS note TEXT",
        "ALTER TABLE unit ADD COLUMN note VARCHAR(20)",
        "ALTER TABLE unit ADD COLUMN at TEXT NOT NULL DEFAULT now()",
        "ALTER TABLE unit ADD COLUMN note TEXT UNIQUE",
        "ALTER TABLE unit ADD COLUMN hash BYTEA NOT NULL DEFAULT ''",
        "ALTER TABLE unit ADD COLUMN a TEXT, ADD COLUMN b TEXT",
        "ALTER TABLE unit DROP COLUMN room",
        "ALTER TABLE unit RENAME TO flat",
        "ALTER TABLE unit ALTER COLUMN room SET NOT NULL",
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
}

/// Every SQL text in the sources, with its file.
fn queries() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = fs::read_to_string(&path).unwrap();
        for text in literals(&source) {
            let verb = text.split(' ').next().unwrap_or_default();
            if matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE")
                && !text.contains("{table}")
            {
                found.push((name.clone(), text));
            }
        }
    }
    assert!(found.len() > 40, "only {} queries found", found.len());
    found
}

/// String literals, with line continuations joined and format braces filled in.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c != '"' {
            continue;
        }
        let mut text = String::new();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => match chars.next() {
                    Some('\n') => chars = chars.as_str().trim_start().chars(),
                    Some(escaped) => text.push(escaped),
                    None => break,
                },
                other => text.push(other),
            }
        }
        let filled = text
            .replace(
                "{COLUMNS} WHERE",
                "SELECT community_id, slug, halted FROM community WHERE",
            )
            .replace(
                "{COLUMNS} ORDER",
                "SELECT community_id, slug, halted FROM community ORDER",
            )
            .replace("SELECT {COLUMNS} FROM", "SELECT b.unit_id FROM")
            .replace("{{keys}}", "{keys}")
            .replace("{keys}", "k");
        found.push(filled);
    }
    found
}

#[test]
fn every_query_stays_within_one_community() {
    for (file, sql) in queries() {
        let statement = &parse(&sql)[0];
        let text = statement.to_string();
        let shared = SHARED
            .iter()
            .any(|table| text.contains(&format!(" {table}")));
        let lists_communities = file == "communities.rs" && text.contains("FROM community");
        let inserts = matches!(statement, Statement::Insert(_)) && text.contains("(community_id");
        let filters = text.contains("community_id = $1") || text.contains("k.community_id");
        assert!(
            shared || lists_communities || inserts || filters,
            "{file}: {sql}"
        );
    }
}

#[test]
fn no_query_reads_the_clock_draws_randomness_or_leaves_an_order_open() {
    for (file, sql) in queries() {
        let statements = parse(&sql);
        let upper = sql.to_uppercase();
        let _ = visit_expressions(&statements, |expr: &Expr| {
            if let Expr::Function(function) = expr {
                let name = function.name.to_string().to_uppercase();
                assert!(
                    ["COALESCE", "COUNT", "MAX", "MIN", "SUM"].contains(&name.as_str()),
                    "{file}: {name} in {sql}"
                );
                let cast = name == "COALESCE" || upper.contains("CAST(");
                assert!(cast, "{file}: aggregates are cast: {sql}");
            }
            std::ops::ControlFlow::<()>::Continue(())
        });
        assert!(
            !upper.contains("SELECT *"),
            "{file}: names its columns: {sql}"
        );
        assert!(
            !upper.contains("LIMIT") || upper.contains("ORDER BY"),
            "{file}: {sql}"
        );
        for word in [
            "ROLLUP",
            "RECURSIVE",
            "RANDOM",
            "NOW(",
            "CURRENT_",
            "NOTIFY",
        ] {
            assert!(!upper.contains(word), "{file}: {word} in {sql}");
        }
    }
}

#[test]
fn leaves_entries_and_postings_are_never_changed_or_deleted() {
    for (file, sql) in queries() {
        for table in ["leaf", "entry", "posting", "item", "checkpoint"] {
            for verb in ["UPDATE", "DELETE FROM"] {
                assert!(
                    !sql.starts_with(&format!("{verb} {table} ")),
                    "{file}: {sql}"
                );
            }
        }
    }
}
