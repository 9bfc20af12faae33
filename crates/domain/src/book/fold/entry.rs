//! The rules of public entries.

use std::sync::Arc;

use super::remuneration::drawn_by;
use super::{Fold, Movements, PostedEntry};
use crate::approvals;
use crate::book::privacy::check_text;
use crate::book::record::{BasisKind, BudgetUse, Entry, EntryKind, FileRef};
use crate::book::rule::{Field, Referred, RuleBroken, WrongEntry, WrongReversal};
use crate::book::scope::Scope;
use crate::budget;
use crate::calendar::Period;
use crate::ledger::{AccountClass, Fund, Posting, check_entry, mirrored};
use crate::money::Fen;
use crate::registry::ManagementMode;

/// The longest free text.
pub(super) const MAX_TEXT_CHARS: usize = 500;

impl Fold {
    pub(super) fn accept_entry(&mut self, entry: &Entry) -> Result<(), RuleBroken> {
        self.check_seq(entry.seq)?;
        self.check_when(entry)?;
        check_words(entry)?;
        check_entry(&entry.postings)?;
        check_accounts(entry)?;
        self.check_mode(entry)?;
        self.check_references(entry)?;
        match entry.kind {
            EntryKind::Opening => self.check_opening(entry)?,
            EntryKind::Expense => self.check_expense(entry)?,
            EntryKind::Remuneration => match &entry.draw {
                Some(draw) => self.check_draw(entry, draw)?,
                None => return Err(field(entry, WrongEntry::NoDraw)),
            },
            EntryKind::SmfDraw if !has_exception(entry) => {
                return Err(RuleBroken::SmfWithoutResolution);
            }
            EntryKind::Reversal => self.check_reversal(entry)?,
            EntryKind::Settlement => {
                let fee = channel_fee(entry)?;
                self.check_outflow(entry, fee)?;
            }
            EntryKind::Income | EntryKind::Transfer | EntryKind::Adjustment => {
                self.check_outflow(entry, Fen::ZERO)?;
            }
            EntryKind::SmfDraw | EntryKind::YearEnd => {}
        }
        self.post_entry(entry)
    }

    fn check_when(&self, entry: &Entry) -> Result<(), RuleBroken> {
        let own = Period::of(entry.date);
        if self.is_closed(entry.period) {
            return Err(RuleBroken::PeriodClosed(entry.period));
        }
        let today = entry.at.date();
        if entry.approvals.iter().any(|given| given.at > entry.at) {
            return Err(field(entry, WrongEntry::ApprovedLater));
        }
        let late = entry.period > own && entry.reason.is_some();
        // A month that has not begun would keep an entry out of sight.
        let future = entry.date > today || entry.period > Period::of(today);
        if future || (entry.period != own && !late) {
            return Err(RuleBroken::Dated {
                date: entry.date,
                period: entry.period,
            });
        }
        Ok(())
    }

    fn check_mode(&self, entry: &Entry) -> Result<(), RuleBroken> {
        let lump_sum = self.mode_on(entry.date) == Some(ManagementMode::LumpSum);
        // What was booked under the mode before can still be taken back.
        if lump_sum
            && entry.kind != EntryKind::Reversal
            && entry
                .postings
                .iter()
                .any(|posting| posting.fund == Fund::Svc)
        {
            return Err(RuleBroken::LumpSum);
        }
        Ok(())
    }

    fn check_references(&self, entry: &Entry) -> Result<(), RuleBroken> {
        for basis in &entry.basis {
            let (what, known) = match basis.kind {
                BasisKind::Contract => (Referred::Contract, self.contracts.contains_key(&basis.id)),
                BasisKind::Budget => (Referred::Budget, self.budgets.contains_key(&basis.id)),
                BasisKind::Resolution => (
                    Referred::Resolution,
                    self.resolutions.contains_key(&basis.id),
                ),
                BasisKind::Agreement => {
                    (Referred::Agreement, self.agreements.contains_key(&basis.id))
                }
                BasisKind::Emergency | BasisKind::Other => (Referred::Basis, basis.id.is_empty()),
            };
            if !known {
                return Err(RuleBroken::Dangling {
                    what,
                    id: basis.id.clone(),
                });
            }
        }
        let contracts = entry
            .basis
            .iter()
            .filter(|basis| basis.kind == BasisKind::Contract);
        let hidden = contracts
            .filter_map(|basis| self.contracts.get(&basis.id))
            .any(|contract| contract.related_party && !entry.related_party);
        if hidden {
            return Err(approvals::Refusal::RelatedPartyNotFlagged.into());
        }
        Ok(())
    }

    /// Opening balances come before everything else in the accounts.
    fn check_opening(&self, entry: &Entry) -> Result<(), RuleBroken> {
        let only_openings = self
            .entries
            .iter()
            .all(|posted| posted.entry.kind == EntryKind::Opening);
        let nothing_else = usize::try_from(self.next_seq) == Ok(self.entries.len());
        if only_openings && nothing_else {
            Ok(())
        } else {
            Err(field(entry, WrongEntry::OpeningLate))
        }
    }

    /// I11 and I14. Without an agreement on that day there is nobody to approve, and the page says
    /// that there was none.
    fn check_expense(&self, entry: &Entry) -> Result<(), RuleBroken> {
        let amount = entry.expense()?;
        if let Some(line) = &entry.budget {
            self.check_budget(entry, line, amount)?;
        }
        let Some(agreement) = self.agreement_on(entry.date) else {
            return Ok(());
        };
        // Under an agreement remuneration is drawn by its rule, never booked as an expense.
        if let Some(pay) = entry
            .postings
            .iter()
            .find(|posting| posting.account.code() == 5010)
        {
            return Err(RuleBroken::KindMismatch {
                kind: EntryKind::Expense,
                account: pay.account,
            });
        }
        if entry.budget.is_none() && !has_exception(entry) {
            return Err(field(entry, WrongEntry::NoBasis));
        }
        entry.check_approvals(&agreement.terms.approvals, entry.outflow()?)?;
        Ok(())
    }

    /// I14 for everything that is no expense: a loan, an advance or a refund takes money as well.
    /// `free` of it needs nobody's approval.
    fn check_outflow(&self, entry: &Entry, free: Fen) -> Result<(), RuleBroken> {
        let out = entry.outflow()?.minus(free)?;
        match self.agreement_on(entry.date) {
            Some(agreement) if out > Fen::ZERO => {
                Ok(entry.check_approvals(&agreement.terms.approvals, out)?)
            }
            _ => Ok(()),
        }
    }

    fn check_budget(&self, entry: &Entry, used: &BudgetUse, amount: Fen) -> Result<(), RuleBroken> {
        let dangling = || RuleBroken::Dangling {
            what: Referred::BudgetLine,
            id: budget_name(used),
        };
        let budget = self.budgets.get(&used.budget).ok_or_else(dangling)?;
        let line = budget
            .lines
            .iter()
            .find(|line| line.line == used.line)
            .ok_or_else(dangling)?;
        let charged = entry.expense_lines();
        if budget.year != entry.date.year() {
            return Err(field(entry, WrongEntry::OtherYear));
        }
        for posting in charged {
            if (posting.account, posting.fund) != (line.account, line.fund) {
                return Err(RuleBroken::KindMismatch {
                    kind: EntryKind::Expense,
                    account: posting.account,
                });
            }
        }
        let usage = budget::Usage {
            posted_fen: self.budget_used(used),
            pending_fen: Fen::ZERO,
        };
        let left = budget::remaining(line.amount_fen, usage)?;
        if amount > left && !has_exception(entry) {
            return Err(RuleBroken::Budget {
                budget: used.budget.clone(),
                line: used.line,
                left,
                asked: amount,
            });
        }
        Ok(())
    }

    fn check_reversal(&self, entry: &Entry) -> Result<(), RuleBroken> {
        let Some(seq) = entry.reverses else {
            return Err(field(entry, WrongEntry::NoTarget));
        };
        let Some(target) = self.entry(seq) else {
            return Err(RuleBroken::Reversal(seq, WrongReversal::NoEntry));
        };
        if target.reversed_by.is_some() {
            return Err(RuleBroken::Reversal(seq, WrongReversal::Before));
        }
        if target.entry.kind == EntryKind::Reversal {
            return Err(RuleBroken::Reversal(seq, WrongReversal::OfReversal));
        }
        if entry.postings != mirrored(&target.entry.postings)? {
            return Err(RuleBroken::Reversal(seq, WrongReversal::NotMirror));
        }
        if entry.reason.is_none() {
            return Err(RuleBroken::Reversal(seq, WrongReversal::NoReason));
        }
        Ok(())
    }

    /// Everything was checked; only an overflow can still refuse, and it does so before the first
    /// change.
    fn post_entry(&mut self, entry: &Entry) -> Result<(), RuleBroken> {
        let bases = self.bases.changed_by(entry.period, &entry.postings)?;
        let moved = self.moved(
            entry
                .postings
                .iter()
                .map(|posting| (entry.period, *posting)),
        )?;
        let taken_back = self.taken_back_by(entry);
        let original = taken_back.map_or(entry, |at| &self.entries[at].entry);
        let used = self.used_with(original, taken_back.is_some())?;
        let drawn = self.drawn_with(original, taken_back.is_some())?;
        self.balances.post(&entry.postings)?;

        self.bases.take(bases);
        self.movements.extend(moved);
        self.budget_used.extend(used);
        self.drawn.extend(drawn);
        if let Some(at) = taken_back {
            Arc::make_mut(&mut self.entries[at]).reversed_by = Some(entry.seq);
        }
        self.next_seq += 1;
        self.entries.push(Arc::new(PostedEntry {
            index: self.size,
            entry: entry.clone(),
            reversed_by: None,
        }));
        Ok(())
    }

    /// Where in `entries` the entry stands that a reversal takes back.
    fn taken_back_by(&self, entry: &Entry) -> Option<usize> {
        let seq = entry
            .reverses
            .filter(|_| entry.kind == EntryKind::Reversal)?;
        self.entries
            .binary_search_by_key(&seq, |posted| posted.entry.seq)
            .ok()
    }

    /// What is used of the entry's budget line once it is posted, or taken back.
    fn used_with(&self, entry: &Entry, back: bool) -> Result<Option<(BudgetUse, Fen)>, RuleBroken> {
        let Some(line) = &entry.budget else {
            return Ok(None);
        };
        let (used, amount) = (self.budget_used(line), entry.expense()?);
        let used = if back {
            used.minus(amount)
        } else {
            used.plus(amount)
        };
        Ok(Some((line.clone(), used?)))
    }

    /// What is drawn under the entry's agreement once it is posted, or taken back.
    fn drawn_with(&self, entry: &Entry, back: bool) -> Result<Option<(String, Fen)>, RuleBroken> {
        let Some(draw) = &entry.draw else {
            return Ok(None);
        };
        let (drawn, amount) = (self.drawn(&draw.agreement), drawn_by(entry)?);
        let drawn = if back {
            drawn.minus(amount)
        } else {
            drawn.plus(amount)
        };
        Ok(Some((draw.agreement.clone(), drawn?)))
    }

    /// The movements that change with these postings, as they are then.
    pub(super) fn moved(
        &self,
        postings: impl IntoIterator<Item = (Period, Posting)>,
    ) -> Result<Movements, RuleBroken> {
        let mut moved = Movements::new();
        for (period, posting) in postings {
            let class = posting.account.class();
            if matches!(class, AccountClass::Income | AccountClass::Expense) {
                let key = (period, posting.fund, posting.account);
                let before = self.movements.get(&key).copied().unwrap_or_default();
                let sum = moved.entry(key).or_insert(before);
                *sum = sum.plus(posting.amount)?;
            }
        }
        Ok(moved)
    }
}

/// A resolution or an emergency allows what a budget line does not.
fn has_exception(entry: &Entry) -> bool {
    let kinds = [BasisKind::Resolution, BasisKind::Emergency];
    entry.basis.iter().any(|basis| kinds.contains(&basis.kind))
}

fn budget_name(used: &BudgetUse) -> String {
    format!("{}#{}", used.budget, used.line)
}

fn field(entry: &Entry, why: WrongEntry) -> RuleBroken {
    RuleBroken::EntryField {
        kind: entry.kind,
        why,
    }
}

/// A channel keeps its fee without anybody's approval (J3), so the fee is small: they take 0.1 to
/// 0.6 %. Whoever keeps more is paid by an approved expense.
fn channel_fee(entry: &Entry) -> Result<Fen, RuleBroken> {
    let of = |code: u16| {
        let lines = entry
            .postings
            .iter()
            .filter(move |p| p.account.code() == code);
        Fen::total(lines.map(|posting| posting.amount))
    };
    let (fee, settled) = (of(5015)?, of(1003)?.negated()?);
    if i128::from(fee.0) * 100 <= i128::from(settled.0.max(0)) + 99 {
        Ok(fee)
    } else {
        Err(field(entry, WrongEntry::ChannelFee))
    }
}

/// Which accounts an entry of each kind may touch.
fn check_accounts(entry: &Entry) -> Result<(), RuleBroken> {
    for posting in &entry.postings {
        let account = posting.account;
        let class = account.class();
        let code = account.code();
        let profit = matches!(class, AccountClass::Income | AccountClass::Expense);
        let fits = match entry.kind {
            EntryKind::Opening | EntryKind::Transfer => !profit,
            EntryKind::Income => class != AccountClass::Expense,
            EntryKind::Expense => class != AccountClass::Income,
            EntryKind::Settlement => !profit || code == 5015,
            EntryKind::Remuneration => matches!(code, 5010 | 1002 | 2002),
            EntryKind::SmfDraw => posting.fund == Fund::Smf,
            EntryKind::YearEnd => !account.is_cash() && class != AccountClass::Liability,
            EntryKind::Adjustment => !account.is_cash() && code != 5010,
            EntryKind::Reversal => true,
        };
        if !fits {
            return Err(RuleBroken::KindMismatch {
                kind: entry.kind,
                account,
            });
        }
    }
    let only_smf = |posting: &Posting| posting.account.code() == 3003 && posting.amount.0 > 0;
    let draws = entry.postings.iter().any(only_smf);
    if draws && !matches!(entry.kind, EntryKind::SmfDraw | EntryKind::Reversal) {
        return Err(RuleBroken::SmfWithoutResolution);
    }
    if entry.draw.is_some() && entry.kind != EntryKind::Remuneration {
        return Err(field(entry, WrongEntry::DrawElsewhere));
    }
    if entry.reverses.is_some() && entry.kind != EntryKind::Reversal {
        return Err(field(entry, WrongEntry::TargetElsewhere));
    }
    if entry.budget.is_some() && entry.kind != EntryKind::Expense {
        return Err(field(entry, WrongEntry::BudgetElsewhere));
    }
    Ok(())
}

fn check_words(entry: &Entry) -> Result<(), RuleBroken> {
    words(Field::Text, &entry.text)?;
    let optional = [
        (Field::Number, &entry.number),
        (Field::Payee, &entry.payee),
        (Field::Reason, &entry.reason),
        (Field::BankRef, &entry.bank_ref),
    ];
    for (name, text) in optional {
        if let Some(text) = text {
            words(name, text)?;
        }
    }
    for basis in entry.basis.iter().filter(|basis| !basis.note.is_empty()) {
        words(Field::Note, &basis.note)?;
    }
    entry.vouchers.iter().try_for_each(file)?;
    if let Some(source) = &entry.source {
        words_or_empty(Field::Sheet, &source.sheet)?;
    }
    match &entry.scope {
        Scope::All => {}
        Scope::Building(building) => words(Field::Scope, building)?,
        Scope::Entrance(building, entrance) => {
            words(Field::Scope, building)?;
            words(Field::Scope, entrance)?;
        }
    }
    for approval in &entry.approvals {
        words(Field::Name, &approval.name)?;
    }
    Ok(())
}

/// A text is there, is not too long and shows no personal data.
pub(super) fn words(field: Field, text: &str) -> Result<(), RuleBroken> {
    if text.trim().is_empty() || text.chars().count() > MAX_TEXT_CHARS {
        return Err(RuleBroken::Text {
            field,
            limit: MAX_TEXT_CHARS,
        });
    }
    check_text(text).map_err(|found| RuleBroken::PersonalData { field, found })
}

/// As [`words`], for a text that may be empty.
pub(super) fn words_or_empty(field: Field, text: &str) -> Result<(), RuleBroken> {
    if text.is_empty() {
        Ok(())
    } else {
        words(field, text)
    }
}

/// A file's name shows no personal data, and its media type is one that may stand in a header.
pub(super) fn file(file: &FileRef) -> Result<(), RuleBroken> {
    words(Field::Name, &file.name)?;
    let plain = |c: u8| c.is_ascii_alphanumeric() || b"/+-.".contains(&c);
    let form = file
        .media
        .split('/')
        .filter(|part| !part.is_empty())
        .count()
        == 2;
    if form && file.media.len() <= 100 && file.media.bytes().all(plain) {
        Ok(())
    } else {
        Err(RuleBroken::Field(Field::Media))
    }
}
