//! Migrations: one statement of schema a file, and a file that has landed never changes, because
//! somewhere it has run.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};

use super::{Fault, File};
use crate::shell;

const DIRECTORY: &str = "crates/store/migrations/";
const CHECKSUMS: &str = "crates/store/migrations/CHECKSUMS";

/// Checks all of them.
pub fn check(files: &[File]) -> Result<Vec<Fault>> {
    let migrations: Vec<&File> = files.iter().filter(|file| is_migration(file)).collect();
    let mut faults: Vec<Fault> = migrations
        .iter()
        .filter_map(|file| statement(file))
        .collect();
    let Some(recorded) = files.iter().find(|file| file.path == CHECKSUMS) else {
        return Ok(faults);
    };
    let mut actual = BTreeMap::new();
    for file in &migrations {
        actual.insert(short_name(file).to_owned(), sha256(&file.path)?);
    }
    faults.extend(compare(&parse(recorded.text()), &actual));
    Ok(faults)
}

/// Records the hashes of new migrations. A recorded one stays as it is.
pub fn bless() -> Result<()> {
    let path = shell::root().join(CHECKSUMS);
    let mut recorded = parse(&fs::read_to_string(&path).unwrap_or_default());
    for file in super::files()?.iter().filter(|file| is_migration(file)) {
        if !recorded.contains_key(short_name(file)) {
            recorded.insert(short_name(file).to_owned(), sha256(&file.path)?);
        }
    }
    let mut text = String::new();
    for (name, hash) in &recorded {
        writeln!(text, "{hash}  {name}")?;
    }
    fs::write(&path, text).with_context(|| CHECKSUMS.to_owned())
}

fn is_migration(file: &File) -> bool {
    file.path.starts_with(DIRECTORY) && file.has_extension(&["sql"])
}

fn short_name(file: &File) -> &str {
    file.path.strip_prefix(DIRECTORY).unwrap_or(&file.path)
}

/// By coreutils' own program, so that `sha256sum -c CHECKSUMS` says the same.
fn sha256(path: &str) -> Result<String> {
    let line = shell::output(shell::command("sha256sum").arg(path))?;
    Ok(line.split(' ').next().unwrap_or_default().to_owned())
}

/// Name to hash, from the lines of `sha256sum`.
fn parse(checksums: &str) -> BTreeMap<String, String> {
    let pairs = checksums.lines().filter_map(|line| line.split_once("  "));
    pairs
        .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
        .collect()
}

fn compare(recorded: &BTreeMap<String, String>, actual: &BTreeMap<String, String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault =
        |name: &str, text| faults.push(Fault::new(&format!("{DIRECTORY}{name}"), 0, text));
    for (name, hash) in recorded {
        match actual.get(name) {
            Some(found) if found == hash => {}
            Some(_) => fault(
                name,
                "it has landed and may not change: add a new migration",
            ),
            None => fault(name, "it has landed and may not go: add a new migration"),
        }
    }
    for name in actual.keys().filter(|name| !recorded.contains_key(*name)) {
        fault(name, "it is new: record it by `cargo xtask tidy --bless`");
    }
    faults
}

fn statement(file: &File) -> Option<Fault> {
    let statements = statements(file.text());
    let text = match statements.as_slice() {
        [one] if is_ddl(one) => return None,
        [_] => "not a statement of schema",
        _ => "not exactly one statement",
    };
    Some(Fault::new(&file.path, 0, text))
}

fn is_ddl(statement: &str) -> bool {
    let word = statement
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_uppercase();
    matches!(word.as_str(), "CREATE" | "ALTER" | "DROP")
}

/// Without comments, cut at semicolons that are not in a text.
fn statements(sql: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quote = None;
    for line in sql.lines() {
        let mut characters = line.chars().peekable();
        while let Some(c) = characters.next() {
            let comment = c == '-' && characters.peek() == Some(&'-');
            match quote {
                None if comment => break,
                None if c == ';' => {
                    found.push(String::new());
                    continue;
                }
                None if c == '\'' || c == '"' => quote = Some(c),
                Some(open) if open == c => quote = None,
                _ => {}
            }
            if let Some(last) = found.last_mut() {
                last.push(c);
            }
        }
        if let Some(last) = found.last_mut() {
            last.push('\n');
        }
    }
    found.retain(|statement| !statement.trim().is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::file;

    fn fault(sql: &str) -> Option<String> {
        statement(&file("crates/store/migrations/0001_a.sql", sql)).map(|fault| fault.text)
    }

    #[test]
    fn one_statement_of_schema_is_right() {
        assert_eq!(
            fault("-- a; b\nCREATE TABLE a (\n  b TEXT DEFAULT ';' -- it's c;\n);\n"),
            None
        );
        assert_eq!(fault("create index a on b (c)"), None);
    }

    #[test]
    fn two_statements_or_none_are_wrong() {
        assert!(fault("CREATE TABLE a (b TEXT); CREATE TABLE c (d TEXT);").is_some());
        assert!(fault("-- nothing\n").is_some());
    }

    #[test]
    fn data_is_wrong() {
        assert!(fault("INSERT INTO a VALUES (1)").is_some());
    }

    #[test]
    fn a_changed_a_lost_and_a_new_migration_are_found() {
        let recorded = parse("aa  0001_a.sql\nbb  0002_b.sql\ncc  0003_c.sql\n");
        let actual = parse("aa  0001_a.sql\nb0  0002_b.sql\ndd  0004_d.sql\n");
        let faults = compare(&recorded, &actual);
        let about = |name| faults.iter().any(|fault| fault.path.ends_with(name));
        assert!(about("0002_b.sql") && about("0003_c.sql") && about("0004_d.sql"));
        assert_eq!(faults.len(), 3);
    }
}
