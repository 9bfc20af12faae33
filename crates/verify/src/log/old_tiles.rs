//! Partial tiles of earlier checkpoints, which a log keeps until the full tile exists: each must be
//! the beginning of the present one. Only a directory can be asked for them.

use mingbai_tlog::tile::{TILE_WIDTH, TileKind, TilePath, decode_entries};

use super::OpenLog;
use crate::failure::{Failure, RecordName, Rule};
use crate::layout;
use crate::source::SourceError;

/// Compares every other tile in the log's folder with the present ones. Also answers how many files
/// are no tiles of this log, or belong to records behind the checkpoint.
pub fn check_old_tiles(log: &OpenLog) -> Result<(Vec<Failure>, u64), SourceError> {
    let Some(files) = log.source.list(&log.prefix)? else {
        return Ok((Vec::new(), 0));
    };
    let (mut failures, mut unknown) = (Vec::new(), 0);
    for file in files {
        let name = file
            .strip_prefix(&format!("{}/", log.prefix))
            .unwrap_or(&file);
        if matches!(name, layout::CHECKPOINT | layout::POLICY) {
            continue;
        }
        let Some((old, present)) = name.parse().ok().and_then(|old| present(old, log.size()))
        else {
            unknown += 1;
            continue;
        };
        if old != present && !is_beginning(log, old, present)? {
            let record = Some(first_record(old));
            failures.push(log.failure(name, record, Rule::OldTile));
        }
    }
    Ok((failures, unknown))
}

/// The tile with the present width; `None` if the log has none, or a narrower one.
fn present(old: TilePath, size: u64) -> Option<(TilePath, TilePath)> {
    let present = match old.kind() {
        TileKind::Entries => {
            let first = old.index().checked_mul(TILE_WIDTH.into())?;
            TilePath::of_entry(first, size)?
        }
        TileKind::Hashes(level) => {
            let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
            let first = old.index().checked_mul(TILE_WIDTH.into())?;
            let width = hashes.checked_sub(first)?.min(TILE_WIDTH.into());
            TilePath::hashes(level, old.index(), u16::try_from(width).ok()?).ok()?
        }
    };
    (old.width() <= present.width()).then_some((old, present))
}

fn is_beginning(log: &OpenLog, old: TilePath, present: TilePath) -> Result<bool, SourceError> {
    let read = |path: TilePath| {
        log.source.read(
            &format!("{}/{path}", log.prefix),
            layout::limit_of_tile(path),
        )
    };
    let (Some(old_bytes), Some(bytes)) = (read(old)?, read(present)?) else {
        return Ok(false);
    };
    // Where the old tile ends in the present one: after so many hashes, or whole entries.
    let whole = match old.kind() {
        TileKind::Hashes(_) => old_bytes.len() == usize::from(old.width()) * 32,
        TileKind::Entries => decode_entries(&old_bytes, old.width()).is_ok(),
    };
    Ok(whole && bytes.starts_with(&old_bytes))
}

fn first_record(tile: TilePath) -> RecordName {
    let level = if let TileKind::Hashes(level) = tile.kind() {
        level
    } else {
        0
    };
    let each = 1_u64.checked_shl(8 * u32::from(level)).unwrap_or(u64::MAX);
    let first = tile
        .index()
        .saturating_mul(TILE_WIDTH.into())
        .saturating_mul(each);
    let records = u64::from(tile.width()).saturating_mul(each);
    RecordName::range(
        first,
        first.saturating_add(records).saturating_sub(1).max(first),
    )
}
