//! Finds the head of a statement: the first row whose headers name a day and amounts, by one of the
//! known forms or by what offices and banks call their columns.

use std::collections::HashMap;

use crate::error::{CellError, Code};
use crate::fields::{self, BANK_STATEMENT, Field, Spec};
use crate::grid::{Cell, Row, Sheet, column_letters};
use crate::header::{Column, Header, shared};
use crate::mapping::Mapping;
use crate::spelling::{exact_header, plain_header};
use crate::table::Report;
use crate::values::shown;

use super::finding::BankFinding;
use super::form::{Form, whole};
use super::forms::FORMS;
use super::side;

/// Rows searched for a head.
const SEARCHED_ROWS: usize = 60;

/// A head, and the form if it is a known one.
pub(super) struct Head {
    pub(super) header: Header,
    pub(super) form: Option<&'static Form>,
}

/// A header with what it could mean: the lower the rank, the better.
struct Candidate {
    column: Column,
    rank: usize,
}

/// The head of `sheet`, if it is a statement. What was chosen between columns is reported.
pub(super) fn find(sheet: &Sheet, mapping: &Mapping, report: &mut Report) -> Option<Head> {
    for (at, row) in sheet.rows.iter().take(SEARCHED_ROWS).enumerate() {
        let lower = sheet.rows.get(at + 1);
        let lower = lower.filter(|lower| lower.number == row.number + 1);
        let found = of_form(sheet, row.number, &texts(row), mapping)
            .or_else(|| {
                let lower = lower?;
                let both = stacked(row, lower, mapping)?;
                of_words(sheet, lower.number, both, mapping, report)
            })
            .or_else(|| of_words(sheet, row.number, texts(row), mapping, report));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn texts(row: &Row) -> Vec<(u32, String)> {
    let text = |(column, cell): &(u32, Cell)| match cell {
        Cell::Text(_) => Some((*column, shown(cell))),
        _ => None,
    };
    row.cells.iter().filter_map(text).collect()
}

/// A head of two rows, such as 发生额 above 借方 and 贷方. A row that holds anything but headers is
/// no part of one: it is the first row of data.
fn stacked(upper: &Row, lower: &Row, mapping: &Mapping) -> Option<Vec<(u32, String)>> {
    let known =
        |text: &str| mapping.field(BANK_STATEMENT, text, true).is_some() || meaning(text).is_some();
    let mut all = texts(lower);
    let above = texts(upper);
    let only_headers = all.len() == lower.cells.len() && all.iter().all(|(_, text)| known(text));
    let headers_above = above.iter().filter(|(_, text)| known(text)).count();
    // The same row once more is the head of the next page.
    let again = all.iter().all(|cell| above.contains(cell));
    if !only_headers || again || headers_above < 2 || all.len() > above.len() {
        return None;
    }
    for (column, text) in above {
        if !all.iter().any(|(at, _)| *at == column) {
            all.push((column, text));
        }
    }
    all.sort_unstable();
    Some(all)
}

fn of_form(sheet: &Sheet, row: u32, texts: &[(u32, String)], mapping: &Mapping) -> Option<Head> {
    let headers: Vec<String> = texts.iter().map(|(_, text)| whole(text)).collect();
    let form = FORMS.iter().find(|form| form.fits(&headers))?;
    let explained = explained(texts, mapping);
    let (mut candidates, mut unknown) = (Vec::new(), Vec::new());
    for ((index, name), plain) in texts.iter().zip(&headers) {
        let said = explained.get(index).map(|field| (0, *field));
        match said.or_else(|| form.meaning(plain)) {
            Some((rank, field)) => candidates.push(candidate(field, *index, name, rank)),
            None => unknown.push((*index, name.clone())),
        }
    }
    candidates.sort_by_key(|found| found.rank);
    // A header that the user explained wins over the form's own.
    candidates.retain(|found| {
        let by_user = explained.contains_key(&found.column.index);
        by_user || explained.values().all(|field| *field != found.column.field)
    });
    let mut columns: Vec<Column> = candidates.into_iter().map(|found| found.column).collect();
    let by_user = |index| explained.contains_key(&index);
    side::adopt(sheet, row, &mut columns, &mut unknown, &by_user);
    Some(Head {
        header: Header {
            row,
            first_row: row,
            columns,
            unknown,
        },
        form: Some(form),
    })
}

/// What the user said of the headers, by column. Without its brackets a header is meant only if no
/// other one differs from it in nothing else.
fn explained(texts: &[(u32, String)], mapping: &Mapping) -> HashMap<u32, Field> {
    let shared = shared(texts);
    let said = |(index, name): &(u32, String)| {
        let only = !shared.contains(&exact_header(name));
        Some((*index, mapping.field(BANK_STATEMENT, name, only)?))
    };
    texts.iter().filter_map(said).collect()
}

fn candidate(field: Field, index: u32, name: &str, rank: usize) -> Candidate {
    Candidate {
        column: Column {
            field,
            index,
            name: name.to_owned(),
        },
        rank,
    }
}

fn of_words(
    sheet: &Sheet,
    row: u32,
    texts: Vec<(u32, String)>,
    mapping: &Mapping,
    report: &mut Report,
) -> Option<Head> {
    let explained = explained(&texts, mapping);
    let (mut candidates, mut unknown) = (Vec::new(), Vec::new());
    for (index, name) in texts {
        let said = explained.get(&index).map(|field| (0, *field));
        match said.or_else(|| meaning(&name)) {
            Some((rank, field)) => candidates.push(candidate(field, index, &name, rank)),
            None => unknown.push((index, name)),
        }
    }
    let has = |candidates: &[Candidate], field| {
        candidates.iter().any(|found| found.column.field == field)
    };
    // 交易时间 alone holds day and time.
    if !has(&candidates, Field::Date) {
        for found in &mut candidates {
            if found.column.field == Field::Time {
                found.column.field = Field::Date;
            }
        }
    }
    let columns_of_sides = has(&candidates, Field::Income) && has(&candidates, Field::Expense);
    let amounts = columns_of_sides || has(&candidates, Field::Amount);
    if !has(&candidates, Field::Date) || !amounts {
        return None;
    }
    if columns_of_sides {
        // What both columns say, one more column says again.
        candidates.retain(|c| !matches!(c.column.field, Field::Amount | Field::Direction));
    }
    let candidates = chosen(sheet, row, candidates, report);
    let mut columns: Vec<Column> = candidates.into_iter().map(|found| found.column).collect();
    let by_user = |index| explained.contains_key(&index);
    side::adopt(sheet, row, &mut columns, &mut unknown, &by_user);
    Some(Head {
        header: Header {
            row,
            first_row: row,
            columns,
            unknown,
        },
        form: None,
    })
}

/// Keeps one column a field where that can do no harm, and says which. Two columns of money or of
/// accounts stay: the table refuses them.
fn chosen(
    sheet: &Sheet,
    row: u32,
    candidates: Vec<Candidate>,
    report: &mut Report,
) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    let mut all = candidates;
    all.sort_by_key(|found| (found.rank, found.column.index));
    for found in all {
        let field = found.column.field;
        let first = kept.iter().find(|other| other.column.field == field);
        let Some(first) = first else {
            kept.push(found);
            continue;
        };
        let at = format!(
            "{}「{}」",
            column_letters(first.column.index),
            first.column.name
        );
        let finding = match field {
            Field::Summary => {
                let joined = BankFinding::ColumnsJoined { other: at };
                report.push(note(sheet, row, &found.column, joined));
                kept.push(found);
                continue;
            }
            Field::Date | Field::Time | Field::Counterparty | Field::BankReference => {
                BankFinding::ColumnUnused {
                    field: fields::name(BANK_STATEMENT, field).to_owned(),
                    used: at,
                }
            }
            _ => {
                kept.push(found);
                continue;
            }
        };
        // The same day once more beside its time says nothing new.
        report.push(note(sheet, row, &found.column, finding));
    }
    kept
}

fn note(sheet: &Sheet, row: u32, column: &Column, finding: BankFinding) -> CellError {
    let found = CellError::row(&sheet.name, row, Code::Bank(finding));
    found.at(column.index, &column.name, String::new())
}

/// What a header means and how usual it is for that: whole, without brackets, or if all its parts
/// mean the same.
fn meaning(text: &str) -> Option<(usize, Field)> {
    let whole = whole(text);
    let plain = plain_header(text);
    let plain = plain.strip_suffix("/元").unwrap_or(&plain);
    known(&whole)
        .or_else(|| by_side_in_brackets(&whole, plain))
        .or_else(|| known(plain))
        .or_else(|| by_parts(&whole))
        .or_else(|| side::is_header(text).then_some((usize::MAX, Field::Direction)))
}

/// The field of a whole word, and the word's place among the field's names.
fn known(word: &str) -> Option<(usize, Field)> {
    let place = |spec: &Spec| {
        let mut words = std::iter::once(&spec.name).chain(spec.synonyms);
        let at = words.position(|other| *other == word)?;
        Some((at + 1, spec.field))
    };
    BANK_STATEMENT.iter().find_map(place)
}

/// `发生额(收入)`: the brackets of an amount may name its side.
fn by_side_in_brackets(whole: &str, plain: &str) -> Option<(usize, Field)> {
    if known(plain)?.1 != Field::Amount {
        return None;
    }
    let (_, inner) = whole.strip_suffix(')')?.split_once('(')?;
    known(inner).filter(|(_, field)| matches!(field, Field::Income | Field::Expense))
}

/// `付款/支出`: a header of several words counts only if all mean one field.
fn by_parts(whole: &str) -> Option<(usize, Field)> {
    let mut parts = whole.split(['/', '、', '或']).map(known);
    let first = parts.next()??;
    let mut more = 0;
    for part in parts {
        more += 1;
        if part?.1 != first.1 {
            return None;
        }
    }
    (more > 0).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str) -> Option<Field> {
        meaning(text).map(|(_, field)| field)
    }

    #[test]
    fn headers_mean_one_field_or_nothing() {
        let good = [
            ("记账金额(收入)", Field::Income),
            ("记账金额（支出）", Field::Expense),
            ("发生额（贷方）", Field::Income),
            ("借方发生额/元(支取)", Field::Expense),
            ("金额（元）", Field::Amount),
            ("存入金额", Field::Income),
            ("Withdrawal", Field::Expense),
            ("Debit", Field::Expense),
            ("借/贷", Field::Direction),
            ("Dr / Cr", Field::Direction),
            ("收/支", Field::Direction),
            ("支出/付款金额", Field::Expense),
            ("账 号", Field::OwnAccount),
            ("对方户名/交易对方", Field::Counterparty),
        ];
        for (text, expected) in good {
            assert_eq!(field(text), Some(expected), "{text}");
        }
        for text in [
            "收入/支出金额",
            "可用余额",
            "收/付款方式",
            "借方/摘要",
            "甲/乙",
            "",
            "支付方式",
        ] {
            assert_eq!(field(text), None, "{text}");
        }
    }
}
