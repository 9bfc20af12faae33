//! Bringing a fold to where a tree is: from one that is behind it, or from the first record.

use std::sync::Arc;

use mingbai_domain::book::{Fold, Record};
use mingbai_domain::ids::CommunityId;
use mingbai_store::{StoreError, Tx, log};
use mingbai_tlog::{Frontier, Hash};

use crate::error::AppError;

/// A fold, and the tree of its records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) fold: Arc<Fold>,
    pub(crate) tree: Frontier,
    /// What the fold takes in memory, as [`memory_of`] reckons it.
    pub(crate) bytes: u64,
}

/// What a public record of so many bytes takes in a fold, in bytes of memory: its fields and the
/// space between them, an estimate that a district of 1,000 books stayed below when it was measured. Sealed items take nothing.
pub(crate) const fn memory_of(record: usize) -> u64 {
    256 + 2 * record as u64
}

/// The first kept fold that becomes `now` with the database's newer leaves, else a new one, made from
/// the first record; and whether it is a new one.
pub(crate) fn bring(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kept: [Option<Kept>; 2],
    now: &Frontier,
) -> Result<(Kept, bool), AppError> {
    for mut kept in kept.into_iter().flatten() {
        if grows_to(tx, id, kept.tree.clone(), now)? {
            catch_up(tx, id, &mut kept, now)?;
            return Ok((kept, false));
        }
    }
    let mut new = Kept::default();
    catch_up(tx, id, &mut new, now)?;
    Ok((new, true))
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

/// Applies the records up to the tree `now`; between public ones lie only sealed items.
fn catch_up(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kept: &mut Kept,
    now: &Frontier,
) -> Result<(), AppError> {
    let size = now.size();
    if kept.fold.size() == size {
        kept.tree = now.clone();
        return Ok(());
    }
    let fold = Arc::make_mut(&mut kept.fold);
    let mut bytes = 0;
    log::each_public_leaf(tx, id, fold.size(), size, |index, record| {
        fold.apply_sealed(index - fold.size());
        bytes += memory_of(record.len());
        let record = Record::from_bytes(&record)
            .map_err(|error| StoreError::Inconsistent(format!("record {index}: {error}")))?;
        fold.apply(&record)
            .map_err(|violation| StoreError::Inconsistent(violation.to_string()))
    })?;
    fold.apply_sealed(size - fold.size());
    kept.bytes += bytes;
    kept.tree = now.clone();
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
