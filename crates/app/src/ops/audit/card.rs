//! The kept card against the fold: what lists show of a community is what its records add up to.
//!
//! Only a card that counts is compared. One of another checkpoint or another form is not looked at
//! by anybody, and is made anew by whoever needs it.

use mingbai_domain::book::Fold;
use mingbai_domain::book::card::Card;
use mingbai_domain::ids::CommunityId;
use mingbai_store::cards::{self, CardRow};
use mingbai_store::{StoreError, Tx, log};
use mingbai_tlog::Frontier;

use super::finding::{Findings, Key, Why};
use crate::book::cards::row_of;

/// The table's name in findings.
pub(super) const TABLE: &str = "card";

/// The card of a community, if it counts.
pub(super) struct KeptCard(Option<CardRow>);

impl KeptCard {
    pub fn open(tx: &mut Tx<'_>, id: CommunityId) -> Result<Self, StoreError> {
        let signed = log::last_checkpoint(tx, id).ok().flatten();
        let kept = cards::find(tx, id)?.filter(|kept| {
            kept.form == Card::FORM && signed.is_some_and(|signed| signed.size == kept.size)
        });
        Ok(Self(kept))
    }

    /// Compares it, if the walk has come to its last record.
    pub fn at(
        &mut self,
        fold: &Fold,
        tree: &Frontier,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let Some(kept) = self.0.take_if(|kept| kept.size == tree.size()) else {
            return Ok(());
        };
        let right = row_of(fold, tree)?;
        let differs = [
            ("root", kept.root == right.root),
            ("frontier", kept.frontier == right.frontier),
            ("body", kept.body == right.body),
            ("hash", kept.hash == right.hash),
        ];
        for (column, same) in differs {
            if !same {
                findings.row(TABLE, Key::Only, Why::NotOfBook(column));
            }
        }
        Ok(())
    }
}
