//! The files that a record names: one list for whoever publishes, packs, copies or checks them.

use super::record::{FileRef, ListRef, Record};

/// A file that a record names, by the folder in which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedFile<'a> {
    /// A voucher or a document, served under `c/SLUG/files/`.
    File(&'a FileRef),
    /// The unredacted original of a served file. It is never served.
    Original {
        /// SHA-256 of the original.
        sha256: [u8; 32],
        /// SHA-256 of the copy that is served.
        copy: [u8; 32],
    },
    /// A household list of the summary with this number, served under `c/SLUG/lists/`.
    List(u64, &'a ListRef),
}

impl NamedFile<'_> {
    /// SHA-256 of its content, which is its name.
    pub fn sha256(&self) -> [u8; 32] {
        match self {
            Self::File(file) => file.sha256,
            Self::Original { sha256, .. } => *sha256,
            Self::List(_, list) => list.sha256,
        }
    }
}

impl Record {
    /// Every file that it names. A withdrawal names none: it says which one is no longer served.
    pub fn files(&self) -> Vec<NamedFile<'_>> {
        let files: &[FileRef] = match self {
            Self::Agreement(body) => body.document.as_slice(),
            Self::Budget(body) => body.document.as_slice(),
            Self::Resolution(body) => body.document.as_slice(),
            Self::Contract(body) => body.document.as_slice(),
            Self::Disclosure(body) => body.document.as_slice(),
            Self::Entry(body) => &body.vouchers,
            Self::Summary(body) => {
                let lists = body.lists.iter();
                return lists.map(|list| NamedFile::List(body.no, list)).collect();
            }
            Self::Community(_)
            | Self::Registry(_)
            | Self::Sealed(_)
            | Self::PeriodClosed(_)
            | Self::Statement(_)
            | Self::Objection(_)
            | Self::Answer(_)
            | Self::FileWithdrawn(_)
            | Self::Handover(_) => &[],
        };
        named(files)
    }
}

/// These files and their originals: of a record, or of a draft that is no record yet.
pub fn named(files: &[FileRef]) -> Vec<NamedFile<'_>> {
    let served = files.iter().map(NamedFile::File);
    let originals = files.iter().filter_map(|file| {
        let (sha256, copy) = (file.original?, file.sha256);
        Some(NamedFile::Original { sha256, copy })
    });
    served.chain(originals).collect()
}
