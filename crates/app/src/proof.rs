//! Receipts: the proof that an entry or a household's item is in the log (`.tlog-proof`).

use mingbai_domain::ids::Slug;
use mingbai_store::{StoreError, log};
use mingbai_tlog::{Hash, Note, Receipt, proof};

use crate::App;
use crate::error::AppError;

/// The proof file of the record at this index, against the newest checkpoint; `None` if that does not
/// cover it. It holds no secret: the salt of a household's item is given to the household alone.
pub fn of_record(app: &App, slug: &Slug, index: u64) -> Result<Option<String>, AppError> {
    let id = app.community(slug)?.id;
    let found = app.db.read(|tx| -> Result<_, AppError> {
        let signed = log::last_checkpoint(tx, id)?.filter(|signed| signed.size > index);
        let Some(signed) = signed else {
            return Ok(None);
        };
        let hashes: Vec<Hash> = log::hashes(tx, id, 0, signed.size)?
            .into_iter()
            .map(Hash)
            .collect();
        Ok(Some((signed, hashes)))
    })?;
    let Some((signed, hashes)) = found else {
        return Ok(None);
    };
    let broken = |why: String| AppError::from(StoreError::Inconsistent(why));
    let read = proof::from_leaves(&hashes);
    let path =
        proof::inclusion(index, signed.size, &read).map_err(|error| broken(error.to_string()))?;
    let checkpoint =
        Note::parse(signed.note.as_bytes()).map_err(|error| broken(error.to_string()))?;
    Ok(Some(
        Receipt {
            extra: Vec::new(),
            index,
            path,
            checkpoint,
        }
        .to_string(),
    ))
}
