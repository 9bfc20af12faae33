//! What can be said of an entry by itself, for whoever drafts it and for the fold that checks it.

use jiff::civil::Date;

use super::record::{BasisKind, Entry, EntryKind};
use super::scope::Scope;
use crate::approvals::{self, Payee, Payment, PersonKey, Policy};
use crate::calendar::{Period, UnixMs};
use crate::ledger::{Account, AccountClass, Posting};
use crate::money::{Fen, MoneyError};

impl Entry {
    /// An entry with nothing but what every entry has. Its number and time are given to it when it
    /// is recorded.
    pub fn new(
        kind: EntryKind,
        date: Date,
        text: impl Into<String>,
        postings: Vec<Posting>,
    ) -> Self {
        Self {
            approvals: Vec::new(),
            at: UnixMs::default(),
            bank_ref: None,
            basis: Vec::new(),
            budget: None,
            date,
            draw: None,
            kind,
            number: None,
            payee: None,
            period: Period::of(date),
            postings,
            reason: None,
            related_party: false,
            reverses: None,
            scope: Scope::All,
            seq: 0,
            source: None,
            text: text.into(),
            vouchers: Vec::new(),
        }
    }

    /// The lines on expense accounts.
    pub fn expense_lines(&self) -> impl Iterator<Item = &Posting> {
        let expense = |posting: &&Posting| posting.account.class() == AccountClass::Expense;
        self.postings.iter().filter(expense)
    }

    /// What it charges to expense accounts.
    pub fn expense(&self) -> Result<Fen, MoneyError> {
        Fen::total(self.expense_lines().map(|posting| posting.amount))
    }

    /// What it takes from the community, which somebody has to approve (I14): what leaves the bank
    /// or is promised to somebody, whatever account it is booked to, and at least its expense.
    /// Paying what an earlier entry promised takes nothing more.
    pub fn outflow(&self) -> Result<Fen, MoneyError> {
        let held =
            |account: Account| account.is_money() || account.class() == AccountClass::Liability;
        let elsewhere = self
            .postings
            .iter()
            .filter(|posting| !held(posting.account));
        let out = Fen::total(elsewhere.map(|posting| posting.amount))?;
        Ok(out.max(self.expense()?))
    }

    /// Whether its approvals allow paying `amount` under a policy (I14).
    pub fn check_approvals(&self, policy: &Policy, amount: Fen) -> Result<(), approvals::Refusal> {
        let given: Vec<approvals::Approval> = self
            .approvals
            .iter()
            .map(|given| approvals::Approval {
                person: PersonKey::of_name(&given.name),
                role: given.role,
            })
            .collect();
        let payee = Payee {
            person: self.payee.as_deref().map(PersonKey::of_name),
            related: self.related_party,
            flagged_related: self.related_party,
        };
        let resolution = self
            .basis
            .iter()
            .find(|basis| basis.kind == BasisKind::Resolution);
        let payment = Payment {
            amount,
            payee: &payee,
            resolution: resolution.map(|basis| basis.id.as_str()),
        };
        approvals::check(policy, &payment, &given)
    }
}
