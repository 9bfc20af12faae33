//! A summary's lists: each is the file that the record names, and all their rows together are
//! exactly the items sealed since the last summary.

use mingbai_domain::book::{List, ListRef, Summary, file_hash};
use mingbai_domain::ids::Slug;
use rayon::prelude::*;

use crate::failure::{Failure, RecordName, Rule};
use crate::layout;
use crate::log::MAX_FAILURES;
use crate::source::Source;

/// So many rows more than sealed items are kept, to name those that nobody sealed.
const SPARE_ROWS: u64 = 10_000;

/// A sealed item of the log.
#[derive(Clone, Copy, Debug)]
pub struct SealedItem {
    pub cid: [u8; 32],
    pub index: u64,
    pub seq: u64,
}

/// A row of a list.
struct Row {
    cid: [u8; 32],
    list: usize,
    line: u64,
}

/// What is checked, and where failures are said to be.
pub struct Check<'a> {
    pub source: &'a Source,
    pub slug: &'a Slug,
    /// The summary's own name.
    pub record: RecordName,
    pub summary: &'a Summary,
    /// Path of the bundle with the sealed item of this leaf index.
    pub bundle_of: &'a (dyn Fn(u64) -> String + Sync),
}

impl Check<'_> {
    /// Checks the lists' files, and against `sealed`, unless some of these could not be read.
    pub fn run(&self, sealed: Option<&mut Vec<SealedItem>>) -> Vec<Failure> {
        let lists = &self.summary.lists;
        // Rows are kept only if there can be an item for each: a summary may state what it likes,
        // and name more lists than memory holds.
        let most = sealed.as_ref().map_or(0, |sealed| sealed.len());
        let stated = lists.iter().map(|list| list.rows);
        let stated = stated.fold(0_u64, u64::saturating_add);
        let keep = stated
            <= u64::try_from(most)
                .unwrap_or(u64::MAX)
                .saturating_add(SPARE_ROWS);
        let read: Vec<Result<Vec<Row>, Box<Failure>>> = lists
            .par_iter()
            .enumerate()
            .map(|(at, list)| self.read(at, list, keep))
            .collect();
        let (mut failures, mut rows) = (Vec::new(), Vec::new());
        for list in read {
            match list {
                Ok(of_list) => rows.extend(of_list),
                Err(failure) => failures.push(*failure),
            }
        }
        if !keep && sealed.is_some() && failures.is_empty() {
            let list = &lists[0];
            let found = u64::try_from(most).unwrap_or(u64::MAX);
            failures.push(self.failure(list, Rule::MoreRows { stated, found }));
        }
        if let (true, Some(sealed)) = (failures.is_empty(), sealed) {
            self.match_rows(&mut rows, sealed, &mut failures);
        }
        failures
    }

    fn read(&self, at: usize, list: &ListRef, keep: bool) -> Result<Vec<Row>, Box<Failure>> {
        let fail = |rule| Box::new(self.failure(list, rule));
        let path = layout::list(self.slug, &list.sha256);
        let bytes = match self.source.read(&path, layout::MAX_LIST) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Err(fail(Rule::Missing)),
            Err(error) => return Err(fail(error.into())),
        };
        if file_hash(&bytes) != list.sha256 {
            return Err(fail(Rule::Content));
        }
        let content = List::from_bytes(&bytes).map_err(|error| fail(Rule::List(error)))?;
        let found = u64::try_from(content.rows().len()).unwrap_or(u64::MAX);
        if found != list.rows {
            return Err(fail(Rule::ListRows {
                stated: list.rows,
                found,
            }));
        }
        if content.total() != Ok(list.total_fen) {
            let found = content
                .total()
                .map_or_else(|error| error.to_string(), |fen| fen.to_string());
            return Err(fail(Rule::ListTotal {
                stated: list.total_fen.to_string(),
                found,
            }));
        }
        if !keep {
            return Ok(Vec::new());
        }
        let rows = content.rows().iter().zip(1..);
        Ok(rows
            .map(|(row, line)| Row {
                cid: row.cid,
                list: at,
                line,
            })
            .collect())
    }

    /// Goes through both in the order of commitments. Equal ones pair off; the rest is wrong.
    fn match_rows(&self, rows: &mut [Row], sealed: &mut [SealedItem], failures: &mut Vec<Failure>) {
        rows.sort_unstable_by_key(|row| (row.cid, row.list));
        sealed.sort_unstable_by_key(|item| (item.cid, item.index));
        let (mut rows, mut items) = (rows.iter().peekable(), sealed.iter().peekable());
        let mut last = None;
        loop {
            match (rows.peek(), items.peek()) {
                (Some(row), Some(item)) if row.cid == item.cid => {
                    last = Some(row.cid);
                    rows.next();
                    items.next();
                }
                (row, Some(item)) if row.is_none_or(|row| item.cid < row.cid) => {
                    failures.push(self.not_listed(item));
                    items.next();
                }
                (Some(row), _) => {
                    let (line, twice) = (row.line, last == Some(row.cid));
                    let rule = if twice {
                        Rule::RowTwice { line }
                    } else {
                        Rule::RowNotSealed { line }
                    };
                    failures.push(self.failure(&self.summary.lists[row.list], rule));
                    last = Some(row.cid);
                    rows.next();
                }
                (None, _) => return,
            }
            if failures.len() >= MAX_FAILURES {
                return;
            }
        }
    }

    fn failure(&self, list: &ListRef, rule: Rule) -> Failure {
        let path = layout::list(self.slug, &list.sha256);
        Failure {
            community: Some(self.slug.clone()),
            record: Some(self.record.clone()),
            path,
            rule,
        }
    }

    fn not_listed(&self, item: &SealedItem) -> Failure {
        let name = RecordName {
            kind: Some("sealed".to_owned()),
            number: Some(item.seq),
            ..RecordName::at(item.index)
        };
        Failure {
            community: Some(self.slug.clone()),
            record: Some(name),
            path: (self.bundle_of)(item.index),
            rule: Rule::NotListed {
                summary: self.summary.no,
            },
        }
    }
}
