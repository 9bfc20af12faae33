//! A card as it is kept in the database, bound to the records that it counts.
//!
//! It is never trusted for being there. It counts only for the newest signed checkpoint, if it has
//! that one's size and root, a tree with this root, a body that is whole, and the community of its
//! row; one that a killed process or an older program left, or that was damaged or moved, is made
//! anew from the fold. That its figures are those of the fold is what the audit compares.

use mingbai_domain::book::card::Card;
use mingbai_domain::book::{Fold, file_hash};
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::cards::{self, CardRow};
use mingbai_store::log::CheckpointRow;
use mingbai_store::{StoreError, Tx, log};
use mingbai_tlog::{Frontier, Hash};

/// The row of a fold's card.
pub(crate) fn row_of(fold: &Fold, tree: &Frontier) -> Result<CardRow, StoreError> {
    row(&Card::of(fold), tree)
}

/// The row of a card of the records in this tree.
pub(crate) fn row(card: &Card, tree: &Frontier) -> Result<CardRow, StoreError> {
    let body = serde_json::to_string(card)
        .map_err(|error| StoreError::Inconsistent(format!("a card: {error}")))?;
    Ok(CardRow {
        size: card.size,
        root: tree.root().0,
        frontier: tree.to_bytes(),
        form: Card::FORM,
        hash: file_hash(body.as_bytes()),
        body,
    })
}

/// The card of a checkpoint with the tree of its records, if this row holds it.
pub(crate) fn of_checkpoint(
    row: &CardRow,
    slug: &Slug,
    signed: &CheckpointRow,
) -> Option<(Card, Frontier)> {
    let bound = row.form == Card::FORM && row.size == signed.size && row.root == signed.root;
    if !bound || row.hash != file_hash(row.body.as_bytes()) {
        return None;
    }
    let tree = Frontier::from_bytes(&row.frontier)?;
    let card: Card = serde_json::from_str(&row.body).ok()?;
    let of_tree = tree.size() == row.size && tree.root() == Hash(row.root);
    let of_row = card.size == row.size && is_of(&card, slug);
    (of_tree && of_row).then_some((card, tree))
}

/// Whether this is the card of the community with this address name, or of an empty book.
pub(crate) fn is_of(card: &Card, slug: &Slug) -> bool {
    card.community.as_ref().is_none_or(|own| own.slug == *slug)
}

/// Keeps a card that was made outside of this transaction, unless another checkpoint is the newest by
/// now.
pub(crate) fn keep(tx: &mut Tx<'_>, id: CommunityId, card: &CardRow) -> Result<(), StoreError> {
    log::lock(tx, id)?;
    let signed = log::last_checkpoint(tx, id)?;
    if signed.is_some_and(|signed| signed.size == card.size && signed.root == card.root) {
        cards::put(tx, id, card)?;
    }
    Ok(())
}
