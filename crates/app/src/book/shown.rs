//! Putting books in front of the pages, as far as they are signed.

use mingbai_store::communities::{self, CommunityRow};
use mingbai_store::log;

use crate::App;
use crate::book::books::{Book, SignedCheckpoint};
use crate::book::folds;
use crate::error::AppError;

impl App {
    /// Whether a community has records that no checkpoint covers, or its shown book is behind.
    pub fn has_news(&self, row: &CommunityRow) -> Result<bool, AppError> {
        let size = self.db.read(|tx| log::get(tx, row.id))?.size;
        Ok(self
            .books
            .get(&row.slug)
            .is_none_or(|book| book.fold.size() < size))
    }

    /// Loads every community's book for the pages.
    pub fn refresh_all(&self) -> Result<(), AppError> {
        self.communities()?
            .iter()
            .try_for_each(|row| self.refresh(row))
    }

    /// Loads one community's book for the pages, as far as it is signed.
    pub fn refresh(&self, row: &CommunityRow) -> Result<(), AppError> {
        let (id, slug) = (row.id, &row.slug);
        let (signed, halted, fold) = self.db.read(|tx| -> Result<_, AppError> {
            let signed = log::last_checkpoint(tx, id)?;
            let tree = folds::tree_at(tx, id, signed.as_ref().map_or(0, |signed| signed.size))?;
            let fold = self.folds.show(tx, id, &tree)?;
            Ok((signed, communities::get(tx, id)?.halted, fold))
        })?;
        let checkpoint = signed.map(|signed| SignedCheckpoint {
            size: signed.size,
            root: mingbai_tlog::Hash(signed.root).to_base64(),
            at: signed.at,
            note: signed.note,
        });
        self.books.put(
            slug.clone(),
            Book {
                fold,
                checkpoint,
                halted,
            },
        );
        Ok(())
    }
}
