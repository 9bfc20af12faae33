//! Which files were imported, and how an office's headers were mapped.

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;

use crate::log::int;
use crate::{StoreError, Tx};

/// Whether this very file was imported before; answers its number of lines.
pub fn find(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kind: &str,
    sha256: &[u8; 32],
) -> Result<Option<u64>, StoreError> {
    tx.find(
        "SELECT lines FROM import_file WHERE community_id = $1 AND kind = $2 AND sha256 = $3",
        &[id.0.into(), kind.into(), sha256.into()],
        |row| row.count(0),
    )
}

/// Remembers an imported file.
pub fn insert(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kind: &str,
    sha256: &[u8; 32],
    name: &str,
    lines: u64,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO import_file (community_id, kind, sha256, name, lines, at_ms) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            id.0.into(),
            kind.into(),
            sha256.into(),
            name.into(),
            int(lines)?.into(),
            at.0.into(),
        ],
    )?;
    Ok(())
}

/// Remembers that a header stands for a field.
pub fn put_header(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kind: &str,
    header: &str,
    field: &str,
) -> Result<(), StoreError> {
    tx.execute_one(
        "remember a header",
        "INSERT INTO header_map (community_id, kind, header, field) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (community_id, kind, header) DO UPDATE SET field = excluded.field",
        &[id.0.into(), kind.into(), header.into(), field.into()],
    )
}

/// The remembered headers: (header, field).
pub fn headers(
    tx: &mut Tx<'_>,
    id: CommunityId,
    kind: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    tx.list(
        "SELECT header, field FROM header_map WHERE community_id = $1 AND kind = $2 \
         ORDER BY header",
        &[id.0.into(), kind.into()],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )
}
