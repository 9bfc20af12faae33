//! The bank's own order within a day. Two downloads may each have a part of it, so the order in which
//! they were imported says nothing; the balances do.

use mingbai_sheets::walk;
use mingbai_store::bank::BankLineRow;

/// Puts the lines of each account and day, sorted by day, into the order of their balances, if there is
/// one that leaves no gap.
pub(super) fn by_balances(lines: &mut Vec<BankLineRow>) {
    lines.sort_by(|a, b| (&a.account, a.date, a.no).cmp(&(&b.account, b.date, b.no)));
    let mut sorted = Vec::with_capacity(lines.len());
    let same_day = |a: &BankLineRow, b: &BankLineRow| (&a.account, a.date) == (&b.account, b.date);
    let mut before: Option<&BankLineRow> = None;
    for day in lines.chunk_by(same_day) {
        let last = before.filter(|last| last.account == day[0].account);
        let from = last.and_then(|last| last.balance);
        let places: Vec<usize> = (0..day.len()).collect();
        let way = walk(from, &places, |at| {
            let balance = day[at].balance?;
            Some((balance.minus(day[at].amount).ok()?, balance))
        });
        let way = way.unwrap_or(places);
        before = way.last().map(|&at| &day[at]);
        sorted.extend(way.into_iter().map(|at| day[at].clone()));
    }
    // Stable: within a day each account keeps the order just found.
    sorted.sort_by_key(|line| line.date);
    *lines = sorted;
}
