//! Putting books in front of the pages, as far as they are signed.

use std::sync::Arc;

use mingbai_domain::book::card::Card;
use mingbai_store::communities::{self, CommunityRow};
use mingbai_store::log::CheckpointRow;
use mingbai_store::{StoreError, Tx, cards as rows, log};
use mingbai_tlog::Frontier;

use crate::App;
use crate::book::books::{Behind, Front, SignedCheckpoint};
use crate::book::folds::Taken;
use crate::book::{cards, replay};
use crate::error::AppError;

/// What the database says of a community's front.
struct Read {
    signed: Option<CheckpointRow>,
    halted: Option<String>,
    card: Card,
    tree: Frontier,
    /// The card's row, where none that counts was kept.
    new: Option<rows::CardRow>,
}

impl App {
    /// Whether a community has records that no checkpoint covers, or its shown book is behind.
    pub fn has_news(&self, row: &CommunityRow) -> Result<bool, AppError> {
        let size = self.db.read(|tx| log::get(tx, row.id))?.size;
        let front = self.books.front(&row.slug);
        Ok(front.is_none_or(|front| front.size() < size))
    }

    /// Puts every community's front before the pages.
    pub fn refresh_all(&self) -> Result<(), AppError> {
        self.communities()?
            .iter()
            .try_for_each(|row| self.refresh(row))
    }

    /// Puts one community's front before the pages, as far as it is signed. Its card is made anew
    /// where none is kept that counts; otherwise no record is read.
    pub fn refresh(&self, row: &CommunityRow) -> Result<(), AppError> {
        // One at a time: what was read first must not replace what was read later.
        let _turn = self.books.turn(row.id);
        let read = self.db.read(|tx| self.read_front(tx, row))?;
        if let Some(new) = read.new {
            self.keep_card(row, new);
        }
        let checkpoint = read.signed.map(|signed| SignedCheckpoint {
            size: signed.size,
            root: mingbai_tlog::Hash(signed.root).to_base64(),
            at: signed.at,
            note: signed.note,
        });
        let front = Front {
            card: Arc::new(read.card),
            checkpoint,
            halted: read.halted,
            fold: Behind::Stored(row.id, read.tree),
        };
        self.books.place(row.slug.clone(), front);
        Ok(())
    }

    /// Shows that a community is halted, or is not any more. One whose records cannot be read stays as
    /// it was shown, with the reason.
    pub(crate) fn show_halt(&self, row: &CommunityRow) {
        if self.refresh(row).is_ok() {
            return;
        }
        if let Some(shown) = self.books.front(&row.slug) {
            let front = Front {
                halted: row.halted.clone(),
                ..(*shown).clone()
            };
            self.books.place(row.slug.clone(), front);
        }
    }

    fn read_front(&self, tx: &mut Tx<'_>, row: &CommunityRow) -> Result<Read, AppError> {
        let (id, slug) = (row.id, &row.slug);
        let signed = log::last_checkpoint(tx, id)?;
        let halted = communities::get(tx, id)?.halted;
        let kept = signed
            .as_ref()
            .map(|signed| -> Result<_, StoreError> {
                let kept = rows::find(tx, id)?;
                Ok(kept.and_then(|kept| cards::of_checkpoint(&kept, slug, signed)))
            })
            .transpose()?
            .flatten();
        if let Some((card, tree)) = kept {
            return Ok(Read {
                signed,
                halted,
                card,
                tree,
                new: None,
            });
        }
        let size = signed.as_ref().map_or(0, |signed| signed.size);
        let tree = replay::tree_at(tx, id, size)?;
        let card = Card::of(&*self.folds.show(tx, id, &tree)?);
        if !cards::is_of(&card, slug) {
            return Err(StoreError::Inconsistent(format!("the book of `{slug}`")).into());
        }
        let new = signed
            .is_some()
            .then(|| cards::row(&card, &tree))
            .transpose()?;
        Ok(Read {
            signed,
            halted,
            card,
            tree,
            new,
        })
    }

    /// Keeps a card for the next start. The pages do without it.
    fn keep_card(&self, row: &CommunityRow, card: rows::CardRow) {
        let id = row.id;
        let kept = self.db.write(id, move |tx| cards::keep(tx, id, &card));
        if let Err(error) = kept {
            tracing::warn!(community = %row.slug, %error, "a card could not be kept");
        }
    }

    /// What all folds in memory may take, in bytes.
    pub fn limit_folds(&self, bytes: u64) {
        self.folds.set_budget(bytes);
    }

    /// What the folds in memory take.
    pub fn folds_taken(&self) -> Taken {
        self.folds.taken()
    }
}
