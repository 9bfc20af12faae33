//! Leaves, the log's state, and signed checkpoints. Append-only: there is no UPDATE or DELETE of a
//! leaf or checkpoint in this file.

use std::sync::LazyLock;

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;

use crate::bulk::Bulk;
use crate::{Engine, Kind, Row, StoreError, Tx, Value};

/// How far a log has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// Number of leaves.
    pub size: u64,
    /// The tree's right edge, in the log crate's own form.
    pub frontier: Vec<u8>,
    /// The next free accounting number.
    pub next_seq: u64,
}

/// A leaf to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLeaf {
    /// Whether it is a household's sealed item.
    pub sealed: bool,
    /// The leaf hash.
    pub hash: [u8; 32],
    /// The record.
    pub bytes: Vec<u8>,
}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRow {
    /// Leaves covered.
    pub size: u64,
    /// Root.
    pub root: [u8; 32],
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: UnixMs,
}

/// Begins an empty log.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, frontier: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO log (community_id, size, frontier, next_seq) VALUES ($1, 0, $2, 1)",
        &[id.0.into(), frontier.into()],
    )?;
    Ok(())
}

fn read_state(row: &Row<'_>) -> Result<LogState, StoreError> {
    Ok(LogState {
        size: row.count(0)?,
        frontier: row.bytes(1)?,
        next_seq: row.count(2)?,
    })
}

/// The log's state, for reading.
pub fn get(tx: &mut Tx<'_>, id: CommunityId) -> Result<LogState, StoreError> {
    tx.get(
        "log",
        "SELECT size, frontier, next_seq FROM log WHERE community_id = $1",
        &[id.0.into()],
        read_state,
    )
}

/// The log's state for appending: on a server, other writers to this community wait.
pub fn lock(tx: &mut Tx<'_>, id: CommunityId) -> Result<LogState, StoreError> {
    match tx.engine() {
        Engine::Sqlite => get(tx, id), // a write transaction is alone anyway
        Engine::Postgres => tx.get(
            "log",
            "SELECT size, frontier, next_seq FROM log WHERE community_id = $1 FOR UPDATE",
            &[id.0.into()],
            read_state,
        ),
    }
}

static INSERT_LEAF: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("idx", Kind::Int),
        ("sealed", Kind::Bool),
        ("hash", Kind::Bytes),
        ("bytes", Kind::Bytes),
    ];
    Bulk::insert("leaf", &columns)
});

/// Appends leaves from index `state.size` on and records the new state, which already counts them.
pub fn append(
    tx: &mut Tx<'_>,
    id: CommunityId,
    old_size: u64,
    leaves: &[NewLeaf],
    new: &LogState,
) -> Result<(), StoreError> {
    let first = int(old_size)?;
    let mut values = Vec::with_capacity(leaves.len() * 5);
    for (leaf, idx) in leaves.iter().zip(first..) {
        values.extend([
            Value::Int(id.0),
            Value::Int(idx),
            Value::Bool(leaf.sealed),
            Value::Bytes(&leaf.hash),
            Value::Bytes(&leaf.bytes),
        ]);
    }
    tx.later("append leaves", &INSERT_LEAF, &values)?;
    tx.later_one(
        "advance a log",
        "UPDATE log SET size = $3, frontier = $4, next_seq = $5 \
         WHERE community_id = $1 AND size = $2",
        &[
            id.0.into(),
            first.into(),
            int(new.size)?.into(),
            (&new.frontier).into(),
            int(new.next_seq)?.into(),
        ],
    )
}

/// The public records from index `from` on, with their indexes.
pub fn public_leaves(
    tx: &mut Tx<'_>,
    id: CommunityId,
    from: u64,
) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    tx.list(
        "SELECT idx, bytes FROM leaf WHERE community_id = $1 AND idx >= $2 AND NOT sealed \
         ORDER BY idx",
        &[id.0.into(), int(from)?.into()],
        |row| Ok((row.count(0)?, row.bytes(1)?)),
    )
}

/// Calls `read` with index and bytes of the public records among the leaves `from..to`, in order.
pub fn each_public_leaf(
    tx: &mut Tx<'_>,
    id: CommunityId,
    from: u64,
    to: u64,
    mut read: impl FnMut(u64, Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        "SELECT idx, bytes FROM leaf WHERE community_id = $1 AND idx >= $2 AND idx < $3 \
         AND NOT sealed ORDER BY idx",
        &[id.0.into(), int(from)?.into(), int(to)?.into()],
        |row| read(row.count(0)?, row.bytes(1)?),
    )
}

/// The first sealed leaf of `from..to`: its index and bytes.
pub fn first_sealed(
    tx: &mut Tx<'_>,
    id: CommunityId,
    from: u64,
    to: u64,
) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    tx.find(
        "SELECT idx, bytes FROM leaf WHERE community_id = $1 AND idx >= $2 AND idx < $3 \
         AND sealed ORDER BY idx LIMIT 1",
        &[id.0.into(), int(from)?.into(), int(to)?.into()],
        |row| Ok((row.count(0)?, row.bytes(1)?)),
    )
}

/// Calls `read` with hash and bytes of the leaves `from..to`, in order.
pub fn each_leaf(
    tx: &mut Tx<'_>,
    id: CommunityId,
    from: u64,
    to: u64,
    mut read: impl FnMut([u8; 32], Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        "SELECT hash, bytes FROM leaf WHERE community_id = $1 AND idx >= $2 AND idx < $3 \
         ORDER BY idx",
        &[id.0.into(), int(from)?.into(), int(to)?.into()],
        |row| read(row.hash(0)?, row.bytes(1)?),
    )
}

/// The hashes of the leaves `from..to`, in order.
pub fn hashes(
    tx: &mut Tx<'_>,
    id: CommunityId,
    from: u64,
    to: u64,
) -> Result<Vec<[u8; 32]>, StoreError> {
    tx.list(
        "SELECT hash FROM leaf WHERE community_id = $1 AND idx >= $2 AND idx < $3 ORDER BY idx",
        &[id.0.into(), int(from)?.into(), int(to)?.into()],
        |row| row.hash(0),
    )
}

/// The latest signed checkpoint.
pub fn last_checkpoint(
    tx: &mut Tx<'_>,
    id: CommunityId,
) -> Result<Option<CheckpointRow>, StoreError> {
    tx.find(
        "SELECT size, root, note, at_ms FROM checkpoint WHERE community_id = $1 \
         ORDER BY size DESC LIMIT 1",
        &[id.0.into()],
        |row| {
            Ok(CheckpointRow {
                size: row.count(0)?,
                root: row.hash(1)?,
                note: row.text(2)?,
                at: UnixMs(row.int(3)?),
            })
        },
    )
}

/// Calls `read` with every signed checkpoint, the smallest first.
pub fn each_checkpoint(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mut read: impl FnMut(CheckpointRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        "SELECT size, root, note, at_ms FROM checkpoint WHERE community_id = $1 ORDER BY size",
        &[id.0.into()],
        |row| {
            read(CheckpointRow {
                size: row.count(0)?,
                root: row.hash(1)?,
                note: row.text(2)?,
                at: UnixMs(row.int(3)?),
            })
        },
    )
}

/// Records a signed checkpoint. One size is signed once: a second root is a duplicate key.
pub fn insert_checkpoint(
    tx: &mut Tx<'_>,
    id: CommunityId,
    checkpoint: &CheckpointRow,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO checkpoint (community_id, size, root, note, at_ms) \
         VALUES ($1, $2, $3, $4, $5)",
        &[
            id.0.into(),
            int(checkpoint.size)?.into(),
            (&checkpoint.root).into(),
            (&checkpoint.note).into(),
            checkpoint.at.0.into(),
        ],
    )?;
    Ok(())
}

/// A count as a database integer.
pub(crate) fn int(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Inconsistent(format!("a count of {count}")))
}
