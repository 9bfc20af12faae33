//! One fold a community in memory, shared by pages and writers.
//!
//! A fold is a picture of exactly the records of one tree. Before it is used it is compared with the
//! database's tree: one whose records are not there (its transaction was undone, another process
//! wrote something else, an older database was put back) is thrown away, one that is behind catches
//! up. Copies share their entries, so that a page may hold a fold while a writer goes on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mingbai_domain::book::{Fold, Record};
use mingbai_domain::ids::CommunityId;
use mingbai_store::{StoreError, Tx, log};
use mingbai_tlog::{Frontier, Hash};

use crate::error::AppError;

/// A fold, and the tree of its records.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) fold: Arc<Fold>,
    pub(crate) tree: Frontier,
}

/// What is kept of one community.
#[derive(Debug, Default)]
struct Slot {
    /// Behind the latest write; out while somebody writes.
    head: Option<Kept>,
    /// As far as it was signed: what pages show.
    shown: Option<Kept>,
}

/// The folds of an installation.
#[derive(Clone, Debug, Default)]
pub struct Folds(Arc<Mutex<HashMap<CommunityId, Slot>>>);

impl Folds {
    fn slots(&self) -> MutexGuard<'_, HashMap<CommunityId, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the fold of the records whose tree is `now`, for writing. The writer gives one back.
    pub(crate) fn take(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        now: &Frontier,
    ) -> Result<Kept, AppError> {
        let kept = {
            let mut slots = self.slots();
            let slot = slots.entry(id).or_default();
            [slot.head.take(), slot.shown.clone()]
        };
        bring(tx, id, kept, now)
    }

    /// Keeps what a writer leaves behind.
    pub(crate) fn give_back(&self, id: CommunityId, kept: Kept) {
        self.slots().entry(id).or_default().head = Some(kept);
    }

    /// The fold of the records whose tree is `now`, for reading.
    pub(crate) fn read(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        now: &Frontier,
    ) -> Result<Arc<Fold>, AppError> {
        let kept = self.candidates(id);
        let kept = bring(tx, id, kept, now)?;
        let fold = Arc::clone(&kept.fold);
        let mut slots = self.slots();
        let head = &mut slots.entry(id).or_default().head;
        if head
            .as_ref()
            .is_none_or(|head| head.tree.size() < kept.tree.size())
        {
            *head = Some(kept);
        }
        Ok(fold)
    }

    /// The fold of the records whose tree is `signed`, for the pages.
    pub(crate) fn show(
        &self,
        tx: &mut Tx<'_>,
        id: CommunityId,
        signed: &Frontier,
    ) -> Result<Arc<Fold>, AppError> {
        let kept = bring(tx, id, self.candidates(id), signed)?;
        let fold = Arc::clone(&kept.fold);
        self.slots().entry(id).or_default().shown = Some(kept);
        Ok(fold)
    }

    /// The fold of everything that a community has recorded, as this transaction sees it.
    pub(crate) fn newest(&self, tx: &mut Tx<'_>, id: CommunityId) -> Result<Arc<Fold>, AppError> {
        let tree = kept_tree(tx, id)?;
        self.read(tx, id, &tree)
    }

    fn candidates(&self, id: CommunityId) -> [Option<Kept>; 2] {
        let slots = self.slots();
        let slot = slots.get(&id);
        [
            slot.and_then(|slot| slot.head.clone()),
            slot.and_then(|slot| slot.shown.clone()),
        ]
    }
}

/// The first kept fold that becomes `now` with the database's newer leaves, else a new one.
fn bring(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kept: [Option<Kept>; 2],
    now: &Frontier,
) -> Result<Kept, AppError> {
    for Kept { mut fold, tree } in kept.into_iter().flatten() {
        if grows_to(tx, id, tree, now)? {
            if fold.size() < now.size() {
                catch_up(tx, id, Arc::make_mut(&mut fold), now.size())?;
            }
            let tree = now.clone();
            return Ok(Kept { fold, tree });
        }
    }
    let mut fold = Fold::default();
    catch_up(tx, id, &mut fold, now.size())?;
    Ok(Kept {
        fold: Arc::new(fold),
        tree: now.clone(),
    })
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
pub(crate) fn catch_up(
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

/// The tree of the first `size` leaves. Mostly that is the whole log, whose tree is kept.
pub(crate) fn tree_at(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<Frontier, StoreError> {
    let kept = kept_tree(tx, id)?;
    if kept.size() == size {
        return Ok(kept);
    }
    let tree: Frontier = log::hashes(tx, id, 0, size)?
        .into_iter()
        .map(Hash)
        .collect();
    if tree.size() == size {
        Ok(tree)
    } else {
        Err(StoreError::Inconsistent(format!(
            "{} leaves of {size}",
            tree.size()
        )))
    }
}

/// The tree that grew with the log.
pub(crate) fn kept_tree(tx: &mut Tx<'_>, id: CommunityId) -> Result<Frontier, StoreError> {
    let state = log::get(tx, id)?;
    Frontier::from_bytes(&state.frontier)
        .filter(|tree| tree.size() == state.size)
        .ok_or_else(|| StoreError::Inconsistent("the log's frontier".to_owned()))
}
