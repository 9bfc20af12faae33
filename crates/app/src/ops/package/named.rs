//! Which files a community's rows name: its records, and the drafts that are no records yet.

use std::collections::BTreeSet;

use mingbai_domain::book::{Entry, FileRef, Record};
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
                    Ok(record) => self.take(slug, &record, &mut files, &mut withdrawn),
                    Err(_) => self.unreadable.push(format!("{slug}: record {index}")),
                }
            }
            index += 1;
            Ok(())
        })?;
        for state in ["draft", "pending"] {
            for row in expenses::list(tx, id, state)? {
                match serde_json::from_str::<Entry>(&row.body) {
                    Ok(entry) => files.extend(entry.vouchers),
                    Err(_) => self.unreadable.push(format!("{slug}: expense {}", row.id)),
                }
            }
        }
        for file in files {
            let into = if withdrawn.contains(&file.sha256) {
                &mut self.allowed
            } else {
                &mut self.needed
            };
            into.insert(Member::File(slug.clone(), file.sha256));
            into.extend(file.original.map(Member::Original));
        }
        Ok(())
    }

    fn take(
        &mut self,
        slug: &Slug,
        record: &Record,
        files: &mut Vec<FileRef>,
        withdrawn: &mut BTreeSet<[u8; 32]>,
    ) {
        match record {
            Record::Summary(summary) => {
                let lists = summary.lists.iter();
                self.needed
                    .extend(lists.map(|list| Member::List(slug.clone(), list.sha256)));
            }
            Record::FileWithdrawn(body) => {
                withdrawn.insert(body.sha256);
            }
            _ => files.extend(mingbai_verify::files_of(record).into_iter().cloned()),
        }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
