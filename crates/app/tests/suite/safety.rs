//! What protects the book: audits that stop writes, no signature after a rollback, hand-over and
//! back-up.

use mingbai_domain::fees::BillItem;
use std::fs;

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::book::refusal::BookRefusal;
use mingbai_app::error::AppError;
use mingbai_app::ops::audit::{self, Finding, Key, Why};
use mingbai_app::ops::package;
use mingbai_app::ops::refusal::SetupRefusal;
use mingbai_store::StoreError;
use mingbai_testkit::{Engine, TestDatabase, both_engines};

use super::cast::{Home, install, september, target};

both_engines! {
    fn a_changed_amount_is_named_and_stops_the_community(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
        let change = |by: i64| {
            let id = home.id.0;
            home.rows().write(home.id, move |tx| -> Result<(), StoreError> {
                tx.execute_one(
                    "tamper",
                    "UPDATE posting SET amount_fen = amount_fen + $2 \
                     WHERE community_id = $1 AND seq = 3 AND line = 0",
                    &[id.into(), by.into()],
                )
            })
        };
        change(1).unwrap();
        let audit = audit::run(&home.app, None, |_| ()).unwrap();
        let findings = audit.of(&home.slug);
        assert!(
            matches!(findings[0], Finding::Posting { seq: 3, line: 0, .. }),
            "{findings:?}"
        );
        let refused = home.bill(BillItem::Parking, september());
        assert!(matches!(refused, Err(AppError::Halted { .. })));
        change(-1).unwrap();
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
        home.bill(BillItem::Parking, september()).unwrap();
    }

    fn a_community_handed_over_goes_on_under_the_next_managers_key(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.pay(home.payment("a", 0, 16_570)).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        let next_db = TestDatabase::new(Engine::Sqlite);
        let (next, _folder, _) =
            install(target(&next_db), tempfile::tempdir().unwrap(), "next.example");
        let origin = "test.example/c/xingyuan-north/log";
        let vkey = package::successor_key(&next, &home.slug, origin).unwrap();
        let tar = home.folder.path().join("handover.tar");
        let given =
            package::give(&home.app, &home.slug, "下一任物业", &vkey, &tar).unwrap();
        assert_eq!(given.new_key, package::fingerprint(&vkey));
        let known = |found: &str| Ok(found == given.old_key);
        let refused = home.bill(BillItem::Parking, september());
        assert!(matches!(refused, Err(AppError::Halted { .. })));
        assert_eq!(package::take(&next, &tar, known).unwrap(), home.slug);
        let (before, after) =
            (home.app.fold(home.id).unwrap(), next.fold(home.id).unwrap());
        assert_eq!(before.account_balances(), after.account_balances());
        let again = package::take(&next, &tar, known);
        assert!(matches!(again, Err(AppError::Setup(SetupRefusal::CommunityExists(_)))));
        assert!(audit::run(&next, None, |_| ()).unwrap().is_clean());
        next.publish(&home.slug).unwrap();
    }
}

both_engines! {
    fn a_bill_marked_as_paid_without_a_payment_is_named(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        let id = home.id.0;
        // Another bill marked unpaid by as much keeps every total: only the bills themselves tell.
        let mark = move |seq: i64, paid: i64| {
            home.rows().write(home.id, move |tx| -> Result<(), StoreError> {
                tx.execute_one(
                    "tamper",
                    "UPDATE bill SET paid_fen = $3 WHERE community_id = $1 AND seq = $2",
                    &[id.into(), seq.into(), paid.into()],
                )
            }).unwrap();
            let audit = audit::run(&home.app, None, |_| ()).unwrap();
            audit.of(&home.slug).to_vec()
        };
        mark(1, 100);
        let findings = mark(2, -100);
        let paid = |seq| Finding::Row {
            table: "bill",
            key: Key::Number(seq),
            why: Why::NotOfItems("paid_fen"),
        };
        assert_eq!(findings, [paid(1), paid(2)]);
    }
}

#[test]
fn yesterdays_database_is_not_signed() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    home.bill(BillItem::Fee, september()).unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    let yesterday = home.folder.path().join("yesterday.db");
    home.rows().copy_to(&yesterday).unwrap();
    home.bill(BillItem::Parking, september()).unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();

    let Home {
        app,
        slug,
        folder,
        target,
        ..
    } = home;
    let (dir, clock, random) = (app.dir.clone(), app.clock.clone(), app.random.clone());
    let path = match target {
        mingbai_store::Target::Sqlite(path) => path,
        mingbai_store::Target::Postgres(_) => unreachable!("the test asked for SQLite"),
    };
    drop(app);
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{suffix}", path.display()));
    }
    fs::copy(&yesterday, &path).unwrap();
    let app = App::open(
        dir,
        Some(mingbai_store::Target::Sqlite(path)),
        clock,
        random,
    )
    .unwrap();
    let refused = app.publish(&slug);
    assert!(
        matches!(refused, Err(AppError::Book(BookRefusal::WouldFork { .. }))),
        "{refused:?}"
    );
    let refused = app.community_to_write(&slug);
    assert!(matches!(
        refused,
        Err(AppError::Book(BookRefusal::WouldFork { .. }))
    ));
    drop(folder);
}

#[test]
fn a_back_up_restores_on_the_other_engine_and_an_old_one_does_not_replace_a_newer_log() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    home.bill(BillItem::Fee, september()).unwrap();
    home.set_time(date(2026, 9, 5), 1);
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    let tar = home.folder.path().join("backup.tar");
    package::backup(&home.app, &tar, false).unwrap();
    let other = TestDatabase::new(Engine::Postgres);
    let folder = tempfile::tempdir().unwrap();
    let dir = mingbai_app::files::dir::DataDir::new(folder.path());
    let (clock, random) = (home.app.clock.clone(), home.app.random.clone());
    let edge = (clock.clone(), random.clone());
    let restored = package::restore(&tar, &dir, Some(target(&other)), edge, false).unwrap();
    assert!(restored.findings.is_empty());
    let restored = restored.app;
    restored.publish(&home.slug).unwrap();
    assert!(audit::run(&restored, None, |_| ()).unwrap().is_clean());
    home.bill(BillItem::Parking, september()).unwrap();
    home.app.publish(&home.slug).unwrap();
    let fresh = TestDatabase::new(Engine::Sqlite);
    let (edge, fresh) = ((clock, random), Some(target(&fresh)));
    let refused = package::restore(&tar, &home.app.dir, fresh, edge, false).map(|_| ());
    assert!(matches!(
        refused,
        Err(AppError::Book(BookRefusal::WouldFork { .. }))
    ));
}
