//! Income and spending as a CSV file: one row for each posting to an income or expense account, so
//! that the columns add up to the figures of the page. With a byte-order mark, for Excel.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use mingbai_domain::book::Fold;
use mingbai_domain::ledger::{AccountClass, Posting};
use mingbai_domain::money::Fen;

use super::{Row, Selection, Span, rows};
use crate::rows::basis_in_a_line;
use mingbai_domain::book::figures::closes_year;
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
        "basis",
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
                date, period, number, what, fund, account, name, income, expense, party, basis,
            ],
        );
    }
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
