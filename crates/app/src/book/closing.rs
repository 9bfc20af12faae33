//! Closings: the summary of household items, and the end of a month.

use std::collections::BTreeMap;

use mingbai_domain::book::{ItemKind, List, ListRef, ListRow, PeriodClosed, Summary, file_hash};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::{Account, Fund};
use mingbai_store::items::ItemRow;
use mingbai_store::{StoreError, items};

use crate::act::Cx;
use crate::error::AppError;
use crate::files::write::Durability;

/// What the rows of one list have in common.
type Key = (ItemKind, Fund, Account, Account, Period);

/// The flat lists of these items. The same items give the same lists, whenever they are made.
pub(crate) fn lists(rows: Vec<ItemRow>) -> Result<BTreeMap<Key, List>, AppError> {
    let mut lists: BTreeMap<Key, Vec<ListRow>> = BTreeMap::new();
    for row in rows {
        let item = &row.item;
        let salt = row.salt.ok_or_else(|| {
            StoreError::Inconsistent(format!("item {} lost its salt before its summary", row.seq))
        })?;
        let key = (item.kind, item.fund, item.debit, item.credit, item.period);
        lists.entry(key).or_default().push(ListRow {
            cid: item.cid(&salt),
            amount: item.amount,
        });
    }
    let whole = lists.into_iter().map(|(key, rows)| {
        let list = List::new(rows);
        let list = list.map_err(|error| StoreError::Inconsistent(format!("a list: {error}")))?;
        Ok((key, list))
    });
    whole.collect()
}

/// Publishes all household items since the last summary as lists, if there are any. Answers the
/// summary's number.
pub fn summarise(cx: &mut Cx<'_, '_>) -> Result<Option<u64>, AppError> {
    let (at, dir, append) = (cx.time(), cx.dir, &mut cx.book);
    if append.fold().sealed_since_summary() == 0 {
        return Ok(None);
    }
    // Items of this very act are in the lists, too.
    append.flush()?;
    let (seq_to, last_no) = items::summarised(append.tx, append.id)?;
    let rows = items::list_after(append.tx, append.id, &append.slug, seq_to)?;
    let last_seq = rows.last().map_or(seq_to, |row| row.seq);
    let lists = lists(rows)?;
    let mut references = Vec::with_capacity(lists.len());
    for ((item, fund, debit, credit, period), list) in lists {
        let bytes = list.to_bytes();
        // Written before the record that names it; a file that no record names is harmless.
        // Publishing waits until it is on the disk, and makes a lost one again.
        dir.put_public(&append.slug, "lists", &bytes, Durability::Lazy)?;
        references.push(ListRef {
            credit,
            debit,
            fund,
            item,
            period,
            rows: u64::try_from(list.rows().len()).unwrap_or(u64::MAX),
            sha256: file_hash(&bytes),
            total_fen: list.total()?,
        });
    }
    references.sort();
    let no = last_no + 1;
    let index = append.fold().size();
    let from = append.fold().summarised_to();
    append.record(Summary {
        at,
        from,
        lists: references,
        no,
        to: index,
    })?;
    append.flush()?;
    items::insert_summary(append.tx, append.id, no, index, last_seq)?;
    Ok(Some(no))
}

/// Closes a month: summarises what is left and states every balance.
pub fn close_period(cx: &mut Cx<'_, '_>, period: Period) -> Result<(), AppError> {
    summarise(cx)?;
    let at = cx.time();
    let balances = cx.fold().account_balances();
    cx.book.record(PeriodClosed {
        at,
        balances,
        period,
    })?;
    Ok(())
}
