//! Carries out a plan against a bare fold: no database, no commitments, the lists' totals only.

use std::collections::{BTreeMap, BTreeSet};

use mingbai_demo::{Action, CommunityPlan, Label, PlannedPayment};
use mingbai_domain::book::{
    Answer, BuildingTotal, Draw, Entry, EntryKind, Fold, ItemKind, ListRef, Objection,
    PeriodClosed, Record, Registry, Summary,
};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::bill;
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::ledger::templates::{accounts as a, remuneration_paid, settlement};
use mingbai_domain::ledger::{Account, Fund, Posting, mirrored};
use mingbai_domain::money::{AreaC, Fen, Ratio};
use mingbai_domain::registry::UnitStatus;

type ListKey = (ItemKind, Fund, Account, Account, Period);

/// A plan, carried out.
pub struct Carried {
    /// Everything it came to.
    pub fold: Fold,
    /// The entries' numbers by label.
    pub numbers: BTreeMap<Label, u64>,
    /// The lowest cash of each fund at the end of a day on which something happened.
    pub lowest_cash: BTreeMap<Fund, i128>,
    files: BTreeSet<[u8; 32]>,
    lists: BTreeMap<ListKey, (u64, Fen)>,
    open: BTreeMap<(usize, BillItem), Fen>,
    prepaid: BTreeMap<usize, Fen>,
}

/// Carries out every step; panics with the step that breaks a rule.
pub fn carry_out(plan: &CommunityPlan) -> Carried {
    let mut carried = Carried {
        fold: Fold::default(),
        numbers: BTreeMap::new(),
        lowest_cash: BTreeMap::new(),
        files: BTreeSet::new(),
        lists: BTreeMap::new(),
        open: BTreeMap::new(),
        prepaid: BTreeMap::new(),
    };
    carried.apply(plan, plan.community.clone());
    assert!(plan.community.at <= plan.registered_at);
    carried.apply(plan, registry(plan));
    let mut last = plan.registered_at;
    for step in &plan.steps {
        assert!(
            step.at >= last,
            "{}: out of order at {}",
            plan.slug,
            step.at.rfc3339()
        );
        assert_eq!(step.at.0 % 1_000, 0, "whole seconds");
        last = step.at;
        carried.step(plan, step.at, &step.action);
    }
    carried
}

impl Carried {
    fn apply(&mut self, plan: &CommunityPlan, record: impl Into<Record>) {
        let record = record.into();
        if let Err(violation) = self.fold.apply(&record) {
            panic!("{}: {violation}\n{record:#?}", plan.slug);
        }
        for fund in Fund::ALL {
            let cash = self.fold.balances().cash(fund);
            let lowest = self.lowest_cash.entry(fund).or_default();
            *lowest = cash.min(*lowest);
        }
    }

    fn step(&mut self, plan: &CommunityPlan, at: UnixMs, action: &Action) {
        match action {
            Action::File(file) => {
                self.files.insert(file.sha256());
            }
            Action::Record(record) => self.apply(plan, record.as_ref().clone()),
            Action::Entry { label, entry } => {
                assert_eq!(entry.at, at);
                assert_eq!(entry.seq, 0);
                for voucher in &entry.vouchers {
                    assert!(
                        self.files.contains(&voucher.sha256),
                        "voucher without its file"
                    );
                }
                let number = self.post(plan, entry.as_ref().clone());
                assert!(
                    self.numbers.insert(*label, number).is_none(),
                    "label used twice"
                );
            }
            Action::Reverse { target, reason } => self.reverse(plan, at, *target, reason),
            Action::Object { entry, due, text } => {
                let no = u64::try_from(self.fold.threads().len() + 1).unwrap();
                let entry = self.numbers[entry];
                self.apply(
                    plan,
                    Objection {
                        at,
                        due: *due,
                        entry,
                        no,
                        text: text.clone(),
                    },
                );
            }
            Action::Answer {
                objection,
                by,
                text,
            } => {
                let (by, text) = (by.clone(), text.clone());
                self.apply(
                    plan,
                    Answer {
                        at,
                        by,
                        objection: *objection,
                        text,
                    },
                );
            }
            Action::Bill { charge, period } => self.bill(plan, *charge, *period),
            Action::Pay(payments) => {
                for payment in payments {
                    assert!(payment.at <= at && payment.at.date() <= at.date());
                    assert_eq!(Period::of(payment.at.date()), Period::of(at.date()));
                    self.pay(payment);
                }
            }
            Action::Close => self.close(plan, at),
            Action::ClosePeriod(period) => {
                self.close(plan, at);
                let balances = self.fold.account_balances();
                self.apply(
                    plan,
                    PeriodClosed {
                        at,
                        balances,
                        period: *period,
                    },
                );
            }
            Action::Settle { fee } => self.settle(plan, at, *fee),
            Action::Draw {
                agreement,
                through,
                text,
            } => {
                self.draw(plan, at, agreement, *through, text);
            }
        }
    }

    fn post(&mut self, plan: &CommunityPlan, mut entry: Entry) -> u64 {
        entry.seq = self.fold.next_seq();
        let number = entry.seq;
        self.apply(plan, entry);
        number
    }

    fn reverse(&mut self, plan: &CommunityPlan, at: UnixMs, target: Label, reason: &str) {
        let seq = self.numbers[&target];
        let taken = self.fold.entry(seq).unwrap().entry.clone();
        let text = format!("改正：{}", taken.text);
        let mut entry = blank(
            EntryKind::Reversal,
            at,
            &text,
            mirrored(&taken.postings).unwrap(),
        );
        entry.reverses = Some(seq);
        entry.reason = Some(reason.to_owned());
        entry.scope = taken.scope;
        entry.payee = taken.payee;
        self.post(plan, entry);
    }

    fn item(&mut self, key: ListKey, amount: Fen) {
        let (item, fund, debit, credit, period) = key;
        assert!(item.allows(fund, debit, credit));
        assert!(amount > Fen::ZERO);
        assert!(!self.fold.is_closed(period), "{period} is closed");
        let (rows, total) = self.lists.entry(key).or_default();
        *rows += 1;
        *total = total.plus(amount).unwrap();
        self.fold.apply_sealed(1);
    }

    fn bill(&mut self, plan: &CommunityPlan, charge: BillItem, period: Period) {
        let (fund, receivable, income) = accounts(charge);
        for (unit, planned) in plan.units.iter().enumerate() {
            let amount = match charge {
                BillItem::Fee => bill(planned.area, planned.fee_rate).unwrap(),
                BillItem::Parking => planned.parking,
            };
            if amount == Fen::ZERO {
                continue;
            }
            self.item((ItemKind::Bill, fund, receivable, income, period), amount);
            let ahead = match charge {
                BillItem::Fee => self
                    .prepaid
                    .get(&unit)
                    .copied()
                    .unwrap_or_default()
                    .min(amount),
                BillItem::Parking => Fen::ZERO,
            };
            if ahead > Fen::ZERO {
                let key = (
                    ItemKind::PrepaymentUsed,
                    fund,
                    a::PREPAID_FEES,
                    receivable,
                    period,
                );
                self.item(key, ahead);
                self.prepaid.entry(unit).or_default().0 -= ahead.0;
            }
            self.open.entry((unit, charge)).or_default().0 += amount.0 - ahead.0;
        }
    }

    fn pay(&mut self, payment: &PlannedPayment) {
        let (fund, receivable, _) = accounts(payment.charge);
        let cash = match payment.channel {
            Channel::Clearing => a::CLEARING,
            Channel::Bank => a::BANK,
        };
        let period = Period::of(payment.at.date());
        let open = self.open.entry((payment.unit, payment.charge)).or_default();
        let paid = payment.amount.min(*open);
        open.0 -= paid.0;
        let left = Fen(payment.amount.0 - paid.0);
        if paid > Fen::ZERO {
            self.item((ItemKind::Payment, fund, cash, receivable, period), paid);
        }
        if left > Fen::ZERO {
            assert_eq!(payment.charge, BillItem::Fee, "parking is never overpaid");
            self.item(
                (ItemKind::Prepayment, fund, cash, a::PREPAID_FEES, period),
                left,
            );
            self.prepaid.entry(payment.unit).or_default().0 += left.0;
        }
    }

    fn close(&mut self, plan: &CommunityPlan, at: UnixMs) {
        if self.fold.sealed_since_summary() == 0 {
            return;
        }
        let mut lists: Vec<ListRef> = std::mem::take(&mut self.lists)
            .into_iter()
            .map(
                |((item, fund, debit, credit, period), (rows, total_fen))| ListRef {
                    credit,
                    debit,
                    fund,
                    item,
                    period,
                    rows,
                    sha256: [7; 32],
                    total_fen,
                },
            )
            .collect();
        lists.sort();
        let no = u64::try_from(self.fold.summaries().len() + 1).unwrap();
        let (from, to) = (self.fold.summarised_to(), self.fold.size());
        self.apply(
            plan,
            Summary {
                at,
                from,
                lists,
                no,
                to,
            },
        );
    }

    fn settle(&mut self, plan: &CommunityPlan, at: UnixMs, fee: Ratio) {
        assert_eq!(self.fold.sealed_since_summary(), 0, "a summary comes first");
        for fund in [Fund::Svc, Fund::Com] {
            let amount = self.fold.balances().of(fund, a::CLEARING);
            if amount > Fen::ZERO {
                let postings = settlement(fund, amount, amount.times(fee).unwrap()).unwrap();
                let entry = blank(EntryKind::Settlement, at, "支付渠道结算", postings);
                self.post(plan, entry);
            }
        }
    }

    fn draw(&mut self, plan: &CommunityPlan, at: UnixMs, id: &str, through: Period, text: &str) {
        let agreement = self.fold.agreements()[id].clone();
        let due = self.fold.draw_due(&agreement, through).unwrap();
        if due == Fen::ZERO {
            return;
        }
        let mut entry = blank(EntryKind::Remuneration, at, text, remuneration_paid(due));
        entry.draw = Some(Draw {
            agreement: id.to_owned(),
            base_fen: self.fold.base_through(&agreement, through).unwrap(),
            drawn_before_fen: self.fold.drawn(id),
            through,
        });
        self.post(plan, entry);
    }
}

fn accounts(charge: BillItem) -> (Fund, Account, Account) {
    match charge {
        BillItem::Fee => (Fund::Svc, a::FEES_RECEIVABLE, a::FEE_INCOME),
        BillItem::Parking => (Fund::Com, a::PARKING_RECEIVABLE, a::PARKING_INCOME),
    }
}

fn blank(kind: EntryKind, at: UnixMs, text: &str, postings: Vec<Posting>) -> Entry {
    Entry {
        at,
        ..Entry::new(kind, at.date(), text, postings)
    }
}

/// The register's totals.
fn registry(plan: &CommunityPlan) -> Registry {
    let mut buildings: BTreeMap<&str, BuildingTotal> = BTreeMap::new();
    let mut heads = BTreeSet::new();
    let mut held = 0;
    for unit in &plan.units {
        let total = buildings
            .entry(&unit.building)
            .or_insert_with(|| BuildingTotal {
                area_c: AreaC(0),
                building: unit.building.clone(),
                entrances: Vec::new(),
                units: 0,
            });
        total.area_c.0 += unit.area.0;
        total.units += 1;
        if !total.entrances.contains(&unit.entrance) {
            total.entrances.push(unit.entrance.clone());
        }
        if unit.status == UnitStatus::Delivered {
            heads.insert(unit.owners.iter().collect::<BTreeSet<_>>());
        } else {
            held += 1;
        }
    }
    Registry {
        area_c: plan.units.iter().map(|unit| unit.area).sum(),
        at: plan.registered_at,
        buildings: buildings.into_values().collect(),
        date: plan.registered_for,
        heads: i64::try_from(heads.len() + usize::from(held > 0)).unwrap(),
        held_by_developer: held,
        units: i64::try_from(plan.units.len()).unwrap(),
    }
}
