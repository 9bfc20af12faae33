//! A package's rows on their way into a database.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use mingbai_domain::ids::CommunityId;
use mingbai_store::communities::DISTRICT;
use mingbai_store::{TABLES, Tx, dump};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::refusal::{Refusal, RowFault};
use crate::error::AppError;

/// Bytes of one row. The largest are a checkpoint's note and the answer to a request.
const MAX_ROW: u64 = 4 << 20;

/// More columns than any table has.
const MAX_CELLS: usize = 64;

/// Whose rows a package may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of one community.
    One,
    /// All communities' and the district's log.
    All,
}

/// Inserts every row. Answers how many there were, and the communities.
pub fn import(
    tx: &mut Tx<'_>,
    rows: &Path,
    whose: Whose,
) -> Result<(u64, Vec<CommunityId>), AppError> {
    let mut communities: Vec<CommunityId> = Vec::new();
    let count = each(rows, |line, table, row| {
        let fault = |why| AppError::from(Refusal::Row { line, why });
        let id = row.get(0).and_then(Value::as_i64).map(CommunityId);
        let id = id.ok_or_else(|| fault(RowFault::Misfit(table.to_owned())))?;
        // A community's own row comes first: no other row can be of one that is not there.
        match (table, whose) {
            ("community", Whose::All) if id != DISTRICT => communities.push(id),
            ("community", Whose::One) if id != DISTRICT && communities.is_empty() => {
                communities.push(id);
            }
            ("community", _) => return Err(fault(RowFault::Foreign)),
            ("log" | "leaf" | "checkpoint", Whose::All) if id == DISTRICT => {}
            _ if communities.last() == Some(&id) => {}
            _ => return Err(fault(RowFault::Foreign)),
        }
        dump::import(tx, table, row).map_err(|error| {
            if error.is_duplicate() {
                fault(RowFault::Twice(table.to_owned()))
            } else if matches!(error, mingbai_store::StoreError::Inconsistent(_)) {
                fault(RowFault::Misfit(table.to_owned()))
            } else {
                error.into()
            }
        })
    })?;
    Ok((count, communities))
}

/// Calls `take` with line number, table and row, and answers how many there were.
fn each(
    rows: &Path,
    mut take: impl FnMut(u64, &'static str, &Value) -> Result<(), AppError>,
) -> Result<u64, AppError> {
    let file = File::open(rows).map_err(AppError::file(rows))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut bytes = Vec::new();
    let mut line = 0;
    loop {
        bytes.clear();
        let mut limited = reader.by_ref().take(MAX_ROW + 1);
        let read = limited.read_until(b'\n', &mut bytes);
        if read.map_err(AppError::file(rows))? == 0 {
            return Ok(line);
        }
        line += 1;
        let (table, row) = parse(&bytes).map_err(|why| Refusal::Row { line, why })?;
        take(line, table, &row)?;
    }
}

/// One line with its end: a table's name, a tab, an array of plain values.
fn parse(line: &[u8]) -> Result<(&'static str, Value), RowFault> {
    if u64::try_from(line.len()).unwrap_or(u64::MAX) > MAX_ROW {
        return Err(RowFault::TooLong(MAX_ROW));
    }
    let text = line.strip_suffix(b"\n").ok_or(RowFault::Form)?;
    let text = std::str::from_utf8(text).map_err(|_| RowFault::Form)?;
    let (name, row) = text.split_once('\t').ok_or(RowFault::Form)?;
    let known = TABLES
        .iter()
        .find(|table| **table == name && name != "district");
    let table = known.ok_or_else(|| RowFault::Table(name.chars().take(60).collect()))?;
    let cells: Cells = serde_json::from_str(row).map_err(|_| RowFault::Form)?;
    Ok((table, Value::Array(cells.0)))
}

/// The cells of a row. Anything that no cell can be is refused while it is read: a value of its own
/// for each of a million commas would take more memory than the commas.
struct Cells(Vec<Value>);

impl<'de> Deserialize<'de> for Cells {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Row;
        impl<'de> Visitor<'de> for Row {
            type Value = Cells;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of cells")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cells, A::Error> {
                let mut cells = Vec::new();
                while let Some(Cell(cell)) = seq.next_element()? {
                    if cells.len() == MAX_CELLS {
                        return Err(A::Error::custom("too many cells"));
                    }
                    cells.push(cell);
                }
                Ok(Cells(cells))
            }
        }
        deserializer.deserialize_seq(Row)
    }
}

/// A null, a truth value, a whole number, a text, or bytes as `{"hex": ..}`.
struct Cell(Value);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Plain;
        impl<'de> Visitor<'de> for Plain {
            type Value = Cell;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a plain value")
            }

            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell(Value::Null))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
                Ok(Cell(value.into()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
                Ok(Cell(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
                Ok(Cell(value.into()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Cell, E> {
                Ok(Cell(value.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell, A::Error> {
                let only: Option<(String, String)> = map.next_entry()?;
                match only {
                    Some((key, hex)) if key == "hex" && map.next_key::<String>()?.is_none() => {
                        Ok(Cell(json!({ "hex": hex })))
                    }
                    _ => Err(A::Error::custom("bytes are {\"hex\": ..}")),
                }
            }
        }
        deserializer.deserialize_any(Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_known_table_and_plain_cells() {
        let (table, row) = parse(b"leaf\t[1,2,true,{\"hex\":\"00\"},null]\n").unwrap();
        assert_eq!(
            (table, row),
            ("leaf", json!([1, 2, true, { "hex": "00" }, null]))
        );
        let many = format!("leaf\t[{}0]\n", "0,".repeat(MAX_CELLS));
        let deep = format!("leaf\t{}{}\n", "[".repeat(100_000), "]".repeat(100_000));
        for text in [
            "leaf\t[1]",
            "leaf [1]\n",
            "leaf\t{}\n",
            "leaf\t[[1]]\n",
            "leaf\t[1.5]\n",
            "leaf\t[{\"hex\":1}]\n",
            "leaf\t[{\"hex\":\"\",\"x\":1}]\n",
            "leaf\t[] []\n",
            &many,
            &deep,
        ] {
            let short: String = text.chars().take(40).collect();
            assert_eq!(parse(text.as_bytes()), Err(RowFault::Form), "{short}");
        }
        for name in ["district", "sqlite_master", "leaf (x); --", ""] {
            let why = parse(format!("{name}\t[1]\n").as_bytes()).unwrap_err();
            assert_eq!(why, RowFault::Table(name.into()));
        }
        let long = vec![b'a'; usize::try_from(MAX_ROW).unwrap() + 1];
        assert_eq!(parse(&long), Err(RowFault::TooLong(MAX_ROW)));
    }
}
