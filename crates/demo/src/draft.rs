//! A plan being written: steps in any order, with what later has to add up (budget lines, money at
//! hand). [`crate::finish`] sorts and completes it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::{Agreement, Basis, BasisKind, Entry, EntryKind, FileRef, Record};
use mingbai_domain::calendar::{Period, RestDays, UnixMs};
use mingbai_domain::ledger::{Account, Fund, Posting};
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

/// An entry with nothing but what every entry has, recorded at `at`.
pub fn blank(kind: EntryKind, at: UnixMs, date: Date, text: String) -> Entry {
    Entry {
        at,
        ..Entry::new(kind, date, text, Vec::new())
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
