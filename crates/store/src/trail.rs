//! The trail: who did what, and which records it added. Only ever inserted.

use mingbai_domain::access::{Act, Actor};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;

use crate::log::int;
use crate::{StoreError, Tx};

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTrail {
    /// When.
    pub at: UnixMs,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// Number of records before and behind it: those between are its own.
    pub records: (u64, u64),
}

/// A row of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailRow {
    /// Its number, from 1 without gaps.
    pub no: u64,
    /// When.
    pub at: UnixMs,
    /// Who, by name.
    pub actor: String,
    /// What, by name.
    pub act: String,
    /// Number of records before and behind it.
    pub records: (u64, u64),
}

/// Adds a row. The community's log is locked, so that its number is the next one.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, new: &NewTrail) -> Result<(), StoreError> {
    tx.execute_one(
        "add to the trail",
        "INSERT INTO trail (community_id, no, at_ms, actor, act, records_from, records_to) \
         SELECT $1, CAST(COALESCE(MAX(no), 0) + 1 AS BIGINT), $2, $3, $4, $5, $6 \
         FROM trail WHERE community_id = $1",
        &[
            id.0.into(),
            new.at.0.into(),
            new.actor.as_str().into(),
            new.act.as_str().into(),
            int(new.records.0)?.into(),
            int(new.records.1)?.into(),
        ],
    )
}

/// The rows with numbers above `after`, in order, at most `limit`.
pub fn list(
    tx: &mut Tx<'_>,
    id: CommunityId,
    after: u64,
    limit: u32,
) -> Result<Vec<TrailRow>, StoreError> {
    tx.list(
        "SELECT no, at_ms, actor, act, records_from, records_to FROM trail \
         WHERE community_id = $1 AND no > $2 ORDER BY no LIMIT $3",
        &[id.0.into(), int(after)?.into(), i64::from(limit).into()],
        |row| {
            Ok(TrailRow {
                no: row.count(0)?,
                at: UnixMs(row.int(1)?),
                actor: row.text(2)?,
                act: row.text(3)?,
                records: (row.count(4)?, row.count(5)?),
            })
        },
    )
}
