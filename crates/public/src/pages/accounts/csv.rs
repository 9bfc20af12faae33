//! The list of an accounts page as a CSV file: the same rows, and the same sums in its last lines. What
//! is drawn on the maintenance fund has a column of its own, as the page shows it beside the expense.
//! With a byte-order mark, for Excel.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use mingbai_domain::book::Fold;
use mingbai_domain::ledger::templates::accounts::SMF_BY_UNIT;
use mingbai_domain::ledger::{AccountClass, Fund, Posting};
use mingbai_domain::money::Fen;

use super::listed::Row;
use super::{Listed, Selection, Span};
use crate::amount::Flow;
use crate::marks::Mark;
use crate::rows::{Sides, basis_in_a_line};
use mingbai_ui::fault::Fault;
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::Pairs;
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;
use mingbai_ui::words;

/// `GET /c/{slug}/accounts.csv`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<impl IntoResponse, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/accounts", place.href());
    let fold = &place.book.fold;
    let selection = Selection::read(&pairs, fold, site.now().date(), &back)?;
    let span = match selection.span {
        Span::Month(month) => month.to_string(),
        Span::Year(year) => year.to_string(),
    };
    let which = if selection.moves { "-moves" } else { "" };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-{span}{which}.csv\"", place.slug),
        ),
    ];
    Ok((headers, text(fold, &selection, reader.lang)))
}

/// The file: the rows of the page's list, the oldest first, and what they add up to.
pub fn text(fold: &Fold, selection: &Selection, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    let listed = Listed::of(fold, selection);
    if selection.moves {
        moves(&mut text, fold, &listed, lang);
    } else {
        counted(&mut text, fold, selection, &listed, lang);
    }
    text
}

fn columns(text: &mut String, names: &[&str], lang: Lang) {
    let names: Vec<String> = names
        .iter()
        .map(|name| lang.t(&format!("csv.{name}")))
        .collect();
    line(text, &names);
}

/// Income and spending: a line for each posting, so that the columns add up to the figures.
fn counted(text: &mut String, fold: &Fold, selection: &Selection, listed: &Listed<'_>, lang: Lang) {
    let names = [
        "date", "month", "number", "text", "fund", "account", "name", "income", "expense", "party",
        "basis", "draws", "marks",
    ];
    columns(text, &names, lang);
    let counted = listed.counted();
    let mut rows: Vec<Row<'_>> = counted.iter().map(|(row, _)| *row).collect();
    rows.extend(listed.draws());
    rows.sort_by_key(Row::newest_first);
    let mut drawn = 0;
    for row in rows.iter().rev() {
        let said = Said::of(fold, row, lang);
        match row {
            Row::Entry(posted) => postings(text, selection, &posted.entry.postings, &said, lang),
            Row::List(_, list) => postings(text, selection, &list.postings(), &said, lang),
        }
        drawn += maintenance(text, fold, selection, row, &said, lang);
    }
    let alone = selection.sums_maintenance();
    let income: i128 = counted.iter().map(|(_, sides)| sides.income).sum();
    let expense: i128 = counted.iter().map(|(_, sides)| sides.expense).sum();
    let n = lang.with("csv.rows", &[("n", &rows.len())]);
    let mut total = vec![lang.t("common.total"), String::new(), String::new(), n];
    total.extend([String::new(), String::new(), String::new(), plain(income)]);
    // The maintenance fund's expense is what was drawn on it.
    total.push(plain(if alone { 0 } else { expense }));
    total.extend([String::new(), String::new(), plain(drawn), String::new()]);
    line(text, &total);
}

/// What only moved: a line for each row, and a sum for each word, as on the page.
fn moves(text: &mut String, fold: &Fold, listed: &Listed<'_>, lang: Lang) {
    let names = [
        "date", "month", "number", "text", "moved", "amount", "party", "basis", "marks",
    ];
    columns(text, &names, lang);
    for row in listed.moved().iter().rev() {
        let said = Said::of(fold, row, lang);
        let gist = row.gist();
        let [date, period, number, what] = said.head;
        let [party, basis, marks] = said.tail;
        let (word, amount) = (lang.t(gist.word), with_sign(gist.flow, gist.fen));
        line(
            text,
            &[
                date, period, number, what, word, amount, party, basis, marks,
            ],
        );
    }
    for sum in listed.moved_by_word() {
        let n = lang.with("csv.rows", &[("n", &sum.rows)]);
        let mut total = vec![lang.t("common.total"), String::new(), String::new(), n];
        total.extend([lang.t(sum.word), with_sign(sum.flow, sum.fen)]);
        total.extend([String::new(), String::new(), String::new()]);
        line(text, &total);
    }
}

/// What a row says beside its amounts.
struct Said {
    head: [String; 4],
    tail: [String; 3],
}

impl Said {
    fn of(fold: &Fold, row: &Row<'_>, lang: Lang) -> Self {
        match row {
            Row::Entry(posted) => {
                let entry = &posted.entry;
                let marks: Vec<String> = Mark::of(fold, posted)
                    .into_iter()
                    .map(|mark| lang.t(mark.key()))
                    .collect();
                Self {
                    head: [
                        entry.date.to_string(),
                        entry.period.to_string(),
                        entry.seq.to_string(),
                        entry.text.clone(),
                    ],
                    tail: [
                        entry.payee.clone().unwrap_or_default(),
                        basis_in_a_line(entry, lang),
                        lang.list(&marks),
                    ],
                }
            }
            Row::List(state, list) => Self {
                head: [
                    state.summary.at.date().to_string(),
                    list.period.to_string(),
                    lang.with("csv.summary_number", &[("no", &state.summary.no)]),
                    words::item(list.item, lang),
                ],
                tail: [
                    lang.with("csv.households", &[("rows", &list.rows)]),
                    String::new(),
                    String::new(),
                ],
            },
        }
    }
}

fn postings(
    text: &mut String,
    selection: &Selection,
    postings: &[Posting],
    said: &Said,
    lang: Lang,
) {
    for posting in postings
        .iter()
        .filter(|posting| selection.touches(std::slice::from_ref(posting)))
    {
        let (income, expense) = match posting.account.class() {
            AccountClass::Income => (
                Fen(posting.amount.0.saturating_neg()).to_string(),
                String::new(),
            ),
            AccountClass::Expense => (String::new(), posting.amount.to_string()),
            _ => continue,
        };
        let [date, period, number, what] = said.head.clone();
        let [party, basis, marks] = said.tail.clone();
        let fund = words::fund(posting.fund, lang);
        let name = words::chart_account(posting.account, lang);
        let account = posting.account.to_string();
        line(
            text,
            &[
                date,
                period,
                number,
                what,
                fund,
                account,
                name,
                income,
                expense,
                party,
                basis,
                String::new(),
                marks,
            ],
        );
    }
}

/// The maintenance fund's line: what is drawn, and what is paid in where that fund alone is asked for.
/// Returns what is drawn.
fn maintenance(
    text: &mut String,
    fold: &Fold,
    selection: &Selection,
    row: &Row<'_>,
    said: &Said,
    lang: Lang,
) -> i128 {
    let alone = selection.sums_maintenance();
    if !alone && !selection.lists_draws() {
        return 0;
    }
    let Some(sides) = Sides::of_maintenance(&row.maintenance(fold)) else {
        return 0;
    };
    let amount = |fen: i128| match fen {
        0 => String::new(),
        fen => plain(fen),
    };
    let income = amount(if alone { sides.income } else { 0 });
    let drawn = amount(sides.expense);
    if income.is_empty() && drawn.is_empty() {
        return 0;
    }
    let [party, basis, marks] = said.tail.clone();
    let mut fields = said.head.to_vec();
    fields.extend([
        words::fund(Fund::Smf, lang),
        SMF_BY_UNIT.to_string(),
        words::chart_account(SMF_BY_UNIT, lang),
        income,
        String::new(),
        party,
        basis,
        drawn,
        marks,
    ]);
    line(text, &fields);
    sides.expense
}

/// An amount that a spreadsheet reads as a number.
fn plain(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

fn with_sign(flow: Flow, fen: i128) -> String {
    plain(if flow == Flow::Out { -fen } else { fen })
}

fn line(text: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{}", quoted(field)); // writing to a String cannot fail
    }
    text.push_str("\r\n");
}

/// RFC 4180 quoting. Texts that a spreadsheet would run as a formula get an apostrophe in front;
/// amounts are no formulas.
fn quoted(field: &str) -> String {
    let amount = field.strip_prefix('-').unwrap_or(field);
    let is_amount = !amount.is_empty() && amount.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_amount;
    let field = if formula {
        format!("'{field}")
    } else {
        field.to_owned()
    };
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_never_formulas() {
        for (field, csv) in [
            ("清洁", "清洁"),
            ("a,b", "\"a,b\""),
            ("\"x\"", "\"\"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("-12.50", "-12.50"),
            ("-cmd", "'-cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
        ] {
            assert_eq!(quoted(field), csv);
        }
    }
}
