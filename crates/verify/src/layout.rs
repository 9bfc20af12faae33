//! The paths of public files, and how large each kind can be.

use mingbai_domain::book::{MAX_LIST_BYTES, MAX_RECORD_BYTES};
use mingbai_domain::ids::Slug;
use mingbai_tlog::tile::{MAX_ENTRY_BYTES, TileKind, TilePath};
use mingbai_tlog::{note::MAX_NOTE_BYTES, policy::MAX_POLICY_BYTES};

pub const DISTRICT_LOG: &str = "district/log";
pub const COMMUNITIES: &str = "c";
pub const CHECKPOINT: &str = "checkpoint";
pub const POLICY: &str = "policy";

/// The largest voucher or document.
pub const MAX_FILE_BYTES: usize = 64 << 20;

// A record always fits into a bundle.
const _: () = assert!(MAX_RECORD_BYTES <= MAX_ENTRY_BYTES);

pub fn community(slug: &Slug) -> String {
    format!("{COMMUNITIES}/{slug}")
}

pub fn community_log(slug: &Slug) -> String {
    format!("{COMMUNITIES}/{slug}/log")
}

pub fn list(slug: &Slug, sha256: &[u8; 32]) -> String {
    format!("{COMMUNITIES}/{slug}/lists/{}", hex::encode(sha256))
}

pub fn file(slug: &Slug, sha256: &[u8; 32]) -> String {
    format!("{COMMUNITIES}/{slug}/files/{}", hex::encode(sha256))
}

/// The most bytes that a file of a log can have.
pub fn limit_of_tile(tile: TilePath) -> usize {
    let width = usize::from(tile.width());
    match tile.kind() {
        TileKind::Hashes(_) => width * 32,
        TileKind::Entries => width * (2 + MAX_ENTRY_BYTES),
    }
}

/// The most bytes of a checkpoint.
pub const MAX_CHECKPOINT: usize = MAX_NOTE_BYTES;
/// The most bytes of a file of keys.
pub const MAX_POLICY: usize = MAX_POLICY_BYTES;
/// The most bytes of a list.
pub const MAX_LIST: usize = MAX_LIST_BYTES;
