//! What the public can recompute: every record applied in order, every rule checked.
//!
//! The server renders its pages from this state and a stranger's verifier builds the same one.
//! [`Fold::apply`] either accepts a record or names the rule it breaks and changes nothing.

mod entry;
mod others;
mod remuneration;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::record::{
    Agreement, Answer, Budget, BudgetUse, Community, Contract, Disclosure, Entry, FileRef,
    Handover, Objection, Record, Registry, Resolution, Statement, Summary,
};
use super::rule::{RuleBroken, Violation};
use crate::calendar::{Period, UnixMs};
use crate::ledger::{Account, Balances, Fund};
use crate::money::{Fen, MoneyError};
use crate::registry::{ManagementMode, mode_on};

pub use remuneration::cash_base;

/// An entry in the book, with what later records say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedEntry {
    /// Leaf index.
    pub index: u64,
    /// The record.
    pub entry: Entry,
    /// The entry that took it back.
    pub reversed_by: Option<u64>,
}

/// A summary in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryState {
    /// Leaf index.
    pub index: u64,
    /// The record.
    pub summary: Summary,
}

/// An objection with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Leaf index of the objection.
    pub index: u64,
    /// The question.
    pub objection: Objection,
    /// The answers, in order.
    pub answers: Vec<Answer>,
}

/// A disclosure in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// Leaf index.
    pub index: u64,
    /// The record.
    pub disclosure: Disclosure,
}

/// What moved on income and expense accounts, by month, debit positive.
type Movements = BTreeMap<(Period, Fund, Account), Fen>;

/// The state of one community's book. A copy shares the entries and summaries of the original, so
/// that keeping the state before a change costs little.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fold {
    size: u64,
    last_at: UnixMs,
    next_seq: u64,
    sealed_since_summary: u64,
    summarised_to: u64,
    community: Option<Community>,
    registry: Option<Registry>,
    agreements: BTreeMap<String, Agreement>,
    budgets: BTreeMap<String, Budget>,
    resolutions: BTreeMap<String, Resolution>,
    contracts: BTreeMap<String, Contract>,
    statements: Vec<(u64, Statement)>,
    entries: Vec<Arc<PostedEntry>>,
    summaries: Vec<Arc<SummaryState>>,
    threads: Vec<Thread>,
    disclosures: Vec<Disclosed>,
    withdrawn: BTreeMap<[u8; 32], String>,
    handovers: Vec<(u64, Handover)>,
    closed: BTreeMap<Period, u64>,
    balances: Balances,
    movements: Movements,
    bases: remuneration::Bases,
    drawn: BTreeMap<String, Fen>,
    budget_used: BTreeMap<BudgetUse, Fen>,
}

impl Fold {
    /// Checks one record and takes it in. On an error nothing is changed.
    pub fn apply(&mut self, record: &Record) -> Result<(), Violation> {
        self.accept(record).map_err(|rule| Violation {
            index: self.size,
            kind: record.kind(),
            rule,
        })?;
        self.size += 1;
        Ok(())
    }

    /// Takes in `count` sealed items that follow each other without gaps: what is public of them
    /// before their summary is only that they are there.
    pub fn apply_sealed(&mut self, count: u64) {
        self.size += count;
        self.next_seq += count;
        self.sealed_since_summary += count;
    }

    /// Takes back the latest `count` records, all of them sealed items: the inverse of
    /// [`Self::apply_sealed`].
    ///
    /// # Panics
    ///
    /// If that many sealed items are not the latest records.
    pub fn retract_sealed(&mut self, count: u64) {
        assert!(
            count <= self.sealed_since_summary,
            "only sealed items since the last summary can be taken back"
        );
        self.size -= count;
        self.next_seq -= count;
        self.sealed_since_summary -= count;
    }

    fn accept(&mut self, record: &Record) -> Result<(), RuleBroken> {
        if let (None, false) = (&self.community, matches!(record, Record::Community(_))) {
            return Err(RuleBroken::Beginning);
        }
        if let Some(at) = recorded_at(record).filter(|&at| at < self.last_at) {
            return Err(RuleBroken::Time { at: at.rfc3339() });
        }
        match record {
            Record::Sealed(sealed) => {
                self.check_seq(sealed.seq)?;
                self.next_seq += 1;
                self.sealed_since_summary += 1;
                Ok(())
            }
            Record::Entry(entry) => self.accept_entry(entry),
            _ => self.accept_other(record),
        }?;
        if let Some(at) = recorded_at(record) {
            self.last_at = at;
        }
        Ok(())
    }

    fn check_seq(&self, found: u64) -> Result<(), RuleBroken> {
        let expected = self.next_seq();
        if found == expected {
            Ok(())
        } else {
            Err(RuleBroken::Sequence { expected, found })
        }
    }

    /// Number of records taken in: the index of the next leaf.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The next free number of an entry or sealed item, from 1.
    pub fn next_seq(&self) -> u64 {
        self.next_seq + 1
    }

    /// The time of the latest record.
    pub fn last_at(&self) -> UnixMs {
        self.last_at
    }

    /// Household items that no summary has counted yet.
    pub fn sealed_since_summary(&self) -> u64 {
        self.sealed_since_summary
    }

    /// The leaf index where the next summary begins.
    pub fn summarised_to(&self) -> u64 {
        self.summarised_to
    }

    /// Who this community is; `None` only for an empty book.
    pub fn community(&self) -> Option<&Community> {
        self.community.as_ref()
    }

    /// The management mode on a day.
    pub fn mode_on(&self, date: Date) -> Option<ManagementMode> {
        mode_on(&self.community.as_ref()?.modes, date)
    }

    /// Totals of the register.
    pub fn registry(&self) -> Option<&Registry> {
        self.registry.as_ref()
    }

    /// The public entries, by number.
    pub fn entries(&self) -> &[Arc<PostedEntry>] {
        &self.entries
    }

    /// One public entry; `None` for numbers of sealed items or beyond the end.
    pub fn entry(&self, seq: u64) -> Option<&PostedEntry> {
        let at = self
            .entries
            .binary_search_by_key(&seq, |posted| posted.entry.seq)
            .ok()?;
        Some(&self.entries[at])
    }

    /// The summaries of household items.
    pub fn summaries(&self) -> &[Arc<SummaryState>] {
        &self.summaries
    }

    /// Balances of all accounts.
    pub fn balances(&self) -> &Balances {
        &self.balances
    }

    /// What moved on income and expense accounts, by month, debit positive.
    pub fn movements(&self) -> &BTreeMap<(Period, Fund, Account), Fen> {
        &self.movements
    }

    /// Agreements by id.
    pub fn agreements(&self) -> &BTreeMap<String, Agreement> {
        &self.agreements
    }

    /// The agreement that applies on a day; the latest, if several do.
    pub fn agreement_on(&self, date: Date) -> Option<&Agreement> {
        self.agreements
            .values()
            .filter(|agreement| agreement.terms.holds_on(date))
            .max_by_key(|agreement| agreement.terms.from)
    }

    /// Budgets by id.
    pub fn budgets(&self) -> &BTreeMap<String, Budget> {
        &self.budgets
    }

    /// What was spent of a budget line.
    pub fn budget_used(&self, line: &BudgetUse) -> Fen {
        self.budget_used.get(line).copied().unwrap_or_default()
    }

    /// Resolutions by id.
    pub fn resolutions(&self) -> &BTreeMap<String, Resolution> {
        &self.resolutions
    }

    /// Contracts by id.
    pub fn contracts(&self) -> &BTreeMap<String, Contract> {
        &self.contracts
    }

    /// Statements of lump-sum managers, with their leaf indexes.
    pub fn statements(&self) -> &[(u64, Statement)] {
        &self.statements
    }

    /// Objections with their answers, by number.
    pub fn threads(&self) -> &[Thread] {
        &self.threads
    }

    /// What was disclosed, in order.
    pub fn disclosures(&self) -> &[Disclosed] {
        &self.disclosures
    }

    /// What records say of a served file: the fold's own side of [`Record::files`].
    pub fn file(&self, sha256: &[u8; 32]) -> Option<&FileRef> {
        let papers = self.agreements.values().map(|body| &body.document);
        let papers = papers
            .chain(self.budgets.values().map(|body| &body.document))
            .chain(self.resolutions.values().map(|body| &body.document))
            .chain(self.contracts.values().map(|body| &body.document));
        let disclosed = self
            .disclosures
            .iter()
            .map(|made| &made.disclosure.document);
        let documents = papers.chain(disclosed).flatten();
        let vouchers = self
            .entries
            .iter()
            .flat_map(|posted| &posted.entry.vouchers);
        documents
            .chain(vouchers)
            .find(|file| file.sha256 == *sha256)
    }

    /// Why a file is no longer served; `None` if it is.
    pub fn withdrawn(&self, sha256: &[u8; 32]) -> Option<&str> {
        self.withdrawn.get(sha256).map(String::as_str)
    }

    /// Closed months with the leaf index of their closing.
    pub fn closed(&self) -> &BTreeMap<Period, u64> {
        &self.closed
    }

    /// Changes of the log's key, with their leaf indexes.
    pub fn handovers(&self) -> &[(u64, Handover)] {
        &self.handovers
    }

    /// The cumulative remuneration base of an agreement through a month.
    pub fn base_through(&self, agreement: &Agreement, through: Period) -> Result<Fen, MoneyError> {
        self.bases.through(agreement, through)
    }

    /// The same base by month, of an agreement that the book has.
    pub fn base_by_month(&self, agreement: &str, through: Period) -> Vec<(Period, Fen)> {
        let agreement = self.agreements.get(agreement);
        agreement.map_or_else(Vec::new, |body| self.bases.by_month(body, through))
    }

    /// What was drawn under an agreement.
    pub fn drawn(&self, agreement: &str) -> Fen {
        self.drawn.get(agreement).copied().unwrap_or_default()
    }
}

/// When a record says it was recorded; sealed items do not say.
fn recorded_at(record: &Record) -> Option<UnixMs> {
    Some(match record {
        Record::Community(body) => body.at,
        Record::Registry(body) => body.at,
        Record::Agreement(body) => body.at,
        Record::Budget(body) => body.at,
        Record::Resolution(body) => body.at,
        Record::Contract(body) => body.at,
        Record::Entry(body) => body.at,
        Record::Sealed(_) => return None,
        Record::Summary(body) => body.at,
        Record::PeriodClosed(body) => body.at,
        Record::Statement(body) => body.at,
        Record::Disclosure(body) => body.at,
        Record::Objection(body) => body.at,
        Record::Answer(body) => body.at,
        Record::FileWithdrawn(body) => body.at,
        Record::Handover(body) => body.at,
    })
}
