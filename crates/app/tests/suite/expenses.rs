//! Expenses: two different persons, budget lines that pending expenses reserve, reversal once.

use mingbai_app::act::{Call, Cx};
use mingbai_app::book::entries;
use mingbai_app::error::AppError;
use mingbai_app::money::expenses;
use mingbai_domain::access::Act;
use mingbai_domain::approvals::{Refusal, Role};
use mingbai_domain::book::{BudgetUse, Entry, EntryKind, RuleBroken};
use mingbai_domain::ids::ExpenseId;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::money::Fen;
use mingbai_testkit::both_engines;

use super::cast::{Home, account};

fn cleaning(home: &Home, amount: i64) -> Entry {
    let postings = pair(Fund::Svc, account(5003), a::BANK, Fen(amount));
    let mut entry = Entry::new(EntryKind::Expense, home.now().date(), "保洁服务", postings);
    entry.payee = Some("合肥净美保洁有限公司".into());
    entry.budget = Some(BudgetUse {
        budget: "2026".into(),
        line: 1,
    });
    entry
}

fn draft(home: &Home, amount: i64) -> ExpenseId {
    let entry = cleaning(home, amount);
    home.act(Act::DraftExpense, move |cx| {
        expenses::draft(cx, entry.clone())
    })
    .unwrap()
}

fn approve(home: &Home, expense: ExpenseId, name: &str, role: Role) -> Result<bool, AppError> {
    let name = name.to_owned();
    home.act(Act::ApproveExpense, move |cx| {
        expenses::approve(cx, expense, &name, role)
    })
}

fn pay(home: &Home, expense: ExpenseId) -> Result<u64, AppError> {
    home.act(Act::PayExpense, move |cx| {
        expenses::pay(cx, expense, "B20260901-1")
    })
}

fn waiting(home: &Home) -> Vec<expenses::Open> {
    let call = Call::shell(Act::ReadExpenses, home.id);
    home.app.look(call, expenses::list_open).unwrap()
}

both_engines! {
    fn an_expense_needs_two_persons_and_is_paid_once(db) {
        let home = Home::new(db);
        home.agree();
        let expense = draft(&home, 300_000);
        assert!(pay(&home, expense).is_err(), "a draft is not paid");
        assert!(!approve(&home, expense, "王经理", Role::Manager).unwrap());
        assert!(!approve(&home, expense, "王经理", Role::Steward).unwrap(), "one person only");
        assert!(approve(&home, expense, "李四", Role::Steward).unwrap());
        pay(&home, expense).unwrap();
        assert!(pay(&home, expense).is_err(), "paid before");
        let fold = home.app.fold(home.id).unwrap();
        assert_eq!(fold.entries()[0].entry.approvals.len(), 3);
    }

    fn without_an_agreement_two_persons_approve_all_the_same(db) {
        let home = Home::new(db);
        let mut entry = cleaning(&home, 300_000);
        entry.budget = None;
        let propose = move |cx: &mut Cx<'_, '_>| expenses::draft(cx, entry.clone());
        let expense = home.act(Act::DraftExpense, propose).unwrap();
        assert!(!approve(&home, expense, "王经理", Role::Manager).unwrap());
        assert!(approve(&home, expense, " 王经理", Role::Manager).is_err(), "twice the same");
        assert!(!approve(&home, expense, "王经理", Role::Steward).unwrap(), "one person");
        assert!(approve(&home, expense, " ", Role::Steward).is_err());
        assert!(pay(&home, expense).is_err());
        let open = waiting(&home);
        assert_eq!((open.len(), open[0].approved), (1, false));
        assert_eq!(open[0].missing, Some(Refusal::TooFewPersons { need: 2, have: 1 }));
        let payee = approve(&home, expense, "合肥净美保洁有限公司", Role::Steward);
        assert!(payee.is_err(), "the payee approves nothing");
        assert!(approve(&home, expense, "李四", Role::Steward).unwrap());
        let open = waiting(&home);
        assert_eq!((open[0].approved, open[0].missing), (true, None));
        pay(&home, expense).unwrap();
        let open = waiting(&home);
        assert!(open.is_empty());
    }

    fn a_draft_that_the_book_could_never_take_is_refused_at_once(db) {
        let home = Home::new(db);
        home.agree();
        let propose = |change: fn(&mut Entry)| {
            let mut entry = cleaning(&home, 300_000);
            change(&mut entry);
            home.act(Act::DraftExpense, move |cx| expenses::draft(cx, entry.clone()))
        };
        assert!(propose(|_| ()).is_ok());
        assert!(propose(|entry| entry.text = "电话13900001234".into()).is_err());
        assert!(propose(|entry| entry.budget = None).is_err(), "no budget, no spending");
        assert!(propose(|entry| entry.budget.as_mut().unwrap().line = 9).is_err());
        assert!(propose(|entry| entry.postings[0].account = account(5004)).is_err());
        let fold = home.app.fold(home.id).unwrap();
        assert!(fold.entries().is_empty(), "a draft is not in the book");
        let open = waiting(&home);
        assert_eq!(open.len(), 1);
        assert!(matches!(open[0].missing, Some(Refusal::TooFewPersons { .. })));
    }

    fn an_expense_counts_in_the_month_in_which_it_is_paid(db) {
        let home = Home::new(db);
        home.agree();
        let expense = draft(&home, 300_000);
        approve(&home, expense, "王经理", Role::Manager).unwrap();
        approve(&home, expense, "李四", Role::Steward).unwrap();
        let september = home.now().date();
        home.set_time(jiff::civil::date(2026, 10, 5), 9);
        home.close(mingbai_domain::calendar::Period::of(september)).unwrap();
        assert!(pay(&home, expense).is_err(), "the draft's month is closed");
        let at = home.now();
        let day = Some(at.date());
        home.act(Act::PayExpense, move |cx| expenses::pay_on(cx, expense, "B-1", day)).unwrap();
        let fold = home.app.fold(home.id).unwrap();
        assert_eq!(fold.entries()[0].entry.date, at.date());
    }

    fn pending_expenses_reserve_their_budget_line(db) {
        // Worked number G1: 5,000,000 less 4,760,000 leaves 240,000.
        let home = Home::new(db);
        home.agree();
        let first = draft(&home, 4_760_000);
        approve(&home, first, "王经理", Role::Manager).unwrap();
        approve(&home, first, "李四", Role::Steward).unwrap();
        assert!(approve(&home, first, "赵主任", Role::CommitteeChair).unwrap());
        let post = |amount| {
            let mut entry = cleaning(&home, amount);
            entry.approvals = vec![
                approval("王经理", Role::Manager),
                approval("李四", Role::Steward),
            ];
            home.act(Act::Post, move |cx| entries::post(cx, entry.clone()))
        };
        assert!(post(240_001).is_err());
        post(240_000).unwrap();
        pay(&home, first).unwrap();
        assert!(post(1).is_err());
    }

    fn two_drafts_on_one_line_are_not_both_approved(db) {
        let home = Home::new(db);
        home.agree();
        let [first, second] = [3_000_000, 2_000_001].map(|amount| draft(&home, amount));
        for (name, role) in [("王经理", Role::Manager), ("李四", Role::Steward)] {
            assert!(!approve(&home, first, name, role).unwrap());
            assert!(!approve(&home, second, name, role).unwrap());
        }
        assert!(approve(&home, second, "赵主任", Role::CommitteeChair).unwrap());
        let refused = approve(&home, first, "赵主任", Role::CommitteeChair);
        let Err(AppError::Rule(broken)) = refused else {
            panic!("{refused:?}");
        };
        let RuleBroken::Budget { left, asked, .. } = broken.rule else {
            panic!("{broken:?}");
        };
        assert_eq!((left, asked), (Fen(2_999_999), Fen(3_000_000)));
        // What was approved is reserved, and can be paid; what is given up is free again.
        let void = move |cx: &mut Cx<'_, '_>| expenses::void(cx, second);
        home.act(Act::VoidExpense, void).unwrap();
        assert!(approve(&home, first, "赵主任", Role::CommitteeChair).unwrap());
        pay(&home, first).unwrap();
    }

    fn a_reversal_is_made_once_and_frees_the_line(db) {
        let home = Home::new(db);
        home.agree();
        let expense = draft(&home, 400_000);
        approve(&home, expense, "王经理", Role::Manager).unwrap();
        approve(&home, expense, "李四", Role::Steward).unwrap();
        let seq = pay(&home, expense).unwrap();
        let reverse = move |reason: &'static str| {
            home.act(Act::Reverse, move |cx| entries::reverse(cx, seq, reason))
        };
        assert!(reverse("电话13900001234重复").is_err(), "personal data in the reason");
        reverse("同一张发票录入两次").unwrap();
        assert!(reverse("同一张发票录入两次").is_err());
    }
}

fn approval(name: &str, role: Role) -> mingbai_domain::book::Approval {
    mingbai_domain::book::Approval {
        at: mingbai_domain::calendar::UnixMs(0),
        name: name.into(),
        role,
    }
}
