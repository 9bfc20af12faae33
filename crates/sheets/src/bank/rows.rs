//! What a row below the header is, told by its whole shape and never by a word in one cell.

use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::rows::Skip;
use crate::table::Table;
use crate::values::{compact, shown};

use super::carried::{Carried, carried_by};
use super::labelled::{self, Whole};
use super::moment::moment;

/// Columns whose content is money.
const MONEY: [Field; 3] = [Field::Income, Field::Expense, Field::Amount];

const TOTALS: [&str; 5] = ["合计", "总计", "小计", "累计", "共计"];

/// A row below the header.
pub(super) enum Shape {
    /// It ought to be a movement; what is wrong with it is an error.
    Movement,
    /// It is none.
    Skip(Skip),
    /// It has a day and an amount, but no words of its own: a total or a balance, if that is proven.
    Labelled(Whole),
}

/// Tells what `row` is. A row with a day is a movement, whatever words it has, unless its label as a
/// whole is a balance and it has no amount.
pub(super) fn shape(table: &Table<'_>, row: &Row, year: Option<i16>) -> Shape {
    if repeats_header(table, row) {
        return Shape::Skip(Skip::HeaderAgain);
    }
    let money = MONEY.iter().any(|field| table.has_content(row, *field));
    if has_day(table, row, year, money) {
        return match carried(row) {
            Some(_) if !money => Shape::Skip(Skip::Balance),
            _ => labelled::whole(table, row).map_or(Shape::Movement, Shape::Labelled),
        };
    }
    let identified = [Field::BankReference, Field::Counterparty]
        .iter()
        .any(|field| table.has_content(row, *field));
    match (money, identified) {
        (false, _) if carried(row).is_some() => Shape::Skip(Skip::Balance),
        // Without a day and an amount nothing could be imported.
        (false, _) => Shape::Skip(Skip::Note),
        (true, false) if has_total(row) => Shape::Skip(Skip::Total),
        (true, false) if carried(row).is_some() => Shape::Skip(Skip::Balance),
        _ => Shape::Movement,
    }
}

/// Whether the row has a day. A short number is one only beside an amount: a summary's number of
/// payments may look like a spreadsheet's number of a day.
fn has_day(table: &Table<'_>, row: &Row, year: Option<i16>, money: bool) -> bool {
    let Some(column) = table.header.column(Field::Date) else {
        return false;
    };
    let cell = row.cell(column.index);
    let text = compact(&shown(cell));
    let short = text.len() < 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    (money || !short) && matches!(moment(cell, year), Ok(Some(_)))
}

/// Printed statements repeat the header on every page.
fn repeats_header(table: &Table<'_>, row: &Row) -> bool {
    let columns = &table.header.columns;
    let same = columns
        .iter()
        .filter(|column| compact(&shown(row.cell(column.index))) == compact(&column.name))
        .count();
    same >= 3 && same * 2 > columns.len()
}

/// The balance that a cell of the row names, if the cell says nothing else.
pub(super) fn carried(row: &Row) -> Option<Carried> {
    row.cells.iter().find_map(|(_, cell)| label(cell))
}

fn label(cell: &Cell) -> Option<Carried> {
    carried_by(&label_text(cell)?)
}

fn label_text(cell: &Cell) -> Option<String> {
    let Cell::Text(text) = cell else {
        return None;
    };
    let plain = compact(text).to_lowercase();
    let plain = plain.trim_start_matches('#').trim_end_matches(':');
    Some(plain.to_owned())
}

fn has_total(row: &Row) -> bool {
    let is_total = |text: String| TOTALS.iter().any(|word| text.contains(word));
    let mut labels = row.cells.iter().filter_map(|(_, cell)| label_text(cell));
    labels.any(is_total)
}

/// A balance stated beside the table: the label and the amount in one cell, or in the next.
pub(super) fn stated(row: &Row) -> Vec<(Carried, Cell)> {
    let mut found = Vec::new();
    for (at, (_, cell)) in row.cells.iter().enumerate() {
        if let Some(carried) = label(cell) {
            if let Some((_, amount)) = row.cells.get(at + 1) {
                found.push((carried, amount.clone()));
            }
            continue;
        }
        let Cell::Text(text) = cell else {
            continue;
        };
        let narrowed = compact(text);
        if let Some((label_part, amount)) = narrowed.split_once(':')
            && let Some(carried) = label(&Cell::Text(label_part.to_owned()))
        {
            found.push((carried, Cell::Text(amount.to_owned())));
        }
    }
    found
}
