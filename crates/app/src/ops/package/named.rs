//! Which files a community's rows name: its records, and the drafts that are no records yet.

use std::collections::BTreeSet;

use mingbai_domain::approvals::ExpenseState;
use mingbai_domain::book::{Entry, NamedFile, Record, named_files};
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{Tx, expenses, log};

use super::manifest::Member;
use crate::error::AppError;

/// The files that rows name.
#[derive(Debug, Default)]
pub struct Named {
    /// These must be there.
    pub needed: BTreeSet<Member>,
    /// These may be there: what was withdrawn, and its originals.
    pub allowed: BTreeSet<Member>,
    /// Rows that cannot be read, so that nobody knows what they name.
    pub unreadable: Vec<String>,
}

impl Named {
    /// Adds those of one community.
    pub fn add(&mut self, tx: &mut Tx<'_>, id: CommunityId, slug: &Slug) -> Result<(), AppError> {
        let (mut files, mut withdrawn) = (Vec::new(), BTreeSet::new());
        let size = log::get(tx, id)?.size;
        let mut index = 0_u64;
        log::each_leaf(tx, id, 0, size, |_, bytes| {
            // Most records name none, and a file is never named without these letters.
            if contains(&bytes, b"sha256\"") {
                match Record::from_bytes(&bytes) {
                    Ok(record) => {
                        files.extend(record.files().iter().map(|file| member(slug, file)));
                        if let Record::FileWithdrawn(body) = &record {
                            withdrawn.insert(body.sha256);
                        }
                    }
                    Err(_) => self.unreadable.push(format!("{slug}: record {index}")),
                }
            }
            index += 1;
            Ok(())
        })?;
        for state in [ExpenseState::Draft, ExpenseState::Pending] {
            for row in expenses::list(tx, id, state)? {
                match serde_json::from_str::<Entry>(&row.body) {
                    Ok(entry) => {
                        let named = named_files(&entry.vouchers);
                        files.extend(named.iter().map(|file| member(slug, file)));
                    }
                    Err(_) => self.unreadable.push(format!("{slug}: expense {}", row.id)),
                }
            }
        }
        for (member, served) in files {
            if served.is_some_and(|sha256| withdrawn.contains(&sha256)) {
                self.allowed.insert(member);
            } else {
                self.needed.insert(member);
            }
        }
        Ok(())
    }
}

/// A file as a member of a package, and the hash by which it would be withdrawn; a list never is.
fn member(slug: &Slug, file: &NamedFile<'_>) -> (Member, Option<[u8; 32]>) {
    let sha256 = file.sha256();
    match file {
        NamedFile::File(_) => (Member::File(slug.clone(), sha256), Some(sha256)),
        NamedFile::Original { copy, .. } => (Member::Original(sha256), Some(*copy)),
        NamedFile::List(..) => (Member::List(slug.clone(), sha256), None),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
