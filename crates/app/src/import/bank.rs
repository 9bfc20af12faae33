//! Rows of a bank's statement become known movements of the joint account. They change no book: what
//! they say is compared with it ([`crate::reconcile`]).

use std::collections::BTreeMap;

use mingbai_sheets::{BankLine, Mapping, Workbook, read_bank};
use mingbai_store::bank::{self, BankLineRow};

use super::{Outcome, RowProblem, RowRefusal};
use crate::act::Cx;
use crate::error::AppError;

pub(super) fn read(
    cx: &mut Cx<'_, '_>,
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<Outcome, AppError> {
    let sheet = read_bank(workbook, mapping).map_err(AppError::Cells)?;
    let account = sheet.account.unwrap_or_default();
    let id = cx.id();
    let known: BTreeMap<String, BankLineRow> = bank::list(cx.book.tx, id)?
        .into_iter()
        .filter(|line| line.account == account)
        .map(|line| (line.key.clone(), line))
        .collect();
    let mut next = known.values().map(|line| line.no + 1).max().unwrap_or(1);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let (mut fresh, mut refusals, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for line in &sheet.lines {
        let row = row_of(line, &account, next, &mut times);
        match known.get(&row.key) {
            None => {
                next += 1;
                fresh.push(row);
            }
            Some(before) if is_same(before, &row) => unchanged += 1,
            Some(_) => refusals.push(RowRefusal {
                sheet: line.sheet.clone(),
                row: line.row,
                problem: RowProblem::BankLineDiffers(row.reference),
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(AppError::Rows(refusals));
    }
    bank::insert(cx.book.tx, id, &fresh)?;
    Ok(Outcome {
        taken: fresh.len(),
        unchanged,
        warnings: sheet.warnings,
        ..Outcome::default()
    })
}

/// The bank's reference tells movements apart; where a bank gives none, everything that it states
/// does. A transfer and its fee may share one reference: the second is `…#2`.
fn row_of(
    line: &BankLine,
    account: &str,
    no: i64,
    times: &mut BTreeMap<String, usize>,
) -> BankLineRow {
    let reference = line.reference.clone().unwrap_or_default();
    let stated = || {
        let time = line.time.as_deref().unwrap_or_default();
        let balance = line.balance.unwrap_or_default();
        format!("{} {time} {} {balance}", line.date, line.amount)
    };
    let key = if reference.is_empty() {
        stated()
    } else {
        reference.clone()
    };
    let seen = times.entry(key.clone()).or_default();
    *seen += 1;
    let key = if *seen == 1 {
        key
    } else {
        format!("{key}#{seen}")
    };
    BankLineRow {
        account: account.to_owned(),
        key,
        no,
        date: line.date,
        amount: line.amount,
        balance: line.balance,
        reference,
        counterparty: line.counterparty.clone().unwrap_or_default(),
        summary: line.summary.clone().unwrap_or_default(),
    }
}

/// Names and words may be written differently in another export; day and money may not.
fn is_same(before: &BankLineRow, now: &BankLineRow) -> bool {
    let balance =
        before.balance.is_none() || now.balance.is_none() || before.balance == now.balance;
    balance && (before.date, before.amount) == (now.date, now.amount)
}
