//! One row a posting, for spreadsheets (RFC 4180, UTF-8 with a byte order mark, which Excel needs).

use super::{Line, Transaction, one_line, transactions};
use crate::book::Fold;
use crate::money::Fen;

/// The columns, Chinese and English.
pub const CSV_HEADER: [(&str, &str); 13] = [
    ("日期", "date"),
    ("月份", "period"),
    ("编号", "number"),
    ("记录", "leaf"),
    ("类别", "kind"),
    ("资金", "fund"),
    ("科目", "account"),
    ("科目名称", "account_name"),
    ("借方(元)", "debit"),
    ("贷方(元)", "credit"),
    ("摘要", "text"),
    ("对方", "payee"),
    ("冲销编号", "reverses"),
];

/// The book as CSV with the Chinese header.
pub fn csv(fold: &Fold) -> String {
    let mut out = String::from("\u{feff}");
    write_row(&mut out, &CSV_HEADER.map(|(zh, _)| zh.to_owned()));
    for row in csv_rows(fold) {
        write_row(&mut out, &row);
    }
    out
}

/// The cells of every posting, without header, in the order of [`CSV_HEADER`].
pub fn csv_rows(fold: &Fold) -> Vec<[String; 13]> {
    let transactions = transactions(fold);
    transactions
        .iter()
        .flat_map(|of| of.lines.iter().map(move |line| row(of, line)))
        .collect()
}

fn row(of: &Transaction, line: &Line) -> [String; 13] {
    let side = |shown: bool| {
        if shown {
            absolute(line.amount)
        } else {
            String::new()
        }
    };
    [
        of.date.to_string(),
        line.period.to_string(),
        of.code.clone(),
        of.index.to_string(),
        of.kind.to_owned(),
        line.fund.to_string(),
        line.account.to_string(),
        line.account.line().zh.to_owned(),
        side(line.amount > Fen::ZERO),
        side(line.amount < Fen::ZERO),
        harmless(of.text),
        harmless(of.payee.unwrap_or_default()),
        of.reverses.map(|seq| seq.to_string()).unwrap_or_default(),
    ]
}

/// `i64::MIN` has no positive counterpart, so the sign is cut from the text.
fn absolute(amount: Fen) -> String {
    amount.to_string().trim_start_matches('-').to_owned()
}

/// Spreadsheets run what begins like a formula; an apostrophe makes it text.
fn harmless(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text
    }
}

fn write_row(out: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_disarmed() {
        let mut out = String::new();
        write_row(
            &mut out,
            &["a,b".into(), "c\"d".into(), harmless("=1+1"), "e".into()],
        );
        assert_eq!(out, "\"a,b\",\"c\"\"d\",'=1+1,e\r\n");
    }
}
