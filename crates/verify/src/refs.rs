//! The files that a record names.

use mingbai_domain::book::{FileRef, Record, Summary};

/// Vouchers and documents, as served.
pub fn files(record: &Record) -> Vec<&FileRef> {
    match record {
        Record::Agreement(body) => body.document.iter().collect(),
        Record::Budget(body) => body.document.iter().collect(),
        Record::Resolution(body) => body.document.iter().collect(),
        Record::Contract(body) => body.document.iter().collect(),
        Record::Disclosure(body) => body.document.iter().collect(),
        Record::Entry(body) => body.vouchers.iter().collect(),
        Record::Community(_)
        | Record::Registry(_)
        | Record::Sealed(_)
        | Record::Summary(_)
        | Record::PeriodClosed(_)
        | Record::Statement(_)
        | Record::Objection(_)
        | Record::Answer(_)
        | Record::FileWithdrawn(_)
        | Record::Handover(_) => Vec::new(),
    }
}

/// The hashes of a summary's lists.
pub fn lists(summary: &Summary) -> impl Iterator<Item = [u8; 32]> {
    summary.lists.iter().map(|list| list.sha256)
}
