//! The district's log: each community's checkpoints, in order of size, each size once.

use mingbai_domain::book::DistrictRecord;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::log::{self, CheckpointRow, LogState, NewLeaf};
use mingbai_store::{StoreError, Tx, communities, recorded};
use mingbai_tlog::leaf_hash;

use super::{Log, frontier, name_of, parsed};
use crate::App;
use crate::book::refusal::{BookRefusal, Fork, Shown};
use crate::error::AppError;
use crate::ops::refusal::SetupRefusal;

/// Records a community's checkpoint in the district's log, unless it holds it or a newer one.
pub fn record_in_district(
    app: &App,
    community: &Slug,
    checkpoint: &CheckpointRow,
) -> Result<(), AppError> {
    let (slug, checkpoint) = (community.clone(), checkpoint.clone());
    app.db.write(DISTRICT, move |tx| -> Result<(), AppError> {
        let found = communities::find(tx, &slug)?;
        let row = found
            .ok_or_else(|| AppError::Setup(SetupRefusal::UnknownCommunity(slug.to_string())))?;
        let state = lock(tx)?;
        if recorded::size(tx, row.id)? < checkpoint.size {
            append(tx, row.id, &slug, &checkpoint, &state)?;
        }
        Ok(())
    })
}

/// Sees that the district's log holds a checkpoint that was signed before: a crash, or a restored
/// database, may have left it behind.
pub(super) fn bring_up(app: &App, log: &Log<'_>, signed: &CheckpointRow) -> Result<(), AppError> {
    let Some(slug) = log.slug else { return Ok(()) };
    let known = app.db.read(|tx| -> Result<_, StoreError> {
        let (counted, size) = (recorded::size(tx, DISTRICT)?, log::get(tx, DISTRICT)?.size);
        let known = recorded::size(tx, log.id)?;
        Ok((counted == size).then_some(known))
    })?;
    if known.is_some_and(|known| known >= signed.size) {
        return Ok(());
    }
    record_in_district(app, slug, signed)
}

/// Records a checkpoint that is just being signed. One that is no newer than what the district has
/// recorded would take the community back for ever, and is refused.
pub(super) fn record_newer(
    tx: &mut Tx<'_>,
    id: CommunityId,
    slug: &Slug,
    checkpoint: &CheckpointRow,
) -> Result<(), AppError> {
    let state = lock(tx)?;
    let known = recorded::size(tx, id)?;
    if checkpoint.size <= known {
        return Err(AppError::Book(BookRefusal::WouldFork {
            log: name_of(Some(slug)),
            why: Fork::Older {
                shown: known,
                by: Shown::Recorded,
                kept: checkpoint.size,
            },
        }));
    }
    append(tx, id, slug, checkpoint, &state)
}

/// The district's log, with everything in it counted. Other processes wait until the transaction
/// ends.
fn lock(tx: &mut Tx<'_>) -> Result<LogState, AppError> {
    let state = log::lock(tx, DISTRICT)?;
    let counted = recorded::size(tx, DISTRICT)?;
    if counted != state.size {
        count(tx, counted, state.size)?;
    }
    Ok(state)
}

/// Counts what was recorded before there was a count, or before the database was restored.
fn count(tx: &mut Tx<'_>, from: u64, size: u64) -> Result<(), AppError> {
    let mut leaves = Vec::new();
    log::each_public_leaf(tx, DISTRICT, from, size, |index, bytes| {
        leaves.push((index, bytes));
        Ok(())
    })?;
    for (index, bytes) in leaves {
        let broken =
            |why: String| StoreError::Inconsistent(format!("district record {index}: {why}"));
        let record = DistrictRecord::from_bytes(&bytes).map_err(|e| broken(e.to_string()))?;
        let checkpoint = parsed(record.checkpoint.as_bytes()).map_err(broken)?;
        // A community that was handed over is nobody's here any more.
        if let Some(row) = communities::find(tx, &record.community)?
            && recorded::size(tx, row.id)? < checkpoint.size
        {
            recorded::put(tx, row.id, checkpoint.size)?;
        }
    }
    Ok(recorded::put(tx, DISTRICT, size)?)
}

fn append(
    tx: &mut Tx<'_>,
    id: CommunityId,
    slug: &Slug,
    checkpoint: &CheckpointRow,
    state: &LogState,
) -> Result<(), AppError> {
    let record = DistrictRecord {
        checkpoint: checkpoint.note.clone(),
        community: slug.clone(),
    };
    let bytes = record.to_bytes()?;
    let mut frontier = frontier(state)?;
    let hash = leaf_hash(&bytes);
    frontier.append(hash);
    let leaf = NewLeaf {
        sealed: false,
        hash: hash.0,
        bytes,
    };
    let new = LogState {
        size: state.size + 1,
        frontier: frontier.to_bytes(),
        next_seq: state.next_seq,
    };
    log::append(tx, DISTRICT, state.size, &[leaf], &new)?;
    recorded::put(tx, id, checkpoint.size)?;
    Ok(recorded::put(tx, DISTRICT, new.size)?)
}
