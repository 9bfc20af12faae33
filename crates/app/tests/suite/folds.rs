//! Books that are read when they are asked for, and ten ways in which such a page could show
//! something stale or false: an old card, a damaged one, one of an older program, another
//! community's, a halt that came late, records that are not signed, a checkpoint with the figures of
//! another, a book under another's address, a fold dropped under a writer, and a server that does
//! not see what the other signed.

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::book::books::Book;
use mingbai_app::book::closing;
use mingbai_app::error::{AppError, Nothing};
use mingbai_app::jobs::Jobs;
use mingbai_app::money::billing;
use mingbai_app::money::payments;
use mingbai_app::ops::audit::{self, Key, Why};
use mingbai_app::ops::{audit::Finding, setup};
use mingbai_domain::access::{Act, Actor};
use mingbai_domain::book::card::Card;
use mingbai_domain::book::file_hash;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_domain::registry::ManagementMode;
use mingbai_store::{StoreError, cards};
use mingbai_testkit::{Engine, TestDatabase, both_engines};

use super::audit::{busy, by_hand};
use super::cast::{Home, community, rows_of, september};

/// Another process on the same installation, which has put its fronts before the pages.
fn server(home: &Home) -> Arc<App> {
    let app = again(home);
    app.refresh_all().unwrap();
    app
}

fn again(home: &Home) -> Arc<App> {
    let app = &home.app;
    let target = Some(home.target.clone());
    let (dir, clock, random) = (app.dir.clone(), app.clock.clone(), app.random.clone());
    Arc::new(App::open(dir, target, clock, random).unwrap())
}

fn book(app: &App, slug: &Slug) -> Book {
    app.books.get(slug).unwrap().unwrap()
}

/// A second community with a signed book.
fn changning(home: &Home) -> (CommunityId, Slug) {
    let of = community("changning", ManagementMode::Trust);
    let id = setup::add_community(&home.app, of).unwrap();
    let slug = Slug::new("changning").unwrap();
    home.app.publish(&slug).unwrap();
    (id, slug)
}

/// What a page shows is of one tree, of the community asked for, and what its list shows.
fn holds(app: &App, slug: &Slug) {
    let (book, front) = (book(app, slug), app.books.front(slug).unwrap());
    assert_eq!(book.fold.community().unwrap().slug, *slug);
    assert_eq!(book.fold.size(), book.checkpoint.as_ref().unwrap().size);
    assert_eq!(*front.card, Card::of(&book.fold));
    assert_eq!(front.checkpoint, book.checkpoint);
}

/// The book of everything signed, folded by a process that knows nothing yet and finds no card.
fn afresh(home: &Home, slug: &Slug) -> Book {
    let app = again(home);
    let row = app.community(slug).unwrap();
    let forget = move |tx: &mut mingbai_store::Tx<'_>| cards::forget(tx, row.id);
    rows_of(&home.app).write(row.id, forget).unwrap();
    app.refresh(&app.community(slug).unwrap()).unwrap();
    book(&app, slug)
}

both_engines! {
    fn a_server_that_starts_folds_nothing_and_shows_what_the_records_say(db) {
        let home = busy(db);
        let (_, other) = changning(&home);
        let server = server(&home);
        assert_eq!(server.folds_taken().made, 0, "the cards are enough for the lists");
        assert!(server.books.at_hand(&home.slug).is_none());
        let shown = server.books.front(&home.slug).unwrap();
        let right = afresh(&home, &home.slug);
        assert_eq!(*shown.card, Card::of(&right.fold));
        assert!(shown.card.purse.total() != 0 && shown.card.moved);
        for slug in [&home.slug, &other] {
            holds(&server, slug);
        }
        assert_eq!(server.folds_taken().made, 2, "each when it was asked for");
        assert!(server.books.at_hand(&home.slug).is_some());
        assert_eq!(book(&server, &home.slug).fold, right.fold);
        assert!(server.books.get(&Slug::new("nowhere").unwrap()).unwrap().is_none());
    }

    fn a_card_that_does_not_count_is_made_anew(db) {
        let home = busy(db);
        let (other_id, _) = changning(&home);
        let of = |id| rows_of(&home.app).read(|tx| cards::find(tx, id)).unwrap().unwrap();
        // Left by a process that signed before cards were kept, or was killed.
        let old = of(home.id);
        home.pay(home.payment("e", 3, 100)).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        let (right, others) = (of(home.id), of(other_id));
        let mut moved = others.clone();
        moved.size = right.size;
        moved.root = right.root;
        let mut older_form = right.clone();
        older_form.form = 0;
        older_form.body = "{}".into();
        older_form.hash = file_hash(b"{}");
        let mut torn = right.clone();
        torn.body.pop();
        let mut changed = right.clone();
        changed.body = changed.body.replacen("\"usable\":", "\"usable\":1", 1);
        let mut other_tree = right.clone();
        other_tree.frontier.clone_from(&others.frontier);
        let mut no_tree = right.clone();
        no_tree.frontier = b"?".to_vec();
        let wrong = [old, others, moved, older_form, torn, changed, other_tree, no_tree];
        for (at, wrong) in wrong.into_iter().enumerate() {
            assert_ne!(wrong, right, "{at}");
            rows_of(&home.app)
                .write(home.id, move |tx| cards::put(tx, home.id, &wrong))
                .unwrap();
            let server = server(&home);
            assert_eq!(server.folds_taken().made, 1, "{at}: made anew");
            holds(&server, &home.slug);
            assert_eq!(of(home.id), right, "{at}: and kept for the next start");
        }
        by_hand(&home.app, home.id, "DELETE FROM card WHERE community_id = $1");
        holds(&server(&home), &home.slug);
        assert_eq!(of(home.id), right);
        assert!(audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn a_forged_card_is_named_by_the_audit_and_made_anew(db) {
        let home = busy(db);
        let right = rows_of(&home.app).read(|tx| cards::find(tx, home.id)).unwrap().unwrap();
        let mut forged = right.clone();
        forged.body = right.body.replacen("\"usable\":", "\"usable\":1", 1);
        forged.hash = file_hash(forged.body.as_bytes());
        rows_of(&home.app).write(home.id, move |tx| cards::put(tx, home.id, &forged)).unwrap();
        let server = server(&home);
        let jobs = Jobs::new(Arc::clone(&server));
        jobs.audit();
        let front = server.books.front(&home.slug).unwrap();
        let why = front.halted.clone().unwrap();
        assert!(why.starts_with("card: `body` is not what the book says"), "{why}");
        holds(&server, &home.slug);
        let audit = audit::run(&home.app, None, |_| ()).unwrap();
        assert!(audit.is_clean(), "it was made good: {audit:?}");
        // And a command's audit finds it as well.
        let mut forged = right.clone();
        forged.root = [7; 32];
        forged.frontier = vec![];
        rows_of(&home.app).write(home.id, move |tx| cards::put(tx, home.id, &forged)).unwrap();
        let audit = audit::run(&home.app, None, |_| ()).unwrap();
        let named = |column| audit.of(&home.slug).contains(&Finding::Row {
            table: "card", key: Key::Only, why: Why::NotOfBook(column),
        });
        assert!(named("root") && named("frontier") && !named("body"), "{audit:?}");
        assert_eq!(rows_of(&home.app).read(|tx| cards::find(tx, home.id)).unwrap(), Some(right));
    }

    fn a_halt_shows_on_the_card_at_once(db) {
        let home = busy(db);
        let server = server(&home);
        let halted = || server.books.front(&home.slug).unwrap().halted.clone();
        let why = Some("posting 3/0: is missing".to_owned());
        server.halt(Actor::Job, home.id, None, why.clone()).unwrap();
        assert_eq!(halted(), why);
        assert_eq!(book(&server, &home.slug).halted, why, "and on the page");
        server.halt(Actor::Job, home.id, why, None).unwrap();
        assert_eq!(halted(), None);
        // What another process did shows at the next look of the publisher.
        by_hand(&home.app, home.id,
            "UPDATE community SET halted = 'handed over to the next manager' WHERE community_id = $1");
        Jobs::new(Arc::clone(&server)).publish();
        assert_eq!(halted().as_deref(), Some("handed over to the next manager"));
        assert_eq!(server.folds_taken().made, 1, "the page's, and no other");
    }

    fn what_is_not_signed_is_on_no_page_however_often_books_are_dropped(db) {
        let home = busy(db);
        let (_, other) = changning(&home);
        home.app.refresh_all().unwrap();
        home.app.limit_folds(0);
        let signed = book(&home.app, &home.slug);
        for round in 0..3 {
            home.pay(home.payment(&format!("r{round}"), 3, 100)).unwrap();
            home.summarise();
            assert!(home.app.fold(home.id).unwrap().size() > signed.fold.size());
            holds(&home.app, &home.slug);
            assert_eq!(book(&home.app, &home.slug).fold, signed.fold);
            holds(&home.app, &other);
        }
        home.app.publish(&home.slug).unwrap();
        holds(&home.app, &home.slug);
        assert!(book(&home.app, &home.slug).fold.size() > signed.fold.size());
        assert_eq!(book(&home.app, &home.slug).fold, afresh(&home, &home.slug).fold);
    }

    fn a_fold_that_is_dropped_under_a_writer_costs_nothing_but_time(db) {
        let home = busy(db);
        let (other_id, other) = changning(&home);
        let app = server(&home);
        app.limit_folds(0);
        for refuse in [true, false] {
            let before = app.fold(home.id).unwrap();
            let (entered, wait) = mpsc::channel();
            let (go_on, go) = mpsc::channel::<()>();
            let (writer, id, now) = (Arc::clone(&app), home.id, home.now());
            let go = std::sync::Mutex::new(go);
            let payment = payments::NewPayment { at: now, ..home.payment(&format!("w{refuse}"), 4, 700) };
            let act = thread::spawn(move || {
                writer.act(Call::shell(Act::RecordPayments, id), move |cx| {
                    payments::record(cx, payment.clone())?;
                    let _ = entered.send(());
                    let _ = go.lock().unwrap().recv();
                    if refuse { Err(AppError::Nothing(Nothing::Record)) } else { Ok(()) }
                })
            });
            wait.recv().unwrap();
            // Everything else is asked for meanwhile, and nothing may be kept.
            holds(&app, &other);
            app.fold(other_id).unwrap();
            holds(&app, &home.slug);
            app.fold(other_id).unwrap();
            go_on.send(()).unwrap();
            assert_eq!(act.join().unwrap().is_err(), refuse);
            let after = app.fold(home.id).unwrap();
            assert_eq!(after.size() > before.size(), !refuse, "{refuse}");
            assert_eq!(after, again(&home).fold(home.id).unwrap());
        }
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        assert!(audit::run(&app, None, |_| ()).unwrap().is_clean());
    }

    fn folds_stay_within_the_budget_and_one_beyond_it_works(db) {
        let home = busy(db);
        let (_, other) = changning(&home);
        let app = server(&home);
        holds(&app, &home.slug);
        let alone = app.folds_taken();
        assert!(alone.bytes > 1_000 && alone.communities == 1, "{alone:?}");
        holds(&app, &other);
        let both = app.folds_taken();
        assert_eq!((both.communities, both.made), (2, 2));
        app.limit_folds(both.bytes - 1);
        holds(&app, &other);
        assert_eq!(app.folds_taken().communities, 1, "the one asked for longest ago went");
        assert!(app.books.at_hand(&home.slug).is_none() && app.books.at_hand(&other).is_some());
        // One that is larger than everything works, and goes when another is asked for.
        app.limit_folds(1);
        holds(&app, &home.slug);
        assert!(app.books.at_hand(&home.slug).is_some());
        let held = book(&app, &home.slug);
        holds(&app, &other);
        assert!(app.books.at_hand(&home.slug).is_some(), "a page holds it");
        drop(held);
        holds(&app, &other);
        assert!(app.books.at_hand(&home.slug).is_none());
        assert!(app.folds_taken().bytes < alone.bytes);
    }

    fn of_a_crowd_at_a_cold_book_one_folds_it(db) {
        let home = busy(db);
        let app = server(&home);
        let start = std::sync::Barrier::new(32);
        thread::scope(|scope| {
            for _ in 0..32 {
                scope.spawn(|| {
                    start.wait();
                    holds(&app, &home.slug);
                });
            }
        });
        assert_eq!(app.folds_taken().made, 1);
    }

    fn a_page_is_of_one_checkpoint_while_others_are_signed_and_books_dropped(db) {
        let home = busy(db);
        let (_, other) = changning(&home);
        let app = server(&home);
        app.limit_folds(0);
        let (done, rounds) = (std::sync::atomic::AtomicBool::new(false), 15);
        thread::scope(|scope| {
            for slug in [&home.slug, &home.slug, &other] {
                let (app, done) = (&app, &done);
                scope.spawn(move || {
                    let mut last = 0;
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        let book = book(app, slug);
                        let signed = book.checkpoint.as_ref().unwrap().size;
                        assert_eq!(book.fold.size(), signed);
                        assert_eq!(book.fold.community().unwrap().slug, *slug);
                        assert!(signed >= last, "a page never goes back");
                        last = signed;
                    }
                });
            }
            for round in 0..rounds {
                let payment = home.payment(&format!("p{round}"), 2, 100);
                let call = |act| Call::shell(act, home.id);
                app.act(call(Act::RecordPayments), move |cx| payments::record(cx, payment.clone())).unwrap();
                app.act(call(Act::Summarise), closing::summarise).unwrap();
                app.publish(&home.slug).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        holds(&app, &home.slug);
        assert_eq!(book(&app, &home.slug).fold, afresh(&home, &home.slug).fold);
    }

    fn a_book_is_never_shown_at_another_communitys_address(db) {
        let home = busy(db);
        let (other_id, other) = changning(&home);
        let change = |id, slug: &str| by_hand(&home.app, id,
            &format!("UPDATE community SET slug = '{slug}' WHERE community_id = $1"));
        let warm = server(&home);
        change(home.id, "aside");
        change(other_id, home.slug.as_str());
        change(home.id, other.as_str());
        let cold = again(&home);
        for app in [&cold, &warm] {
            for row in app.communities().unwrap() {
                assert!(app.refresh(&row).is_err(), "{}", row.slug);
            }
        }
        assert!(cold.books.front(&home.slug).is_none());
        // Who was shown before goes on being shown, as what it is.
        for slug in [&home.slug, &other] {
            let book = warm.books.get(slug).unwrap();
            assert!(book.is_none_or(|book| book.fold.community().unwrap().slug == *slug));
        }
        assert!(!audit::run(&home.app, None, |_| ()).unwrap().is_clean());
    }

    fn a_book_that_cannot_be_read_is_an_error_of_its_page_alone(db) {
        let home = busy(db);
        let (_, other) = changning(&home);
        by_hand(&home.app, home.id, "DELETE FROM leaf WHERE community_id = $1 AND idx = 3");
        let server = server(&home);
        assert!(server.books.get(&home.slug).is_err());
        holds(&server, &other);
        let front = server.books.front(&home.slug).unwrap();
        assert_eq!(front.card.community.as_ref().unwrap().slug, home.slug, "its card is there");
        Jobs::new(Arc::clone(&server)).audit();
        let front = server.books.front(&home.slug).unwrap();
        assert!(front.halted.is_some(), "and the audit says why");
    }

    fn a_server_shows_what_the_other_signed_and_folds_only_what_is_new(db) {
        let home = busy(db);
        let (ours, theirs) = (server(&home), server(&home));
        let jobs = Jobs::new(Arc::clone(&theirs));
        holds(&theirs, &home.slug);
        for round in 0..3 {
            let before = theirs.books.front(&home.slug).unwrap().size();
            let payment = home.payment(&format!("s{round}"), 1, 300);
            ours.act(Call::shell(Act::RecordPayments, home.id), move |cx| payments::record(cx, payment.clone())).unwrap();
            ours.act(Call::shell(Act::Summarise, home.id), closing::summarise).unwrap();
            ours.publish(&home.slug).unwrap();
            // Until it looks, it shows what was signed before, all of one tree.
            holds(&theirs, &home.slug);
            assert_eq!(theirs.books.front(&home.slug).unwrap().size(), before);
            jobs.publish();
            assert!(theirs.books.front(&home.slug).unwrap().size() > before);
            holds(&theirs, &home.slug);
            assert_eq!(book(&theirs, &home.slug).fold, book(&ours, &home.slug).fold);
        }
        assert_eq!(theirs.folds_taken().made, 1);
        assert!(jobs.health().ok, "{:?}", jobs.health());
    }

    fn a_command_folds_its_book_once(db) {
        let home = busy(db);
        let app = again(&home);
        let payment = home.payment("once", 5, 200);
        let call = |act| Call::shell(act, home.id);
        app.act(call(Act::RecordPayments), move |cx| payments::record(cx, payment.clone())).unwrap();
        app.act(call(Act::Summarise), closing::summarise).unwrap();
        app.publish(&home.slug).unwrap();
        app.fold(home.id).unwrap();
        assert_eq!(app.folds_taken().made, 1);
        // One that only publishes what is published folds nothing.
        let app = again(&home);
        app.publish(&home.slug).unwrap();
        assert_eq!(app.folds_taken().made, 0);
    }

    fn the_hourly_closing_folds_only_books_with_something_to_count(db) {
        let home = busy(db);
        changning(&home);
        let idle = server(&home);
        Jobs::new(Arc::clone(&idle)).close();
        assert_eq!(idle.folds_taken().made, 0);
        home.pay(home.payment("hour", 3, 100)).unwrap();
        home.set_time(date(2026, 10, 2), 9);
        let busy = server(&home);
        let jobs = Jobs::new(Arc::clone(&busy));
        jobs.close();
        assert_eq!(busy.folds_taken().made, 1);
        assert_eq!(home.summarise(), None, "it was counted");
        assert!(jobs.health().jobs[1].ok, "{:?}", jobs.health());
    }

    fn a_card_is_signed_with_its_checkpoint_or_not_at_all(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        let read = || -> (u64, u64) {
            let rows = rows_of(&home.app);
            let read = rows.read(|tx| -> Result<_, StoreError> {
                let signed = mingbai_store::log::last_checkpoint(tx, home.id)?.unwrap().size;
                Ok((signed, cards::find(tx, home.id)?.unwrap().size))
            });
            read.unwrap()
        };
        let (signed, card) = read();
        assert_eq!(signed, card);
        // A checkpoint that cannot be kept takes its card with it.
        home.set_time(date(2026, 9, 2), 9);
        let call = Call::shell(Act::Bill, home.id);
        home.app.act(call, |cx| billing::run(cx, BillItem::Parking, september())).unwrap();
        home.summarise();
        let path = home.app.dir.log(Some(&home.slug)).join("checkpoint");
        let right = std::fs::read(&path).unwrap();
        std::fs::write(&path, b"no checkpoint").unwrap();
        assert!(home.app.publish(&home.slug).is_err());
        assert_eq!(read(), (signed, card));
        std::fs::write(&path, right).unwrap();
        home.app.publish(&home.slug).unwrap();
        let (signed, card) = read();
        assert!(signed == card && card > 10);
    }
}

#[test]
fn a_card_made_late_does_not_replace_a_newer_one() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = busy(&db);
    let find = || rows_of(&home.app).read(|tx| cards::find(tx, home.id));
    let old = find().unwrap().unwrap();
    home.pay(home.payment("late", 3, 100)).unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    let new = find().unwrap().unwrap();
    assert!(new.size > old.size);
    // A server that was slow read before the signature, and shows after it.
    let slow = server(&home);
    assert_eq!(find().unwrap().unwrap(), new);
    holds(&slow, &home.slug);
}
