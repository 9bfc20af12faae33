//! Adding to a community's book: the one way in.
//!
//! An [`Append`] takes records, entries and household items in order, checks each against the fold
//! of everything before it, and writes leaves, entries, postings, balances and items together in
//! the caller's transaction. Whatever it refuses was never there: an [`Append`] that is dropped
//! gives the fold back as it was.

use std::sync::Arc;

use mingbai_domain::book::{Entry, Field, Fold, Item, Record, RuleBroken, Salt, Sealed};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::ledger::Posting;
use mingbai_store::items::ItemRow;
use mingbai_store::ledger::NewEntry;
use mingbai_store::log::{LogState, NewLeaf};
use mingbai_store::{StoreError, Tx, communities, items, ledger, log};
use mingbai_tlog::{Frontier, leaf_hash};

use crate::book::folds::Folds;
use crate::book::replay::{Kept, memory_of};
use crate::error::AppError;

/// A community's book, open for adding in one transaction.
pub struct Append<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    /// The community.
    pub id: CommunityId,
    /// Its address name.
    pub slug: Slug,
    /// Why its writes are refused, if they are. The door asks; nothing here does.
    pub(crate) halted: Option<String>,
    fold: Arc<Fold>,
    frontier: Frontier,
    /// What the fold takes in memory.
    bytes: u64,
    folds: Folds,
    before: Before,
    old_size: u64,
    leaves: Vec<NewLeaf>,
    entries: Vec<NewEntry>,
    items: Vec<ItemRow>,
}

/// What the fold was when the book was opened.
struct Before {
    tree: Frontier,
    bytes: u64,
    /// Kept from the first public record on; until then only sealed items were added, and they can
    /// be taken back.
    fold: Option<Arc<Fold>>,
    sealed: u64,
    /// Set when what was added stays.
    kept: bool,
}

impl<'t, 'c> Append<'t, 'c> {
    /// Opens the book. The lock comes first: on a server other writers to this community wait here
    /// until the transaction ends, and everything read behind it is the newest there is.
    pub(crate) fn open(
        tx: &'t mut Tx<'c>,
        folds: &Folds,
        id: CommunityId,
    ) -> Result<Self, AppError> {
        let state = log::lock(tx, id)?;
        let row = communities::get(tx, id)?;
        let frontier = Frontier::from_bytes(&state.frontier)
            .filter(|frontier| frontier.size() == state.size)
            .ok_or_else(|| StoreError::Inconsistent("the log's frontier".to_owned()))?;
        let Kept { fold, tree, bytes } = folds.take(tx, id, &frontier)?;
        let book = Self {
            tx,
            id,
            slug: row.slug,
            halted: row.halted,
            fold,
            frontier,
            bytes,
            folds: folds.clone(),
            before: Before {
                tree,
                bytes,
                fold: None,
                sealed: 0,
                kept: false,
            },
            old_size: state.size,
            leaves: Vec::new(),
            entries: Vec::new(),
            items: Vec::new(),
        };
        if book.fold.next_seq() == state.next_seq {
            Ok(book)
        } else {
            Err(StoreError::Inconsistent("the log's next number".to_owned()).into())
        }
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
        let index = self.fold.size();
        let bytes = record.into().to_bytes()?;
        // What is folded is what others will read: bytes have times to the second, for example.
        let record = Record::from_bytes(&bytes)?;
        self.keep_before();
        Arc::make_mut(&mut self.fold).apply(&record)?;
        self.bytes += memory_of(bytes.len());
        self.push_leaf(false, bytes);
        Ok(index)
    }

    /// What the book would say of one more entry. Nothing is added.
    pub fn would_take(&self, mut entry: Entry) -> Result<(), AppError> {
        entry.seq = self.fold.next_seq();
        Ok(Fold::clone(&self.fold).apply(&entry.into())?)
    }

    /// Before the first public record: the fold as it was when the book was opened.
    fn keep_before(&mut self) {
        if self.before.fold.is_none() {
            let mut fold = Arc::clone(&self.fold);
            if self.before.sealed > 0 {
                Arc::make_mut(&mut fold).retract_sealed(self.before.sealed);
            }
            self.before.fold = Some(fold);
        }
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
            return Err(refused(RuleBroken::Field(Field::AmountFen)));
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
        Arc::make_mut(&mut self.fold).apply_sealed(1);
        self.before.sealed += u64::from(self.before.fold.is_none());
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
    pub(crate) fn finish(mut self) -> Result<(), AppError> {
        self.flush()?;
        self.before.kept = true;
        Ok(())
    }

    /// Number of records when the book was opened, and now.
    pub(crate) fn sizes(&self) -> (u64, u64) {
        (self.before.tree.size(), self.fold.size())
    }
}

impl Drop for Append<'_, '_> {
    fn drop(&mut self) {
        let mut fold = std::mem::take(&mut self.fold);
        let before = &mut self.before;
        let (tree, bytes) = if before.kept {
            (self.frontier.clone(), self.bytes)
        } else {
            match before.fold.take() {
                Some(kept) => fold = kept,
                None if before.sealed > 0 => {
                    Arc::make_mut(&mut fold).retract_sealed(before.sealed);
                }
                None => {}
            }
            (before.tree.clone(), before.bytes)
        };
        self.folds.give_back(self.id, Kept { fold, tree, bytes });
    }
}
