//! Leases: who does a piece of work of a community now, and until when. A lease whose end has
//! passed is anybody's; one that is taken over is lost to its holder, who finds out when it ends it.

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;

use crate::{StoreError, Tx};

/// A lease as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Who holds it.
    pub holder: String,
    /// When it ends by itself.
    pub until: UnixMs,
}

/// The lease with this name, if there ever was one.
pub fn find(tx: &mut Tx<'_>, id: CommunityId, name: &str) -> Result<Option<Lease>, StoreError> {
    tx.find(
        "SELECT holder, until_ms FROM lease WHERE community_id = $1 AND name = $2",
        &[id.0.into(), name.into()],
        |row| {
            Ok(Lease {
                holder: row.text(0)?,
                until: UnixMs(row.int(1)?),
            })
        },
    )
}

/// Puts a lease in the place of the one that was seen. Answers `false`, and changes nothing, if it
/// is another one by now.
pub fn take(
    tx: &mut Tx<'_>,
    id: CommunityId,
    name: &str,
    seen: Option<&Lease>,
    new: &Lease,
) -> Result<bool, StoreError> {
    let changed = match seen {
        None => tx.execute(
            "INSERT INTO lease (community_id, name, holder, until_ms) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (community_id, name) DO NOTHING",
            &[
                id.0.into(),
                name.into(),
                (&new.holder).into(),
                new.until.0.into(),
            ],
        )?,
        Some(seen) => tx.execute(
            "UPDATE lease SET holder = $3, until_ms = $4 \
             WHERE community_id = $1 AND name = $2 AND holder = $5 AND until_ms = $6",
            &[
                id.0.into(),
                name.into(),
                (&new.holder).into(),
                new.until.0.into(),
                (&seen.holder).into(),
                seen.until.0.into(),
            ],
        )?,
    };
    Ok(changed == 1)
}

/// Ends a lease. Answers `false` if somebody else took it over: what was done under it must then
/// not be committed.
pub fn end(tx: &mut Tx<'_>, id: CommunityId, name: &str, holder: &str) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE lease SET until_ms = 0 WHERE community_id = $1 AND name = $2 AND holder = $3",
        &[id.0.into(), name.into(), holder.into()],
    )?;
    Ok(changed == 1)
}
