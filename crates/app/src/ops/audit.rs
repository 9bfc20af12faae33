//! The operator's check: do the private rows, the book and the tree agree, to the fen?
//!
//! What it finds stops the writes of that community alone, with the finding as the reason, until an
//! audit finds nothing. It reads everything and corrects nothing but a card, which is no more than a
//! copy of what the book says. Rows are read as they are stored:
//! a damaged one is a finding that names it ([`Finding`]), never the end of the audit. Only a failure
//! of the database itself is an error, of that community's audit ([`Audit::failed`]); the others are
//! gone through all the same. Which check covers which column: [`coverage`].

mod auditor;
mod book;
mod card;
mod checkpoints;
pub mod coverage;
mod cursor;
mod district;
mod finding;
mod households;
mod papers;
mod register;

use std::collections::BTreeMap;

use mingbai_domain::access::Actor;
use mingbai_domain::ids::Slug;

use crate::App;
use crate::error::AppError;

pub use auditor::{Auditor, show_halts};
pub use finding::{Finding, Key, Place, Total, Why};

/// What an audit found, by community; communities without findings are listed empty.
#[derive(Debug, Default)]
pub struct Audit {
    /// Findings.
    pub findings: BTreeMap<Place, Vec<Finding>>,
    /// Whose rows could not be read, because the database failed.
    pub failed: BTreeMap<Place, AppError>,
    /// Entries and items gone through.
    pub entries: u64,
}

impl Audit {
    /// Whether everything was read and agrees.
    pub fn is_clean(&self) -> bool {
        self.failed.is_empty() && self.findings.values().all(Vec::is_empty)
    }

    /// The findings about a community.
    pub fn of(&self, slug: &Slug) -> &[Finding] {
        let found = self.findings.get(&Place::Community(slug.clone()));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The findings one by one. Rows that the database could not read are an error: nobody knows what
    /// they hold.
    pub fn each(self) -> Result<Vec<(Place, Finding)>, AppError> {
        if let Some((_, error)) = self.failed.into_iter().next() {
            return Err(error);
        }
        let findings = self.findings.into_iter();
        let each = findings.flat_map(|(place, found)| {
            let of = move |finding| (place.clone(), finding);
            found.into_iter().map(of)
        });
        Ok(each.collect())
    }

    /// Communities gone through.
    pub fn communities(&self) -> usize {
        let places = self.findings.keys();
        places.filter(|place| **place != Place::District).count()
    }
}

/// Audits all communities and the district, or one community, whole, and stops or frees their writes
/// accordingly. `progress` is called behind each.
pub fn run(
    app: &App,
    only: Option<&Slug>,
    progress: impl FnMut(&Place),
) -> Result<Audit, AppError> {
    Auditor::of(Actor::Shell).whole(app, only, progress)
}
