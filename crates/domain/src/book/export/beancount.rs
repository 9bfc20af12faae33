//! Journal of beancount (2 and 3).

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Transaction, about, one_line, root, transactions};
use crate::book::Fold;
use crate::ledger::{Account, Fund};

/// The book as beancount directives. Accounts are `Assets:SVC:1002`; their Chinese names stand in
/// the metadata of `open`. It ends with a `balance` directive for every account: beancount itself
/// compares its sums with the book's.
pub fn beancount(fold: &Fold) -> String {
    let transactions = transactions(fold);
    let mut out = String::new();
    for line in about(fold) {
        push(&mut out, format_args!("; {line}\n"));
    }
    let title = fold.community().map_or("", |community| &community.name);
    push(
        &mut out,
        format_args!("\noption \"title\" {}\n", quoted(title)),
    );
    out.push_str("option \"operating_currency\" \"CNY\"\n\n");
    open_accounts(&mut out, &transactions);
    for transaction in &transactions {
        write_transaction(&mut out, transaction);
    }
    assert_balances(&mut out, fold, &transactions);
    out
}

fn open_accounts(out: &mut String, transactions: &[Transaction]) {
    let Some(first) = transactions
        .iter()
        .map(|transaction| transaction.date)
        .min()
    else {
        return;
    };
    let lines = transactions
        .iter()
        .flat_map(|transaction| &transaction.lines);
    let used: BTreeSet<(Fund, Account)> = lines.map(|line| (line.fund, line.account)).collect();
    for (fund, account) in used {
        push(
            out,
            format_args!("{first} open {} CNY\n", name(fund, account)),
        );
        push(out, format_args!("  name: {}\n", quoted(account.line().zh)));
    }
}

fn write_transaction(out: &mut String, transaction: &Transaction) {
    push(out, format_args!("\n{} *", transaction.date));
    if let Some(payee) = transaction.payee {
        push(out, format_args!(" {}", quoted(payee)));
    }
    push(
        out,
        format_args!(" {} ^no-{}", quoted(transaction.text), transaction.code),
    );
    if let Some(seq) = transaction.reverses {
        push(out, format_args!(" ^no-{seq}"));
    }
    push(out, format_args!("\n  code: \"{}\"\n", transaction.code));
    push(out, format_args!("  leaf: \"{}\"\n", transaction.index));
    push(out, format_args!("  kind: \"{}\"\n", transaction.kind));
    for line in &transaction.lines {
        push(
            out,
            format_args!("  {}  {} CNY\n", name(line.fund, line.account), line.amount),
        );
        push(out, format_args!("    period: \"{}\"\n", line.period));
    }
}

/// A `balance` holds at the start of its day: the day after the last transaction.
fn assert_balances(out: &mut String, fold: &Fold, transactions: &[Transaction]) {
    let last = transactions
        .iter()
        .map(|transaction| transaction.date)
        .max();
    let Some(day) = last.and_then(|date| date.tomorrow().ok()) else {
        return;
    };
    out.push('\n');
    for (fund, account, balance) in fold.balances().iter() {
        push(
            out,
            format_args!(
                "{day} balance {}  {balance} ~ 0.00 CNY\n",
                name(fund, account)
            ),
        );
    }
}

fn name(fund: Fund, account: Account) -> String {
    format!("{}:{fund}:{account}", root(account))
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
    )
}

fn push(out: &mut String, line: std::fmt::Arguments) {
    let _ = out.write_fmt(line); // writing to a String cannot fail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_cannot_end_early() {
        assert_eq!(quoted("a\"b\\\nc"), r#""a\"b\\ c""#);
        assert_eq!(quoted("\\"), r#""\\""#);
    }
}
