//! How far a check or a copy has come, for whoever waits.

use mingbai_domain::ids::Slug;

/// How far the check or the copy has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many communities will be gone through.
    Found {
        /// Communities.
        communities: u64,
    },
    /// One community is done.
    Done {
        /// Which.
        community: &'a Slug,
        /// Records of its book.
        records: u64,
        /// Failures found.
        failures: u64,
    },
}
