//! 预算 and 报表: plans and statements, one row a line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use super::cells::{Cells, day, whole};
use super::{Papers, Place};
use crate::error::{CellError, Code};
use crate::fields::{DOCUMENTS, Field, name};
use crate::table::Report;
use crate::{mask, values};

/// One line of a budget; lines with one number are one budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetRow {
    /// Where it stands.
    pub place: Place,
    /// The budget's number in the book.
    pub id: String,
    /// The budget's title.
    pub title: Option<String>,
    /// Its year.
    pub year: i16,
    /// The line's number, from 1, if stated.
    pub line: Option<i64>,
    /// What it is for.
    pub name: String,
    /// Account as written.
    pub account: String,
    /// Fund as written.
    pub fund: Option<String>,
    /// What may be spent.
    pub amount: Fen,
    /// The resolution that approved it.
    pub resolution: Option<String>,
    /// The document.
    pub papers: Papers,
}

/// What the row above says, even if something else is wrong with that row. Offices write what
/// lines have in common in the first of them only.
#[derive(Default)]
pub(super) struct Above {
    id: Option<String>,
    year: Option<i64>,
    title: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
}

pub(super) fn budget(cells: &mut Cells<'_, '_>, above: &mut Above) -> Option<BudgetRow> {
    let id = cells.must_or(Field::Id, above.id.take(), values::text);
    let title = cells.text(Field::Title);
    let year = cells.must_or(Field::Year, above.year, |cell| whole(cell, 1990, 2100));
    (above.id, above.year) = (id.clone(), year);
    let line = cells.may(Field::LineNumber, |cell| whole(cell, 1, 100_000));
    let name = cells.must(Field::LineName, values::text);
    let account = cells.must(Field::Account, values::text);
    let fund = cells.text(Field::Fund);
    let amount = cells.must(Field::Amount, values::amount);
    let resolution = cells.text(Field::Resolution);
    let papers = cells.papers();
    Some(BudgetRow {
        place: cells.place(),
        id: id?,
        title,
        year: i16::try_from(year?).ok()?,
        line,
        name: name?,
        account: account?,
        fund,
        amount: amount?,
        resolution,
        papers,
    })
}

/// Rows of one number are one budget: what they say of the whole must be the same, and each line
/// has its own number: the one stated, or its place.
pub(super) fn agree(rows: &[BudgetRow], report: &mut Report) {
    let mut said: BTreeMap<(&str, Field), (u32, String)> = BTreeMap::new();
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    let mut numbers: BTreeMap<(&str, i64), u32> = BTreeMap::new();
    for row in rows {
        let count = counts.entry(&row.id).or_default();
        *count += 1;
        let number = row.line.unwrap_or(*count);
        let first_row = *numbers.entry((&row.id, number)).or_insert(row.place.row);
        if first_row != row.place.row {
            let code = Code::LineRepeated { first_row };
            let mut error = CellError::row(&row.place.sheet, row.place.row, code);
            error.value = number.to_string();
            report.push(error);
        }
        let whole = [
            (Field::Year, Some(row.year.to_string())),
            (Field::Title, row.title.clone()),
            (Field::Resolution, row.resolution.clone()),
            (Field::File, row.papers.public.clone()),
        ];
        for (field, value) in whole {
            let Some(value) = value else { continue };
            let (first_row, first) = said
                .entry((&row.id, field))
                .or_insert_with(|| (row.place.row, value.clone()));
            if *first != value {
                let code = Code::DiffersFromRow {
                    field: name(DOCUMENTS, field).to_owned(),
                    first_row: *first_row,
                };
                let mut error = CellError::row(&row.place.sheet, row.place.row, code);
                error.value = mask::plain(&value);
                report.push(error);
            }
        }
    }
}

/// One line of a statement; lines with one title and time are one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// Where it stands.
    pub place: Place,
    /// The statement's title.
    pub title: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What the line is.
    pub text: String,
    /// Income positive, cost negative.
    pub amount: Fen,
}

pub(super) fn statement(cells: &mut Cells<'_, '_>, above: &mut Above) -> Option<StatementRow> {
    let title = cells.must_or(Field::Title, above.title.take(), values::text);
    let from = cells.must_or(Field::From, above.from, day);
    let to = cells.must_or(Field::To, above.to, day);
    (above.title, above.from, above.to) = (title.clone(), from, to);
    cells.in_order(from, to);
    let text = cells.must(Field::LineName, values::text);
    let income = cells.may(Field::Income, values::amount);
    let cost = cells.may(Field::Expense, values::amount);
    let amount = match (income, cost) {
        (Some(income), None) => Some(income),
        (None, Some(cost)) => cost.negated().ok(),
        (both, _) => {
            let code = match both {
                Some(_) => Code::AmountTwice,
                None => Code::AmountMissing,
            };
            cells.refuse(Field::Income, code);
            None
        }
    };
    Some(StatementRow {
        place: cells.place(),
        title: title?,
        from: from?,
        to: to?,
        text: text?,
        amount: amount?,
    })
}
