//! Expenses: two different persons, budget lines that pending expenses reserve, reversal once.

use mingbai_app::entries;
use mingbai_app::error::AppError;
use mingbai_app::expenses;
use mingbai_domain::approvals::{Refusal, Role};
use mingbai_domain::book::{BudgetUse, Entry, EntryKind};
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
    let (id, at, random, entry) = (
        home.id,
        home.now(),
        home.app.random.clone(),
        cleaning(home, amount),
    );
    home.app
        .write(move |tx, _| expenses::draft(tx, &random, id, entry.clone(), at))
        .unwrap()
}

fn approve(home: &Home, expense: ExpenseId, name: &str, role: Role) -> Result<bool, AppError> {
    let (id, at, name) = (home.id, home.now(), name.to_owned());
    home.app
        .write(move |tx, f| expenses::approve(tx, f, id, expense, &name, role, at))
}

fn pay(home: &Home, expense: ExpenseId) -> Result<u64, AppError> {
    let (id, at) = (home.id, home.now());
    home.app
        .write(move |tx, f| expenses::pay(tx, f, id, expense, "B20260901-1", at))
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
        let (id, at, random) = (home.id, home.now(), home.app.random.clone());
        let expense = home
            .app
            .write(move |tx, f| expenses::propose(tx, f, &random, id, entry.clone(), at))
            .unwrap();
        assert!(!approve(&home, expense, "王经理", Role::Manager).unwrap());
        assert!(approve(&home, expense, " 王经理", Role::Manager).is_err(), "twice the same");
        assert!(!approve(&home, expense, "王经理", Role::Steward).unwrap(), "one person");
        assert!(approve(&home, expense, " ", Role::Steward).is_err());
        assert!(pay(&home, expense).is_err());
        let open = home.app.write(move |tx, f| expenses::list_open(tx, f, id)).unwrap();
        assert_eq!((open.len(), open[0].approved), (1, false));
        assert_eq!(open[0].missing, Some(Refusal::TooFewPersons { need: 2, have: 1 }));
        let payee = approve(&home, expense, "合肥净美保洁有限公司", Role::Steward);
        assert!(payee.is_err(), "the payee approves nothing");
        assert!(approve(&home, expense, "李四", Role::Steward).unwrap());
        let open = home.app.write(move |tx, f| expenses::list_open(tx, f, id)).unwrap();
        assert_eq!((open[0].approved, open[0].missing), (true, None));
        pay(&home, expense).unwrap();
        let open = home.app.write(move |tx, f| expenses::list_open(tx, f, id)).unwrap();
        assert!(open.is_empty());
    }

    fn a_draft_that_the_book_could_never_take_is_refused_at_once(db) {
        let home = Home::new(db);
        home.agree();
        let propose = |change: fn(&mut Entry)| {
            let mut entry = cleaning(&home, 300_000);
            change(&mut entry);
            let (id, at, random) = (home.id, home.now(), home.app.random.clone());
            home.app.write(move |tx, f| expenses::propose(tx, f, &random, id, entry.clone(), at))
        };
        assert!(propose(|_| ()).is_ok());
        assert!(propose(|entry| entry.text = "电话13900001234".into()).is_err());
        assert!(propose(|entry| entry.budget = None).is_err(), "no budget, no spending");
        assert!(propose(|entry| entry.budget.as_mut().unwrap().line = 9).is_err());
        assert!(propose(|entry| entry.postings[0].account = account(5004)).is_err());
        let (id, fold) = (home.id, home.app.fold(home.id).unwrap());
        assert!(fold.entries().is_empty(), "a draft is not in the book");
        let open = home.app.write(move |tx, f| expenses::list_open(tx, f, id)).unwrap();
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
        let (id, at) = (home.id, home.now());
        let day = Some(at.date());
        home.app
            .write(move |tx, f| expenses::pay_on(tx, f, id, expense, "B-1", day, at))
            .unwrap();
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
            let (id, at) = (home.id, home.now());
            let mut entry = cleaning(&home, amount);
            entry.approvals = vec![
                approval("王经理", Role::Manager),
                approval("李四", Role::Steward),
            ];
            home.app.write(move |tx, f| entries::post(tx, f, id, entry.clone(), at))
        };
        assert!(post(240_001).is_err());
        post(240_000).unwrap();
        pay(&home, first).unwrap();
        assert!(post(1).is_err());
    }

    fn a_reversal_is_made_once_and_frees_the_line(db) {
        let home = Home::new(db);
        home.agree();
        let expense = draft(&home, 400_000);
        approve(&home, expense, "王经理", Role::Manager).unwrap();
        approve(&home, expense, "李四", Role::Steward).unwrap();
        let seq = pay(&home, expense).unwrap();
        let (id, at) = (home.id, home.now());
        let reverse = move |reason: &'static str| {
            home.app.write(move |tx, f| entries::reverse(tx, f, id, seq, reason, at))
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
