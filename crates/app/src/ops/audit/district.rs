//! The district's own log: its tree, and that every community and checkpoint which it names is there
//! as it was signed. A community whose row was taken away is found here.

use std::collections::BTreeMap;

use mingbai_domain::book::DistrictRecord;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::audit::{Cell, RawRow, layout, page};
use mingbai_store::communities::DISTRICT;
use mingbai_store::{StoreError, Tx};
use mingbai_tlog::{Checkpoint, Frontier, Hash, Note, Verifier, leaf_hash};

use super::book::check_log_row;
use super::checkpoints::Checkpoints;
use super::cursor::Cursor;
use super::finding::{Findings, Key, Why, number};

/// Findings about the district's log, and about communities that it contradicts.
pub(super) struct Looked {
    pub own: Findings,
    pub of: BTreeMap<CommunityId, Findings>,
    /// The tree at the end, from which the next look goes on.
    pub tree: Frontier,
}

/// Goes through the records behind `from`, which was found in order before.
pub(super) fn check(
    tx: &mut Tx<'_>,
    communities: &BTreeMap<Slug, CommunityId>,
    (keys, origin): (&[Verifier], &str),
    from: Frontier,
) -> Result<Looked, StoreError> {
    let begin = Cell::Int(i64::try_from(from.size()).unwrap_or(i64::MAX));
    let mut looked = Looked {
        own: Findings::default(),
        of: BTreeMap::new(),
        tree: from,
    };
    let mut checkpoints = Checkpoints::behind(DISTRICT, keys.to_vec(), begin)?;
    let last = i64::try_from(looked.tree.size()).unwrap_or(i64::MAX) - 1;
    let mut leaves = Cursor::behind(DISTRICT, "leaf", vec![Cell::Int(last)])?;
    while let Some(row) = leaves.next(tx)? {
        let key = number(&row, "idx");
        if row.count("idx") != Ok(looked.tree.size()) {
            // One is named; nothing behind it can be right.
            looked
                .own
                .row("leaf", Key::count(looked.tree.size()), Why::Missing);
            return Ok(looked);
        }
        match leaf(&row) {
            Ok((hash, record)) => {
                looked.tree.append(hash);
                vouched(tx, communities, key, &record, &mut looked)?;
            }
            Err(why) => {
                looked
                    .tree
                    .append(row.bytes("bytes").map_or(Hash([0; 32]), leaf_hash));
                looked.own.row("leaf", key, why);
            }
        }
        checkpoints.at(tx, &looked.tree, &mut looked.own)?;
    }
    checkpoints.finish(tx, &looked.tree, Some(origin), &mut looked.own)?;
    check_log_row(tx, DISTRICT, &looked.tree, Some(1), &mut looked.own)?;
    Ok(looked)
}

fn leaf(row: &RawRow) -> Result<(Hash, DistrictRecord), Why> {
    let (bytes, hash) = (row.bytes("bytes")?, Hash(row.hash("hash")?));
    if leaf_hash(bytes) != hash {
        return Err(Why::Hash);
    }
    if row.bool("sealed")? {
        return Err(Why::SealedFlag);
    }
    let record = DistrictRecord::from_bytes(bytes).map_err(|_| Why::NoRecord)?;
    Ok((hash, record))
}

/// The community is here, with exactly this checkpoint.
fn vouched(
    tx: &mut Tx<'_>,
    communities: &BTreeMap<Slug, CommunityId>,
    key: Key,
    record: &DistrictRecord,
    looked: &mut Looked,
) -> Result<(), StoreError> {
    let Some(&id) = communities.get(&record.community) else {
        looked.own.row("leaf", key, Why::NoCommunity);
        return Ok(());
    };
    let note = Note::parse(record.checkpoint.as_bytes()).ok();
    let said = note.and_then(|note| Checkpoint::parse(note.text()).ok());
    let size = said.and_then(|said| i64::try_from(said.size).ok());
    let Some(size) = size else {
        looked.own.row("leaf", key, Why::NoRecord);
        return Ok(());
    };
    let before = [Cell::Int(size - 1)];
    let row = page(tx, id, layout("checkpoint")?, Some(&before), 1)?;
    let same = row.first().is_some_and(|row| {
        row.int("size") == Ok(size) && row.text("note") == Ok(record.checkpoint.as_str())
    });
    if !same {
        let findings = looked.of.entry(id).or_default();
        findings.row("checkpoint", Key::Number(size), Why::District);
    }
    Ok(())
}
