//! The events that pages and guides show by name.

use jiff::civil::Date;
use mingbai_demo::{Action, COMMUNITIES, CommunityPlan, community, today};
use mingbai_domain::book::{BasisKind, EntryKind, Fold, PostedEntry, Record};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::disclosure::{Item, Published, Standing, duties};
use mingbai_domain::jurisdiction::Profile;
use mingbai_domain::money::Fen;

use crate::carry_out::carry_out;

const HOST: &str = "demo.mingbai.example";

fn carried(index: usize) -> Fold {
    carry_out(&community(1, index, HOST).unwrap()).fold
}

fn expenses(fold: &Fold) -> impl Iterator<Item = &PostedEntry> {
    fold.entries()
        .iter()
        .map(std::ops::Deref::deref)
        .filter(|posted| posted.entry.kind == EntryKind::Expense)
}

/// What a plan tells by its steps alone.
#[derive(Default)]
struct Told {
    reversals: usize,
    related: usize,
    late: Vec<(Item, Standing)>,
    /// Questions: asked, due, answered.
    questions: Vec<(UnixMs, Date, Option<UnixMs>)>,
}

fn told(plan: &CommunityPlan, profile: &Profile) -> Told {
    let mut told = Told::default();
    let mut published = Published::new();
    let mut modes = plan.community.modes.clone();
    for step in &plan.steps {
        match &step.action {
            Action::Reverse { .. } => told.reversals += 1,
            Action::Object { due, .. } => told.questions.push((step.at, *due, None)),
            Action::Answer { objection, .. } => {
                told.questions[usize::try_from(*objection).unwrap() - 1].2 = Some(step.at);
            }
            Action::Record(record) => match record.as_ref() {
                Record::Contract(body) => told.related += usize::from(body.related_party),
                Record::Community(body) => modes.clone_from(&body.modes),
                Record::Disclosure(body) => {
                    let item = Item::parse(&body.item).unwrap();
                    published.entry((item, body.to)).or_insert(body.at.date());
                }
                _ => {}
            },
            _ => {}
        }
    }
    let late = duties(
        profile,
        &modes,
        jiff::civil::date(2025, 11, 1),
        &published,
        today(),
    );
    let late = late
        .into_iter()
        .filter(|duty| duty.standing.days_late() > 0);
    told.late = late.map(|duty| (duty.item, duty.standing)).collect();
    told
}

#[test]
fn every_special_event_happens_in_exactly_one_community() {
    let profile = Profile::national_default().unwrap();
    let (mut reversals, mut related, mut late) = (Vec::new(), Vec::new(), Vec::new());
    let (mut overdue, mut open, mut answered) = (Vec::new(), Vec::new(), 0);
    for index in 0..COMMUNITIES {
        let plan = community(1, index, HOST).unwrap();
        let told = told(&plan, &profile);
        reversals.extend(vec![index; told.reversals]);
        related.extend(vec![index; told.related]);
        late.extend(
            told.late
                .into_iter()
                .map(|(item, standing)| (index, item, standing)),
        );
        for (asked, due, answer) in told.questions {
            match answer {
                Some(at) => {
                    assert!(
                        asked < at && at.date() <= due,
                        "{}: answered late",
                        plan.slug
                    );
                    answered += 1;
                }
                None if due < today() => overdue.push(index),
                None => open.push(index),
            }
        }
    }
    assert_eq!(reversals, [1], "greening entered twice");
    assert_eq!(related, [0], "a contract with a sister company");
    assert_eq!((overdue, open), (vec![7], vec![4]));
    assert!(answered >= 15, "{answered}");
    let days: Vec<_> = late
        .iter()
        .map(|(index, item, s)| (*index, *item, s.days_late()))
        .collect();
    assert_eq!(
        days,
        [(5, Item::CommonIncome, 12), (5, Item::CommonIncome, 44)]
    );
    assert!(matches!(late[1].2, Standing::Overdue { .. }));
}

#[test]
fn the_greening_entered_twice_rests_on_one_invoice_and_was_asked_about() {
    let fold = carried(1);
    let back = fold
        .entries()
        .iter()
        .find(|p| p.entry.kind == EntryKind::Reversal)
        .unwrap();
    assert_eq!(back.entry.reason.as_deref(), Some("同一张发票录入两次"));
    let taken = fold.entry(back.entry.reverses.unwrap()).unwrap();
    assert_eq!(taken.entry.postings[0].amount, Fen(1_800_272));
    let twins: Vec<_> = expenses(&fold)
        .filter(|posted| posted.entry.vouchers == taken.entry.vouchers)
        .collect();
    assert_eq!(twins.len(), 2, "both rest on the same vouchers");
    assert_eq!(back.entry.period.to_string(), "2026-09");
    let thread = fold
        .threads()
        .iter()
        .find(|t| t.objection.entry == taken.entry.seq)
        .unwrap();
    assert_eq!(thread.answers.len(), 1);
}

#[test]
fn payments_to_the_related_vendor_are_flagged_and_voted_on() {
    let fold = carried(0);
    let flagged: Vec<_> = expenses(&fold)
        .filter(|posted| posted.entry.related_party)
        .collect();
    assert!(flagged.len() >= 12);
    for posted in flagged {
        assert!(
            posted
                .entry
                .basis
                .iter()
                .any(|basis| basis.kind == BasisKind::Resolution)
        );
    }
}

#[test]
fn one_emergency_goes_beyond_its_line_and_one_late_invoice_counts_in_the_next_month() {
    let fold = carried(6);
    let emergencies: Vec<_> = expenses(&fold)
        .filter(|p| {
            p.entry
                .basis
                .iter()
                .any(|basis| basis.kind == BasisKind::Emergency)
        })
        .collect();
    assert_eq!(emergencies.len(), 1);
    let used = emergencies[0].entry.budget.clone().unwrap();
    let budget = &fold.budgets()[&used.budget];
    let line = budget
        .lines
        .iter()
        .find(|line| line.line == used.line)
        .unwrap();
    assert!(fold.budget_used(&used) > line.amount_fen);
    let fold = carried(3);
    let late: Vec<_> = fold
        .entries()
        .iter()
        .filter(|p| p.entry.reason.is_some())
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].entry.date.to_string(), "2026-07-30");
    assert_eq!(late[0].entry.period.to_string(), "2026-08");
}

#[test]
fn changnings_trust_pays_ten_percent_of_all_cash_received() {
    let fold = carried(0);
    let agreement = fold.agreements().values().next().unwrap();
    let through = "2026-10".parse().unwrap();
    let base = fold.base_through(agreement, through).unwrap();
    assert_eq!(agreement.terms.base_accounts, [4001, 4002, 4003].into());
    let tenth = Fen((base.0 + 5) / 10);
    assert_eq!(fold.drawn(&agreement.id), tenth);
    let draws = fold
        .entries()
        .iter()
        .filter(|p| p.entry.kind == EntryKind::Remuneration);
    assert_eq!(draws.count(), 12);
    let lines: Vec<_> = fold.budgets()["B2026"]
        .lines
        .iter()
        .map(|line| (line.line, line))
        .collect();
    let lamps = lines.iter().find(|(no, _)| *no == 13).unwrap().1;
    let used = fold.budget_used(&mingbai_domain::book::BudgetUse {
        budget: "B2026".into(),
        line: 13,
    });
    assert_eq!(used, lamps.amount_fen, "one line is used to the last fen");
}

#[test]
fn approvals_come_before_payment_and_never_from_the_payee() {
    for index in 0..10 {
        let fold = carried(index);
        for posted in expenses(&fold) {
            let entry = &posted.entry;
            assert!(
                entry
                    .approvals
                    .iter()
                    .all(|approval| approval.at < entry.at)
            );
            assert!(
                entry
                    .approvals
                    .windows(2)
                    .all(|pair| pair[0].at <= pair[1].at)
            );
            assert!(entry.payee.is_some() && !entry.vouchers.is_empty());
        }
        assert!(fold.last_at() > UnixMs::default());
    }
}
