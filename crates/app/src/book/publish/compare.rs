//! Is this the database that was published from? Everything that was shown before is asked: the
//! newest checkpoint in the database, the one among the public files, what the district's public log
//! recorded of the community, and the newest tile. Whoever puts an old database back would have to
//! take all of them back, and then mirrors still tell.

use mingbai_domain::book::DistrictRecord;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::log::{self, CheckpointRow, LogState};
use mingbai_store::{StoreError, Tx};
use mingbai_tlog::{Checkpoint, Frontier, Hash, RightEdge, TilePath, tile};

use super::tiles::fetch;
use super::{Log, frontier, parsed};
use crate::book::refusal::{Fork, Shown};
use crate::error::AppError;
use crate::files::public::{PublicFiles, log_name};

/// The log as the database has it and its newest checkpoint, if it continues everything that was
/// shown before. What is known twice is looked at once.
pub(super) fn state_of(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    files: &PublicFiles,
    served: Option<&Checkpoint>,
) -> Result<(LogState, Option<CheckpointRow>), AppError> {
    let state = log::get(tx, log.id)?;
    let row = log::last_checkpoint(tx, log.id)?;
    let signed = row.as_ref().map(|row| (row.size, Hash(row.root)));
    let served = served.map(|checkpoint| (checkpoint.size, checkpoint.root));
    let recorded = match log.slug {
        Some(slug) => recorded_since(tx, log, files, slug)?,
        None => None,
    };
    let mut looked_at = Vec::new();
    let places = [
        (signed, Shown::Signed),
        (served, Shown::Served),
        (recorded, Shown::Recorded),
    ];
    for (known, by) in places {
        let Some(known) = known.filter(|known| !looked_at.contains(known)) else {
            continue;
        };
        looked_at.push(known);
        if known.0 > state.size {
            return Err(log.fork(Fork::Older {
                shown: known.0,
                by,
                kept: state.size,
            }));
        }
        if !continues(tx, log, files, known, &state)? {
            return Err(log.fork(Fork::Other { size: known.0, by }));
        }
    }
    check_newest_tile(tx, log, files, &state)?;
    Ok((state, row))
}

/// Whether the database's tree is a known one with the newer leaves behind it. The public tiles say
/// how the known one ends, so that only the newer leaves are read; without them, all are.
fn continues(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    files: &PublicFiles,
    (size, root): (u64, Hash),
    state: &LogState,
) -> Result<bool, AppError> {
    let read = |path: TilePath| fetch(log, files, path).ok().flatten();
    let Some(mut edge) = RightEdge::load(size, read)
        .ok()
        .filter(|edge| edge.root() == root)
    else {
        return Ok(root_at(tx, log.id, size)? == root);
    };
    for hash in log::hashes(tx, log.id, size, state.size)? {
        edge.append(Hash(hash));
    }
    Ok(edge.root() == frontier(state)?.root())
}

/// The root over the first `size` leaves as the database holds them.
pub fn root_at(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<Hash, StoreError> {
    let mut frontier = Frontier::new();
    log::each_leaf(tx, id, 0, size, |hash, _| {
        frontier.append(Hash(hash));
        Ok(())
    })?;
    if frontier.size() == size {
        Ok(frontier.root())
    } else {
        Err(StoreError::Inconsistent(format!(
            "{} leaves of {size}",
            frontier.size()
        )))
    }
}

/// The newest checkpoint of a community that the district's public log holds and its database does
/// not. There is none unless somebody put an older database back.
fn recorded_since(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    files: &PublicFiles,
    slug: &Slug,
) -> Result<Option<(u64, Hash)>, AppError> {
    let folder = log_name(None);
    let known = log::get(tx, DISTRICT)?.size;
    let served = files.get(&format!("{folder}/checkpoint"))?;
    let served = served.and_then(|note| parsed(&note).ok());
    let tile = newest_tile(files, &format!("{folder}/tile/entries"))?;
    let end = served
        .map_or(0, |served| served.size)
        .max(tile.map_or(0, end_of));
    let unreadable = || log.fork(Fork::DistrictDamaged);
    let mut newest: Option<(u64, Hash)> = None;
    let mut next = known - known % u64::from(tile::TILE_WIDTH);
    while next < end && known < end {
        let path = TilePath::of_entry(next, end).ok_or_else(unreadable)?;
        let bytes = files.get(&format!("{folder}/{path}"))?;
        let bytes = bytes.ok_or_else(unreadable)?;
        let entries = tile::decode_entries(&bytes, path.width()).map_err(|_| unreadable())?;
        for entry in entries {
            let record = DistrictRecord::from_bytes(entry).map_err(|_| unreadable())?;
            if record.community == *slug {
                let checkpoint = parsed(record.checkpoint.as_bytes()).map_err(|_| unreadable())?;
                let found = (checkpoint.size, checkpoint.root);
                newest = newest.filter(|newest| newest.0 > found.0).or(Some(found));
            }
        }
        next = end_of(path);
    }
    Ok(newest)
}

/// The newest tile of leaf hashes holds what the database holds. It is written from committed leaves
/// before they are signed, so that one beyond the database can only come from a newer database.
fn check_newest_tile(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    files: &PublicFiles,
    state: &LogState,
) -> Result<(), AppError> {
    let Some(path) = newest_tile(files, &log.file("tile/0"))? else {
        return Ok(());
    };
    let end = end_of(path);
    if end > state.size {
        return Err(log.fork(Fork::Older {
            shown: end,
            by: Shown::Prepared,
            kept: state.size,
        }));
    }
    let bytes = fetch(log, files, path)?.unwrap_or_default();
    let Ok(public) = tile::decode_hashes(&bytes, path.width()) else {
        return Ok(()); // no tile at all; it is written again
    };
    let kept = log::hashes(tx, log.id, end - u64::from(path.width()), end)?;
    if kept
        .iter()
        .zip(&public)
        .all(|(kept, public)| *kept == public.0)
    {
        Ok(())
    } else {
        Err(log.fork(Fork::Other {
            size: end,
            by: Shown::Published,
        }))
    }
}

/// The end of what a tile of level 0 or a bundle covers.
fn end_of(path: TilePath) -> u64 {
    path.index() * u64::from(tile::TILE_WIDTH) + u64::from(path.width())
}

/// The tile with the highest number below a folder of level 0, as wide as there is one.
fn newest_tile(files: &PublicFiles, folder: &str) -> Result<Option<TilePath>, AppError> {
    let found = newest_in(files, folder)?;
    Ok(found.and_then(|found| TilePath::hashes(0, found.index, found.width).ok()))
}

struct Found {
    index: u64,
    width: u16,
    /// How many tiles a folder like this one numbers.
    scale: u64,
}

/// Folders `x001/x234` hold the thousands, so the highest folder has the highest tile. (From
/// 256 million leaves on there is a third level of folders, and it may miss the very newest.)
fn newest_in(files: &PublicFiles, folder: &str) -> Result<Option<Found>, AppError> {
    let names = files.list(folder)?;
    let number = |digits: &str| digits.parse::<u64>().ok().filter(|_| digits.len() == 3);
    let deeper = names
        .iter()
        .filter_map(|name| number(name.strip_prefix('x')?))
        .max();
    if let Some(high) = deeper
        && let Some(below) = newest_in(files, &format!("{folder}/x{high:03}"))?
    {
        return Ok(Some(Found {
            index: high * below.scale + below.index,
            width: below.width,
            scale: below.scale * 1000,
        }));
    }
    let full = names.iter().filter_map(|name| number(name)).max();
    let partial = names
        .iter()
        .filter_map(|name| number(name.strip_suffix(".p")?))
        .max();
    let found = |index, width| Found {
        index,
        width,
        scale: 1000,
    };
    if let Some(index) = partial.filter(|partial| full.is_none_or(|full| full < *partial)) {
        let widths = files.list(&format!("{folder}/{index:03}.p"))?;
        let widest = widths.iter().filter_map(|width| width.parse().ok()).max();
        if let Some(width) = widest {
            return Ok(Some(found(index, width)));
        }
    }
    Ok(full.map(|index| found(index, tile::TILE_WIDTH)))
}
