//! The public book in the forms of other people's accounting programs.
//!
//! Only what is public is exported: entries, and household items as the totals of their lists. The
//! balances that another program computes from an export are the fold's, to the fen. Debits are
//! positive in every form.
//!
//! Texts of the book are written by people: nothing in them may become a directive, a tag, a
//! comment or a formula of the program that reads the export.

mod beancount;
mod csv;
mod plain;

use jiff::civil::Date;

use super::fold::{Fold, PostedEntry, SummaryState};
use crate::calendar::Period;
use crate::ledger::{Account, AccountClass, Fund};
use crate::money::Fen;

pub use beancount::beancount;
pub use csv::{CSV_HEADER, csv, csv_rows};
pub use plain::hledger;

/// A public entry, or a summary of household items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction<'a> {
    /// Leaf index in the community's log.
    pub index: u64,
    /// Day of the event; for a summary the day on which it was recorded.
    pub date: Date,
    /// The entry's number, or `S` and the summary's number.
    pub code: String,
    /// The entry's kind, or `summary`.
    pub kind: &'static str,
    /// Who was paid or who paid.
    pub payee: Option<&'a str>,
    /// What it was; for a summary a fixed text.
    pub text: &'a str,
    /// The number of the entry that it takes back.
    pub reverses: Option<u64>,
    /// Postings.
    pub lines: Vec<Line>,
}

/// One posting of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The month in which it counts.
    pub period: Period,
    /// Fund.
    pub fund: Fund,
    /// Account.
    pub account: Account,
    /// Debit positive.
    pub amount: Fen,
}

/// Everything public that moved money, in the order of the book.
pub fn transactions(fold: &Fold) -> Vec<Transaction<'_>> {
    let entries = fold.entries().iter().map(|posted| of_entry(posted));
    let summaries = fold.summaries().iter().map(|state| of_summary(state));
    let mut all: Vec<_> = entries.chain(summaries).collect();
    all.sort_by_key(|transaction| transaction.index);
    all
}

fn of_entry(posted: &PostedEntry) -> Transaction<'_> {
    let entry = &posted.entry;
    let lines = entry.postings.iter().map(|posting| Line {
        period: entry.period,
        fund: posting.fund,
        account: posting.account,
        amount: posting.amount,
    });
    Transaction {
        index: posted.index,
        date: entry.date,
        code: entry.seq.to_string(),
        kind: entry.kind.as_str(),
        payee: entry.payee.as_deref(),
        text: &entry.text,
        reverses: entry.reverses,
        lines: lines.collect(),
    }
}

fn of_summary(state: &SummaryState) -> Transaction<'_> {
    let summary = &state.summary;
    let lines = summary.lists.iter().flat_map(|list| {
        list.postings().map(|posting| Line {
            period: list.period,
            fund: posting.fund,
            account: posting.account,
            amount: posting.amount,
        })
    });
    Transaction {
        index: state.index,
        date: summary.at.date(),
        code: format!("S{}", summary.no),
        kind: "summary",
        payee: None,
        text: "住户款项汇总 (household items)",
        reverses: None,
        lines: lines.collect(),
    }
}

/// What the export is, line by line, for a comment at its head.
fn about(fold: &Fold) -> Vec<String> {
    let (name, slug, origin) = match fold.community() {
        Some(community) => (
            one_line(&community.name),
            community.slug.as_str(),
            community.origin.as_str(),
        ),
        None => (String::new(), "", ""),
    };
    let synthetic = fold
        .community()
        .is_some_and(|community| community.synthetic);
    let mut lines = vec![
        "公开账簿导出 (export of a community's public book)".to_owned(),
        format!("小区 (community): {name} ({slug})"),
        format!("日志 (log): {}", one_line(origin)),
        format!("记录数 (records): {}", fold.size()),
        "借方为正, 贷方为负, 单位元 (debits are positive; amounts in yuan)".to_owned(),
        "住户款项只有合计, 见汇总 (household items appear as the totals of their lists)".to_owned(),
    ];
    if synthetic {
        lines.push("演示数据, 全部虚构 (demonstration: everything is invented)".to_owned());
    }
    lines
}

/// The text on one line, without control and direction characters, with single spaces.
fn one_line(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let shown: String = text
        .chars()
        .map(|c| if hidden(c) { ' ' } else { c })
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The five roots that plain-text accounting programs know.
fn root(account: Account) -> &'static str {
    match account.class() {
        AccountClass::Asset => "Assets",
        AccountClass::Liability => "Liabilities",
        AccountClass::NetAsset => "Equity",
        AccountClass::Income => "Income",
        AccountClass::Expense => "Expenses",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line() {
        assert_eq!(
            one_line("a\nb\r\n\tc  d\u{2028}e\u{202e}f\0"),
            "a b c d e f"
        );
        assert_eq!(one_line("  电梯维修 "), "电梯维修");
    }
}
