//! A plan being written: steps in any order, with what later has to add up (budget lines, money at
//! hand). [`crate::finish`] sorts and completes it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::{
    Agreement, Approval, Basis, BasisKind, Entry, EntryKind, FileRef, Record, Scope,
};
use mingbai_domain::calendar::{Period, RestDays, UnixMs};
use mingbai_domain::ledger::{Account, Fund, Posting, templates::pair};
use mingbai_domain::money::{AreaC, Fen};
use mingbai_domain::registry::ManagementMode;

use crate::dice::Dice;
use crate::lines::Line;
use crate::papers::{self, Paper};
use crate::places::{Place, Start};
use crate::plan::{Action, Label, PlannedUnit, Step};
use crate::units::heads;
use crate::when::{self, at};
use crate::words::{Offices, Trade, person, vendors};

/// A plan being written.
pub struct Draft {
    /// Position in the district.
    pub index: usize,
    /// The community on the map.
    pub place: &'static Place,
    /// Chance for everything that has no stream of its own.
    pub dice: Dice,
    /// Who holds which office.
    pub offices: Offices,
    /// The managing company or residents' committee.
    pub manager: String,
    /// The register.
    pub units: Vec<PlannedUnit>,
    /// Owners as counted in votes.
    pub heads: i64,
    /// Area of all units.
    pub area: AreaC,
    /// Steps so far, in no order.
    pub steps: Vec<Step>,
    /// Agreements so far: approvals follow from them.
    pub agreements: Vec<Agreement>,
    /// What each line is charged with, by year; what goes beyond a line on purpose is not in it.
    pub charged: BTreeMap<(i16, Line), Fen>,
    /// Movements of money at hand that entries make.
    pub cash: Vec<(UnixMs, Fund, Fen)>,
    /// Working days.
    pub rest: RestDays,
    next_label: u32,
    resolutions: BTreeMap<i16, i64>,
    contracts: BTreeMap<i16, i64>,
}

/// An expense to be planned.
pub struct Spend {
    /// Day of payment or invoice.
    pub date: Date,
    /// Budget line.
    pub line: Line,
    /// Amount.
    pub amount: Fen,
    /// What it was.
    pub text: String,
    /// A legal person or a post.
    pub payee: String,
    /// For whom.
    pub scope: Scope,
    /// Grounds other than the budget, nearest first.
    pub basis: Vec<Basis>,
    /// Vouchers: name and document.
    pub papers: Vec<(String, Paper)>,
    /// Whether the vendor is related to the manager.
    pub related: bool,
    /// Whether it may go beyond its line: then it is not part of what the line was sized for.
    pub beyond: bool,
    /// Days until an invoice is paid; 0 if paid at once.
    pub credit_days: i64,
}

impl Draft {
    /// An empty plan.
    pub fn new(
        index: usize,
        place: &'static Place,
        mut dice: Dice,
        manager: String,
        units: Vec<PlannedUnit>,
    ) -> Self {
        Self {
            index,
            place,
            offices: Offices::draw(&mut dice),
            dice,
            manager,
            heads: heads(&units),
            area: units.iter().map(|unit| unit.area).sum(),
            units,
            steps: Vec::new(),
            agreements: Vec::new(),
            charged: BTreeMap::new(),
            cash: Vec::new(),
            rest: mingbai_domain::jurisdiction::rest_days().unwrap_or_default(),
            next_label: 0,
            resolutions: BTreeMap::new(),
            contracts: BTreeMap::new(),
        }
    }

    /// The mode on a day.
    pub fn mode_on(&self, date: Date) -> ManagementMode {
        match self.place.start {
            Start::Changed(before) if date < when::trust_begins() => before,
            _ => self.place.mode(),
        }
    }

    /// Whether property fees are the owners' money in a month.
    pub fn has_service_fund(&self, month: Period) -> bool {
        self.mode_on(month.first_day()).fees_belong_to_owners()
    }

    /// Adds a step, unless it lies behind the demo's last day.
    pub fn step(&mut self, at: UnixMs, action: Action) -> bool {
        let inside = at.date() <= when::last_day();
        if inside {
            self.steps.push(Step { at, action });
        }
        inside
    }

    /// Adds a record; its own time must be `at`.
    pub fn record(&mut self, at: UnixMs, record: impl Into<Record>) {
        self.step(at, Action::Record(Box::new(record.into())));
    }

    /// Adds a document and answers how records name it.
    pub fn attach(&mut self, at: UnixMs, name: &str, paper: &Paper) -> FileRef {
        let file = paper.draw();
        let original = file
            .original
            .as_deref()
            .map(mingbai_domain::book::file_hash);
        let reference = FileRef {
            media: "image/svg+xml".to_owned(),
            name: name.to_owned(),
            original,
            sha256: file.sha256(),
        };
        self.step(at, Action::File(file));
        reference
    }

    /// Adds an entry and answers its label; `None` behind the last day.
    pub fn entry(&mut self, mut entry: Entry) -> Option<Label> {
        let label = Label(self.next_label);
        entry.approvals.sort_by_key(|approval| approval.at);
        let movements: Vec<(Fund, Fen)> = entry
            .postings
            .iter()
            .filter(|posting| matches!(posting.account.code(), 1002 | 1003 | 1141))
            .map(|posting| (posting.fund, posting.amount))
            .collect();
        let at = entry.at;
        if !self.step(
            at,
            Action::Entry {
                label,
                entry: Box::new(entry),
            },
        ) {
            return None;
        }
        self.next_label += 1;
        self.cash.extend(
            movements
                .into_iter()
                .map(|(fund, amount)| (at, fund, amount)),
        );
        Some(label)
    }

    /// The agreement that applies on a day.
    pub fn agreement_on(&self, date: Date) -> Option<&Agreement> {
        self.agreements
            .iter()
            .rfind(|agreement| agreement.terms.holds_on(date))
    }

    /// The next resolution's id of a year, such as `R2026-03`.
    pub fn resolution_id(&mut self, year: i16) -> String {
        let number = self.resolutions.entry(year).or_default();
        *number += 1;
        format!("R{year}-{number:02}")
    }

    /// The next contract's id of a year, such as `C2026-03`.
    pub fn contract_id(&mut self, year: i16) -> String {
        let number = self.contracts.entry(year).or_default();
        *number += 1;
        format!("C{year}-{number:02}")
    }

    /// A vendor of a trade.
    pub fn vendor(&mut self, trade: Trade) -> String {
        self.dice.pick(vendors(trade)).to_owned()
    }

    /// A bank's reference for a payment on a day: no run of digits like a card's.
    pub fn bank_ref(&mut self, date: Date) -> String {
        let tail = self.dice.between(1, 99_999);
        format!("YX{:02}{:02}-{tail:05}", date.month(), date.day())
    }

    /// An invoice from `seller`.
    pub fn invoice(
        &mut self,
        date: Date,
        seller: &str,
        what: &str,
        amount: Fen,
    ) -> (String, Paper) {
        let number = self.dice.between(1, 999_999_999);
        let paper = papers::invoice(
            number,
            &date.to_string(),
            seller,
            self.place.name,
            what,
            amount,
        );
        ("发票".to_owned(), paper)
    }

    /// An acceptance sheet, signed by an owner and a worker who are invented for it.
    pub fn acceptance(
        &mut self,
        date: Date,
        place: &str,
        what: &str,
        amount: Fen,
    ) -> (String, Paper) {
        let signed = [person(&mut self.dice), person(&mut self.dice)];
        let phone = format!("1390000{:04}", self.dice.between(0, 9_999));
        let paper = papers::acceptance(
            &date.to_string(),
            place,
            what,
            amount,
            [&signed[0], &signed[1]],
            &phone,
        );
        ("验收单".to_owned(), paper)
    }

    /// A bank slip for a payment.
    pub fn slip(
        &mut self,
        date: Date,
        payee: &str,
        amount: Fen,
        reference: &str,
    ) -> (String, Paper) {
        let from = format!("{}共管账户", self.place.name);
        (
            "银行回单".to_owned(),
            papers::slip(&date.to_string(), &from, payee, amount, reference),
        )
    }

    /// Plans an expense: approved as the agreement demands, charged to its line, paid at once or
    /// some days after the invoice. `None` behind the last day.
    pub fn spend(&mut self, spend: Spend) -> Option<Label> {
        let date = when::workday(&self.rest, spend.date);
        if date > when::last_day() {
            return None;
        }
        let paid_at = at(date, self.dice.between(14, 16), self.dice.between(0, 59));
        let Line { fund, code, .. } = spend.line;
        let account = account(code);
        let at_once = spend.credit_days == 0;
        let against = if at_once {
            account_bank()
        } else {
            self::account(2001)
        };
        let mut entry = blank(EntryKind::Expense, paid_at, date, spend.text.clone());
        entry.postings = pair(fund, account, against, spend.amount);
        entry.scope = spend.scope.clone();
        entry.payee = Some(spend.payee.clone());
        entry.related_party = spend.related;
        entry.basis = spend.basis;
        let filed = UnixMs(paid_at.0 - 60_000);
        for (name, paper) in &spend.papers {
            let voucher = self.attach(filed, name, paper);
            entry.vouchers.push(voucher);
        }
        self.justify(&mut entry, spend.line, spend.amount, spend.beyond);
        if at_once {
            entry.bank_ref = Some(self.bank_ref(date));
        }
        let label = self.entry(entry)?;
        if !at_once {
            let postings = pair(fund, self::account(2001), account_bank(), spend.amount);
            self.pay_later(
                date,
                spend.credit_days,
                &spend.payee,
                &spend.text,
                spend.scope,
                postings,
            );
        }
        Some(label)
    }

    /// Budget, resolution and approvals, as far as there is an agreement on the day.
    pub fn justify(&mut self, entry: &mut Entry, line: Line, amount: Fen, beyond: bool) {
        let Some(agreement) = self.agreement_on(entry.date) else {
            return;
        };
        let policy = agreement.terms.approvals.clone();
        let by_vote = policy.tier(amount).is_some_and(|tier| tier.resolution);
        let year = entry.date.year();
        entry.budget = Some(mingbai_domain::book::BudgetUse {
            budget: budget_id(year),
            line: line.no,
        });
        entry.basis.push(Basis {
            id: budget_id(year),
            kind: BasisKind::Budget,
            note: format!("第{}项 {}", line.no, line.name),
        });
        let has_vote = entry
            .basis
            .iter()
            .any(|basis| basis.kind == BasisKind::Resolution);
        if by_vote && !has_vote {
            entry.basis.push(Basis {
                id: budget_resolution(year),
                kind: BasisKind::Resolution,
                note: "表决通过的年度预算".to_owned(),
            });
        }
        entry.approvals = self.approvals(entry.at, &policy, amount);
        if !beyond {
            let charged = self.charged.entry((year, line)).or_default();
            *charged = Fen(charged.0 + amount.0);
        }
    }

    /// One approval a role, on the days before `at`, the manager's side first.
    pub fn approvals(
        &mut self,
        at: UnixMs,
        policy: &mingbai_domain::approvals::Policy,
        amount: Fen,
    ) -> Vec<Approval> {
        use mingbai_domain::approvals::Role;
        let roles = policy
            .tier(amount)
            .map(|tier| tier.roles.clone())
            .unwrap_or_default();
        let mut given = Vec::with_capacity(roles.len());
        let mut when = at;
        for &role in roles.iter().rev() {
            when = UnixMs(when.0 - self.dice.between(180, 1_900) * 60_000);
            let name = match role {
                Role::Manager => self.offices.manager.clone(),
                Role::Steward => {
                    let which = self.dice.index(self.offices.stewards.len());
                    self.offices.stewards[which].clone()
                }
                Role::CommitteeChair | Role::CommitteeMember => self.offices.chair.clone(),
                Role::ResidentsCommittee => self.offices.residents_committee.clone(),
                Role::StreetOffice => self.offices.street_office.clone(),
            };
            given.push(Approval {
                at: when,
                name,
                role,
            });
        }
        given.reverse();
        given
    }

    /// The payment of an invoice some days later; in the running month perhaps not yet.
    pub fn pay_later(
        &mut self,
        invoiced: Date,
        days: i64,
        payee: &str,
        text: &str,
        scope: Scope,
        postings: Vec<Posting>,
    ) {
        let due = invoiced
            .checked_add(jiff::Span::new().days(days))
            .unwrap_or(invoiced);
        let date = self.rest.roll(due);
        if date > when::last_day() {
            return;
        }
        let reference = self.bank_ref(date);
        let amount = postings
            .first()
            .map(|posting| posting.amount)
            .unwrap_or_default();
        let mut entry = blank(
            EntryKind::Settlement,
            at(date, 15, 30),
            date,
            format!("支付:{text}"),
        );
        let (name, paper) = self.slip(date, payee, amount, &reference);
        entry.vouchers = vec![self.attach(at(date, 15, 29), &name, &paper)];
        entry.payee = Some(payee.to_owned());
        entry.bank_ref = Some(reference);
        entry.scope = scope;
        entry.postings = postings;
        self.entry(entry);
    }

    /// Money received without a household: from vendors, banks, authorities.
    pub fn receive(
        &mut self,
        date: Date,
        postings: Vec<Posting>,
        payer: &str,
        text: String,
        basis: Vec<Basis>,
    ) -> Option<Label> {
        let mut entry = blank(EntryKind::Income, at(date, 11, 20), date, text);
        entry.bank_ref = Some(self.bank_ref(date));
        entry.payee = Some(payer.to_owned());
        entry.postings = postings;
        entry.basis = basis;
        self.entry(entry)
    }
}

/// An entry with nothing but what every entry has.
pub fn blank(kind: EntryKind, at: UnixMs, date: Date, text: String) -> Entry {
    Entry {
        approvals: Vec::new(),
        at,
        bank_ref: None,
        basis: Vec::new(),
        budget: None,
        date,
        draw: None,
        kind,
        number: None,
        payee: None,
        period: Period::of(date),
        postings: Vec::new(),
        reason: None,
        related_party: false,
        reverses: None,
        scope: Scope::All,
        seq: 0,
        source: None,
        text,
        vouchers: Vec::new(),
    }
}

/// A basis.
pub fn basis(kind: BasisKind, id: &str, note: &str) -> Basis {
    Basis {
        id: id.to_owned(),
        kind,
        note: note.to_owned(),
    }
}

/// An account that this program writes down.
pub fn account(code: u16) -> Account {
    Account::new(code).expect("accounts in this program are in the chart")
}

/// The bank account under joint control.
pub fn account_bank() -> Account {
    account(1002)
}

/// A year's budget.
pub fn budget_id(year: i16) -> String {
    format!("B{year}")
}

/// The resolution that passed a year's budget.
pub fn budget_resolution(year: i16) -> String {
    format!("RB{year}")
}
