//! Income and spending as a CSV file: one row for each posting to an income or expense account, so
//! that the columns add up to the figures of the page. What is drawn on the maintenance fund has a
//! column of its own, as the page shows it beside the expense. With a byte-order mark, for Excel.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use mingbai_domain::book::{EntryKind, Fold};
use mingbai_domain::ledger::{AccountClass, Fund, Posting};
use mingbai_domain::money::Fen;

use super::{Row, Selection, Span, rows};
use crate::rows::{Sides, basis_in_a_line};
use mingbai_domain::book::bridge::{Part, entry_parts, list_parts};
use mingbai_domain::book::figures::closes_year;
use mingbai_domain::ledger::templates::accounts::SMF_BY_UNIT;
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
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}-{span}.csv\"", place.slug),
        ),
    ];
    Ok((headers, text(fold, &selection, reader.lang)))
}

/// The file.
pub fn text(fold: &Fold, selection: &Selection, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    let columns = [
        "date", "month", "number", "text", "fund", "account", "name", "income", "expense", "party",
        "basis", "draws",
    ];
    line(
        &mut text,
        &columns.map(|column| lang.t(&format!("csv.{column}"))),
    );
    for row in rows(fold, selection).iter().rev() {
        add(&mut text, fold, selection, row, lang);
    }
    text
}

fn add(text: &mut String, fold: &Fold, selection: &Selection, row: &Row<'_>, lang: Lang) {
    match row {
        Row::Entry(posted) if closes_year(fold, &posted.entry) => {}
        Row::Entry(posted) => {
            let entry = &posted.entry;
            let head = [
                entry.date.to_string(),
                entry.period.to_string(),
                entry.seq.to_string(),
                entry.text.clone(),
            ];
            let tail = [
                entry.payee.clone().unwrap_or_default(),
                basis_in_a_line(entry, lang),
            ];
            postings(text, selection, &entry.postings, &head, &tail, lang);
            if entry.kind != EntryKind::Opening {
                let parts = entry_parts(fold, entry, Fund::Smf);
                maintenance(text, selection, &parts, &head, &tail, lang);
            }
        }
        Row::List(state, list) => {
            let number = lang.with("csv.summary_number", &[("no", &state.summary.no)]);
            let what = words::item(list.item, lang);
            let head = [
                state.summary.at.date().to_string(),
                list.period.to_string(),
                number,
                what,
            ];
            let tail = [
                lang.with("csv.households", &[("rows", &list.rows)]),
                String::new(),
            ];
            postings(text, selection, &list.postings(), &head, &tail, lang);
            let parts = list_parts(list, Fund::Smf);
            maintenance(text, selection, &parts, &head, &tail, lang);
        }
    }
}

fn postings(
    text: &mut String,
    selection: &Selection,
    postings: &[Posting],
    head: &[String; 4],
    tail: &[String; 2],
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
        let [date, period, number, what] = head.clone();
        let [party, basis] = tail.clone();
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
            ],
        );
    }
}

/// The maintenance fund's row: what is drawn, and what is paid in where that fund alone is asked for.
fn maintenance(
    text: &mut String,
    selection: &Selection,
    parts: &BTreeMap<Part, i128>,
    head: &[String; 4],
    tail: &[String; 2],
    lang: Lang,
) {
    let alone = selection.sums_maintenance();
    if !alone && !selection.lists_draws() {
        return;
    }
    let Some(sides) = Sides::of_maintenance(parts) else {
        return;
    };
    let amount = |fen: i128| match i64::try_from(fen) {
        Ok(fen) if fen != 0 => Fen(fen).to_string(),
        _ => String::new(),
    };
    let income = if alone {
        amount(sides.income)
    } else {
        String::new()
    };
    let drawn = amount(sides.expense);
    if income.is_empty() && drawn.is_empty() {
        return;
    }
    let mut fields = head.to_vec();
    fields.extend([
        words::fund(Fund::Smf, lang),
        SMF_BY_UNIT.to_string(),
        words::chart_account(SMF_BY_UNIT, lang),
        income,
        String::new(),
    ]);
    fields.extend(tail.iter().cloned());
    fields.push(drawn);
    line(text, &fields);
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
