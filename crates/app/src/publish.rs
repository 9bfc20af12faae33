//! Publishing a log: persist tiles and bundles, then sign, then serve the checkpoint.
//!
//! A log never signs two checkpoints of which neither continues the other. Before every signature
//! the database is compared with the last signed checkpoint, in the database *and* among the public
//! files: a database that was put back to an earlier day is behind the files and is not signed.

use std::fs;
use std::path::{Path, PathBuf};

use mingbai_domain::book::DistrictRecord;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::log::{CheckpointRow, LogState, NewLeaf};
use mingbai_store::{Db, StoreError, Tx, log};
use mingbai_tlog::{
    Checkpoint, Frontier, Hash, Note, RightEdge, Signer, TileError, TilePath, leaf_hash, tile,
};

use crate::dir::{DataDir, Durability, write_whole};
use crate::error::AppError;

/// One log of this installation.
#[derive(Clone, Debug)]
pub struct Log<'a> {
    /// The community's id, or the district's.
    pub id: CommunityId,
    /// The community's address name; `None` for the district.
    pub slug: Option<&'a Slug>,
    /// The key that signs it.
    pub signer: &'a Signer,
}

impl Log<'_> {
    fn name(&self) -> String {
        self.slug
            .map_or_else(|| "district".to_owned(), ToString::to_string)
    }

    fn fork(&self, why: String) -> AppError {
        AppError::WouldFork {
            log: self.name(),
            why,
        }
    }
}

/// Publishes everything that the log has, and answers its newest checkpoint. Does nothing if the
/// newest one already covers everything.
pub fn publish(
    db: &Db,
    dir: &DataDir,
    log: &Log<'_>,
    now: UnixMs,
    durability: Durability,
) -> Result<CheckpointRow, AppError> {
    let folder = dir.log(log.slug);
    let served = served_checkpoint(log, &folder)?;
    let (state, signed) = db.read(|tx| state_of(tx, log, &folder, served.as_ref()))?;
    if let Some(signed) = signed.filter(|signed| signed.size == state.size) {
        // A crash between signing and serving is made good here.
        serve_checkpoint(&folder, &signed, durability)?;
        return Ok(signed);
    }
    write_policy(&folder, log.signer, durability)?;
    let old_size = served.map_or(0, |served| served.size);
    let root = db.read(|tx| write_tiles(tx, log, &folder, old_size, state.size, durability))?;
    if frontier(&state)?.root() != root {
        return Err(log.fork("the leaves do not add up to the tree that grew with them".into()));
    }
    let checkpoint = Checkpoint {
        origin: log.signer.name().to_owned(),
        size: state.size,
        root,
    };
    let note = checkpoint
        .sign(log.signer)
        .map_err(|error| log.fork(error.to_string()))?
        .note()
        .to_string();
    let row = CheckpointRow {
        size: state.size,
        root: root.0,
        note,
        at: now,
    };
    // Recorded before it is served: what was shown to anybody is known after a crash.
    let (id, record) = (log.id, row.clone());
    db.write(id, move |tx| log::insert_checkpoint(tx, id, &record))?;
    serve_checkpoint(&folder, &row, durability)?;
    Ok(row)
}

/// Refuses a log that could not be signed any more, because its database is not the newest one:
/// whoever is about to write to it would lose the work.
pub fn check(db: &Db, dir: &DataDir, log: &Log<'_>) -> Result<(), AppError> {
    let folder = dir.log(log.slug);
    let served = served_checkpoint(log, &folder)?;
    db.read(|tx| state_of(tx, log, &folder, served.as_ref()))?;
    Ok(())
}

/// Records a community's checkpoint in the district's log, unless its last leaf says the same.
pub fn record_in_district(
    db: &Db,
    community: &Slug,
    checkpoint: &CheckpointRow,
) -> Result<(), AppError> {
    let record = DistrictRecord {
        checkpoint: checkpoint.note.clone(),
        community: community.clone(),
    };
    let bytes = record.to_bytes()?;
    db.write(DISTRICT, move |tx| -> Result<(), AppError> {
        let state = log::lock(tx, DISTRICT)?;
        let mut frontier = frontier(&state)?;
        let hash = leaf_hash(&bytes);
        frontier.append(hash);
        let leaf = NewLeaf {
            sealed: false,
            hash: hash.0,
            bytes: bytes.clone(),
        };
        let new = LogState {
            size: state.size + 1,
            frontier: frontier.to_bytes(),
            next_seq: state.next_seq,
        };
        Ok(log::append(tx, DISTRICT, state.size, &[leaf], &new)?)
    })
}

/// Refuses a key file that is not the one by which this log was signed before: nobody could verify
/// what it signs.
pub fn check_key(log: &Log<'_>, signed: Option<&CheckpointRow>) -> Result<(), AppError> {
    let Some(signed) = signed else { return Ok(()) };
    let note = Note::parse(signed.note.as_bytes()).map_err(|error| log.fork(error.to_string()))?;
    let by = note.verify(std::slice::from_ref(log.signer.verifier()));
    if by.is_ok_and(|by| !by.is_empty()) {
        Ok(())
    } else {
        Err(log.fork("its key file holds another key than the one that signed before".into()))
    }
}

/// The log as the database has it and its newest checkpoint, if it continues every checkpoint that
/// was signed before; mostly the signed and the served one are the same, and are looked at once.
fn state_of(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    folder: &Path,
    served: Option<&Checkpoint>,
) -> Result<(LogState, Option<CheckpointRow>), AppError> {
    let state = log::get(tx, log.id)?;
    let row = log::last_checkpoint(tx, log.id)?;
    let signed = row.as_ref().map(|row| (row.size, Hash(row.root)));
    let served = served
        .map(|checkpoint| (checkpoint.size, checkpoint.root))
        .filter(|served| signed != Some(*served));
    for (known, place) in [(signed, "signed"), (served, "served")] {
        let Some((size, root)) = known else { continue };
        if size > state.size {
            return Err(log.fork(format!(
                "a checkpoint over {size} records was {place}, but the database holds {} only: \
                 an older database was put back. Restore the newest one",
                state.size
            )));
        }
        if !continues(tx, log.id, folder, (size, root), &state)? {
            return Err(log.fork(format!(
                "the first {size} records are not those that were {place}: \
                 the database was changed or another one was put in its place"
            )));
        }
    }
    Ok((state, row))
}

/// Whether the database's tree is a known one with the newer leaves behind it. The public tiles say
/// how the known one ends, so that only the newer leaves are read; without them, all are.
fn continues(
    tx: &mut Tx<'_>,
    id: CommunityId,
    folder: &Path,
    (size, root): (u64, Hash),
    state: &LogState,
) -> Result<bool, AppError> {
    let fetch = |path: TilePath| fs::read(file_of(folder, &path)).ok();
    let Some(mut edge) = RightEdge::load(size, fetch)
        .ok()
        .filter(|edge| edge.root() == root)
    else {
        return Ok(root_at(tx, id, size)? == root);
    };
    for hash in log::hashes(tx, id, size, state.size)? {
        edge.append(Hash(hash));
    }
    Ok(edge.root() == frontier(state)?.root())
}

fn frontier(state: &LogState) -> Result<Frontier, StoreError> {
    Frontier::from_bytes(&state.frontier)
        .ok_or_else(|| StoreError::Inconsistent("the log's frontier".to_owned()))
}

/// The root over the first `size` leaves as the database holds them.
pub fn root_at(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<Hash, StoreError> {
    Ok(tree_over(tx, id, size)?.root())
}

/// The tree of the first `size` leaves. Mostly that is the whole log, whose tree is kept.
pub(crate) fn tree_at(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<Frontier, StoreError> {
    let kept = frontier(&log::get(tx, id)?)?;
    if kept.size() == size {
        Ok(kept)
    } else {
        tree_over(tx, id, size)
    }
}

fn tree_over(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<Frontier, StoreError> {
    let mut frontier = Frontier::new();
    for hash in log::hashes(tx, id, 0, size)? {
        frontier.append(Hash(hash));
    }
    if frontier.size() == size {
        Ok(frontier)
    } else {
        Err(StoreError::Inconsistent(format!(
            "{} leaves of {size}",
            frontier.size()
        )))
    }
}

/// The checkpoint among the public files, if one was ever served. One that cannot be read is a reason
/// to stop, too.
fn served_checkpoint(log: &Log<'_>, folder: &Path) -> Result<Option<Checkpoint>, AppError> {
    let path = folder.join("checkpoint");
    if !path.exists() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(AppError::file(&path))?;
    let note = Note::parse(&bytes).map_err(|error| log.fork(error.to_string()))?;
    Checkpoint::parse(note.text())
        .map(Some)
        .map_err(|error| log.fork(error.to_string()))
}

fn serve_checkpoint(
    folder: &Path,
    row: &CheckpointRow,
    durability: Durability,
) -> Result<(), AppError> {
    let path = folder.join("checkpoint");
    if fs::read(&path).is_ok_and(|served| served == row.note.as_bytes()) {
        return Ok(());
    }
    write_whole(&path, row.note.as_bytes(), durability)
}

/// The policy that names the log's key. An older key's line stays in front of a newer one's.
fn write_policy(folder: &Path, signer: &Signer, durability: Durability) -> Result<(), AppError> {
    let path = folder.join("policy");
    let line = format!("log {}\n", signer.verifier());
    let before = fs::read_to_string(&path).unwrap_or_default();
    if before.contains(&line) {
        return Ok(());
    }
    let logs = before.strip_suffix("quorum none\n").unwrap_or(&before);
    write_whole(
        &path,
        format!("{logs}{line}quorum none\n").as_bytes(),
        durability,
    )
}

/// Writes every tile and bundle that the log needs at `new_size`, given that those for `old_size`
/// are there; if they are not, all are written again. Answers the root.
fn write_tiles(
    tx: &mut Tx<'_>,
    log: &Log<'_>,
    folder: &Path,
    old_size: u64,
    new_size: u64,
    durability: Durability,
) -> Result<Hash, AppError> {
    let fetch = |path: TilePath| fs::read(file_of(folder, &path)).ok();
    let (mut edge, old_size) = match RightEdge::load(old_size, fetch) {
        Ok(edge) => (edge, old_size),
        Err(TileError::Missing(_)) => (RightEdge::new(), 0),
        Err(error) => return Err(StoreError::Inconsistent(format!("a tile: {error}")).into()),
    };
    let width = u64::from(tile::TILE_WIDTH);
    let first_bundled = old_size - old_size % width;
    let mut bundle: Vec<Vec<u8>> = Vec::with_capacity(usize::from(tile::TILE_WIDTH));
    let mut index = first_bundled;
    let mut failed = None;
    // A bundle that begins before the served end is written whole: what it repeats must be the same.
    let repeated = edge.open().to_vec();
    let mut repeated = repeated.into_iter();
    log::each_leaf(tx, log.id, first_bundled, new_size, |hash, bytes| {
        let served = (index < old_size).then(|| repeated.next()).flatten();
        if leaf_hash(&bytes) != Hash(hash) || served.is_some_and(|served| served != Hash(hash)) {
            let changed =
                || log.fork("the leaves do not add up to the tree that grew with them".into());
            failed.get_or_insert_with(changed);
        }
        if failed.is_none() && index >= old_size {
            for full in edge.append(Hash(hash)) {
                let written = write_whole(&file_of(folder, &full.path), &full.bytes, durability);
                failed = failed.take().or(written.err());
            }
        }
        bundle.push(bytes);
        index += 1;
        if failed.is_none() && (index.is_multiple_of(width) || index == new_size) {
            let written = write_bundle(folder, index, &bundle, durability);
            failed = failed.take().or(written.err());
            bundle.clear();
        }
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    for partial in edge.partial_tiles() {
        write_whole(&file_of(folder, &partial.path), &partial.bytes, durability)?;
    }
    Ok(edge.root())
}

/// Writes the bundle that ends in front of leaf `end`.
fn write_bundle(
    folder: &Path,
    end: u64,
    entries: &[Vec<u8>],
    durability: Durability,
) -> Result<(), AppError> {
    let misfit = |error: TileError| StoreError::Inconsistent(format!("a bundle: {error}"));
    let width = u16::try_from(entries.len()).unwrap_or(tile::TILE_WIDTH);
    let first = end - u64::from(width);
    let path = TilePath::entries(first / u64::from(tile::TILE_WIDTH), width).map_err(misfit)?;
    let bytes = tile::encode_entries(entries).map_err(misfit)?;
    write_whole(&file_of(folder, &path), &bytes, durability)
}

fn file_of(folder: &Path, path: &TilePath) -> PathBuf {
    folder.join(path.to_string())
}
