//! Journal of hledger (1.25 and later); ledger-cli 3 reads the same text.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Transaction, about, one_line, root, transactions};
use crate::book::Fold;
use crate::ledger::{Account, AccountClass, Fund};

/// The book as a journal. Accounts are `SVC:Assets:1002 银行存款`: fund, class, account.
///
/// Free text stands in descriptions only: comments could hold tags, and ledger-cli evaluates some.
pub fn hledger(fold: &Fold) -> String {
    let transactions = transactions(fold);
    let mut out = String::new();
    for line in about(fold) {
        push(&mut out, format_args!("; {}\n", plain(&line)));
    }
    out.push_str("\ncommodity CNY\n    format 1000.00 CNY\n\n");
    for tag in ["leaf", "kind", "reverses", "period"] {
        push(&mut out, format_args!("tag {tag}\n"));
    }
    declare_accounts(&mut out, &transactions);
    for transaction in &transactions {
        write_transaction(&mut out, transaction);
    }
    out
}

/// Declared accounts with their types, so that `hledger balancesheet` works below fund names.
fn declare_accounts(out: &mut String, transactions: &[Transaction]) {
    let lines = transactions
        .iter()
        .flat_map(|transaction| &transaction.lines);
    let used: BTreeSet<(Fund, Account)> = lines.map(|line| (line.fund, line.account)).collect();
    for (fund, account) in used {
        let initial = match account.class() {
            AccountClass::Asset => 'A',
            AccountClass::Liability => 'L',
            AccountClass::NetAsset => 'E',
            AccountClass::Income => 'R',
            AccountClass::Expense => 'X',
        };
        push(
            out,
            format_args!("account {}\n    ; type: {initial}\n", name(fund, account)),
        );
    }
}

fn write_transaction(out: &mut String, transaction: &Transaction) {
    let text = plain(transaction.text);
    let description = match transaction.payee {
        Some(payee) => format!("{} | {text}", plain(payee)),
        None => text,
    };
    push(
        out,
        format_args!(
            "\n{} * ({}) {description}\n",
            transaction.date, transaction.code
        ),
    );
    push(out, format_args!("    ; leaf: {}\n", transaction.index));
    push(out, format_args!("    ; kind: {}\n", transaction.kind));
    if let Some(seq) = transaction.reverses {
        push(out, format_args!("    ; reverses: {seq}\n"));
    }
    for line in &transaction.lines {
        let account = name(line.fund, line.account);
        let (amount, period) = (line.amount, line.period);
        push(
            out,
            format_args!("    {account}  {amount} CNY  ; period: {period}\n"),
        );
    }
}

fn name(fund: Fund, account: Account) -> String {
    format!("{fund}:{}:{account} {}", root(account), account.line().zh)
}

/// A description: `;` would begin a comment and `|` divide payee from note.
fn plain(text: &str) -> String {
    one_line(text).replace(';', "；").replace('|', "｜")
}

fn push(out: &mut String, line: std::fmt::Arguments) {
    let _ = out.write_fmt(line); // writing to a String cannot fail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_cannot_become_anything_else() {
        assert_eq!(
            plain("水泵;date:2020-01-01|x\n2026-01-01 y"),
            "水泵；date:2020-01-01｜x 2026-01-01 y"
        );
    }
}
