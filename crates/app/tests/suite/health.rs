//! The jobs of a server: they go on after a panic, show what others did, and say how it goes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::book::publish::Published;
use mingbai_app::env::Clock;
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::Durability;
use mingbai_app::jobs::Jobs;
use mingbai_app::ops::audit;
use mingbai_app::ops::setup;
use mingbai_domain::access::Act;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::fees::BillItem;
use mingbai_store::communities::DistrictRow;
use mingbai_store::{StoreError, Target};
use mingbai_testkit::{Engine, TestDatabase, both_engines};
use tempfile::TempDir;

use super::cast::{Home, community, rows_of, september, target};

/// Another process on the same installation.
fn beside(home: &Home, db: &TestDatabase, clock: Clock) -> Arc<App> {
    let dir = DataDir::new(home.folder.path());
    Arc::new(App::open(dir, Some(target(db)), clock, home.app.random.clone()).unwrap())
}

both_engines! {
    fn a_halt_that_another_process_sets_shows_at_the_next_run_and_goes_again(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.summarise();
        home.app.publish(&home.slug).unwrap();
        let server = beside(&home, db, home.app.clock.clone());
        let jobs = Jobs::new(Arc::clone(&server));
        jobs.publish();
        let halted = || server.books.front(&home.slug).unwrap().halted.clone();
        assert_eq!((halted(), jobs.health().halted), (None, 0));
        let change = |by: i64| {
            let id = home.id.0;
            home.rows().write(home.id, move |tx| -> Result<(), StoreError> {
                tx.execute_one(
                    "tamper",
                    "UPDATE posting SET amount_fen = amount_fen + $2 \
                     WHERE community_id = $1 AND seq = 3 AND line = 0",
                    &[id.into(), by.into()],
                )
            }).unwrap();
            audit::run(&home.app, None, |_| ()).unwrap();
        };
        change(1);
        assert_eq!(halted(), None);
        jobs.publish();
        assert!(halted().unwrap().contains("posting 3/0"), "{:?}", halted());
        assert_eq!(jobs.health().halted, 1);
        change(-1);
        jobs.publish();
        assert_eq!((halted(), jobs.health().halted), (None, 0));
        assert!(jobs.health().ok, "{:?}", jobs.health());
    }

    fn a_panic_in_a_job_is_told_and_the_next_run_does_its_work(db) {
        let home = Home::new(db);
        let (angry, now) = (Arc::new(AtomicBool::new(false)), home.now());
        let panics = Arc::clone(&angry);
        let clock = Clock::new(move || {
            assert!(!panics.load(Ordering::Relaxed), "on purpose");
            now
        });
        let server = beside(&home, db, clock);
        let jobs = Jobs::new(Arc::clone(&server));
        jobs.publish();
        jobs.close();
        jobs.audit();
        assert!(jobs.health().ok, "{:?}", jobs.health());
        home.bill(BillItem::Fee, september()).unwrap();
        angry.store(true, Ordering::Relaxed);
        jobs.publish();
        jobs.close();
        jobs.audit();
        angry.store(false, Ordering::Relaxed);
        let health = jobs.health();
        let told: Vec<_> = health.jobs.iter().map(|job| (job.ok, job.error, job.failed)).collect();
        assert_eq!(told, [(false, Some("panic"), 1); 3]);
        assert!(!health.ok && health.writer.ok, "{health:?}");
        jobs.publish();
        assert_eq!(server.books.get(&home.slug).unwrap().unwrap().fold.size(), home.app.fold(home.id).unwrap().size());
        let health = jobs.health();
        assert!(health.jobs[0].ok && !health.jobs[1].ok, "{health:?}");
    }

    fn a_log_that_cannot_be_signed_is_told_and_does_not_keep_the_others(db) {
        let home = Home::new(db);
        home.app.publish(&home.slug).unwrap();
        let other = setup::add_community(&home.app, {
            community("changning", mingbai_domain::registry::ManagementMode::Trust)
        }).unwrap();
        home.bill(BillItem::Fee, september()).unwrap();
        let path = home.app.dir.log(Some(&home.slug)).join("checkpoint");
        fs::write(path, b"no checkpoint").unwrap();
        let jobs = Jobs::new(beside(&home, db, home.app.clock.clone()));
        jobs.publish();
        let health = jobs.health();
        assert!(!health.ok && !health.publication.ok, "{health:?}");
        assert_eq!((health.publication.refused, health.publication.waiting), (1, 1));
        assert_eq!(health.jobs[0].error, Some("log"));
        let signed = home.rows().read(|tx| mingbai_store::log::last_checkpoint(tx, other));
        assert!(signed.unwrap().is_some());
    }
}

#[test]
fn a_job_that_does_not_run_any_more_is_told() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    let jobs = Jobs::new(beside(&home, &db, home.app.clock.clone()));
    jobs.publish();
    jobs.close();
    jobs.audit();
    assert!(jobs.health().ok, "{:?}", jobs.health());
    home.set_time(date(2026, 9, 1), 1);
    let health = jobs.health();
    assert!(
        !health.ok && !health.jobs[0].ok && health.jobs[1].ok,
        "{health:?}"
    );
    home.set_time(date(2026, 9, 1), 5);
    jobs.publish();
    let health = jobs.health();
    assert!(
        !health.ok && health.jobs[0].ok && !health.jobs[1].ok,
        "{health:?}"
    );
    assert!(!serde_json::to_string(&health).unwrap().contains("业主"));
}

#[test]
fn originals_and_receipts_are_for_the_operator_alone() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = Home::new(&db);
    let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let dir = home.app.dir.clone();
    let hash = dir.put_private(b"an original", Durability::Synced).unwrap();
    let name = hex::encode(hash);
    let file = dir.private().join(&name);
    assert_eq!(mode(file.clone()), 0o600);
    for folder in ["private", "private/files", "keys"] {
        assert_eq!(mode(dir.root().join(folder)), 0o700, "{folder}");
    }
    // What an older version, or a copy, left open is closed.
    let open = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    open(&file, 0o644);
    open(&dir.private(), 0o755);
    open(&dir.root().join("private"), 0o755);
    beside(&home, &db, home.app.clock.clone());
    assert_eq!(mode(dir.private()), 0o700);
    assert_eq!(mode(dir.root().join("private")), 0o700);
    dir.put_private(b"an original", Durability::Synced).unwrap();
    assert_eq!(mode(file), 0o600);
}

/// A real district (not an invented one), and its machine's clock.
fn real(db: &TestDatabase) -> (App, TempDir, Arc<AtomicI64>) {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(UnixMs::start_of(date(2026, 9, 1)).0));
    let district = DistrictRow {
        name: "云溪高新区".into(),
        name_en: String::new(),
        host: "real.example".into(),
        synthetic: false,
    };
    let (shown, dir) = (Arc::clone(&now), DataDir::new(folder.path()));
    let clock = Clock::machine(move || UnixMs(shown.load(Ordering::Relaxed)));
    let random = mingbai_app::env::Random::system();
    let app = setup::init(dir, Some(target(db)), district, clock, random).unwrap();
    (app, folder, now)
}

const DAY_MS: i64 = 86_400_000;

both_engines! {
    fn a_clock_that_jumps_writes_and_signs_nothing_until_it_is_confirmed(db) {
        let (app, folder, now) = real(db);
        let slug = mingbai_domain::ids::Slug::new("xingyuan-north").unwrap();
        let mode = mingbai_domain::registry::ManagementMode::Trust;
        let id = setup::add_community(&app, community("xingyuan-north", mode)).unwrap();
        let nothing = Call::shell(Act::Record, id);
        app.publish(&slug).unwrap();
        let begun = now.load(Ordering::Relaxed);
        let again = || {
            let (dir, clock) = (DataDir::new(folder.path()), app.clock.clone());
            let target: Target = target(db);
            App::open(dir, Some(target), clock, app.random.clone()).unwrap()
        };
        let in_2099 = UnixMs::start_of(date(2099, 1, 1)).0;
        // The same process, and a command that was begun with the wrong clock.
        for at in [in_2099, begun + 2 * DAY_MS, begun - 3_600_000] {
            now.store(at, Ordering::Relaxed);
            for app in [&app, &again()] {
                let leaves = rows_of(app).read(|tx| mingbai_store::log::get(tx, mingbai_store::communities::DISTRICT));
                let clock_is_refused = |done: Result<(), AppError>| {
                    assert!(matches!(done, Err(AppError::Clock { now, seen })
                        if now.0 == at && seen.0 == begun));
                };
                clock_is_refused(app.act(nothing, |_| Ok(())));
                clock_is_refused(app.publish(&slug).map(drop));
                clock_is_refused(app.community_to_write(&slug).map(drop));
                let jobs = Jobs::new(Arc::new(again()));
                jobs.publish();
                let health = jobs.health();
                assert!(!health.ok && !health.clock.ok, "{health:?}");
                assert_eq!(health.jobs[0].error, Some("clock"));
                let after = rows_of(app).read(|tx| mingbai_store::log::get(tx, mingbai_store::communities::DISTRICT));
                assert_eq!(leaves.unwrap(), after.unwrap());
            }
        }
        // Within a day nobody is asked; a quiet week beside a server neither.
        now.store(begun + DAY_MS, Ordering::Relaxed);
        again().act(nothing, |_| Ok(())).unwrap();
        for day in 1..=7 {
            now.store(begun + day * DAY_MS, Ordering::Relaxed);
            Jobs::new(Arc::new(again())).publish();
        }
        again().act(nothing, |_| Ok(())).unwrap();
        // An installation that was off for years is asked, and goes on once it was told.
        now.store(begun + 14_000 * DAY_MS, Ordering::Relaxed);
        assert!(matches!(again().act(nothing, |_| Ok(())), Err(AppError::Clock { .. })));
        let told = again();
        told.confirm_clock().unwrap();
        told.act(nothing, |_| Ok(())).unwrap();
        assert_eq!(told.publish(&slug).unwrap(), Published::Newest);
        again().act(nothing, |_| Ok(())).unwrap();
    }
}
