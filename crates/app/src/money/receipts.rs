//! What a household takes home: each of its items with salt and proof, as a `.tlog-proof` file.
//! Whoever holds the file can open the commitment, so it goes to the household and nobody else.

use mingbai_domain::access::Act;
use mingbai_domain::book::{Item, OpenedItem, Record};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{StoreError, Tx, items, log};
use mingbai_tlog::leaf_hash;

use crate::App;
use crate::act::Call;
use crate::book::proof::Tree;
use crate::error::AppError;
use crate::money::refusal::MoneyRefusal;
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
    let tree = Tree::of(app.dir.public_files(), slug)?;
    let size = tree.as_ref().map_or(0, Tree::size);
    let call = Call::shell(Act::ReadHousehold, app.community(slug)?.id);
    let rows = app.look(call, |look| {
        let (id, tx) = (look.id(), &mut *look.tx);
        let units = register::unit_ids(tx, id)?;
        let unit = *units.get(unit).ok_or(MoneyRefusal::UnknownUnit)?;
        let rows = items::of_unit(tx, id, slug, unit, period)?;
        let placed = rows.into_iter().map(|row| {
            let index = leaf_of(tx, id, size, row.seq)?;
            Ok((row, index))
        });
        placed.collect::<Result<Vec<_>, AppError>>()
    })?;
    let all = rows.len();
    let mut receipts = Vec::new();
    for (row, index) in rows {
        let (Some(tree), Some(salt), Some(index)) = (&tree, row.salt, index) else {
            continue;
        };
        let opened = OpenedItem {
            item: row.item,
            salt,
            seq: row.seq,
        };
        let record = opened.record()?;
        // A row that is not what was sealed has no receipt; the audit names it.
        let Some(proof) = tree
            .proof(index, opened.to_bytes())?
            .filter(|proof| proof.leaf == leaf_hash(&record))
        else {
            continue;
        };
        receipts.push(HouseholdReceipt {
            item: opened.item,
            text: proof.receipt.to_string(),
        });
    }
    let without = all - receipts.len();
    Ok((receipts, without))
}

/// The leaf of the sealed item with this number, among the first `size`. Numbers only grow along the
/// log, so that halving finds it; each step reads one leaf.
fn leaf_of(tx: &mut Tx<'_>, id: CommunityId, size: u64, seq: u64) -> Result<Option<u64>, AppError> {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = low + (high - low) / 2;
        let Some((index, bytes)) = log::first_sealed(tx, id, middle, high)? else {
            high = middle;
            continue;
        };
        let Ok(Record::Sealed(sealed)) = Record::from_bytes(&bytes) else {
            let why = format!("record {index} is no sealed item");
            return Err(StoreError::Inconsistent(why).into());
        };
        match sealed.seq.cmp(&seq) {
            std::cmp::Ordering::Equal => return Ok(Some(index)),
            std::cmp::Ordering::Less => low = index + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    Ok(None)
}
