//! Cards: what lists show of each community, kept ready as of its newest signed checkpoint. A card
//! can be lost at any time; whoever reads one checks that it is of the checkpoint, and makes it
//! anew from the fold otherwise.

use mingbai_domain::ids::CommunityId;

use crate::log::int;
use crate::{StoreError, Tx};

/// A card as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardRow {
    /// Leaves that it counts.
    pub size: u64,
    /// The root of their tree.
    pub root: [u8; 32],
    /// The tree's right edge, in the log crate's own form.
    pub frontier: Vec<u8>,
    /// The version of the body's form.
    pub form: i64,
    /// SHA-256 of the body.
    pub hash: [u8; 32],
    /// The figures.
    pub body: String,
}

/// The card of a community, if one is kept. A row that no card can be is as good as none.
pub fn find(tx: &mut Tx<'_>, id: CommunityId) -> Result<Option<CardRow>, StoreError> {
    let mut found = None;
    tx.each(
        "SELECT size, root, frontier, form, hash, body FROM card WHERE community_id = $1",
        &[id.0.into()],
        |row| {
            let read = || -> Result<CardRow, StoreError> {
                Ok(CardRow {
                    size: row.count(0)?,
                    root: row.hash(1)?,
                    frontier: row.bytes(2)?,
                    form: row.int(3)?,
                    hash: row.hash(4)?,
                    body: row.text(5)?,
                })
            };
            found = read().ok();
            Ok(())
        },
    )?;
    Ok(found)
}

/// Keeps a card in the place of the one before.
pub fn put(tx: &mut Tx<'_>, id: CommunityId, card: &CardRow) -> Result<(), StoreError> {
    tx.execute_one(
        "keep a card",
        "INSERT INTO card (community_id, size, root, frontier, form, hash, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (community_id) DO UPDATE SET size = excluded.size, root = excluded.root, \
         frontier = excluded.frontier, form = excluded.form, hash = excluded.hash, \
         body = excluded.body",
        &[
            id.0.into(),
            int(card.size)?.into(),
            (&card.root).into(),
            (&card.frontier).into(),
            card.form.into(),
            (&card.hash).into(),
            (&card.body).into(),
        ],
    )
}

/// Forgets the card of a community.
pub fn forget(tx: &mut Tx<'_>, id: CommunityId) -> Result<(), StoreError> {
    let sql = "DELETE FROM card WHERE community_id = $1";
    tx.execute(sql, &[id.0.into()]).map(drop)
}
