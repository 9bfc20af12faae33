//! The door: one order for every act, nothing lost and nothing double when there are two.

use std::sync::Arc;
use std::thread;

use jiff::civil::date;
use mingbai_app::act::{Call, Cx, Key};
use mingbai_app::book::entries;
use mingbai_app::book::refusal::BookRefusal;
use mingbai_app::error::AppError;
use mingbai_app::money::billing;
use mingbai_app::money::refusal::MoneyRefusal;
use mingbai_app::money::{expenses, payments};
use mingbai_app::ops::audit;
use mingbai_app::{App, threads};
use mingbai_domain::access::{Act, Actor, Denied};
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{Entry, EntryKind, Objection};
use mingbai_domain::fees::BillItem;
use mingbai_domain::ledger::Fund;
use mingbai_domain::ledger::templates::{accounts as a, pair};
use mingbai_domain::money::Fen;
use mingbai_store::trail;
use mingbai_testkit::{Engine, TestDatabase, both_engines};

use super::cast::{Home, account, september};

fn income(home: &Home, amount: i64) -> Entry {
    let postings = pair(Fund::Com, a::BANK, account(4004), Fen(amount));
    Entry::new(EntryKind::Income, home.now().date(), "场地租金", postings)
}

both_engines! {
    fn a_refused_act_leaves_the_fold_where_it_was(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        let before = home.app.fold(home.id).unwrap();
        // Public records and sealed items before the refusal, in either order.
        let (entry, payment) = (income(&home, 100), home.payment("a", 0, 100));
        let refused: Result<(), AppError> = home.act(Act::Post, move |cx| {
            payments::record(cx, payment.clone())?;
            entries::post(cx, entry.clone())?;
            payments::record(cx, NewKey::of(&payment, "b"))?;
            Err(AppError::Money(MoneyRefusal::NoAgreement))
        });
        assert!(matches!(refused, Err(AppError::Money(MoneyRefusal::NoAgreement))));
        let after = home.app.fold(home.id).unwrap();
        assert_eq!(before, after);
        let payment = home.payment("c", 0, 100);
        let refused: Result<(), AppError> = home.act(Act::RecordPayments, move |cx| {
            payments::record(cx, payment.clone())?;
            Err(AppError::Money(MoneyRefusal::NoAgreement))
        });
        assert!(refused.is_err());
        assert_eq!(before, home.app.fold(home.id).unwrap());
        // And the next act goes on from there.
        home.pay(home.payment("d", 0, 100)).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn a_rehearsal_answers_and_changes_nothing(db) {
        let home = Home::new(db);
        let before = home.app.fold(home.id).unwrap();
        let entry = income(&home, 100);
        let call = Call::shell(Act::Post, home.id);
        let seq = home.app.rehearse(call, move |cx| entries::post(cx, entry.clone())).unwrap();
        assert_eq!(seq, before.next_seq());
        assert_eq!(before, home.app.fold(home.id).unwrap());
        assert!(trail_of(&home).iter().all(|act| act != "post"));
    }

    fn the_same_key_acts_once_and_another_request_under_it_is_refused(db) {
        let home = Home::new(db);
        let entry = income(&home, 100);
        let seq = home.act(Act::Post, move |cx| entries::post(cx, entry.clone())).unwrap();
        let ask = |key: &str, text: &'static str| -> Result<Objection, AppError> {
            let key = Key::new(key, text.as_bytes());
            let call = Call::shell(Act::Object, home.id);
            home.app.act_once(call, key, move |cx| threads::object(cx, seq, text))
        };
        let first = ask("o-1", "租金是谁付的？").unwrap();
        let size = home.app.fold(home.id).unwrap().size();
        assert_eq!(ask("o-1", "租金是谁付的？").unwrap(), first);
        assert_eq!(home.app.fold(home.id).unwrap().size(), size, "answered, not asked again");
        let other = ask("o-1", "租金为什么这么少？");
        assert!(matches!(other, Err(AppError::KeyReused(key)) if key == "o-1"));
        assert_eq!(ask("o-2", "租金为什么这么少？").unwrap().no, 2);
        let objects = trail_of(&home).into_iter().filter(|act| act == "object").count();
        assert_eq!(objects, 2, "a repeated request is no act");
    }

    fn an_act_that_answers_a_number_is_no_payment_to_the_audit(db) {
        let home = Home::new(db);
        let entry = income(&home, 100);
        let key = Key::new("p-1", b"post");
        let call = Call::shell(Act::Post, home.id);
        home.app.act_once(call, key, move |cx| entries::post(cx, entry.clone())).unwrap();
        home.app.publish(&home.slug).unwrap();
        let found = audit::run(&home.app, None, |_| ()).unwrap();
        assert!(found.is_clean(), "{found:?}");
    }

    fn a_refused_request_does_not_use_up_its_key(db) {
        let home = Home::new(db);
        let call = Call::shell(Act::Object, home.id);
        let key = || Key::new("o-1", b"one");
        let refused = home.app.act_once(call, key(), |cx| threads::object(cx, 99, "钱去哪了？"));
        assert!(matches!(refused, Err(AppError::Book(BookRefusal::UnknownEntry(99)))));
        let entry = income(&home, 100);
        let seq = home.act(Act::Post, move |cx| entries::post(cx, entry.clone())).unwrap();
        let asked =
            home.app.act_once(call, key(), move |cx| threads::object(cx, seq, "钱去哪了？"));
        assert_eq!(asked.unwrap().no, 1);
    }

    fn every_record_of_the_book_has_its_act_in_the_trail(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.pay(home.payment("a", 0, 100)).unwrap();
        home.summarise();
        let size = home.app.fold(home.id).unwrap().size();
        let rows = home.rows();
        let rows = rows
            .read(|tx| trail::list(tx, home.id, 0, 100))
            .unwrap();
        let acts: Vec<&str> = rows.iter().map(|row| row.act.as_str()).collect();
        assert_eq!(
            acts,
            ["add_community", "change_register", "bill", "record_payments", "summarise"]
        );
        let mut end = 0;
        for (row, no) in rows.iter().zip(1..) {
            assert_eq!((row.no, row.records.0), (no, end), "without gaps");
            assert_eq!(row.actor, "shell");
            end = row.records.1;
        }
        assert_eq!(end, size);
    }

    fn the_servers_own_work_pays_nothing(db) {
        let home = Home::new(db);
        let entry = income(&home, 100);
        let call = Call::job(Act::Post, home.id);
        let denied = home.app.act(call, move |cx| entries::post(cx, entry.clone()));
        let Err(AppError::Denied(Denied::NotYours { actor: Actor::Job, act: Act::Post })) = denied
        else {
            panic!("{denied:?}");
        };
        let size = home.app.fold(home.id).unwrap().size();
        assert_eq!(size, 2, "the community and its register");
    }

    fn a_halted_community_is_read_but_not_written_to(db) {
        let home = Home::new(db);
        let why = Some("a reason".to_owned());
        home.app.halt(Actor::Job, home.id, None, why.clone()).unwrap();
        let refused = home.pay(home.payment("a", 0, 100));
        assert!(matches!(refused, Err(AppError::Halted { why, .. }) if why.as_str() == "a reason"));
        let call = Call::shell(Act::ReadExpenses, home.id);
        assert!(home.app.look(call, expenses::list_open).unwrap().is_empty());
        home.app.halt(Actor::Job, home.id, None, None).unwrap();
        assert!(home.pay(home.payment("b", 0, 100)).is_err(), "it was not free when it was read");
        home.app.halt(Actor::Job, home.id, why, None).unwrap();
        home.pay(home.payment("a", 0, 100)).unwrap();
        assert_eq!(trail_of(&home)[2..], ["halt", "halt", "record_payments"]);
    }
}

fn trail_of(home: &Home) -> Vec<String> {
    let rows = home.rows();
    let rows = rows.read(|tx| trail::list(tx, home.id, 0, 1_000)).unwrap();
    rows.into_iter().map(|row| row.act).collect()
}

/// A payment under another key.
struct NewKey;

impl NewKey {
    fn of(payment: &payments::NewPayment, key: &str) -> payments::NewPayment {
        payments::NewPayment {
            key: key.into(),
            ..payment.clone()
        }
    }
}

/// A second process on the same database: its own connection, its own folds.
fn second(home: &Home) -> App {
    let app = &home.app;
    let target = Some(home.target.clone());
    App::open(
        app.dir.clone(),
        target,
        app.clock.clone(),
        app.random.clone(),
    )
    .unwrap()
}

#[test]
fn two_servers_on_one_database_lose_no_payment() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestDatabase::new(engine);
        let home = Home::new(&db);
        home.bill(BillItem::Fee, september()).unwrap();
        let apps = [Arc::new(second(&home)), Arc::new(second(&home))];
        thread::scope(|scope| {
            for (number, app) in apps.iter().enumerate() {
                let home = &home;
                scope.spawn(move || {
                    for at in 0..40 {
                        // Both pay on the same bills, and over them.
                        let payment = home.payment(&format!("{number}-{at}"), at % 2, 1_000);
                        let call = Call::shell(Act::RecordPayments, home.id);
                        app.act(call, move |cx| payments::record(cx, payment.clone()))
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(home.summarise(), Some(1));
        let fold = home.app.fold(home.id).unwrap();
        let of = |code| fold.balances().of(Fund::Svc, account(code));
        assert_eq!(of(1003), Fen(80_000), "{engine:?}: everything arrived");
        assert_eq!(of(1101), Fen(4 * 16_570), "{engine:?}: two homes paid all");
        assert_eq!(
            of(2003),
            Fen(-(80_000 - 2 * 16_570)),
            "{engine:?}: the rest is ahead"
        );
        home.app.publish(&home.slug).unwrap();
        let audited = audit::run(&home.app, None, |_| ()).unwrap();
        assert!(audited.is_clean(), "{engine:?}: {:?}", audited.findings);
    }
}

#[test]
fn two_servers_on_one_database_bill_once_and_keep_both_approvals() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let db = TestDatabase::new(engine);
        let home = Home::new(&db);
        home.agree();
        let apps = [second(&home), second(&home)];
        let billed: Vec<Result<billing::Billed, AppError>> = both(&apps, |app, _| {
            let call = Call::shell(Act::Bill, home.id);
            app.act(call, |cx| billing::run(cx, BillItem::Fee, september()))
        });
        let made = billed.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(made, 1, "{engine:?}: {billed:?}");
        let refused = billed.iter().find_map(|answer| answer.as_ref().err());
        assert!(
            matches!(
                refused,
                Some(AppError::Money(MoneyRefusal::AlreadyBilled { .. }))
            ),
            "{refused:?}"
        );

        for _ in 0..10 {
            let postings = pair(Fund::Svc, account(5003), a::BANK, Fen(1_000));
            let day = date(2026, 9, 1);
            let mut entry = Entry::new(EntryKind::Expense, day, "保洁服务", postings);
            entry.payee = Some("合肥净美保洁有限公司".into());
            entry.budget = Some(mingbai_domain::book::BudgetUse {
                budget: "2026".into(),
                line: 1,
            });
            let draft = move |cx: &mut Cx<'_, '_>| expenses::draft(cx, entry.clone());
            let expense = home.act(Act::DraftExpense, draft).unwrap();
            let people = [("王经理", Role::Manager), ("李四", Role::Steward)];
            let complete: Vec<bool> = both(&apps, |app, at| {
                let (name, role) = people[at];
                let call = Call::shell(Act::ApproveExpense, home.id);
                app.act(call, move |cx| expenses::approve(cx, expense, name, role))
                    .unwrap()
            });
            assert_eq!(
                complete.iter().filter(|done| **done).count(),
                1,
                "{engine:?}: the second approval completes it, whoever gave it"
            );
        }
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }
}

/// The same in two processes at once.
fn both<T: Send>(apps: &[App; 2], work: impl Fn(&App, usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let running: Vec<_> = apps
            .iter()
            .enumerate()
            .map(|(at, app)| {
                let work = &work;
                scope.spawn(move || work(app, at))
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

#[test]
fn what_another_process_recorded_is_caught_up_with() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    let other = second(&home);
    for number in 0..6 {
        let app = if number % 2 == 0 { &home.app } else { &other };
        let entry = income(&home, 100 + number);
        let call = Call::shell(Act::Post, home.id);
        app.act(call, move |cx| entries::post(cx, entry.clone()))
            .unwrap();
    }
    assert_eq!(
        home.app.fold(home.id).unwrap(),
        other.fold(home.id).unwrap()
    );
    assert_eq!(home.app.fold(home.id).unwrap().entries().len(), 6);
}

#[test]
fn the_fold_in_memory_is_the_one_that_others_read() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    // Less than a second apart: the book's times have no parts of one.
    for (number, ms) in [(0, 900), (1, 100), (2, 500)] {
        home.set_ms(ms);
        let app = if number == 1 {
            &second(&home)
        } else {
            &home.app
        };
        let entry = income(&home, 100 + number);
        let call = Call::shell(Act::Post, home.id);
        app.act(call, move |cx| entries::post(cx, entry.clone()))
            .unwrap();
    }
    assert_eq!(
        home.app.fold(home.id).unwrap(),
        second(&home).fold(home.id).unwrap()
    );
}
