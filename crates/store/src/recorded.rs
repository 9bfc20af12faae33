//! Up to which size the district's log has recorded each community's checkpoints. Everything here
//! follows from the district's log: the row of community 0 says how much of it was counted.

use mingbai_domain::ids::CommunityId;

use crate::log::int;
use crate::{StoreError, Tx};

/// The size recorded of a community; 0 if none.
pub fn size(tx: &mut Tx<'_>, id: CommunityId) -> Result<u64, StoreError> {
    let found = tx.find(
        "SELECT size FROM recorded WHERE community_id = $1",
        &[id.0.into()],
        |row| row.count(0),
    )?;
    Ok(found.unwrap_or(0))
}

/// Moves it on.
pub fn put(tx: &mut Tx<'_>, id: CommunityId, size: u64) -> Result<(), StoreError> {
    tx.execute_one(
        "move a recorded size on",
        "INSERT INTO recorded (community_id, size) VALUES ($1, $2) \
         ON CONFLICT (community_id) DO UPDATE SET size = excluded.size",
        &[id.0.into(), int(size)?.into()],
    )
}
