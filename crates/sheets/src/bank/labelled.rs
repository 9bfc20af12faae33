//! Rows with a day and an amount whose texts are nothing but 合计, 上期结转 and the like. They are no
//! movements if their amounts are those of other rows, or of their own balance; else nobody knows what
//! they are, and they are refused.

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::rows::{self, Label, Sums};
use crate::table::Table;
use crate::values::{compact, shown};

use super::amount::{self, Amount};
use super::carried::carried_by;

/// What the row is, if its amounts prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// A sum of rows.
    Sum,
    /// A sum of more rows than the statement has.
    Longer,
    /// A balance.
    Balance,
}

/// A row to be judged once all movements are known.
pub(super) struct Labelled<'a> {
    pub(super) row: &'a Row,
    pub(super) whole: Whole,
    /// How many movements stand above it.
    pub(super) above: usize,
}

/// One movement as its row states it.
pub(super) struct Moved {
    pub(super) day: Date,
    pub(super) income: Fen,
    pub(super) expense: Fen,
    pub(super) balance: Option<Fen>,
}

/// Columns that say nothing of what a row is.
const SILENT: [Field; 10] = [
    Field::Index,
    Field::Date,
    Field::Time,
    Field::Income,
    Field::Expense,
    Field::Amount,
    Field::Balance,
    Field::Direction,
    Field::Currency,
    Field::OwnAccount,
];

/// The label that all texts of the row are. A name, a reference or any other word makes it a movement.
pub(super) fn whole(table: &Table<'_>, row: &Row) -> Option<Whole> {
    let mut found = None;
    for (index, cell) in &row.cells {
        let field = table.header.field_of(*index);
        if field.is_some_and(|field| SILENT.contains(&field)) {
            continue;
        }
        let text = compact(&shown(cell));
        let count = field.is_none() && !matches!(cell, Cell::Text(_));
        if count || matches!(text.as_str(), "" | "-" | "--" | "/" | "—") {
            continue;
        }
        found = Some(of_text(&text)?);
    }
    found
}

fn of_text(text: &str) -> Option<Whole> {
    match rows::label(text) {
        Some(Label::Sum(Sums::Longer)) => return Some(Whole::Longer),
        Some(Label::Sum(_)) => return Some(Whole::Sum),
        Some(Label::Opening | Label::Closing) => return Some(Whole::Balance),
        Some(Label::Blank) | None => {}
    }
    let plain = text.to_lowercase();
    let total = [
        "total",
        "subtotal",
        "grandtotal",
        "dailytotal",
        "monthlytotal",
    ];
    if total.contains(&plain.as_str()) {
        return Some(Whole::Sum);
    }
    carried_by(text).map(|_| Whole::Balance)
}

/// Whether the amounts of the row prove its label. `last` is how many movements stand above the label
/// before it, `next` above the one behind it: a list that begins with its newest row has its totals on top.
pub(super) fn is_proven(
    table: &Table<'_>,
    labelled: &Labelled<'_>,
    moved: &[Moved],
    (last, next): (usize, usize),
    day: Option<Date>,
) -> bool {
    let row = labelled.row;
    let read = |field| {
        let column = table.header.column(field)?;
        let read: Option<Amount> = amount::amount(row.cell(column.index)).ok().flatten();
        read.map(|amount| amount.fen)
            .filter(|fen| *fen != Fen::ZERO)
    };
    let (income, expense) = (read(Field::Income), read(Field::Expense));
    let single = if income.is_some() || expense.is_some() {
        None
    } else {
        read(Field::Amount)
    };
    let at = labelled.above;
    match labelled.whole {
        Whole::Longer => true,
        Whole::Balance => {
            let own = read(Field::Balance);
            let before = moved[..at].last().and_then(|moved| moved.balance);
            let after = moved.get(at).and_then(opening);
            let stated = income.or(expense).or(single);
            let is = |balance: Option<Fen>| {
                let equal = |a: Fen, b: Fen| a.0.unsigned_abs() == b.0.unsigned_abs();
                matches!((balance, stated), (Some(b), Some(s)) if equal(b, s))
            };
            is(own) || (own.is_none() && (is(before) || is(after)))
        }
        Whole::Sum => {
            let of_day = |same: &dyn Fn(Date) -> bool| sums(moved.iter().filter(|m| same(m.day)));
            let day = day.unwrap_or_default();
            let windows = [
                sums(moved[..at].iter()),
                sums(moved[last..at].iter()),
                sums(moved[at..next].iter()),
                sums(moved.iter()),
                of_day(&|other| other == day),
                of_day(&|other| (other.year(), other.month()) == (day.year(), day.month())),
                of_day(&|other| other.year() == day.year()),
            ];
            windows.iter().any(|(into, out)| {
                let is = |stated: Option<Fen>, sum: &i128| {
                    stated.is_none_or(|stated| i128::from(stated.0.unsigned_abs()) == *sum)
                };
                match single {
                    Some(_) => {
                        let all = [*into, *out, (into - out).abs(), into + out];
                        all.iter().any(|sum| *sum > 0 && is(single, sum))
                    }
                    None => is(income, into) && is(expense, out),
                }
            })
        }
    }
}

/// The balance before a movement.
fn opening(moved: &Moved) -> Option<Fen> {
    let before = moved.balance?.minus(moved.income).ok()?;
    before.plus(moved.expense).ok()
}

/// What came in and what went out.
fn sums<'m>(moved: impl Iterator<Item = &'m Moved>) -> (i128, i128) {
    moved.fold((0, 0), |(into, out), moved| {
        (
            into + i128::from(moved.income.0),
            out + i128::from(moved.expense.0),
        )
    })
}
