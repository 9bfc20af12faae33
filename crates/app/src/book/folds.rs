//! One fold a community in memory, shared by pages and writers, within a budget.
//!
//! A fold is a picture of exactly the records of one tree. Before it is used it is compared with the
//! database's tree: one whose records are not there (its transaction was undone, another process
//! wrote something else, an older database was put back) is thrown away, one that is behind catches
//! up. Copies share their entries, so that a page may hold a fold while a writer goes on.
//!
//! What is kept costs memory and nothing else: a fold that is dropped is made again from the records.
//! So the ones that nobody asked for longest are dropped when all together take more than the
//! budget. One that a page or a writer holds stays, because dropping it here would free nothing; so
//! does the one asked for last, so that a community larger than the budget works as well.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mingbai_domain::book::Fold;
use mingbai_domain::ids::CommunityId;
use mingbai_store::Tx;
use mingbai_tlog::Frontier;

use crate::book::replay::{self, Kept, kept_tree};
use crate::error::AppError;

/// What all folds together may take, unless somebody says otherwise.
pub const BUDGET_BYTES: u64 = 256 << 20;

/// The folds of an installation.
#[derive(Clone, Debug, Default)]
pub struct Folds(Arc<Mutex<Slots>>);

#[derive(Debug)]
struct Slots {
    of: HashMap<CommunityId, Slot>,
    budget: u64,
    /// What all of them take.
    bytes: u64,
    /// Counts the uses, so that it is known which was longest ago.
    uses: u64,
    made: u64,
}

/// What the kept folds take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Memory, as it is reckoned.
    pub bytes: u64,
    /// Of how many communities they are.
    pub communities: usize,
    /// How many were made from the first record since the start.
    pub made: u64,
}

/// What is kept of one community.
#[derive(Debug, Default)]
struct Slot {
    /// Behind the latest write; out while somebody writes.
    head: Option<Kept>,
    /// As far as it was signed: what pages show.
    shown: Option<Kept>,
    used: u64,
}

impl Default for Slots {
    fn default() -> Self {
        Self {
            of: HashMap::new(),
            budget: BUDGET_BYTES,
            bytes: 0,
            uses: 0,
            made: 0,
        }
    }
}

impl Slot {
    fn both(&self) -> impl Iterator<Item = &Kept> {
        self.head.iter().chain(&self.shown)
    }

    fn is_one_fold(&self) -> bool {
        let folds = self.head.as_ref().zip(self.shown.as_ref());
        folds.is_some_and(|(head, shown)| Arc::ptr_eq(&head.fold, &shown.fold))
    }

    /// Two folds mostly share their entries; they are counted as if they did not.
    fn bytes(&self) -> u64 {
        let count = if self.is_one_fold() { 1 } else { 2 };
        self.both().take(count).map(|kept| kept.bytes).sum()
    }

    /// Whether anybody else holds one of them.
    fn is_in_use(&self) -> bool {
        let own = if self.is_one_fold() { 2 } else { 1 };
        self.both().any(|kept| Arc::strong_count(&kept.fold) > own)
    }
}

impl Slots {
    /// Changes what is kept of a community, and drops others if it is too much now.
    fn change<T>(&mut self, id: CommunityId, change: impl FnOnce(&mut Slot) -> T) -> T {
        self.uses += 1;
        let slot = self.of.entry(id).or_default();
        let before = slot.bytes();
        slot.used = self.uses;
        let answer = change(slot);
        self.bytes = self.bytes - before + slot.bytes();
        self.drop_oldest_but(id);
        answer
    }

    fn drop_oldest_but(&mut self, last: CommunityId) {
        while self.bytes > self.budget {
            let others = self.of.iter().filter(|(id, _)| **id != last);
            let idle = others.filter(|(_, slot)| slot.bytes() > 0 && !slot.is_in_use());
            let Some(id) = idle.min_by_key(|(_, slot)| slot.used).map(|(id, _)| *id) else {
                return;
            };
            self.bytes -= self.of.remove(&id).map_or(0, |slot| slot.bytes());
        }
    }
}

impl Folds {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets what all folds together may take.
    pub(crate) fn set_budget(&self, bytes: u64) {
        self.slots().budget = bytes;
    }

    /// What the kept folds take.
    pub(crate) fn taken(&self) -> Taken {
        let slots = self.slots();
        let kept = slots
            .of
            .values()
            .filter(|slot| slot.both().next().is_some());
        Taken {
            bytes: slots.bytes,
            communities: kept.count(),
            made: slots.made,
        }
    }

    /// Takes the fold of the records whose tree is `now`, for writing. The writer gives one back.
    pub(crate) fn take(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        now: &Frontier,
    ) -> Result<Kept, AppError> {
        let kept = {
            let take = |slot: &mut Slot| [slot.head.take(), slot.shown.clone()];
            self.slots().change(id, take)
        };
        self.bring(tx, id, kept, now)
    }

    /// Keeps what a writer leaves behind.
    pub(crate) fn give_back(&self, id: CommunityId, kept: Kept) {
        self.slots().change(id, |slot| slot.head = Some(kept));
    }

    /// The fold of the records whose tree is `now`, for reading.
    pub(crate) fn read(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        now: &Frontier,
    ) -> Result<Arc<Fold>, AppError> {
        let kept = self.bring(tx, id, self.candidates(id), now)?;
        let fold = Arc::clone(&kept.fold);
        self.slots().change(id, |slot| {
            let behind = |head: &Kept| head.tree.size() < kept.tree.size();
            if slot.head.as_ref().is_none_or(behind) {
                slot.head = Some(kept);
            } else if slot.shown.is_none() {
                slot.shown = Some(kept);
            }
        });
        Ok(fold)
    }

    /// The fold of the records whose tree is `signed`, for the pages.
    pub(crate) fn show(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        signed: &Frontier,
    ) -> Result<Arc<Fold>, AppError> {
        let kept = self.bring(tx, id, self.candidates(id), signed)?;
        let fold = Arc::clone(&kept.fold);
        self.slots().change(id, |slot| slot.shown = Some(kept));
        Ok(fold)
    }

    /// The same, if it is kept: without the database.
    pub(crate) fn at_hand(&self, id: CommunityId, signed: &Frontier) -> Option<Arc<Fold>> {
        let mut slots = self.slots();
        let kept = slots.of.get(&id)?.both().find(|kept| kept.tree == *signed);
        let fold = Arc::clone(&kept?.fold);
        slots.change(id, |_| ());
        Some(fold)
    }

    /// The fold of everything that a community has recorded, as this transaction sees it.
    pub(crate) fn newest(&self, tx: &mut Tx<'_>, id: CommunityId) -> Result<Arc<Fold>, AppError> {
        let tree = kept_tree(tx, id)?;
        self.read(tx, id, &tree)
    }

    fn bring(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        kept: [Option<Kept>; 2],
        now: &Frontier,
    ) -> Result<Kept, AppError> {
        let (kept, new) = replay::bring(tx, id, kept, now)?;
        self.slots().made += u64::from(new && now.size() > 0);
        Ok(kept)
    }

    fn candidates(&self, id: CommunityId) -> [Option<Kept>; 2] {
        let slots = self.slots();
        let slot = slots.of.get(&id);
        [
            slot.and_then(|slot| slot.head.clone()),
            slot.and_then(|slot| slot.shown.clone()),
        ]
    }
}
