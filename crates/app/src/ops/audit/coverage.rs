//! What of the database the audit sees: every column of every table, and what is compared with it.
//!
//! docs/audit.md is this table as text; a test compares both, and this table with the schema.

/// What a change of a column by hand meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Everything but what it was is found: it is derived from signed or sealed records.
    Always,
    /// A value that cannot be, or that does not go with other rows, is found; another possible one
    /// is not, because nothing outside these rows says what it was.
    Form,
    /// The audit makes it anew.
    Rebuilt,
    /// Nothing and nobody reads it, or a change of it changes nothing that anybody is shown.
    Unused,
}

impl Seen {
    /// The word in docs/audit.md.
    pub fn word(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Form => "form only",
            Self::Rebuilt => "rebuilt",
            Self::Unused => "not used",
        }
    }
}

/// Columns of a table that one check covers.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    /// Table.
    pub table: &'static str,
    /// Columns, without `community_id`.
    pub columns: &'static [&'static str],
    /// What a change meets.
    pub seen: Seen,
    /// Compared with what, or why not.
    pub how: &'static str,
}

const fn row(
    table: &'static str,
    columns: &'static [&'static str],
    seen: Seen,
    how: &'static str,
) -> Covered {
    Covered {
        table,
        columns,
        seen,
        how,
    }
}

use Seen::{Always, Form, Rebuilt, Unused};

/// Every column of the schema, in its order.
pub const COVERAGE: &[Covered] = &[
    row(
        "district",
        &["only_row"],
        Unused,
        "always 1: a row with another number is not read",
    ),
    row(
        "district",
        &["name", "synthetic"],
        Always,
        "the first record of each community founded here",
    ),
    row(
        "district",
        &["name_en"],
        Form,
        "shown on pages, but in no record",
    ),
    row(
        "district",
        &["host"],
        Always,
        "the name in the district's signed checkpoints",
    ),
    row(
        "community",
        &["slug"],
        Always,
        "the book's first record; the district's log misses a row that vanished",
    ),
    row(
        "community",
        &["halted"],
        Rebuilt,
        "set and lifted by each audit, except where the community was handed over",
    ),
    row(
        "community",
        &["created_ms"],
        Always,
        "the book's first record, to the second",
    ),
    row(
        "unit",
        &["unit_id"],
        Always,
        "charges, tenures, items of the unit; the number of units",
    ),
    row(
        "unit",
        &["building", "entrance"],
        Always,
        "published totals by building; within one building: form only",
    ),
    row(
        "unit",
        &["room"],
        Form,
        "1 to 16 letters or digits, no two alike",
    ),
    row(
        "unit",
        &["area_c"],
        Always,
        "published area of its building; moved between two units of one building: form only",
    ),
    row(
        "unit",
        &["area_source", "unit_use"],
        Form,
        "one of the known values",
    ),
    row(
        "unit",
        &["status"],
        Always,
        "published number of the developer's units, and heads",
    ),
    row(
        "unit",
        &["delivered"],
        Form,
        "a day, on a delivered unit only; heads where it changes them",
    ),
    row("owner", &["owner_id"], Always, "tenures"),
    row(
        "owner",
        &["holder"],
        Always,
        "made from the document number, or from name and telephone, or from name and unit",
    ),
    row(
        "owner",
        &["name", "phone"],
        Form,
        "found where no document number is known, because the key is made from them",
    ),
    row("owner", &["id_number"], Always, "the key is made from it"),
    row(
        "tenure",
        &["unit_id", "owner_id"],
        Always,
        "units and owners; every owner holds or held something; heads",
    ),
    row(
        "tenure",
        &["from_date", "to_date"],
        Form,
        "days in order, no two sets of owners on one day, every unit held; heads",
    ),
    row(
        "charge",
        &["unit_id"],
        Form,
        "a unit of the register; which one, nothing else says",
    ),
    row("charge", &["item"], Form, "fee by area, parking fixed"),
    row(
        "charge",
        &["rate_e4", "amount_fen"],
        Form,
        "not negative; by area or fixed. Bills made before do not bind it",
    ),
    row(
        "log",
        &["size", "frontier", "next_seq"],
        Always,
        "the leaves",
    ),
    row(
        "leaf",
        &["idx", "sealed", "hash", "bytes"],
        Always,
        "each other, the rules of the book, the tree, signed checkpoints",
    ),
    row(
        "checkpoint",
        &["size", "root", "note"],
        Always,
        "the leaves, the keys in the public policy, the district's log",
    ),
    row(
        "checkpoint",
        &["at_ms"],
        Form,
        "when it was signed; the note does not say",
    ),
    row(
        "entry",
        &["seq", "household", "period", "leaf_idx", "reverses"],
        Always,
        "the record",
    ),
    row(
        "posting",
        &["seq", "line", "fund", "account", "amount_fen"],
        Always,
        "the record, or the household's item",
    ),
    row(
        "posting",
        &["account_version", "balance_after"],
        Always,
        "the postings in front of it",
    ),
    row(
        "balance",
        &["fund", "account", "amount_fen", "version"],
        Always,
        "the postings",
    ),
    row(
        "item",
        &[
            "seq",
            "unit_id",
            "kind",
            "fund",
            "debit",
            "credit",
            "period",
            "number",
            "amount_fen",
            "salt",
        ],
        Always,
        "the commitment sealed in the book",
    ),
    row(
        "item",
        &["at_ms"],
        Always,
        "the commitment, to the second; of a payment also the request, to the millisecond",
    ),
    row(
        "bill",
        &["unit_id", "item", "period", "seq", "amount_fen"],
        Always,
        "the sealed item",
    ),
    row(
        "bill",
        &["paid_fen"],
        Always,
        "the payments, laid out again over the oldest bills",
    ),
    row("bill", &["due"], Always, "the month's last day"),
    row(
        "allocation",
        &["seq", "item", "period", "amount_fen"],
        Always,
        "the payments, laid out again over the oldest bills",
    ),
    row(
        "prepaid",
        &["unit_id", "amount_fen"],
        Always,
        "prepayments less what was used of them",
    ),
    row(
        "summary",
        &["no", "leaf_idx", "seq_to"],
        Always,
        "the record",
    ),
    row(
        "request",
        &["request_key"],
        Form,
        "a text; the key is the caller's own and stands nowhere else",
    ),
    row(
        "request",
        &["body", "answer"],
        Always,
        "the items that it was answered with; every payment has one request",
    ),
    row(
        "expense",
        &["expense_id"],
        Form,
        "a number that stands nowhere else",
    ),
    row(
        "expense",
        &["state"],
        Form,
        "posted: the entry is in the book; pending: two persons approved",
    ),
    row(
        "expense",
        &["budget", "budget_line", "amount_fen"],
        Always,
        "the body",
    ),
    row(
        "expense",
        &["body"],
        Form,
        "posted: the entry in the book; before: an expense that can be read",
    ),
    row(
        "import_file",
        &["kind"],
        Form,
        "one of the known values; a journal's entries name their file",
    ),
    row(
        "import_file",
        &["sha256", "lines"],
        Form,
        "of journals and vouchers: the entries that name the file; of others: 32 bytes, not negative",
    ),
    row(
        "import_file",
        &["name", "at_ms"],
        Unused,
        "kept for whoever looks at the table; nothing reads it",
    ),
    row(
        "header_map",
        &["kind", "field"],
        Form,
        "one of the known values",
    ),
    row("header_map", &["header"], Form, "the office's own word"),
    row(
        "bank_line",
        &["account", "no", "counterparty", "summary"],
        Form,
        "the bank's words; nothing else says them",
    ),
    row("bank_line", &["line_key", "reference"], Form, "each other"),
    row(
        "bank_line",
        &["date", "amount_fen", "balance_fen"],
        Form,
        "the key, where the bank gives no reference",
    ),
    row(
        "bank_source",
        &["account", "line_key", "sha256"],
        Form,
        "which file stated a movement; asked for only when an import is taken back",
    ),
    row(
        "trail",
        &["no", "records_from", "records_to"],
        Always,
        "the acts before and behind, and the size of the log",
    ),
    row(
        "trail",
        &["at_ms", "actor", "act"],
        Form,
        "the names of acts; nothing else says who did what",
    ),
];

/// The table as it stands in docs/audit.md.
pub fn markdown() -> String {
    let mut text = String::from(
        "| table | columns | found | compared with, or why not |\n|---|---|---|---|\n",
    );
    for covered in COVERAGE {
        let columns: Vec<String> = covered
            .columns
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let line = format!(
            "| {} | {} | {} | {} |\n",
            covered.table,
            columns.join(", "),
            covered.seen.word(),
            covered.how
        );
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_schema_is_answered_for_once() {
        let stated: Vec<(&str, &str)> = COVERAGE
            .iter()
            .flat_map(|covered| {
                covered
                    .columns
                    .iter()
                    .map(|column| (covered.table, *column))
            })
            .collect();
        for table in mingbai_store::TABLES {
            for (column, _) in mingbai_store::dump::columns(table) {
                let times = stated
                    .iter()
                    .filter(|said| **said == (*table, column))
                    .count();
                let expected = usize::from(column != "community_id");
                assert_eq!(times, expected, "{table}.{column}");
            }
        }
        for (table, column) in stated {
            let mut columns = mingbai_store::dump::columns(table).into_iter();
            assert!(
                columns.any(|(name, _)| name == column),
                "{table}.{column} is no column"
            );
        }
    }

    #[test]
    fn the_documentation_has_this_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/audit.md");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            text.contains(&markdown()),
            "docs/audit.md needs this table:\n{}",
            markdown()
        );
    }
}
