//! Adding to a community's book: the one way in.
//!
//! An [`Append`] takes records, entries and household items in order, checks each against the fold
//! of everything before it, and writes leaves, entries, postings, balances and items together in
//! the caller's transaction. Whatever it refuses was never there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mingbai_domain::book::{Entry, Fold, Item, Record, RuleBroken, Salt, Sealed};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::Posting;
use mingbai_store::items::ItemRow;
use mingbai_store::ledger::NewEntry;
use mingbai_store::log::{LogState, NewLeaf};
use mingbai_store::{StoreError, Tx, communities, items, ledger, log};
use mingbai_tlog::{Frontier, Hash, leaf_hash};

use crate::error::AppError;

/// Folds kept between writes, with the tree that each was made from. One that is ahead of the
/// database, or whose tree is not the database's (its transaction was undone, and another process
/// wrote something else), is thrown away; one that is behind catches up.
#[derive(Clone, Debug, Default)]
pub struct Folds(Arc<Mutex<HashMap<CommunityId, (Fold, Frontier)>>>);

impl Folds {
    /// The fold of exactly the records of a community whose tree is `now`.
    pub fn take(&self, tx: &mut Tx<'_>, id: CommunityId, now: &Frontier) -> Result<Fold, AppError> {
        let kept = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
        let mut fold = Fold::default();
        if let Some((kept, tree)) = kept
            && grows_to(tx, id, tree, now)?
        {
            fold = kept;
        }
        catch_up(tx, id, &mut fold, now.size())?;
        Ok(fold)
    }

    /// Keeps a fold for the next write.
    pub fn put(&self, id: CommunityId, fold: Fold, tree: Frontier) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, (fold, tree));
    }
}

/// Whether the tree becomes `now` with the leaves that the database has behind it.
fn grows_to(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mut tree: Frontier,
    now: &Frontier,
) -> Result<bool, AppError> {
    if tree.size() < now.size() {
        for hash in log::hashes(tx, id, tree.size(), now.size())? {
            tree.append(Hash(hash));
        }
    }
    Ok(tree == *now)
}

/// Applies the records from `fold.size()` to `size`; between public ones lie only sealed items.
pub fn catch_up(
    tx: &mut Tx<'_>,
    id: CommunityId,
    fold: &mut Fold,
    size: u64,
) -> Result<(), AppError> {
    for (index, bytes) in log::public_leaves(tx, id, fold.size())? {
        if index >= size {
            break;
        }
        fold.apply_sealed(index - fold.size());
        let record = Record::from_bytes(&bytes)
            .map_err(|error| StoreError::Inconsistent(format!("record {index}: {error}")))?;
        fold.apply(&record)
            .map_err(|violation| StoreError::Inconsistent(violation.to_string()))?;
    }
    fold.apply_sealed(size - fold.size());
    Ok(())
}

/// A community's book, open for adding in one transaction.
pub struct Append<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    /// The community.
    pub id: CommunityId,
    /// Its address name.
    pub slug: Slug,
    fold: Fold,
    folds: Folds,
    old_size: u64,
    frontier: Frontier,
    leaves: Vec<NewLeaf>,
    entries: Vec<NewEntry>,
    items: Vec<ItemRow>,
}

impl<'t, 'c> Append<'t, 'c> {
    /// Opens the book; on a server other writers to this community wait until the transaction ends.
    pub fn open(tx: &'t mut Tx<'c>, folds: &Folds, id: CommunityId) -> Result<Self, AppError> {
        let row = communities::get(tx, id)?;
        if let Some(why) = row.halted {
            return Err(AppError::Halted {
                slug: row.slug,
                why,
            });
        }
        let state = log::lock(tx, id)?;
        let frontier = Frontier::from_bytes(&state.frontier)
            .filter(|frontier| frontier.size() == state.size)
            .ok_or_else(|| StoreError::Inconsistent("the log's frontier".to_owned()))?;
        let fold = folds.take(tx, id, &frontier)?;
        if fold.next_seq() != state.next_seq {
            return Err(StoreError::Inconsistent("the log's next number".to_owned()).into());
        }
        Ok(Self {
            tx,
            id,
            slug: row.slug,
            fold,
            folds: folds.clone(),
            old_size: state.size,
            frontier,
            leaves: Vec::new(),
            entries: Vec::new(),
            items: Vec::new(),
        })
    }

    /// Everything so far, including what this call added.
    pub fn fold(&self) -> &Fold {
        &self.fold
    }

    /// The time to record: now, but never before the record in front.
    pub fn time(&self, now: UnixMs) -> UnixMs {
        now.max(self.fold.last_at())
    }

    /// Adds a record that is no entry. Answers its index.
    pub fn record(&mut self, record: impl Into<Record>) -> Result<u64, AppError> {
        let record = record.into();
        let index = self.fold.size();
        let bytes = record.to_bytes()?;
        self.fold.apply(&record)?;
        self.push_leaf(false, bytes);
        Ok(index)
    }

    /// Adds a public entry; its number is given to it here. Answers the number.
    pub fn entry(&mut self, mut entry: Entry) -> Result<u64, AppError> {
        entry.seq = self.fold.next_seq();
        let row = NewEntry {
            seq: entry.seq,
            household: false,
            period: entry.period,
            leaf_idx: self.fold.size(),
            reverses: entry.reverses,
            postings: entry.postings.clone(),
        };
        self.record(entry)?;
        self.entries.push(row);
        Ok(self.fold.next_seq() - 1)
    }

    /// Adds a household's item, sealed under `salt`; `number` makes the document number from the
    /// accounting number, which is answered.
    pub fn item(
        &mut self,
        mut item: Item,
        salt: Salt,
        number: impl FnOnce(u64) -> String,
    ) -> Result<u64, AppError> {
        let refused = |rule| AppError::rule("sealed", rule);
        if self.fold.is_closed(item.period) {
            return Err(refused(RuleBroken::PeriodClosed(item.period)));
        }
        if item.amount.0 <= 0 || !item.kind.allows(item.fund, item.debit, item.credit) {
            return Err(refused(RuleBroken::Field("amount_fen")));
        }
        let seq = self.fold.next_seq();
        item.number = number(seq);
        let bytes = Record::from(Sealed {
            cid: item.cid(&salt),
            seq,
        })
        .to_bytes()?;
        self.entries.push(NewEntry {
            seq,
            household: true,
            period: item.period,
            leaf_idx: self.fold.size(),
            reverses: None,
            postings: vec![
                Posting::debit(item.fund, item.debit, item.amount),
                Posting::credit(item.fund, item.credit, item.amount),
            ],
        });
        self.fold.apply_sealed(1);
        self.push_leaf(true, bytes);
        self.items.push(ItemRow {
            seq,
            item,
            salt: Some(salt),
        });
        Ok(seq)
    }

    fn push_leaf(&mut self, sealed: bool, bytes: Vec<u8>) {
        let hash = leaf_hash(&bytes);
        self.frontier.append(hash);
        self.leaves.push(NewLeaf {
            sealed,
            hash: hash.0,
            bytes,
        });
    }

    /// Writes what was added so far, so that statements behind it can see it.
    pub fn flush(&mut self) -> Result<(), AppError> {
        if self.leaves.is_empty() {
            return Ok(());
        }
        let new = LogState {
            size: self.fold.size(),
            frontier: self.frontier.to_bytes(),
            next_seq: self.fold.next_seq(),
        };
        log::append(self.tx, self.id, self.old_size, &self.leaves, &new)?;
        ledger::insert(self.tx, self.id, &self.entries)?;
        items::insert(self.tx, self.id, &self.items)?;
        self.old_size = new.size;
        self.leaves.clear();
        self.entries.clear();
        self.items.clear();
        Ok(())
    }

    /// Writes everything. Without this call nothing was added.
    pub fn finish(mut self) -> Result<(), AppError> {
        self.flush()?;
        self.folds.put(self.id, self.fold, self.frontier);
        Ok(())
    }
}
