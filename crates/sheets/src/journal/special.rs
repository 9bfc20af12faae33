//! Rows of a journal that are no entry: opening balance, totals, balance carried forward, notes.

use crate::fields::Field;
use crate::grid::Row;
use crate::rows::{self, Label, Skip, Sums};
use crate::table::Table;
use crate::values::{compact, shown};

/// What a row is if it is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    Opening,
    Closing,
    Total(Sums),
    Left(Skip),
}

/// Columns in which a label may stand.
const LABELS: [Field; 4] = [Field::Index, Field::Date, Field::Voucher, Field::Summary];
/// Columns that only an entry fills in. A category is none: totals of a category name it.
const OWN: [Field; 3] = [Field::Counterparty, Field::BankReference, Field::Approver];
/// Columns of amounts.
const AMOUNTS: [Field; 4] = [Field::Income, Field::Expense, Field::Amount, Field::Balance];

/// What `row` is if it is no entry: by a label that is the whole of a cell, in a row that has no
/// voucher number and, with a day of its own, nothing else that an entry has.
pub(super) fn recognise(table: &Table<'_>, row: &Row) -> Option<Special> {
    if let Some(why) = table.note(row, &AMOUNTS) {
        return Some(Special::Left(why));
    }
    let in_label_column = |column: u32| match table.header.field_of(column) {
        None => true,
        Some(field) => LABELS.contains(&field),
    };
    let labels = row
        .cells
        .iter()
        .filter(|(column, _)| in_label_column(*column));
    let special = labels
        .into_iter()
        .find_map(|(_, cell)| rows::label(&shown(cell)))?;
    let text = |field| {
        let column = table.header.column(field);
        column
            .map(|column| shown(row.cell(column.index)))
            .unwrap_or_default()
    };
    let voucher = text(Field::Voucher);
    let numbered = !voucher.is_empty() && rows::label(&voucher).is_none();
    let own = OWN.iter().any(|field| table.has_content(row, *field));
    if numbered || (table.is_dated(row) && own) {
        return None;
    }
    Some(match special {
        Label::Opening => Special::Opening,
        Label::Closing => Special::Closing,
        Label::Sum(sums) => Special::Total(sums),
        Label::Blank => Special::Left(Skip::Blank),
    })
}

/// The category whose total the row's summary names, such as 停车费 in `停车费小计`; `None` if the row has
/// anything that only an entry has. Whether it is a total, its amount must prove: some offices book a
/// month's payments as one 停车费合计.
pub(super) fn category_total(table: &Table<'_>, row: &Row) -> Option<String> {
    let text = |field| {
        let column = table.header.column(field);
        column.map(|column| compact(&shown(row.cell(column.index))))
    };
    let summary = text(Field::Summary)?;
    let of = ["小计", "合计", "总计", "共计"]
        .iter()
        .find_map(|end| summary.strip_suffix(end))?;
    let own = OWN.iter().any(|field| table.has_content(row, *field));
    let numbered = text(Field::Voucher).is_some_and(|voucher| !voucher.is_empty());
    (!own && !numbered && !of.is_empty()).then(|| of.to_owned())
}
