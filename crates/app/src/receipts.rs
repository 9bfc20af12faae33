//! What a household takes home: each of its items with salt and proof, as a `.tlog-proof` file.
//! Whoever holds the file can open the commitment, so it goes to the household and nobody else.

use mingbai_domain::access::Act;
use mingbai_domain::book::{Item, OpenedItem};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::Slug;
use mingbai_store::{StoreError, items, log};
use mingbai_tlog::{Hash, Note, Receipt, leaf_hash, proof};

use crate::App;
use crate::act::Call;
use crate::error::AppError;
use crate::register;

/// One item's receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HouseholdReceipt {
    /// The item.
    pub item: Item,
    /// The `.tlog-proof` file.
    pub text: String,
}

/// Receipts of one unit's items of one month, by number. Items that no checkpoint covers yet, and
/// those whose salt was destroyed, have none: their number is answered beside.
pub fn of_unit(
    app: &App,
    slug: &Slug,
    unit: &str,
    period: Period,
) -> Result<(Vec<HouseholdReceipt>, usize), AppError> {
    let call = Call::shell(Act::ReadHousehold, app.community(slug)?.id);
    let (rows, signed, hashes) = app.look(call, |look| {
        let (id, tx) = (look.id(), &mut *look.tx);
        let units = register::unit_ids(tx, id)?;
        let unit = *units.get(unit).ok_or(AppError::UnknownUnit)?;
        let rows = items::of_unit(tx, id, slug, unit, period)?;
        let signed = log::last_checkpoint(tx, id)?;
        let size = signed.as_ref().map_or(0, |signed| signed.size);
        let hashes = log::hashes(tx, id, 0, size)?;
        Ok((rows, signed, hashes))
    })?;
    let hashes: Vec<Hash> = hashes.into_iter().map(Hash).collect();
    let all = rows.len();
    let Some(signed) = signed else {
        return Ok((Vec::new(), all));
    };
    let broken = |why: String| AppError::from(StoreError::Inconsistent(why));
    let checkpoint =
        Note::parse(signed.note.as_bytes()).map_err(|error| broken(error.to_string()))?;
    let read = proof::from_leaves(&hashes);
    let mut receipts = Vec::new();
    for row in rows {
        let Some(salt) = row.salt else { continue };
        let opened = OpenedItem {
            item: row.item,
            salt,
            seq: row.seq,
        };
        // No two sealed records are the same: each has its number.
        let leaf = leaf_hash(&opened.record()?);
        let Some(at) = hashes.iter().position(|hash| *hash == leaf) else {
            continue;
        };
        let index = u64::try_from(at).unwrap_or(u64::MAX);
        let path = proof::inclusion(index, signed.size, &read)
            .map_err(|error| broken(error.to_string()))?;
        let text = Receipt {
            extra: opened.to_bytes(),
            index,
            path,
            checkpoint: checkpoint.clone(),
        };
        receipts.push(HouseholdReceipt {
            item: opened.item,
            text: text.to_string(),
        });
    }
    let without = all - receipts.len();
    Ok((receipts, without))
}
