//! Publishing: by several processes at once, after crashes, with files that were lost, over a
//! database that was put back.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::act::Call;
use mingbai_app::book::publish::files::{self, Look};
use mingbai_app::book::publish::{self, Published};
use mingbai_app::book::refusal::{BookRefusal, FileFault};
use mingbai_app::env::Clock;
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::Durability;
use mingbai_app::jobs::Jobs;
use mingbai_domain::access::Act;
use mingbai_domain::book::{Contract, DistrictRecord, FileRef, file_hash};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::CommunityId;
use mingbai_store::communities::DISTRICT;
use mingbai_store::leases::{self, Lease};
use mingbai_store::log::{self, CheckpointRow};
use mingbai_store::{Db, StoreError, Target};
use mingbai_testkit::{Engine, TestDatabase, both_engines};
use mingbai_tlog::{Checkpoint, Frontier, Note};

use tempfile::TempDir;

use super::cast::{Home, rows_of, september, target};

fn size_of(note: &str) -> u64 {
    let note = Note::parse(note.as_bytes()).unwrap();
    Checkpoint::parse(note.text()).unwrap().size
}

/// The sizes that the district's log recorded of the one community, in order.
fn recorded(app: &App) -> Vec<u64> {
    let mut sizes = Vec::new();
    rows_of(app)
        .read(|tx| {
            let size = log::get(tx, DISTRICT)?.size;
            log::each_public_leaf(tx, DISTRICT, 0, size, |_, bytes| {
                let record = DistrictRecord::from_bytes(&bytes).unwrap();
                sizes.push(size_of(&record.checkpoint));
                Ok(())
            })
        })
        .unwrap();
    sizes
}

fn served(app: &App, home: &Home) -> u64 {
    size_of(&fs::read_to_string(app.dir.log(Some(&home.slug)).join("checkpoint")).unwrap())
}

fn signed(home: &Home) -> CheckpointRow {
    let found = home.rows().read(|tx| log::last_checkpoint(tx, home.id));
    found.unwrap().unwrap()
}

fn grow(app: &App, home: &Home, key: &str) {
    let payment = home.payment(key, 0, 100);
    let call = Call::shell(Act::RecordPayments, home.id);
    app.act(call, move |cx| {
        mingbai_app::money::payments::record(cx, payment.clone())
    })
    .unwrap();
}

/// Another server on the same database, with the keys and a directory of its own.
fn second_server(home: &Home, db: &TestDatabase) -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    fs::create_dir_all(&keys).unwrap();
    for key in fs::read_dir(home.folder.path().join("keys")).unwrap() {
        let key = key.unwrap();
        fs::copy(key.path(), keys.join(key.file_name())).unwrap();
    }
    let (dir, clock) = (DataDir::new(folder.path()), home.app.clock.clone());
    let other = App::open(dir, Some(target(db)), clock, home.app.random.clone()).unwrap();
    (other, folder)
}

fn only_grows(sizes: &[u64]) -> bool {
    sizes.windows(2).all(|pair| pair[0] < pair[1])
}

both_engines! {
    fn processes_that_publish_at_once_never_take_the_district_back(db) {
        let home = Home::new(db);
        let open = |_| {
            let (dir, clock) = (DataDir::new(home.folder.path()), home.app.clock.clone());
            App::open(dir, Some(target(db)), clock, home.app.random.clone()).unwrap()
        };
        let apps: Vec<App> = (0..3).map(open).collect();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let office = |(number, app)| {
                let home = &home;
                scope.spawn(move || {
                    for round in 0..12 {
                        grow(app, home, &format!("{number}-{round}"));
                        // Whoever has to wait for too long leaves it to the others.
                        app.publish(&home.slug).unwrap();
                    }
                })
            };
            let offices: Vec<_> = apps.iter().enumerate().map(office).collect();
            let (home, watched, done) = (&home, &apps[0], &done);
            let watcher = scope.spawn(move || {
                let mut newest = 0;
                while !done.load(Ordering::Relaxed) {
                    let path = watched.dir.log(Some(&home.slug)).join("checkpoint");
                    if let Ok(note) = fs::read_to_string(path) {
                        let size = size_of(&note);
                        assert!(size >= newest, "{newest}, then {size}");
                        newest = size;
                    }
                }
                newest
            });
            for office in offices {
                office.join().unwrap();
            }
            assert_eq!(apps[0].publish(&home.slug).unwrap(), Published::Newest);
            done.store(true, Ordering::Relaxed);
            assert!(watcher.join().unwrap() > 12);
        });
        let sizes = recorded(&home.app);
        assert!(only_grows(&sizes), "{sizes:?}");
        assert_eq!(sizes.last(), Some(&signed(&home).size));
        assert_eq!(served(&home.app, &home), signed(&home).size);
        // Everybody can go on.
        for app in &apps {
            grow(app, &home, &format!("after-{}", signed(&home).size));
            app.publish(&home.slug).unwrap();
        }
        assert!(only_grows(&recorded(&home.app)));
    }

    fn the_district_records_nothing_older_than_what_it_has(db) {
        let home = Home::new(db);
        home.app.publish(&home.slug).unwrap();
        let old = signed(&home);
        grow(&home.app, &home, "a");
        home.app.publish(&home.slug).unwrap();
        let before = recorded(&home.app);
        for checkpoint in [old, signed(&home)] {
            publish::record_in_district(&home.app, &home.slug, &checkpoint).unwrap();
        }
        assert_eq!(recorded(&home.app), before);
        // Nor when the count was lost, as after a restore.
        home.rows().write(home.id, |tx| -> Result<(), StoreError> {
            tx.execute("DELETE FROM recorded", &[]).map(drop)
        }).unwrap();
        publish::record_in_district(&home.app, &home.slug, &signed(&home)).unwrap();
        assert_eq!(recorded(&home.app), before);
    }

    fn a_checkpoint_that_the_district_is_already_beyond_is_not_recorded(db) {
        let home = Home::new(db);
        home.app.publish(&home.slug).unwrap();
        grow(&home.app, &home, "a");
        let ahead = home.rows().read(|tx| log::get(tx, home.id)).unwrap().size;
        let id = home.id;
        home.rows().write(home.id, move |tx| mingbai_store::recorded::put(tx, id, ahead)).unwrap();
        let before = signed(&home);
        let refused = home.app.publish(&home.slug).unwrap_err();
        assert!(
            matches!(&refused, AppError::Book(BookRefusal::WouldFork { why, .. }) if why.to_string().contains("recorded in the district")),
            "{refused}"
        );
        assert_eq!((signed(&home), served(&home.app, &home)), (before.clone(), before.size));
    }

    fn a_checkpoint_signed_before_a_crash_gets_into_the_districts_log(db) {
        let home = Home::new(db);
        sign_by_hand(&home);
        assert_eq!(recorded(&home.app), [0; 0]);
        home.app.publish(&home.slug).unwrap();
        assert_eq!(recorded(&home.app), [signed(&home).size]);
        assert_eq!(served(&home.app, &home), signed(&home).size);
        home.app.publish(&home.slug).unwrap();
        assert_eq!(recorded(&home.app).len(), 1);
    }

    fn a_server_elsewhere_has_its_turn_until_its_lease_ends(db) {
        let home = Home::new(db);
        home.set_time(date(2026, 9, 2), 0);
        let lease = |holder: &str, until: i64| {
            let new = Lease { holder: holder.into(), until: UnixMs(until) };
            let id = home.id;
            let put = home.rows().write(home.id, move |tx| {
                let seen = leases::find(tx, id, "publish")?;
                leases::take(tx, id, "publish", seen.as_ref(), &new)
            });
            assert!(put.unwrap());
        };
        lease("elsewhere/1/1", home.now().0 + 30_000);
        assert_eq!(home.app.publish(&home.slug).unwrap(), Published::Elsewhere);
        assert_eq!(home.rows().read(|tx| log::last_checkpoint(tx, home.id)).unwrap(), None);
        home.set_time(date(2026, 9, 2), 1);
        assert_eq!(home.app.publish(&home.slug).unwrap(), Published::Newest);
        // A lease of 2099 is nobody's.
        grow(&home.app, &home, "a");
        lease("elsewhere/1/2", 4_070_908_800_000);
        assert_eq!(home.app.publish(&home.slug).unwrap(), Published::Newest);
    }

    fn what_was_signed_under_a_lost_lease_is_not_recorded(db) {
        let home = Home::new(db);
        let (armed, id, now) = (Arc::new(AtomicBool::new(false)), home.id, home.now());
        // The clock is asked when the checkpoint is made: between taking the lease and recording.
        let (thief, arm) = (Db::open(target(db)).unwrap(), Arc::clone(&armed));
        let clock = Clock::new(move || {
            if arm.load(Ordering::Relaxed) {
                let _ = thief.write(id, move |tx| -> Result<(), StoreError> {
                    let seen = leases::find(tx, id, "publish")?;
                    let new = Lease { holder: "thief/1/1".into(), until: UnixMs(now.0 + 1) };
                    if seen.is_some() {
                        leases::take(tx, id, "publish", seen.as_ref(), &new)?;
                    }
                    Ok(())
                });
            }
            now
        });
        let dir = DataDir::new(home.folder.path());
        let app = App::open(dir, Some(target(db)), clock, home.app.random.clone()).unwrap();
        armed.store(true, Ordering::Relaxed);
        assert_eq!(app.publish_community(&home.slug, Durability::Synced).unwrap(), Published::Elsewhere);
        armed.store(false, Ordering::Relaxed);
        assert_eq!(home.rows().read(|tx| log::last_checkpoint(tx, id)).unwrap(), None);
        assert_eq!(recorded(&home.app), [0; 0]);
        assert!(!app.dir.log(Some(&home.slug)).join("checkpoint").exists());
    }

    fn an_idle_server_shows_what_another_one_signed(db) {
        let home = Home::new(db);
        let (other, _folder) = second_server(&home, db);
        let other = Arc::new(other);
        let jobs = Jobs::new(Arc::clone(&other));
        for round in 0..3 {
            grow(&home.app, &home, &format!("r{round}"));
            home.app.publish(&home.slug).unwrap();
            jobs.publish();
            assert_eq!(served(&other, &home), served(&home.app, &home));
            let district = |app: &App| fs::read(app.dir.log(None).join("checkpoint")).unwrap();
            assert_eq!(district(&other), district(&home.app), "round {round}");
        }
        assert!(jobs.health().ok, "{:?}", jobs.health());
    }

    fn a_second_server_shows_what_the_first_one_signed(db) {
        let home = Home::new(db);
        let (other, _folder) = second_server(&home, db);
        for round in 0..6 {
            let (first, second) = if round % 2 == 0 { (&home.app, &other) } else { (&other, &home.app) };
            grow(first, &home, &format!("r{round}"));
            first.publish(&home.slug).unwrap();
            second.publish(&home.slug).unwrap();
            assert_eq!(served(first, &home), served(second, &home));
            let index = served(second, &home) - 1;
            let proofs = [first, second]
                .map(|app| mingbai_app::book::proof::of_record(app, &home.slug, index).unwrap().unwrap());
            assert_eq!(proofs[0], proofs[1]);
        }
        assert!(only_grows(&recorded(&home.app)));
    }

    fn a_lost_list_is_made_again_before_its_summary_is_signed_and_after(db) {
        let home = Home::new(db);
        home.bill(BillItem::Fee, september()).unwrap();
        home.bill(BillItem::Parking, september()).unwrap();
        home.summarise();
        let lists = home.app.dir.community(&home.slug).join("lists");
        let kept = content(&lists);
        assert!(kept.len() >= 2, "{}", kept.len());
        let lose = || {
            fs::remove_file(&kept[0].0).unwrap();
            // As a power cut may leave it: the name is there, the content is not.
            fs::write(&kept[1].0, vec![0; kept[1].1.len()]).unwrap();
        };
        lose();
        home.app.publish(&home.slug).unwrap();
        assert_eq!(content(&lists), kept);
        lose();
        home.app.publish(&home.slug).unwrap();
        assert_eq!(files::look(&home.app, &home.slug, Look::Content).unwrap(), kept.len() as u64);
        assert_eq!(content(&lists), kept);
        fs::remove_dir_all(&lists).unwrap();
        assert!(files::look(&home.app, &home.slug, Look::There).unwrap() > 0);
        assert_eq!(content(&lists), kept);
        assert_eq!(files::look(&home.app, &home.slug, Look::Content).unwrap(), 0);
        // Rows that no longer give the list cannot make it again, and it is named.
        home.rows().write(home.id, |tx| -> Result<(), StoreError> {
            tx.execute("UPDATE item SET amount_fen = amount_fen + 1", &[]).map(drop)
        }).unwrap();
        fs::remove_dir_all(&lists).unwrap();
        let refused = files::look(&home.app, &home.slug, Look::There).unwrap_err();
        let name = kept[0].0.file_name().unwrap().to_str().unwrap();
        assert!(refused.to_string().contains(name), "{refused}");
    }

    fn a_record_whose_voucher_is_lost_is_not_signed(db) {
        let home = Home::new(db);
        let (public, original) = (b"a contract, redacted".to_vec(), b"a contract".to_vec());
        let file = FileRef {
            media: "text/plain".into(),
            name: "保洁合同".into(),
            original: Some(file_hash(&original)),
            sha256: file_hash(&public),
        };
        let record = contract(&home, file);
        home.app.publish(&home.slug).unwrap();
        let before = signed(&home);
        let index = home.record(record).unwrap();
        let store = |public: Option<&[u8]>, original: Option<&[u8]>| {
            if let Some(bytes) = public {
                home.app.dir.put_public(&home.slug, "files", bytes, Durability::Synced).unwrap();
            }
            if let Some(bytes) = original {
                home.app.dir.put_private(bytes, Durability::Synced).unwrap();
            }
        };
        let refused = |folder: &str, why: FileFault| {
            let AppError::Book(BookRefusal::BadFiles { bad, .. }) = home.app.publish(&home.slug).unwrap_err() else {
                panic!("refused for another reason");
            };
            let found = bad.iter().any(|bad| (bad.record, bad.folder, bad.why) == (index, folder, why));
            assert!(found, "{bad:?}");
            assert_eq!((signed(&home).size, served(&home.app, &home)), (before.size, before.size));
        };
        refused("files", FileFault::Missing);
        store(Some(&public), None);
        refused("private/files", FileFault::Missing);
        store(None, Some(&original));
        let path = home.app.dir.community(&home.slug).join("files").join(hex::encode(file_hash(&public)));
        fs::write(&path, b"another contract").unwrap();
        refused("files", FileFault::Content);
        store(Some(&public), None);
        home.app.publish(&home.slug).unwrap();
        assert_eq!(signed(&home).size, index + 1);
    }
}

fn contract(home: &Home, file: FileRef) -> Contract {
    Contract {
        amount_fen: None,
        at: home.now(),
        document: Some(file),
        from: date(2026, 9, 1),
        id: "2026-1".into(),
        related_party: false,
        title: "保洁合同".into(),
        to: date(2027, 8, 31),
        vendor: "某保洁公司".into(),
    }
}

fn content(folder: &std::path::Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    found.sort();
    found
}

/// What a crash leaves behind when it comes right after signing.
fn sign_by_hand(home: &Home) {
    let state = home.rows().read(|tx| log::get(tx, home.id)).unwrap();
    let signer = home.app.signer(Some(&home.slug)).unwrap();
    let checkpoint = Checkpoint {
        origin: signer.name().to_owned(),
        size: state.size,
        root: Frontier::from_bytes(&state.frontier).unwrap().root(),
    };
    let row = CheckpointRow {
        size: state.size,
        root: checkpoint.root.0,
        note: checkpoint.sign(&signer).unwrap().note().to_string(),
        at: home.now(),
    };
    let id: CommunityId = home.id;
    home.rows()
        .write(home.id, move |tx| log::insert_checkpoint(tx, id, &row))
        .unwrap();
}

/// An installation whose database of yesterday was put back, with as many or more other records in
/// it than were shown.
struct PutBack {
    app: App,
    home: Home,
    _db: TestDatabase,
}

impl PutBack {
    fn new(other_records: u64) -> Self {
        let db = TestDatabase::new(Engine::Sqlite);
        let home = Home::new(&db);
        home.app.publish(&home.slug).unwrap();
        let yesterday = home.folder.path().join("yesterday.db");
        home.rows().copy_to(&yesterday).unwrap();
        for round in 0..3 {
            grow(&home.app, &home, &format!("shown{round}"));
        }
        home.app.publish(&home.slug).unwrap();
        let old = Some(Target::Sqlite(yesterday));
        let (dir, clock) = (home.app.dir.clone(), home.app.clock.clone());
        let app = App::open(dir, old, clock, home.app.random.clone()).unwrap();
        for round in 0..other_records {
            grow(&app, &home, &format!("other{round}"));
        }
        Self { app, home, _db: db }
    }

    fn remove(&self, names: &[&str]) {
        for name in names {
            let path = self.app.dir.public().join(name);
            if path.is_dir() {
                fs::remove_dir_all(path).unwrap();
            } else {
                fs::remove_file(path).unwrap();
            }
        }
    }

    /// Nothing is signed, and nothing public changes.
    #[track_caller]
    fn is_refused(&self, why: &str) {
        let tiles = self.app.dir.log(Some(&self.home.slug)).join("tile/0/000.p");
        let before = tiles.exists().then(|| content(&tiles));
        let signed = rows_of(&self.app).read(|tx| log::last_checkpoint(tx, self.home.id));
        for refused in [
            self.app.publish(&self.home.slug).unwrap_err(),
            self.app.community_to_write(&self.home.slug).unwrap_err(),
        ] {
            assert!(
                matches!(&refused, AppError::Book(BookRefusal::WouldFork { why: said, .. }) if said.to_string().contains(why)),
                "{refused}"
            );
        }
        let after = rows_of(&self.app).read(|tx| log::last_checkpoint(tx, self.home.id));
        assert_eq!(signed.unwrap(), after.unwrap());
        assert_eq!(before, tiles.exists().then(|| content(&tiles)));
    }
}

const LOG: &str = "c/xingyuan-north/log";

#[test]
fn an_old_database_is_not_signed_because_the_districts_log_knows_of_a_newer_one() {
    for (records, why) in [
        (1, "recorded in the district's log"),
        (3, "the first"),
        (5, "the first"),
    ] {
        let put_back = PutBack::new(records);
        put_back.remove(&[&format!("{LOG}/checkpoint")]);
        put_back.is_refused(why);
        // Not even when its own tiles are gone, and the district's checkpoint.
        put_back.remove(&[&format!("{LOG}/tile"), "district/log/checkpoint"]);
        put_back.is_refused(why);
    }
}

#[test]
fn an_old_database_is_not_signed_because_the_tiles_hold_other_records() {
    for (records, why) in [
        (1, "was prepared"),
        (3, "were published"),
        (5, "were published"),
    ] {
        let put_back = PutBack::new(records);
        put_back.remove(&[&format!("{LOG}/checkpoint"), "district"]);
        put_back.is_refused(why);
        // The hash tiles are removed, the bundles are left: they are not written over.
        if records == 3 {
            put_back.remove(&[&format!("{LOG}/tile/0")]);
            let refused = put_back.app.publish(&put_back.home.slug).unwrap_err();
            assert!(refused.to_string().contains("were published"), "{refused}");
        }
    }
}
